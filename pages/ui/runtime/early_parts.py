"""Streamlit's scripts of the elements that nearly every page has, run before any is drawn.

Streamlit fetches the script of each kind of element once one is to be drawn; until it is there an
empty bar stands in its place, of another height, and all below it moves (Cumulative Layout Shift).
"""

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit

ELEMENTS = (
    "Html",
    "PageLink",
    "Button",
    "TextInput",
    "ButtonGroup",
    "Selectbox",
    "Checkbox",
    "MenuButton",
)
"""By the names of their scripts. One that has another in a later Streamlit is fetched later."""

_SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
_IMPORTED = re.compile(r"""(?:from|import)["`']\./([^"`'/]+\.js)["`']""")


def with_early_parts(html: str) -> str:
    """Streamlit's document that runs them while it connects to the server."""
    elements = [path.name for each in ELEMENTS for path in sorted(_SCRIPTS.glob(f"{each}.*.js"))]
    fetched = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in _imported_by(elements)
        if name not in html
    )
    run = "".join(
        f'<script type="module" crossorigin src="./static/js/{name}"></script>' for name in elements
    )
    return html.replace("</head>", f"{fetched}{run}</head>", 1)


def _imported_by(names: Iterable[str]) -> list[str]:
    """What they import, and what that imports."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        text = (_SCRIPTS / waiting.pop()).read_text(encoding="utf-8")
        new = {*_IMPORTED.findall(text)} - found
        found |= new
        waiting += new
    return sorted(found)
