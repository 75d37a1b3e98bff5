"""The values of a JSON object as texts, each under its path. Pure.

Nested values have paths with dots: ``profile.email``. Of a list of objects the primary or first one
counts (``emails.value``), beside it all of them (``emails[].value``), and each type's first
(``emails[work].value``).
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from core.files.large_tables import MAX_CELL

MAX_DEPTH = 8
"""Of what is looked into; what is deeper is left out."""
_WRAPPING = {"value", "label", "type", "universal_id", "humanReadable"}
"""Keys of an object that stands for its ``value`` (Personio v1, HiBob)."""
_JOINED = ("value", "name", "display", "displayName", "address", "skuPartNumber", "skuId", "title")


def flatten(value: Mapping[str, Any], path: str, flat: dict[str, str | None], depth: int) -> None:
    """Put each plain value of an object under its path, ``profile.email``, into ``flat``."""
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner, dict) and "value" in inner and inner.keys() <= _WRAPPING:
            inner = inner["value"]
        if isinstance(inner, dict):
            if depth < MAX_DEPTH:
                flatten(inner, here, flat, depth + 1)
        elif isinstance(inner, list):
            _flatten_list(inner, here, flat, depth)
        else:
            flat[here] = _text(inner)


def _flatten_list(some: list[Any], path: str, flat: dict[str, str | None], depth: int) -> None:
    objects = [one for one in some if isinstance(one, dict)]
    if not objects:
        texts = [text for one in some if (text := _text(one))]
        flat[path] = "; ".join(texts)[:MAX_CELL] or None
        return
    if depth >= MAX_DEPTH:
        return
    if all("@type" in one for one in objects):  # protobuf's Any: each has its own meaning
        for one in objects:
            name = str(one["@type"]).rpartition(".")[2]
            inner = {key: value for key, value in one.items() if key != "@type"}
            flatten(inner, f"{path}.{name}", flat, depth + 1)
        return
    first = next((one for one in objects if _is_primary(one)), objects[0])
    flatten(first, path, flat, depth + 1)
    for key in _JOINED:
        if texts := [text for one in objects if (text := _text(one.get(key)))]:
            flat[f"{path}[].{key}"] = "; ".join(texts)[:MAX_CELL]
    for one in reversed(objects):
        kind = one.get("type")
        if isinstance(kind, str) and 0 < len(kind) < 20:
            inner = {key: value for key, value in one.items() if key in _JOINED}
            flatten(inner, f"{path}[{kind}]", flat, depth + 1)


def _is_primary(one: Mapping[str, Any]) -> bool:
    return any(one.get(key) is True for key in ("primary", "isPrimary", "is_primary"))


_TEXTS: Mapping[type, Callable[[Any], str | None]] = {
    str: lambda value: value[:MAX_CELL],
    bool: lambda value: "true" if value else "false",
    int: str,
    float: lambda value: (
        None
        if not math.isfinite(value)
        else str(int(value))
        if value.is_integer() and abs(value) < 2**63
        else repr(value)
    ),
}


def _text(value: Any) -> str | None:
    written = _TEXTS.get(type(value))
    return written(value) if written else None
