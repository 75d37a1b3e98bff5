"""Parts of the case page: its head, the steps to do, all steps, the board, the timeline."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.service import case_number
from core.offboarding.values import UNFINISHED, CaseStatus, CaseView, OwnSteps, StepStatus, StepView
from pages.navigation.header import header as page_header
from pages.offboarding.parts import step_dialog
from pages.ui import addresses, case_words, words
from pages.ui.dates import moment
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Link, Text, muted, table

SIZE = 20


def header(case: CaseView, now: datetime) -> None:
    """Who leaves, when, and how far it is."""
    page_header(addresses.CASE, title=case.person, above=[Link("Cases", "case")])
    facts = [
        case.number,
        case_words.KINDS[case.kind],
        f"without access from {case_words.effective(case.effective, case.zone)}",
        case_words.CASES[case.status],
    ]
    if case.restricted:
        facts.append("restricted")
    st.markdown(words.md(" · ".join(facts)))
    told = [f"{label} {value}" for label, value in _people(case) if value]
    if told:
        muted(" · ".join(told))
    if case.note:
        muted(case.note)
    if case.follows:
        st.markdown(f"Ends the leave of {_linked(case.follows)}.")
    if case.followed_by:
        st.markdown(f"The return is {_linked(case.followed_by)}.")
    counted = [step for step in case.steps if step.status is not StepStatus.CANCELLED]
    finished = sum(step.status not in UNFINISHED for step in counted)
    late = sum(step.is_overdue(now) for step in counted)
    if counted:
        st.progress(
            finished / len(counted),
            words.md(
                f"{finished} of {words.count(len(counted), 'step')} finished, {late} overdue"
                f"{''.join(f'; {one}' for one in case_words.access_removed(counted))}"
            ),
        )
    if case.insisted:
        closed = case.status is CaseStatus.CLOSED
        said = "Closed" if closed else f"{case.insisted.by} asks to close the case"
        said += f" although something stands against it. {case.insisted.sentence}"
        st.warning(words.md(said))
    if case.status is CaseStatus.CANCELLED:
        _undo(case)


def _linked(case: int) -> words.Markdown:
    return words.link(case_number(case), f"case?case={case}")


def _people(case: CaseView) -> Iterable[tuple[str, str | None]]:
    yield "", case.email
    yield "manager", case.manager
    yield "hands over to", case.hand_over_to
    yield "opened by", f"{case.opened_by}, {moment(case.opened_at)}"


def _undo(case: CaseView) -> None:
    done = [step for step in case.steps if step.status is StepStatus.DONE]
    st.warning(words.md(f"Cancelled by {case.ended_by}: {case.end_reason}"))
    if done:
        st.markdown("**Done before that, to be undone where it matters:**")
        st.markdown(
            "\n".join(
                f"- {words.md(step.title)} ({words.md(step.finished_by)}, "
                f"{moment(step.finished_at)})"
                for step in done
                if step.finished_at
            )
        )


def todo(case: CaseView, now: datetime) -> None:
    """Unfinished steps, those that can be done now first."""
    left = [step for step in case.steps if step.status in UNFINISHED]
    if left and case.status is CaseStatus.CLOSED:
        go = f"{words.count(len(left), 'follow-up')} {'goes' if len(left) == 1 else 'go'} on"
        st.info(f"The case is closed. {go}, and can be worked.")
    if not left:
        if case.status is CaseStatus.OPEN:
            st.success("Every step is finished. The case can be closed.")
        else:
            st.info("Nothing is left to do.")
        return
    left.sort(key=lambda step: (step.is_waiting, step.due))
    pages = -(-len(left) // SIZE)
    page = st.pagination(pages, key="todo-page") if pages > 1 else 1
    for step in left[(page - 1) * SIZE : page * SIZE]:
        _row(step, now)


def own_steps(mine: OwnSteps, now: datetime) -> None:
    """What the owner of steps sees of a case that is restricted."""
    page_header(addresses.CASE, title=mine.person, above=[Link("Cases", "case")])
    st.markdown(words.md(f"{mine.number} · {case_words.CASES[mine.status]} · restricted"))
    muted("You see the steps that are yours or your group's, and nothing else of this case.")
    show_notice()
    left = [step for step in mine.steps if step.status in UNFINISHED]
    for step in sorted(left, key=lambda one: (one.is_waiting, one.due)):
        _row(step, now)
    if finished := [step for step in mine.steps if step.status not in UNFINISHED]:
        st.subheader("Finished", anchor=False)
        for step in finished:
            _row(step, now)
    step_dialog.open_asked(mine)


def _row(step: StepView, now: datetime) -> None:
    with st.container(key=f"step-row-{step.id}", gap=None):
        st.button(
            words.md(step.title),
            key=f"open-{step.id}",
            type="tertiary",
            on_click=step_dialog.ask,
            args=(step.id,),
        )
        facts = [case_words.STATES[step.state]]
        facts += [told] if (told := case_words.step_distance(step, now)) else []
        facts += [step.app_name] if step.app_name else []
        facts += [step.owner or "nobody"]
        facts += ["urgent"] if step.urgent else []
        line = " · ".join(facts)
        if step.is_waiting:
            line += f" · waits for {', '.join(step.waits_for[:2])}" + (
                f" and {len(step.waits_for) - 2} more" if len(step.waits_for) > 2 else ""
            )
        if step.reason and step.status is StepStatus.BLOCKED:
            line += f" · {step.reason}"
        muted(line)


def everything(case: CaseView, now: datetime) -> None:
    """All steps, app by app, as a table."""
    apps: dict[str | None, list[StepView]] = {}
    for step in case.steps:
        apps.setdefault(step.app_name, []).append(step)
    for name in sorted(apps, key=lambda one: (one is not None, one or "")):
        steps = apps[name]
        finished = sum(step.status not in UNFINISHED for step in steps)
        st.subheader(words.md(name or "The person"), anchor=False)
        st.caption(f"{finished} of {words.count(len(steps), 'step')} finished")
        table(
            [
                Column("Step", wide=True),
                "Phase",
                Column("Due", tight=True),
                "Owner",
                "State",
                "Evidence",
            ],
            [_line(case, step, now) for step in steps],
            label=f"Steps of {name or 'the person'}",
        )


def _line(case: CaseView, step: StepView, now: datetime) -> list[Content]:
    by = step.finished_by or step.started_by
    at = step.finished_at or step.started_at
    return [
        Link(step.title, f"case?case={case.id}&view=all&step={step.id}"),
        case_words.PHASES[step.phase],
        moment(step.due),
        step.owner or Text("nobody", muted=True),
        [
            [case_words.state(step, now)],
            *([[Text(f"{by}, {moment(at)}", muted=True)]] if by and at else []),
            *([[Text(step.reason, muted=True)]] if step.reason else []),
        ],
        words.count(len(step.evidence), "piece") if step.evidence else "",
    ]


def board(case: CaseView, now: datetime) -> None:
    """Steps by state, side by side."""
    groups: dict[str, Sequence[StepView]] = {
        "To do": [s for s in case.steps if s.state == "open"],
        "Waiting": [s for s in case.steps if s.state == "waiting"],
        "Started or blocked": [s for s in case.steps if s.state in ("started", "blocked")],
        "Finished": [s for s in case.steps if s.status not in UNFINISHED],
    }
    for column, (name, steps) in zip(st.columns(len(groups)), groups.items(), strict=True):
        with column:
            st.markdown(f"**{words.md(name)}** {len(steps)}")
            if not steps:
                st.caption("Nothing.")
                continue
            table(
                ["Step"],
                [
                    [
                        [
                            [Link(step.title, f"case?case={case.id}&view=board&step={step.id}")],
                            [Text(_card(step, now), muted=True)],
                        ]
                    ]
                    for step in steps[:100]
                ],
                label=name,
                cards=False,
            )


def _card(step: StepView, now: datetime) -> str:
    facts = [step.app_name or "", step.owner or "nobody"]
    facts.append(case_words.step_distance(step, now))
    return " · ".join(fact for fact in facts if fact)


def timeline(case: CaseView) -> None:
    """What happened, the newest first."""
    with database().read() as session:
        entries = offboarding.timeline(session, authenticate(), case.id)
    pages = -(-len(entries) // 100)
    page = st.pagination(pages, key="timeline-page") if pages > 1 else 1
    table(
        [Column("When", tight=True), "Who", Column("What", wide=True)],
        [
            [moment(entry.at), entry.by, entry.what]
            for entry in entries[(page - 1) * 100 : page * 100]
        ],
        label="Timeline",
    )
