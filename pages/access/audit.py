"""The audit log: who did what, when; filters, verification, export."""

import streamlit as st

from core.audit import service as audit
from pages.access.parts import audit_exports
from pages.access.parts import audit_view as view
from pages.navigation.header import header
from pages.ui import addresses, exports
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database

PER_PAGE = 50

actions = header(addresses.AUDIT)
with shown():
    view.verification(actions)
    with database().read() as session:
        keys = audit.key_history(session)
    exports.public_key(keys)
    query = view.filters()
    log = st.container()
    with database().read() as session:
        who = authenticate()
        count = audit.count(session, who, query)
        offset = view.page_offset(count, PER_PAGE)
        entries = audit.entries(session, who, query, offset=offset, limit=PER_PAGE)
        withheld = audit.withheld(session, who)
        exported = audit.exports(session, who, limit=audit_exports.MOST)
    with log:
        view.rows(entries, count)
    with actions:
        view.export(query, count, withheld)
    audit_exports.register(exported)
    audit_exports.earlier_keys(keys)
