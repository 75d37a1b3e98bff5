"""What the advice room's door takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.advice.models import DecisionStatus
from core.advice.recommendation.assumptions import Assumption, assumptions
from core.advice.recommendation.counterfactuals import Flip
from core.advice.recommendation.ranking import OptionAdvice, Recommendation
from core.advice.routes import OPTION_OF
from core.advice.situation.questions import Given, shipped_questions
from core.advice.what_holds import Because, Holding, in_place
from core.cost.service import input_catalogue
from core.cost.values import OptionId
from core.stack.values import Route


@dataclass(frozen=True)
class Advice:
    """A recommendation with everything that a reader wants beside it."""

    recommendation: Recommendation
    given: Given
    flips: tuple[Flip, ...]
    asked: tuple[str, ...]
    """The questions that these answers lead to, in order."""
    today: Route
    """How a leaver gets out of the app as it is now."""
    decision: int | None = None
    """The accepted decision on the app, where there is one."""
    decided: OptionId | None = None
    """What it chose."""

    @property
    def in_place(self) -> str | None:
        """That what removes is set up already, so that nothing is to be done."""
        return in_place(self.today, self.recommendation.choice)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every answer that it rests on, the most telling first."""
        return assumptions(self.given, self.flips, self.asked, shipped_questions())


@dataclass(frozen=True)
class DraftView:
    """Answers given so far. ``app_exists`` is false where the app left the catalogue."""

    id: str
    app: str
    app_name: str
    app_exists: bool
    answers: Mapping[str, Any]
    replaces: int | None
    decision: int | None
    version: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True)
class NewDecision:
    """What somebody decides on a recommendation."""

    choice: OptionId
    reason: str = ""
    """Needed when the choice is not the recommended one."""
    review_on: date | None = None
    status: DecisionStatus = DecisionStatus.ACCEPTED
    supersedes: int | None = None


@dataclass(frozen=True)
class DecisionView:
    """A decision as it stands. ``changes`` says what changed under it; none: it is current."""

    id: int
    app: str
    app_name: str
    title: str
    status: DecisionStatus
    choice: OptionId
    recommended: OptionId
    reason: str | None
    context: str
    consequences: str
    answers: Mapping[str, Any]
    frozen: Mapping[str, Any]
    options: tuple[Mapping[str, Any], ...]
    review_on: date | None
    supersedes: int | None
    superseded_by: int | None
    decided_by: str
    decided_at: datetime
    version: int
    changes: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    """What sources disagree on under it today, a sentence each."""

    @property
    def is_stale(self) -> bool:
        """Facts or answers under it have changed, and nothing has replaced it yet."""
        return bool(self.changes) and self.status is not DecisionStatus.SUPERSEDED

    @property
    def number(self) -> str:
        """How people quote it."""
        return f"D-{self.id:04d}"


@dataclass(frozen=True)
class DecisionName:
    """What a decision is told by, where one is looked for."""

    id: int
    app: str
    app_name: str
    title: str
    status: DecisionStatus
    decided_at: datetime

    @property
    def number(self) -> str:
        """How people quote it."""
        return f"D-{self.id:04d}"


@dataclass(frozen=True)
class StackAdvice:
    """One app of the stack with what to do about it."""

    app: str
    name: str
    owner: str | None
    today: Route
    """How a leaver gets out of it as it is now."""
    recommendation: Recommendation
    decision: int | None
    decided: OptionId | None
    """What the accepted decision chose."""
    holding: Holding
    """Which option counts, and why."""
    exposure_hours: int | None
    """Leavers a year × hours that each keeps access on average under the option that holds,
    forgotten ones counted; ``None``: nobody said how many seats we have."""
    exposure_today: int | None
    """The same as if removal were by hand."""

    @property
    def holds(self) -> OptionAdvice:
        """The option that counts, with the access after leaving of the route where that holds."""
        option, hours = self.holding.option, self.holding.hours
        found = next(one for one in self.recommendation.options if one.id == option)
        if hours is None or hours == found.leftover_access_hours:
            return found
        left = found.leftover
        days = left.open_days.scaled(hours / (left.open_days.high * 24))
        return replace(
            found,
            leftover_access_hours=hours,
            leftover=replace(left, open_days=days),
            leftover_why=self.today.why,
        )

    @property
    def proposal(self) -> tuple[str, str]:
        """What to do, and why; that it is in place where that is so."""
        first = self.recommendation.first
        if what := in_place(self.today, first.id):
            return f"{input_catalogue().texts[OPTION_OF[self.today.way]].name}: in place", what
        return first.title, first.reasons[0]

    @property
    def decision_words(self) -> str | None:
        """What was decided, and that it is done or not so here; ``None``: nothing was."""
        if self.decided is None:
            return None
        name, because = input_catalogue().texts[self.decided].name, self.holding.because
        if because is Because.DECIDED:
            return name
        counts = input_catalogue().texts[self.holding.option].name
        return f"{name} ({because}: counts as {counts})"

    @property
    def exposure_gain(self) -> int:
        """How many hours of a year the option that holds takes off removal by hand."""
        return (self.exposure_today or 0) - (self.exposure_hours or 0)


@dataclass(frozen=True)
class StackChoices:
    """For each app of the stack the option that holds."""

    chosen: Mapping[str, OptionId]
    because: Mapping[str, Because]
    """App → why that one: decided, done, in place, recommended."""
    outcomes: Mapping[str, Mapping[OptionId, str]]
    """App → how its options come out there."""
    impossible: Mapping[str, Mapping[OptionId, str]] = field(default_factory=dict)
    """App → the options that are not possible there, each with the reason."""
    unclear: Mapping[str, str] = field(default_factory=dict)
    """App → why nobody knows whether an upgrade would help there."""
    by_roles: frozenset[str] = frozenset()
    """Apps whose roles follow groups in the IdP."""
    people: Mapping[str, Mapping[str, Decimal | int]] = field(default_factory=dict)
    """App → joiners and leavers a year, where a decision agreed on them."""
