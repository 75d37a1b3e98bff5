"""The search over all rooms: what is found, for whom, and what one looked at lately."""

from datetime import UTC, datetime, timedelta

import pytest

from core.accounts import service as accounts
from core.accounts.values import PersonInput
from core.actor import Actor, Role
from core.advice.models import Decision, DecisionStatus
from core.cost.models import SavedScenarioRow
from core.cost.values import OptionId
from core.offboarding.models import CaseKind, Reader
from core.search import service as search
from core.search.values import Kind, Place, Result
from core.stack import service as stack
from core.stack.values import StackFields
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.cases import add_case, add_step, owned
from tests.support.company import ADMIN, AUDITOR, OLA, PIA, READING, company

VIEWER = Actor("vic", "Vic Viewer", Role.VIEWER, email="vic@example.com")
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PLACES = (Place("proof", "Proof", "Were leavers removed in time?"), Place("lab", "SCIM lab"))


def found(database: Database, actor: Actor, typed: str) -> list[Result]:
    with database.read() as session:
        return search.search(session, actor, READING, typed, PLACES)


def titles(database: Database, actor: Actor, typed: str) -> list[str]:
    return [one.title for one in found(database, actor, typed)]


@pytest.fixture
def company_database(database: Database) -> Database:
    company(database)
    with database.write() as session:
        add_case(session, person="Jonas Weber")
        restricted = add_case(
            session, person="Grace Secret", kind=CaseKind.INVOLUNTARY, restricted=True
        )
        add_step(session, restricted, **owned("ola@example.com"))
        session.add(Reader(case_id=restricted.id, who="pia@example.com"))
        session.add(
            Decision(
                app_id="figma",
                app_name="Figma",
                title="Figma: remove by hand",
                status=DecisionStatus.ACCEPTED,
                choice=OptionId.MANUAL_CHECKLIST,
                recommended=OptionId.MANUAL_CHECKLIST,
                context="",
                consequences="",
                answers={},
                frozen={},
                options=[],
                decided_by="Ola",
                decided_at=NOW,
            )
        )
        session.add(
            SavedScenarioRow(
                id="s1",
                name="Slack after the merger",
                owner="Ola",
                content={},
                prices={},
                created_at=NOW,
                updated_at=NOW,
                updated_by="Ola",
            )
        )
    return database


def test_apps_cases_decisions_scenarios_and_pages_are_found_with_their_links(
    company_database: Database,
) -> None:
    assert [(one.kind, one.path) for one in found(company_database, OLA, "figam")] == [
        (Kind.APP, "app?app=figma"),
        (Kind.DECISION, "decisions?decision=1"),
    ]
    assert [(one.kind, one.path) for one in found(company_database, OLA, "slack")] == [
        (Kind.APP, "app?app=slack"),
        (Kind.SCENARIO, "calculator?scenario=s1"),
    ]
    [case] = found(company_database, OLA, "jonas webr")
    assert (case.kind, case.path) == (Kind.CASE, "case?case=1")
    assert case.context == "OFF-0001 · open · access ends 2 Nov 2026 · jonas@example.com"
    [page] = found(company_database, OLA, "prof")
    assert (page.path, page.context) == ("proof", "Were leavers removed in time?")


def test_people_are_found_by_name_and_address_with_whether_they_left(
    company_database: Database,
) -> None:
    with company_database.write() as session:
        left = PersonInput("Zoe Garcia", "zoe@example.com", department="Sales", end_at=NOW)
        person = accounts.add_person(session, ADMIN, left)
        add_account(session, "Ola Operator")
    for typed in ("garcia", "zoe@example", "garzia"):
        [one] = found(company_database, OLA, typed)
        assert (one.kind, one.title, one.path) == (
            Kind.PERSON, "Zoe Garcia", f"person?id={person}"
        )  # fmt: skip
    assert one.context == "Person · Sales · left 30 Nov 2026 · zoe@example.com"
    assert found(company_database, VIEWER, "garcia") == []
    _look(company_database, OLA, (Kind.PERSON, str(person)), (Kind.PERSON, "999"))
    assert _recent(company_database, OLA) == ["Zoe Garcia"]


def test_a_decision_and_a_case_are_found_by_their_numbers(company_database: Database) -> None:
    assert titles(company_database, OLA, "D-0001") == ["Figma: remove by hand"]
    assert "Jonas Weber" in titles(company_database, OLA, "OFF-0001")


@pytest.mark.parametrize("typed", ["Grace", "Secret", "grace@example.com", "OFF-0002", "gracce"])
def test_a_restricted_case_is_found_only_by_whom_sees_all_of_it(
    company_database: Database, typed: str
) -> None:
    for sees in (ADMIN, AUDITOR, PIA):
        assert titles(company_database, sees, typed) == ["Grace Secret"]
    for does_not in (OLA, VIEWER):  # Ola has a step of it, which shows her no more than the step
        assert found(company_database, does_not, typed) == []


