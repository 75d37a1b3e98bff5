"""When a case's access went, how late, and what its end means: sentences worked by hand."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from core.offboarding import service as offboarding
from core.offboarding.models import Phase, StepKind, StepStatus
from core.offboarding.progress.removals import removal
from core.offboarding.values import StepView
from tests.support.steps import of_app, step

MOMENT = datetime(2026, 11, 30, 16, tzinfo=UTC)
NOW = MOMENT + timedelta(days=4)
HOUR = timedelta(hours=1)
IN_TIME = "Last access removed 30 15:00, by the end of access."


def gone(after: timedelta) -> dict[str, Any]:
    return {"status": StepStatus.DONE, "finished_at": MOMENT + after}


def clock(at: datetime) -> str:
    return f"{at:%d %H:%M}"


def words(*steps: StepView, now: datetime = NOW) -> str:
    return offboarding.access_ended_in_words(steps, MOMENT, now, clock)


def test_the_last_access_and_where_it_was_late() -> None:
    own = step(1, **gone(-HOUR))
    slack, figma = of_app(2, "Slack", **gone(2 * HOUR)), of_app(3, "Figma", **gone(30 * HOUR))
    assert words(own, slack, figma) == (
        "Last access removed 01 22:00, 1 d 6 h after the end of access. "
        "After it: Figma 1 d 6 h, Slack 2 h."
    )
    assert words(own, slack) == "Last access removed 30 18:00, 2 h after the end of access: Slack."
    assert words(own) == IN_TIME


def test_what_takes_no_access_away_and_what_did_not_apply_ends_nothing() -> None:
    late_check = of_app(1, "Slack", phase=Phase.CHECK, removes_access=False, **gone(90 * HOUR))
    on_time = of_app(2, "Slack", **gone(-HOUR))
    excused = of_app(3, "Box", status=StepStatus.NOT_APPLICABLE, finished_at=MOMENT)
    assert words(late_check, on_time, excused) == IN_TIME
    assert words(late_check, excused) == ""


def test_what_was_excused_after_the_moment_is_said_with_its_reason_and_is_no_removal() -> None:
    on_time = of_app(1, "Slack", **gone(-HOUR))
    left_out = {"status": StepStatus.NOT_APPLICABLE, "reason": "too late anyway"}
    box = of_app(2, "Box", finished_at=NOW, **left_out)
    said = "1 removal was marked not applicable 4 d after the end of access: “too late anyway”."
    assert words(on_time, box) == f"{IN_TIME} {said}"
    assert words(box) == said
    figma = of_app(3, "Figma", finished_at=NOW - HOUR, **left_out)
    assert words(box, figma, of_app(4, "Zoom")) == (
        "Access still open 4 d after the end of access: Zoom. 2 removals were marked "
        "not applicable after the end of access, the last 4 d after it: “too late anyway”."
    )
    assert removal((on_time, box)).took(MOMENT) is None


def test_an_open_or_reopened_removal_is_open_since_the_moment_and_not_before_it() -> None:
    places = [of_app(n, f"App {n}") for n in range(1, 6)]
    done = of_app(9, "Slack", **gone(-HOUR))
    assert words(done, *places) == (
        "Access still open 4 d after the end of access: App 1, App 2, App 3 and 2 more."
    )
    assert words(done, *places, now=MOMENT - HOUR) == ""
    again = of_app(9, "Slack", status=StepStatus.OPEN, reason="undone at once by Ola")
    assert words(again) == "Access still open 4 d after the end of access: Slack."


def case(*steps: StepView, ended: datetime | None) -> Any:
    return SimpleNamespace(steps=steps, ended_at=ended, ended_by="Ola")


def test_why_steps_ran_after_a_case_had_ended() -> None:
    after = {"phase": Phase.FOLLOW_UP, "removes_access": False}
    wait = step(1, kind=StepKind.WAIT, **after)
    delete = step(2, needs=(1,), **after)
    ended = MOMENT + HOUR

    def said(*steps: StepView) -> str:
        return offboarding.case_ended_in_words(case(*steps, ended=ended), clock)

    assert said() == "30 17:00 by Ola"
    assert said(wait, delete) == (
        "30 17:00 by Ola; 2 follow-ups went on after it, 2 of them are still to come"
    )
    over = step(1, kind=StepKind.WAIT, **after, **gone(48 * HOUR))
    assert said(over) == "30 17:00 by Ola; 1 follow-up went on after it, the last until 02 16:00"
    assert offboarding.case_ended_in_words(case(wait, ended=None), clock) == ""


def test_what_is_left_is_counted_by_who_removes_as_the_opening_form_counts_it() -> None:
    left = offboarding.left_of([of_app(1, "Figma"), of_app(2, "Slack")], MOMENT)
    assert left.of_apps == {"figma", "slack"}
    ways = {"● Okta removes": 1, "✕ By hand": 1}
    assert offboarding.left_in_words(left, clock, ways) == (
        "2 apps are left: ● Okta removes 1, ✕ By hand 1; next due 30 17:00."
    )
