"""What should not be: each kind with since when, from which list, and what never counts."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from core.accounts.finding_ids import finding_id
from core.accounts.findings.context import FeedFacts
from core.accounts.findings.derive import findings
from core.accounts.findings.words import WORDS
from core.accounts.frames import ASSIGNED, FINDINGS, REMOVALS
from core.accounts.kinds import FindingKind
from tests.support.made_accounts import (
    NOW,
    account,
    ago,
    context,
    identifiers,
    matched,
    persons,
)

ADA = {"person": 1, "name": "Ada Example"}
LEFT = {**ADA, "employment": "left", "end_at": ago(20), "left_at": ago(20)}
HERS: dict[str, Any] = {"person": 1, "match": "exact", "email": "ada@example.com"}
KNOWN = identifiers(("ada@example.com", "address", 1), ("ada", "user-name", 1))


def found(*rows: dict[str, Any], people: Any = (ADA,), **said: Any) -> pl.DataFrame:
    result = findings(matched(*rows), persons(*people), context(**{"identifiers": KNOWN, **said}))
    assert dict(result.schema) == dict(FINDINGS)
    return result


def kinds(*rows: dict[str, Any], people: Any = (ADA,), **said: Any) -> set[str]:
    return set(found(*rows, people=people, **said)["kind"])


def one(kind: str, *rows: dict[str, Any], people: Any = (ADA,), **said: Any) -> dict[str, Any]:
    """The only finding of that kind."""
    of_kind = found(*rows, people=people, **said).filter(pl.col("kind") == kind)
    assert len(of_kind) == 1
    return of_kind.row(0, named=True)


def facts(**said: Any) -> list[FeedFacts]:
    given = {"complete_at": ago(1), "complete_snapshot": 7, "stale_after": timedelta(days=35)}
    return [FeedFacts(1, **{**given, **said})]


def removals(*rows: tuple[Any, ...]) -> pl.DataFrame:
    whole = [(*row, *(True, None)[len(row) - 6 :]) for row in rows]
    return pl.DataFrame(whole, schema=REMOVALS, orient="row")


def assigned(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ASSIGNED, orient="row")


def test_an_account_that_is_as_it_should_be_is_no_finding() -> None:
    assert kinds(account("1", **HERS, admin=False, second_factor=True, last_active=ago(3))) == set()


def test_orphaned_since_the_person_left() -> None:
    finding = one("orphaned", account("1", **HERS), people=[LEFT])
    assert finding["since"] == ago(20)
    assert (finding["snapshot"], finding["as_of"]) == (7, ago(1))
    assert finding["detail"] == ago(20).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert finding["account"] == "ada@example.com"
    assert finding["id"] == finding_id("orphaned", "figma", "1")


@pytest.mark.parametrize(
    ("account_said", "since"),
    [
        ({"first_seen": ago(5)}, ago(5)),
        ({"returned_at": ago(4)}, ago(4)),
        ({"returned_at": ago(90)}, ago(20)),
    ],
)
def test_orphaned_as_far_as_it_was_observed(account_said: Any, since: datetime) -> None:
    assert one("orphaned", account("1", **HERS, **account_said), people=[LEFT])["since"] == since


@pytest.mark.parametrize(
    ("status", "is_orphaned"),
    [
        ("active", True),
        ("invited", True),
        ("unknown", True),
        ("suspended", False),
        ("deactivated", False),
    ],
)
def test_what_lets_someone_in_is_in_use(status: str, is_orphaned: bool) -> None:
    assert ("orphaned" in kinds(account("1", **HERS, status=status), people=[LEFT])) is is_orphaned


def test_nothing_is_orphaned_that_is_gone_nobodys_or_of_who_leaves_later() -> None:
    assert kinds(account("1", **HERS, gone=True, gone_at=ago(1)), people=[LEFT]) == set()
    assert "orphaned" not in kinds(account("1"), people=[LEFT])
    later = {**ADA, "left_at": NOW + timedelta(days=1)}
    assert "orphaned" not in kinds(account("1", **HERS), people=[later])


def test_returned_after_its_removal() -> None:
    removal = removals(("figma", "ada@example.com", 3, 4, True, ago(10)))
    back = account("1", **HERS, returned_at=ago(2))
    finding = one("returned", back, people=[LEFT], removals=removal)
    assert finding["since"] == ago(2)
    still_there = one("returned", account("1", **HERS), people=[LEFT], removals=removal)
    assert still_there["since"] == ago(10)


def test_returned_is_told_by_the_persons_other_names() -> None:
    removal = removals(("figma", "ada", 3, 4, True, ago(10)))
    assert "returned" in kinds(account("1", **HERS), people=[LEFT], removals=removal)


def test_a_step_that_was_opened_again_still_says_returned() -> None:
    removal = removals(("figma", "ada", 3, 4, False, None))
    back = account("1", **HERS, returned_at=ago(2))
    finding = one("returned", back, people=[LEFT], removals=removal)
    assert (finding["since"], finding["detail"]) == (ago(2), None), "nobody removed it as they left"
    proven = removals(("figma", "ada", 3, 4, False, None, True, ago(3)))
    finding = one("returned", back, people=[LEFT], removals=proven)
    assert finding["detail"] == f"{ago(3):%Y-%m-%dT%H:%M:%SZ}"
    assert "returned" not in kinds(account("1", **HERS), people=[LEFT], removals=removal)


@pytest.mark.parametrize(
    "removal",
    [
        ("figma", "ada", 3, 4, True, ago(0.5)),
        ("slack", "ada", 3, 4, True, ago(10)),
        ("figma", "bob", 3, 4, True, ago(10)),
        ("figma", "ada", 3, 4, False, None),
    ],
)
def test_not_returned_before_a_later_list_says_so(removal: Any) -> None:
    assert "returned" not in kinds(account("1", **HERS), people=[LEFT], removals=removals(removal))


def test_a_list_without_statuses_does_not_say_that_a_removal_failed() -> None:
    removal = removals(("figma", "ada", 3, 4, True, ago(10)))
    unknown = account("1", **HERS, status="unknown")
    assert "returned" not in kinds(unknown, people=[LEFT], removals=removal)


def test_unmatched_since_it_was_first_seen() -> None:
    assert one("unmatched", account("1"))["since"] == ago(100)
    assert kinds(account("1", kind="guest")) == {"unmatched"}


def test_nobody_known_means_nothing_is_unmatched() -> None:
    assert kinds(account("1"), people=[]) == set()


def test_dormant_as_far_as_the_list_says() -> None:
    finding = one("dormant", account("1", **HERS, last_active=ago(95)))
    assert finding["since"] == ago(5)
    assert finding["detail"] == ago(95).strftime("%Y-%m-%dT%H:%M:%SZ")
    never = one("dormant", account("1", **HERS, never_active=True, created=ago(99)))
    assert (never["since"], never["detail"]) == (ago(9), "never")


@pytest.mark.parametrize(
    "said",
    [
        {"last_active": ago(89)},
        {"last_active": ago(90.5)},  # ninety days ago today, and the list is of yesterday
        {},
        {"last_active": ago(200), "status": "suspended"},
        {"last_active": ago(200), "status": "invited"},
    ],
)
def test_not_dormant_without_a_list_that_says_it(said: Any) -> None:
    assert kinds(account("1", **HERS, **said)) == set()


def test_the_later_of_two_accounts_is_the_duplicate() -> None:
    first = account("1", **HERS, user_name="ada")
    second = account("2", person=1, match="confirmed", user_name="ada2", first_seen=ago(9))
    finding = one("duplicate", second, first)
    assert (finding["key"], finding["since"], finding["detail"]) == ("2", ago(9), "ada")
    assert kinds(first, {**second, "status": "deactivated"}) == set()
    assert kinds(first, {**second, "kind": "bot", "owner": "IT"}) == set()
    assert kinds(first, {**second, "app": "slack", "feed": 2}) == set()


def test_administrator_without_second_factor_where_both_are_known() -> None:
    bare = {**HERS, "admin": True, "second_factor": False}
    others = [account("2", **{**HERS, "person": 2}, admin=True)]
    people = [ADA, {"person": 2}]
    assert one("admin-without-2fa", account("1", **bare), *others, people=people)["key"] == "1"
    for said in ({"admin": None}, {"second_factor": None}, {"admin": False}):
        assert kinds(account("1", **{**bare, **said}), *others, people=people) <= {"only-admin"}


def test_administrator_who_is_leaving_until_they_left() -> None:
    end = NOW + timedelta(days=10)
    leaving = {**ADA, "end_at": end, "end_told_at": ago(3)}
    admin = account("1", **HERS, admin=True, second_factor=True)
    finding = one("admin-leaving", admin, people=[leaving])
    assert finding["since"] == ago(3)
    assert finding["detail"] == end.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "admin-leaving" not in kinds(admin, people=[LEFT])
    assert "admin-leaving" not in kinds(account("1", **HERS, admin=False), people=[leaving])


def test_since_the_first_list_that_shows_it_is_seen_since() -> None:
    """Left 20 days ago, and the first list that has the account is 9 days old: since when it was
    so nobody knows."""
    late = one("orphaned", account("1", **HERS, first_seen=ago(9)), people=[LEFT])
    assert (late["since"], late["seen"]) == (ago(9), True)
    known = one("orphaned", account("1", **HERS, first_seen=ago(100)), people=[LEFT])
    assert (known["since"], known["seen"]) == (ago(20), False)
    idle = one("dormant", account("1", **HERS, last_active=ago(200), first_seen=ago(9)))
    assert idle["seen"] is False


def test_only_administrator_since_the_other_went() -> None:
    admin = account("1", **HERS, admin=True)
    user = account("2", person=1, match="exact", admin=False, status="suspended")
    went = account("3", person=2, admin=True, gone=True, gone_at=ago(30))
    finding = one("only-admin", admin, user, went)
    assert (finding["since"], finding["snapshot"]) == (ago(30), 7)
    assert one("only-admin", admin, user)["since"] == ago(100)


def test_two_administrators_accounts_of_one_person_are_one_administrator() -> None:
    first = account("2", **HERS, admin=True)
    second = account("1", person=1, match="confirmed", admin=True, first_seen=ago(9))
    finding = one("only-admin", first, second)
    assert (finding["key"], finding["person"], finding["since"]) == ("2", 1, ago(100))
    own = account("3", person=1, match="exact", admin=True, gone=True, gone_at=ago(30))
    assert one("only-admin", first, own)["since"] == ago(100), "their own other one was no other's"
    nobodys = account("4", person=None, admin=True)
    assert "only-admin" not in kinds(first, second, nobodys), "whose it is is not known"
    assert "only-admin" not in kinds(nobodys, {**nobodys, "key": "5"})


def test_an_administrator_who_left_is_no_other_one() -> None:
    here = account("1", person=2, match="exact", admin=True)
    left = account("2", **HERS, admin=True)
    finding = one("only-admin", here, left, people=[LEFT, {"person": 2}])
    assert (finding["key"], finding["since"]) == ("1", ago(20))
    went = {**left, "gone": True, "gone_at": ago(30)}
    assert one("only-admin", here, went, people=[LEFT, {"person": 2}])["since"] == ago(30)
    assert "only-admin" in kinds(left, people=[LEFT]), "nobody else is here"


def test_an_app_with_two_lists_has_the_administrators_of_both() -> None:
    """Each list names one: neither of them is the app's only one."""
    rows = [
        account("1", **HERS, admin=True, feed=1),
        account("2", person=2, match="exact", admin=True, feed=2),
    ]
    assert "only-admin" not in kinds(*rows)


