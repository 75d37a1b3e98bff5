"""Where a file carries its signature, so that there is one file to hand on and not two.

One rule for all forms: the token vouches for every byte before it, and what follows it is fixed.

- ZIP: the archive's comment, its last bytes.
- PDF: a comment after the end, and the end once more, where readers look for it.
- JSONL and CSV: the last line.
- Anything else (XLSX): a file beside it, named ``FILE.sig``, over all bytes of ``FILE``.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from os import SEEK_END
from typing import BinaryIO

MARK = b"offramp-signature"
WINDOW = 1 << 17
"""A signature, of a hundred keys even, is within so many bytes of the end."""
_CHUNK = 1 << 20
_TOKEN = re.compile(rb'(\{"|%|)' + MARK + rb'(":"|,| )([\w-]+\.[\w-]+\.[\w-]+)')

Sign = Callable[[str], bytes]
"""A SHA-256 in hex → the token over it, whose length is always the same."""


class Form(StrEnum):
    """How a signature lies in its file."""

    ZIP = "zip"
    PDF = "pdf"
    JSONL = "jsonl"
    CSV = "csv"
    BESIDE = "sig"


@dataclass(frozen=True)
class Found:
    """A signature in a file: its token, the SHA-256 of all before it, what is wrong after it."""

    form: Form
    token: bytes
    sha256: str
    trailing: bool
    """Whether something else follows than what belongs there."""


def signed_pdf(content: bytes, sign: Sign) -> bytes:
    """A PDF with its signature."""
    end = _pdf_end(content)
    body = content.rstrip(b"\r\n") + b"\n%" + MARK + b" "
    return body + sign(sha256(body).hexdigest()) + b"\n" + end


def sign_zip(out: BinaryIO, sign: Sign) -> None:
    """Sign a ZIP without a comment; ``out`` can be read and written."""
    length = len(MARK) + 1 + len(sign("0" * 64)) + 1
    out.seek(-2, SEEK_END)
    out.write(struct.pack("<H", length) + MARK + b" ")
    out.seek(0)
    digest = _digest(out, None)
    out.seek(0, SEEK_END)
    out.write(sign(digest) + b"\n")


def signed_lines(lines: Iterable[str], form: Form, sign: Sign) -> Iterator[str]:
    """The lines of a JSONL or CSV file, and a last one with the signature."""
    digest = sha256()
    for line in lines:
        digest.update(line.encode())
        yield line
    begin, end = ('{"offramp-signature":"', '"}\n')
    if form is Form.CSV:
        begin, end = "offramp-signature,", "\r\n"
    digest.update(begin.encode())
    yield begin + sign(digest.hexdigest()).decode() + end


def beside(content: bytes, sign: Sign) -> bytes:
    """The text of ``FILE.sig``."""
    return MARK + b" " + sign(sha256(content).hexdigest()) + b"\n"


def is_signature_line(line: str) -> bool:
    """Whether a line of an exported log is its signature and no entry."""
    return line.startswith(('{"offramp-signature":', "offramp-signature,")) and line.count(".") == 2


def find(file: BinaryIO) -> Found | None:
    """The signature that a file carries; ``None`` where there is none."""
    file.seek(0)
    forms = _forms(file.read(5))
    start = max(file.seek(0, SEEK_END) - WINDOW, 0)
    file.seek(start)
    tail = file.read()
    # In a ZIP there may be signed PDFs.
    matches = [m for m in _TOKEN.finditer(tail) if _SIGNS.get((m[1], m[2])) in forms]
    if not matches:
        return None
    match = matches[-1]
    form = _SIGNS[match[1], match[2]]
    after = b"\n" + _pdf_end(tail[: match.start()]) if form is Form.PDF else _AFTER[form]
    file.seek(0)
    digest = _digest(file, start + match.start(3))
    return Found(form, match[3], digest, trailing=tail[match.end() :] != after)


def find_beside(file: BinaryIO, signature: bytes) -> Found | None:
    """The signature of a file that cannot carry it, out of the text of ``FILE.sig``."""
    match = _TOKEN.fullmatch(signature.removesuffix(b"\n"))
    if match is None or (match[1], match[2]) != (b"", b" "):
        return None
    file.seek(0)
    return Found(Form.BESIDE, match[3], _digest(file, None), signature[-1:] != b"\n")


_SIGNS = {
    (b"", b" "): Form.ZIP,
    (b"%", b" "): Form.PDF,
    (b'{"', b'":"'): Form.JSONL,
    (b"", b","): Form.CSV,
}
_AFTER = {Form.ZIP: b"\n", Form.JSONL: b'"}\n', Form.CSV: b"\r\n"}


def _forms(beginning: bytes) -> set[Form]:
    if beginning.startswith(b"PK"):
        return {Form.ZIP}
    return {Form.PDF} if beginning == b"%PDF-" else {Form.JSONL, Form.CSV}


def _pdf_end(content: bytes) -> bytes:
    """The end of a PDF, from ``startxref`` on."""
    at = content.rfind(b"startxref")
    return content[at:].rstrip(b"\r\n") + b"\n" if at >= 0 else b""


def _digest(file: BinaryIO, length: int | None) -> str:
    """SHA-256 of so many bytes from here on; of all."""
    digest = sha256()
    while length is None or length > 0:
        chunk = file.read(_CHUNK if length is None else min(_CHUNK, length))
        if not chunk:
            break
        digest.update(chunk)
        length = None if length is None else length - len(chunk)
    return digest.hexdigest()
