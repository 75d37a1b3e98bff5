"""What would follow if somebody left now: value types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.accounts.values import AccountStatus
from core.offboarding.models import OwnerRole
from core.stack.values import Route


class Breaks(StrEnum):
    """What stops working, or belongs to nobody, when somebody goes."""

    ONLY_ADMINISTRATOR = "only-administrator"
    SERVICE_ACCOUNT = "service-account"
    """They answer for an account that is nobody's."""
    APP = "app"
    """They own an app of the stack."""
    GROUP = "group"
    """They are the last member of a group who can work its steps."""
    STEP = "step"
    """They have unfinished steps of other people's cases."""


@dataclass(frozen=True)
class Broken:
    """One thing that would break. ``what``: the app's, the group's or the account's name."""

    kind: Breaks
    what: str
    app: str | None = None
    number: int = 1


@dataclass(frozen=True)
class AppIfLeft:
    """One app in which the person has an account. ``hours``: how long access may stay, at the most,
    if no step is forgotten; ``is_admin`` ``None``: not known."""

    app: str
    name: str
    account: str
    status: AccountStatus
    is_admin: bool | None
    route: Route
    hours: int
    as_of: datetime | None
    feed: str | None

    @property
    def ends_automatically(self) -> bool:
        """Whether access ends without anybody's work, for certain."""
        return self.route.is_automatic


@dataclass(frozen=True)
class IfLeft:
    """What would follow if one person left now."""

    person: int
    name: str
    email: str | None
    apps: tuple[AppIfLeft, ...]
    """Those with an account in use, what stays longest first."""
    not_known: tuple[str, ...]
    """Names of our apps of which no current list is known."""
    breaks: tuple[Broken, ...]
    steps: int
    """Steps that a case of theirs would have; those of apps that are not known come on top."""
    steps_of: Mapping[str, int]
    """Owner (``IT``) → their steps; ``""``: those of no owner, which are told by role."""
    roles: Mapping[OwnerRole, int] = field(default_factory=dict)
    """Of the steps without an owner: whose they are by their checklist."""

    @property
    def ends(self) -> tuple[AppIfLeft, ...]:
        """What ends automatically."""
        return tuple(one for one in self.apps if one.ends_automatically)

    @property
    def stays(self) -> tuple[AppIfLeft, ...]:
        """What stays until somebody removes it."""
        return tuple(one for one in self.apps if not one.ends_automatically)

    @property
    def hours(self) -> int:
        """Hours of access after leaving, of all apps together, at the most."""
        return sum(one.hours for one in self.apps)

    @property
    def longest(self) -> int:
        """Hours until the last access is gone, at the most."""
        return max((one.hours for one in self.apps), default=0)


@dataclass(frozen=True)
class WorstLeaver:
    """One person in the ranking of whose leaving would be worst."""

    person: int
    name: str
    email: str | None
    apps: int
    stays: int
    """Of these, where somebody has to remove the account."""
    hours: int
    """Hours of access after leaving, of all apps together, at the most."""
    administers: int
    """Apps in which they are an administrator."""
    only_administrator_of: int
    answers_for: int
    """Service accounts and apps of the stack that they own."""
