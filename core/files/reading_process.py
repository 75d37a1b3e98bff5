"""Read a table in a process of its own: what passes a limit ends that process, and no other."""

import json
import os
import subprocess  # nosec B404
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from core.config import ROOT
from core.errors import Invalid, Unavailable
from core.files.table_rows import Cells

AT_ONCE = 2
"""Tables that this process has read at the same time."""
PATIENCE_SECONDS = 20.0
"""So long a table waits for its turn."""
WALL_SECONDS = 8.0
"""So long one may be read, whatever else the machine does."""
LARGE_SECONDS = 60.0
"""So long one of hundreds of thousands of rows."""

_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""All that the process gets of the environment: what an interpreter may need to start."""
_MAIN = (
    "import sys; sys.path[:0] = sys.argv.pop().split('\\n'); "
    "from core.files import reading_child; getattr(reading_child, sys.argv.pop())()"
)

_turn = BoundedSemaphore(AT_ONCE)


def rows_elsewhere(data: bytes, name: str) -> Iterator[Cells]:
    """As :func:`core.files.table_rows.rows`; raises :class:`Unavailable` where others go first."""
    return _elsewhere(data, name, "main", WALL_SECONDS)


def large_rows_elsewhere(data: bytes, name: str) -> Iterator[Any]:
    """As :func:`core.files.workbook_rows.values`; raises :class:`Unavailable` likewise."""
    return _elsewhere(data, name, "large", LARGE_SECONDS)


def _elsewhere(data: bytes, name: str, way: str, seconds: float) -> Iterator[Any]:
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable(
            f"{AT_ONCE} other tables are being read at the moment.",
            field="file",
            hint="Try again in a minute.",
        )
    try:
        written = _run(data, name, way, seconds)
    finally:
        _turn.release()
    return _told(written, name)


def _run(data: bytes, name: str, way: str, seconds: float) -> bytes:
    # No site, no user's settings: it starts in a third of the time, and runs nothing but ours.
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _MAIN, way, _places()]
    try:
        return subprocess.run(  # noqa: S603  # nosec B603
            command,
            input=json.dumps(name).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in _KEPT if key in os.environ},
            cwd="/",
            timeout=seconds,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        raise _too_much(name) from None
    except OSError as error:
        raise Unavailable(
            f"{name} cannot be read at the moment: no process could be started ({error.strerror}).",
            field="file",
            hint="Try again in a minute.",
        ) from error


def _places() -> str:
    """Where our own code is, and calamine's."""
    found = find_spec("python_calamine")
    assert found is not None
    assert found.origin is not None
    return f"{ROOT}\n{Path(found.origin).parent.parent}"


def _told(written: bytes, name: str) -> Iterator[Any]:
    end = written.rfind(b"\n", 0, -1) + 1
    last = json.loads(written[end:]) if written.endswith(b"\n") else False
    if isinstance(last, dict) and "message" in last:
        raise Invalid(last["message"], field="file", hint=last["hint"])
    if last is not None:
        raise _too_much(name)
    # Line by line: one call for all of it would hold up every other thread.
    start = 0
    while start < end:
        stop = written.index(b"\n", start)
        yield json.loads(written[start:stop])
        start = stop + 1


def _too_much(name: str) -> Invalid:
    return Invalid(
        f"{name} needs more memory or time than a table may.",
        field="file",
        hint="Open it in a spreadsheet, and save the one sheet that is needed as CSV.",
    )
