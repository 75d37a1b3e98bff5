"""What is left of a case, counted and in one sentence. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.offboarding.closing import follow_ups
from core.offboarding.models import UNFINISHED, StepStatus
from core.offboarding.progress.progress import needs_a_person
from core.offboarding.views import StepView


@dataclass(frozen=True)
class Left:
    """What is left. ``apps``: with unfinished steps, by id in ``of_apps``; ``by_hand``: those of
    them in which somebody has to do something. ``own``: unfinished steps of no app. ``later``:
    follow-ups, which do not hold the case open and are in none of the other figures.
    """

    apps: int
    by_hand: int
    own: int
    steps: int
    overdue: int
    blocked: int
    later: int
    next_due: datetime | None
    of_apps: frozenset[str] = frozenset()


def left_of(steps: Sequence[StepView], now: datetime) -> Left:
    """What is left of a case's steps."""
    after = follow_ups(steps)
    unfinished = [step for step in steps if step.status in UNFINISHED]
    left = [step for step in unfinished if step.id not in after]
    apps = frozenset(step.app for step in left if step.app)
    return Left(
        of_apps=apps,
        apps=len(apps),
        by_hand=len({step.app for step in left if step.app and needs_a_person(step, now)}),
        own=sum(step.app is None for step in left),
        steps=len(left),
        overdue=sum(step.is_overdue(now) for step in left),
        blocked=sum(step.status is StepStatus.BLOCKED for step in left),
        later=len(unfinished) - len(left),
        next_due=min((step.due for step in left), default=None),
    )


def left_in_words(
    left: Left, moment: Callable[[datetime], str], ways: Mapping[str, int] | None = None
) -> str:
    """``9 apps are left: ● Okta removes 5, ✕ By hand 4; next due Mon 17:00.``

    ``moment`` writes a date. ``ways``: the apps that are left by who removes a leaver, as the
    preview of a case counts them; without them, how many have steps that need a person."""
    if not left.steps:
        return _nothing(left)
    if left.apps:
        said = [f"{_apps(left.apps)} left"]
        if ways:
            said[0] += f": {', '.join(f'{way} {number}' for way, number in ways.items())}"
        elif left.by_hand:
            needs = "needs" if left.by_hand == 1 else "need"
            said[0] += f"; {left.by_hand} {needs} a person"
        elif left.own:
            said[0] += f"; {_steps(left.own)} the person's own"
    else:
        said = [f"All apps are finished; {_steps(left.own)} left"]
    if left.overdue:
        said.append(f"{left.overdue} overdue")
    elif left.next_due:
        said.append(f"next due {moment(left.next_due)}")
    if left.blocked:
        said.append(f"{left.blocked} blocked")
    return f"{('; ' if ways else ', ').join(said)}."


def _nothing(left: Left) -> str:
    if not left.later:
        return "Nothing is left."
    follow_ups = "1 follow-up is" if left.later == 1 else f"{left.later} follow-ups are"
    return f"Nothing holds the case open; {follow_ups} still to come."


def _apps(number: int) -> str:
    return "1 app is" if number == 1 else f"{number} apps are"


def _steps(number: int) -> str:
    return "1 step is" if number == 1 else f"{number} steps are"
