"""When access went: of a case, and of each place in it. Pure.

Told by the steps that take access away; steps that did not apply took none. The one answer for the
case's page, its evidence pack and the command line.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.offboarding.durations import length
from core.offboarding.models import UNFINISHED, StepStatus
from core.offboarding.views import StepView

OWN = "Person and identity provider"
"""The place of what is in no app: account, sessions, tokens."""
NAMED = 3
"""So many places are named in a sentence; the list has all."""


@dataclass(frozen=True)
class Removal:
    """When access went: of a case, or of one app in it.

    ``last_at`` is the last removal that is done, ``still_open`` how many are not.
    """

    total: int
    still_open: int
    last_at: datetime | None

    def took(self, effective: datetime) -> timedelta | None:
        """From the effective moment to the last removal: nothing if it was before that moment.

        ``None`` while any is open, or when there was nothing to remove.
        """
        if self.still_open or self.last_at is None:
            return None
        return max(self.last_at - effective, timedelta(0))


@dataclass(frozen=True)
class PlaceRemoval:
    """The same of one place. ``name``: the app's, ``None`` for the person's own."""

    name: str | None
    removal: Removal


def removal(steps: Iterable[StepView]) -> Removal:
    """What these steps say of access."""
    removing = [one for one in steps if one.removes_access]
    done = [one.finished_at for one in removing if one.status is StepStatus.DONE]
    return Removal(
        total=len(removing),
        still_open=sum(one.status in UNFINISHED for one in removing),
        last_at=max((at for at in done if at), default=None),
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
    own: str = OWN,
) -> str:
    """When the last access went and where it was late, or where it is open too long.

    Empty before the moment while something is open, and where nothing removes access. ``moment``
    writes a date.
    """
    places = [
        PlaceRemoval(name, of)
        for name, those in by_app(steps)
        if (of := removal(those)).still_open or of.last_at is not None
    ]
    whole = removal(steps)
    if whole.still_open:
        if effective > now:
            return ""
        left = [one.name or own for one in places if one.removal.still_open]
        return (
            f"Access still open {length(now - effective)} after the end of access: {_named(left)}."
        )
    took = whole.took(effective)
    if took is None or whole.last_at is None:
        return ""
    if not took:
        return f"Last access removed {moment(whole.last_at)}, by the end of access."
    said = f"Last access removed {moment(whole.last_at)}, {length(took)} after the end of access"
    after = sorted(
        ((one.removal.took(effective) or timedelta(0), one.name or own) for one in places),
        key=lambda pair: (-pair[0], pair[1]),
    )
    late = [(name, f"{name} {length(by)}") for by, name in after if by]
    if len(late) == 1:
        return f"{said}: {late[0][0]}."
    return f"{said}. After it: {_named([told for _name, told in late])}."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
