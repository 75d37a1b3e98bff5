"""What crosses the wall of the audit room: its value types."""

from core.audit.chain import Sealed
from core.audit.row_digest import audited

__all__ = [
    "Sealed",
    "audited",
]
