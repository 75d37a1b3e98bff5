"""What crosses the wall of the identity room: its value types."""

from core.identity.administration import CODE_LIFE, AccountView, Colleague, SessionView
from core.identity.command_line.tokens import LONGEST_LIFE, TokenView
from core.identity.company_sign_in import NotLetIn
from core.identity.devices.arrivals import Arrival
from core.identity.devices.browser_name import browser_name
from core.identity.devices.service import DeviceView
from core.identity.groups.owners import Owners, Standing, several
from core.identity.groups.service import ALWAYS_THERE, FINANCE, HR, IT, SECURITY, GroupView, Member
from core.identity.oidc_providers import Provider
from core.identity.people.service import Ended, PersonsAccount
from core.identity.refusal_log import Attempt
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.factors import Factors, PasskeyView
from core.identity.second_factor.half_sign_in import Half, HalfEnded
from core.identity.second_factor.passkeys import RelyingParty
from core.identity.second_factor.requirement import FactorPolicy
from core.identity.second_factor.service import NewApp
from core.identity.sessions import Lifetimes, Live, Place
from core.identity.sign_in import NewAdministrator, SignInRefused, SlowDown

__all__ = [
    "ALWAYS_THERE",
    "CODE_LIFE",
    "FINANCE",
    "HR",
    "IT",
    "LONGEST_LIFE",
    "SECURITY",
    "AccountView",
    "Arrival",
    "Attempt",
    "Colleague",
    "DeviceView",
    "Ended",
    "FactorPolicy",
    "Factors",
    "GroupView",
    "Half",
    "HalfEnded",
    "Lifetimes",
    "Live",
    "Member",
    "NewAdministrator",
    "NewApp",
    "NotLetIn",
    "Owners",
    "PasskeyView",
    "PersonsAccount",
    "Place",
    "Provider",
    "Purpose",
    "RelyingParty",
    "SessionView",
    "SignInRefused",
    "SlowDown",
    "Standing",
    "TokenView",
    "browser_name",
    "several",
]
