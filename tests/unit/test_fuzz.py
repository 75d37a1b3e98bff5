"""A little of ``make fuzz``: each target lets nothing out but what it declares."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.examples import examples
from tests.fuzz.run import fuzz, mutated
from tests.fuzz.targets import TARGETS, run

DEAR = {name for name, target in TARGETS.items() if target.share < 0.1}


@st.composite
def inputs(draw: st.DrawFn, name: str) -> bytes:
    """Any bytes, any text, or a good input that was damaged."""
    if draw(st.booleans()):
        return mutated(random.Random(draw(st.integers(0, 2**32))), TARGETS[name])
    return draw(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode()))


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_comes_out_but_what_is_declared(name: str) -> None:
    @settings(
        max_examples=examples(5 if name in DEAR else 100),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(inputs(name))
    def check(data: bytes) -> None:
        run(name, data)

    check()


def test_the_harness_fails_at_a_find_and_at_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    plain, held = TARGETS["profiles"], []

    def raises(data: bytes) -> None:
        if b"4" in data:
            raise RecursionError("a find")

    monkeypatch.setitem(TARGETS, "profiles", replace(plain, run=raises))  # type: ignore[arg-type]
    with pytest.raises(RecursionError) as error:
        fuzz("profiles", 100, seed=1)
    assert error.value.__notes__[0].startswith("profiles: b'")
    leaks = replace(plain, run=lambda data: held.append(bytearray(200_000)))
    monkeypatch.setitem(TARGETS, "profiles", leaks)  # type: ignore[arg-type]
    with pytest.raises(SystemExit, match="bytes more are held"):
        fuzz("profiles", 500, seed=1)
