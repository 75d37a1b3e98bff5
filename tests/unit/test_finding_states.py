"""Where a finding stands, and how findings were over time."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from core.accounts.finding_ids import finding_id
from core.accounts.findings.derive import findings
from core.accounts.findings.history import AGE_LABELS, by_age, by_app, orphaned_over_time
from core.accounts.findings.state import with_states
from core.accounts.frames import ACCEPTANCES, REMOVALS, empty
from tests.support.made_accounts import NOW, account, ago, context, identifiers, matched, persons

PEOPLE = persons({"person": 1, "left_at": ago(20), "end_at": ago(20)}, {"person": 2})
KNOWN = identifiers(("ada@example.com", "address", 1), ("ada", "user-name", 1))
ADAS = account("1", person=1, match="exact", email="ada@example.com", admin=True)
TODAY = NOW.date()


def states(*removals: tuple[Any, ...], accepted: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Kind → state, until and case, of Ada's account."""
    removed = pl.DataFrame([(*row, None) for row in removals], schema=REMOVALS, orient="row")
    beside = context(identifiers=KNOWN, removals=removed)
    accounts = matched(ADAS)
    acceptances = pl.DataFrame(accepted, schema=ACCEPTANCES, orient="row")
    found = with_states(findings(accounts, PEOPLE, beside), accounts, acceptances, beside, TODAY)
    return {row["kind"]: row for row in found.iter_rows(named=True)}


def test_open_until_someone_does_something() -> None:
    found = states()
    assert {kind: row["state"] for kind, row in found.items()} == {
        "orphaned": "open",
        "only-admin": "open",
    }


@pytest.mark.parametrize("form", ["ada@example.com", "ada", " ADA@Example.com"])
def test_working_while_a_case_has_still_to_remove_it(form: str) -> None:
    found = states(("figma", form, 3, 4, False, None, True))
    assert (found["orphaned"]["state"], found["orphaned"]["case"]) == ("working", 3)
    # Removing an app's only administrator is what this kind warns of.
    assert found["only-admin"]["state"] == "open"


def test_working_until_a_list_of_after_the_removal() -> None:
    assert states(("figma", "ada", 3, 4, True, ago(0.5), True))["orphaned"]["state"] == "working"
    listed_since = states(("figma", "ada", 3, 4, True, ago(2), True))
    assert listed_since["orphaned"]["state"] == "open"
    assert listed_since["returned"]["state"] == "open"


def test_another_app_and_another_person_are_not_meant() -> None:
    assert states(("slack", "ada", 3, 4, False, None, True))["orphaned"]["state"] == "open"
    assert states(("figma", "bob", 3, 4, False, None, True))["orphaned"]["state"] == "open"


def test_an_account_that_is_anothers_is_not_removed_by_the_name_on_it() -> None:
    removed = pl.DataFrame(
        [("figma", "ada@example.com", 3, 4, False, None, True, None)],
        schema=REMOVALS,
        orient="row",
    )
    beside = context(identifiers=KNOWN, removals=removed)
    people = persons({"person": 1}, {"person": 2, "left_at": ago(20)})
    for person, state in ((2, "open"), (None, "working")):
        accounts = matched({**ADAS, "person": person})
        found = with_states(
            findings(accounts, people, beside), accounts, empty(ACCEPTANCES), beside, TODAY
        ).filter(pl.col("kind").is_in(["orphaned", "unmatched"]))
        assert found["state"].to_list() == [state]


def test_accepted_through_its_date_and_open_the_day_after() -> None:
    orphan = finding_id("orphaned", "figma", "1")
    assert states(accepted=((orphan, TODAY),))["orphaned"]["state"] == "accepted"
    past = states(accepted=((orphan, TODAY - timedelta(days=1)),))
    assert (past["orphaned"]["state"], past["orphaned"]["until"]) == ("open", None)


def test_accepted_says_more_than_that_a_case_works_on_it() -> None:
    orphan = finding_id("orphaned", "figma", "1")
    found = states(("figma", "ada", 3, 4, False, None, True), accepted=((orphan, TODAY),))
    assert (found["orphaned"]["state"], found["orphaned"]["case"]) == ("accepted", 3)


def test_orphaned_accounts_over_time() -> None:
    removed = account("2", person=1, status="deactivated", status_since=ago(10))
    gone = account("3", person=1, gone=True, gone_at=ago(5))
    in_time = account("4", person=1, gone=True, gone_at=ago(25))
    back = account("5", person=1, returned_at=ago(3))
    others = account("6", person=2)
    accounts = matched(ADAS, removed, gone, in_time, back, others)
    days = [ago(each) for each in (30, 22, 20, 15, 10, 5, 3, 0)]
    counted = orphaned_over_time(accounts, PEOPLE, days)
    assert counted["moment"].to_list() == days
    assert counted["count"].to_list() == [0, 0, 3, 3, 2, 1, 2, 2]


def test_nothing_was_orphaned_where_nobody_left() -> None:
    counted = orphaned_over_time(matched(ADAS), persons({"person": 1}), [NOW])
    assert counted["count"].to_list() == [0]


def test_findings_by_age_and_by_app() -> None:
    seen = [("a", 3), ("b", 7), ("b", 40), ("b", 500)]
    rows = [
        account(str(each), app=app, first_seen=ago(days)) for each, (app, days) in enumerate(seen)
    ]
    found = findings(matched(*rows), PEOPLE, context())
    ages = by_age(found, NOW)
    assert dict(ages.select("age", "count").iter_rows()) == {
        AGE_LABELS[0]: 1,
        AGE_LABELS[1]: 1,
        AGE_LABELS[2]: 1,
        AGE_LABELS[4]: 1,
    }
    assert by_app(found).rows() == [("b", "unmatched", 3), ("a", "unmatched", 1)]
