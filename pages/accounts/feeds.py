"""Feeds: how lists of people and accounts reach Offramp, how old they are, what waits."""

from datetime import UTC, datetime

from pages.accounts.parts.feeds import actions, drawer, held, listing, reading, settings
from pages.accounts.parts.importing import drawer as importing
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice

now = datetime.now(UTC)
room = header(addresses.FEEDS)
with shown():
    found = reading.read(now)
    if found.feeds:
        actions.head(room)
    show_notice()
    if found.feeds:
        held.draw(found, now)
        listing.draw(found, now)
    else:
        actions.nothing_yet(found)
    if actions.may_import() and importing.is_asked():
        importing.open_any()
    elif settings.is_asked():
        settings.open_drawer()
    else:
        drawer.open_asked(found, now)
