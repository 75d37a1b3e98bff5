"""Which encoding a text file has. Pure."""

from core.errors import Invalid

_LOOKED_AT = 4_000


def decoded_as(data: bytes, name: str) -> str:
    """``utf-8-sig``, ``utf-16…`` or ``cp1252``; raises :class:`Invalid` for what is no text.

    A file with valid UTF-8 before a byte that is none is damaged UTF-8, not Windows-1252: read as
    that, every name with an accent would be wrong.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _whole(data, "utf-16", name)
    even, odd = data[:_LOOKED_AT:2].count(0), data[1:_LOOKED_AT:2].count(0)
    if max(even, odd) * 5 > len(data[:_LOOKED_AT]) and min(even, odd) * 10 < max(even, odd):
        return _whole(data, "utf-16-be" if even > odd else "utf-16-le", name)
    if (at := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise Invalid(
            f"{name}, line {line}: has a NUL character.", field="file", hint="Export it again."
        )
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not data[: error.start].removeprefix(b"\xef\xbb\xbf").isascii():
            line = data.count(b"\n", 0, error.start) + 1
            raise Invalid(
                f"{name}, line {line}: is not UTF-8 text, unlike what stands before it.",
                field="file",
                hint="Export it again, or save it as CSV UTF-8.",
            ) from None
        return _whole(data, "cp1252", name)
    if _is_noise(data[:_LOOKED_AT].decode("latin-1")):
        raise _no_text(name)
    return "utf-8-sig"


def _whole(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or _is_noise(text):
        raise _no_text(name)
    return encoding


def _no_text(name: str) -> Invalid:
    return Invalid(f"{name} is neither text nor XLSX.", field="file", hint="Save it as CSV UTF-8.")


def _is_noise(text: str) -> bool:
    """Whether it has more control characters than any text."""
    start = text[:_LOOKED_AT]
    return sum(ord(one) < 32 and one not in "\t\r\n" for one in start) * 50 > len(start)
