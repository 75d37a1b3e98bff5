"""Migrations, locks and transactions, on both databases."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.app.schema import whole_metadata
from core.audit import service as audit
from core.catalog.models import App, Authority, Claim, Fact, Source
from core.errors import OfframpError
from core.scim.models import Removal, RemovalCause
from core.storage import migrate
from core.storage.database import Database
from core.storage.migrate import alembic_config, current_revision, upgrade
from tests.support.processes import Command, environment, offramp

REVISIONS = [
    revision.revision
    for revision in reversed(
        list(ScriptDirectory.from_config(alembic_config(Database("sqlite://"))).walk_revisions())
    )
]


def fill_first_revision(session: Session) -> None:
    """One row in each table that a later migration may rebuild, as the first revision has them."""
    session.execute(text("INSERT INTO idp (id, name, position) VALUES ('okta', 'Okta', 0)"))
    session.execute(
        text(
            "INSERT INTO app (id, name, depth, origin, withdrawn)"
            " VALUES ('slack', 'Slack', 'listed', 'bundle', :no)"
        ),
        {"no": False},
    )
    session.execute(
        text(
            "INSERT INTO source (id, title, publisher, authority, older_copy, origin)"
            " VALUES ('s', 'Page', 'Slack', 'vendor', :no, 'bundle')"
        ),
        {"no": False},
    )
    session.execute(
        text(
            "INSERT INTO claim (app_id, idp_id, fact, value, source_id, as_of, origin)"
            " VALUES ('slack', 'okta', 'sso', 'yes', 's', :day, 'bundle')"
        ),
        {"day": "2026-11-24"},
    )
    moment = "2026-11-24 12:00:00+00:00"
    session.execute(
        text(
            "INSERT INTO stack_app (app_id, seats, currency, version, updated_at, updated_by)"
            " VALUES ('slack', 5, 'USD', 1, :at, 'Ann')"
        ),
        {"at": moment},
    )
    for number in range(2):
        session.execute(
            text(
                "INSERT INTO audit_entry (at, actor_id, actor_name, action, object)"
                " VALUES (:at, 'ann', 'Ann', 'stack.add', :object)"
            ),
            {"at": moment, "object": f"stack:{number}"},
        )


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_each_earlier_revision_comes_up_whole(
    empty_database: Database, revision: str
) -> None:
    upgrade(empty_database, REVISIONS[0])
    with empty_database.write() as session:
        fill_first_revision(session)
    upgrade(empty_database, revision)
    assert current_revision(empty_database) == revision
    upgrade(empty_database)
    assert current_revision(empty_database) == REVISIONS[-1]
    with empty_database.read() as session:
        rows = {
            table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("idp", "app", "source", "claim", "stack_app", "audit_entry")
        }
        if empty_database.is_sqlite:
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        differing = audit.check_state(session).differences
    # One entry from before, the second says how the catalogue stood when rows were first noted.
    assert rows == dict.fromkeys(rows, 1) | {"audit_entry": 3}
    assert differing == ()


def test_why_a_removal_needs_a_person_is_read_from_its_sentence_once(
    empty_database: Database,
) -> None:
    upgrade(empty_database, REVISIONS[0])
    with empty_database.write() as session:
        fill_first_revision(session)
    upgrade(empty_database, "0012")
    at = "2026-11-24 10:00:00"
    with empty_database.write() as session:
        for statement in (
            "INSERT INTO scim_outbound (id, app_id, name, base_url, auth, secret, allowed_networks,"
            " allow_http, deletes, verify_after_seconds, most_at_once, enabled, failures, version,"
            " created_at, created_by) VALUES (1, 'slack', 'S', 'https://s.example', 'bearer',"
            f" '', '[]', false, false, 0, 4, true, 0, 1, '{at}', 'A')",
            *(
                'INSERT INTO scim_removal (id, outbound_id, key, "user", state, attempts, checks,'
                f" created_at, created_by, outcome) VALUES ({number}, 1, 'k{number}', 'ada',"
                f" 'returned', 0, 0, '{at}', 'Ann', '{outcome}')"
                for number, outcome in (
                    (1, "There is an active account for ada: ada. It has another id (9)."),
                    (2, "ada is active in the app."),
                )
            ),
        ):
            session.execute(text(statement))
    upgrade(empty_database)
    with empty_database.read() as session:
        found = session.exec(select(Removal.cause).order_by(col(Removal.id))).all()
    assert list(found) == [RemovalCause.OTHER_ACCOUNT, None]


def test_an_upgraded_database_is_what_the_models_say(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, whole_metadata()) == []


def test_a_migration_may_rebuild_a_table_that_others_refer_to(
    empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(empty_database)
    with empty_database.write() as session:
        source = Source(id="s", title="t", publisher="p", authority=Authority.VENDOR)
        session.add_all([App(id="slack", name="Slack"), source])
        session.flush()
        day = date(2026, 11, 24)
        session.add(Claim(app_id="slack", fact=Fact.SSO, value="yes", source_id="s", as_of=day))
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "9999_rebuild.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision = "9999", "{REVISIONS[-1]}"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("app") as table:\n'
        '        table.alter_column("name", type_=sa.String(200))\n'
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    upgrade(empty_database)
    with empty_database.read() as session:
        assert session.execute(text("SELECT count(*) FROM claim")).scalar() == 1
    with pytest.raises(IntegrityError), empty_database.write() as session:
        session.add(Claim(app_id="no", fact=Fact.SSO, value="yes", source_id="s", as_of=day))


def test_a_database_of_a_newer_offramp_is_refused_in_one_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    upgrade(database)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(OfframpError, match="revision from-the-future"):
        upgrade(database)
    database.close()
    refused = offramp(tmp_path, "catalog", "stats")
    assert refused.returncode == 1
    assert refused.stderr.strip().count("\n") == 0
    assert "from-the-future" in refused.stderr


def test_sqlite_is_set_up_to_lose_nothing(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,  # FULL
        "busy_timeout": 30_000,
    }


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(
            Claim(app_id="no", fact=Fact.SSO, value="yes", source_id="no", as_of=date(2026, 1, 1))
        )


def test_a_write_that_fails_leaves_no_trace(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(App(id="slack", name="Slack"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.get(App, "slack") is None


def test_a_read_changes_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(App(id="slack", name="Slack"))
        session.flush()
    with database.read() as session:
        assert session.get(App, "slack") is None


def test_processes_that_start_together_on_an_empty_folder_all_answer_alike(
    tmp_path: Path,
) -> None:
    running = [Command("catalog", "stats", "--json", env=environment(tmp_path)) for _ in range(4)]
    answers = [command.end() for command in running]
    assert [each.returncode for each in answers] == [0, 0, 0, 0], answers
    found = [json.loads(each.stdout) for each in answers]
    assert found[0]["apps"] > 1_800
    assert all(one == found[0] for one in found)
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    with database.read() as session:
        loads = text("SELECT count(*) FROM audit_entry WHERE action = 'catalog.load'")
        assert session.execute(loads).scalar() == 1
    database.close()
