"""A check at the moment of connecting, for what opens its connections itself (Apprise).

A name may have another address a second after it was looked at (DNS rebinding). Here nothing is
looked up again: the address that a socket is given is the one that is checked, whatever library
opens it, in the thread that asked and in those that are given its context.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from core.net.guard import NotPublic, why_no_service

_watched: ContextVar[list[str] | None] = ContextVar("watched", default=None)
"""What was refused so far, where connections are watched."""
_INTERNET = (socket.AF_INET, socket.AF_INET6)
_CHECKED = ("connect", "connect_ex", "sendto", "sendmsg")


class _NotThere(ConnectionRefusedError):
    """As libraries know it: they try the next address, and give up in their own way."""


@contextmanager
def only_to_services() -> Iterator[None]:
    """Inside, no connection reaches an address that nobody's service has: link-local, metadata.

    Raises :class:`core.net.guard.NotPublic` at the end where one was tried: nothing was sent there.
    """
    _install()
    refused: list[str] = []
    before = _watched.set(refused)
    try:
        yield
    finally:
        _watched.reset(before)
    if refused:
        raise NotPublic(refused[0], field="url")


def _install() -> None:
    """Once in a process; without :func:`only_to_services` around it a socket is as before."""
    if getattr(socket.socket.connect, "checks", False):
        return
    for name in _CHECKED:
        setattr(socket.socket, name, _checking(getattr(socket.socket, name)))


def _checking(connect: Any) -> Any:
    @wraps(connect)
    def checked(self: socket.socket, *args: Any) -> Any:
        refused = _watched.get()
        # The address is the last argument; a socket that is connected sends without one.
        if refused is None or self.family not in _INTERNET or not isinstance(args[-1], tuple):
            return connect(self, *args)
        *before, (host, port, *rest) = args
        # Also for what is given a name: the socket would look it up itself, after the check.
        found = socket.getaddrinfo(host, port, self.family, self.type)
        address = str(found[0][4][0])
        if reason := why_no_service(address):
            refused.append(f"The service's name now leads to {address}, which is {reason}.")
            raise _NotThere(refused[-1])
        return connect(self, *before, (address, port, *rest))

    checked.checks = True  # type: ignore[attr-defined]
    return checked
