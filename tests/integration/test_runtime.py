"""One process has one runtime, whichever thread asks first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

import pytest

from core.app import runtime as made
from core.app.runtime import Runtime, forget_runtime, runtime
from core.config import Settings
from core.storage.database import Database


class Slow:
    """Prepares a runtime only once it is told to go on."""

    def __init__(self) -> None:
        self.began, self.may_go_on, self.times = Event(), Event(), 0

    def __call__(self, config: Settings) -> Runtime:
        self.times += 1
        self.began.set()
        assert self.may_go_on.wait(30)
        return Runtime(config, Database("sqlite://"))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Slow]:
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    forget_runtime()
    preparing = Slow()
    monkeypatch.setattr(made, "prepare", preparing)
    yield preparing
    preparing.may_go_on.set()
    forget_runtime()


def test_threads_that_ask_at_once_get_the_same_one(slow: Slow) -> None:
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(runtime) for _ in range(2)]
        assert slow.began.wait(30)
        slow.may_go_on.set()
        first, second = (one.result(30) for one in asked)
    assert first is second
    assert slow.times == 1


def test_one_that_is_forgotten_while_it_is_prepared_takes_nobody_elses_place(slow: Slow) -> None:
    with ThreadPoolExecutor(2) as threads:
        late = threads.submit(runtime)
        assert slow.began.wait(30)
        forgotten = threads.submit(forget_runtime)
        wait([forgotten], timeout=0.2)  # without a lock it would be done by now
        slow.may_go_on.set()
        forgotten.result(30)
        assert late.result(30) is not runtime()
