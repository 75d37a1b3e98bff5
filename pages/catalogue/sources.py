"""Every source, its age, what rests on it, and whether its link still answers."""

from core.catalog import service as catalog
from core.rights import Action, may
from core.stack import service as stack
from pages.catalogue.parts import sources_view as view
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

who = authenticate()
with database().read() as session:
    uses = catalog.sources(session, who)
    whole = catalog.catalog(session, who, reading())
    ours = stack.app_ids(stack.entries(session, who))

room = header(addresses.SOURCES, answers="")
show_notice()
found = view.filters(uses, ours)
with shown():
    view.summary(found)
    if may(who, Action.CATALOG_CHECK_LINKS):
        view.check(found, room)
    view.rows(found, whole)
