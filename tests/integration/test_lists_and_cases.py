"""Lists that are really delivered, and the case of somebody who is in them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.told import removals
from core.accounts.values import Belongs, FindingKind, FindingQuery, Known, PersonInput
from core.actor import LOCAL_OPERATOR
from core.errors import NotFound
from core.jobs.values import Job
from core.notify import service as notify
from core.notify.models import Audience
from core.notify.service import ChannelInput
from core.offboarding import service as offboarding
from core.offboarding.models import Case
from core.offboarding.reminders import job
from core.offboarding.values import CaseStatus, CaseView, EvidenceKind, StepKind, StepStatus
from core.storage.database import Database
from tests.support.app_lists import deliver, wire
from tests.support.company import ADA as ADA_HERSELF
from tests.support.company import (
    ADMIN,
    OLA,
    PIA,
    READING,
    company,
    excuse_all,
    finish,
    look,
    opened,
    step_of,
)
from tests.support.deliveries import deliver_people, people_list

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADA = "Ada@example.com"
OTHERS = [f"person{number}@example.com" for number in range(30)]


@pytest.fixture
def firm(database: Database) -> Iterator[Database]:
    wire()
    with time_machine.travel(NOW, tick=False):
        yield company(database)


def bring(firm: Database, app: str, *people: Any, at: datetime = NOW) -> None:
    with firm.write() as session:
        deliver(session, app, [*OTHERS, *people], at)


def known(case: CaseView) -> dict[str, str]:
    return {one.app: str(one.known) for one in case.accounts}


def test_a_case_asks_what_lists_say(firm: Database) -> None:
    bring(firm, "figma", ADA)
    bring(firm, "slack", ADA, at=NOW - HOUR)
    bring(firm, "slack")
    bring(firm, "wiki")
    case = opened(firm, apps=None)
    assert known(case) == {
        "customer-io": "no-data", "figma": "has", "slack": "had", "wiki": "never",
    }  # fmt: skip
    assert {step.app for step in case.steps if step.app} == {"figma"}
    assert [step.title for step in case.steps if step.kind is StepKind.LOOK] == [
        "Look in Customer.io: does Ada Example have an account?"
    ]
    figma = next(one for one in case.accounts if one.app == "figma")
    assert (figma.as_of, figma.feed) == (NOW, "Figma")


def test_a_list_that_has_grown_stale_says_nothing_of_who_is_not_in_it(firm: Database) -> None:
    bring(firm, "wiki", at=NOW - timedelta(days=200))
    assert known(opened(firm, apps=None))["wiki"] == "no-data"


def test_a_later_list_proves_the_removal_and_says_by_what(firm: Database) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    finish(firm, step_of(case, "wiki/remove"))
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", at=NOW + HOUR)
    step = step_of(look(firm, case.id), "wiki/remove")
    assert step.proven is not None
    [evidence] = [one for one in step.evidence if one.kind is EvidenceKind.SNAPSHOT]
    said = json.loads(evidence.text)
    assert (said["app"], said["state"], said["rows"]) == ("wiki", "absent", 30)
    assert said["proof"]["root"] == said["root"]
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        bring(firm, "wiki", ADA, at=NOW + 2 * HOUR)
    step = step_of(look(firm, case.id), "wiki/remove")
    assert step.status is StepStatus.OPEN
    assert "Ada@example.com is in use again, in the list “Wiki” of" in (step.reason or "")


def test_a_closed_case_of_somebody_who_works_here_again_stays_closed(firm: Database) -> None:
    people = people_list("1,Ada Example,ada@example.com,,,2020-01-01,2026-11-29")
    deliver_people(firm, people, as_of=NOW - 2 * DAY)
    bring(firm, "wiki", ADA, at=NOW - 2 * DAY)
    case = opened(firm, apps=("wiki",), effective=NOW - DAY)
    finish(firm, step_of(case, "wiki/remove"))
    excuse_all(firm, case.id)
    with firm.write() as session:
        offboarding.close_case(session, PIA, case.id, look(firm, case.id).version, "done")
    later = NOW + 3 * DAY
    with time_machine.travel(later, tick=False):
        deliver_people(firm, people_list("1,Ada Example,ada@example.com,,,2026-12-02"))
        bring(firm, "wiki", ADA, at=later)
        after = look(firm, case.id)
        assert after.status is CaseStatus.CLOSED
        assert step_of(after, "wiki/remove").status is StepStatus.DONE
        with firm.read() as session:
            kinds = {row.kind for row in accounts.findings(session, OLA, FindingQuery()).rows
                     if row.account == ADA}  # fmt: skip
    assert not kinds & {FindingKind.RETURNED, FindingKind.ORPHANED}


def test_suspended_is_removed(firm: Database) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", {"email": ADA, "status": "suspended"}, at=NOW + HOUR)
    step = step_of(look(firm, case.id), "wiki/remove")
    assert step.status is StepStatus.DONE
    assert step.proven is not None
    assert step.proven.state == "deactivated"
    with time_machine.travel(NOW + HOUR, tick=False), firm.read() as session:
        now = {one.app: one.told for one in offboarding.known_now(session, OLA, case.id)}
    assert now["wiki"] is not None
    assert offboarding.account_in_words(now["wiki"]) == "Has a suspended account"


def test_a_dry_run_and_a_partial_list_prove_nothing(firm: Database) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    finish(firm, step_of(case, "wiki/remove"))
    with time_machine.travel(NOW + HOUR, tick=False), firm.write() as session:
        deliver(session, "wiki", OTHERS[:3], NOW + HOUR, complete=False)
    assert step_of(look(firm, case.id), "wiki/remove").proven is None


def test_an_account_that_only_a_later_list_shows_joins_its_open_case(firm: Database) -> None:
    bring(firm, "customer-io", at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    assert known(case)["customer-io"] == "never"
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "customer-io", ADA, at=NOW + HOUR)
    added = [step for step in look(firm, case.id).steps if step.app == "customer-io"]
    assert any(step.removes_access for step in added)


def test_a_case_is_not_closed_over_what_a_later_list_shows(firm: Database) -> None:
    case = opened(firm, apps=("figma",), effective=NOW - HOUR)
    excuse_all(firm, case.id)
    with firm.read() as session:
        assert offboarding.stands_against(session, OLA, case.id) == []
    bring(firm, "figma", ADA)
    with firm.read() as session:
        assert offboarding.stands_against(session, OLA, case.id) == [
            "Figma: the account Ada@example.com is in use in the list “Figma” of "
            "2026-11-30 17:00 CET."
        ]


def test_what_cases_remove_is_told_by_name(firm: Database) -> None:
    case = opened(firm, apps=("figma", "wiki"), effective=NOW - HOUR)
    finish(firm, step_of(case, "wiki/remove"))
    cancelled = opened(firm, email="bo@example.com", person="Bo Example", apps=("wiki",))
    finish(firm, step_of(cancelled, "wiki/hand-over"))
    finish(firm, step_of(look(firm, cancelled.id), "wiki/remove"))
    cancelled = look(firm, cancelled.id)
    with firm.write() as session:
        offboarding.cancel_case(session, PIA, cancelled.id, cancelled.version, "Stays.")

    def told(session: Session) -> list[tuple[Any, ...]]:
        frame = removals(session).sort("app", "step")
        return [(row["app"], row["form"], row["done"], row["at"]) for row in frame.to_dicts()]

    with firm.read() as session:
        assert told(session) == [
            ("figma", "ada@example.com", False, None),
            ("figma", "ada@example.com", False, None),
            ("wiki", "ada@example.com", True, NOW),
        ]
    with firm.read() as session:
        found = accounts.known_in_apps(session, LOCAL_OPERATOR, ["ada@example.com"], NOW)
    assert all(one.known is not Known.HAS for one in found.values())


def test_a_finding_of_somebody_who_is_here_is_in_its_case_and_returns_to_none(
    firm: Database,
) -> None:
    admin = {"email": ADA, "admin": True, "second_factor": False}
    with firm.write() as session:
        accounts.add_person(session, OLA, PersonInput("Ada Example", ADA))
    bring(firm, "figma", admin, at=NOW - HOUR)

    def found(at: datetime = NOW) -> list[tuple[str, str, int | None]]:
        with firm.read() as session:
            page = accounts.findings(session, OLA, FindingQuery(app="figma"), at)
            theirs = [row for row in page.rows if row.account == ADA]
        return [(str(row.kind), str(row.state), row.case) for row in theirs]

    assert found() == [("admin-without-2fa", "open", None)]
    with firm.read() as session:
        page = accounts.findings(
            session, OLA, FindingQuery(FindingKind.ADMIN_WITHOUT_SECOND_FACTOR), NOW
        )
    with firm.write() as session:
        [made] = offboarding.findings_to_cases(session, OLA, READING, [page.rows[0].id])
    assert found() == [("admin-without-2fa", "working", made.case)]
    finish(firm, step_of(look(firm, made.case), "figma/review"))
    assert found()[0] == ("admin-without-2fa", "working", made.case), "no list has been since"
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "figma", admin, at=NOW + HOUR)
    later = found(NOW + HOUR)
    assert later == [("admin-without-2fa", "open", None)], "not returned"


def test_of_whose_leaving_a_case_was_closed_a_finding_opens_only_the_apps_steps(
    firm: Database,
) -> None:
    people = people_list("1,Ada Example,ada@example.com,,,2020-01-01,2026-11-29")
    deliver_people(firm, people, as_of=NOW - 2 * DAY)

    def opens() -> list[str | None]:
        with firm.read() as session:
            query = FindingQuery(FindingKind.ORPHANED, "wiki")
            [orphaned] = accounts.findings(session, OLA, query).rows
            [plan] = offboarding.preview_finding_cases(session, OLA, READING, [orphaned.id])
        assert plan.plan is not None
        return [step.app for step in plan.plan.steps]

    bring(firm, "wiki", ADA, at=NOW - HOUR)
    assert None in opens(), "nobody has worked their leaving"
    case = opened(firm, apps=("figma",), effective=NOW - DAY)
    with firm.write() as session:
        case_row = session.get_one(Case, case.id)
        case_row.status, case_row.ended_at = CaseStatus.CLOSED, NOW
    assert set(opens()) == {"wiki"}
    with firm.write() as session:
        [orphaned] = accounts.findings(session, OLA, FindingQuery(FindingKind.ORPHANED)).rows
        [made] = offboarding.findings_to_cases(session, OLA, READING, [orphaned.id])
    steps = look(firm, made.case).steps
    assert [step.key for step in steps if step.removes_access] == ["wiki/remove"]
    assert {step.app for step in steps} == {"wiki"}


def test_an_account_that_is_confirmed_as_a_leavers_joins_their_open_case(firm: Database) -> None:
    bring(firm, "wiki", {"external_id": "7", "user_name": "lukas-dev"}, at=NOW - HOUR)
    with firm.write() as session:
        person = accounts.add_person(session, OLA, PersonInput("Ada Example", ADA))
    case = opened(firm, apps=("figma",), effective=NOW - HOUR)
    assert not [step for step in case.steps if step.app == "wiki"]
    said = [Belongs("wiki", "7", person)]
    with firm.write() as session:
        accounts.confirm(session, OLA, said)
        told = offboarding.of_leavers(session, OLA, said)
    added = [step for step in look(firm, case.id).steps if step.app == "wiki"]
    assert any(step.removes_access for step in added)
    assert [(one.name, one.number) for one in told] == [("Ada Example", case.number)]
    steps = len(look(firm, case.id).steps)
    with firm.write() as session:
        accounts.confirm(session, OLA, [Belongs("wiki", "7", None)])
        accounts.confirm(session, OLA, said)
    assert len(look(firm, case.id).steps) == steps


def test_a_name_that_is_added_to_a_leaver_brings_its_accounts_into_their_case(
    firm: Database,
) -> None:
    bring(firm, "wiki", {"external_id": "7", "user_name": "lukas-dev"}, at=NOW - HOUR)
    with firm.write() as session:
        person = accounts.add_person(session, OLA, PersonInput("Ada Example", ADA))
    case = opened(firm, apps=("figma",), effective=NOW - HOUR)
    with firm.write() as session:
        accounts.add_name(session, OLA, person, "lukas-dev")
    added = [step for step in look(firm, case.id).steps if step.app == "wiki"]
    assert any(step.removes_access for step in added)


def test_what_is_known_now_is_told_beside_what_was_known_at_the_opening(firm: Database) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    bring(firm, "figma", at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", at=NOW + HOUR)
        with firm.read() as session:
            known = {one.app: one for one in offboarding.known_now(session, OLA, case.id)}
    wiki, figma = known["wiki"], known["figma"]
    assert wiki.before is not None
    assert (wiki.before.known, wiki.known) == (Known.HAS, Known.HAD)
    assert (wiki.is_news, wiki.as_of) == (True, NOW + HOUR)
    assert (figma.is_news, figma.known, figma.as_of) == (False, Known.NEVER, NOW - HOUR)
    assert known["slack"].known is Known.NO_DATA


def test_a_list_that_grew_too_old_leaves_now_unknown_and_never_as_it_was_at_the_opening(
    firm: Database,
) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    bring(firm, "figma", at=NOW - HOUR)
    case = opened(firm, apps=None, also=("slack",), effective=NOW - HOUR)
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", at=NOW + HOUR)
    with time_machine.travel(NOW + 60 * DAY, tick=False), firm.read() as session:
        known = {one.app: one for one in offboarding.known_now(session, OLA, case.id)}
    wiki, figma = known["wiki"], known["figma"]
    assert (wiki.known, wiki.as_of) == (Known.NO_DATA, NOW + HOUR)
    assert wiki.told is not None
    assert wiki.told.why == "too old"
    assert (figma.known, figma.is_news, figma.has_newer_list) == (Known.NO_DATA, True, False)
    assert known["slack"].known is Known.HAS, "somebody said so, and no list came since"


def test_a_list_of_before_the_removal_does_not_say_that_they_have_an_account_now(
    firm: Database,
) -> None:
    bring(firm, "wiki", ADA, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    finish(firm, step_of(case, "wiki/remove"))

    def wiki(at: datetime) -> tuple[Known, str]:
        with time_machine.travel(at, tick=False), firm.read() as session:
            known = offboarding.known_now(session, OLA, case.id)
        [told] = [one.told for one in known if one.app == "wiki"]
        assert told is not None
        return told.known, told.why

    assert wiki(NOW) == (Known.NO_DATA, "from before the removal")
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", ADA, at=NOW + HOUR)
    assert wiki(NOW + HOUR) == (Known.HAS, ""), "and its step is open again"


def test_while_an_account_may_be_theirs_now_is_not_known(firm: Database) -> None:
    ada = {"external_id": "7", "user_name": "ada", "email": ADA, "name": "Ada Example"}
    with firm.write() as session:
        accounts.add_person(session, OLA, PersonInput("Ada Example", ADA))
    bring(firm, "wiki", ada, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    again = {"external_id": "8", "user_name": "zq", "name": "Ada Example"}
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", again, at=NOW + HOUR)
        with firm.read() as session:
            [wiki] = [
                one for one in offboarding.known_now(session, OLA, case.id) if one.app == "wiki"
            ]
    assert (wiki.known, wiki.as_of) == (Known.NO_DATA, NOW + HOUR)
    assert wiki.told is not None
    assert wiki.told.why == "an account of no one may be theirs"


def test_whoever_delivers_a_list_is_told_what_it_did_to_cases(firm: Database) -> None:
    def did(*people: Any, at: datetime) -> list[tuple[str, str, str]]:
        with time_machine.travel(at, tick=False), firm.write() as session:
            deliver(session, "wiki", [*OTHERS, *people], at)
            told = offboarding.outcomes_of_lists(session, OLA)
            assert not offboarding.outcomes_of_lists(session, ADA_HERSELF)
        return [(str(one.outcome), one.number, one.app_name) for one in told]

    bring(firm, "wiki", at=NOW - HOUR)
    case = opened(firm, apps=("figma",), effective=NOW - HOUR)
    assert did(ADA, at=NOW + HOUR) == [("joined", case.number, "Wiki")]
    assert did(at=NOW + 2 * HOUR) == [("finished", case.number, "Wiki")]
    assert did(ADA, at=NOW + 3 * HOUR) == [("reopened", case.number, "Wiki")]
    with time_machine.travel(NOW + 4 * HOUR, tick=False):
        for step in [one for one in look(firm, case.id).steps if one.app == "wiki"]:
            if step.status is StepStatus.OPEN and step.removes_access:
                finish(firm, step)
    assert did(at=NOW + 5 * HOUR) == [("proven", case.number, "Wiki")]
    assert did(at=NOW + 6 * HOUR) == []


def test_whose_removal_is_open_again_is_told_at_any_hour_and_once(firm: Database) -> None:
    """The app's owner removed it, a list proved it, and a later one shows the account again."""
    with firm.write() as session:
        mail = ChannelInput("Mail", "mailtos://u:p@smtp.example.com?to={to}", Audience.PERSONAL)
        notify.add_channel(session, ADMIN, mail)
    bring(firm, "figma", ADA, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    finish(firm, step_of(case, "figma/unassign"))
    step = step_of(look(firm, case.id), "figma/remove")
    assert not step.urgent
    with firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, "nell@example.com")
    # Told once already, of the moment at which it was due first: half past four in Berlin.
    remind(firm, NOW - timedelta(minutes=30))
    told = [f"Overdue: {step.title} ({case.number})"]
    assert told_to(firm, "nell@example.com") == told
    finish(firm, step_of(look(firm, case.id), "figma/remove"))
    excuse_all(firm, case.id)
    proven, returned = NOW + HOUR, NOW + 4 * HOUR
    with time_machine.travel(proven, tick=False):
        bring(firm, "figma", at=proven)
        remind(firm, proven)
    assert step_of(look(firm, case.id), "figma/remove").proven is not None
    assert told_to(firm, "nell@example.com") == told
    with time_machine.travel(returned, tick=False):  # nine in the evening in Berlin
        bring(firm, "figma", ADA, at=returned)
        for minutes in (5, 10, 65):
            remind(firm, returned + timedelta(minutes=minutes))
        with firm.read() as session:
            query = FindingQuery(FindingKind.RETURNED)
            [found] = accounts.findings(session, OLA, query, returned).rows
    assert found.detail == "2026-11-30T17:00:00Z", "the list that proved it, not the end of access"
    assert step_of(look(firm, case.id), "figma/remove").due == returned
    again = f"Escalated: {step.title} ({case.number})"
    assert sorted(told_to(firm, "nell@example.com")) == sorted([*told, again])


def remind(firm: Database, now: datetime) -> None:
    job.remind(firm, Job(1, job.KIND, job.KIND, None, now, 0), now)


def told_to(firm: Database, recipient: str) -> list[str]:
    with firm.read() as session:
        _total, found = notify.messages(session, ADMIN)
        return [each.subject for each in found if each.recipient == recipient]


def test_a_step_names_the_account_that_it_removes(firm: Database) -> None:
    bring(firm, "wiki", {"user_name": "ada-dev", "email": ADA, "admin": True}, at=NOW - HOUR)
    case = opened(firm, apps=None, effective=NOW - HOUR)
    with firm.read() as session:
        [row] = offboarding.accounts_of_step(session, OLA, step_of(case, "wiki/remove").id)
        known = {one.app: one for one in offboarding.known_now(session, OLA, case.id)}
        with pytest.raises(NotFound):
            step = step_of(case, "wiki/remove").id
            offboarding.accounts_of_step(session, ADA_HERSELF, step)
    assert (row.account, row.email, row.admin) == ("ada-dev", ADA, True)
    assert known["wiki"].accounts == (row,)
    assert known["slack"].accounts == ()
