"""What crosses the wall of the scim room: its value types."""

from core.scim.bridge.service import (
    TOKEN_MINUTES,
    AccessToken,
    BridgeView,
    CredentialView,
    EventView,
    Own,
)
from core.scim.bridge.values import WorkOrder
from core.scim.known_accounts import Knowledge, KnownAccount
from core.scim.lab.report import FIT as LAB_FIT
from core.scim.lab.report import HEADINGS as LAB_HEADINGS
from core.scim.lab.report import IDPS as LAB_IDPS
from core.scim.lab.report import WHO as LAB_WHO
from core.scim.lab.report import LabReport
from core.scim.lab.service import LabTarget
from core.scim.models import (
    AuthKind,
    CredentialKind,
    EventKind,
    Profile,
    Removal,
    RemovalState,
    WorkState,
)
from core.scim.outbound.connections import ConnectionInput, OutboundView
from core.scim.outbound.removals import RemovalView, RunView
from core.scim.outbound.worker import WORKER as REMOVAL_WORKER
from core.scim.served_apps import ServedApps

__all__ = [
    "LAB_FIT",
    "LAB_HEADINGS",
    "LAB_IDPS",
    "LAB_WHO",
    "REMOVAL_WORKER",
    "TOKEN_MINUTES",
    "AccessToken",
    "AuthKind",
    "BridgeView",
    "ConnectionInput",
    "CredentialKind",
    "CredentialView",
    "EventKind",
    "EventView",
    "Knowledge",
    "KnownAccount",
    "LabReport",
    "LabTarget",
    "OutboundView",
    "Own",
    "Profile",
    "Removal",
    "RemovalState",
    "RemovalView",
    "RunView",
    "ServedApps",
    "WorkOrder",
    "WorkState",
]
