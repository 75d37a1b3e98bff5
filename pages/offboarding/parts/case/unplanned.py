"""What a case lacks since it was opened: routes that changed, apps that came into the stack."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.offboarding import service as offboarding
from core.offboarding.values import CaseView, Unplanned
from core.rights import Action, may
from pages.ui import words
from pages.ui.notices import write
from pages.ui.page_context import authenticate, reading


def draw(case: CaseView, lacking: Sequence[Unplanned]) -> None:
    """Say it, with the way to add the steps; for those who may open cases."""
    if not lacking:
        return
    st.warning(words.listed("Since this case was opened:", [one.why for one in lacking]))
    if not may(authenticate(), Action.CASE_OPEN):
        return
    apps = [one.app for one in lacking]
    names = ", ".join(one.name for one in lacking) if len(lacking) < 4 else f"{len(lacking)} apps"
    st.button(
        words.md(f"Add steps for {names}"),
        key=f"unplanned-{case.id}",
        on_click=_add,
        args=(case.id, apps),
    )


def _add(case: int, apps: Sequence[str]) -> None:
    def work(session: Session) -> int:
        return offboarding.add_unplanned(session, authenticate(), reading(), case, apps)

    write(work, lambda added: f"{words.count(added, 'step')} added.")
