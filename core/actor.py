"""Who acts: every service takes an :class:`Actor` and asks whether it may."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do here; the table of rights is ``core/rights.py``."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """The one who acts: an account, the local operator, the system itself."""

    id: str
    name: str
    role: Role
    address: str | None = None
    """Network address of the request, where there is one; goes into the audit log."""
    email: str | None = None
    request_id: str | None = None
    confirmed_until: datetime | None = None
    """Of a session: until when its confirmation that it is really this person is fresh
    (``core/step_up.py``). ``None``: no session stands between, such as for the system itself, and
    for whoever gave their password with this very command."""
    session: str | None = field(default=None, repr=False, compare=False)
    """The digest of the session with which they act, and which must not end before they do."""
    since: datetime | None = field(default=None, compare=False)
    """Without a session: when it was proven who this is. Void if all of the account's sign-ins
    were ended since."""
    by_token: bool = False
    """A script acts, with a command-line token."""
    token: str | None = field(default=None, repr=False, compare=False)
    """The digest of that token, which must not end before they act, either."""


LOCAL_OPERATOR = Actor(id="local", name="Local operator", role=Role.ADMINISTRATOR)
"""Whoever has a shell on this machine; also everybody, until sign-in is there."""

SYSTEM = Actor(id="system", name="Offramp", role=Role.ADMINISTRATOR)
"""Offramp itself: loading the catalogue, scheduled work."""
