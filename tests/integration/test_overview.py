"""Home: each figure against the list that it leads to, who sees what, and what a day was like."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from core.accounts.values import FindingKind
from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.app.runtime import Runtime, forget_runtime, runtime
from core.catalog.values import Reading
from core.config import settings
from core.cost.values import OptionId
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import Case, CaseStatus, Step, StepStatus
from core.offboarding.service import proof_answer
from core.offboarding.values import LEAVER_KINDS, CaseEdit, CaseKind, Opening, Period
from core.overview import service
from core.overview.attentions import KINDS
from core.overview.daily_observation import KIND, observe_daily
from core.overview.models import ExposureObservation
from core.overview.values import Attention, Day, Overview, Target, Urgency
from core.scim import service as scim
from core.scim.models import BridgeEvent, Removal, RemovalState
from core.stack import service as stack
from core.storage.database import Database
from pages.ui import addresses
from tests.support.cases import add_case, add_step, done
from tests.support.company import ADMIN, company
from tests.support.databases import fold
from tests.support.inventory import NOW, inventory, trouble
from tests.support.pages import Open, tables, told
from tests.support.rooms import accept
from tests.support.scim_bridge import bridged
from tests.support.scim_connections import add_connection
from tests.support.twelve_apps import change, twelve_apps

ENDS = datetime.combine(NOW.date() + timedelta(days=1), time(), UTC)
DAY = Day(NOW, NOW.date(), ENDS, 365)

LISTS = {
    "moved": "Cases",
    "overdue": "Steps",
    "removals": "Removals",
    "today": "Steps",
    "mine": "Steps",
    "unassigned": "Steps",
    "asked": "Asked for",
    "soon": "Cases",
    "stale": "Decisions",
    "contested": "Decisions",
    "owners": "How a leaver gets out of each app",
    "renewals": "How a leaver gets out of each app",
    "lists": "Feeds",
    "proposed": "Ticks",
    **{f"finding-{kind}": "Ticks" for kind in FindingKind},
}
"""What the list of each kind is called on its page. *background* counts warnings instead."""


PARTS = {"case": "Cases", "findings": "Ticks"}
"""The same of the lists that have something together."""


def look(database: Database, actor: Actor = LOCAL_OPERATOR, day: Day = DAY) -> Overview:
    with database.read() as session:
        return service.overview(session, actor, day, settings().checkpoints)


def attention(found: Overview, key: str) -> Attention | None:
    return next((one for one in found.attentions if one.key == key), None)


def leaver(name: str, hours: float, **more: object) -> Opening:
    """Somebody who leaves so many hours from now, and has an account in one app."""
    given: dict[str, object] = {
        "person": f"{name} Example",
        "email": f"{name.lower()}@example.com",
        "kind": CaseKind.VOLUNTARY,
        "effective": NOW + timedelta(hours=hours),
        "zone": "Europe/Berlin",
        "apps": ("customer-io",),
    }
    return Opening(**{**given, **more})  # type: ignore[arg-type]


def open_cases(database: Database, *openings: Opening) -> list[int]:
    with database.write() as session:
        reading = Reading(NOW.date())
        return offboarding.open_cases(session, SYSTEM, reading, list(openings))


def rows(markup: str, label: str) -> int:
    """How many rows the table with this label has."""
    found = re.search(rf"<table [^>]*aria-label='{label}'.*?<tbody>(.*?)</tbody>", markup, re.S)
    return found.group(1).count("<tr>") if found else 0


@pytest.fixture(scope="module")
def troubled_file(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company in which every kind of attention has something; copy it before writing."""
    folder = tmp_path_factory.mktemp("troubled")
    path = folder / "offramp.db"
    path.write_bytes(loaded_file.read_bytes())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OFFRAMP_DATA_DIR", str(folder))
        forget_runtime()
        database = runtime().database
        _make_trouble(database, folder)
        fold(database)
        forget_runtime()
    return path


@pytest.fixture
def in_trouble(troubled_file: Path, our_runtime: Runtime, tmp_path: Path) -> Database:
    """A company of this test's own in which every kind of attention has something."""
    our_runtime.database.close()
    for left in tmp_path.glob("offramp.db*"):
        left.unlink()
    (tmp_path / "offramp.db").write_bytes(troubled_file.read_bytes())
    forget_runtime()
    return runtime().database