@pytest.mark.parametrize(
    "other",
    [
        {"admin": True},
        {"admin": None},
    ],
)
def test_not_the_only_one_where_another_may_be(other: Any) -> None:
    rows = [account("1", **HERS, admin=True), account("2", person=2, match="exact", **other)]
    assert "only-admin" not in kinds(*rows, people=[ADA, {"person": 2}])


def test_only_administrator_needs_a_complete_list() -> None:
    admin = account("1", **HERS, admin=True)
    partial = facts(complete_at=None, complete_snapshot=None)
    assert kinds(admin, feeds=partial) == set()
    # Someone who can administer it once they accept, or no more, cannot now.
    invited = account("2", person=2, match="exact", admin=True, status="invited")
    assert "only-admin" in kinds(admin, invited, people=[ADA, {"person": 2}])


def test_nobody_answers_for_a_service_account() -> None:
    assert kinds(account("1", kind="service")) == {"ownerless"}
    assert kinds(account("1", kind="bot", owner="IT")) == set()
    assert kinds(account("1", kind="bot", status="deactivated")) == set()
    left = one("ownerless", account("1", kind="bot", owner="Ada@example.com"), people=[LEFT])
    assert left["since"] == ago(20)


def test_a_guest_past_their_end() -> None:
    guest = {**HERS, "kind": "guest"}
    finding = one("guest-expired", account("1", **guest, expires=ago(6)))
    assert finding["since"] == ago(6)
    assert kinds(account("1", **guest, expires=NOW + timedelta(days=1))) == set()
    assert kinds(account("1", **HERS, expires=ago(6))) == set()
    ended = {**ADA, "kind": "guest", "end_at": ago(8)}
    assert one("guest-expired", account("1", **HERS), people=[ended])["since"] == ago(8)
    assert kinds(account("1", **HERS), people=[{**ended, "left_at": ago(8)}]) == {"orphaned"}


