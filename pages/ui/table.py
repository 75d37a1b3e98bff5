"""A real HTML table whose cells are data: every text is escaped, links stay in this tab.

Streamlit's own tables either are drawn on a canvas, which nobody's screen reader or phone likes, or
open every link in a new tab.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape as html_escape

import streamlit as st

from core.names import visible


def escape(text: str) -> str:
    """Data as HTML that shows exactly these characters, those that nobody sees by their number."""
    return html_escape(visible(text, keep="\r\n\t"))


@dataclass(frozen=True)
class Text:
    """A piece of text. ``muted`` recedes, ``strong`` stands out, ``mark`` is framed."""

    text: str
    muted: bool = False
    strong: bool = False
    mark: bool = False
    help: str | None = None


@dataclass(frozen=True)
class Link:
    """A link: to a page of ours in this tab, to a web address in a new one."""

    text: str
    href: str
    muted: bool = False
    help: str | None = None


@dataclass(frozen=True)
class Folded:
    """A text that is long and seldom read, one click away under its name."""

    name: str
    text: str


@dataclass(frozen=True)
class Fold:
    """Lines that back up what stands beside them, one click away under a name."""

    name: str
    lines: "Lines"


class Tone(StrEnum):
    """What a badge's colour says beside its words. ``RISK`` is for overdue and failed alone."""

    OK = "ok"
    WARN = "warn"
    RISK = "risk"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Badge:
    """A state in words, framed in the colour of its tone."""

    text: str
    tone: Tone = Tone.NEUTRAL
    help: str | None = None


@dataclass(frozen=True)
class Icon:
    """A mark whose words only its title and a screen reader say."""

    mark: str
    words: str


Piece = str | Text | Link | Folded | Fold | Badge | Icon
Lines = Sequence[Sequence[Piece]]
Content = Piece | Lines
"""A cell: one piece, or lines of pieces."""


class OnPhone(StrEnum):
    """Where a cell of a :func:`work_table` stands on a phone, whose rows have two lines."""

    BELOW = "below"
    BESIDE = "beside"
    """At the right of the row's name."""
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class Column:
    """A column. ``number`` aligns to the right; ``wide`` may take more room than others;
    ``tight`` never breaks its lines; ``clip`` cuts a long text, all of which its title has."""

    name: str
    number: bool = False
    wide: bool = False
    tight: bool = False
    clip: bool = False
    phone: OnPhone = OnPhone.BELOW


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Content]],
    *,
    label: str,
    row_header: bool = True,
    cards: bool = True,
) -> None:
    """Draw the table. On a phone each row becomes a card, unless ``cards`` is off."""
    st.html(as_html(columns, rows, label=label, row_header=row_header, cards=cards))


def work_table(
    columns: Sequence[Column | str], rows: Iterable[Sequence[Content]], *, label: str
) -> None:
    """Draw a table to work with: a line a row, its head in sight; two lines a row on a phone."""
    st.html(as_html(columns, rows, label=label, kind="of-table of-work"))


