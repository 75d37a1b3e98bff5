"""What is stored against what the log says: every column, row and file that a proof is read from.

The judge's list, on both databases: each column of each row of a case of sixty steps changed by
SQL, each row deleted, inserted, swapped, evidence files changed; all of it is named.
"""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from core.accounts.models import (
    AccountDecision,
    AccountSettings,
    Feed,
    FindingAcceptance,
    Person,
    Snapshot,
    SuggestionRefusal,
)
from core.accounts.values import (
    AccountKind,
    Employment,
    FeedKind,
    Known,
    PersonKind,
    SnapshotState,
    Subject,
)
from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.advice.models import Decision, DecisionStatus
from core.app.audit.integrity import verify_everything, verify_nightly
from core.audit import service as audit
from core.audit.service import Difference
from core.audit.stored.row_digest import audited_tables
from core.config import Settings
from core.cost.values import OptionId
from core.identity.models import Account, AccountLink, CommandLineToken, GroupMember, OwnGroup
from core.identity.second_factor.models import AuthenticatorApp, Passkey, RecoveryCode
from core.jobs.values import Job
from core.notify.models import Audience, Channel, Message
from core.offboarding import service as offboarding
from core.offboarding.cases.integrity import NotAsLogged, check_all_cases, check_case
from core.offboarding.models import (
    AccountOfCase,
    ChecklistEdit,
    Evidence,
    EvidenceKind,
    Identifier,
    KnownAccount,
    Need,
    Reader,
    Step,
    StepStatus,
)
from core.offboarding.proposals.models import ProposalDismissal
from core.offboarding.steps.evidence_files import evidence_path, keep_file
from core.scim.models import AuthKind, Bridge, Outbound, Profile, Removal, RemovalState
from core.storage.database import Database
from tests.support.apps import add_app
from tests.support.cases import (
    EFFECTIVE,
    add_case,
    add_evidence,
    add_step,
    done,
    exported,
)
from tests.support.databases import copied
from tests.support.postgres import Databases

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
AUDITOR = Actor("aud", "Ida Prüfer", Role.AUDITOR)
OPERATOR = Actor("ola", "Ola Operator", Role.OPERATOR, email="ola@example.com")
STEPS = 60


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def case(database: Database, here: Settings) -> int:
    """A case of sixty steps with all that hangs on it, and a row of every other audited table."""
    kept = keep_file(here, "seats.txt", io.BytesIO(b"seats " * 400))
    with database.write() as session:
        apps = [add_app(session, f"app-{n}", f"App {n}") for n in range(3)]
        other = add_case(session, person="Otto Other")
        add_step(session, other, title="Not of this case")
    with database.write() as session:
        found = add_case(
            session, restricted=True, manager="Mia", hand_over_to="Hal", note="n", ended_by="x",
            ended_at=NOW, end_reason="r", checklists={"general": "1"}, follows=other.id,
        )  # fmt: skip
        session.add_all(
            Reader(case_id=found.id or 0, who=who) for who in ("ola", "b/c@example.com")
        )
        ids = []
        for n in range(STEPS):
            step = add_step(
                session, found, position=n, app_id=apps[n % 3], reason="why", started_at=EFFECTIVE,
                started_by="Ben", owner="Ben", owner_key="ben", instructions="i", why="w",
                **done(EFFECTIVE + timedelta(minutes=n)),
            )  # fmt: skip
            ids.append(step.id or 0)
            if n:
                session.add(Need(step_id=ids[n], needs_id=ids[n - 1]))
            add_evidence(session, step, kind=EvidenceKind.NOTE, text=f"note {n}")
            if n % 20 == 0:
                add_evidence(
                    session, step, kind=EvidenceKind.FILE, text="seats.txt", size=kept.size,
                    sha256=kept.sha256,
                )  # fmt: skip
        session.add(ChecklistEdit(checklist="general", number=1, text="t", digest="d", note="n",
                                  at=NOW, by="A", by_id="a"))  # fmt: skip
        session.add(Account(id="acc", username="ada", name="Ada", email="ada@example.com",
                            role=Role.OPERATOR, created_at=NOW, not_before=NOW))  # fmt: skip
        session.flush()
        session.add(AccountLink(issuer="https://idp.example/x", subject="s/1", account_id="acc",
                                provider="idp", linked_at=NOW))  # fmt: skip
        session.add(Identifier(value="lena@example.com", case_id=found.id or 0))
        session.add(OwnGroup(key="vips", name="VIPs"))
        session.add(GroupMember(group_key="vips", account_id="acc"))
        session.add(CommandLineToken(digest="d", account_id="acc", name="n", created_at=NOW,
                                     expires_at=NOW))  # fmt: skip
        session.add(Passkey(id="k", account_id="acc", credential_id="c", public_key="p", name="n",
                            sign_count=1, created_at=NOW, disabled_at=NOW))  # fmt: skip
        session.add(AuthenticatorApp(account_id="acc", secret="", created_at=NOW))
        session.add(RecoveryCode(digest="r", account_id="acc", created_at=NOW, used_at=NOW))
        session.add(Bridge(id="b1", app_id=apps[0], name="B", profile=next(iter(Profile)),
                           created_at=NOW))  # fmt: skip
        session.add(Outbound(app_id=apps[0], name="O", base_url="https://a.example", secret="",
                             auth=AuthKind.BEARER, created_at=NOW))  # fmt: skip
        session.flush()
        session.add(Removal(outbound_id=1, key="k", user="u", state=RemovalState.VERIFIED,
                            created_at=NOW, account_active=False, verified_at=NOW,
                            reference="step:1"))  # fmt: skip
        _inventory(session, apps[0], found.id or 0)
        option = next(iter(OptionId))
        session.add(Decision(
            app_id=apps[0], app_name="App 0", title="t", status=DecisionStatus.ACCEPTED,
            choice=option, recommended=option, context="c", consequences="c", answers={},
            frozen={}, options=[], decided_by="Ada", decided_at=NOW, reason="r",
            review_on=NOW.date(), supersedes=None,
        ))  # fmt: skip
        number = found.id or 0
        audit.record(session, OPERATOR, "case.open", f"case:{number}", after={"steps": STEPS})
    return number