def test_in_the_app_and_not_assigned() -> None:
    known = {"assigned": assigned(("figma", "bob@example.com")), "assigned_apps": {"figma"}}
    assert one("not-assigned", account("1", **HERS), **known)["since"] == ago(100)
    hers = {"assigned": assigned(("figma", "ada")), "assigned_apps": {"figma"}}
    assert kinds(account("1", **HERS), **hers) == set()
    assert kinds(account("1", **HERS), assigned_apps={"slack"}) == set()
    nameless = account("1", external_id="U1")
    assert kinds(nameless, **known) == {"unmatched"}


def test_what_was_true_before_the_list_went_stale_stays_found() -> None:
    old = account("1", **HERS, last_seen=ago(50))
    assert one("orphaned", old, people=[LEFT])["since"] == ago(20)
    assert kinds(old, people=[{**LEFT, "left_at": ago(10)}]) == set()


def test_a_feed_that_nothing_is_known_of_says_nothing() -> None:
    assert kinds(account("1", **HERS), people=[LEFT], feeds=[]) == set()


def test_an_account_in_two_feeds_of_one_app_is_one_finding() -> None:
    both = facts() + [FeedFacts(2, ago(1), 8, timedelta(days=35))]
    for first, second in ((1, 2), (2, 1)):
        mine = account("1", **HERS, feed=first)
        again = account("1", **HERS, feed=second, first_seen=ago(3), last_snapshot=8)
        finding = one("orphaned", again, mine, people=[LEFT], feeds=both)
        assert (finding["feed"], finding["since"]) == (first, ago(20))


def test_what_begins_later_is_not_yet() -> None:
    assert kinds(account("1", first_seen=NOW + timedelta(hours=1))) == set()


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(FindingKind)
    assert len({words.title for words in WORDS.values()}) == len(WORDS)


def test_an_id_is_the_same_tomorrow() -> None:
    # Acceptances are kept by it: another way of making it would lose them.
    assert finding_id("orphaned", "figma", "U1") == "29a1e9bae2bcd2d3"