def as_html(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Content]],
    *,
    label: str,
    row_header: bool = True,
    cards: bool = True,
    kind: str = "",
) -> str:
    """The table as markup in which every text is escaped. ``kind``: its classes, where it is
    neither cards nor plain."""
    heads = [column if isinstance(column, Column) else Column(column) for column in columns]
    head = "".join(f"<th scope='col'{_classes(c)}>{escape(c.name)}</th>" for c in heads)
    body = "".join(_row(heads, row, row_header) for row in rows)
    kind = kind or ("of-table of-cards" if cards else "of-table")
    return (
        f"<div class='of-scroll' tabindex='0' role='region' aria-label='{escape(label)}'>"
        f"<table class='{kind}' aria-label='{escape(label)}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def muted(text: str) -> None:
    """A line that recedes. Unlike a caption it makes no links of what looks like one."""
    st.html(f"<div class='of-muted'>{escape(text)}</div>")


def plain(text: str) -> None:
    """A sentence of data as it is; Markdown would make a link of every e-mail address in it."""
    st.html(f"<p>{escape(text)}</p>")


def line(pieces: Iterable[Piece]) -> None:
    """Pieces side by side. Unlike Markdown's, their links to pages of ours stay in this tab."""
    st.html(f"<div class='of-line'>{' · '.join(as_piece(piece) for piece in pieces)}</div>")


@dataclass(frozen=True)
class Figure:
    """A figure that a page says first. ``help``: what it is made of."""

    name: str
    value: str
    help: str = ""


def figures(of: Iterable[Figure]) -> None:
    """Figures side by side. Unlike Streamlit's metrics they are there at once, and as high."""
    shown = "".join(
        f"<div title='{escape(one.help)}'><dt>{escape(one.name)}</dt>"
        f"<dd>{escape(one.value)}</dd></div>"
        for one in of
    )
    st.html(f"<dl class='of-figures'>{shown}</dl>")


def badge_line(badges: Iterable[Badge], lead: str = "") -> None:
    """States side by side, after a few words."""
    words = f"<span>{escape(lead)}</span> " if lead else ""
    st.html(f"<div class='of-badges'>{words}{' '.join(map(as_piece, badges))}</div>")


def breadcrumb(above: Iterable[Link], here: str) -> None:
    """The way back up from a page that has depth; ``here`` is where it ends."""
    way = "".join(f"<li>{as_piece(link)}</li>" for link in above)
    st.html(
        "<nav class='of-breadcrumb' aria-label='Breadcrumb'><ol>"
        f"{way}<li aria-current='page'>{escape(here)}</li></ol></nav>"
    )


def _row(heads: Sequence[Column], row: Sequence[Content], row_header: bool) -> str:
    cells = []
    for number, (column, content) in enumerate(zip(heads, row, strict=True)):
        tag, scope = ("th", " scope='row'") if row_header and number == 0 else ("td", "")
        label = f" data-label='{escape(column.name)}'"
        title = f" title='{escape(_plain(content))}'" if column.clip else ""
        cells.append(
            f"<{tag}{scope}{label}{_classes(column)}{title}><div>{_content(content)}</div></{tag}>"
        )
    return f"<tr>{''.join(cells)}</tr>"


def _classes(column: Column) -> str:
    names = [name for name in ("number", "wide", "tight", "clip") if getattr(column, name)]
    names += [f"phone-{column.phone}"] if column.phone is not OnPhone.BELOW else []
    return f" class='{' '.join(names)}'" if names else ""


def _content(content: Content) -> str:
    if isinstance(content, str | Text | Link | Folded | Fold | Badge | Icon):
        return as_piece(content)
    return "".join(f"<div>{' '.join(as_piece(piece) for piece in line)}</div>" for line in content)


def _plain(content: Content) -> str:
    """The words of a cell, for its title."""
    if isinstance(content, str):
        return content
    if isinstance(content, Text | Link | Badge):
        return content.text
    if isinstance(content, Folded | Fold):
        return content.name
    if isinstance(content, Icon):
        return content.words
    return " ".join(_plain(piece) for line in content for piece in line)


def as_piece(piece: Piece) -> str:
    """One piece as markup in which every text is escaped."""
    if isinstance(piece, str):
        return escape(piece)
    if isinstance(piece, Folded):
        return (
            f"<details class='of-folded'><summary>{escape(piece.name)}</summary>"
            f"<pre tabindex='0'>{escape(piece.text)}</pre></details>"
        )
    if isinstance(piece, Fold):
        return (
            f"<details class='of-folded'><summary>{escape(piece.name)}</summary>"
            f"<div>{_content(piece.lines)}</div></details>"
        )
    if isinstance(piece, Link):
        outside = piece.href.startswith(("https://", "http://"))
        if not outside and (":" in piece.href.split("?")[0] or piece.href.startswith("//")):
            return escape(piece.text)
        target = "target='_blank' rel='noopener noreferrer'" if outside else "target='_self'"
        kind = " class='of-muted'" if piece.muted else ""
        title = f" title='{escape(piece.help)}'" if piece.help else ""
        return f"<a href='{escape(piece.href)}' {target}{kind}{title}>{escape(piece.text)}</a>"
    if isinstance(piece, Icon):
        told = escape(piece.words)
        return (
            f"<span class='of-icon' title='{told}'><span aria-hidden='true'>{escape(piece.mark)}"
            f"</span><span class='of-unseen'>{told}</span></span>"
        )
    if isinstance(piece, Badge):
        title = f" title='{escape(piece.help)}'" if piece.help else ""
        return f"<span class='of-badge of-{piece.tone}'{title}>{escape(piece.text)}</span>"
    kinds = " ".join(f"of-{name}" for name in ("muted", "strong", "mark") if getattr(piece, name))
    title = f" title='{escape(piece.help)}'" if piece.help else ""
    return f"<span class='{kinds}'{title}>{escape(piece.text)}</span>"
