"""What one more list changes, by name: what somebody looks at before it is taken."""

from dataclasses import dataclass
from datetime import datetime

Value = str | bool | datetime | None


@dataclass(frozen=True)
class FieldChange:
    """One field that a list says otherwise; ``None``: not known. ``field``: as in ``frames``."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ListChange:
    """An account or a person, and what of it changes."""

    name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class ListChanges:
    """The first of each; the counts are in :class:`ImportResult` and :class:`SnapshotView`."""

    new: tuple[ListChange, ...]
    changed: tuple[ListChange, ...]
    gone: tuple[ListChange, ...]
