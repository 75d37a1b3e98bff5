"""What is in an evidence pack, and how anyone checks it: ``README.txt`` and ``verify.md``.

Only what is there is listed: a reader who looks for the folder of attached files, and finds none,
would think that it was taken away.
"""

from collections.abc import Collection
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
    lines += [
        "",
        "The ZIP is signed, and so is the PDF in it, with the Ed25519 key",
        grouped(key),
        "Compare it with the one on the audit page of that Offramp: this line proves nothing,",
        "as anyone can write it. Nothing secret is needed to check:",
        "",
        f'    offramp verify --key "KEY" {number}.zip',
        "",
        f"or twenty lines of Python, without Offramp: {VERIFY}.",
    ]
    return ("\n".join(lines) + "\n").encode()


def instructions() -> bytes:
    """The text of ``verify.md``, the same in every pack."""
    return _INSTRUCTIONS.read_bytes()
