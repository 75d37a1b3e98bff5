"""When background work counts as running."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.health import EVERY, GRACE, Background, Overdue, Signature, Work, judge

NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
spans = st.timedeltas(timedelta(-3), timedelta(3))


def signed(*, next_at: timedelta, last: timedelta | None, problem: str | None = None) -> Signature:
    """A row that was first written a year ago; both moments as seen from now."""
    return Signature(
        NOW + next_at, None if last is None else NOW + last, NOW - timedelta(365), problem
    )


def due(ago: timedelta) -> Overdue:
    return Overdue({"message.send": 2, "step.start": 1}, NOW - ago)


def test_a_worker_that_signed_and_is_to_sign_again_runs() -> None:
    found = judge("jobs", signed(next_at=MINUTE / 2, last=-MINUTE / 2), NOW)
    assert (found.state, found.since) == (Work.RUNS, NOW - MINUTE / 2)


def test_it_is_not_said_to_stand_still_for_a_moment_of_slowness() -> None:
    assert judge("jobs", signed(next_at=-GRACE, last=-GRACE - EVERY), NOW).state is Work.RUNS


def test_one_that_does_not_sign_stands_still_since_it_last_did_and_says_why() -> None:
    found = judge("jobs", signed(next_at=-3 * MINUTE, last=-4 * MINUTE, problem="No disk."), NOW)
    assert (found.state, found.since) == (Work.STANDS_STILL, NOW - 4 * MINUTE)
    assert found.problem == "No disk."


def test_one_that_never_signed_stands_still_since_it_was_first_started() -> None:
    found = judge("jobs", signed(next_at=-3 * MINUTE, last=None), NOW)
    assert (found.state, found.since) == (Work.STANDS_STILL, NOW - timedelta(365))


def test_one_that_was_never_started_stands_still_since_no_known_moment() -> None:
    found = judge("jobs", None, NOW)
    assert (found.state, found.since) == (Work.STANDS_STILL, None)


def test_a_server_that_has_just_started_has_a_moment_to_show_that_it_works() -> None:
    over_the_weekend = signed(next_at=-MINUTE, last=-timedelta(days=3))
    assert judge("jobs", over_the_weekend, NOW).state is Work.RUNS
    assert judge("jobs", over_the_weekend, NOW + 2 * MINUTE).state is Work.STANDS_STILL


def test_a_long_queue_is_behind_while_jobs_are_done_and_stands_still_otherwise() -> None:
    late = signed(next_at=-5 * MINUTE, last=-6 * MINUTE)
    assert judge("jobs", late, NOW, overdue=due(5 * MINUTE), is_busy=True).state is Work.BEHIND
    assert judge("jobs", late, NOW, overdue=due(5 * MINUTE)).state is Work.STANDS_STILL
    well = signed(next_at=MINUTE, last=-MINUTE)
    assert judge("jobs", well, NOW, overdue=due(5 * MINUTE)).state is Work.BEHIND
    assert judge("jobs", well, NOW, overdue=due(MINUTE)).state is Work.RUNS


def test_a_signature_out_of_the_future_proves_nothing() -> None:
    set_back = signed(next_at=timedelta(hours=2), last=timedelta(hours=2) - MINUTE)
    found = judge("jobs", set_back, NOW)
    assert (found.state, found.since) == (Work.STANDS_STILL, NOW)


@given(spans, st.none() | spans, spans, st.booleans())
def test_without_a_signature_in_time_nothing_is_said_to_run(
    next_at: timedelta, last: timedelta | None, oldest: timedelta, is_busy: bool
) -> None:
    overdue = due(oldest)
    found = judge("x", signed(next_at=next_at, last=last), NOW, overdue=overdue, is_busy=is_busy)
    if next_at < -GRACE or oldest > GRACE:
        assert found.state is not Work.RUNS
    if found.state is Work.STANDS_STILL:
        assert not is_busy
    assert found.since is not None
    assert found.since <= NOW


def test_all_of_it_is_as_well_as_its_worst_worker() -> None:
    runs = judge("a", signed(next_at=MINUTE, last=-MINUTE), NOW)
    behind = judge("b", signed(next_at=MINUTE, last=-MINUTE), NOW, overdue=due(5 * MINUTE))
    still = judge("c", None, NOW)
    assert Background((runs,)).state is Work.RUNS
    assert Background((runs, behind)).state is Work.BEHIND
    assert Background((behind, still, runs)).state is Work.STANDS_STILL
    assert Background((runs, behind, still)).troubled == (behind, still)
    assert behind.overdue.number == 3
