"""Defaults from published yearly figures of manual work, where an app has some. Pure.

A publisher gives totals for a number of employees (usually 500): hours of IT work, orphaned
accounts, unused licences. How the hours split into joiners, leavers and reviews it does not say:
the split is Offramp's own default, scaled so that its sum is the published one. Its employees are
taken as the people who use the app, which the publisher does not say either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.cost.inputs.definitions import InputSpec
from core.cost.model.estimate import Estimate

EVENTS = (
    ("joiners", "minutes_joiner"),
    ("leavers", "minutes_leaver"),
    ("role_changes", "minutes_role_change"),
)
WORK = (*(minutes for _, minutes in EVENTS), "minutes_error", "hours_per_review")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class PublishedFigure:
    """Published yearly figures of manual work for ``employees`` people; money in dollars."""

    employees: int
    source: str
    url: str | None
    unused_licences: int | None = None
    it_hours: int | None = None
    orphaned_accounts: int | None = None


@dataclass(frozen=True)
class Published:
    """A default that comes from a published figure."""

    estimate: Estimate
    source: str
    url: str | None
    is_assumed: bool = False
    """Whether only its sum is published, and how it is split is our assumption."""


def published_default(
    name: str,
    specs: Mapping[str, InputSpec],
    figures: Sequence[PublishedFigure],
    seats: Estimate | None,
) -> Published | None:
    """The default of an input after the first figure that says something of it."""
    for figure in figures:
        found = _default(name, specs, figure, seats)
        if found is not None:
            return Published(*found, figure.url, is_assumed=name != "unused_seats")
    return None


def _default(
    name: str, specs: Mapping[str, InputSpec], figure: PublishedFigure, seats: Estimate | None
) -> tuple[Estimate, str] | None:
    people = figure.employees
    if name == "unused_seats" and figure.unused_licences is not None and seats is not None:
        share = Decimal(figure.unused_licences) / people
        return seats.scaled(share), f"{figure.unused_licences} of {people}: {figure.source}"
    if name in WORK and figure.it_hours is not None:
        factor = figure.it_hours / _hours(specs, people)
        said = f"{figure.it_hours} hours a year for {people} people ({figure.source})"
        return _scaled(specs[name], factor), f"Our assumption of how it splits, from {said}"
    if name == "missed_share" and figure.orphaned_accounts is not None:
        leavers = _people(specs, "leavers", people)
        share = 100 * figure.orphaned_accounts / leavers
        said = f"{figure.orphaned_accounts} orphaned accounts for {people} people ({figure.source})"
        spec = specs[name]
        assert spec.default is not None
        factor = share / spec.default.likely
        told = f"Our assumption of {_plain(leavers)} leavers, from {said}"
        return _scaled(spec, factor), told
    return None


def _scaled(spec: InputSpec, factor: Decimal) -> Estimate:
    """The default times ``factor``, to a tenth, so that a reader can retype it."""
    one = spec.default
    assert one is not None
    low, likely, high = (
        min(max((value * factor).quantize(TENTH), spec.least), spec.most)
        for value in (one.low, one.likely, one.high)
    )
    return Estimate(low, likely, high, one.shape)


def _hours(specs: Mapping[str, InputSpec], people: int) -> Decimal:
    """Hours of manual work in a year for ``people`` with every input at its own default."""
    minutes = events = Decimal(0)
    for event, each in EVENTS:
        number = _people(specs, event, people)
        events += number
        minutes += number * _likely(specs, each)
    errors = events * _likely(specs, "error_rate") / 100
    minutes += errors * _likely(specs, "minutes_error")
    reviews = _likely(specs, "reviews") * _likely(specs, "hours_per_review")
    return minutes / 60 + reviews


def _people(specs: Mapping[str, InputSpec], name: str, people: int) -> Decimal:
    derived = specs[name].percent_of
    assert derived is not None
    return people * derived[1] / 100


def _likely(specs: Mapping[str, InputSpec], name: str) -> Decimal:
    default = specs[name].default
    assert default is not None
    return default.likely


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