def _make_trouble(database: Database, folder: Path) -> None:
    twelve_apps(database, ("onelogin",))
    people = [leaver("Ada", -30), leaver("Ben", -3), leaver("Cleo", 2), leaver("Dora", 600)]
    first, *_others = open_cases(database, *people)
    with database.write() as session:
        steps = offboarding.case(session, LOCAL_OPERATOR, first).steps
        for step in steps[:2]:
            offboarding.assign(
                session, LOCAL_OPERATOR, step.id, step.version, "administrator@example.com"
            )
    [eve] = open_cases(database, leaver("Eve", -4))
    with database.write() as session:
        held = offboarding.case(session, LOCAL_OPERATOR, eve)
        later = held.effective + timedelta(days=60)
        edit = CaseEdit(held.version, later, None, None, None, "HR was wrong")
        offboarding.edit_case(session, LOCAL_OPERATOR, eve, edit)
    accept(database, "notion", OptionId.MANUAL_CHECKLIST)
    accept(database, "customer-io", OptionId.MANUAL_CHECKLIST)
    change(database, "notion", plan="Enterprise")
    change(database, "github", owner=None, renewal=NOW.date() + timedelta(days=20))
    change(database, "figma", renewal=NOW.date() + timedelta(days=90))
    bridge = bridged(database, folder)
    bridge.user("new@example.com")
    bridge.user("newer@example.com")
    inventory(database, assigned_app="some-app")
    trouble(database)
    with database.write() as session:
        connection = add_connection(session, "http://127.0.0.1:9", app="some-app")
        for name in ("eve@example.com", "finn@example.com", "gus@example.com"):
            scim.ask_removal(session, SYSTEM, connection, name)
        session.execute(
            update(Removal)
            .where(Removal.user != "gus@example.com")  # type: ignore[arg-type]
            .values(state=RemovalState.OPEN_STEP)
        )


def test_every_figure_is_the_length_of_the_list_that_it_leads_to(
    in_trouble: Database, open_page: Open, as_role: Callable[[Role], Actor]
) -> None:
    who = as_role(Role.ADMINISTRATOR)
    seen = look(in_trouble, who)
    assert {one.key for one in seen.attentions} == {kind.key for kind in KINDS}
    for one in seen.attentions:
        test = open_page(_file(one.target), **one.target.query)
        assert not test.exception, one.key
        if one.key == "background":
            assert len(_standing_still(test)) == one.count
        elif one.parts:
            for part in one.parts:
                test = open_page(_file(part.target), **part.target.query)
                assert _length(test, PARTS[part.target.page]) == part.count, part
        elif one.count is not None:
            assert _length(test, LISTS[one.key]) == min(one.count, 30), one.key


def _length(test: AppTest, name: str) -> int:
    """How many rows a page's list has; steps are rows with a box each."""
    if name == "Steps":
        return sum(bool(re.fullmatch(r"pick-\d+", each.key or "")) for each in test.checkbox)
    if name == "Ticks":
        return sum(each.label.startswith("Select ") for each in test.checkbox)
    return rows(tables(test), name)


def _file(target: Target) -> str:
    return next(f for f in map(str, _files()) if addresses.path(f) == target.page)


def _files() -> Iterator[str]:
    return (file for name, file in vars(addresses).items() if name.isupper())


def _standing_still(test: AppTest) -> list[str]:
    return [each.value for each in test.warning if "has never run" in each.value]


def test_what_an_idp_asked_for_too_long_ago_is_marked_on_home(
    in_trouble: Database, open_page: Open, as_role: Callable[[Role], Actor]
) -> None:
    who = as_role(Role.ADMINISTRATOR)
    fresh = attention(look(in_trouble, who), "asked")
    assert fresh is not None
    assert fresh.urgency is Urgency.NEXT
    with in_trouble.write() as session:
        [first, *_others] = scim.list_requests(session, LOCAL_OPERATOR)
        due = NOW - timedelta(days=11)
        session.execute(
            update(BridgeEvent).where(col(BridgeEvent.id) == first.id).values(due_at=due)
        )
    late = attention(look(in_trouble, who), "asked")
    assert late is not None
    assert (late.urgency, late.count) == (Urgency.NOW, fresh.count)
    assert late.title.endswith(", 1 late")
    assert late.sentence.endswith(", 1 of them overdue.")
    links = [link.label for link in open_page(addresses.WORK).get("page_link")]
    assert [one for one in links if one.endswith("requested by the IdP, ▲ 1 overdue")]


