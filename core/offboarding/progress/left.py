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
    """What is left. ``apps``: with unfinished steps, by id in ``of_apps``, but those in which
    access is removed already: these are ``checked``. ``by_hand``: those of ``apps`` in which
    somebody has to do something. ``own``: unfinished steps of no app. ``later``: follow-ups, which
    do not hold the case open and are in none of the other figures.
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
    checked: int = 0
    removed: int = 0
    proven: int = 0
    """Apps in which every removal is done, and in how many of those something shows it."""


def left_of(steps: Sequence[StepView], now: datetime) -> Left:
    """What is left of a case's steps."""
    after = follow_ups(steps)
    unfinished = [step for step in steps if step.status in UNFINISHED]
    left = [step for step in unfinished if step.id not in after]
    unfinished_apps = frozenset(step.app for step in left if step.app)
    removing = {step.app for step in steps if step.removes_access}
    to_remove = {step.app for step in unfinished if step.removes_access}
    gone = unfinished_apps & (removing - to_remove)
    apps = unfinished_apps - gone
    done = _done_by_app(steps)
    return Left(
        removed=len(done),
        proven=sum(any(step.proven for step in each) for each in done.values()),
        of_apps=apps,
        apps=len(apps),
        checked=len(gone),
        by_hand=len({step.app for step in left if step.app in apps and needs_a_person(step, now)}),
        own=sum(step.app is None for step in left),
        steps=len(left),
        overdue=sum(step.is_overdue(now) for step in left),
        blocked=sum(step.status is StepStatus.BLOCKED for step in left),
        later=len(unfinished) - len(left),
        next_due=min((step.due for step in left), default=None),
    )


def _done_by_app(steps: Sequence[StepView]) -> Mapping[str, list[StepView]]:
    """App → its removals that are done, where none is left."""
    found: dict[str, list[StepView]] = {}
    for step in steps:
        if step.app and step.removes_access:
            found.setdefault(step.app, []).append(step)
    return {
        app: done
        for app, each in found.items()
        if (done := [step for step in each if step.status is StepStatus.DONE])
        and not any(step.status in UNFINISHED for step in each)
    }


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
        if left.checked:
            said[0] += f"; {_others(left.checked, 'more')} only other steps left"
    elif left.checked:
        apps = _others(left.checked, "app" if left.checked == 1 else "apps")
        said = [f"Every removal is done, proven in {_proven(left)}; {apps} other steps left"]
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


def _proven(left: Left) -> str:
    if not left.proven:
        return "no app"
    return f"{left.proven} of {'1 app' if left.removed == 1 else f'{left.removed} apps'}"


def _apps(number: int) -> str:
    return "1 app is" if number == 1 else f"{number} apps are"


def _others(number: int, what: str) -> str:
    return f"{number} {what} {'has' if number == 1 else 'have'}"


def _steps(number: int) -> str:
    return "1 step is" if number == 1 else f"{number} steps are"
