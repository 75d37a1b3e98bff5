"""Plans of ours that the catalogue does not have: offered what they may mean, or kept."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from core.catalog.service import guess_plans
from core.catalog.values import Snapshot
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import AppCoverage, StackEdit, StackEntry
from pages.ui import words
from pages.ui.notices import write
from pages.ui.page_context import authenticate

SHOWN = 3
"""So many are asked at once; more are one click away."""


def own_plans(covered: Sequence[AppCoverage], whole: Snapshot) -> None:
    """The apps whose plan is not one of the catalogue's, each with a way to say which it is."""
    unknown = [one for one in covered if one.route.plan.is_own]
    guessed = [
        (one.entry, guesses)
        for one in unknown
        if (guesses := guess_plans(whole.apps[one.entry.app], one.route.plan.text or ""))
    ]
    if not guessed:
        return
    what = words.count(
        len(guessed),
        "plan is not in the catalogue: say what it means",
        "plans are not in the catalogue: say what they mean",
    )
    editable = may(authenticate(), Action.STACK_EDIT)
    with st.expander(what, expanded=len(guessed) <= SHOWN):
        st.caption(
            "Until then whether such a plan has SCIM, and what it costs, is not known. A plan "
            "that is really another one stays as it is."
        )
        for entry, guesses in guessed:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words.md(f"{entry.name}: “{entry.fields.plan}” means"), width="content")
                for plan in guesses:
                    st.button(
                        words.md(plan.name),
                        key=f"plan-{entry.app}-{plan.slug}",
                        disabled=not editable,
                        on_click=_confirm,
                        args=(entry, plan.slug, plan.name),
                    )


def _confirm(entry: StackEntry, slug: str, name: str) -> None:
    # The plan stays what it was and gets its name: what is paid is for it.
    anew = frozenset({"annual_spend"})
    edit = StackEdit(entry.app, entry.version, replace(entry.fields, plan=slug), anew)

    def save(session: Session) -> None:
        stack.save(session, authenticate(), [edit])

    write(save, f"{entry.name}: our plan is {name}.")
