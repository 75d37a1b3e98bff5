"""Users: who has an account, with which role; administrators change it."""

from datetime import UTC, datetime

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import users_view as view
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.page_context import authenticate, database

who = authenticate()
with database().read() as session:
    accounts = identity.account_list(session, who, now=datetime.now(UTC))

actions = header(addresses.USERS)
if may(who, Action.ACCOUNT_MANAGE):
    view.add(actions)
view.rows(view.chosen(accounts))
if not view.one_time_link():
    view.open_asked(accounts)
