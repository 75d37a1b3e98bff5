"""Home with 100 open cases of 70 steps; figures stand in docs/benchmarks.md."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.catalog.values import Reading
from core.cost.values import OptionId
from core.offboarding import service as offboarding
from core.offboarding.values import CaseKind, Opening
from core.overview import service
from core.overview.values import Day
from core.storage.database import Database
from tests.support.company import everywhere
from tests.support.databases import copied
from tests.support.rooms import accept
from tests.support.twelve_apps import twelve_apps

CASES = 100
NOW = datetime.now(UTC)
DAY = Day(NOW, NOW.date(), NOW + timedelta(hours=12), 365)
OLGA = Actor("olga", "Olga Example", Role.OPERATOR, email="olga@example.com")


@pytest.fixture(scope="module")
def busy(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The twelve apps, eleven decisions, and a hundred leavers within five weeks."""
    with copied(loaded_file, tmp_path_factory.mktemp("busy")) as database:
        twelve_apps(database)
        openings = [
            Opening(
                person=f"Person {number} Example",
                email=f"p{number}@example.com",
                kind=CaseKind.VOLUNTARY,
                effective=NOW + timedelta(hours=number * 8 - 300),
                zone="Europe/Berlin",
                manager="max@example.com",
                hand_over_to="Operator Example",
                apps=everywhere(database),
            )
            for number in range(CASES)
        ]
        with database.write() as session:
            offboarding.open_cases(session, LOCAL_OPERATOR, Reading(NOW.date()), openings)
        for app in ("notion", "slack", "zoom", "figma", "github", "customer-io"):
            accept(database, app, OptionId.MANUAL_CHECKLIST)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        yield database


@pytest.mark.parametrize("who", [LOCAL_OPERATOR, OLGA], ids=["administrator", "operator"])
def test_home(benchmark: Any, busy: Database, tmp_path: Path, who: Actor) -> None:
    """What the page asks the rooms for."""

    def home() -> int:
        with busy.read() as session:
            return service.overview(session, who, DAY, tmp_path / "none").open_cases

    assert benchmark(home) == CASES
