"""Findings: accounts that should not be as they are; what to do first, and each in its detail."""

from datetime import UTC, datetime

from pages.accounts.parts.findings import charts, counts, drawer, listing, reading
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.undo import show_offer

now = datetime.now(UTC)
header(addresses.FINDINGS)
with shown():
    found = reading.read(now)
    show_notice()
    show_offer()
    if not found.has_lists:
        counts.nothing_to_say()
    elif not found.total:
        counts.all_is_well()
        counts.stale(found)
    else:
        counts.draw(found)
        counts.stale(found)
        listing.draw(found, now)
        charts.draw(found, now)
    drawer.open_asked(now)
