"""What is known of a leaver's accounts, app by app: what somebody said, then what lists say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from core.accounts.values import Known, KnownInApp
from core.offboarding.models import CaseKind, KnownAccount
from core.offboarding.views import AccountKnown, Opening
from core.stack.values import Way

BY_GROUP = {
    Known.HAS: "Has an account",
    Known.HAD: "Had an account, no longer",
    Known.NEVER: "Never in a complete list",
    Known.NO_DATA: "Not known",
}
"""The groups in which a preview tells it, in this order."""
SUSPENDED = "Has a suspended account"


def in_words(one: AccountKnown) -> str:
    """Its group; a suspended account is there, and lets nobody in."""
    return SUSPENDED if one.is_suspended else BY_GROUP[one.known]


def what_is_known(
    opening: Opening,
    stack: Collection[str],
    connected: Collection[str],
    told: Mapping[str, KnownInApp],
    names: Mapping[str, str],
    only_administrator: Collection[str] = (),
) -> tuple[AccountKnown, ...]:
    """What is known in each app that concerns the case, by name of the app. Pure.

    Asked are the apps that were named, or the whole ``stack``; besides, whatever a connection
    (``connected``) or a list (``told``) shows an account in, no matter who forgot it, or one that
    is suggested to be theirs: somebody has to look. ``names``: app → name. Who comes back gets
    again what was suspended, and nothing else.
    ``only_administrator``: apps that have no other administrator than them.
    """
    asked = stack if opening.apps is None else opening.apps
    has = [app for app, one in told.items() if one.known is Known.HAS or one.may_be]
    listed = [] if opening.kind is CaseKind.RETURN else [app for app in has if app in names]
    said = {*(opening.apps or ()), *opening.also, *connected}
    wanted = {*asked, *said, *listed}
    found = [_known(app, names.get(app, app), app in said, told.get(app)) for app in wanted]
    whole = [replace(one, is_only_admin=one.app in only_administrator) for one in found]
    return tuple(sorted(whole, key=lambda one: (one.app_name.casefold(), one.app)))


def is_looked_for(known: Known, way: Way) -> bool:
    """Whether somebody has to look in the app before its steps are made: what Offramp removes
    itself it finds out itself."""
    return known is Known.NO_DATA and way is not Way.OUTBOUND


def has_steps(known: Known, way: Way) -> bool:
    """Whether a case has the app's own steps from the start."""
    return known is Known.HAS or (known is Known.NO_DATA and way is Way.OUTBOUND)


def _known(app: str, name: str, is_said: bool, told: KnownInApp | None) -> AccountKnown:
    if told is None or told.known is Known.NO_DATA or (is_said and told.known is not Known.HAS):
        return AccountKnown(app, name, Known.HAS if is_said else Known.NO_DATA)
    return AccountKnown(
        app=app,
        app_name=name,
        known=told.known,
        as_of=told.as_of,
        feed=told.feed,
        snapshot=told.snapshot,
        is_stale=told.is_stale,
        is_admin=told.is_admin,
        is_suspended=told.is_suspended,
    )


def stored(case: int, known: AccountKnown, step: int | None) -> KnownAccount:
    """Its row. ``step``: which asks somebody to look."""
    return KnownAccount(
        case_id=case,
        app_id=known.app,
        known=known.known,
        as_of=known.as_of,
        feed=known.feed,
        snapshot=known.snapshot,
        step_id=step,
    )


def told_of(known: AccountKnown) -> dict[str, object]:
    """As the audit entry of the opening says it."""
    told: dict[str, object] = {"app": known.app, "known": str(known.known)}
    if known.as_of is not None:
        told |= {"as_of": known.as_of.isoformat(), "feed": known.feed, "snapshot": known.snapshot}
    return told


def asked_in(session: Session, step: int) -> Sequence[KnownAccount]:
    """What a step asks somebody to look for, by app."""
    query = select(KnownAccount).where(col(KnownAccount.step_id) == step)
    return session.exec(query.order_by(col(KnownAccount.app_id))).all()
