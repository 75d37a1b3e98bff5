"""Lists of objects in JSON of any usual wrapping, as a table of texts. Pure.

A list of objects; one under a key (``users``, ``Resources``,
``data.organization.members.nodes``); JSON lines; several answers one after another. What an object
holds becomes columns (``json_values``).

Elements are decoded one by one, so that a file of 50 MB neither fills the memory nor holds up the
other threads of the process for seconds.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from core.errors import Invalid
from core.files.encodings import decoded_as
from core.files.json_values import MAX_DEPTH, flatten
from core.files.large_tables import MAX_ROWS, check_size

MAX_COLUMNS = 1_000
_CHUNK = 20_000
_MANY = (
    *("Resources", "users", "members", "employees", "people", "persons", "workers", "results"),
    *("data", "value", "items", "records", "nodes", "accounts", "resources", "Report_Entry"),
)
_IDENTIFYING = {"id", "email", "userName", "login", "userPrincipalName", "primaryEmail", "mail"}
"""Fields of a record: an object with one of them is no page around a list."""
_SMALL = 1_000_000
_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = json.JSONDecoder(parse_constant=lambda _word: None)


@dataclass(frozen=True)
class JsonRecords:
    """The objects of one list."""

    heads: tuple[str, ...]
    """Paths of the values, in the order in which they first stand there."""
    cells: pl.DataFrame
    """A text column for each, named 0, 1, 2 …"""
    lines: pl.Series
    """The line on which each object begins; its place in the list where lines do not tell."""
    around: Mapping[str, Any]
    """Plain values beside the list: counts, cursors, moments."""
    notes: tuple[str, ...] = ()


def looks_like_json(data: bytes, name: str) -> bool:
    """Whether a file is to be read as JSON."""
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\0", b"")
    return start[:1] in (b"{", b"[") and not name.casefold().endswith((".csv", ".tsv"))


def read_json_records(data: bytes, name: str) -> JsonRecords:
    """Read it whole; raises :class:`Invalid` that says what is wrong, and where."""
    check_size(data, name)
    text = data.decode(decoded_as(data, name))
    found = _Document(text, name)
    try:
        found.read()
    except json.JSONDecodeError as error:
        raise Invalid(
            f"{name}, line {error.lineno}, column {error.colno}: is not valid JSON ({error.msg}).",
            field="file",
            hint="It may be incomplete: export it again.",
        ) from None
    except RecursionError:
        raise Invalid(
            f"{name} is nested too deeply.", field="file", hint="Export the list of users alone."
        ) from None
    except ValueError:
        raise Invalid(
            f"{name} has a number that is too long.", field="file", hint="Export it again."
        ) from None
    return found.records()


@dataclass
class _List:
    """Objects on their way to columns."""

    key: str
    count: int = 0
    starts: list[int] = field(default_factory=list)
    columns: dict[str, list[str | None]] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    parts: list[pl.DataFrame] = field(default_factory=list)
    waiting: int = 0
    left_out: bool = False

    def add(self, record: Mapping[str, Any], start: int) -> None:
        flat: dict[str, str | None] = {}
        flatten(record, "", flat, 0)
        for path, value in flat.items():
            column = self.columns.get(path)
            if column is None:
                if len(self.heads) >= MAX_COLUMNS and path not in self.heads:
                    self.left_out = True
                    continue
                self.heads.setdefault(path, len(self.heads))
                column = self.columns[path] = []
            if len(column) < self.waiting:
                column.extend([None] * (self.waiting - len(column)))
            column.append(value)
        self.starts.append(start)
        self.count += 1
        self.waiting += 1
        if self.waiting >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        if not self.waiting:
            return
        for column in self.columns.values():
            column.extend([None] * (self.waiting - len(column)))
        frame = [
            pl.Series(str(self.heads[path]), column, dtype=pl.String)
            for path, column in self.columns.items()
        ]
        self.parts.append(
            pl.DataFrame(frame).with_columns(pl.all().replace("", None))
            if frame
            else pl.DataFrame({"0": pl.Series([None] * self.waiting, dtype=pl.String)})
        )
        self.columns, self.waiting = {}, 0


class _Document:
    """Reads one file's values and gathers its lists."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.lists: dict[str, _List] = {}
        self.around: dict[str, Any] = {}

    def read(self) -> None:
        at = self._skip(0)
        while at < len(self.text):
            if self.text[at] == "[":
                at = self._elements(at, "")
            elif self.text[at] == "{":
                at = self._object(at)
            else:
                raise json.JSONDecodeError("Expecting a list or an object", self.text, at)
            at = self._skip(at)

    def _object(self, at: int) -> int:
        """A top-level object: a page around a list, or a record of JSON lines."""
        if not self._is_small(at):
            return self._members(at, "", 0)
        value, end = _decoder.raw_decode(self.text, at)
        lists = list(_lists_in(value, "", 0))
        if not lists and not value.keys() & _IDENTIFYING:
            lists = list(_lists_in(value, "", 0, any_key=True))
        for path, found in lists:
            for record in found:
                self._take(record, at, path)
        if not lists:
            self._single(value, at)
        self.around |= dict(_plain(value))
        return end

    def _is_small(self, at: int) -> bool:
        """Whether an object may be decoded at once, as a line of its own or a small file."""
        if len(self.text) - at <= _SMALL:
            return True
        end = self.text.find("\n", at, at + _SMALL)
        return end >= 0 and self.text[at:end].rstrip(" \t\r,").endswith("}")

    def _members(self, at: int, path: str, depth: int) -> int:
        at = self._skip(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise json.JSONDecodeError("Expecting a name in quotes", self.text, at)
            key, at = _decoder.raw_decode(self.text, at)
            at = self._skip(at)
            if self.text[at : at + 1] != ":":
                raise json.JSONDecodeError("Expecting a colon", self.text, at)
            at = self._member(self._skip(at + 1), f"{path}.{key}" if path else key, depth)
            at = self._comma(at, "}")
        return at + 1

    def _member(self, at: int, path: str, depth: int) -> int:
        mark = self.text[at : at + 1]
        if mark == "[":
            return self._elements(at, path)
        if mark == "{" and depth < MAX_DEPTH:
            return self._members(at, path, depth + 1)
        value, at = _decoder.raw_decode(self.text, at)
        if isinstance(value, str | int | float | bool):
            self.around.setdefault(path, value)
        return at

    def _elements(self, at: int, path: str) -> int:
        at = self._skip(at + 1)
        while self.text[at : at + 1] != "]":
            start = at
            value, at = _decoder.raw_decode(self.text, at)
            if isinstance(value, dict):
                self._take(value, start, path)
            at = self._comma(at, "]")
        return at + 1

    def _comma(self, at: int, end: str) -> int:
        at = self._skip(at)
        if self.text[at : at + 1] == ",":
            after = self._skip(at + 1)
            if self.text[after : after + 1] != end:
                return after
        elif self.text[at : at + 1] == end:
            return at
        raise json.JSONDecodeError(f"Expecting a comma or {end}", self.text, at)

    def _single(self, value: dict[str, Any], start: int) -> None:
        """An object without a list in it: a record, or records by their ids."""
        if any(one == [] and key in _MANY for key, one in value.items()):
            return  # a page with nobody on it
        inside = [one for one in value.values() if isinstance(one, dict)]
        if len(value) > 1 and len(inside) == len(value):
            for one in inside:
                self._take(one, start, "")
        elif value:
            self._take(value, start, "")

    def _take(self, record: dict[str, Any], start: int, path: str) -> None:
        node = record.get("node")
        if isinstance(node, dict):  # GraphQL's edges
            record = {**{key: one for key, one in record.items() if key != "node"}, **node}
        found = self.lists.setdefault(path, _List(path))
        if found.count >= MAX_ROWS:
            raise Invalid(
                f"{self.name} has more than {MAX_ROWS:,} entries.", field="file", hint="Split it."
            )
        found.add(record, start)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        assert found is not None
        return found.end()

    def records(self) -> JsonRecords:
        if not self.lists:
            raise Invalid(
                f"{self.name} has no list of users.",
                field="file",
                hint="Export the list itself as JSON or CSV.",
            )
        chosen = max(self.lists.values(), key=_weight)
        chosen.flush()
        cells = pl.concat(chosen.parts, how="diagonal")
        heads = tuple(chosen.heads) or ("0",)
        cells = cells.select(str(at) for at in range(len(heads)))
        notes = (
            (f"It has more than {MAX_COLUMNS:,} fields; the rest was left out.",)
            if chosen.left_out
            else ()
        )
        lines = pl.Series("line", self._lines(chosen.starts), dtype=pl.Int64)
        return JsonRecords(heads, cells, lines, self.around, notes)

    def _lines(self, starts: list[int]) -> list[int]:
        lines, line, last = [], 1, 0
        for start in starts:
            line += self.text.count("\n", last, start)
            last = start
            lines.append(line)
        # A file on one line: places in the list tell more.
        return lines if len(set(lines)) == len(lines) else list(range(1, len(starts) + 1))


def _weight(found: _List) -> tuple[int, int]:
    last = found.key.rpartition(".")[2]
    return (found.count, -_MANY.index(last) if last in _MANY else -len(_MANY))


def _lists_in(
    value: Mapping[str, Any], path: str, depth: int, *, any_key: bool = False
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Lists of objects under a page's well-known keys; not what a record says of itself."""
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner, list) and (any_key or key in _MANY or key == "edges"):
            if some := [one for one in inner if isinstance(one, dict)]:
                yield here, some
        elif isinstance(inner, dict) and depth < MAX_DEPTH:
            yield from _lists_in(inner, here, depth + 1, any_key=any_key)


def _plain(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner, str | int | float | bool):
            yield here, inner
        elif isinstance(inner, dict) and not path:
            yield from _plain(inner, here)
