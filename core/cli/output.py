"""What every group of commands needs: JSON on standard output, and how verdicts are drawn."""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from core.catalog.values import Reading
from core.config import settings


def print_json(value: object, plain: Callable[[Any], str] = str) -> None:
    """JSON on standard output, readable and stable; ``plain`` writes what JSON has no form for."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=plain)
    print()


def reading() -> Reading:
    """Today, with the organisation's setting of stale."""
    return Reading(date.today(), settings().stale_after_days)  # noqa: DTZ011