def test_within_seven_days_counts_the_seventh_day_to_its_end(database: Database) -> None:
    with database.write() as session:
        for person, days in (("Ada", 0), ("Ben", 6), ("Cleo", 7)):
            moment = ENDS + timedelta(days=days) - timedelta(seconds=1)
            add_case(session, person=person, effective_at=moment)
        add_case(session, person="Dora", effective_at=ENDS + timedelta(days=7, seconds=1))
    found = attention(look(database), "soon")
    assert found is not None
    assert found.count == 3


def test_every_part_of_the_stack_is_listed_as_it_is_counted(
    in_trouble: Database, open_page: Open
) -> None:
    found = look(in_trouble).exposure
    assert found is not None
    counts = [(share.target, share.apps) for share in found.shares]
    assert sum(number for _target, number in counts) == found.now.apps
    counts += [(found.uncertain, found.now.uncertain), (found.unseated, found.now.unseated)]
    for target, number in counts:
        test = open_page(addresses.STACK, **target.query)
        assert rows(tables(test), "How a leaver gets out of each app") == number, target


def test_who_leaves_later_today_is_not_counted_as_a_leaver_who_kept_access(
    database: Database,
) -> None:
    with database.write() as session:
        gone = add_case(session, person="Lea Left", effective_at=NOW - timedelta(days=1))
        add_step(session, gone, **done(NOW - timedelta(days=1)))
        soon = add_case(session, person="Sue Soon", effective_at=NOW + timedelta(minutes=5))
        add_step(session, soon)
    found = look(database).proof
    assert found is not None
    assert (found.leavers, found.removed, found.to_come) == (1, 1, 1)


def test_home_says_who_of_them_is_no_leaver_so_that_proof_has_the_same_count(
    database: Database,
) -> None:
    with database.write() as session:
        for person, kind in (("Lea Leaver", CaseKind.VOLUNTARY), ("Mo Move", CaseKind.IDP_REMOVAL)):
            case = add_case(session, person=person, kind=kind, effective_at=NOW - timedelta(days=1))
            add_step(session, case)
    found = attention(look(database), "access-left")
    assert found is not None
    assert found.sentence == "2 people still have access that should have ended."
    assert [(one.name, one.is_leaver) for one in found.people] == [
        ("Lea Leaver", True),
        ("Mo Move", False),
    ]
    day = (NOW - timedelta(days=1)).date()
    with database.read() as session:
        proof = offboarding.period_proof(
            session, ADMIN, Period(day, day, "UTC"), LEAVER_KINDS, now=NOW, sample=0, seed="",
        )  # fmt: skip
    assert (len(proof.open_ages), dict(proof.open_apart)) == (1, {CaseKind.IDP_REMOVAL: 1})
    assert proof_answer(proof).endswith(
        "Not counted here, and access is still open: 1 app removal by an IdP."
    )


def test_home_names_who_still_has_access_and_leads_to_each(
    in_trouble: Database, open_page: Open
) -> None:
    found = attention(look(in_trouble), "access-left")
    assert found is not None
    assert found.sentence == "2 people still have access that should have ended."
    assert [each.name for each in found.people] == ["Ada Example", "Ben Example"]
    home = tables(open_page(addresses.HOME))
    for each in found.people:
        assert f"<a href='case?case={each.case}' target='_self'>{each.name}</a>" in home
    assert "Cleo Example" in home  # who is leaving, not who still has access
    assert "href='work?view=overdue'" in home


def test_who_left_and_has_an_orphaned_account_still_has_access(
    our_runtime: Runtime, open_page: Open
) -> None:
    """Ben left by HR's list, and no case was opened: home does not wait for one."""
    people = inventory(our_runtime.database)
    twelve_apps(our_runtime.database)
    with our_runtime.database.write() as session:
        ours = replace(stack.organisation(session, LOCAL_OPERATOR), time_zone="Asia/Tokyo")
        stack.set_organisation(session, LOCAL_OPERATOR, ours)
    found = attention(look(our_runtime.database), "access-left")
    assert found is not None
    assert found.sentence == "1 person still has access that should have ended."
    assert [(one.name, one.case, one.person) for one in found.people] == [
        ("Ben Probe", None, people["Ben"])
    ]
    assert (found.people[0].since, found.people[0].zone) == (NOW - timedelta(days=30), "Asia/Tokyo")
    assert f"href='person?id={people['Ben']}'" in tables(open_page(addresses.HOME))
    open_cases(our_runtime.database, leaver("Ada", -30), leaver("Ben", -3, apps=("notion",)))
    both = attention(look(our_runtime.database), "access-left")
    assert both is not None
    assert both.sentence == "2 people still have access that should have ended."
    assert len({one.name for one in both.people}) == 2


