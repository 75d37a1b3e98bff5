"""The icon of every page."""

from base64 import b64encode
from functools import cache
from pathlib import Path


@cache
def icon_text() -> str:
    """The picture in base64."""
    return b64encode((Path(__file__).parents[1] / "icon.png").read_bytes()).decode()
