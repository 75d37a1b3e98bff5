"""What crosses the wall of the identity room: its value types."""

from core.identity.administration import CODE_LIFE, AccountView, Colleague, SessionView
from core.identity.company_sign_in import NotLetIn
from core.identity.oidc_providers import Provider
from core.identity.sessions import Lifetimes, Live, Place
from core.identity.sign_in import NewAdministrator, SlowDown

__all__ = [
    "CODE_LIFE",
    "AccountView",
    "Colleague",
    "Lifetimes",
    "Live",
    "NewAdministrator",
    "NotLetIn",
    "Place",
    "Provider",
    "SessionView",
    "SlowDown",
]
