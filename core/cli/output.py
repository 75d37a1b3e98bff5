"""What every group of commands needs: JSON on standard output, and how verdicts are drawn."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, TypeVar, cast

from core.catalog.values import Reading
from core.config import settings
from core.errors import Invalid
from core.names import visible

if TYPE_CHECKING:
    from rich.console import Console

NOT_WHOLE = 3
"""Exit code: what was asked for is done, and what came of it is not whole."""
_Result = TypeVar("_Result")


class Tame:
    """A stream to a terminal on which no name from data moves the cursor or sets a title.

    Control characters of what is printed are written as their numbers. Not a terminal to whoever
    asks, so that rich, whose styles are such characters, sends none.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """As the stream, tamed."""
        return self.stream.write(visible(text))

    def isatty(self) -> bool:
        """No, whatever it is."""
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def tame() -> Iterator[None]:
    """What is printed inside goes through :class:`Tame`."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast(TextIO, Tame(before[0])), cast(TextIO, Tame(before[1]))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def console() -> "Console":
    """Where tables are drawn: square brackets of a name are no styles."""
    from rich.console import Console  # a moment that most commands need not wait for

    return Console(markup=False, highlight=False, emoji=False)


def print_json(value: object, plain: Callable[[Any], str] = str) -> None:
    """JSON on standard output, readable and stable; ``plain`` writes what JSON has no form for."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=plain)
    print()


def reading() -> Reading:
    """Today, with the organisation's setting of stale."""
    return Reading(date.today(), settings().stale_after_days)  # noqa: DTZ011


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file; see :func:`write_file`."""
    write_file(path, lambda out: out.write(content))


def write_file(path: Path, write: Callable[[BinaryIO], _Result]) -> _Result:
    """Write a file whole or not at all, for nobody else to read: it has personal data.

    What ``write`` gives back. Raises :class:`Invalid` where nothing can be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise Invalid(f"{path} cannot be written: {problem.strerror}.", field="file") from None
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as out:
            result = write(out)
        draft.replace(path)
    except OSError as problem:
        raise Invalid(f"{path} cannot be written: {problem.strerror}.", field="file") from None
    finally:
        draft.unlink(missing_ok=True)
    return result
