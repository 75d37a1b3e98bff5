"""The one way for data into Markdown: headings, labels, captions, messages, help and tooltips.

Streamlit renders more than CommonMark: links of bare addresses, colours and icons (``:red[…]``,
``:material/…:``), LaTeX, emoji, arrows. Some of it is read from the text *after* backslashes were
taken away, so that escaping alone does not help: there a mark that draws nothing (:data:`_NOTHING`)
parts the text. ``tests/unit/test_markdown.py`` finds what goes by this module, and
``tests/browser/test_markdown.py`` what Streamlit makes of it.
"""

import re
from collections.abc import Sequence

from core.names import visible


class Markdown(str):
    """Text in which all that came from data is escaped; :func:`md` leaves it as it is."""

    __slots__ = ()


_NOTHING = ":color[]"
"""A directive of Streamlit's that draws an empty span: the text before and after it is not one."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$:!]|&(?=#?\w+;))")
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
"""What would begin a list, a heading or a line, at the beginning of a line only."""
_PARTED = re.compile(
    r"""
      (?<=https)(?=://) | (?<=http)(?=://) | (?<=www)(?=\.)   # links of bare addresses (GFM)
    | (?<=[\w.+-])(?=@)                                        # of mail
    | (?<=:)(?=[\w+/-]+:|material/)                            # icons and emoji
    | (?<=[-<>~])(?=[-=>])                                     # arrows and the like
    """,
    re.VERBOSE | re.IGNORECASE,
)


def md(text: object) -> Markdown:
    """Data as Markdown that shows exactly these characters, white space as one space each.

    What draws nothing or turns its surroundings around is shown by its number
    (:func:`core.names.visible`). What is Markdown already stays as it is.
    """
    if isinstance(text, Markdown):
        return text
    line = visible(" ".join(str(text).split()))
    told = _NOTHING.join(_SPECIAL.sub(r"\\\1", part) for part in _PARTED.split(line))
    return Markdown(_BLOCK.sub(r"\1\\", told))


_UNSAID = re.compile(r"[^\w\s.,?:-]|_|:(?!\s)|(?<=www)\.", re.IGNORECASE)


def spoken(text: object) -> Markdown:
    """Data as the name of what has no label in sight, such as a box before a row.

    Streamlit gives it to screen readers as it is written, so that what escapes a mark would be
    read out: the marks are left out instead.
    """
    return Markdown(" ".join(_UNSAID.sub(" ", visible(str(text))).split()))


_OUR_PAGE = re.compile(r"[a-z-]+(\?|\Z)")


def link(text: str, url: str | None) -> Markdown:
    """A Markdown link to a source or a page of ours; plain text where it would lead elsewhere."""
    ours = bool(url) and _OUR_PAGE.match(url or "") is not None
    if not url or not (ours or url.startswith(("https://", "http://"))):
        return md(text)
    safe = re.sub(r"[\s()<>\\\[\]`]", lambda found: f"%{ord(found[0]):02X}", url)
    return Markdown(f"[{md(text)}]({safe})")


def listed(lead: str, sentences: Sequence[str]) -> Markdown:
    """A sentence, and below it a list of others, if there are any."""
    blank = [""] if sentences else []
    return Markdown("\n".join([md(lead), *blank, *(f"- {md(one)}" for one in sentences)]))


_ADDRESS = re.compile(r"https?://[^\s)]+")


def linked(text: str) -> Markdown:
    """A sentence as Markdown, its web addresses as links named for their host."""
    told: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        told += [md(text[at : found.start()]), link(found[0].split("/")[2], found[0])]
        at = found.end()
    return Markdown(" ".join(part for part in [*told, md(text[at:])] if part))
