"""What rests on a step, what goes on after a case, and what stands against closing it. Pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.offboarding.closing import (
    Link,
    Removed,
    counted_accounts,
    follow_ups,
    left_to_do,
    looks_over,
    removed,
    reopened_with,
    resting_on,
    stands_against,
)
from core.offboarding.models import (
    ENDS_ACCESS,
    CaseKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
    StepStatus,
)
from core.offboarding.views import StepView
from core.scim.values import Knowledge, KnownAccount

KINDS = (StepKind.MANUAL, StepKind.APPROVAL, StepKind.WAIT, StepKind.SCIM)


@st.composite
def cases(draw: st.DrawFn) -> list[Link]:
    """Steps that need earlier ones, as checklists give them: never in a circle."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        needs = draw(st.sets(st.integers(0, number - 1))) if number else set()
        kind, phase = draw(st.sampled_from(KINDS)), draw(st.sampled_from(Phase))
        found.append(Link(number, kind, phase, draw(st.sampled_from([None, "a", "b"])), needs))
    return found


def leads_to(steps: list[Link], start: int, end: int) -> bool:
    return any(each == start or leads_to(steps, start, each) for each in steps[end].needs)


@given(cases(), st.data())
def test_exactly_approvals_and_checks_that_lead_back_to_a_step_rest_on_it(
    steps: list[Link], data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(steps)).id
    found = resting_on(steps, start)
    for step in steps:
        looks = step.kind is StepKind.APPROVAL or step.phase is Phase.CHECK
        assert (step.id in found) is (looks and leads_to(steps, start, step.id))


@given(cases())
def test_a_follow_up_is_a_late_wait_or_waits_for_one(steps: list[Link]) -> None:
    found = follow_ups(steps)
    for step in steps:
        late = step.phase is Phase.FOLLOW_UP
        waits = step.kind is StepKind.WAIT or bool(found & set(step.needs))
        assert (step.id in found) is (late and waits)


@given(cases())
def test_a_step_that_comes_later_is_put_where_its_like_are(steps: list[Link]) -> None:
    """Whatever needs a step of an app and phase would look over another one like it."""
    for step in steps:
        looking = looks_over(steps, Link(99, step.kind, step.phase, step.app, ()))
        for other in steps:
            looks = other.kind is StepKind.APPROVAL or other.phase is Phase.CHECK
            if looks and step.id in other.needs:
                assert other.id in looking


S = StepStatus


def steps_of(*states: tuple[str | None, StepStatus], removes: bool = True) -> list[StepView]:
    return [
        StepView(
            id=number, case=1, key=str(number), app=app, app_name=app, title="", instructions="",
            why="", kind=StepKind.MANUAL, phase=Phase.REMOVE, owner_role=OwnerRole.OPERATOR,
            owner=None, due=datetime(2026, 11, 29, tzinfo=UTC), urgent=False,
            needs_evidence=EvidenceNeed.NONE, removes_access=removes, controls=(), sources=(),
            status=status, reason=None, started_at=None, started_by=None, finished_at=None,
            finished_by=None, removal=None, event=None, version=1,
        )
        for number, (app, status) in enumerate(states)
    ]  # fmt: skip


def test_access_is_removed_from_an_app_once_all_its_removing_steps_are_finished() -> None:
    steps = steps_of(
        ("slack", S.DONE), ("slack", S.DONE),
        ("figma", S.DONE), ("figma", S.STARTED),
        ("miro", S.NOT_APPLICABLE),
        ("notion", S.DONE), ("notion", S.NOT_APPLICABLE),
        ("zoom", S.CANCELLED),
        (None, S.DONE), (None, S.OPEN), (None, S.NOT_APPLICABLE), (None, S.CANCELLED),
    )  # fmt: skip
    assert removed([*steps, *steps_of(("asana", S.DONE), removes=False)]) == (
        Removed(total=4, removed=2, excused=1),
        Removed(total=3, removed=1, excused=1),
    )


def test_follow_ups_are_counted_apart_from_what_holds_a_case_open() -> None:
    first, second, wait, after, done = steps_of(
        (None, S.OPEN), (None, S.BLOCKED), (None, S.OPEN), (None, S.OPEN), (None, S.DONE)
    )
    wait = replace(wait, kind=StepKind.WAIT, phase=Phase.FOLLOW_UP)
    after = replace(after, phase=Phase.FOLLOW_UP, needs=(wait.id,))
    assert left_to_do([first, second, wait, after, done]) == (2, 2)
    assert left_to_do([done]) == (0, 0)


def test_reopening_a_step_names_the_finished_approvals_and_checks_over_it() -> None:
    step, between, approval, check, open_one = steps_of(*[(None, S.DONE)] * 4, (None, S.OPEN))
    between = replace(between, title="between", needs=(step.id,))
    approval, open_one = (
        replace(one, title=title, kind=StepKind.APPROVAL, needs=(between.id,))
        for one, title in ((approval, "approval"), (open_one, "not approved"))
    )
    check = replace(check, title="check", phase=Phase.CHECK, needs=(step.id,))
    found = reopened_with([step, between, approval, check, open_one], step.id)
    assert found == ["approval", "check"]


def account(app: str, knowledge: Knowledge) -> KnownAccount:
    return KnownAccount(app, app.title(), "ada@example.com", knowledge)


@pytest.mark.parametrize("kind", CaseKind)
def test_which_accounts_count_follows_from_whether_the_person_works_here(kind: CaseKind) -> None:
    known = [account(app, how) for app in ("figma", "slack") for how in Knowledge]
    found = counted_accounts(kind, {"slack"}, known)
    if kind in ENDS_ACCESS:
        assert found == known
    elif kind is CaseKind.RETURN:
        assert found == []
    else:
        assert found == [account("slack", Knowledge.READ_BACK)]


def test_what_stands_against_closing_names_app_and_account() -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    known = [account("slack", Knowledge.BRIDGE), account("figma", Knowledge.READ_BACK)]
    assert stands_against(now, "2026-11-29 01:00 CET", known, now) == [
        "Slack: the account ada@example.com is active in the IdP.",
        "Figma: the account ada@example.com was active when last looked at.",
    ]
    [first, *_] = stands_against(now + timedelta(days=1), "2026-11-30 01:00 CET", known, now)
    assert first == "The person has access until 2026-11-30 01:00 CET, which is still to come."
