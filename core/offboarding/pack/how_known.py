"""How it is known, app by app, that access is gone: shown by a list, read back, or said; and what
the newest list shows against it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.accounts.values import AccountStatus, Known, Sight
from core.offboarding.durations import local
from core.offboarding.inventory.known_now import KnownSince
from core.offboarding.models import UNFINISHED, StepStatus
from core.offboarding.pack.dossier import Dossier, reopened
from core.offboarding.progress.account_steps import takes_account
from core.offboarding.progress.removals import by_app
from core.offboarding.views import StepView

_OFF = (AccountStatus.DEACTIVATED, AccountStatus.SUSPENDED)


class How(StrEnum):
    """On what it rests that somebody no longer has access to an app, the best first."""

    PROVEN = "proven"
    """A complete list of the app shows it."""
    READ_BACK = "read back"
    """Offramp asked the app by SCIM."""
    SAID = "said"
    """Those who did it say so, and nothing else shows it."""
    EXCUSED = "not removed"
    """No removal was done: not applicable, or cancelled."""
    OPEN = "open"
    AGAIN = "open again"
    """It was removed, and is to be removed once more."""


@dataclass(frozen=True)
class AppKnown:
    """One app of a case. ``words``: on what it rests, with names and moments; ``newest``: what the
    newest list shows, empty where it is what proves it; ``in_use``: whether a list that was taken
    after all of this shows an account in use."""

    app: str | None
    """``None``: what belongs to no app, such as the account at the identity provider."""
    name: str
    how: How
    words: str
    newest: str = ""
    in_use: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether a list shows it, and none shows anything against it."""
        return self.how is How.PROVEN and not self.newest

    def in_words(self) -> str:
        """In one line."""
        return " ".join(filter(None, (f"{self.name}: {self.words}.", self.newest)))


def known_of(dossier: Dossier) -> list[AppKnown]:
    """The apps of a case with removals, in the order of the steps."""
    now = {one.app: one for one in dossier.known}
    again = {one.step.id: str((one.event.after or {}).get("reason")) for one in reopened(dossier)}
    return [
        _known(name, removing, now.get(removing[0].app or ""), again, dossier.case.zone)
        for name, steps in by_app(dossier.case.steps)
        if (removing := [step for step in steps if step.removes_access])
    ]


def read(told: Sequence[Mapping[str, Any]]) -> tuple[AppKnown, ...]:
    """The same out of a pack's ``case.json``. Raises :class:`ValueError`, :class:`KeyError` or
    :class:`TypeError` for what is not that."""
    return tuple(
        AppKnown(
            None if one["app"] is None else str(one["app"]), str(one["name"]), How(one["how"]),
            str(one["words"]), str(one["newest"]), one["in_use"] is True,
        )
        for one in told
    )  # fmt: skip


def summed_up(apps: Sequence[AppKnown]) -> str:
    """``2 proven by lists: Figma, Slack. 1 on someone's word alone: Miro.``; then what newest lists
    show in use. Empty where there is no app."""
    labels = {
        How.PROVEN: "proven by a complete list",
        How.READ_BACK: "read back from the app",
        How.SAID: "on someone's word alone",
        How.EXCUSED: "not removed",
        How.OPEN: "open",
        How.AGAIN: "open again",
    }
    said = []
    for how, label in labels.items():
        names = [one.name for one in apps if one.how is how and one.app]
        said += [f"{len(names)} {label}: {', '.join(names)}."] if names else []
    used = [one.name for one in apps if one.in_use]
    if used:
        said.append(f"In use in the newest list: {', '.join(used)}.")
    return " ".join(said)


def _known(
    name: str | None,
    removing: Sequence[StepView],
    now: KnownSince | None,
    again: dict[int, str],
    zone: str,
) -> AppKnown:
    # Only these are told by an app's list; keys and sessions are somebody's word in any case.
    steps = [step for step in removing if takes_account(step.key)] or list(removing)
    how, words = _how(steps, again, zone)
    newest, in_use = _newest(steps, now, zone)
    return AppKnown(removing[0].app, name or "General steps", how, words, newest, in_use)


def _how(steps: Sequence[StepView], again: dict[int, str], zone: str) -> tuple[How, str]:
    """On what it rests, and in words without a full stop."""
    done = [step for step in steps if step.status is StepStatus.DONE]
    left = [step for step in steps if step.status in UNFINISHED]
    how, said = _of_done(done, zone) if done else (How.EXCUSED, "")
    undone = [step for step in left if step.id in again]
    opened = [f"opened again: {again[step.id]}" for step in undone]
    todo = ", ".join(step.title for step in left if step not in undone)
    opened += [f"still open: {todo}"] if todo else []
    if not done and not left:
        return How.EXCUSED, "; ".join(_excused(step) for step in steps)
    if undone:
        how = How.AGAIN
    elif left and how is not How.PROVEN:
        how = How.OPEN
    words = "; ".join(filter(None, (said, *opened)))
    return how, words[:1].upper() + words[1:]


def _of_done(done: Sequence[StepView], zone: str) -> tuple[How, str]:
    shown = [step.proven for step in done if step.proven]
    by_lists = [one for one in shown if one.taken_at]
    if by_lists and by_lists[0].taken_at:
        one, taken = by_lists[0], local(by_lists[0].taken_at, zone)
        word = "absent from" if one.state is Sight.ABSENT else "deactivated in"
        held = f", which was held and accepted by {one.accepted_by}" * bool(one.accepted_by)
        return How.PROVEN, f"proven: {word} the complete list “{one.feed}” of {taken}{held}"
    if shown:
        return How.READ_BACK, f"read back from the app by SCIM, {local(shown[0].at, zone)}"
    who = dict.fromkeys(step.finished_by or "no one named" for step in done)
    last = max((step.finished_at for step in done if step.finished_at), default=None)
    when = f", {local(last, zone)}" if last else ""
    nothing = "; no list shows it" if done[0].app else ""
    return How.SAID, f"on the word of {', '.join(who)}{when}{nothing}"


def _excused(step: StepView) -> str:
    who = f", said {step.finished_by}" if step.finished_by else ""
    why = f": {step.reason}" if step.reason else ""
    return f"{str(step.status).replace('-', ' ').capitalize()}{who}{why}"


def _newest(steps: Collection[StepView], now: KnownSince | None, zone: str) -> tuple[str, bool]:
    """What the newest list shows; and whether it was taken since and shows an account in use."""
    if not any(step.app for step in steps):
        return "", False
    told = now.now if now else None
    if now is None or told is None or told.as_of is None:
        return "No list of the app is current.", False
    which = f"“{told.feed}” of {local(told.as_of, zone)}"
    proofs = [step.proven.taken_at for step in steps if step.proven and step.proven.taken_at]
    shown = ", ".join(f"{row.account} ({row.status})" for row in now.accounts)
    finished = [step.finished_at for step in steps if step.finished_at]
    if finished and told.as_of <= max(finished) and told.as_of not in proofs:
        return f"The newest list, {which}, is from before{f': {shown}' if shown else ''}.", False
    if told.known is not Known.HAS:
        is_it = told.as_of in proofs
        return ("" if is_it else f"The newest list, {which}, shows no account in use."), False
    in_use = any(row.status not in _OFF for row in now.accounts)
    if told.as_of in proofs and not in_use:
        return "", False
    return f"The newest list, {which}, shows {shown or 'an account'}.", in_use
