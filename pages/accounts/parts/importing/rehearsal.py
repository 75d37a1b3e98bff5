"""What a list would do to cases, told by what does it: it is taken, and that is undone."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from core.offboarding import service as offboarding
from core.offboarding.values import ListOutcome
from core.rights import Action, may
from pages.ui.page_context import authenticate, database

LONGEST = 20_000
"""Rows of the longest list that is taken only to be looked at: it takes a second, in which nobody
else can write."""


def follows(rows: int, take: Callable[[Session], object]) -> Sequence[ListOutcome] | None:
    """What would follow; ``None`` of a list that is too long to be taken for that."""
    if not may(authenticate(), Action.CASE_READ):
        return ()
    if rows > LONGEST:
        return None
    with database().rehearse() as session:
        take(session)
        return offboarding.outcomes_of_lists(session, authenticate())
