"""A resource in the form in which filters and sorting compare it.

Strings in NFC and, unless their attribute is ``caseExact``, in lower case (RFC 7643 §2.2; the same
rule as scim2-models' ``default_comparison_key``); moments as UTC text of one width, so that text
order is time order. Kept beside the resource, so that filters become SQL.
"""

from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize


def key(value: str, case_exact: bool) -> str:
    """The comparable form of one string."""
    if value.isascii():
        return value if case_exact else value.lower()
    composed = normalize("NFC", value)
    return composed if case_exact else normalize("NFC", composed.lower())


def moment(value: datetime) -> str:
    """A moment as text whose order is time order."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        found = aware.astimezone(UTC)
    except OverflowError:  # before the first or after the last moment that there is
        end = datetime.min if value.year == 1 else datetime.max  # noqa: DTZ901
        found = end.replace(tzinfo=UTC)
    return found.isoformat(timespec="microseconds").replace("+00:00", "Z")


def comparable(
    node: Any, case_exact: frozenset[tuple[str, ...]], path: tuple[str, ...] = ()
) -> Any:
    """The comparable form of a resource in wire form (dicts, lists, strings, numbers, booleans)."""
    if isinstance(node, str):
        return key(node, path in case_exact)
    if isinstance(node, dict):
        return {name: comparable(value, case_exact, (*path, name)) for name, value in node.items()}
    if isinstance(node, list):
        return [comparable(item, case_exact, path) for item in node]
    return node
