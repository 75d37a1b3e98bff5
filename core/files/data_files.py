"""Read YAML and CSV so that every complaint can name file and line."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml

from core.errors import Invalid
from core.files.first_bytes import told_apart

MOST_SHOWN = 100
"""Problems that are told at once: nobody puts more right in one go, and a page has to show them."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a data file: where, what, and what to do about it."""

    file: str
    line: int
    what: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}{f' {self.do}' if self.do else ''}"


class BadFiles(Invalid):
    """Data files that cannot be used, with all that is wrong in them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        count = len(self.problems)
        more = [f"… and {count - MOST_SHOWN:,} more."] if count > MOST_SHOWN else []
        super().__init__(
            f"{count:,} problem{'s' if count != 1 else ''} in the data files:\n"
            + "\n".join([*map(str, self.problems[:MOST_SHOWN]), *more])
        )


@dataclass(frozen=True)
class Row(Mapping[str, Any]):
    """A mapping from a file that knows its line, and each value's line."""

    file: str
    line: int
    cells: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.cells[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def problem(self, what: str, do: str = "", *, key: str | None = None) -> Problem:
        """A problem with this row, or with one value of it."""
        return Problem(self.file, self.lines.get(key or "", self.line), what, do)


MAX_DEPTH = 30
MAX_BYTES = 20_000_000
MAX_VALUES = 100_000
"""Values in one document, keys among them: the bundled files have a hundredth of it."""
MAX_PROBLEMS = 1_000
"""Problems of one document, after which it is read no further."""
MAX_PLAIN = 100
"""Characters of a value without quotes that may be a number, a date or yes: YAML reads ``1:1:1…``
as one number to the base of 60, in quadratic time."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """A file as text, or ``None`` with a problem noted."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.append(
            Problem(name, 1, f"cannot be read: {error.strerror}.", "See that it is there.")
        )
        return None
    return decode(data, name, problems)


def decode(data: bytes, name: str, problems: list[Problem]) -> str | None:
    """UTF-8 with or without byte order mark, or ``None`` with a problem noted."""
    if len(data) > MAX_BYTES:
        problems.append(Problem(name, 1, "is larger than 20 MB.", "Split it."))
        return None
    if what := told_apart(data):
        problems.append(Problem(name, 1, f"{what}.", "Choose the text file."))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "is not UTF-8 text.", "Save it as UTF-8."))
        return None
    if found := _CONTROL.search(text):
        line = text[: found.start()].count("\n") + 1
        problems.append(
            Problem(name, line, f"has the control character {found[0]!r}.", "Remove it.")
        )
        return None
    return text


