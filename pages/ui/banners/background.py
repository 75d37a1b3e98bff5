"""Background work that stands still is said: to administrators anywhere, and where a step waits."""

from datetime import UTC, datetime

import streamlit as st

from core.actor import Actor
from core.jobs import service as jobs
from core.jobs.values import Work, WorkerHealth
from core.offboarding import service as offboarding
from core.offboarding.values import CaseView, HeldUp, OwnSteps, StepKind, StepView
from core.rights import Action, may
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.page_context import authenticate, database

NAMES = {
    "jobs": "Background work",
    "removals": "SCIM removal",
    "checkpoints": "Writing audit checkpoints",
    "audit forwarding": "Forwarding the audit log",
}
UNTIL_THEN = {
    "jobs": "Scheduled removals do not start, waiting periods do not end, no message is sent.",
    "removals": "No account is removed by SCIM, and no removal is verified.",
    "checkpoints": "Nothing outside the database shows how far the audit log had come.",
    "audit forwarding": "The log collector does not get what is written; it waits here for it.",
}
WHAT_TO_DO = (
    "Check that `offramp serve` is running, and read its log. Once the cause is gone it starts "
    "again within seconds. `offramp jobs status` says the same as this page."
)


def for_administrators(viewer: Actor) -> None:
    """On every page: what stands still, to those who can do something about it.

    In a place that is there without a notice too, as in :func:`pages.ui.notices.show_notice`.
    """
    with st.container():
        if may(viewer, Action.CHANNEL_MANAGE):
            for each in _troubled():
                st.warning(
                    f"{_what(each)} [Reason and what to do](notifications?show=Background+jobs)"
                )


def in_full() -> None:
    """On the page of background jobs: what stands still, why, and what to do."""
    with st.container():
        for each in _troubled():
            said: list[str] = [_what(each)]
            if each.overdue.oldest:
                said.append(f"The oldest was due {moment(each.overdue.oldest)}.")
            if each.problem:
                said.append(f"Reason: {words.md(each.problem)}")
            if each.state is Work.STANDS_STILL:
                said.append(WHAT_TO_DO)
            st.warning(" ".join(said))


def _troubled() -> tuple[WorkerHealth, ...]:
    with database().read() as session:
        return jobs.background(session, datetime.now(UTC)).troubled


def _what(worker: WorkerHealth) -> words.Markdown:
    said = [f"**{words.md(_headline(worker))}**"]
    if worker.state is Work.STANDS_STILL:
        said += [UNTIL_THEN[worker.worker]] if worker.worker in UNTIL_THEN else []
    if worker.overdue.number:
        said.append(f"{words.count(worker.overdue.number, 'job')} overdue.")
    return words.Markdown(" ".join(said))


def _headline(worker: WorkerHealth) -> str:
    name = NAMES.get(worker.worker, worker.worker)
    if worker.state is Work.BEHIND:
        return f"{name} is behind."
    return _stands_still(name, worker.since)


def _stands_still(name: str, since: datetime | None) -> str:
    if since is None:
        return f"{name} has never run here."
    return f"{name} has stood still since {moment(since)}."


def for_case(case: CaseView) -> None:
    """At the head of a case: which of its steps do not happen automatically, and why."""
    with st.container():
        held = _held_up(case)
        if not held:
            return
        titles = "; ".join(step.title for step in case.steps if step.id in held)
        stopped = next((why for why in held.values() if not why.failed), None)
        what, until = "Automatic steps have failed.", "Until they are tried again"
        if stopped:
            what, until = _stands_still("Background work", stopped.since), "Until it runs again"
        happen = "this step does" if len(held) == 1 else "these steps do"
        st.warning(
            f"**{words.md(what)}** {words.md(f'{until}, {happen}')} not happen automatically: "
            f"{words.md(titles)}. Ask an administrator, or do by hand what cannot wait."
        )


def for_step(case: CaseView | OwnSteps, step: StepView) -> None:
    """In a step's dialog: that it does not happen automatically, and what to do."""
    why = _held_up(case).get(step.id)
    if why is None:
        return
    if why.failed:
        st.warning(
            f"**This could not be done automatically.** {words.md(why.problem or '')} "
            "Do it by hand, or ask an administrator to try it again under Notifications, "
            "Background jobs."
        )
        return
    if step.kind is StepKind.WAIT:
        st.warning(
            f"**{words.md(_stands_still('Background work', why.since))}** This wait does not end "
            "automatically until it runs again. Ask an administrator to start it."
        )
        return
    if step.kind is StepKind.OFFRAMP_ACCOUNT:
        st.warning(
            f"**{words.md(_stands_still('Background work', why.since))}** The Offramp account is "
            "not disabled automatically until it runs again. Ask an administrator to start it, "
            "or to disable the account under Users."
        )
        return
    st.warning(
        f"**{words.md(_stands_still('Background work', why.since))}** This removal does not happen "
        "automatically until it runs again. Ask an administrator to start it, or remove "
        f"{words.md(case.person)} from {words.md(step.app_name or 'the app')} by hand and add "
        "the evidence here."
    )


def _held_up(case: CaseView | OwnSteps) -> dict[int, HeldUp]:
    with database().read() as session:
        return offboarding.held_up(session, authenticate(), case, datetime.now(UTC))
