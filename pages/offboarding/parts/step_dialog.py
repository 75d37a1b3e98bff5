"""One step, to be worked: what to do and why, what proves it, and the buttons."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session

from core.app.runtime import runtime
from core.errors import Conflict, Invalid, OfframpError
from core.identity import service as identity
from core.identity.values import Colleague, Standing
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    CaseView,
    EvidenceKind,
    EvidenceNeed,
    NewEvidence,
    OwnSteps,
    StepKind,
    StepStatus,
    StepView,
)
from core.rights import Action, may
from core.scim import service as scim
from pages.offboarding.parts import step_decision
from pages.ui import case_words, words
from pages.ui.banners import background as background_notice
from pages.ui.banners import refused_upload
from pages.ui.dates import moment
from pages.ui.errors import show
from pages.ui.exports import download
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Link, line, muted

_KEY = "step"
_CONFLICT = "step-conflict-{}"
NOBODY = "nobody"


def ask(step_id: int) -> None:
    """Open this step's dialog on the next run; the link of the page then leads to it."""
    st.query_params[_KEY] = str(step_id)


def _forget(_done: object = None) -> None:
    st.query_params.pop(_KEY, None)


def open_asked(case: CaseView | OwnSteps) -> None:
    """Open the dialog of the step that the link names."""
    asked = st.query_params.get(_KEY, "")
    step = next((one for one in case.steps if str(one.id) == asked), None)
    if step is not None:
        st.dialog(words.md(step.title), width="medium", on_dismiss=_forget)(_draw)(case, step)


def _draw(case: CaseView | OwnSteps, step: StepView) -> None:
    now = datetime.now(UTC)
    facts = [case_words.state(step, now), f"{step.owner or 'nobody'}", case.person]
    if step.app_name:
        facts.insert(2, step.app_name)
    muted(" · ".join(facts))
    st.caption(words.md(f"{case_words.step_due(step, now)} · {case_words.PHASES[step.phase]}"))
    if step.is_waiting:
        st.info("Waits for: " + words.md("; ".join(step.waits_for)))
    if step.reason:
        st.warning(words.md(step.reason))
    background_notice.for_step(case, step)
    if step.instructions:
        st.markdown("\n\n".join(words.md(p) for p in step.instructions.split("\n") if p))
    if step.why:
        st.caption(words.md(step.why))
    _grounds(step)
    _evidence(step)
    goes_on = case.status is CaseStatus.CLOSED and step.id in offboarding.follow_ups(case.steps)
    is_workable = case.status is CaseStatus.OPEN or goes_on
    if not is_workable or not may(authenticate(), Action.CASE_WORK):
        return
    above = st.container()
    why_not = case.why_not_approve(step) if isinstance(case, OwnSteps) else None
    if why_not:
        st.warning(words.md(why_not))
    elif step.status in UNFINISHED and step.kind is StepKind.DECISION:
        step_decision.ask(step, _try)
    elif step.status in UNFINISHED or _has_draft(step):
        _finish(step)
    _rest(case, step)
    with above:  # last: a conflict comes of a button below
        _conflict(step)


def _conflict(step: StepView) -> None:
    """What a colleague did meanwhile, until somebody has looked; what was typed stays."""
    error = st.session_state.get(_CONFLICT.format(step.id))
    if error is None:
        return
    show(error)
    st.caption("Your note, link and files are kept below.")
    if st.button("Look again", key=f"look-{step.id}", type="primary"):
        del st.session_state[_CONFLICT.format(step.id)]
        st.rerun()


def _has_draft(step: StepView) -> bool:
    """Whether something was brought that is not stored, such as beside a colleague's finish."""
    return any(st.session_state.get(f"{name}-{step.id}") for name in ("note", "link", "files"))


def _grounds(step: StepView) -> None:
    parts: list[str] = [words.link(title, url) for title, url in step.sources]
    if step.controls:
        with database().read() as session:
            known = offboarding.checklist_overview(session, authenticate()).checklists.controls
        named = [f"{known[c].standard} {known[c].number}" for c in step.controls if c in known]
        parts.append("Serves " + words.md(", ".join(named)))
    if parts:
        st.caption(" · ".join(parts))
    origins: list[Link] = []
    if step.event and (href := _event_link(step.event)):
        origins.append(Link("Asked for by the IdP", href))
    if step.removal:
        origins.append(Link(f"SCIM removal {step.removal}", f"connections?removal={step.removal}"))
    if origins:
        line(origins)