def test_home_says_when_access_ended_on_the_clock_of_the_case(
    our_runtime: Runtime, open_page: Open
) -> None:
    twelve_apps(our_runtime.database)
    open_cases(our_runtime.database, leaver("Ada", -30))
    ended = (NOW - timedelta(hours=30)).astimezone(ZoneInfo("Europe/Berlin"))
    home = tables(open_page(addresses.HOME))
    assert re.search(rf"Ada Example</a> <span>\(since \w+ {ended:%H:%M %Z}\)", home)


def test_who_was_moved_after_the_end_is_kept_in_sight_while_removals_are_open(
    in_trouble: Database,
) -> None:
    found = attention(look(in_trouble), "moved")
    assert found is not None
    assert found.sentence == (
        "1 person's end of access was moved after it had passed, with removals open."
    )
    [eve] = found.people
    assert (eve.name.split()[0], eve.since < NOW) == ("Eve", True)
    with in_trouble.write() as session:
        removing = col(Step.removes_access)
        session.execute(
            update(Step)
            .where(col(Step.case_id) == eve.case, removing)
            .values(status=StepStatus.DONE, finished_at=NOW)
        )
    assert attention(look(in_trouble), "moved") is None


def test_a_removal_that_a_closed_case_still_has_is_access_left(in_trouble: Database) -> None:
    before = attention(look(in_trouble), "access-left")
    with in_trouble.write() as session:
        session.execute(update(Case).values(status=CaseStatus.CLOSED))
    after = attention(look(in_trouble), "access-left")
    assert before is not None
    assert after is not None
    assert after.count == before.count


def test_a_removal_that_is_done_takes_the_person_off(our_runtime: Runtime) -> None:
    database = twelve_apps(our_runtime.database)
    [case] = open_cases(database, leaver("Ada", -5))
    assert attention(look(database), "access-left")
    with database.write() as session:
        for step in offboarding.case(session, SYSTEM, case).steps:
            if step.removes_access:
                offboarding.excuse(session, SYSTEM, step.id, step.version, "No account there.")
    found = look(database)
    assert attention(found, "access-left") is None
    assert [one.person for one in found.leaving or ()] == ["Ada Example"]


def test_a_restricted_case_is_neither_named_nor_counted_for_who_may_not_see_it(
    our_runtime: Runtime, open_page: Open, as_role: Callable[[Role], Actor]
) -> None:
    database = twelve_apps(our_runtime.database)
    who = as_role(Role.OPERATOR)
    before = look(database, who)
    open_cases(
        database,
        leaver("Ida", -5, kind=CaseKind.INVOLUNTARY),
        leaver("Jon", 20, kind=CaseKind.INVOLUNTARY),
    )
    assert look(database, who) == before
    test = open_page(addresses.HOME)
    assert "Ida" not in tables(test) + told(test)
    overseer = look(database)
    assert [one.person for one in overseer.leaving or ()] == ["Ida Example", "Jon Example"]


def test_nobody_sees_their_own_leaving_on_home(our_runtime: Runtime) -> None:
    database = twelve_apps(our_runtime.database)
    ada = Actor("ada", "Ada Example", Role.ADMINISTRATOR, email="ada@example.com")
    before = look(database, ada)
    open_cases(database, leaver("Ada", -5))
    assert look(database, ada) == before
    assert attention(look(database), "access-left")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_its_home(
    in_trouble: Database, open_page: Open, as_role: Callable[[Role], Actor], role: Role
) -> None:
    found = look(in_trouble, as_role(role))
    sees_cases = role is not Role.VIEWER
    assert (found.leaving is not None) is sees_cases
    assert (found.proof is not None) is sees_cases
    assert (found.log is not None) is (role in (Role.AUDITOR, Role.ADMINISTRATOR))
    assert found.exposure is not None
    if not sees_cases:
        assert {one.key for one in found.attentions} == {"stale", "contested", "owners", "renewals"}
        assert not found.suggestions
    test = open_page(addresses.HOME)
    assert not test.exception
    shown = tables(test) + told(test)
    assert ("Ada Example" in shown) is sees_cases
    assert "of 12 apps" in shown or "of 11 apps" in shown
    if role is Role.AUDITOR:
        assert "up to entry" in shown or "None yet" in shown