def test_a_case_of_ones_own_leaving_is_not_found(company_database: Database) -> None:
    jonas = Actor("jonas", "Jonas Weber", Role.ADMINISTRATOR, email="jonas@example.com")
    assert found(company_database, jonas, "jonas") == []


def test_viewers_find_no_cases(company_database: Database) -> None:
    assert found(company_database, VIEWER, "jonas weber") == []
    assert titles(company_database, VIEWER, "figma") == ["Figma", "Figma: remove by hand"]


def test_apps_of_ours_come_first_and_say_so(catalog_database: Database) -> None:
    with catalog_database.write() as session:
        stack.add(session, ADMIN, "zoom", StackFields(owner="mo@example.com"))
    first, *others = found(catalog_database, OLA, "zo")
    assert (first.title, first.context) == ("Zoom", "Our stack · owner mo@example.com")
    assert others
    # But not before the app whose whole name was typed.
    assert titles(catalog_database, OLA, "zoominfo")[0] == "ZoomInfo"


def test_our_own_people_come_before_apps_of_the_catalogue_that_fit_as_well(
    catalog_database: Database,
) -> None:
    assert titles(catalog_database, OLA, "zoo")[0].startswith("Zoo")
    with catalog_database.write() as session:
        add_case(session, person="Pia Zoonicorn", email="pz@example.com")
    first = found(catalog_database, OLA, "zoo")[0]
    assert (first.kind, first.title) == (Kind.CASE, "Pia Zoonicorn")
    # Not before the app whose whole name was typed.
    assert found(catalog_database, OLA, "zoom")[0].kind is Kind.APP


def test_what_was_looked_at_lately_comes_first_of_what_fits_as_well(
    catalog_database: Database,
) -> None:
    with catalog_database.write() as session:
        add_account(session, "Ola Operator")
        for number in range(12):
            add_case(session, person=f"Nora Twin{number}", email=f"nora{number}@example.com")
        stack.add(session, ADMIN, "zoom", StackFields())
    assert titles(catalog_database, OLA, "zo")[0] == "Zoom"
    _look(catalog_database, OLA, (Kind.CASE, "11"), (Kind.APP, "zoominfo"))
    assert titles(catalog_database, OLA, "zo")[:2] == ["ZoomInfo", "Zoom"]
    assert titles(catalog_database, OLA, "nora")[0] == "Nora Twin10"
    assert titles(catalog_database, PIA, "zo")[0] == "Zoom"  # who looked at nothing


def test_at_most_eight_of_a_kind(company_database: Database) -> None:
    with company_database.write() as session:
        for number in range(20):
            add_case(session, person=f"Nora Twin{number}", email=f"nora{number}@example.com")
    assert len(found(company_database, OLA, "nora")) == 8


def _look(database: Database, actor: Actor, *opened: tuple[Kind, str]) -> None:
    for minute, (kind, key) in enumerate(opened):
        with database.write() as session:
            search.open_now(session, actor, kind, key, NOW + timedelta(minutes=minute))


def _recent(database: Database, actor: Actor) -> list[str]:
    with database.read() as session:
        return [one.title for one in search.recent(session, actor, READING)]


@pytest.fixture
def signed_in(company_database: Database) -> Database:
    with company_database.write() as session:
        for name in ("Ola Operator", "Pia Operator"):
            add_account(session, name)
    return company_database


def test_what_was_looked_at_last_comes_first_once_each_and_six_in_all(signed_in: Database) -> None:
    kinds = [(Kind.APP, app) for app in ("slack", "figma", "wiki", "customer-io")]
    _look(signed_in, OLA, *kinds, (Kind.CASE, "1"), (Kind.DECISION, "1"), (Kind.SCENARIO, "s1"))
    _look(signed_in, PIA, (Kind.APP, "slack"))
    assert _recent(signed_in, OLA) == [
        "Slack after the merger",
        "Figma: remove by hand",
        "Jonas Weber",
        "Customer.io",
        "Wiki",
        "Figma",
    ]
    assert _recent(signed_in, PIA) == ["Slack"]
    with signed_in.write() as session:
        search.open_now(session, OLA, Kind.APP, "slack", NOW + timedelta(hours=1))
    assert _recent(signed_in, OLA)[:2] == ["Slack", "Slack after the merger"]


def test_a_case_that_became_restricted_is_gone_from_what_was_looked_at(
    signed_in: Database,
) -> None:
    _look(signed_in, OLA, (Kind.CASE, "1"), (Kind.CASE, "2"), (Kind.APP, "gone"), (Kind.CASE, "x"))
    assert _recent(signed_in, OLA) == ["Jonas Weber"]


def test_only_the_latest_are_kept(signed_in: Database) -> None:
    from sqlmodel import select

    from core.search.models import RecentlyOpened
    from core.search.recent import KEPT

    _look(signed_in, OLA, *((Kind.APP, f"app-{number}") for number in range(KEPT + 3)))
    with signed_in.read() as session:
        kept = session.exec(select(RecentlyOpened.key)).all()
    assert len(kept) == KEPT
    assert "app-2" not in kept
