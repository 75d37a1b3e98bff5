"""Every disagreement between sources that is known from the facts comes out contested."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.actor import LOCAL_OPERATOR
from core.catalog import service as catalog
from core.catalog.models import Fact
from core.catalog.snapshot import AppEntry, Snapshot
from core.catalog.values import Reading
from core.storage.database import Database
from tests.support.clock import TODAY

KNOWN = Path(__file__).parent.parent / "data" / "conflicts.csv"


def known_conflicts() -> list[dict[str, str]]:
    """The rows; ``idp`` and ``field`` hold several, in step, where one row covers several."""
    with KNOWN.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def whole(catalog_database: Database) -> Snapshot:
    with catalog_database.read() as session:
        return catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY))


def test_all_81_known_conflicts_are_listed() -> None:
    assert len(known_conflicts()) == 81


def test_every_known_conflict_is_contested(whole: Snapshot) -> None:
    missed = [
        f"line {line}: {row['app']}: {row['what']}: {said}"
        for line, row in enumerate(known_conflicts(), start=2)
        for said in not_contested(whole.apps[row["app"]], row)
    ]
    assert not missed, "not contested:\n" + "\n".join(missed)


def test_every_contested_verdict_shows_both_sides(whole: Snapshot) -> None:
    silent = [
        f"{app.id} {verdict.idp or 'app-wide'} {verdict.fact}"
        for app in whole
        for verdict in app.verdicts.values()
        if verdict.is_contested and not verdict.against
    ]
    assert not silent, "contested, but no claim stands against the value:\n" + "\n".join(silent)


def not_contested(app: AppEntry, row: dict[str, str]) -> Iterator[str]:
    if row["plan"]:
        for plan in app.plans:
            if plan.plan == row["plan"] and not plan.is_contested:
                yield f"price of {plan.plan} is {plan.standing}"
        if row["plan"] not in {plan.plan for plan in app.plans}:
            yield f"there is no plan {row['plan']}"
        return
    for idp, field in zip(row["idp"].split("|"), row["field"].split("|"), strict=True):
        verdict = app.verdict(Fact(field), idp or None)
        if not verdict.is_contested:
            yield f"{field} under {idp or 'all IdPs'} is {verdict.standing}: {verdict.value}"
