"""One case: how far it is, what is next, what happened, what proves it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from core.catalog import service as catalog
from core.errors import NotFound
from core.offboarding import service as offboarding
from core.offboarding.values import CaseStatus, CaseView, OwnSteps, Progress
from core.rights import Action, may
from pages.navigation.header import header
from pages.offboarding.parts import case_list
from pages.offboarding.parts.case import (
    accounts,
    head,
    menu,
    printed,
    step_list,
    timeline,
    unplanned,
)
from pages.offboarding.parts.step import drawer, going_on
from pages.offboarding.parts.step.going_on import Case
from pages.ui import addresses
from pages.ui.apps.maybe_accounts import not_confirmed
from pages.ui.banners import background as background_notice
from pages.ui.errors import show
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import line
from pages.ui.undo import show_offer
from pages.ui.view_choice import view_choice

now = datetime.now(UTC)
who = authenticate()
asked = st.query_params.get("case", "")


def views(progress: Progress) -> Mapping[str, str]:
    """What can be looked at, with how much is in it."""
    own = {"mine": f"Mine {progress.mine}"} if progress.mine else {}
    return {
        "act": f"Act now {progress.ready}",
        "waiting": f"Waiting {progress.waiting}",
        "done": f"Done {progress.finished}",
        **own,
        "apps": "All apps",
        "timeline": "Timeline",
    }


def account_names() -> Mapping[str, str]:
    """App → what the leaver's accounts in it are called, as lists have them; then those of no one
    that may be theirs."""
    named = {one.app: [row.account for row in one.accounts] for one in known}
    for row in maybe:
        named.setdefault(row.app, []).append(f"? maybe {row.account}, not confirmed")
    return {app: ", ".join(names) for app, names in named.items()}


def steps(case: Case, progress: Progress) -> None:
    """The steps, in the view that the link names."""
    if isinstance(case, OwnSteps):
        step_list.draw([case], case.id, "own", standpoint, {}, {})
        return
    first = "act" if progress.ready and may(who, Action.CASE_WORK) else "apps"
    view = view_choice(views(progress), first)
    if view == "timeline":
        timeline.draw(case)
        drawer.open_asked(case)
    else:
        step_list.draw(
            [case],
            case.id,
            view,
            standpoint,
            routes,
            idps,
            account_names(),
            [one.app for one in back],
        )
        accounts.draw(case, known, maybe)


if not asked.isdecimal() or len(asked) > 15:
    header(addresses.CASE)
    show_notice()
    case_list.draw(now)
    st.stop()
try:
    with database().read() as session:
        found = going_on.read(session, int(asked))
        standpoint = offboarding.standpoint(session, who)
        if isinstance(found, CaseView):
            routes = offboarding.routes_of_case(session, who, reading(), found)
            idps = catalog.catalog(session, who, reading()).idps
            known = offboarding.known_now(session, who, found.id)
            lacking = offboarding.unplanned(session, who, reading(), found)
            maybe = (
                offboarding.accounts_not_confirmed(session, who, found.id)
                if may(who, Action.INVENTORY_READ)
                else []
            )
            moved = offboarding.moved_in_hindsight(session, who, found.id)
            back = offboarding.returned_accounts(found.steps, known)
except NotFound as error:
    header(addresses.CASE)
    show(error)
    st.page_link(addresses.CASE, label="All cases")
    st.stop()
progress = offboarding.progress_of(found.steps, now, standpoint)
with st.container(key="case-top", gap=None):
    if isinstance(found, CaseView):
        with head.draw(found, progress, now, routes, idps, moved, back):
            menu.draw(found, offboarding.next_step(found.steps, now, standpoint))
    else:
        head.draw_own(found)
    show_notice()
    show_offer()
    drawer.show_done(found)
    if isinstance(found, CaseView):
        background_notice.for_case(found)
        menu.against(found)
        unplanned.draw(found, lacking)
        if maybe:
            line(not_confirmed(maybe))
    if found.status is CaseStatus.CLOSED and progress.left:
        st.caption("The case is closed. What is left to follow up can still be done.")
steps(found, progress)
printed.draw(found, now)
