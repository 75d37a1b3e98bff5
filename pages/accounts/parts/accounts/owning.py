"""Mark accounts as service, shared or bot accounts, and name who answers for them."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import NOBODYS, AccountKind, AccountRow
from pages.accounts.parts import inventory_words, owner_field
from pages.navigation import drawer
from pages.ui import words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate


def form(
    app: str,
    keys: Sequence[str],
    of: AccountRow | None = None,
    *,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Kind and owner; of one account they begin as they are."""
    kind_now = of.kind if of and of.kind in NOBODYS else AccountKind.SERVICE
    kind = st.segmented_control(
        "Kind",
        list(NOBODYS),
        default=kind_now,
        required=True,
        format_func=lambda each: inventory_words.ACCOUNT_KINDS[each],
        key=f"owning-kind-{app}-{keys[0]}",
    )
    owner = owner_field.draw(f"owning-owner-{app}-{keys[0]}", (of.owner if of else "") or "")
    if not st.button("Save", type="primary", key=f"owning-save-{app}-{keys[0]}"):
        return

    def done(_: object) -> None:
        drawer.close("account")
        then()

    def told(kept: str | None) -> str:
        said = f"Owner: {kept}." if kept else "Without an owner it is a finding."
        return f"{words.count(len(keys), 'account')} marked as {kind}. {said}"

    attempt(
        lambda session: inventory.set_owner(session, authenticate(), app, keys, owner, kind),
        told,
        then=done,
    )
