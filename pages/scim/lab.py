"""The lab: what a SCIM endpoint really does, requirement by requirement."""

from core.rights import Action, require
from core.scim import service as scim
from pages.navigation.header import header
from pages.scim.parts import lab_view as view
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

header(addresses.LAB)
show_notice()
with shown():
    who = authenticate()
    require(who, Action.SCIM_LAB)
    with database().read() as session:
        connections = scim.connections(session, who)
    view.ask(connections)
    report = view.latest()
    if report is not None:
        view.result(report)
