"""Loading the bundled catalogue: once per content, all or nothing, and never over users' rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.app.schema import whole_metadata
from core.catalog import service as catalog
from core.catalog.bundle import loader
from core.catalog.bundle.bundle import read_bundle
from core.catalog.models import (
    Alias,
    App,
    Authority,
    Benchmark,
    CatalogState,
    Claim,
    Fact,
    Idp,
    LinkCheck,
    Origin,
    Plan,
    Price,
    PricePair,
    Remark,
    RemarkKind,
    SetupGuide,
    Source,
    Unit,
)
from core.catalog.values import Observation, Reading
from core.config import ROOT
from core.files.data_files import BadFiles
from core.stack.models import StackApp
from core.storage.database import Database
from tests.support.catalogue_files import APP, write_catalogue
from tests.support.clock import TODAY

TABLES: tuple[type[SQLModel], ...] = (
    *(Idp, App, Alias, Source, Claim, Plan, Price, PricePair, Remark, SetupGuide, Benchmark),
)
WITHOUT_NOTES = {"apps/notes.yaml": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound catalogue."""
    return write_catalogue(tmp_path / "catalog", {})


def load(database: Database, folder: Path) -> bool:
    with database.write() as session:
        return catalog.load_bundle(session, SYSTEM, folder)


def plain(row: SQLModel) -> dict[str, Any]:
    """A row without the number that the database gave out."""
    values = sorted(row.model_dump().items())
    return {key: value for key, value in values if key != "id" or isinstance(value, str)}


def content(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of the catalogue, whatever numbers the database gave out."""
    with database.read() as session:
        return {
            table.__name__: sorted(
                (plain(row) for row in session.exec(select(table))),
                key=repr,
            )
            for table in TABLES
        }


def edition(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(CatalogState.edition)).one()


def counts(database: Database) -> dict[str, int]:
    """Rows of every table there is, other rooms' included."""
    with database.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in whole_metadata().sorted_tables
        }


def test_loading_again_does_nothing_until_the_content_changes(
    database: Database, folder: Path
) -> None:
    assert load(database, folder)
    first, first_edition = content(database), edition(database)
    (folder / "apps" / "notes.yaml").touch()
    assert not load(database, folder)
    assert (content(database), edition(database)) == (first, first_edition)
    write_catalogue(folder, {"apps/notes.yaml": APP.replace("low: 5", "low: 6")})
    assert load(database, folder)
    assert edition(database) == first_edition + 1
    with database.read() as session:
        assert session.exec(select(Price.low)).one() == Decimal(6)


def test_loading_twice_by_force_gives_the_same_rows(database: Database, folder: Path) -> None:
    load(database, folder)
    first = content(database)
    with database.write() as session:
        loader.store(session, read_bundle(folder), "another digest")
    assert content(database) == first


def test_what_is_read_is_what_is_stored(database: Database, folder: Path) -> None:
    load(database, folder)
    bundle = read_bundle(folder)
    stored = content(database)
    for table, rows in (
        ("App", bundle.apps.values()),
        ("Source", bundle.sources.values()),
        ("Claim", bundle.claims),
        ("Price", bundle.prices),
        ("PricePair", bundle.price_pairs),
        ("Remark", bundle.remarks),
        ("SetupGuide", bundle.setup_guides),
        ("Benchmark", bundle.benchmarks),
        ("Plan", bundle.plans.values()),
        ("Alias", bundle.aliases.values()),
    ):
        read = [plain(row) for row in rows]
        assert stored[table] == sorted(read, key=repr), table


def test_bad_files_leave_the_database_as_it_was(database: Database, folder: Path) -> None:
    load(database, folder)
    before = counts(database), content(database), edition(database)
    write_catalogue(folder, {"apps/notes.yaml": APP.replace("low: 5", "low: five")})
    with pytest.raises(BadFiles):
        load(database, folder)
    assert (counts(database), content(database), edition(database)) == before
    write_catalogue(folder, {})
    assert not load(database, folder), "the good files were loaded before"


