"""The style of every page, which Streamlit's document links to (:mod:`core.web.open_tabs`)."""

from pathlib import Path

SHEETS = (
    "text",
    "tables",
    "streamlit",
    "frame",
    "menu",
    "home",
    "case",
    "accounts",
    "calculator",
    "start",
    "phone",
    "print",
)
"""In this order: of two rules that are as exact the later one counts."""

FOLDER = Path(__file__).parents[1] / "styles"


def joined() -> str:
    """All sheets as one."""
    return "\n".join((FOLDER / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
