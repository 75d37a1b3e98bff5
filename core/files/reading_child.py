"""What the process that reads a table runs: limits first, then bytes in, rows out.

It gets the table's name, as JSON on a line, and its bytes on standard input, and writes one JSON
value a line: ``[line, [cell, …]]`` for each row, at the end ``null``, or an object with why the
table is refused. Whoever reads it takes an end without either for a limit that was passed.
"""

import json
import os
import sys
from contextlib import suppress

MAX_MEMORY = 400_000_000
"""Bytes of address space: the interpreter, the file, and the sheet as calamine holds it."""
MAX_CPU_SECONDS = 6


def limit() -> None:
    """Take memory, time, files and priority from this process, so far as the system can."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
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
    from core.errors import Invalid
    from core.files.table_rows import rows

    say = sys.stdout.write
    name = json.loads(sys.stdin.buffer.readline())
    try:
        for row in rows(sys.stdin.buffer.read(), name):
            say(json.dumps(row, ensure_ascii=False))
            say("\n")
        say("null\n")
    except Invalid as refusal:
        say(json.dumps({"message": refusal.message, "hint": refusal.hint}))
        say("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
