"""What is in a signed ZIP, a case's or a period's, and how anyone checks it: ``README.txt`` and
``verify.md``.

Only what is there is listed: a reader who looks for the folder of attached files, and finds none,
would think that it was taken away.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from core.config import ROOT
from core.offboarding.pack.absence import CHECK, FOLDER
from core.offboarding.pack.manifest import NAME
from core.signatures.keys import grouped

README, VERIFY = "README.txt", "verify.md"
_INSTRUCTIONS = ROOT / "data" / "reports" / VERIFY
_MADE = {
    "case.json": "the same for machines, moments in UTC",
    "timeline.csv": "every event of the case, with its place and hash in the audit log",
    VERIFY: "how to check this pack, with Offramp or without",
}
_EVIDENCE = "evidence/"


def readme(
    number: str,
    at: datetime,
    by: str,
    key: str,
    *,
    attached: int,
    proofs: int = 0,
    reopened: int = 0,
    left_out: Collection[str],
    known: Collection[str] = (),
) -> bytes:
    """The text of ``README.txt``. ``attached``: how many evidence files are in the pack;
    ``left_out``: why each of the others is not; ``proofs``: how many steps apps' lists
    prove; ``reopened``: how many more they did that were opened again since; ``key``: the public
    key, in hex; ``known``: app by app, how it is known that access is gone."""
    told = {f"{number}.pdf": "the case for people", **_MADE}
    if attached:
        files = "1 file" if attached == 1 else f"{attached:,} files"
        told[_EVIDENCE] = f"what was attached to the steps, byte for byte: {files}"
    if proofs or reopened:
        again = f"; {_steps(reopened)} more had such a proof, opened again since" * bool(reopened)
        told[FOLDER] = (
            f"that an account is gone from an app's list, without the list: {_steps(proofs)}{again}"
        )
        told[CHECK] = "what these show, and how to check them with some seventy lines of Python"
    told[NAME] = "size and SHA-256 of each of these"
    width = max(map(len, told)) + 3
    when = f"{at:%Y-%m-%d %H:%M} UTC"
    lines = [f"Evidence pack of {number}, exported from Offramp on {when} by {by}."]
    lines += ["", *(f"{name:<{width}}{what}" for name, what in told.items())]
    lines += ["", "Whether access is gone, and how that is known:", *known] if known else []
    if not attached and not left_out:
        lines += ["", "No files are attached to the steps of this case."]
    lines += ["", "Not in this pack:", *left_out] if left_out else []
    has_lists = bool(proofs or reopened)
    return _text([*lines, *_how_to_check(f"{number}.zip", key, has_lists=has_lists)])


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count:,} steps"


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


def _how_to_check(file: str, key: str, *, has_lists: bool = False) -> list[str]:
    with_log = [
        "",
        "log.jsonl is an export of the whole audit log, from the page Audit log of that Offramp.",
        "It shows that the log has the lists that the proofs are of; without it that is not",
        "checked, and the exit code is 3.",
    ]
    return [
        "",
        "The ZIP is signed, and so is the PDF in it, with the Ed25519 key",
        grouped(key),
        "Compare it with the one on the audit page of that Offramp: this line proves nothing,",
        "as anyone can write it. Nothing secret is needed to check:",
        "",
        f'    offramp verify --key "KEY" {file}{" log.jsonl" * has_lists}',
        *(with_log if has_lists else ()),
        "",
        f"or twenty lines of Python, without Offramp: {VERIFY}.",
    ]


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def instructions(file: str) -> bytes:
    """The text of ``verify.md``, with the name of the ZIP that it lies in."""
    return _INSTRUCTIONS.read_bytes().replace(b"YOUR-FILE.zip", file.encode())
