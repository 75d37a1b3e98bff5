"""What can be made without end has an end, with a sentence; what is there stays as it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from core.accounts.feeds import registry
from core.accounts.feeds.taking import take
from core.accounts.findings import accepting
from core.accounts.matching import deciding
from core.accounts.people import by_hand
from core.accounts.values import FeedInput, FeedKind, PersonInput, Subject
from core.actor import Role
from core.advice import service as advice
from core.advice.decisions import drafts
from core.advice.decisions import service as decisions
from core.catalog import recording
from core.config import ROOT
from core.cost import saved_scenarios
from core.identity import accounts, sessions
from core.identity import service as identity
from core.identity.command_line import tokens
from core.identity.groups import service as groups
from core.identity.models import Account, SignInSession
from core.identity.sessions import Lifetimes, Place
from core.notify import service as notify
from core.offboarding import service as offboarding
from core.offboarding.cases import opening
from core.offboarding.checklists import service as checklists
from core.offboarding.steps import evidence
from core.offboarding.steps.moves import several
from core.scim.bridge import connections as bridges
from core.scim.outbound import connections as outbound
from core.storage.database import Database
from core.storage.quota import Quota, TooMany
from tests.support import company as company_of
from tests.support.accounts import add_account
from tests.support.company import ADMIN, NOTE, OLA, READING, company

QUOTAS = [
    tokens.TOKENS,
    groups.GROUPS,
    notify.CHANNELS,
    drafts.DRAFTS,
    decisions.DECISIONS,
    saved_scenarios.SCENARIOS,
    saved_scenarios.VERSIONS,
    opening.AT_ONCE,
    outbound.CONNECTIONS,
    bridges.BRIDGES,
    bridges.CREDENTIALS,
    recording.OWN_APPS,
    recording.OBSERVATIONS,
    accounts.ACCOUNTS,
    checklists.VERSIONS,
    evidence.EVIDENCE,
    several.TOGETHER,
    deciding.AT_ONCE,
    take.SNAPSHOTS,
    registry.FEEDS,
    accepting.ACCEPTED,
    by_hand.BY_HAND,
    by_hand.NAMES,
]
NAMED = re.compile(r"^([A-Z_]+) = Quota\(", re.MULTILINE)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def token(session: Session, _number: int) -> None:
    identity.make_token(session, OLA, "nightly import", life=timedelta(days=1))


def group(session: Session, number: int) -> None:
    identity.add_group(session, ADMIN, f"Group {number}")


def draft(session: Session, _number: int) -> None:
    advice.start_draft(session, OLA, READING, "figma")


def own_app(session: Session, number: int) -> None:
    recording.add_app(session, OLA, f"Own App {number}")


def account(session: Session, number: int) -> None:
    identity.add(session, ADMIN, username=f"u{number}", name=f"U {number}", role=Role.VIEWER)


def bridge(session: Session, _number: int) -> None:
    bridges.create_bridge(session, ADMIN, "figma")


def feed(session: Session, number: int) -> None:
    wanted = FeedInput(f"Feed {number}", Subject.PEOPLE, FeedKind.FILE)
    registry.create_feed(session, ADMIN, wanted)


def person(session: Session, number: int) -> None:
    by_hand.add_person(session, OLA, PersonInput(f"Person {number}", f"p{number}@example.com"))


@pytest.mark.parametrize(
    ("module", "name", "make"),
    [
        (registry, "FEEDS", feed),
        (by_hand, "BY_HAND", person),
        (tokens, "TOKENS", token),
        (groups, "GROUPS", group),
        (drafts, "DRAFTS", draft),
        (recording, "OWN_APPS", own_app),
        (accounts, "ACCOUNTS", account),
        (bridges, "BRIDGES", bridge),
    ],
)
def test_one_more_than_may_be_is_refused_with_a_sentence(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    make: Callable[[Session, int], None],
) -> None:
    company(database)
    with database.write() as session:
        add_account(session, "Ola Operator")
    with database.read() as session:
        already = len(session.exec(select(Account)).all()) if name == "ACCOUNTS" else 0
    quota: Quota = replace(getattr(module, name), most=already + 2)
    monkeypatch.setattr(module, name, quota)
    for number in range(2):
        with database.write() as session:
            make(session, number)
    with pytest.raises(TooMany) as refused, database.write() as session:
        make(session, 2)
    assert str(refused.value) == f"There can be at most {quota.most:,} {quota.what}. {quota.remedy}"


def test_a_file_of_too_many_cases_opens_none(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    company(database)
    monkeypatch.setattr(opening, "AT_ONCE", replace(opening.AT_ONCE, most=1))
    wanted = [company_of.opening(), company_of.opening(person="Ben", email="ben@example.com")]
    with pytest.raises(TooMany, match="Split the file"), database.write() as session:
        offboarding.open_cases(session, OLA, READING, wanted)
    with database.read() as session:
        assert not session.exec(select(opening.Case)).all()


def test_a_step_takes_so_much_evidence_and_keeps_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    company(database)
    monkeypatch.setattr(evidence, "EVIDENCE", replace(evidence.EVIDENCE, most=2))
    case = company_of.opened(database)
    step = company_of.workable(case)[0]
    with pytest.raises(TooMany), database.write() as session:  # all at once
        offboarding.attach(session, OLA, step.id, step.version, [NOTE] * 3)
    for _ in range(2):
        with database.write() as session:
            step = offboarding.attach(session, OLA, step.id, step.version, [NOTE])
    with pytest.raises(TooMany, match="Put the rest into one file"):
        with database.write() as session:
            offboarding.attach(session, OLA, step.id, step.version, [NOTE])
    found = company_of.look(database, case.id)
    assert len(next(one for one in found.steps if one.id == step.id).evidence) == 2


def test_a_further_session_ends_the_one_that_was_used_least_lately(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    life = Lifetimes(timedelta(hours=2), timedelta(hours=12))
    with database.write() as session:
        add_account(session, "Ola Operator")
        row = session.get_one(Account, "ola")
        begun = [
            sessions.start(session, row, "password", Place(), life, NOW + timedelta(minutes=n))
            for n in range(3)
        ]
    at = NOW + timedelta(minutes=5)
    with database.read() as session:
        live = [bool(sessions.find(session, one, life, at)) for one in begun]
        ended = session.exec(
            select(SignInSession.end_reason).where(col(SignInSession.ended_at).is_not(None))
        ).all()
    assert live == [False, True, True]
    assert ended == ["too many sessions"]


def test_the_documents_have_every_quota() -> None:
    said = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for quota in QUOTAS:
        assert f"| {quota.what} | {quota.most:,} |" in said, quota
    assert f"| sessions of an account | {sessions.MOST} |" in said


def test_every_quota_is_asked_where_something_is_made() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "core").rglob("*.py")]
    named = {(name, at) for at, text in enumerate(sources) for name in NAMED.findall(text)}
    assert len(named) == len(QUOTAS)
    asked = r"^ +{}\.(leave_room|hold|refuse)\("
    assert not [
        name for name, at in named if not re.search(asked.format(name), sources[at], re.MULTILINE)
    ]
