"""A delivery whose lines are wrong, or whose columns somebody has to name: nothing is stored."""

from collections.abc import Iterable
from typing import NoReturn

from core.accounts.formats.delivery import Delivery
from core.accounts.list_views import ImportResult, RowError
from core.errors import Invalid
from core.files.data_files import MOST_SHOWN


class Refused(Invalid):
    """A delivery with lines that are wrong. Nothing of it is stored."""

    def __init__(self, result: ImportResult) -> None:
        self.result = result
        """What it was, with every error by line."""
        count = len(result.errors)
        told = "\n".join(f"Line {each.line}: {each.message}" for each in result.errors[:MOST_SHOWN])
        more = f"\n… and {count - MOST_SHOWN:,} more." if count > MOST_SHOWN else ""
        super().__init__(f"Nothing was stored.\n{told}{more}", field="file")


def check(delivery: Delivery, feed: str, app: str | None = None) -> None:
    """Raises :class:`Refused` for lines that are wrong, and columns that somebody has to name."""
    errors = list(delivery.errors)
    for guess in delivery.needed:
        likely = ", ".join(f"“{column}”" for column in guess.columns[:5])
        hint = f" Likely: {likely}." if likely else ""
        # The head is the first line of every table.
        errors.append(RowError(1, f"{guess.why}{hint} Say which one it is.", guess.field))
    if errors:
        refuse(delivery, feed, errors, app)


def refuse(
    delivery: Delivery, feed: str, errors: Iterable[RowError], app: str | None = None
) -> NoReturn:
    """Raise :class:`Refused` with these errors, in the order of the lines."""
    told = tuple(sorted(errors, key=lambda one: one.line))
    rows = len(delivery.frame)
    raise Refused(ImportResult(feed, None, delivery.format, rows, 0, 0, 0, errors=told, app=app))
