"""Parts of the wizard: beginning, one question at a time, going back."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from sqlmodel import Session

from core.advice import service as advice
from core.advice.service import shipped_questions
from core.advice.values import ANSWERED, STANDING, DraftView, Given, Question
from core.catalog.service import plan_name
from core.catalog.values import AppEntry
from core.rights import Action, may
from pages.advice.parts.question_field import field, typed
from pages.ui import addresses, words
from pages.ui.dates import moment
from pages.ui.notices import write
from pages.ui.page_context import authenticate, reading
from pages.ui.table import Link, Text, line, table

FIRST = "first"
"""In the link: the first question that has no answer yet."""


def begin(open_drafts: Sequence[DraftView]) -> None:
    """What this page does, and the runs that are not decided yet."""
    st.markdown("Choose an app to see at once what is recommended for it, and what that assumes.")
    if not open_drafts:
        return
    st.subheader("Not decided yet", anchor=False)
    editable = may(authenticate(), Action.ADVICE_DRAFT)
    for draft in open_drafts:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                addresses.WIZARD, label=words.md(draft.app_name), query_params={"draft": draft.id}
            )
            st.caption(
                words.md(
                    f"{words.count(len(draft.answers), 'answer')}, "
                    f"{moment(draft.updated_at)} by {draft.updated_by}"
                ),
                width="content",
            )
            if editable:
                st.button(
                    "Delete",
                    key=f"delete-{draft.id}",
                    type="tertiary",
                    on_click=_delete,
                    args=(draft.id,),
                )


def _delete(draft: str) -> None:
    gone = write(lambda s: advice.delete_draft(s, authenticate(), draft), "Draft deleted.")
    if gone and st.query_params.get("draft") == draft:
        st.query_params.clear()


def ways_on(draft: DraftView | None) -> None:
    """Where to go from here: the questions one by one, another app, without the draft."""
    with st.container(horizontal=True):
        if draft is not None and draft.app_exists and draft.decision is None:
            st.page_link(
                addresses.WIZARD,
                label="Answer the questions one by one",
                icon=":material/format_list_numbered:",
                query_params={"draft": draft.id, "step": FIRST},
            )
        if draft is not None:
            st.page_link(addresses.WIZARD, label="Another app", icon=":material/fork_right:")
        if draft is not None and draft.decision is None:
            st.button(
                "Delete this draft",
                type="tertiary",
                disabled=not may(authenticate(), Action.ADVICE_DRAFT),
                on_click=_delete,
                args=(draft.id,),
            )


def go(draft: str, step: str) -> None:
    """Put the place in the wizard into the link."""
    st.query_params.from_dict({"draft": draft} | ({"step": step} if step else {}))


def position(draft: DraftView, asked: Sequence[str], given: Given, step: str) -> int:
    """Which question the link is at; past the last one is the answer."""
    if step in asked:
        return asked.index(step)
    if step != FIRST:
        return len(asked)
    open_ones = [
        number
        for number, name in enumerate(asked)
        if name not in draft.answers and not is_known(given, name)
    ]
    return open_ones[0] if open_ones else 0


def is_known(given: Given, name: str) -> bool:
    """Whether the organisation has said it elsewhere: nobody is asked twice."""
    return given.origins[name] in _KNOWN


_KNOWN = frozenset({"stack", "organisation", STANDING})


def ask(
    draft: DraftView,
    question: Question,
    given: Given,
    app: AppEntry,
    idps: Mapping[str, str],
    asked: Sequence[str],
    here: int,
) -> None:
    """One question with its default and where that comes from."""
    todo = [name for name in asked if name == question.id or not is_known(given, name)]
    place = todo.index(question.id)
    left = len(todo) - place - 1
    more = f"at most {words.count(left, 'more question')}" if left else "the last one"
    st.progress(place / len(todo), text=words.md(f"Question {place + 1}; {more}"))
    _known_line(draft, given, [name for name in asked if is_known(given, name)], app, idps)
    key = f"wizard-{draft.id}-{question.id}"
    value, origin = getattr(given.answers, question.id), given.origins[question.id]
    with st.form(f"form-{key}", border=False, enter_to_submit=True):
        st.subheader(words.md(question.text), anchor=False)
        st.caption(words.md(question.help))
        field(question, value, key, app, idps, alone=True)
        if origin not in (ANSWERED, "not said"):
            st.caption(
                words.md(f"Filled in: {origin if origin.count(' ') else 'from the ' + origin}.")
            )
        with st.container(horizontal=True):
            for label, move in (("Back", -1), ("Next", 1)):
                st.form_submit_button(
                    label,
                    type="primary" if move > 0 else "secondary",
                    disabled=here + move < 0,
                    on_click=_answer,
                    args=(draft, question, key, move),
                )
    if here:
        with st.expander("Answers so far"):
            answers_so_far(draft, app, idps)
    st.caption("The address of this page resumes here, for you and for anyone you send it to.")


def _known_line(
    draft: DraftView, given: Given, known: Sequence[str], app: AppEntry, idps: Mapping[str, str]
) -> None:
    """What is not asked because we have said it, each the way to saying otherwise here."""
    questions = {one.id: one for one in shipped_questions()}
    told = {
        name: _said(questions[name], {name: getattr(given.answers, name)}, app, idps)
        for name in known
    }
    if told:
        line(
            [
                Text("Known already", muted=True),
                *(
                    Link(
                        f"{SHORT.get(name, questions[name].text)}: {value}",
                        f"wizard?draft={draft.id}&step={name}",
                        muted=True,
                    )
                    for name, value in told.items()
                ),
            ]
        )


SHORT = {
    "idps": "identity providers",
    "current_plan": "plan",
    "seats": "people",
    "removal_duty": "removal",
    "third_party_admin": "third party",
    "manual_work_by": "work by",
    "manual_capacity": "work by hand",
    "roles_from_idp": "roles from the IdP",
    "idp_change": "change of IdP",
}
"""Questions in a word or two."""


def _answer(draft: DraftView, question: Question, key: str, move: int) -> None:
    who, answers = authenticate(), {**draft.answers, question.id: typed(question, key)}

    def keep(session: Session) -> Sequence[str]:
        advice.save_draft(session, who, draft.id, answers, draft.version)
        asked, given = advice.questions_for(session, who, reading(), draft.app, answers)
        return [name for name in asked if name == question.id or not is_known(given, name)]

    def move_on(todo: Sequence[str]) -> None:
        place = todo.index(question.id) + move if question.id in todo else 0
        go(draft.id, todo[place] if 0 <= place < len(todo) else "answer")

    write(keep, then=move_on)


def answers_so_far(draft: DraftView, app: AppEntry | None, idps: Mapping[str, str]) -> None:
    """What has been answered, each with the way back to it."""
    asked = [one for one in shipped_questions() if one.id in draft.answers]
    table(
        ["Question", "Answer"],
        [
            [
                Link(one.text, f"wizard?draft={draft.id}&step={one.id}"),
                _said(one, draft.answers, app, idps),
            ]
            for one in asked
        ],
        label="Answers so far",
    )


def _said(
    question: Question, answers: Mapping[str, Any], app: AppEntry | None, idps: Mapping[str, str]
) -> str:
    value = answers[question.id]
    if value in (None, ""):
        return "not said"
    if isinstance(value, list | tuple):
        return ", ".join(idps.get(idp, idp) for idp in value) or "none"
    if question.type == "plan" and app:
        return plan_name(app, value)
    return question.label(value)
