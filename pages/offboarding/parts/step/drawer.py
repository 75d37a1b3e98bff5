"""One step, to be worked, beside the list that it is from: what to do and why, what proves it."""

from datetime import UTC, datetime

import streamlit as st

from core.accounts.values import AccountStatus
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    CaseView,
    EvidenceKind,
    OwnSteps,
    Phase,
    Proven,
    SeenStep,
    StepKind,
    StepStatus,
    StepView,
)
from core.rights import Action, may
from core.scim import service as scim
from pages.offboarding.parts.step import decision, finish, going_on, look, more
from pages.offboarding.parts.step.going_on import Case
from pages.offboarding.parts.step.owner import assigned
from pages.ui import case_words, words
from pages.ui.apps.maybe_accounts import not_confirmed
from pages.ui.banners import background as background_notice
from pages.ui.dates import weekday
from pages.ui.exports import download
from pages.ui.notices import attempt, show_notice
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Fold, Link, Piece, Text, Tone, line, muted, plain
from pages.ui.undo import show_offer

WIDTH = 560
BLOCKERS = 5
"""So many steps that a step waits for are offered; the rest are counted."""


def open_asked(case: Case) -> None:
    """Open the step that the link names."""
    step = going_on.asked_in(case)
    if step is not None:
        drawer = st.dialog(
            words.md(step.title), width=WIDTH, position="right", on_dismiss=going_on.forget
        )
        drawer(_draw)(case, step)


def show_done(case: Case | None = None) -> None:
    """On the page: what was done with the last steps, where no other one is open to say it."""
    with st.container():
        if case is None or going_on.asked_in(case) is None:
            show_notice(going_on.PLACE)
            show_offer(going_on.PLACE)


def _draw(case: Case, step: StepView) -> None:
    works = _is_workable(case, step) and may(authenticate(), Action.CASE_WORK)
    show_notice(going_on.PLACE)
    show_offer(going_on.PLACE)
    _facts(case, step, works)
    background_notice.for_step(case, step)
    if step.is_early and step.status in UNFINISHED:
        st.caption("Meant for the moment when access ends, which is still to come.")
    if step.is_waiting:
        _blockers(case, step)
    shown = _shown_by_list(case, step)
    if works and finish.applies(step) and not _why_not(case, step):
        finish.form(case, step, lambda: _text(step, case.zone, shown))
    else:
        _text(step, case.zone, shown)
        if works:
            _other_answer(case, step)
    if works:
        more.draw(case, step)


def _is_workable(case: Case, step: StepView) -> bool:
    goes_on = case.status is CaseStatus.CLOSED and step.id in offboarding.follow_ups(case.steps)
    return case.status is CaseStatus.OPEN or goes_on


def _why_not(case: Case, step: StepView) -> str | None:
    """Why the viewer cannot approve."""
    if step.kind is not StepKind.APPROVAL or step.status not in UNFINISHED:
        return None
    if isinstance(case, OwnSteps):
        return case.why_not_approve(step)
    with database().read() as session:
        return offboarding.why_not_approve(session, authenticate(), step.id)


def _other_answer(case: Case, step: StepView) -> None:
    """In place of the form: why there is none, or the question that the step is."""
    if why_not := _why_not(case, step):
        st.warning(words.md(why_not))
    elif step.status in UNFINISHED and not step.is_waiting:
        if step.kind is StepKind.DECISION:
            decision.ask(step)
        elif step.kind is StepKind.LOOK:
            look.ask(step)
    elif step.kind is StepKind.LOOK and step.status is StepStatus.DONE:
        look.next_question(case)


def _facts(case: Case, step: StepView, works: bool) -> None:
    """State, deadline, owner; then whose step it is, where it is from, what else is there."""
    now = datetime.now(UTC)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        line(
            [case_words.badge(step, now), case_words.step_due(step, now, case.zone), *_owner(step)]
        )
        if works and step.status in UNFINISHED and not _is_mine(step):
            _take(step)
    left = going_on.left_in(step, case.steps).strip().removesuffix(".")
    facts = [case.person, step.app_name, case_words.PHASES[step.phase], left]
    muted(" · ".join(fact for fact in facts if fact))
    if step.status in UNFINISHED:
        _accounts(step)
        _maybe(case, step)
    if step.reason and step.status is StepStatus.DONE:
        plain(step.reason)
    elif step.reason:
        st.warning(words.md(step.reason))


def _accounts(step: StepView) -> None:
    """By which names the account is found in the app, as its newest list has them."""
    with database().read() as session:
        found = offboarding.accounts_of_step(session, authenticate(), step.id)
    for row in found:
        others = [each for each in (row.email, row.name) if each and each != row.account]
        pieces: list[Piece] = ["Account:", Text(row.account, strong=True), *others]
        pieces += [Badge("Administrator", Tone.WARN)] if row.admin else []
        pieces += ["deactivated"] if row.status is AccountStatus.DEACTIVATED else []
        at = weekday(row.as_of, datetime.now(UTC))
        line([*pieces, Text(f"“{row.feed_name}” of {at}", muted=True)])


