"""What crosses the wall of the search room: its value types."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Kind", "Place", "Result"]


class Kind(StrEnum):
    """What can be found."""

    APP = "app"
    CASE = "case"
    PERSON = "person"
    DECISION = "decision"
    SCENARIO = "scenario"
    PAGE = "page"


@dataclass(frozen=True)
class Place:
    """A page that the face has: its path (``proof``), title, and what it answers in a line."""

    path: str
    title: str
    answers: str = ""


@dataclass(frozen=True)
class Result:
    """Something that was found, or looked at lately.

    ``key`` identifies it within its kind, ``context`` is a line that tells it from others of its
    name, ``path`` is its page with the query: ``case?case=12``.
    """

    kind: Kind
    key: str
    title: str
    context: str
    path: str
