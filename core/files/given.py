"""The bytes of a file that a command is given; never more of them than any reader takes."""

import sys
from pathlib import Path

from core.errors import Invalid

MAX_BYTES = 25_000_000
"""As much as the pages take."""


def given_bytes(file: Path | str, field: str, most: int = MAX_BYTES) -> bytes:
    """The file's bytes, or standard input's for ``-``; raises :class:`Invalid`."""
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(most + 1)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", field=field) from None
    if len(data) > most:
        raise Invalid(f"{file} is larger than {most // 10**6} MB.", field=field, hint="Split it.")
    return data
