"""The made-up company: what is in it, that it is whole, and that it is never anybody else's."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from core.actor import SYSTEM, Role
from core.advice import service as advice
from core.advice.values import DecisionStatus
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.catalog.values import Reading
from core.config import Settings, load_settings
from core.cost import service as cost
from core.demo import service as demo
from core.demo.folder import MARK, Mark, write_mark
from core.demo.moments import first_of_last_quarter
from core.demo.story import FOLDER, read, shipped
from core.errors import Invalid, SettingError
from core.offboarding import service as offboarding
from core.offboarding.models import Case, CaseStatus, Evidence, EvidenceKind, Step, StepStatus
from core.offboarding.values import LEAVER_KINDS, Period, Proof
from core.scim import service as scim
from core.stack import service as stack
from tests.support.demo import made, opened

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
"""A Monday."""
LATER = datetime(2027, 2, 10, 15, tzinfo=UTC)
"""A Wednesday of another quarter."""


FEW = ("Eero Gasket", "Omar Kettlewell")
"""Of last quarter, and of today."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, loaded_file: Path) -> Path:
    return made(tmp_path_factory.mktemp("demo") / "data", loaded_file, NOW)


@pytest.fixture
def session(folder: Path) -> Session:
    with opened(folder) as database, database.read() as session:
        yield session


def told(session: Session) -> list[tuple[str, ...]]:
    """What the story told: who did what with whose case when, without ids and secrets."""
    entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    return [
        (each.at.isoformat(), each.actor_name, each.action, each.object.partition(":")[0])
        for each in entries
    ]


def proof_of(session: Session, period: Period, now: datetime) -> Proof:
    """What an auditor is shown of a period."""
    return offboarding.period_proof(
        session, SYSTEM, period, LEAVER_KINDS, now=now, sample=25, seed="demo"
    )


def test_the_log_holds_and_tells_the_story_in_its_order(session: Session) -> None:
    assert audit.verify(session, SYSTEM).holds
    entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    moments = [each.at for each in entries[1:]]  # a file with the catalogue was there first
    assert moments == sorted(moments)
    assert max(moments) <= NOW
    assert moments[0] < NOW - timedelta(days=90)


def test_every_case_and_its_files_are_as_the_log_says(session: Session, folder: Path) -> None:
    settings = load_settings(data_dir=folder, database_url="")
    for case in session.exec(select(Case.id)).all():
        assert not offboarding.check_case(session, SYSTEM, settings, case or 0).differences


def test_it_uses_24_apps_of_the_catalogue_and_one_of_its_own(session: Session) -> None:
    entries = stack.entries(session, SYSTEM)
    assert len(entries) == 25
    assert any(each.name == "Kettle Tracker" for each in entries)
    near = [
        one
        for one in entries
        if one.fields.renewal and one.fields.renewal - NOW.date() < timedelta(30)
    ]
    assert len(near) == 2
    assert all(one.fields.renewal is None or one.fields.renewal > NOW.date() for one in entries)
    assert any(one.fields.annual_spend is None for one in entries)


def test_there_is_a_case_of_every_kind_of_standing(session: Session) -> None:
    cases = session.exec(select(Case)).all()
    by_status = Counter(each.status for each in cases)
    assert by_status[CaseStatus.CANCELLED] == 1
    assert by_status[CaseStatus.CLOSED] >= 6
    still_open = [each for each in cases if each.status is CaseStatus.OPEN]
    days = sorted((each.effective_at.date() - NOW.date()).days for each in still_open)
    assert days[0] < 0  # overdue
    assert 0 in days
    assert any(5 <= day <= 9 for day in days)
    assert any(each.restricted for each in still_open)


def test_the_proof_of_last_quarter_has_something_to_say(session: Session) -> None:
    start = first_of_last_quarter(NOW.date())
    assert (
        len(proof_of(session, Period(start, date(2026, 9, 30), "Europe/Berlin"), NOW).leavers) == 6
    )
    late = session.exec(select(Step).where(col(Step.finished_at) > col(Step.due_at))).all()
    assert any(each.app_id == "docusign" for each in late)


def test_evidence_is_of_several_kinds(session: Session) -> None:
    kinds = Counter(session.exec(select(Evidence.kind)))
    assert set(kinds) >= {EvidenceKind.NOTE, EvidenceKind.LINK, EvidenceKind.FILE}


def test_of_its_decisions_one_is_proposed_and_some_are_stale(session: Session) -> None:
    found = advice.decisions(session, SYSTEM, Reading(NOW.date()))
    assert Counter(each.status for each in found)[DecisionStatus.PROPOSED] == 1
    stale = {each.app for each in found if each.is_stale}
    assert "figma" in stale  # its seats have changed
    assert "atlassian-cloud" in stale  # somebody saw that it is otherwise
    assert "github" not in stale


