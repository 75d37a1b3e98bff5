"""Offramp's version, which ``pyproject.toml`` alone says."""

import tomllib
from functools import cache
from importlib.metadata import version as installed_version

from core.config import IS_CHECKOUT, ROOT


@cache
def version() -> str:
    """The checkout's version; of an installed package, that of its metadata."""
    if IS_CHECKOUT:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        found: str = project["project"]["version"]
        return found
    return installed_version("offramp")
