"""Which second factors an account has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.errors import Forbidden
from core.identity.models import Account
from core.identity.second_factor.models import AuthenticatorApp, Passkey, RecoveryCode
from core.identity.second_factor.requirement import FactorPolicy


@dataclass(frozen=True)
class PasskeyView:
    """A passkey as its owner sees it. ``disabled_at``: its counter went back, it may be copied."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What an account has, and what it needs."""

    passkeys: tuple[PasskeyView, ...]
    app_since: datetime | None
    app_last_used_at: datetime | None
    recovery_left: int
    is_required: bool = False
    due_at: datetime | None = None
    """Until when a required one may be missing; ``None``: not required, or there already."""

    @property
    def usable(self) -> int:
        """How many of them one can sign in with; recovery codes are no factor of their own."""
        return sum(key.disabled_at is None for key in self.passkeys) + (self.app_since is not None)

    @property
    def any(self) -> bool:
        """Whether sign-in asks for one. A disabled passkey counts: that a key was copied must not
        make the password enough."""
        return bool(self.passkeys) or self.app_since is not None


def of(session: Session, account_id: str) -> Factors:
    """The factors of an account."""
    keys = passkeys_of(session, account_id)
    app = session.get(AuthenticatorApp, account_id)
    left = select(func.count(col(RecoveryCode.digest))).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
    )
    return Factors(
        tuple(PasskeyView(k.id, k.name, k.created_at, k.last_used_at, k.disabled_at) for k in keys),
        app.created_at if app else None,
        app.last_used_at if app else None,
        session.scalar(left) or 0,
    )


def passkeys_of(session: Session, account_id: str) -> list[Passkey]:
    """The passkeys of an account, the oldest first."""
    mine = select(Passkey).where(col(Passkey.account_id) == account_id)
    return list(session.scalars(mine.order_by(col(Passkey.created_at), col(Passkey.id))))


def accounts_with_any(session: Session) -> set[str]:
    """The accounts that are asked for a second factor."""
    keys, apps = select(col(Passkey.account_id)), select(col(AuthenticatorApp.account_id))
    return {*session.scalars(keys), *session.scalars(apps)}


def are_there_passkeys(session: Session) -> bool:
    """Whether anybody has a passkey: else the sign-in form does not offer it."""
    any_ = select(col(Passkey.id)).where(col(Passkey.disabled_at).is_(None)).limit(1)
    return session.scalar(any_) is not None


def required_of(account: Account, policy: FactorPolicy) -> bool:
    """Whether the account needs a second factor."""
    return policy.requires(account.role, has_password=account.password_hash is not None)


def keep_one(session: Session, account: Account, policy: FactorPolicy, *, without: str) -> None:
    """Raise :class:`Forbidden` where none that it needs is left without this one (a passkey's id,
    or the account's own for its app)."""
    has = of(session, account.id)
    left = {key.id for key in has.passkeys if key.disabled_at is None}
    left |= {account.id} if has.app_since else set()
    if required_of(account, policy) and not left - {without}:
        raise Forbidden(
            f"The role {account.role} needs a second factor, and this is your last one.",
            hint="Add another one first.",
        )
