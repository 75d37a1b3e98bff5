"""What can be done with a case as a whole."""

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
)
from core.rights import Action, may
from pages.offboarding.parts import proof_files
from pages.ui import case_words, words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database, reading

ASKED = "A second person has to close the case."


def buttons(case: CaseView) -> None:
    """Close, change, keep to a few, cancel, reopen, export the evidence."""
    works = may(authenticate(), Action.CASE_WORK)
    left, later = offboarding.left_to_do(case.steps)
    is_open = case.status is CaseStatus.OPEN
    against = _against(case) if works and is_open and not left else []
    with st.container(horizontal=True):
        if works and case.status is CaseStatus.OPEN:
            if st.button(
                "Close the case",
                type="primary" if not left else "secondary",
                disabled=bool(left),
            ):
                if against:
                    _insist(case, against)
                else:
                    attempt(
                        lambda s: offboarding.close_case(s, authenticate(), case.id, case.version),
                        "The case is closed.",
                    )
            if st.button("Change"):
                _change(case)
            if st.button("Who may see it"):
                _restrict(case)
            if st.button("Cancel: the person stays"):
                _cancel(case)
        if works and case.status is not CaseStatus.OPEN and st.button("Reopen"):
            _reopen(case)
        if (
            works
            and case.kind is CaseKind.LEAVE
            and not case.followed_by
            and st.button("The person is back")
        ):
            _back(case)
        proof_files.pack_buttons(case)
    if works and case.status is CaseStatus.OPEN and left:
        # In words: a phone and a keyboard cannot hover over a button that is off.
        told = case_words.left_to_do(case.steps)
        st.caption(words.md(f"The case can be closed when nothing is left to do: {told}."))
    if against:
        st.warning("\n\n".join(words.md(one) for one in against))
    if works and is_open and not left and later:
        told = case_words.left_to_do(case.steps)
        st.caption(words.md(f"{told}: they go on after it is closed."))


def _against(case: CaseView) -> list[str]:
    with database().read() as session:
        return offboarding.stands_against(session, authenticate(), case.id)


@st.dialog("Close the case all the same")
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
        reason = st.text_input("Why the case is closed all the same")
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
            words.md(f"Without access from ({case.zone})"),
            case.effective.astimezone(place).replace(tzinfo=None),
            format="YYYY-MM-DD",
        )
        manager = st.text_input("Manager", case.manager or "")
        successor = st.text_input("Hands over to", case.hand_over_to or "")
        note = st.text_area("Note", case.note or "")
        reason = st.text_input("Why")
        st.caption("Dates of unfinished steps move with the moment.")
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
    st.markdown("Open steps are cancelled. What was done stays on record, listed for undoing.")
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
        words.md(f"Back from ({case.zone})"),
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
