"""A request to the bridge and its answer, free of web framework and protocol models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic_core import from_json

MAX_BODY = 5 * 1024 * 1024
"""Bytes; ten thousand members of a group with their references fit in it."""


def only_reads(method: str, path: str) -> bool:
    """Whether a request changes nothing: a POST may ask, too (RFC 7644 §3.4.3)."""
    return method in ("GET", "HEAD") or (method == "POST" and path.endswith("/.search"))


@dataclass(frozen=True)
class Call:
    """A request."""

    bridge: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    address: str = ""

    @cached_property
    def json(self) -> Any:
        """What the body says, parsed once. Raises :class:`ValueError` where it is no JSON."""
        return from_json(self.body)


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