def test_scenarios_a_bridge_and_groups_are_there(session: Session) -> None:
    assert len(cost.scenarios(session, SYSTEM)) == 3
    (bridge,) = scim.list_bridges(session, SYSTEM)
    assert bridge.users == 10
    _, events = scim.list_events(session, SYSTEM, bridge.id)
    assert {str(each.state) for each in events} >= {"none", "open", "done"}


def test_what_is_finished_was_finished_in_its_own_time(session: Session) -> None:
    """No service wrote down the machine's time in place of the story's."""
    steps = session.exec(select(Step).where(Step.status == StepStatus.DONE)).all()
    assert steps
    assert all(each.finished_at and each.finished_at <= NOW for each in steps)
    closed = session.exec(select(Case).where(Case.status == CaseStatus.CLOSED)).all()
    assert all(each.ended_at and each.ended_at <= NOW for each in closed)
    assert all(each.at <= NOW for each in session.exec(select(Evidence)))


def test_the_same_day_makes_the_same_company(tmp_path: Path, loaded_file: Path) -> None:
    first, again = (
        made(tmp_path / name, loaded_file, NOW, leavers=FEW) for name in ("first", "again")
    )
    with opened(first) as one, one.read() as here, opened(again) as other, other.read() as there:
        assert told(here)[1:] == told(there)[1:]


def test_dates_are_counted_from_the_day_that_it_is_made(tmp_path: Path, loaded_file: Path) -> None:
    later = made(tmp_path / "later", loaded_file, LATER, leavers=FEW)
    with opened(later) as database, database.read() as session:
        assert audit.verify(session, SYSTEM).holds
        renewals = [each.fields.renewal for each in stack.entries(session, SYSTEM)]
        near = [one for one in renewals if one and one - LATER.date() < timedelta(30)]
        assert len(near) == 2
        days = [
            (each.effective_at.date() - LATER.date()).days
            for each in session.exec(select(Case).where(Case.status == CaseStatus.OPEN))
        ]
        assert 0 in days
        period = Period(date(2026, 10, 1), date(2026, 12, 31), "Europe/Berlin")
        assert {each.person for each in proof_of(session, period, LATER).leavers} == {"Eero Gasket"}


@pytest.mark.parametrize(
    "change",
    [
        {"host": "0.0.0.0"},
        {"public_url": "https://offramp.example.com"},
        {"database_url": "postgresql://localhost/offramp"},
        {"trusted_proxies": "10.0.0.1"},
        {"serve_only": "pages"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_settings_of_a_real_installation_are_refused(
    tmp_path: Path, change: dict[str, str]
) -> None:
    settings = load_settings(data_dir=tmp_path, demo=True, **change)
    write_mark(tmp_path, Mark("Example", "2026-11-30", {}, is_complete=True))
    with pytest.raises(SettingError):
        demo.check_served(settings)
    demo.check_served(load_settings(data_dir=tmp_path, demo=True))


def test_a_file_of_oidc_providers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="OIDC_FILE"):
        demo.check_settings(load_settings(data_dir=tmp_path, oidc_file=tmp_path / "oidc.toml"))


@pytest.fixture
def real(tmp_path: Path) -> Settings:
    """Settings of a folder in which somebody's data lies."""
    (tmp_path / "offramp.db").write_bytes(b"somebody's data")
    return load_settings(data_dir=tmp_path, demo=True)


def test_a_folder_of_somebody_elses_is_never_touched(real: Settings) -> None:
    for attempt in (demo.reset, demo.is_to_be_made, demo.check_served):
        with pytest.raises(SettingError):
            attempt(real)
    assert (real.data_dir / "offramp.db").read_bytes() == b"somebody's data"
    assert not (real.data_dir / MARK).exists()


def test_what_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "demo")
    assert demo.is_to_be_made(settings)
    write_mark(settings.data_dir, Mark("Example", "2026-11-30", {}))
    (settings.data_dir / "offramp.db").write_bytes(b"half a company")
    assert demo.is_to_be_made(settings)
    assert not settings.data_dir.exists()


def test_nobody_enters_without_a_mark(folder: Path, tmp_path: Path) -> None:
    from core.errors import NotFound
    from core.identity.values import Lifetimes, Place

    life, here = Lifetimes(timedelta(hours=1), timedelta(hours=2)), Place("127.0.0.1")
    with opened(folder) as database:
        with pytest.raises(NotFound):
            demo.enter(database, tmp_path, Role.VIEWER, here, life)


def test_its_people_are_made_up() -> None:
    company = shipped().company
    assert company.domain.endswith(".example")
    assert {person.role for person in company.people} == set(Role)


def test_a_mistake_in_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "company.yaml"
    text = file.read_text(encoding="utf-8").replace("founded: Q-1 -60d 09:00", "founded: in spring")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="company.yaml, founded: .*in spring"):
        read(tmp_path)
