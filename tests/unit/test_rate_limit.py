"""Token buckets: a share for each, memory for so many, debts that are waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rate_limit import Buckets, place_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_took_all_waits_and_goes_on_after_that_time() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    assert [buckets.wait("a", 2, 4) for _ in range(4)] == [0, 0, 0, 0]
    wait = buckets.wait("a", 2, 4)
    assert wait == 0.5
    assert buckets.wait("b", 2, 4) == 0, "another one's share is not touched"
    clock.now += wait
    assert buckets.wait("a", 2, 4) == 0


def test_what_was_used_beyond_the_share_is_owed() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    buckets.charge("a", 6, 0.5, 5)
    assert buckets.owed("a", 0.5, 5) == 2
    clock.now += 2
    assert buckets.owed("a", 0.5, 5) == 0


def test_a_million_addresses_take_no_more_memory_than_the_bound() -> None:
    buckets = Buckets(most=1_000)
    for number in range(1_000_000):
        buckets.wait(str(number), 1, 1)
    assert len(buckets) == 1_000


def test_who_asks_all_the_time_is_not_forgotten_for_others() -> None:
    """Forgetting everybody when it is full would give an attacker a fresh share for each round."""
    clock = Clock()
    buckets = Buckets(clock, most=100)
    assert buckets.wait("attacker", 1, 1) == 0
    for number in range(500):
        buckets.wait(f"other {number}", 1, 1)
        assert buckets.wait("attacker", 1, 1) > 0


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    clock = Clock()
    clock.now = 100.0
    buckets = Buckets(clock)
    buckets.wait("a", 1, 1)
    clock.now = 0.0
    assert 0 < buckets.wait("a", 1, 1) <= 1


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 3)), max_size=60))
def test_no_more_passes_than_the_burst_and_the_rate(asked: list[tuple[float, float]]) -> None:
    clock = Clock()
    buckets = Buckets(clock)
    passed = 0.0
    for pause, cost in asked:
        clock.now += pause
        if buckets.wait("a", 2, 5, cost) == 0:
            passed += cost
        assert passed <= 5 + 2 * clock.now + 1e-6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ],
)
def test_addresses_of_one_place_are_one(one: str, other: str) -> None:
    assert place_of(one) == place_of(other)


def test_addresses_of_different_places_are_not() -> None:
    assert place_of("2001:db8:1:2::1") != place_of("2001:db8:1:3::1")
    assert place_of("192.0.2.7") != place_of("192.0.2.8")
    assert place_of("not an address") == "not an address"
