"""What a higher plan brings beyond SCIM, and what another IdP would change."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.advice.values import Advice
from core.catalog.service import our_plan, plans_of
from core.catalog.values import AppPage, Snapshot
from core.rights import Action, may
from core.stack import service as stack
from core.stack.service import cover, elsewhere, impact, shifts
from core.stack.values import Here, StackEdit, StackEntry, StackFields
from pages.ui import addresses, words
from pages.ui.apps import route_words
from pages.ui.notices import say, write
from pages.ui.page_context import authenticate
from pages.ui.table import Column, Content, Link, Text, table

MOST = 4
"""Other identity providers that are looked at."""


def higher_plans(found: Advice, page: AppPage) -> None:
    """What begins with each plan that ours does not reach, and where that is not known.

    How much of it matters is for the reader to say.
    """
    ours = found.recommendation.situation.facts.plan.plan
    rows: list[list[Content]] = []
    for plan in plans_of(page.app):
        reached = ours.at_least(plan) if ours else "unknown"
        if reached == "yes":
            continue
        begins: Content = plan.name
        if ours and reached == "unknown":
            note = f"not known whether above {ours.name}"
            begins = [[plan.name], [Text(note, muted=True)]]
        for remark in page.plan_features(plan.slug):
            source = page.sources[remark.source_id]
            who = Link(source.publisher, source.url) if source.url else source.publisher
            rows.append([begins, remark.text, who])
    if not rows:
        return
    with st.expander("What a higher plan brings beyond SCIM"):
        if ours is None:
            st.caption("Where our plan stands among them is not known, so each one is listed.")
        table(["Begins with", Column("What", wide=True), "Source"], rows, label="Plan features")
        st.caption(
            "How much of it matters to you? If enough does, answer “Do you want the higher plan "
            "anyway” with yes: its price is then not counted as the price of SCIM."
        )


def quote(found: Advice, entry: StackEntry | None) -> None:
    """The vendor's quote for the plan with SCIM: once entered it counts on every page."""
    facts = found.recommendation.situation.facts
    plan, app = facts.scim_plan, found.recommendation.situation.app
    if plan is None or entry is None or facts.values["plan_has_scim"] == "yes":
        return
    amount, currency = entry.fields.quote, entry.fields.currency
    quoted = our_plan(app, entry.fields.quote_plan)
    kept = amount if quoted.key == plan.slug else None
    told = "" if kept is None else f": {words.money(kept, currency)} a year"
    with (
        st.expander(words.md(f"The vendor's quote for {plan.name}{told}")),
        st.form(f"quote-{app.id}", border=False),
    ):
        if amount is not None and kept is None:
            other = f"Quoted for {quoted.name}: {words.money(amount, currency)} a year. "
            st.markdown(words.md(f"{other}One quote is kept for an app: a new one replaces it."))
        st.number_input(
            words.md(f"{currency} a year, for our {_seats(entry)}"),
            0.0,
            1e12,
            None if kept is None else float(kept),
            help="It takes the place of the list price here, in the calculator and in the cost of "
            "the stack.",
            placeholder="Not quoted",
            width=260,
            key=f"quoted-{app.id}-{entry.version}",
        )
        locked = not may(authenticate(), Action.STACK_EDIT)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save the quote", disabled=locked, on_click=_save_quote, args=(entry, plan.slug)
            )
            # A field that began with an amount cannot be emptied.
            if kept is not None:
                st.form_submit_button(
                    "Forget it", type="tertiary", disabled=locked, on_click=_forget, args=(entry,)
                )


def _seats(entry: StackEntry) -> str:
    return "seats" if entry.fields.seats is None else words.count(entry.fields.seats, "seat")


def _save_quote(entry: StackEntry, plan: str) -> None:
    typed = st.session_state[f"quoted-{entry.app}-{entry.version}"]
    if typed is None:
        say("No amount was entered, so nothing was changed.")
        return
    kept = replace(entry.fields, quote=Decimal(str(typed)), quote_plan=plan)
    _keep(entry, kept, "Saved. The quote counts on every page.")


def _forget(entry: StackEntry) -> None:
    kept = replace(entry.fields, quote=None, quote_plan=None)
    _keep(entry, kept, "Forgotten. The list price counts again, where there is one.")


def _keep(entry: StackEntry, kept: StackFields, done: str) -> None:
    edit = StackEdit(entry.app, entry.version, kept, frozenset({"quote"}))
    write(lambda s: stack.save(s, authenticate(), [edit]), done)


def other_idps(found: Advice, entries: Sequence[StackEntry], whole: Snapshot, here: Here) -> None:
    """What adding or changing the identity provider would do to every other app of ours.

    Both against the IdPs that the answers speak of, which need not be the organisation's.
    """
    facts = found.recommendation.situation.facts
    ours = found.recommendation.situation.answers.idps
    if not entries or not ours or not facts.other_idps:
        return
    here = elsewhere(here, ours)
    now = cover(entries, whole.apps, here)
    with st.expander("What another identity provider would change here"):
        lines = []
        for idp in facts.other_idps[:MOST]:
            instead = impact(shifts(now, whole.apps, here, [idp]))
            added = impact(shifts(now, whole.apps, here, [*ours, idp]))
            lines.append(
                f"- **{words.md(whole.idps[idp])}** instead: {route_words.impact(instead)}. "
                f"Added: {route_words.impact(added)}."
            )
        st.markdown("\n".join(lines))
        st.caption(
            f"Over the {words.count(len(entries), 'app')} of our stack. Not counted: moving "
            "people, groups, devices and sign-on of every app that is connected today, and the "
            "fee of a second provider."
        )
        st.page_link(
            addresses.COMPARE, label="App by app", query_params={"view": "What if we changed IdP?"}
        )
