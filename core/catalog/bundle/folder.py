"""The catalogue's folder: its files by name, as rows that know where they stand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.files.data_files import Items, Problem, Row, parse_csv, parse_yaml, read_text


class Folder:
    """Opens files below one folder and collects what is wrong with them."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def name(self, path: Path) -> str:
        """A file as people know it: from the catalogue's folder on."""
        return (Path(self.path.name) / path.relative_to(self.path)).as_posix()

    def yaml(self, path: Path) -> Any:
        text = read_text(path, self.name(path), self.problems)
        return None if text is None else parse_yaml(text, self.name(path), self.problems)

    def yaml_rows(self, file: str) -> Iterator[Row]:
        yield from self.rows(self.yaml(self.path / file), self.name(self.path / file))

    def csv_rows(self, file: str, columns: tuple[str, ...]) -> Iterator[Row]:
        path = self.path / file
        text = read_text(path, self.name(path), self.problems)
        if text is not None:
            yield from parse_csv(text, self.name(path), columns, self.problems)

    def rows(self, value: Any, name: str, line: int = 1) -> Iterator[Row]:
        """The mappings of a YAML list; anything else is noted."""
        if value is None:
            return
        if not isinstance(value, Items):
            self.problems.append(Problem(name, line, "is not a list.", 'Begin each row with "- ".'))
            return
        for item, at in zip(value, value.lines, strict=True):
            if isinstance(item, Row):
                yield item
            else:
                self.problems.append(
                    Problem(name, at, f"is not a row: {item!r:.60}.", "Write {key: value, ...}.")
                )
