"""What every integration test starts from."""

import pytest

from core.scim.bridge.events import work_orders


@pytest.fixture(autouse=True)
def _events_are_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room carries the bridge's work unless a test connects one: in a process that tests share,
    whoever prepared the app before has connected offboarding."""
    monkeypatch.setattr(work_orders, "_sink", [work_orders.EventList()])
