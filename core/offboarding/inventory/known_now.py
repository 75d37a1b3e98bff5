"""What is known of a case's accounts now, beside what was known when it was opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from core import clock
from core.accounts import service as accounts
from core.accounts.values import AccountRow, Known, KnownInApp
from core.actor import SYSTEM, Actor
from core.offboarding import rows
from core.offboarding.steps.accounts import names_of, removed_after
from core.offboarding.views import AccountKnown
from core.rights import Action, require

OLDER = "from before the removal"


@dataclass(frozen=True)
class KnownSince:
    """One app of a case. ``before``: at the opening, ``None`` for one that was not asked about
    then; ``now``: by the newest lists, also that they do not tell; ``None`` where none has come
    since somebody said it."""

    app: str
    app_name: str
    before: AccountKnown | None
    now: AccountKnown | None
    accounts: tuple[AccountRow, ...] = ()
    """Theirs that the newest lists have."""

    @property
    def is_news(self) -> bool:
        """Whether it is said anew since the case was opened: by a newer list, or no more by the
        one of then."""
        if self.now is None:
            return False
        before = self.before
        return before is None or (self.now.snapshot, self.now.known) != (
            before.snapshot,
            before.known,
        )

    @property
    def has_newer_list(self) -> bool:
        """Whether that is another list than the one of the opening."""
        if self.now is None or self.now.snapshot is None:
            return False
        return self.before is None or self.now.snapshot != self.before.snapshot

    @property
    def told(self) -> AccountKnown | None:
        """What is known now, and by what; as it was, where nothing is told anew."""
        return self.now if self.is_news or self.before is None else self.before

    @property
    def known(self) -> Known:
        """What is known now."""
        return self.told.known if self.told else Known.NO_DATA

    @property
    def as_of(self) -> datetime | None:
        """Of the list that says so."""
        return self.told.as_of if self.told else None


def known_now(session: Session, actor: Actor, case_id: int) -> Sequence[KnownSince]:
    """Each app that was asked about at the opening, and each in which lists show an account since;
    by name of the app."""
    require(actor, Action.CASE_READ)
    case = rows.case_row(session, actor, case_id)
    before = {one.app: one for one in rows.accounts_of_case(session, case_id)}
    told = accounts.known_in_apps(session, SYSTEM, names_of(session, case), clock.now())
    removed = removed_after(session, case, clock.now())
    told = {app: _since(one, removed.get(app)) for app, one in told.items()}
    apps = {*before, *(app for app, one in told.items() if one.known is Known.HAS)}
    names = rows.app_names(session, apps)
    found = [
        KnownSince(
            app,
            names.get(app, app),
            before.get(app),
            _now(app, names.get(app, app), before.get(app), told.get(app), case.opened_at),
            _listed(told.get(app)),
        )
        for app in apps
    ]
    return sorted(found, key=lambda one: (one.app_name.casefold(), one.app))


def _since(told: KnownInApp, removed: datetime | None) -> KnownInApp:
    """An account that only a list of before its removal has: whether it is there is not known."""
    if removed is None or told.known is not Known.HAS or told.as_of is None:
        return told
    if told.as_of > removed:
        return told
    return replace(told, known=Known.NO_DATA, why=OLDER)


def _now(
    app: str, name: str, before: AccountKnown | None, told: KnownInApp | None, opened: datetime
) -> AccountKnown | None:
    """What lists say now. A list of then that says no more is not known; what somebody said stands
    until a list comes that does not tell."""
    was_listed = before is not None and before.snapshot is not None
    if told is None:
        return AccountKnown(app, name, Known.NO_DATA) if was_listed else None
    if told.known is Known.NO_DATA and not was_listed:
        since = (before.answered_at if before else None) or opened
        if told.as_of is None or told.as_of <= since:
            return None
    return AccountKnown(
        app, name, told.known, told.as_of, told.feed, told.snapshot, told.is_stale, why=told.why,
        is_suspended=told.known is Known.HAS and told.is_suspended,
    )  # fmt: skip


def accounts_of_step(session: Session, actor: Actor, step_id: int) -> Sequence[AccountRow]:
    """The person's accounts in the app of a step, as the newest lists have them: whoever does the
    step needs their names, and may see no more of the case."""
    require(actor, Action.CASE_READ)
    case, step = rows.step_row(session, actor, step_id)
    if step.app_id is None:
        return ()
    told = accounts.known_in_apps(session, SYSTEM, names_of(session, case), clock.now())
    return _listed(told.get(step.app_id))


def _listed(told: KnownInApp | None) -> tuple[AccountRow, ...]:
    return tuple(row for row in (told.accounts if told else ()) if not row.gone)
