"""What the process that reads a table runs: limits first, then bytes in, rows out.

It gets the table's name, as JSON on a line, and its bytes on standard input, and writes one JSON
value a line: ``[line, [cell, …]]`` for each row, or of a large workbook what ``workbook_rows``
says; at the end ``null``, or an object with why the table is refused. Who reads it takes an end
without either for a limit that was passed.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

MAX_MEMORY = 400_000_000
"""Bytes of address space: the interpreter, the file, and the sheet as calamine holds it."""
MAX_CPU_SECONDS = 6
LARGE_MEMORY = 800_000_000
"""For a workbook of hundreds of thousands of rows: one of 200,000 by 20 takes some 450 MB."""
LARGE_CPU_SECONDS = 25


def limit(memory: int = MAX_MEMORY, cpu_seconds: int = MAX_CPU_SECONDS) -> None:
    """Take memory, time, files and priority from this process, so far as the system can."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        # macOS knows no limit of address space; time still ends what grows.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    with suppress(OSError):
        os.nice(5)  # pages that people wait for go first


def main() -> None:
    """Read the table on standard input."""
    limit()
    from core.files.table_rows import rows

    _write(rows)


def large() -> None:
    """Read the large workbook on standard input."""
    limit(LARGE_MEMORY, LARGE_CPU_SECONDS)
    from core.files.workbook_rows import values

    _write(values)


def _write(read: Callable[[bytes, str], Iterable[object]]) -> None:
    from core.errors import Invalid

    say = sys.stdout.write
    name = json.loads(sys.stdin.buffer.readline())
    try:
        for value in read(sys.stdin.buffer.read(), name):
            say(json.dumps(value, ensure_ascii=False))
            say("\n")
        say("null\n")
    except Invalid as refusal:
        say(json.dumps({"message": refusal.message, "hint": refusal.hint}))
        say("\n")
    sys.stdout.flush()