def _inventory(session: Session, app: str, case_id: int) -> None:
    """A row of each audited table of the accounts room."""
    said = {"at": NOW, "by": "Ola", "by_id": "ola"}
    session.add(AccountSettings(same_domains=[["example.com", "example.org"]], version=1))
    session.add(Feed(name="Slack", key="slack", subject=Subject.ACCOUNTS, kind=FeedKind.FILE,
                     app_id=app, columns=["Email"], mapping={}, created_at=NOW))  # fmt: skip
    session.add(Person(id=1, name="Lena", kind=PersonKind.EMPLOYEE, first_seen_at=NOW,
                       employment=Employment.ACTIVE))  # fmt: skip
    session.flush()
    session.add(Snapshot(feed_id=1, state=SnapshotState.CONCLUDED, complete=True, taken_at=NOW,
                         received_at=NOW, sha256="s", settled_at=NOW))  # fmt: skip
    session.add(AccountDecision(app_id=app, key="U1", person_id=1, kind=AccountKind.PERSON, **said))
    session.add(SuggestionRefusal(app_id=app, key="U2", person_id=1, **said))
    session.add(FindingAcceptance(finding="f", until=NOW.date(), reason="r", **said))
    session.add(ProposalDismissal(proposal="p", reason="r", **said))
    session.add(KnownAccount(case_id=case_id, app_id=app, known=Known.HAS, as_of=NOW, snapshot=1,
                             answer=True, answered_at=NOW))  # fmt: skip
    session.add(AccountOfCase(case_id=case_id, app_id=app, feed=1, key="U1", names=[]))


