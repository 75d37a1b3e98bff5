"""Doors that open late: a name is imported when it is first asked for.

For rooms whose parts are costly to import (the column engine takes a fifth of a second), so that
whoever imports the door for a word of it does not wait for all of it. PEP 562.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def later(door: str, where: Mapping[str, str]) -> Callable[[str], Any]:
    """A module's ``__getattr__``. ``where``: name → ``module`` or ``module:its name there``."""

    def found(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {door!r} has no attribute {name!r}")
        module, _, there = where[name].partition(":")
        return getattr(import_module(module), there or name)

    return found
