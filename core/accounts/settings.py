"""What an organisation set for its accounts; with defaults until somebody has."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlmodel import Session

from core import clock
from core.accounts import told
from core.accounts.identifiers import Rules, rules
from core.accounts.kinds import PersonKind
from core.accounts.models import AccountSettings
from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid
from core.rights import Action, require

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DOMAIN = re.compile(r"[^\s@/]+\.[^\s@/]+")


@dataclass(frozen=True)
class Settings:
    """What counts as the same account, when a delivery is held, and what is kept for how long."""

    same_domains: tuple[tuple[str, ...], ...] = ()
    plus_is_same: bool = False
    lost_percent: int = 10
    dormant_days: int = 90
    leaves_at: str = "18:00"
    retention_days: int = 730
    opens_at_once: tuple[PersonKind, ...] = field(default=())
    version: int = 0

    @property
    def rules(self) -> Rules:
        """How identifiers are compared."""
        return rules(self.same_domains, self.plus_is_same)


def settings_here(session: Session) -> Settings:
    """The settings in force. For the room itself: pages ask :func:`account_settings`."""
    row = session.get(AccountSettings, 1)
    if row is None:
        return Settings()
    return Settings(
        tuple(tuple(each) for each in row.same_domains),
        row.plus_is_same,
        row.lost_percent,
        row.dormant_days,
        row.leaves_at,
        row.retention_days,
        tuple(PersonKind(kind) for kind in row.opens_at_once),
        row.version,
    )


def account_settings(session: Session, actor: Actor) -> Settings:
    """The settings in force."""
    require(actor, Action.INVENTORY_READ)
    return settings_here(session)


def save_account_settings(session: Session, actor: Actor, new: Settings) -> Settings:
    """Store the settings; raises :class:`Conflict` when ``new.version`` is no longer current."""
    require(actor, Action.INVENTORY_CONFIGURE)
    before = settings_here(session)
    if before.version != new.version:
        raise Conflict(
            "The settings were changed meanwhile.", hint="Nothing was saved. Look again."
        )
    _check(new)
    row = session.get(AccountSettings, 1) or AccountSettings(version=0)
    row.same_domains = [[one.strip().casefold() for one in each] for each in new.same_domains]
    row.plus_is_same = new.plus_is_same
    row.lost_percent, row.dormant_days = new.lost_percent, new.dormant_days
    row.leaves_at, row.retention_days = new.leaves_at, new.retention_days
    row.opens_at_once = [str(kind) for kind in new.opens_at_once]
    row.version = before.version + 1
    session.add(row)
    session.flush()
    after = settings_here(session)
    audit.record(
        session, actor, "accounts.settings", "account-settings:1",
        before=_told(before), after=_told(after),
    )  # fmt: skip
    if after.rules != before.rules:
        told.matched_everywhere(session, clock.now())
    return after


def _told(of: Settings) -> dict[str, object]:
    return {name: value for name, value in asdict(of).items() if name != "version"}


def _check(new: Settings) -> None:
    if not 0 <= new.lost_percent <= 100:
        raise Invalid("Missing at most: 0 to 100 percent.", field="lost_percent")
    if not 1 <= new.dormant_days <= 3650:
        raise Invalid("Dormant after: 1 to 3,650 days.", field="dormant_days")
    if not 30 <= new.retention_days <= 36_500:
        raise Invalid("Kept for: 30 to 36,500 days.", field="retention_days")
    if not _TIME.fullmatch(new.leaves_at):
        raise Invalid("Access ends at: a time such as 18:00.", field="leaves_at")
    _check_domains(new.same_domains)


def _check_domains(sets: Sequence[Sequence[str]]) -> None:
    seen: dict[str, int] = {}
    for number, each in enumerate(sets):
        if len(each) < 2:
            raise Invalid("Domains that mean the same: two or more.", field="same_domains")
        for one in each:
            if not _DOMAIN.fullmatch(one.strip()):
                raise Invalid(
                    f"{one!r} is not a domain.", field="same_domains", hint="Write example.com."
                )
            if seen.setdefault(one.strip().casefold(), number) != number:
                raise Invalid(f"{one} is in two sets.", field="same_domains")
