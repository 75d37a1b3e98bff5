"""Accounts: every one of our apps, whose it is, and what to do about those that are no one's."""

from datetime import UTC, datetime

from pages.accounts.parts.accounts import actions, drawer, filters, listing, unmatched
from pages.accounts.parts.importing import drawer as importing
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.undo import show_offer

now = datetime.now(UTC)
room = header(addresses.ACCOUNTS)
with shown():
    found = filters.read()
    if found.is_empty:
        show_notice()
        actions.nothing_yet()
    else:
        actions.head(room, found)
        show_notice()
        show_offer()
        filters.draw(found)
        if found.is_nobodys:
            unmatched.draw(found)
        else:
            listing.draw(found, now)
    if actions.may_import() and importing.is_asked():
        importing.open_accounts()
    else:
        drawer.open_asked(now)
