"""Command line: ``verify FILE``: any file that Offramp signed, on any machine."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from core.app.audit.signed_files import FileCheck, check_files
from core.cli.offboarding.gone_json import app_json, gone_json, no_longer_json
from core.cli.output import NOT_WHOLE, print_json
from core.errors import Invalid
from core.names import visible
from core.signatures.keys import grouped, noted

BROKEN, USAGE = 1, 2
LONGEST_PATH = 1000
"""Characters of what may be a file's name; a longer text is none, and the system refuses it."""
MOST_OF_A_KEY_FILE = 100_000
"""Characters that are read of a file of keys: hundreds of them."""


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Evidence pack, proof, case (PDF) or exported log."),
    ],
    key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY|FILE",
            help="Public key that you trust: as audit public-key prints it, or a file of such "
            "lines; again for more.",
        ),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check signed files; needs no key file, no database, no network. Exit code: 0 all hold,
    1 something is wrong, 2 a file or key that cannot be read, 3 all hold, but who signed was
    not checked (no --key), one says that something was left out of it, an absence that it shows
    could not be checked (no exported log), or a step of it was opened again."""
    try:
        keys = [one for text in key or () for one in trusted(text)]
        found = check_files(files, keys)
    except Invalid as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(USAGE) from None
    except OSError as problem:
        print(f"{problem.filename} cannot be read: {problem.strerror}.", file=sys.stderr)
        raise typer.Exit(USAGE) from None
    if json_:
        print_json([_json(one, keys) for one in found])
    else:
        for one in found:
            _tell(one, keys)
    if not all(one.holds for one in found):
        raise typer.Exit(BROKEN)
    if not keys or not all(one.shows_all for one in found):
        raise typer.Exit(NOT_WHOLE)


def trusted(text: str) -> list[str]:
    """The keys that ``--key`` gives: one, or those of a file, a line each.

    Raises :class:`Invalid` where one is no key, :class:`OSError` where the file cannot be read.
    """
    file = Path(text)
    if len(text) > LONGEST_PATH or not file.is_file():
        return [noted(text)]
    with file.open(encoding="utf-8", errors="replace") as lines:
        told = [line for line in lines.read(MOST_OF_A_KEY_FILE).splitlines() if line.strip()]
    if not told:
        raise Invalid(f"{text!r} is empty.", field="key", hint="Save audit public-key in it.")
    return [noted(line) for line in told]


def _tell(one: FileCheck, keys: list[str]) -> None:
    unsigned = "not signed" if one.is_no_signed_file else "DOES NOT HOLD"
    print(f"{'holds' if one.holds else unsigned}: {_plain(str(one.file))}")
    for problem in one.problems:
        print(f"  {_plain(problem)}")
    about = one.statement
    if about is None:
        return
    print(f"  {about.kind}: {_plain(about.about)}")
    print(f"  exported {about.at:%Y-%m-%d %H:%M:%S} UTC by {_plain(about.by)}")
    print(f"  audit log then: {about.count:,} entries, {_plain(about.hash)}")
    for missing in one.left_out:
        print(f"  left out when it was written: {_plain(missing)}")
    for gone in one.gone:
        print(f"  gone: {_plain(gone.in_words())}")
    for app in one.apps:
        if not app.is_shown:
            print(f"  {app.how}: {_plain(app.in_words())}")
    for each in one.no_longer:
        print(f"  NO LONGER: {_plain(each.in_words())}")
    for sentence in one.unchecked:
        print(f"  NOT CHECKED: {_plain(sentence)}")
    for note in one.notes:
        print(f"  {_plain(note)}")
    print(f"  signed with {grouped(about.keys[-1].key)}")
    if not keys and one.holds:
        print(
            "  Nothing was changed since it was signed. WHO SIGNED IT IS NOT CHECKED: anyone can "
            "sign with their own key. Take the key from the audit page of Offramp and give it "
            "with --key."
        )
    elif one.holds and about.keys[-1].key not in keys:
        print("  which the key that you gave vouches for")


def _plain(text: str) -> str:
    return visible(text, keep="")


def _json(one: FileCheck, keys: list[str]) -> dict[str, Any]:
    about = one.statement
    return {
        "file": str(one.file),
        "holds": one.holds,
        "problems": list(one.problems),
        "notes": list(one.notes),
        "left_out": list(one.left_out),
        "gone": [gone_json(each) for each in one.gone],
        "apps": [app_json(each) for each in one.apps],
        "no_longer": [no_longer_json(each) for each in one.no_longer],
        "unchecked": list(one.unchecked),
        "kind": about and about.kind.value,
        "about": about and about.about,
        "at": about and about.at.isoformat(),
        "by": about and about.by,
        "audit": about and {"count": about.count, "hash": about.hash},
        "key": about and about.keys[-1].key,
        "key_given": bool(keys),
    }
