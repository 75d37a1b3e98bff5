"""Sentences that sources say about an app, each with its source."""

from collections.abc import Mapping, Sequence

from core.catalog.service import spelled
from core.catalog.values import Remark, Source
from pages.ui import words
from pages.ui.table import Column, Content, Link, Piece, Text, table

TOPICS = {
    "other": "",
    "idp-coverage": "IdP coverage",
    "session": "sessions",
    "scim-owner": "SCIM owner",
}
"""What remarks are about, where their topic's name is not the word for it."""


def remarks(found: Sequence[Remark], sources: Mapping[str, Source], label: str) -> None:
    """Sentences about the app, each with its source."""
    table(
        [Column(label, wide=True), "About", "Source"],
        [
            [
                remark.text,
                Text(TOPICS.get(remark.topic or "", remark.topic or ""), muted=True),
                source_cell(sources[remark.source_id]),
            ]
            for remark in found
        ],
        label=label,
        row_header=False,
    )


def source_cell(source: Source) -> Content:
    """A source as link, with its kind and date."""
    who: Piece = Link(source.publisher, source.url) if source.url else source.publisher
    when = source.dated or words.day(source.read_on)
    return [[who], [Text(f"{spelled(source.authority)}, {when}", muted=True)]]