@contextmanager
def tampering(database: Database) -> Iterator[tuple[Session, Connection]]:
    """A transaction in which keys and references are not watched, undone at its end."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        else:
            connection.execute(text("SET session_replication_role = replica"))
        with Session(connection) as session:
            yield session, connection
        connection.rollback()
        if database.is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


def differences(session: Session) -> tuple[Difference, ...]:
    found = audit.check_state(session)
    assert found.chain.holds
    return found.differences


def other_value(connection: Connection, column: Any) -> str:
    """SQL for another value than the column has."""
    name = f'"{column.name}"'
    kind = {"UtcDateTime": datetime, "Date": date}.get(
        type(column.type).__name__, column.type.python_type
    )
    if kind is bool:
        return f"NOT {name}"
    if kind is int:
        return f"coalesce({name}, 0) + 100000"
    if kind is datetime and connection.dialect.name == "postgresql":
        return f"coalesce({name}, now()) + interval '1 second'"
    if kind is date and connection.dialect.name == "postgresql":
        return f"coalesce({name}, current_date) + 1"
    return f"coalesce({name}, '') || '1'"


def test_nothing_differs_before_anybody_tampers(
    database: Database, here: Settings, case: int
) -> None:
    found = verify_everything(database, AUDITOR, here)
    assert found.holds, found
    kinds = {rows.table.name for rows in audited_tables()}
    with database.read() as session:
        for table in kinds:
            count = session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            assert count, f"this test has no row of {table}"


def test_every_column_of_every_row_that_is_changed_is_named(database: Database, case: int) -> None:
    for rows in audited_tables():
        table = rows.table.name
        for column in rows.columns:
            with tampering(database) as (session, connection):
                before = {rows.key_of(row) for row in rows.every(connection)}
                value = other_value(connection, rows.table.c[column])
                connection.execute(text(f'UPDATE {table} SET "{column}" = {value}'))
                after = {rows.key_of(row) for row in rows.every(connection)}
                named = {each.key for each in differences(session) if each.table == table}
                assert named == before | after, f"{table}.{column}"


def test_a_value_that_is_taken_away_is_named(database: Database, case: int) -> None:
    for rows in audited_tables():
        for column in rows.columns:
            if not rows.table.c[column].nullable or rows.table.c[column].primary_key:
                continue
            with tampering(database) as (session, connection):
                place = rows.columns.index(column)
                had = {rows.key_of(r) for r in rows.every(connection) if r[place] is not None}
                connection.execute(text(f'UPDATE {rows.table.name} SET "{column}" = NULL'))
                assert {each.key for each in differences(session)} == had, column


def test_every_row_that_is_deleted_is_named(database: Database, case: int) -> None:
    for rows in audited_tables():
        with tampering(database) as (session, connection):
            keys = {rows.key_of(row) for row in rows.every(connection)}
            connection.execute(text(f"DELETE FROM {rows.table.name}"))
            found = differences(session)
            assert {each.key for each in found} == keys
            assert all("is gone" in each.what for each in found)


def test_every_row_that_is_inserted_is_named(database: Database, case: int) -> None:
    for rows in audited_tables():
        table, key = rows.table, rows.table.primary_key.columns.values()[-1]
        columns = [column.name for column in table.c]
        value = (
            f'"{key.name}" + 500000' if key.type.python_type is int else f"\"{key.name}\" || '~'"
        )
        unique = {
            "offboarding_case": {"email"},
            "account": {"username"},
            "passkey": {"credential_id"},
            "scim_removal": {"key"},
            "account_feed": {"key"},
        }.get(table.name, set())
        values = [
            value if name == key.name
            else f"\"{name}\" || '~'" if name in unique
            else f'"{name}"'
            for name in columns
        ]  # fmt: skip
        with tampering(database) as (session, connection):
            count = len(list(rows.every(connection)))
            names = ", ".join(f'"{name}"' for name in columns)
            connection.execute(
                text(
                    f"INSERT INTO {table.name} ({names}) "
                    f"SELECT {', '.join(values)} FROM {table.name}"
                )
            )
            found = differences(session)
            assert len(found) == count, table.name
            assert {each.what for each in found} == {"no entry of the log made it"}


def test_rows_that_are_swapped_are_named(database: Database, case: int) -> None:
    with tampering(database) as (session, connection):
        table = "offboarding_step"
        first, second = (
            connection.execute(text(f"SELECT id FROM {table} WHERE case_id = {case} ORDER BY id"))
            .scalars().all()[:2]
        )  # fmt: skip
        for old, new in ((first, -1), (second, first), (-1, second)):
            connection.execute(text(f"UPDATE {table} SET id = {new} WHERE id = {old}"))
        named = {each.key for each in differences(session)}
        assert named == {str(first), str(second)}


def test_evidence_that_goes_to_another_step_is_named_with_its_case(
    database: Database, case: int
) -> None:
    with tampering(database) as (session, connection):
        connection.execute(
            text(
                "UPDATE offboarding_evidence SET step_id = step_id + 1 WHERE id = "
                f"(SELECT min(id) FROM offboarding_evidence WHERE case_id = {case})"
            )
        )
        (found,) = differences(session)
        assert str(found).startswith("evidence ")


@pytest.mark.parametrize("how", ["changed", "gone", "swapped"])
def test_evidence_files_that_are_changed_are_named(
    database: Database, here: Settings, case: int, how: str
) -> None:
    with database.read() as session:
        query = select(Evidence).where(col(Evidence.kind) == EvidenceKind.FILE)
        files = session.exec(query).all()
    path = evidence_path(here, files[0].sha256)
    if how == "gone":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(b"other bytes" if how == "changed" else b"seats " * 400 + b" ")
    found = verify_everything(database, AUDITOR, here).differences
    assert [each.key for each in found] == [str(one.id) for one in files]
    assert all("on the disk" in each.what and f"case:{case}" in str(each) for each in found)


# -- what is handed out ---------------------------------------------------------------


def tampered(database: Database, sql: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(sql))


def test_a_case_that_was_changed_is_not_handed_out(
    database: Database, here: Settings, case: int
) -> None:
    tampered(database, f"UPDATE offboarding_step SET finished_by = 'Eve' WHERE case_id = {case}")
    with pytest.raises(NotAsLogged, match=r"Step \d+ of OFF-\d+: it is not as entry"):
        exported(database, here, OPERATOR, case, "zip", NOW)
    with database.snapshot() as session:
        integrity = check_case(session, OPERATOR, here, case)
    assert len(integrity.differences) == STEPS
    with pytest.raises(Exception, match="auditors and administrators"):
        integrity.accepted(OPERATOR)


def test_an_auditor_gets_it_with_the_differences_in_it(
    database: Database, here: Settings, case: int
) -> None:
    tampered(
        database,
        "UPDATE offboarding_step SET finished_by = 'Eve' WHERE id = "
        f"(SELECT min(id) FROM offboarding_step WHERE case_id = {case})",
    )
    with database.snapshot() as session:
        integrity = check_case(session, AUDITOR, here, case).accepted(AUDITOR)
    with database.write() as session:
        dossier = offboarding.export_case(session, AUDITOR, case, "pdf", integrity, now=NOW)
    assert offboarding.pdf_of(here, dossier).startswith(b"%PDF")
    from core.offboarding.pack.contents import case_json, report_data

    told = json.loads(case_json(dossier, {}))["integrity"]
    assert told["accepted_by"] == AUDITOR.name
    assert len(told["differences"]) == 1
    assert "NOT WHAT THE AUDIT LOG SAYS" in str(report_data(dossier, {})["compared"])
    with database.read() as session:
        newest = audit.history(session, f"case:{case}")[-1]
    assert newest.after == {"form": "pdf", "differences": 1}


def test_another_case_that_was_changed_does_not_hold_up_this_one(
    database: Database, here: Settings, case: int
) -> None:
    tampered(database, f"UPDATE offboarding_case SET note = 'x' WHERE id <> {case}")
    assert exported(database, here, OPERATOR, case, "zip", NOW).integrity.differences == ()
    with database.snapshot() as session:
        everything = check_all_cases(session, AUDITOR, here)
    with pytest.raises(NotAsLogged):
        everything.refuse_differences()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM offboarding_evidence WHERE case_id = {case}",
        "DELETE FROM offboarding_need",
        "DELETE FROM offboarding_reader WHERE case_id = {case}",
        "UPDATE offboarding_step SET case_id = {case} WHERE case_id <> {case}",
        "UPDATE offboarding_evidence SET case_id = case_id - 1 WHERE case_id = {case}",
        "UPDATE app SET name = 'Other'",
        "INSERT INTO offboarding_reader (case_id, who) VALUES ({case}, 'eve')",
    ],
)
def test_whatever_was_done_to_a_case_is_found_before_it_is_handed_out(
    database: Database, here: Settings, case: int, sql: str
) -> None:
    tampered(database, sql.format(case=case))
    with pytest.raises(NotAsLogged):
        exported(database, here, AUDITOR, case, "zip", NOW)


def test_what_was_changed_before_an_honest_change_is_named_for_ever(
    database: Database, here: Settings, case: int
) -> None:
    """An adversary's find: the next change of the row had washed it clean."""
    with database.read() as session:
        step = session.exec(select(Step).where(col(Step.case_id) == case)).first()
    assert step
    with database.write() as session:
        session.get_one(Step, step.id).owner = "Ada"
        audit.record(session, OPERATOR, "case.assign", f"case:{case}")
    assert verify_everything(database, AUDITOR, here).holds
    tampered(database, f"UPDATE offboarding_step SET kind = 'wait' WHERE id = {step.id}")
    with database.write() as session:
        session.get_one(Step, step.id).owner = "Bob"
        audit.record(session, OPERATOR, "case.assign", f"case:{case}")
    tampered(database, "UPDATE account SET role = 'administrator', password_hash = 'x'")
    with database.write() as session:
        session.get_one(Account, "acc").role = Role.OPERATOR
        audit.record(session, OPERATOR, "account.set-role", "account:acc")
    (of_account, of_step) = sorted(map(str, verify_everything(database, AUDITOR, here).differences))
    assert of_account.startswith("account acc: it was changed outside of Offramp after entry")
    assert of_step.startswith(f"step {step.id} of case:{case}: it was changed outside of Offramp")
    with pytest.raises(NotAsLogged, match="changed outside of Offramp"):
        exported(database, here, OPERATOR, case, "zip", NOW)


