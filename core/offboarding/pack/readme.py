"""What is in a signed ZIP, a case's or a period's, and how anyone checks it: ``README.txt`` and
``verify.md``.

Only what is there is listed: a reader who looks for the folder of attached files, and finds none,
would think that it was taken away.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from core.config import ROOT
from core.offboarding.pack.manifest import NAME
from core.signatures.keys import grouped

README, VERIFY = "README.txt", "verify.md"
_INSTRUCTIONS = ROOT / "data" / "reports" / VERIFY
_MADE = {
    "case.json": "the same for machines, moments in UTC",
    "timeline.csv": "every event of the case, with its place and hash in the audit log",
    VERIFY: "how to check this pack, with Offramp or without",
}
_FOLDER = "evidence/"


def readme(
    number: str,
    at: datetime,
    by: str,
    key: str,
    *,
    attached: int,
    left_out: Collection[str],
) -> bytes:
    """The text of ``README.txt``. ``attached``: how many evidence files are in the pack;
    ``left_out``: why each of the others is not; ``key``: the public key, in hex."""
    told = {f"{number}.pdf": "the case for people", **_MADE}
    if attached:
        files = "1 file" if attached == 1 else f"{attached:,} files"
        told[_FOLDER] = f"what was attached to the steps, byte for byte: {files}"
    told[NAME] = "size and SHA-256 of each of these"
    width = max(map(len, told)) + 3
    when = f"{at:%Y-%m-%d %H:%M} UTC"
    lines = [f"Evidence pack of {number}, exported from Offramp on {when} by {by}."]
    lines += ["", *(f"{name:<{width}}{what}" for name, what in told.items())]
    if not attached and not left_out:
        lines += ["", "No files are attached to the steps of this case."]
    lines += ["", "Not in this pack:", *left_out] if left_out else []
    return _text([*lines, *_how_to_check(f"{number}.zip", key)])


def proof_readme(about: str, at: datetime, by: str, key: str, name: str) -> bytes:
    """The same of a period's proof. ``about``: the period; ``name``: of its files, without
    ending."""
    told = {
        f"{name}.pdf": "the proof for people",
        f"{name}.xlsx": "the same as a workbook, with every case and every late step",
        "proof.json": "the same for machines, moments in UTC, lengths in seconds",
        VERIFY: "how to check this, with Offramp or without",
        NAME: "size and SHA-256 of each of these",
    }
    width = max(map(len, told)) + 3
    return _text(
        [
            f"Proof of {about}, exported from Offramp on {at:%Y-%m-%d %H:%M} UTC by {by}.",
            "",
            *(f"{each:<{width}}{what}" for each, what in told.items()),
            *_how_to_check(f"{name}.zip", key),
        ]
    )


def _how_to_check(file: str, key: str) -> list[str]:
    return [
        "",
        "The ZIP is signed, and so is the PDF in it, with the Ed25519 key",
        grouped(key),
        "Compare it with the one on the audit page of that Offramp: this line proves nothing,",
        "as anyone can write it. Nothing secret is needed to check:",
        "",
        f'    offramp verify --key "KEY" {file}',
        "",
        f"or twenty lines of Python, without Offramp: {VERIFY}.",
    ]


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def instructions(file: str) -> bytes:
    """The text of ``verify.md``, with the name of the ZIP that it lies in."""
    return _INSTRUCTIONS.read_bytes().replace(b"YOUR-FILE.zip", file.encode())
