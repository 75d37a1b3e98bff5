"""What crosses the wall of the audit room: its value types."""

from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import Sealed
from core.audit.exports import Export, LogCheck
from core.audit.rows import SELECTION
from core.audit.signing import SigningKey
from core.audit.stored.row_digest import audited
from core.audit.stored.state import State
from core.audit.withholding import Hidden

__all__ = [
    "SELECTION",
    "Checkpoint",
    "Export",
    "Hidden",
    "LogCheck",
    "Sealed",
    "SigningKey",
    "State",
    "audited",
]
