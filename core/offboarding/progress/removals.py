"""When access went: of a case, and of each place in it. Pure.

Told by the steps that take access away; steps that did not apply took none. The one answer for the
case's page, its evidence pack and the command line.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.offboarding.durations import length
from core.offboarding.models import UNFINISHED, StepStatus
from core.offboarding.progress.own_steps import own_name
from core.offboarding.views import StepView

NAMED = 3
"""So many places are named in a sentence; the list has all."""


@dataclass(frozen=True)
class Excuse:
    """A removal that somebody said does not apply."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Removal:
    """When access went: of a case, or of one app in it.

    ``last_at`` is the last removal that is done, ``still_open`` how many are not. ``excuses``: when
    and why each that did not apply was excused; ``cancelled``: how many were called off.
    """

    total: int
    still_open: int
    last_at: datetime | None
    excuses: tuple[Excuse, ...] = ()
    cancelled: int = 0

    def took(self, effective: datetime) -> timedelta | None:
        """From the effective moment to the last removal: nothing if it was before that moment.

        ``None`` while any is open, when there was nothing to remove, and where one was excused
        after the moment: nobody knows when that access went, or whether there was any.
        """
        if self.still_open or self.last_at is None or self.excused_after(effective):
            return None
        return self.last_after(effective)

    def last_after(self, effective: datetime) -> timedelta | None:
        """The same of those that are done alone, whatever became of the others."""
        return None if self.last_at is None else max(self.last_at - effective, timedelta(0))

    def excused_after(self, effective: datetime) -> list[Excuse]:
        """Those that were marked not applicable after the moment, the latest first."""
        late = [one for one in self.excuses if one.at > effective]
        return sorted(late, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class PlaceRemoval:
    """The same of one place, by name."""

    name: str
    removal: Removal


def removal(steps: Iterable[StepView]) -> Removal:
    """What these steps say of access."""
    removing = [one for one in steps if one.removes_access]
    done = [one.finished_at for one in removing if one.status is StepStatus.DONE]
    return Removal(
        total=len(removing),
        still_open=sum(one.status in UNFINISHED for one in removing),
        last_at=max((at for at in done if at), default=None),
        excuses=tuple(
            Excuse(one.finished_at, one.reason or "")
            for one in removing
            if one.status is StepStatus.NOT_APPLICABLE and one.finished_at
        ),
        cancelled=sum(one.status is StepStatus.CANCELLED for one in removing),
    )


def by_app(steps: Sequence[StepView]) -> list[tuple[str | None, list[StepView]]]:
    """The steps of the person (``None``) and of each app, in the order in which they come."""
    found: dict[str | None, list[StepView]] = {}
    for step in steps:
        found.setdefault(step.app_name or step.app, []).append(step)
    return sorted(found.items(), key=lambda pair: pair[0] is not None)


def ended_in_words(
    steps: Sequence[StepView],
    effective: datetime,
    now: datetime,
    moment: Callable[[datetime], str],
) -> str:
    """When the last access went and where it was late, or where it is open too long.

    What was excused after the moment is said with its reason: it is no removal. Empty before the
    moment while something is open, and where nothing removes access. ``moment`` writes a date.
    """
    whole = removal(steps)
    said = [_gone_in_words(steps, whole, effective, now, moment)]
    said.append(excused_in_words(whole, effective))
    return " ".join(filter(None, said))


def excused_in_words(whole: Removal, effective: datetime) -> str:
    """``1 removal was excused 59 d after the end of access: “too late anyway”.``; empty where
    none was."""
    late = whole.excused_after(effective)
    if not late:
        return ""
    reasons = list(
        dict.fromkeys(f"“{one.reason}”" if one.reason else "no reason given" for one in late)
    )
    after = length(late[0].at - effective)
    if len(late) == 1:
        when = f"1 removal was marked not applicable {after} after the end of access"
    else:
        when = (
            f"{len(late)} removals were marked not applicable after the end of access, "
            f"the last {after} after it"
        )
    return f"{when}: {_named(reasons)}."


def _gone_in_words(
    steps: Sequence[StepView],
    whole: Removal,
    effective: datetime,
    now: datetime,
    moment: Callable[[datetime], str],
) -> str:
    places = [
        PlaceRemoval(name or own_name(_that_say(those, of)), of)
        for name, those in by_app(steps)
        if (of := removal(those)).still_open or of.last_at is not None
    ]
    if whole.still_open:
        if effective > now:
            return ""
        left = [one.name for one in places if one.removal.still_open]
        return (
            f"Access still open {length(now - effective)} after the end of access: {_named(left)}."
        )
    took = whole.last_after(effective)
    if took is None or whole.last_at is None:
        return ""
    if not took:
        return f"Last access removed {moment(whole.last_at)}, by the end of access."
    said = f"Last access removed {moment(whole.last_at)}, {length(took)} after the end of access"
    after = sorted(
        ((one.removal.last_after(effective) or timedelta(0), one.name) for one in places),
        key=lambda pair: (-pair[0], pair[1]),
    )
    late = [(name, f"{name} {length(by)}") for by, name in after if by]
    if len(late) == 1:
        return f"{said}: {late[0][0]}."
    return f"{said}. After it: {_named([told for _name, told in late])}."


def _that_say(steps: Sequence[StepView], of: Removal) -> list[StepView]:
    """Those that take access away: what is left of them, else what is done."""
    wanted = UNFINISHED if of.still_open else (StepStatus.DONE,)
    return [step for step in steps if step.removes_access and step.status in wanted]


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
