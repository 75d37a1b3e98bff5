"""What can be done with a case as a whole: the next step, its evidence, and a menu for the rest."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from core.offboarding import service as offboarding
from core.offboarding.service import zone_of
from core.offboarding.values import (
    NEEDS_A_SECOND,
    CaseEdit,
    CaseKind,
    CaseStatus,
    CaseView,
    StepView,
)
from core.rights import Action, may
from pages.offboarding.parts import proof_files
from pages.offboarding.parts.step import going_on
from pages.ui import case_words, words
from pages.ui.notices import attempt, say
from pages.ui.page_context import authenticate, database, reading

ASKED = "A second person has to close the case."


def draw(case: CaseView, following: StepView | None) -> None:
    """One primary button: the next step, or to close the case when nothing is left."""
    works = may(authenticate(), Action.CASE_WORK)
    left, _later = offboarding.left_to_do(case.steps)
    is_open = case.status is CaseStatus.OPEN
    if works and is_open and not left:
        if st.button("Close the case", type="primary", key="close"):
            _close(case)
    elif works and following:
        st.button(
            "Next step",
            type="primary",
            key="next-step",
            help=words.md(following.title),
            on_click=going_on.ask,
            args=(following.id,),
        )
    proof_files.pack_buttons(case, primary=not is_open)
    if works:
        _more(case, bool(left))


def against(case: CaseView) -> None:
    """Under the head, when nothing is left: what stands against closing it, and what goes on."""
    left, later = offboarding.left_to_do(case.steps)
    if case.status is not CaseStatus.OPEN or left or not may(authenticate(), Action.CASE_WORK):
        return
    if found := _against(case):
        st.warning("\n\n".join(words.md(one) for one in found))
    if later:
        told = case_words.left_to_do(case.steps)
        st.caption(words.md(f"{told}: they go on after it is closed."))


def _more(case: CaseView, has_left: bool) -> None:
    deeds: dict[str, Callable[[CaseView], None]] = {}
    if case.status is CaseStatus.OPEN:
        deeds = {"Change": _change, "Who may see it": _restrict}
        deeds |= {"Close the case": _not_yet} if has_left else {}
        deeds |= {"Cancel: the person stays": _cancel}
    else:
        deeds = {"Reopen": _reopen}
    if case.kind is CaseKind.LEAVE and not case.followed_by:
        deeds["The person is back"] = _back
    chosen = _chosen(deeds)
    if chosen:
        deeds[chosen](case)


def _chosen(deeds: Mapping[str, object]) -> str | None:
    return st.menu_button("More", list(deeds), key="case-more", format_func=words.md)


def _not_yet(case: CaseView) -> None:
    say(f"The case can be closed when nothing is left to do: {case_words.left_to_do(case.steps)}.")
    st.rerun()


def _close(case: CaseView) -> None:
    if found := _against(case):
        _insist(case, found)
    else:
        attempt(
            lambda s: offboarding.close_case(s, authenticate(), case.id, case.version),
            "The case is closed.",
        )


def _against(case: CaseView) -> list[str]:
    with database().read() as session:
        return offboarding.stands_against(session, authenticate(), case.id)


@st.dialog("Close the case anyway")
def _insist(case: CaseView, against: list[str]) -> None:
    """What stands against it, and the reason that every proof will show."""
    for one in against:
        st.warning(words.md(one))
    two = case.kind in NEEDS_A_SECOND
    asked = case.insisted if case.insisted and case.insisted.covers(against) else None
    if two and asked:
        st.markdown(words.md(f"{asked.by} asks for it: {asked.reason}"))
        st.caption("You close the case as the second person. Both of you are in every proof.")
        reason = ""
    else:
        reason = st.text_input("Why the case is closed anyway")
        st.caption(
            "The reason is shown in every proof."
            + (" Then a second person has to close the case." if two else "")
        )
    label = "Ask a second person" if two and not asked else "Close the case"
    if st.button(label, type="primary", key="insist"):
        attempt(
            lambda s: offboarding.close_case(s, authenticate(), case.id, case.version, reason),
            ASKED if two and not asked else "The case is closed.",
        )


@st.dialog("Change the case")
def _change(case: CaseView) -> None:
    place = zone_of(case.zone)
    with st.form("change-case", border=False):
        effective = st.datetime_input(
            "Access ends, on the person's clock",
            case.effective.astimezone(place).replace(tzinfo=None),
            format="YYYY-MM-DD",
        )
        manager = st.text_input("Manager", case.manager or "")
        successor = st.text_input("Hands over to", case.hand_over_to or "")
        note = st.text_area("Note", case.note or "")
        reason = st.text_input("Why")
        st.caption("The due dates of unfinished steps move with it.")
        if st.form_submit_button("Save", type="primary"):
            edit = CaseEdit(
                case.version,
                effective.replace(tzinfo=place),
                manager,
                successor,
                note,
                reason,
            )
            attempt(lambda s: offboarding.edit_case(s, authenticate(), case.id, edit), "Saved.")


@st.dialog("Who may see this case")
def _restrict(case: CaseView) -> None:
    st.markdown(
        "The leaver never sees it. A restricted case is seen by those named here, by auditors "
        "and administrators; owners of steps see their own steps. Notifications leave out the name."
    )
    with database().read() as session:
        colleagues = identity.colleagues(session, authenticate())
    # With the address: two of one name could not be told apart, and a case is for one of them.
    people = {one.handle: f"{one.name} · {one.handle}" for one in colleagues}
    restricted = st.toggle("Restricted", case.restricted)
    named = st.multiselect(
        "Those who may see it, beside you",
        list(people),
        [who for who in case.readers if who in people],
        format_func=people.__getitem__,
        disabled=not restricted,
        select_all=False,
    )
    if st.button("Save", type="primary"):
        readers = named if restricted else None
        attempt(
            lambda s: offboarding.restrict_case(s, authenticate(), case.id, case.version, readers),
            "Saved.",
        )


@st.dialog("The person stays")
def _cancel(case: CaseView) -> None:
    left, later = offboarding.left_to_do(case.steps)
    st.markdown(
        words.md(
            f"{words.count(left + later, 'unfinished step')} will be cancelled. What was done "
            "stays on record, and is listed so that you can reverse it."
        )
    )
    reason = st.text_input("Why")
    if st.button("Cancel the case", type="primary"):
        attempt(
            lambda s: offboarding.cancel_case(s, authenticate(), case.id, case.version, reason),
            "The case is cancelled.",
        )


@st.dialog("Reopen the case")
def _reopen(case: CaseView) -> None:
    reason = st.text_input("Why")
    if st.button("Reopen", type="primary", key="reopen-now"):
        attempt(
            lambda s: offboarding.reopen_case(s, authenticate(), case.id, case.version, reason),
            "The case is open again.",
        )


@st.dialog("The person is back")
def _back(case: CaseView) -> None:
    place = zone_of(case.zone)
    moment = st.datetime_input(
        "Back from, on the person's clock",
        datetime.now(UTC).astimezone(place).replace(tzinfo=None, microsecond=0),
        format="YYYY-MM-DD",
    )
    if st.button("Open the return", type="primary"):
        attempt(
            lambda s: offboarding.open_return(
                s, authenticate(), reading(), case.id, moment.replace(tzinfo=place)
            ),
            "The return is open.",
        )
