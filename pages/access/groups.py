"""Groups: who does the steps that belong to IT, security, HR, finance, or a group of our own."""

from datetime import UTC, datetime

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import groups_view as view
from pages.navigation.header import header
from pages.ui import addresses, undo
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

who = authenticate()
with database().read() as session:
    groups = identity.groups(session, who)

actions = header(addresses.GROUPS)
show_notice()
undo.show_offer()
with shown():
    view.listing(groups)
    if may(who, Action.ACCOUNT_MANAGE):
        with database().read() as session:
            accounts = identity.account_list(session, who, now=datetime.now(UTC))
        view.add(actions)
        view.open_asked(groups, accounts)
