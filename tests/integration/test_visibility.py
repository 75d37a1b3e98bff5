"""Who sees what of a restricted case, at every door that reads."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import Runtime
from core.audit import service as audit
from core.audit import withholding
from core.audit.service import Query
from core.config import Settings
from core.errors import Conflict, NotFound
from core.files.tables import read_table
from core.identity import service as identity
from core.identity.models import Account, AccountLink
from core.offboarding import service as offboarding
from core.offboarding.cases.import_file import read_leavers
from core.offboarding.models import Case, CaseKind, EvidenceKind, Identifier, Reader, Step
from core.offboarding.steps.worklist import CaseQuery, Day, WorkView
from core.offboarding.values import Integrity
from core.offboarding.views import ANOTHER_STEP, CaseView, NewEvidence
from core.offboarding.visibility import (
    Sight,
    own_leaving_in_scim,
    sight,
    viewer_of,
    visible,
    visible_steps,
)
from core.scim import service as scim
from core.scim.bridge import accounts
from core.scim.models import BridgeEvent, EventKind, Profile, WorkState
from core.scim.outbound.removals import own_removals_in_the_log
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.apps import add_app
from tests.support.cases import add_case, add_step, owned
from tests.support.company import (
    ADMIN,
    AUDITOR,
    LINK,
    OLA,
    PIA,
    READING,
    company,
    finish,
    look,
    opened,
    step_of,
)
from tests.support.scim_connections import add_connection

MO = Actor("mo", "Mo Owner", Role.OPERATOR, email="mo@example.com")
"""Owns Customer.io."""


@pytest.fixture
def firm(database: Database) -> Database:
    with database.write() as session:
        add_account(session, "mo", email="mo@example.com")
    return company(database)


def restricted(firm: Database, **more: object) -> CaseView:
    given: dict[str, object] = {"kind": CaseKind.INVOLUNTARY, "note": "In confidence", **more}
    return opened(firm, OLA, **given)


def test_an_involuntary_case_is_restricted_whatever_opens_it(firm: Database) -> None:
    assert restricted(firm).restricted
    table = read_table(
        b"person,email,kind,effective,restricted\n"
        b"Ben,ben@example.com,involuntary,2026-12-01T17:00+01:00,\n"
        b"Cy,cy@example.com,involuntary,2026-12-01T17:00+01:00,no\n"
        b"Di,di@example.com,voluntary,2026-12-01T17:00+01:00,\n",
        "leavers.csv",
    )
    found = read_leavers(table, {}, {}, {})
    assert not found.problems
    with firm.write() as session:
        ids = offboarding.open_cases(session, OLA, READING, found.openings)
    told = [look(firm, one, ADMIN).restricted for one in ids]
    assert told == [True, False, False]
    assert offboarding.restricted_by_default(CaseKind.IDP_REMOVAL) is False


def test_an_owner_sees_their_own_steps_and_nothing_else(firm: Database) -> None:
    case = restricted(firm)
    with firm.read() as session:
        with pytest.raises(NotFound):
            offboarding.case(session, MO, case.id)
        mine = offboarding.own_steps(session, MO, case.id)
    assert mine.person == "Ada Example"
    assert mine.steps
    assert {step.owner for step in mine.steps} == {"mo@example.com"}
    assert not any(step.needs for step in mine.steps)
    assert {title for step in mine.steps for title in step.waits_for} <= {ANOTHER_STEP}
    assert any(step.waits_for for step in mine.steps)
    said = str(mine)
    for hidden in ("In confidence", "max@example.com", "involuntary", "Slack", "Figma"):
        assert hidden not in said


def day() -> Day:
    now = datetime.now(UTC)
    return Day(now, now + timedelta(days=30))


def test_every_reading_door_keeps_to_it(firm: Database) -> None:
    case = restricted(firm, effective=datetime.now(UTC))
    other = next(s for s in case.steps if s.owner != "mo@example.com" and s.state == "open")
    own = next(s for s in case.steps if s.owner == "mo@example.com" and s.state == "open")
    with firm.write() as session:
        kept = offboarding.attach(
            session, OLA, other.id, other.version, [NewEvidence(EvidenceKind.NOTE, "seen")]
        )
    with firm.read() as session:
        found = offboarding.work(session, MO, WorkView.ALL, day(), limit=500)
        assert {item.owner for item in found} == {"mo@example.com"}
        assert offboarding.work(session, MO, WorkView.ALL, day(), text="Figma") == []
        counts = offboarding.work_counts(session, MO, day())
        assert (counts.all, counts.mine, counts.cases) == (len(found), len(found), 0)
        assert counts.unassigned == 0
        assert offboarding.cases(session, MO, CaseQuery("Ada"), datetime.now(UTC)) == (0, [])
        assert offboarding.step(session, MO, own.id).id == own.id
        doors: list[Callable[[], object]] = [
            lambda: offboarding.step(session, MO, other.id),
            lambda: offboarding.timeline(session, MO, case.id),
            lambda: offboarding.comment(session, MO, case.id, "x"),
            lambda: offboarding.comment(session, MO, case.id, "x", other.id),
            lambda: offboarding.evidence_content(session, MO, Settings(), kept.evidence[0].id),
            lambda: offboarding.check_case(session, MO, Settings(), case.id),
            lambda: offboarding.export_case(
                session, MO, case.id, "pdf", Integrity(10**6, ()), now=datetime.now(UTC)
            ),
            lambda: offboarding.finish(session, MO, other.id, other.version, (LINK,)),
            lambda: offboarding.close_case(session, MO, case.id, case.version),
            lambda: offboarding.restrict_case(session, MO, case.id, case.version, None),
        ]
        for door in doors:
            with pytest.raises(NotFound):
                door()


def test_an_owner_works_their_step_and_is_told_no_other_title(firm: Database) -> None:
    case = restricted(firm, effective=datetime.now(UTC) + timedelta(days=1))
    own = next(s for s in case.steps if s.owner == "mo@example.com" and s.waits_for)
    with pytest.raises(Conflict) as refused, firm.write() as session:
        offboarding.finish(session, MO, own.id, own.version, (LINK,))
    assert ANOTHER_STEP in str(refused.value)
    assert not any(title in str(refused.value) for title in own.waits_for)
    free = next(s for s in case.steps if s.owner == "mo@example.com" and not s.waits_for)
    done = finish(firm, free, MO)
    assert (str(done.status), done.needs) == ("done", ())


def test_the_calendar_has_ones_own_steps_and_not_the_moment(firm: Database) -> None:
    case = restricted(firm)
    with firm.write() as session:
        link = offboarding.new_link(session, MO)
    with firm.read() as session:
        feed = (offboarding.feed(session, link, datetime.now(UTC)) or b"").decode()
    mine = [s for s in case.steps if s.owner == "mo@example.com"]
    assert feed.count("BEGIN:VEVENT") == len(mine)
    assert "Access ends" not in feed
    assert "Ada" not in feed


def test_the_leaver_sees_nothing_even_of_steps_that_they_own(firm: Database) -> None:
    ada = Actor("ada", "Ada Example", Role.OPERATOR, email="ada@example.com")
    case = restricted(firm)
    step = step_of(case, case.steps[0].key)
    with firm.write() as session:  # as an older version let it be assigned
        row = session.get_one(Step, step.id)
        row.owner, row.owner_key = "Ada Example", "ada@example.com"
    with firm.read() as session:
        with pytest.raises(NotFound):
            offboarding.own_steps(session, ada, case.id)
        assert offboarding.work(session, ada, WorkView.ALL, day()) == []
        assert offboarding.work_counts(session, ada, day()).all == 0


def test_overseers_and_those_named_see_all(firm: Database) -> None:
    case = restricted(firm, readers=("pia@example.com",))
    for who in (OLA, PIA, ADMIN, AUDITOR, LOCAL_OPERATOR):
        assert look(firm, case.id, who).note == "In confidence"


names = st.sampled_from(["ana", "ben", "cy", "it"])
addresses = names.map(lambda name: f"{name}@example.com")


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_query_and_the_rule_say_the_same(database: Database, data: st.DataObject) -> None:
    """Random people look at random cases: what SQL chooses is what the pure rule says."""
    with database.write() as session:
        who = Actor(
            id=data.draw(names),
            name=data.draw(names).title(),
            role=data.draw(st.sampled_from([Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR])),
            email=data.draw(st.none() | addresses),
        )
        person = data.draw(names).title()
        # A person has one open case; these are thrown away again below.
        case = add_case(
            session, person=person, email=data.draw(addresses), restricted=data.draw(st.booleans())
        )
        readers = data.draw(st.sets(names | addresses, max_size=2))
        session.add_all(Reader(case_id=case.id or 0, who=one) for one in readers)
        owner = data.draw(st.none() | names | addresses)
        step = add_step(session, case, **(owned(owner) if owner else {}))
        expected = sight(
            viewer_of(session, who),
            case.id or 0,
            restricted=case.restricted,
            readers=readers,
            owners={owner} if owner else set(),
        )
        whole = session.exec(select(Case.id).where(col(Case.id) == case.id, visible(session, who)))
        seen = session.exec(
            select(Step.id)
            .join(Case, col(Case.id) == col(Step.case_id))
            .where(col(Step.id) == step.id, visible_steps(session, who))
        )
        assert (whole.first() is not None) is (expected is Sight.ALL)
        assert (seen.first() is not None) is (expected >= Sight.OWN_STEPS)
        session.rollback()


NOW = datetime(2026, 11, 2, tzinfo=UTC)


def leaving(session: Session, **more: object) -> int:
    given = {"person": "Lena Vogt", "email": "lena.vogt@example.com", "restricted": True} | more
    return add_case(session, **given).id or 0


def sees(database: Database, who: Actor, case: int) -> bool:
    with database.read() as session:
        return case not in viewer_of(session, who).own_cases


def linked(session: Session, account: str, subject: str) -> None:
    session.add(
        AccountLink(
            issuer="https://idp", subject=subject, account_id=account, provider="idp", linked_at=NOW
        )
    )


def test_a_leaver_with_another_address_is_known_by_each_of_their_names(database: Database) -> None:
    with database.write() as session:
        auditor = add_account(session, "Lena Vogt", Role.AUDITOR, email="lena@private.example")
        by_name = leaving(session)
        by_identifier = leaving(session, person="L. V.", email="lv@example.com")
        session.add(Identifier(value="lena@private.example", case_id=by_identifier))
        by_username = leaving(session, person="L. W.", email="lw@example.com")
        session.add(Identifier(value="lena", case_id=by_username))
        linked(session, auditor.id, "00u1abcdefghijkl")
        by_link = leaving(session, person="L. X.", email="lx@example.com")
        session.add(Identifier(value="00u1abcdefghijkl", case_id=by_link))
        others = leaving(session, person="Max Vogt", email="max@example.com")
    for case in (by_name, by_identifier, by_username, by_link):
        assert not sees(database, auditor, case)
        with database.read() as session, pytest.raises(NotFound):
            offboarding.case(session, auditor, case)
    assert sees(database, auditor, others)


def test_a_second_account_of_the_leaver_sees_no_more(database: Database) -> None:
    with database.write() as session:
        work = add_account(session, "Work Account", email="lena.vogt@example.com")
        other = add_account(session, "Other Vogt", Role.ADMINISTRATOR, email="l@private.example")
        case = leaving(session)
    assert sees(database, other, case)
    with database.write() as session:
        session.get_one(Account, work.id).username = "l@private.example"
    assert not sees(database, other, case)


def test_what_a_provider_calls_somebody_is_nobodys_address(database: Database) -> None:
    """Whoever chooses their ``sub`` could else make an administrator blind to their own case."""
    with database.write() as session:
        boss = add_account(session, "Big Boss", Role.ADMINISTRATOR)
        leaver = add_account(session, "Lena Vogt", email="lena.vogt@example.com")
        linked(session, leaver.id, "Big@example.com")
        case = leaving(session)
        of_boss = leaving(session, person="B. B.", email="big@example.com")
    assert sees(database, boss, case)
    assert not sees(database, leaver, case)
    assert not sees(database, boss, of_boss)
    with database.read() as session:
        assert identity.same_person(session, boss.id, [leaver.id]) == set()
        theirs = identity.accounts_of(session, "big@example.com", "B. B.")
        assert [one.id for one in theirs] == [boss.id]
        assert identity.names_of_person(session, boss).accounts == {boss.id}
        assert "big@example.com" not in identity.names_of_person(session, leaver).handles
        known = identity.addresses_of_leaver(session, {"lena.vogt@example.com"}, "Lena Vogt")
        assert known == {"lena.vogt@example.com"}


def test_a_namesake_sees_the_case_of_who_has_an_account_of_their_own(database: Database) -> None:
    with database.write() as session:
        namesake = add_account(session, "Lena Vogt", Role.AUDITOR, email="lena2@example.com")
        case = leaving(session)
    assert not sees(database, namesake, case)  # it might be them
    with database.write() as session:
        add_account(session, "The Leaver", email="lena.vogt@example.com")
    assert sees(database, namesake, case)


def test_a_name_that_is_not_ascii_is_the_leavers_too(database: Database) -> None:
    with database.write() as session:
        who = add_account(session, "Özgür Ünal", Role.AUDITOR, email="o@private.example")
        case = leaving(session, person="Özgür Ünal", email="oezguer@example.com")
    assert not sees(database, who, case)


NAMES = ("Lena Vogt", "Fiona Griffin", "Özgür Ünal", "Jürgen Straße", "太郎 山田")


@pytest.mark.parametrize(
    "written",
    [
        *("Vogt, Lena", "VOGT,LENA", "vogt  lena", "Lena\u00a0Vogt", "Vogt, Dr. Lena"),
        # Compatible letters (NFKC), which no database lowers or looks through.
        *("ＬＥＮＡ\u3000Ｖｏｇｔ", "Vogt; Lena", "vogt.lena", "Lena Vogt.", "Vogt；Lena"),
        *("ﬁona Griﬃn", "FIONA GRIFFIN", "Griﬀin，Fiona"),
        *("O\u0308zgu\u0308r U\u0308nal", "ÜNAL, ÖZGÜR", "STRASSE, JÜRGEN", "山田 太郎"),
    ],
)
def test_a_name_is_the_leavers_however_it_is_written(database: Database, written: str) -> None:
    who: list[Actor] = []
    with database.write() as session:
        for n, name in enumerate(NAMES):
            who.append(add_account(session, name, Role.AUDITOR, email=f"{n}@private.example"))
        case = leaving(session, person=written, email="leaver@example.com")
        others = leaving(session, person="Lena M. Vogt", email="m@example.com")
    assert [sees(database, each, case) for each in who].count(False) == 1
    assert all(sees(database, each, others) for each in who)


def test_what_is_done_to_the_accounts_of_ones_own_case_is_not_for_oneself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The auditor's account has another address than the case, which knows them by their name."""
    monkeypatch.setattr(accounts, "_asked", [])
    monkeypatch.setattr(withholding, "_asked", [])
    accounts.keep_from_leavers(own_leaving_in_scim)
    withholding.keep_from_readers(own_removals_in_the_log)
    with database.write() as session:
        who = add_account(session, "Ana Muster", Role.AUDITOR, email="aud@example.com")
        works = add_account(session, "Muster Ana", email="work@example.com")
        case = add_case(session, person="Muster, Ana", email="ana.muster@example.com")
        session.add(Identifier(case_id=case.id or 0, value="amuster"))
        add_app(session, "figma")
        made = add_connection(session, "http://127.0.0.1:9/scim", "figma")
        asked = [
            scim.ask_removal(session, LOCAL_OPERATOR, made, name, reference=f"run:{name[0]}").id
            for name in ("Ana.Muster@example.com", "amuster", "called@otherwise.example", "max")
        ]
        bridge = scim.create_bridge(session, LOCAL_OPERATOR, "figma", profile=Profile.STRICT)[0].id
        events = [
            bridge_event(session, bridge, name)
            for name in ("ana.muster@example.com", "amuster", "otherwise", "max")
        ]
        add_step(session, case, removal_id=asked[2], event_id=events[2])
    with database.read() as session:
        assert scim.list_removals(session, LOCAL_OPERATOR)[0] == 4
        assert scim.list_events(session, LOCAL_OPERATOR, bridge)[0] == 4
        total, found = scim.list_removals(session, who)
        assert (total, [one.id for one in found]) == (1, [asked[3]])
        assert [run.reference for run in scim.runs(session, who)] == ["run:m"]
        told, seen = scim.list_events(session, who, bridge)
        assert (told, [one.id for one in seen]) == (1, [events[3]])
        for own in asked[:3]:
            for door in (scim.removal, scim.exchanges):
                with pytest.raises(NotFound):
                    door(session, who, own)
        log = audit.entries(session, who, Query(action="scim.remove"))
        assert [entry.object for entry in log] == [f"scim-removal:{asked[3]}"]
        for own in events[:3]:
            with pytest.raises(NotFound):
                scim.get_event(session, who, own)
    with database.write() as session, pytest.raises(NotFound):
        scim.finish_event(session, works, events[0], "I saw to it")


