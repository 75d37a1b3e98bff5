"""People: who works or worked here; each leads to everything that they have."""

from datetime import UTC, datetime

from pages.accounts.parts.importing import drawer as importing
from pages.accounts.parts.people import actions, adding, listing, worst
from pages.accounts.parts.proposals import listing as proposals
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice

now = datetime.now(UTC)
room = header(addresses.PEOPLE)
with shown():
    found = listing.asked(now)
    is_empty = not found.known
    proposed = proposals.read(now)
    if not is_empty:
        actions.head(room)
    show_notice()
    if is_empty:
        actions.nothing_yet()
    elif listing.is_proposals():
        listing.views(found, proposed)
        proposals.draw(proposed, now)
    elif worst.is_asked():
        listing.views(found, proposed)
        worst.draw()
    else:
        listing.draw(found, proposed, now)
    if actions.may_import() and importing.is_asked():
        importing.open_people()
    elif actions.may_add() and adding.is_asked():
        adding.open_drawer()