def test_rows_are_not_taken_into_the_log_a_second_time(
    database: Database, here: Settings, case: int
) -> None:
    """An adversary's find: migration 0020 made to run again took over what was changed."""
    with database.write() as session:
        audit.record(session, SYSTEM, "audit.state-begin", f"case:{case}")
    assert verify_everything(database, AUDITOR, here).holds  # it took nothing over
    tampered(database, f"INSERT INTO offboarding_reader (case_id, who) VALUES ({case}, 'eve')")
    with database.write() as session:
        audit.made(session, "offboarding_reader", (case, "eve"))
        audit.record(session, SYSTEM, "audit.state-begin", f"case:{case}")
    (found,) = verify_everything(database, AUDITOR, here).differences
    assert "although it knew rows already" in str(found)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW steps_of_mine AS SELECT 1 AS one",
        "DROP TRIGGER audit_entry_no_delete",
        "CREATE TRIGGER mine AFTER UPDATE ON offboarding_step "
        "BEGIN UPDATE offboarding_step SET kind = 'wait' WHERE id = NEW.id; END",
    ],
)
def test_views_and_triggers_that_were_added_or_taken_away_are_named(
    tmp_path: Path, migrated_file: Path, sql: str
) -> None:
    with copied(migrated_file, tmp_path) as database:
        assert verify_everything(database, AUDITOR, Settings(data_dir=tmp_path)).holds
        tampered(database, sql)
        (found,) = verify_everything(database, AUDITOR, Settings(data_dir=tmp_path)).differences
    assert found.table in sql.lower()


