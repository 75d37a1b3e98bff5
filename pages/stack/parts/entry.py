"""One app of our stack at the side: how a leaver gets out, what we say of it, where to go on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import streamlit as st
from sqlmodel import Session

from core.advice.values import DecisionView
from core.catalog.service import our_plan, plans_of
from core.catalog.values import AppEntry
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import AppCoverage, StackEdit, StackEntry, StackFields
from pages.stack.parts import drawers, known_accounts
from pages.ui import addresses, undo, words
from pages.ui.apps import route_words, switched_on
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import badge_line, muted

_FIELDS = ("plan", "seats", "spend", "currency", "owner", "renewal", "notes")


def drawer(one: AppCoverage, app: AppEntry, decision: DecisionView | None) -> None:
    """Open it."""
    opened = st.dialog(
        words.md(one.entry.name), width="small", position="right", on_dismiss=drawers.close
    )
    opened(_draw)(one, app, decision)


def _draw(one: AppCoverage, app: AppEntry, decision: DecisionView | None) -> None:
    badge_line([route_words.badge(one.route)])
    muted(one.route.why)
    switched_on.ask_one(one, "row-switch")
    known_accounts.draw(one.entry.app)
    _ways_on(one, decision)
    editable = may(authenticate(), Action.STACK_EDIT)
    _form(one.entry, app, editable=editable)
    if editable and st.button("Remove from our stack", type="tertiary", icon=":material/delete:"):
        remove(one.entry)


def _ways_on(one: AppCoverage, decision: DecisionView | None) -> None:
    with st.container(horizontal=True):
        query = {"app": one.entry.app}
        if decision is None:
            st.page_link(
                addresses.WIZARD,
                label="Recommendation",
                icon=":material/fork_right:",
                query_params=query,
            )
        else:
            st.page_link(
                addresses.DECISIONS,
                label=words.md(f"Decision {decision.number}"),
                icon=":material/gavel:",
                query_params={"decision": str(decision.id)},
            )
        st.page_link(
            addresses.APP, label="What is known", icon=":material/menu_book:", query_params=query
        )
        st.page_link(
            addresses.CALCULATOR, label="Cost", icon=":material/calculate:", query_params=query
        )


def _form(entry: StackEntry, app: AppEntry, *, editable: bool) -> None:
    keys = {name: f"row-{name}-{entry.app}-{entry.version}" for name in _FIELDS}
    _begin(entry, app, keys)
    with st.form(f"row-{entry.app}-{entry.version}", border=False):
        locked = not editable
        st.selectbox(
            "Plan",
            list(dict.fromkeys([*(p.name for p in plans_of(app)), *_own(entry, app)])),
            index=None,
            placeholder="Not known",
            help="Choose one, or type the vendor's name for it. It says whether SCIM is included.",
            accept_new_options=True,
            key=keys["plan"],
            disabled=locked,
        )
        seats, spend, currency = st.columns([3, 4, 2])
        seats.number_input(
            "Seats",
            0,
            stack.MAX_SEATS,
            None,
            placeholder="Not known",
            key=keys["seats"],
            disabled=locked,
        )
        spend.number_input(
            "Spend a year",
            0.0,
            1e12,
            None,
            format="%.2f",
            placeholder="Not known",
            key=keys["spend"],
            disabled=locked,
        )
        currency.text_input("Currency", max_chars=3, key=keys["currency"], disabled=locked)
        owner, renewal = st.columns(2)
        owner.text_input(
            "Owner",
            placeholder="Name, address or group",
            help="Gets the steps of leavers for this app.",
            key=keys["owner"],
            disabled=locked,
        )
        renewal.date_input(
            "Renewal", None, format="YYYY-MM-DD", key=keys["renewal"], disabled=locked
        )
        st.text_area("Notes", height=80, key=keys["notes"], disabled=locked)
        if st.form_submit_button("Save", type="primary", disabled=not editable):
            _save(entry, app, keys)


def _own(entry: StackEntry, app: AppEntry) -> Sequence[str]:
    """Our plan's name where the catalogue does not have it."""
    ours = our_plan(app, entry.fields.plan)
    return [ours.name] if ours.name else []


def _begin(entry: StackEntry, app: AppEntry, keys: dict[str, str]) -> None:
    """What the fields begin with. Not their default: a field that has one cannot be emptied."""
    fields = entry.fields
    spend = None if fields.annual_spend is None else float(fields.annual_spend)
    begun = {
        "plan": our_plan(app, fields.plan).name,
        "seats": fields.seats,
        "spend": spend,
        "currency": fields.currency,
        "owner": fields.owner or "",
        "renewal": fields.renewal,
        "notes": fields.notes or "",
    }
    for name, value in begun.items():
        st.session_state.setdefault(keys[name], value)


def _typed(entry: StackEntry, app: AppEntry, keys: dict[str, str]) -> StackFields:
    """What stands in the fields; what nobody touched keeps its exact value."""
    state = {name: st.session_state[key] for name, key in keys.items()}
    before = entry.fields
    plan: str | None = state["plan"]
    spend: float | None = state["spend"]
    renewal: date | None = state["renewal"]
    same_spend = before.annual_spend is not None and spend == float(before.annual_spend)
    return replace(
        before,
        plan=before.plan if plan == our_plan(app, before.plan).name else plan,
        seats=state["seats"],
        annual_spend=before.annual_spend
        if same_spend
        else None
        if spend is None
        else Decimal(str(spend)),
        currency=state["currency"],
        owner=state["owner"].strip() or None,
        renewal=renewal,
        notes=state["notes"].strip() or None,
    )


def _save(entry: StackEntry, app: AppEntry, keys: dict[str, str]) -> None:
    new = _typed(entry, app, keys)
    anew = frozenset({"annual_spend"} if new.annual_spend != entry.fields.annual_spend else ())
    edit = StackEdit(entry.app, entry.version, new, anew)
    left_out = stack.left_out(app, entry.fields, edit)
    attempt(
        lambda session: stack.save(session, authenticate(), [edit]),
        words.listed(f"{entry.name} saved.", left_out),
        then=lambda _: drawers.close(),
    )


def remove(entry: StackEntry) -> None:
    """Take the app out, and offer for some seconds to put it back as it was."""

    def done(_: object) -> None:
        drawers.close()
        offer_back([entry])

    attempt(
        lambda session: stack.remove(session, authenticate(), entry.app, entry.version), then=done
    )


def offer_back(entries: Sequence[StackEntry]) -> None:
    """Offer to put apps that were taken out back, each as it was."""

    def back(session: Session) -> None:
        for entry in entries:
            stack.add(session, authenticate(), entry.app, entry.fields)

    names = ", ".join(entry.name for entry in entries[:3])
    if len(entries) > 3:
        names = words.count(len(entries), "app")
    undo.offer(f"{names} removed from our stack.", back, f"{names} back in our stack.")