def test_a_failure_in_the_middle_leaves_nothing(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts(database)
    insert = loader._insert
    calls = 0

    def failing(session: Session, rows: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 7:
            raise RuntimeError("the power went")
        insert(session, rows)

    monkeypatch.setattr(loader, "_insert", failing)
    with pytest.raises(RuntimeError, match="the power went"):
        load(database, folder)
    assert counts(database) == before
    monkeypatch.undo()
    assert load(database, folder), "the next start loads it"


def test_a_failure_in_the_middle_of_a_change_keeps_the_old_catalogue(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database, folder)
    before = counts(database), content(database), edition(database)
    write_catalogue(folder, {"apps/notes.yaml": APP.replace("low: 5", "low: 6")})

    def failing(session: Session, digest: str) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(loader, "_mark", failing)
    with pytest.raises(RuntimeError):
        load(database, folder)
    assert (counts(database), content(database), edition(database)) == before


def add_users_rows(database: Database) -> None:
    """What people here may have recorded beside the bundle, in every table they can."""
    with database.write() as session:
        catalog.observe(
            session,
            LOCAL_OPERATOR,
            Observation("notes", Fact.PROVISIONING, "none", "Seen in Okta", TODAY, idp="okta"),
            today=TODAY,
        )
        session.add(App(id="ours", name="Ours", depth="local", origin=Origin.LOCAL))
        session.flush()
        session.add(Alias(alias="jotter", app_id="notes", origin=Origin.LOCAL))
        session.add(Plan(app_id="notes", slug="quoted", name="Q", position=9, origin=Origin.LOCAL))
        for plan in ("team", "quoted"):
            session.add(
                Price(
                    app_id="notes",
                    plan_slug=plan,
                    low=Decimal(3),
                    currency="EUR",
                    unit=Unit.SEAT,
                    source_id="own/notes",
                    as_of=TODAY,
                    origin=Origin.LOCAL,
                )
            )
        session.add(
            Remark(
                app_id="notes",
                kind=RemarkKind.LEAVER,
                text="Ask Operations first",
                source_id="own/notes",
                origin=Origin.LOCAL,
            )
        )


def users_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.read() as session:
        rows = {
            table.__name__: [
                row.model_dump()
                for row in session.exec(select(table).where(table.origin == Origin.LOCAL))  # type: ignore[attr-defined]
            ]
            for table in (App, Alias, Source, Claim, Plan, Price, Remark)
        }
    assert all(rows.values()), "every table that people write to is tried"
    return {name: sorted(some, key=repr) for name, some in rows.items()}


@pytest.mark.parametrize(
    "changed",
    [
        {"apps/notes.yaml": APP.replace("low: 5", "low: 6")},
        {"apps/notes.yaml": APP.replace("plan: team, name: Team", "plan: crew, name: Crew")},
        {"apps/notes.yaml": APP.replace("plan: team, name: Team", "plan: quoted, name: Quoted")},
        WITHOUT_NOTES,
        {"aliases.csv": "alias,app\njotter,tasks\n"},
        {"apps/ours.yaml": APP.replace("app: notes", "app: ours").replace("Notes\n", "Bundled\n")},
    ],
    ids=["price", "plan gone", "plan taken", "app gone", "alias taken", "app taken"],
)
def test_what_people_recorded_is_never_touched(
    database: Database, folder: Path, changed: dict[str, str | None]
) -> None:
    load(database, folder)
    add_users_rows(database)
    before = users_rows(database)
    write_catalogue(folder, changed)
    assert load(database, folder)
    assert users_rows(database) == before
    with database.read() as session:
        whole = catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY))
        plans = {plan.plan: plan for plan in whole.apps["notes"].plans}
        assert {"team", "quoted"} <= set(plans), "their prices still have their plans"
        verdict = whole.apps["notes"].verdict(Fact.PROVISIONING, "okta")
    assert verdict.value == "none"


def test_an_app_that_leaves_the_files_is_withdrawn_and_comes_back(
    database: Database, folder: Path
) -> None:
    load(database, folder)
    write_catalogue(folder, WITHOUT_NOTES)
    load(database, folder)
    with database.read() as session:
        app = session.get_one(App, "notes")
        assert app.withdrawn
        whole = catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY))
        assert "notes" in whole.apps
        assert "notes" not in {listed.id for listed in whole}
    write_catalogue(folder, {})
    load(database, folder)
    with database.read() as session:
        assert not session.get_one(App, "notes").withdrawn
        assert session.exec(select(Claim).where(Claim.app_id == "notes")).all()


def test_a_source_that_leaves_the_files_goes_with_its_link_check(
    database: Database, folder: Path
) -> None:
    load(database, folder)
    with database.write() as session:
        for source in ("notes/docs", "tasks/okta-listing"):
            session.add(LinkCheck(source_id=source, checked_at=datetime.now(UTC), outcome="ok"))
    write_catalogue(folder, WITHOUT_NOTES)
    load(database, folder)
    with database.read() as session:
        assert session.get(Source, "notes/docs") is None
        assert session.get(LinkCheck, "notes/docs") is None
        assert session.get_one(LinkCheck, "tasks/okta-listing").outcome == "ok"


def test_a_bundled_source_that_a_local_claim_rests_on_stays(
    database: Database, folder: Path
) -> None:
    load(database, folder)
    with database.write() as session:
        session.add(
            Claim(
                app_id="notes",
                fact=Fact.SSO,
                value="no",
                source_id="notes/docs",
                as_of=date(2026, 11, 1),
                origin=Origin.LOCAL,
            )
        )
    write_catalogue(folder, WITHOUT_NOTES)
    load(database, folder)
    with database.read() as session:
        assert session.get_one(Source, "notes/docs").authority is Authority.VENDOR
        assert [c.value for c in session.exec(select(Claim).where(Claim.app_id == "notes"))] == [
            "no"
        ]


def test_the_stack_of_an_app_that_is_withdrawn_stays(database: Database, folder: Path) -> None:
    load(database, folder)
    with database.write() as session:
        session.add(StackApp(app_id="notes", seats=7, updated_at=datetime.now(UTC)))
    write_catalogue(folder, WITHOUT_NOTES)
    load(database, folder)
    with database.read() as session:
        assert session.get_one(StackApp, "notes").seats == 7


def test_the_real_catalogue_loads_on_both_databases(database: Database) -> None:
    assert load(database, ROOT / "data" / "catalog")
    with database.read() as session:
        stats = catalog.stats(session, LOCAL_OPERATOR, Reading(TODAY))
    assert stats.apps >= 1_990
    assert stats.contested >= 81


def test_who_can_provision_into_the_bridge_is_known_by_provider(
    catalog_database: Database,
) -> None:
    with catalog_database.read() as session:
        custom_scim = catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY)).custom_scim
    assert (custom_scim["okta"], custom_scim["google-workspace"]) == ("yes", "no")
    assert custom_scim["other"] == "unknown"
    assert {*custom_scim.values()} <= {"yes", "no", "unknown"}