def test_a_view_in_postgresql_is_named(postgres_databases: Databases, tmp_path: Path) -> None:
    with postgres_databases.one() as database:
        assert verify_everything(database, AUDITOR, Settings(data_dir=tmp_path)).holds
        tampered(database, "CREATE VIEW mine AS SELECT 1 AS one")
        tampered(database, "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_fixed")
        found = verify_everything(database, AUDITOR, Settings(data_dir=tmp_path)).differences
    assert {(each.table, each.key) for each in found} >= {
        ("view", "mine"), ("trigger", "audit_entry_fixed")
    }  # fmt: skip


def test_what_changes_without_a_word_gets_an_entry_of_its_own(
    database: Database, here: Settings, case: int
) -> None:
    with database.write() as session:
        step = add_step(session, add_case(session, person="Zoe"), status=StepStatus.OPEN)
    with database.read() as session:
        newest = audit.entries(session, AUDITOR, audit.Query(), limit=1)[0]
    assert (newest.action, newest.actor_id) == ("audit.rows", SYSTEM.id)
    assert str(step.id) in newest.after["offboarding_step"]
    assert verify_everything(database, AUDITOR, here).holds


def test_what_is_rolled_back_is_not_in_the_log(
    database: Database, here: Settings, case: int
) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        add_case(session, person="Never Was")
        raise RuntimeError
    with database.write() as session:
        audit.record(session, OPERATOR, "stack.edit", "stack:x")
    with database.read() as session:
        entry = audit.history(session, "stack:x")[-1]
    assert entry.state is None
    assert verify_everything(database, AUDITOR, here).holds


def test_the_nightly_comparison_tells(
    database: Database, here: Settings, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.app.audit.integrity.settings", lambda: here)
    job = Job(1, "integrity.compare", "integrity.compare", None, NOW, 0)
    verify_nightly(database, job, NOW)
    with database.read() as session:
        last = audit.last_state_check(session, AUDITOR)
    assert last
    assert last.holds
    with database.write() as session:
        session.add(Channel(name="IT", url="", scheme="slack", host="x", created_at=NOW,
                            audience=Audience.PERSONAL))  # fmt: skip
    tampered(database, "UPDATE account SET role = 'administrator'")
    verify_nightly(database, job, NOW)
    with database.read() as session:
        last = audit.last_state_check(session, LOCAL_OPERATOR)
    assert last
    assert (last.differences, last.at) == (1, NOW)
    assert last.told[0].startswith("account acc")
    with database.read() as session:
        (message,) = session.exec(select(Message)).all()
    assert (message.recipient, message.urgent) == ("ada@example.com", True)
    assert "One difference was found" in message.body
