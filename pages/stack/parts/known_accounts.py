"""What is known of an app's accounts: how many, as of when, and what should not be."""

from datetime import UTC, datetime

from core.accounts import service as inventory
from core.accounts.values import FindingQuery, FindingState
from core.rights import Action, may
from pages.ui import words
from pages.ui.dates import day_in_words, viewers_zone
from pages.ui.page_context import authenticate, database
from pages.ui.table import Link, Piece, line


def draw(app: str) -> None:
    """In a line, each part a link; to whom may see it."""
    who = authenticate()
    if not may(who, Action.INVENTORY_READ):
        return
    now = datetime.now(UTC)
    with database().read() as session:
        feeds = [one for one in inventory.feeds(session, who, now) if one.app == app and one.last]
        query = FindingQuery(app=app, state=FindingState.OPEN)
        open_ones = inventory.findings(session, who, query, now, limit=0).total if feeds else 0
    if feeds:
        taken = max(one.last.taken_at for one in feeds if one.last)
        zone = viewers_zone()
        day = day_in_words(taken.astimezone(zone).date(), now.astimezone(zone).date())
        number = words.count(sum(one.standing for one in feeds), "account")
        told: list[Piece] = [Link(f"{number} as of {day}", f"accounts?app={app}")]
        if open_ones:
            told.append(Link(words.count(open_ones, "finding"), f"findings?app={app}"))
        line(told)
    elif may(who, Action.INVENTORY_DELIVER):
        line(["Accounts not known", Link("Import its list", f"feeds?do=import&of={app}")])
