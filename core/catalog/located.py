"""Read YAML and CSV so that every complaint can name file and line."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.errors import Invalid


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
        super().__init__(
            f"{count} problem{'s' if count != 1 else ''} in the data files:\n"
            + "\n".join(str(problem) for problem in self.problems)
        )


@dataclass(frozen=True)
class Row(Mapping[str, Any]):
    """A mapping from a file that knows its line, and each value's line."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def problem(self, what: str, do: str = "", *, key: str | None = None) -> Problem:
        """A problem with this row, or with one value of it."""
        return Problem(self.file, self.lines.get(key or "", self.line), what, do)


MAX_DEPTH = 30
MAX_CELL = 20_000
MAX_BYTES = 20_000_000


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """A file as text, or ``None`` with a problem noted."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, 1, f"cannot be read: {error.strerror}."))
        return None
    return decode(data, name, problems)


def decode(data: bytes, name: str, problems: list[Problem]) -> str | None:
    """Bytes as UTF-8 text without a byte order mark, or ``None`` with a problem noted."""
    if len(data) > MAX_BYTES:
        problems.append(Problem(name, 1, "is larger than 20 MB.", "Split it."))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "is not UTF-8 text.", "Save it as UTF-8."))
        return None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        problems.append(Problem(name, line, "has a NUL character.", "Remove it."))
        return None
    return text


def parse_yaml(text: str, name: str, problems: list[Problem]) -> Any:
    """YAML as Python values, mappings as :class:`Row`; ``None`` with a problem noted."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        return None if node is None else _Builder(name, problems).build(node, 0)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(name, line, f"is not valid YAML: {error.problem}."))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(name, 1, f"is not valid YAML: {str(error).splitlines()[0]}."))
    except RecursionError:
        problems.append(Problem(name, 1, "is nested too deeply.", "Flatten it."))
    return None


class _Builder:
    """Turns YAML nodes into values, keeping lines and refusing what data files do not need."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.scalars = yaml.CSafeLoader("")

    def build(self, node: yaml.Node, depth: int) -> Any:
        line = node.start_mark.line + 1
        if depth > MAX_DEPTH:
            self.problems.append(Problem(self.name, line, "is nested too deeply.", "Flatten it."))
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, depth + 1) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, line, depth)
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, line: int, depth: int) -> Row:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(self.name, at, "has a key that is not a word."))
                continue
            key = str(key_node.value)
            if key in values:
                self.problems.append(
                    Problem(self.name, at, f"has the key {key!r} twice.", "Keep one of them.")
                )
            values[key] = self.build(value_node, depth + 1)
            lines[key] = at
        return Row(self.name, line, values, lines)

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        try:
            return self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self.problems.append(
                Problem(self.name, line, f"has a value that cannot be read: {node.value!r:.60}.")
            )
            return None


def parse_csv(
    text: str, name: str, columns: tuple[str, ...], problems: list[Problem]
) -> Iterator[Row]:
    """CSV rows under exactly these column names; empty cells are left out of the row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        line = 1
        for cells in reader:
            row_line, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if missing := [column for column in columns if column not in header]:
                    problems.append(
                        Problem(name, row_line, f"lacks the column {missing[0]!r}.", "Add it.")
                    )
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
        problems.append(Problem(name, reader.line_num or 1, f"is not valid CSV: {error}."))