def _evidence(step: StepView) -> None:
    for proof in step.evidence:
        if proof.kind is EvidenceKind.FILE:
            download(proof.text, f"/files/evidence/{proof.id}")
            told = f"{(proof.size or 0) / 1024:,.0f} KiB, SHA-256 {proof.sha256[:16]}…"
        elif proof.kind is EvidenceKind.LINK:
            st.markdown(words.link(proof.text, proof.text))
            told = "link"
        else:
            st.markdown("“" + words.md(proof.text) + "”")
            told = "SCIM exchange" if proof.kind is EvidenceKind.SCIM else str(proof.kind)
        st.caption(words.md(f"{told}, {proof.by}, {moment(proof.at)}"))


def _finish(step: StepView) -> None:
    """Evidence and the button that ends the step; one form, so that Enter works too."""
    with st.form(f"finish-{step.id}", border=False):
        note = st.text_area(
            "What was done, and what shows it",
            key=f"note-{step.id}",
            height=80,
        )
        link = st.text_input("Link", key=f"link-{step.id}", placeholder="https://…")
        files = st.file_uploader(
            words.md(f"Files, up to {runtime().settings.evidence_max_mb} MB each"),
            accept_multiple_files=True,
            key=f"files-{step.id}",
        )
        refused_upload.show()
        early = step.kind is StepKind.WAIT and datetime.now(UTC) < step.due
        cut = st.text_input("Why it ends before its time", key=f"cut-{step.id}") if early else ""
        if early:
            st.caption("The wait ends by itself. The reason for ending it now is in every proof.")
        if step.needs_evidence is not EvidenceNeed.NONE:
            st.caption(f"This step {case_words.EVIDENCE[step.needs_evidence]}.")
        # The version is in the keys: a click that is heard late, by a server that was restarted,
        # is one on what stood there then.
        seen = f"{step.id}-{step.version}"
        is_open = step.status in UNFINISHED
        with st.container(horizontal=True):
            word = "End it now" if early else "Done"
            word = "Approve" if step.kind is StepKind.APPROVAL else word
            done = is_open and st.form_submit_button(word, type="primary", key=f"done-{seen}")
            begun = (
                is_open
                and step.status is not StepStatus.STARTED
                and st.form_submit_button("Start", key=f"start-{seen}")
            )
            kept = st.form_submit_button("Only add the evidence", key=f"attach-{seen}")

    kept_now: list[NewEvidence] = []

    def brought(session: Session) -> list[NewEvidence]:
        kept_now.clear()
        found = [NewEvidence(EvidenceKind.NOTE, note)] if note.strip() else []
        found += [NewEvidence(EvidenceKind.LINK, link)] if link.strip() else []
        _refuse_lost_files(step, len(files or ()))
        sizes = [file.size for file in files or ()]
        offboarding.check_room(session, authenticate(), runtime().settings, [step.id], sizes)
        for file in files or ():
            who = authenticate().id
            stored = offboarding.keep_file(runtime().settings, file.name, file, who)
            found.append(NewEvidence(EvidenceKind.FILE, stored.name, stored.size, stored.sha256))
        kept_now.extend(found)
        return found

    if done:
        _try(
            lambda s: offboarding.finish(s, authenticate(), step.id, step.version, brought(s), cut),
            # A file that was not uploaded is missed where it says what there is.
            lambda _: f"{step.title}: done{case_words.with_evidence(kept_now)}.",
        )
    if begun:
        _try(lambda s: offboarding.start(s, authenticate(), step.id, step.version), "Started.")
    if kept:
        _try(
            lambda s: offboarding.attach(s, authenticate(), step.id, step.version, brought(s)),
            lambda _: f"The evidence is kept: {case_words.evidence(kept_now)}.",
        )


def _refuse_lost_files(step: StepView, here: int) -> None:
    """Files lie with the server that took them; one that was restarted has them no more."""
    chosen = st.session_state.get(f"files-{step.id}") or ()
    if len(chosen) > here:
        raise Invalid(
            "The server was restarted and has lost the files that you chose.",
            field="files",
            hint="Choose them again; what you typed is kept.",
        )


