"""My account: who I am here, where I am signed in, my calendar, my password."""

from datetime import UTC, datetime

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import account_view as view
from pages.access.parts import calendar_link, command_line_tokens, devices_view, second_factors
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

who = authenticate()
with database().read() as session:
    now = datetime.now(UTC)
    account = identity.my_account(session, who, now=now)
    sessions = identity.my_sessions(session, who, now=now)

header(addresses.ACCOUNT)
show_notice()
view.facts(account)
with shown():
    second_factors.draw(who)
    view.sessions(sessions)
    devices_view.mine()
    if may(who, Action.CALENDAR_SELF):
        calendar_link.draw()
    command_line_tokens.draw()
    view.password(account)
