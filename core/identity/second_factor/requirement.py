"""Who must have a second factor, and from when on. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actor import Role
from core.config import Settings

OWN_METHODS = frozenset({"password", "passkey"})
"""How one signs in at Offramp itself. Everything else is a company's provider."""


@dataclass(frozen=True)
class FactorPolicy:
    """What the settings say; the defaults are theirs."""

    roles: frozenset[Role] = frozenset({Role.ADMINISTRATOR})
    grace: timedelta = timedelta(days=14)
    company: bool = False
    """Whether company sign-in is asked for a factor of Offramp's, too."""

    @classmethod
    def of(cls, settings: Settings) -> "FactorPolicy":
        """From the settings to roles and days."""
        named = settings.second_factor
        roles = {"all": set(Role), "none": set[Role]()}.get(named)
        if roles is None:
            roles = {Role(name) for name in named.split(",") if name}
        return cls(
            frozenset(roles),
            timedelta(days=settings.second_factor_grace_days),
            settings.second_factor_company,
        )

    def asks(self, method: str) -> bool:
        """Whether a sign-in of this kind is asked for a factor: a provider has asked already."""
        return self.company or method in OWN_METHODS

    def requires(self, role: Role, *, has_password: bool) -> bool:
        """Whether an account of this role needs a factor here."""
        return role in self.roles and (has_password or self.company)

    def due(self, since: datetime) -> datetime:
        """When the time of grace ends that began with the first sign-in it applied to."""
        return since + self.grace