def _maybe(case: Case, step: StepView) -> None:
    """Accounts of no one there that may be theirs: the step takes none of them away, and whoever
    looks should see them."""
    apps = {step.app, *(one.app for one in step.asks)}
    if not isinstance(case, CaseView) or not may(authenticate(), Action.INVENTORY_READ):
        return
    with database().read() as session:
        found = offboarding.accounts_not_confirmed(session, authenticate(), case.id)
    if there := [row for row in found if row.app in apps]:
        line(not_confirmed(there))


def _take(step: StepView) -> None:
    if st.button("Assign to me", key=f"take-{step.id}-{step.version}", type="tertiary"):
        attempt(
            lambda s: offboarding.take_over_steps(s, authenticate(), [SeenStep.of(step)]),
            then=assigned,
        )


def _owner(step: StepView) -> list[Piece]:
    return [step.owner or Text("Unassigned", strong=True)]


def _is_mine(step: StepView) -> bool:
    with database().read() as session:
        return offboarding.standpoint(session, authenticate()).is_mine(step.owner_key)


def _blockers(case: Case, step: StepView) -> None:
    """What it waits for, each a button that opens it."""
    found = [one for one in case.steps if one.id in step.needs and one.status in UNFINISHED]
    st.markdown("**Waits for**")
    if not found:
        st.markdown("\n".join(f"- {words.md(one)}" for one in step.waits_for))
    for number, one in enumerate(found[:BLOCKERS]):
        if st.button(
            words.md(f"Open: {one.title}"),
            key=f"blocker-{one.id}",
            type="secondary" if number else "primary",
        ):
            going_on.turn_to(one.id)
    if len(found) > BLOCKERS:
        st.caption(f"and {len(found) - BLOCKERS} more.")


def _shown_by_list(case: Case, step: StepView) -> Proven | None:
    """What already shows what a check is to find: that the account of its app is gone."""
    if step.phase is not Phase.CHECK or step.app is None:
        return None
    removing = [one for one in case.steps if one.app == step.app and one.removes_access]
    if any(one.status in UNFINISHED for one in removing):
        return None
    return next((one.proven for one in removing if one.proven is not None), None)


def _text(step: StepView, zone: str, shown: Proven | None) -> None:
    if shown is not None:
        at = datetime.now(UTC)
        said = f"{case_words.proven(shown, zone, at)}: the account is gone. This check can be "
        st.success(words.md(f"{said}finished with that."))
    if step.instructions:
        st.markdown("\n\n".join(words.md(p) for p in step.instructions.split("\n") if p))
    if step.why and shown is None:
        st.caption(words.md(step.why))
    _grounds(step)
    _evidence(step, zone)


def _grounds(step: StepView) -> None:
    """What the step is based on; the controls that it serves folded, by name."""
    if step.sources:
        st.caption(" · ".join(words.link(title, url) for title, url in step.sources))
    origins: list[Piece] = []
    if step.event and (href := _event_link(step.event)):
        origins.append(Link("Requested by the IdP", href))
    if step.removal:
        origins.append(Link(f"SCIM removal {step.removal}", f"connections?removal={step.removal}"))
    if step.controls:
        origins.append(_controls(step))
    if origins:
        line(origins)


def _controls(step: StepView) -> Fold:
    with database().read() as session:
        known = offboarding.checklist_overview(session, authenticate()).checklists.controls
    named = [known[control] for control in step.controls if control in known]
    return Fold(
        f"Serves {words.count(len(named), 'control')}",
        [[f"{one.standard} {one.number}: {one.asks}"] for one in named],
    )


def _evidence(step: StepView, zone: str) -> None:
    for proof in step.evidence:
        at = case_words.on_clock(proof.at, zone, datetime.now(UTC))
        if proof.kind is EvidenceKind.FILE:
            download(proof.text, f"/files/evidence/{proof.id}")
            told = f"{(proof.size or 0) / 1024:,.0f} KiB, SHA-256 {proof.sha256[:16]}…"
        elif proof.kind is EvidenceKind.LINK:
            st.markdown(words.link(proof.text, proof.text))
            told = "link"
        elif proof.kind is EvidenceKind.SNAPSHOT:
            app = step.app_name or step.app or ""
            st.markdown(words.md(offboarding.list_in_words(proof.text, app, zone)))
            told = f"complete list, SHA-256 of this proof {proof.sha256[:16]}…"
        else:
            st.markdown("“" + words.md(proof.text) + "”")
            told = "SCIM exchange" if proof.kind is EvidenceKind.SCIM else str(proof.kind)
        st.caption(words.md(f"{told}, {proof.by}, {at}"))


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