def bridge_event(session: Session, bridge: str, name: str) -> int:
    event = BridgeEvent(
        bridge_id=bridge,
        at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        kind=EventKind.USER_DEACTIVATED,
        resource_id=name,
        user_name=name,
        state=WorkState.OPEN,
        work="remove-access",
    )
    session.add(event)
    session.flush()
    return event.id or 0


def test_a_running_offramp_asks_the_room_of_cases_whose_own_it_is(our_runtime: Runtime) -> None:
    assert own_leaving_in_scim in accounts._asked
    assert own_removals_in_the_log in withholding._asked


def test_a_removal_of_ones_own_account_is_not_for_oneself(database: Database) -> None:
    with database.write() as session:
        who = add_account(session, "Lena Vogt", email="lena@private.example")
        session.get_one(Account, who.id).username = "lena.vogt@example.com"
        add_app(session, "figma")
        made = add_connection(session, "http://127.0.0.1:9/scim", "figma")
        own = scim.ask_removal(session, LOCAL_OPERATOR, made, "Lena.Vogt@example.com").id
        other = scim.ask_removal(session, LOCAL_OPERATOR, made, "max@example.com").id
    with database.read() as session:
        assert scim.list_removals(session, LOCAL_OPERATOR)[0] == 2
        total, found = scim.list_removals(session, who)
        assert (total, [one.id for one in found]) == (1, [other])
        for door in (scim.removal, scim.exchanges):
            with pytest.raises(NotFound):
                door(session, who, own)
