"""Whether a file is what its name says: an auditor who cannot open a proof has none.

Only for names whose kind has a beginning that all its files share (ASVS 5.0, 5.2.2); anything else
is kept as it is, and nothing is ever opened here.
"""

import re
from pathlib import PurePath

from core.errors import Invalid

BEGINNING = 1024
"""Bytes that are looked at; a PDF may have others before its mark (ISO 32000-1, Annex H.3.4.1)."""

_ZIP = (re.compile(rb"PK(\x03\x04|\x05\x06)"), "ZIP archive")
_MARKS: dict[str, tuple[re.Pattern[bytes], str]] = {
    ".pdf": (re.compile(rb"[\s\S]{0,1019}%PDF-"), "PDF"),
    ".png": (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG picture"),
    ".jpg": (re.compile(rb"\xff\xd8\xff"), "JPEG picture"),
    ".jpeg": (re.compile(rb"\xff\xd8\xff"), "JPEG picture"),
    ".gif": (re.compile(rb"GIF8[79]a"), "GIF picture"),
    ".webp": (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP picture"),
    ".heic": (re.compile(rb"....ftyp", re.DOTALL), "HEIC picture"),
    ".mp4": (re.compile(rb"....ftyp", re.DOTALL), "MP4 film"),
    ".zip": _ZIP,
    ".xlsx": (_ZIP[0], "Excel workbook"),
    ".docx": (_ZIP[0], "Word document"),
    ".pptx": (_ZIP[0], "PowerPoint presentation"),
    ".odt": (_ZIP[0], "OpenDocument text"),
    ".ods": (_ZIP[0], "OpenDocument table"),
}
_TEXTS = {
    ".txt",
    ".csv",
    ".tsv",
    ".json",
    ".jsonl",
    ".md",
    ".log",
    ".html",
    ".htm",
    ".xml",
    ".yaml",
    ".yml",
}


def check_kind(name: str, beginning: bytes) -> None:
    """Raise :class:`Invalid` where the first bytes of a file contradict its name."""
    # Windows leaves dots and spaces at the end away: there `proof.pdf.` is a `proof.pdf`.
    ending = PurePath(name.rstrip(". ")).suffix.lower()
    mark, kind = _MARKS.get(ending, (None, "text"))
    if mark is not None:
        fits = mark.match(beginning[:BEGINNING]) is not None
    else:
        is_wide = beginning[:2] in (b"\xff\xfe", b"\xfe\xff")
        fits = ending not in _TEXTS or is_wide or b"\0" not in beginning[:BEGINNING]
    if not fits:
        raise Invalid(
            f"“{name}” is no {kind}: what is in it begins otherwise.",
            field="file",
            hint="Open it to see what it is, and give it the ending of that, or export it again.",
        )