def _rest(case: CaseView | OwnSteps, step: StepView) -> None:
    """What is needed now and then."""
    asks = step.kind is StepKind.DECISION
    reopens = step.status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE) and not asks
    if step.status in UNFINISHED:
        inside = ["does not apply"] * (not asks) + ["blocked", "another owner or date", "comment"]
    else:
        inside = ["open again"] * reopens + ["comment"]
    label = ", ".join(inside)
    with st.expander(words.md(f"{label[0].upper()}{label[1:]}")):
        reason = st.text_input("Reason or comment", key=f"reason-{step.id}")
        with st.container(horizontal=True):
            if step.status in UNFINISHED:
                if not asks:
                    _button(
                        "Does not apply",
                        f"excuse-{step.id}",
                        lambda s: offboarding.excuse(
                            s, authenticate(), step.id, step.version, reason
                        ),
                        f"{step.title}: does not apply.",
                    )
                _button(
                    "Blocked",
                    f"block-{step.id}",
                    lambda s: offboarding.block(s, authenticate(), step.id, step.version, reason),
                    f"{step.title}: blocked.",
                )
            elif reopens:
                resting = offboarding.reopened_with(case.steps, step.id)
                _button(
                    "Open again",
                    f"reopen-{step.id}",
                    lambda s: offboarding.reopen(s, authenticate(), step.id, step.version, reason),
                    " ".join(
                        [
                            f"{step.title}: open again.",
                            *(f"“{one}” rested on it and is open again too." for one in resting),
                        ]
                    ),
                )
            _button(
                "Comment",
                f"comment-{step.id}",
                lambda s: offboarding.comment(s, authenticate(), case.id, reason, step.id),
                "The comment is in the timeline.",
            )
        if step.status in UNFINISHED:
            _assign(step)
            _move_due(step, reason)


def _assign(step: StepView) -> None:
    who = authenticate()
    with database().read() as session:
        people, groups = identity.colleagues(session, who), identity.groups(session, who)
        mine = identity.handle_of(session, who)
    known = identity.owner_choices(people, groups)
    if mine not in {handle for _name, handle in known.values()}:
        known.setdefault(who.name, (who.name, mine))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Whoever has it stands in the list, so that the button never takes it from them unasked.
        names = [*dict.fromkeys([*([step.owner] if step.owner else []), *known]), NOBODY]
        chosen = st.selectbox(
            "Owner",
            names,
            index=0 if step.owner else None,
            placeholder=NOBODY,
            accept_new_options=True,
            key=f"owner-{step.id}",
        )
        typed = None if chosen == NOBODY else chosen
        owner, handle = known.get(typed or "", (typed, ""))
        _button(
            "Give it to them",
            f"assign-{step.id}",
            lambda s: (
                offboarding.assign(s, authenticate(), step.id, step.version, owner, handle)
                if chosen
                else _nobody_chosen()
            ),
            f"{step.title}: {typed or 'nobody'} has it.{_note(handle or owner)}",
        )


def _called(person: Colleague, people: Sequence[Colleague]) -> str:
    """A colleague in the list; of two with one name, with what tells them apart."""
    same = [one for one in people if one.name.casefold() == person.name.casefold()]
    return person.name if len(same) == 1 else f"{person.name} ({person.handle})"


def _note(owner: str | None) -> str:
    """What is to be known of an owner who will not see the step."""
    with database().read() as session:
        standing = identity.owners(session).standing(owner) if owner else None
    if standing is Standing.UNKNOWN:
        return " They have no account here and will not see it."
    return " The group has no members yet." if standing is Standing.EMPTY_GROUP else ""


def _nobody_chosen() -> None:
    """A name that is typed counts once it is taken with Enter; an empty box takes nothing away."""
    raise Invalid("Choose who gets it, or type a name and press Enter.", field="owner")


def _move_due(step: StepView, reason: str) -> None:
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    with st.container(horizontal=True, vertical_alignment="bottom"):
        due = st.datetime_input(
            words.md(f"Due ({zone})"),
            step.due.astimezone(zone).replace(tzinfo=None),
            key=f"due-{step.id}",
            format="YYYY-MM-DD",
        )
        _button(
            "Change the date",
            f"move-{step.id}",
            lambda s: offboarding.move_due(
                s, authenticate(), step.id, step.version, due.replace(tzinfo=zone), reason
            ),
            f"{step.title}: the date is changed.",
        )


def _button(label: str, key: str, work: Callable[[Any], object], done: str) -> None:
    if st.button(words.md(label), key=key):
        _try(work, done)


def _try(work: Callable[[Any], object], done: str | Callable[[object], str]) -> None:
    """Do it; then the page is drawn anew, without the dialog. A conflict keeps it open."""

    attempt(work, done, then=_forget, refused=_refused)


def _refused(error: OfframpError) -> None:
    if isinstance(error, Conflict):
        st.session_state[_CONFLICT.format(st.query_params.get(_KEY, ""))] = error
    else:
        show(error)


def _event_link(event_id: int) -> str | None:
    """Where an event is shown to this reader, or ``None`` where they may not see it."""
    who = authenticate()
    if not may(who, Action.SCIM_READ):
        return None
    try:
        with database().read() as session:
            event = scim.get_event(session, who, event_id)
    except OfframpError:
        return None
    return f"bridge?connection={event.bridge_id}&event={event_id}"
