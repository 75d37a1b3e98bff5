"""What crosses the wall of the scim room: its value types."""

from core.scim.bridge.values import WorkOrder
from core.scim.lab.report import FIT as LAB_FIT
from core.scim.lab.report import HEADINGS as LAB_HEADINGS
from core.scim.lab.report import IDPS as LAB_IDPS
from core.scim.lab.report import WHO as LAB_WHO
from core.scim.models import (
    AuthKind,
    CredentialKind,
    EventKind,
    Profile,
    Removal,
    RemovalState,
    WorkState,
)

__all__ = [
    "LAB_FIT",
    "LAB_HEADINGS",
    "LAB_IDPS",
    "LAB_WHO",
    "AuthKind",
    "CredentialKind",
    "EventKind",
    "Profile",
    "Removal",
    "RemovalState",
    "WorkOrder",
    "WorkState",
]
