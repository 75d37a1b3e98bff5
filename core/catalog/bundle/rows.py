"""What the bundled files say, as rows, and the dates that they stand for."""

import re
from dataclasses import dataclass, field
from datetime import date

from core.catalog.models import (
    Alias,
    App,
    Benchmark,
    Claim,
    Fact,
    Idp,
    Plan,
    Price,
    PricePair,
    Remark,
    SetupGuide,
    Source,
)


@dataclass
class Bundle:
    """Everything that the bundled files say."""

    idps: list[Idp] = field(default_factory=list)
    apps: dict[str, App] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    price_pairs: list[PricePair] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    setup_guides: list[SetupGuide] = field(default_factory=list)
    benchmarks: list[Benchmark] = field(default_factory=list)

    def free_source_id(self, wanted: str) -> str:
        """The id, or the first of ``wanted-2``, ``wanted-3``, ... that is not taken."""
        source_id, number = wanted, 1
        while source_id in self.sources:
            number += 1
            source_id = f"{wanted}-{number}"
        return source_id


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def start_of(text: str) -> date | None:
    """The first day of ``2026``, ``2026-11`` or ``2026-11-23``; ``None`` for anything else."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups(default="1")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def as_of(source: Source) -> date:
    """The day that a source speaks of: the page's own date, or the day it was read."""
    day = start_of(source.dated) if source.dated else source.read_on
    if day is None:
        raise ValueError(f"source {source.id} has neither a date of its own nor a reading date")
    return day


def claim(
    app: str,
    idp: str | None,
    fact: Fact,
    value: str,
    source: Source,
    note: str | None = None,
    disputes: str | None = None,
) -> Claim:
    """A claim of the bundle, as old as its source."""
    return Claim(
        app_id=app,
        idp_id=idp,
        fact=fact,
        value=value,
        disputes=disputes,
        note=note,
        source_id=source.id,
        as_of=as_of(source),
    )
