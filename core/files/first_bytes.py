"""What a file is that was given as text, by how it begins. Pure, and light to import."""

ZIP = b"PK\x03\x04"
"""How every ZIP begins, XLSX files among them."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How XLS files begin, and XLSX files under a password."""

_KINDS = (
    (b"%PDF", "is a PDF"),
    (ZIP, "is an Excel workbook or another ZIP archive"),
    (OLD_OFFICE, "is an XLS file, or has a password"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF87a", "is a picture"),
    (b"GIF89a", "is a picture"),
)


def told_apart(data: bytes) -> str | None:
    """``is a PDF`` and the like for what is surely no text; ``None`` for what may be one."""
    return next((what for mark, what in _KINDS if data.startswith(mark)), None)
