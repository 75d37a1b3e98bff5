"""What crosses the wall of the audit room: its value types."""

from core.audit.chain import Sealed

__all__ = [
    "Sealed",
]