class Items(list[Any]):
    """A YAML sequence that knows the line of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def parse_yaml(text: str, name: str, problems: list[Problem]) -> Any:
    """YAML as Python values, mappings as :class:`Row`, sequences as :class:`Items`.

    Only what data files need: one document, no aliases (they can grow without bound), no tags, no
    directives, no nesting beyond :data:`MAX_DEPTH`, no more than :data:`MAX_VALUES` values.
    ``None`` with a problem noted for what is no YAML at all, or no JSON where the name says JSON:
    YAML would make something of nearly every broken one.
    """
    if name.casefold().endswith(".json") and (wrong := _not_json(text, name)):
        problems.append(wrong)
        return None
    if found := _DIRECTIVE.search(text):
        # libyaml compares each with all before it, and no other thread runs meanwhile.
        line = text[: found.start()].count("\n") + 1
        problems.append(Problem(name, line, "begins with %.", "Indent it, or remove the line."))
        return None
    try:
        return _Document(text, name, problems).read()
    except _Stopped as stop:
        problems.append(stop.problem)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(
            Problem(
                name,
                line,
                f"is not valid YAML: {error.problem or error.context}.",
                "Look here and one line above for a missing quote, bracket or space.",
            )
        )
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split()) or "unreadable"
        problems.append(Problem(name, 1, f"is not valid YAML: {reason:.200}."))
    return None


def _not_json(text: str, name: str) -> Problem | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        what = f"is not valid JSON: {error.msg}."
        return Problem(name, error.lineno, what, "Look here and one line above.")
    except (ValueError, RecursionError):
        return None  # a number too long, or too deep: the limits below have the words for it
    return None


class _Stopped(Exception):
    """The document is read no further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Document:
    """Values from the parser's events.

    Not from ``yaml.compose``: its recursion is in C and ends the process on deeply nested input.
    """

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.before = len(problems)
        self.events = 0
        self.loader = yaml.CSafeLoader(text)

    def read(self) -> Any:
        self._next()  # the stream's start
        value = None
        event = self._next()
        if isinstance(event, yaml.DocumentStartEvent):
            value = self._value(self._next(), 0)
            self._next()  # the document's end
            event = self._next()
        if isinstance(event, yaml.DocumentStartEvent):
            self._note(event, "begins a second document.", "Remove the line ---.")
        return value

    def _next(self) -> yaml.Event:
        event = self.loader.get_event()
        assert event is not None
        self.events += 1
        if self.events > MAX_VALUES:
            self._stop(event, f"has more than {MAX_VALUES:,} values up to here.", "Split it.")
        return event

    def _note(self, event: yaml.Event, what: str, do: str) -> None:
        self.problems.append(Problem(self.name, _line(event), what, do))
        if len(self.problems) - self.before >= MAX_PROBLEMS:
            self._stop(event, "and after it is not read.", "Put what is before it right first.")

    def _stop(self, event: yaml.Event, what: str, do: str) -> NoReturn:
        raise _Stopped(Problem(self.name, _line(event), what, do))

    def _value(self, event: yaml.Event, depth: int) -> Any:
        if depth > MAX_DEPTH:
            self._stop(event, "is nested too deeply.", "Flatten it.")
        if isinstance(event, yaml.AliasEvent):
            self._note(event, f"uses the alias *{event.anchor}.", "Write the value out.")
            return None
        if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent | yaml.ScalarEvent):
            if event.tag is not None:
                self._note(event, f"has the tag {event.tag!r:.60}.", "Remove it; quote texts.")
            if isinstance(event, yaml.ScalarEvent):
                return None if event.tag is not None else self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        return self._mapping(event, depth)

    def _sequence(self, depth: int) -> Items:
        items = Items()
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
            items.lines.append(_line(event))
        return items

    def _mapping(self, start: yaml.Event, depth: int) -> Row:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._note(event, "has a key that is not a word.", "Write key: value.")
                self._value(event, depth + 1)
                self._value(self._next(), depth + 1)
                continue
            key = event.value
            if key in values:
                self._note(event, f"has the key {key!r:.60} twice.", "Keep one of them.")
            if _CONTROL.search(key):
                self._note(event, f"has a control character in {key!r:.60}.", "Remove it.")
            lines[key] = _line(event)
            values[key] = self._value(self._next(), depth + 1)
        return Row(self.name, _line(start), values, lines)

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        if event.implicit[0] and len(event.value) > MAX_PLAIN and not _CONTROL.search(event.value):
            return event.value
        tag = self.loader.resolve(  # type: ignore[no-untyped-call]
            yaml.ScalarNode, event.value, event.implicit
        )
        try:
            value = self.loader.construct_object(yaml.ScalarNode(tag, event.value))
        except (yaml.YAMLError, ValueError, OverflowError):
            value = object()
        if value is None or isinstance(value, bool | date):
            return value
        if isinstance(value, str) and not _CONTROL.search(value):
            return value
        if isinstance(value, int | float) and abs(value) < 10**18:
            return value
        self._note(
            event, f"has a value that cannot be read: {event.value!r:.60}.", "Put it in quotes."
        )
        return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def parse_csv(
    text: str, name: str, columns: tuple[str, ...], problems: list[Problem]
) -> Iterator[Row]:
    """CSV rows under exactly these column names, in any order; empty cells are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            row_line, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if not _is_header(header, columns, Row(name, row_line, {}), problems):
                    return
                continue
            if len(cells) != len(header):
                problems.append(
                    Problem(
                        name,
                        row_line,
                        f"has {len(cells)} cells where the header has {len(header)}.",
                        "Put text that contains a comma in double quotes.",
                    )
                )
                continue
            values = {k: c.strip() for k, c in zip(header, cells, strict=True) if c.strip()}
            yield Row(name, row_line, values)
    except csv.Error as error:
        problems.append(
            Problem(
                name,
                line,  # where the row begins: an open quote swallows the lines after it
                f"is not valid CSV from here on: {error}.",
                'Close each quote; write a quote inside a cell as "".',
            )
        )
        return
    if header is None:
        problems.append(Problem(name, 1, "is empty.", f"Begin with: {','.join(columns)}"))


def _is_header(
    header: list[str], columns: tuple[str, ...], at: Row, problems: list[Problem]
) -> bool:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    twice = [column for place, column in enumerate(header) if column in header[:place]]
    for some, what, do in (
        (missing, "lacks the column", "Add it."),
        (unknown, "has the unknown column", f"Known: {', '.join(columns)}."),
        (twice, "has twice the column", "Keep one of them."),
    ):
        problems.extend(at.problem(f"{what} {column!r:.60}.", do) for column in some)
    return not (missing or unknown or twice)
