"""Findings become work: what that would be is shown first, and it can be taken back."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st
from sqlmodel import Session

from core.accounts.values import FindingRow
from core.offboarding import service as offboarding
from core.offboarding.values import LEAVINGS, CaseKind, CasePlan, FindingCase, FindingPlan
from pages.navigation import drawer
from pages.ui import addresses, case_words, undo, words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, Link, Text, line, muted, plain, table

SHOWN = 8
OF_LEAVERS: tuple[CaseKind, ...] = tuple(each for each in LEAVINGS if each is not CaseKind.MOVE)
BY_MISTAKE = "Opened by mistake."


def preview(of: Sequence[FindingRow], *, then: Callable[[], object] = lambda: None) -> None:
    """Who, which kind of leaving, from when, which steps; and the button that does it."""
    ids = [each.id for each in of]
    plans = _plans(ids, None)
    kind = None
    usual = {one.opening.kind for one in plans if one.opening} - {CaseKind.MOVE}
    if usual:
        kind = st.selectbox(
            "Kind of leaving",
            OF_LEAVERS,
            index=OF_LEAVERS.index(next(iter(usual))) if len(usual) == 1 else None,
            placeholder="As their list says",
            format_func=case_words.KINDS.__getitem__,
            key="finding-case-kind",
        )
        plans = plans if kind is None or usual == {kind} else _plans(ids, kind)
    for one in plans[:SHOWN]:
        _tell(one, steps=len(plans) == 1)
    if len(plans) > SHOWN:
        muted(f"and {len(plans) - SHOWN:,} more people")
    if st.button(words.md(label(plans)), type="primary", key="finding-case-open"):
        _open(ids, kind, then)


def plan_of(of: FindingRow) -> FindingPlan:
    """What would become of one finding."""
    return _plans([of.id], None)[0]


def label(plans: Sequence[FindingPlan]) -> str:
    """What the button does: never that it opens a case where it joins one."""
    new = [one for one in plans if one.plan is not None]
    joined = [one for one in plans if one.plan is None]
    if not new and len(joined) == 1:
        return f"Add to the open case {joined[0].number}"
    if not new:
        return f"Add to {words.count(len(joined), 'open case')}"
    steps = sum(len(one.plan.steps) for one in new if one.plan)
    told = words.count(steps, "step")
    opens = "the case" if len(new) == 1 else words.count(len(new), "case")
    more = f", add to {words.count(len(joined), 'open case')}" if joined else ""
    return f"Open {opens} with {told}{more}"


def join(of: FindingRow) -> None:
    """Add it to the case that is open."""
    _open([of.id], None, lambda: None)


def _plans(ids: Sequence[str], kind: CaseKind | None) -> Sequence[FindingPlan]:
    with database().read() as session:
        who = authenticate()
        return offboarding.preview_finding_cases(session, who, reading(), ids, kind=kind)


def _tell(one: FindingPlan, *, steps: bool) -> None:
    now = datetime.now(UTC)
    found = words.count(len(one.findings), "finding")
    if one.opening is None or one.plan is None:
        line([Text(one.name, strong=True), Link(f"joins {one.number}", f"case?case={one.case}")])
        return
    line([Text(one.name, strong=True), case_words.KINDS[one.opening.kind], found])
    ends = case_words.on_clock(one.opening.effective, one.opening.zone, now)
    past = one.opening.effective <= now
    plain(f"Access {'was to end' if past else 'ends'} {ends} ({one.opening.zone}).")
    overdue = sum(step.due < now for step in one.plan.steps)
    late = f", {overdue:,} of them overdue at once" if overdue else ""
    muted(f"{words.count(len(one.plan.steps), 'step')} in {_apps(one.plan)}{late}.")
    if steps:
        _steps(one.plan)


def _apps(plan: CasePlan) -> str:
    return words.count(len(plan.apps), "app")


def _steps(plan: CasePlan) -> None:
    names = {app.id: app.name for app in plan.apps}
    with st.expander("The steps"):
        table(
            ["App", Column("Step", wide=True)],
            [
                [names.get(step.app or "", Text("In general", muted=True)), step.title]
                for step in plan.steps
            ],
            label="Steps",
            cards=False,
        )


def _open(ids: Sequence[str], kind: CaseKind | None, then: Callable[[], object]) -> None:
    """All or none. To a single case one is led at once."""

    def work(session: Session) -> tuple[Sequence[FindingCase], dict[int, int]]:
        who = authenticate()
        done = offboarding.findings_to_cases(session, who, reading(), ids, kind=kind)
        new = {each.case for each in done if each.opened}
        return done, {case: offboarding.case(session, who, case).version for case in new}

    def done(result: tuple[Sequence[FindingCase], dict[int, int]]) -> None:
        found, versions = result
        drawer.close("finding")
        then()
        if versions:
            undo.offer(_told(found), lambda session: _cancel(session, versions), _undone(versions))
        else:
            undo.tell(_told(found))
        cases = {each.case for each in found}
        if len(cases) == 1:
            st.switch_page(addresses.CASE, query_params={"case": str(cases.pop())})

    attempt(work, then=done)


def _cancel(session: Session, versions: dict[int, int]) -> None:
    for case, version in versions.items():
        offboarding.cancel_case(session, authenticate(), case, version, BY_MISTAKE)


def _undone(versions: dict[int, int]) -> str:
    return f"{words.count(len(versions), 'case')} cancelled. The findings are open again."


def _told(done: Sequence[FindingCase]) -> str:
    opened = sorted({each.number for each in done if each.opened})
    joined = sorted({each.number for each in done} - {*opened})
    said = [f"{_named(opened)} opened"] if opened else []
    said += [f"{_named(joined)} joined"] if joined else []
    return f"{words.count(len(done), 'finding')}: {', '.join(said)}."


def _named(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else words.count(len(numbers), "case")