def test_a_first_case_says_which_groups_have_no_members_and_where_to_name_them(
    our_runtime: Runtime, open_page: Open
) -> None:
    """Nothing is wrong with the case: nobody has said yet who is in IT, HR and the others."""
    database = twelve_apps(our_runtime.database)
    open_cases(database, leaver("Ada", 30))
    found = look(database, ADMIN)
    unassigned = attention(found, "unassigned")
    assert unassigned is not None
    assert unassigned.title == "In empty groups"
    assert re.fullmatch(
        r"\d+ steps are of .* and .*, which have no members yet\.", unassigned.sentence
    )
    assert "members" in [one.key for one in found.suggestions]
    assert "assign" not in [one.key for one in found.suggestions]
    test = open_page(addresses.WORK, view="unassigned")
    assert "Of groups without members: " in tables(test)


def test_an_empty_installation_leads_to_the_guided_start(
    our_runtime: Runtime, open_page: Open, as_role: Callable[[Role], Actor]
) -> None:
    assert look(our_runtime.database).is_empty
    test = open_page(addresses.HOME)
    assert "Start" in [each.label for each in test.main.button]
    as_role(Role.VIEWER)
    test = open_page(addresses.HOME)
    assert "Start" not in [each.label for each in test.main.button]
    assert "An operator or an administrator adds the apps" in told(test)


def test_without_an_identity_provider_nobody_knows_who_removes(
    our_runtime: Runtime, open_page: Open
) -> None:
    database = twelve_apps(our_runtime.database, ())
    found = look(database)
    assert found.exposure
    assert not found.exposure.is_judged
    assert found.suggestions[0].title == "Say which identity provider you use"
    shown = tables(open_page(addresses.HOME))
    assert "Not known: no identity provider is chosen yet." in shown
    assert not re.search(r"of \d+ apps? removes? leavers", shown)


def test_seats_that_nobody_said_are_counted_as_apps_and_never_as_none(
    our_runtime: Runtime, open_page: Open
) -> None:
    database = twelve_apps(our_runtime.database)
    with database.read() as session:
        apps = [one.app for one in stack.entries(session, LOCAL_OPERATOR)]
    for app in apps:
        change(database, app, seats=None, annual_spend=None)
    shown = tables(open_page(addresses.HOME))
    assert "0 seats" not in shown
    assert re.search(r"\d+ apps without a seat count", shown)


# -- what a day was like -----------------------------------------------------------------------


def observe(database: Database, now: datetime) -> None:
    observe_daily(database, Job(1, KIND, "x", None, now, 0), now)


def test_a_day_keeps_its_last_measurement_and_the_next_tells_the_trend(
    database: Database,
) -> None:
    company(database)
    observe(database, NOW)
    assert look(database, ADMIN).exposure.trend is None  # type: ignore[union-attr]
    with database.write() as session:
        app = stack.entry(session, ADMIN, "figma")
        assert app is not None
        new = replace(app.fields, seats=40)
        stack.import_entries(session, ADMIN, {"figma": new})
    observe(database, NOW + timedelta(minutes=1))
    with database.read() as session:
        [row] = session.exec(select(ExposureObservation))
    assert (row.apps, row.automatic, row.seats, row.unseated) == (4, 1, 40, 2)
    tomorrow = replace(DAY, now=NOW + timedelta(days=1), today=row.day + timedelta(days=1))
    trend = look(database, ADMIN, tomorrow).exposure.trend  # type: ignore[union-attr]
    assert trend is not None
    assert (trend.then.day, trend.then.seats) == (row.day, 40)


def test_an_empty_stack_is_not_measured(database: Database) -> None:
    observe(database, NOW)
    with database.read() as session:
        assert session.exec(select(ExposureObservation)).all() == []


def test_the_command_says_what_home_says(
    in_trouble: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    from core.cli.overview import overview

    overview(as_json=True)
    said = json.loads(capsys.readouterr().out)
    found = look(in_trouble)
    counts = {one.key: one.count for one in found.attentions}
    assert {one["key"]: one["count"] for one in said["attentions"]} == counts
    assert said["open_cases"] == 5
    overview(as_json=False)
    lines = capsys.readouterr().out
    assert "! 2 people still have access that should have ended. Ada Example since" in lines
    assert runtime().database.url not in lines
