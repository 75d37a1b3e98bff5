"""What crosses the wall of the audit room: its value types."""

from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import Sealed
from core.audit.excerpt import Excerpt, excerpt_line, read_excerpt
from core.audit.exports import Export, LogCheck
from core.audit.rows import SELECTION
from core.audit.signing import SigningKey
from core.audit.stored.row_digest import audited
from core.audit.stored.state import State
from core.audit.withholding import Hidden

__all__ = [
    "SELECTION",
    "Checkpoint",
    "Excerpt",
    "Export",
    "Hidden",
    "LogCheck",
    "Sealed",
    "SigningKey",
    "State",
    "audited",
    "excerpt_line",
    "read_excerpt",
]
