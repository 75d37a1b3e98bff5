"""The forms of sign-in, second factors and confirming, posted as a browser posts them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.actor import LOCAL_OPERATOR, Role
from core.app.runtime import Runtime
from core.config import settings
from core.identity import service as identity
from core.web import sign_in_routes
from core.web.factors.routes import routes as factor_routes
from tests.support.breach_service import KNOWN, RangeService, range_service

PASSWORD = "five small boats on a lake"
HOME = "http://localhost:8501"


@pytest.fixture
def browser(our_runtime: Runtime) -> TestClient:
    """Somebody who follows no redirect by themselves."""
    app = Starlette(routes=[*sign_in_routes.routes(), *factor_routes()])
    return TestClient(app, HOME, headers={"origin": HOME}, follow_redirects=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[RangeService]:
    """A service of breached passwords that the settings name."""
    with range_service() as service:
        monkeypatch.setenv("OFFRAMP_BREACH_SERVICE", service.url)
        yield service


def typed(code: str, password: str = KNOWN) -> dict[str, str]:
    return {
        "code": code, "username": "eve", "name": "Eve", "password": password, "again": password,
    }  # fmt: skip


def test_the_breach_service_is_asked_for_nobody_without_a_code(
    asked: RangeService, browser: TestClient, our_runtime: Runtime
) -> None:
    assert settings().breach_service == asked.url
    for path in ("/first-run", "/sign-in/reset"):
        answer = browser.post(path, data=typed("guessed"))
        assert answer.status_code == 422
        assert "This code is not valid" in answer.text
    assert asked.asked == []

    with our_runtime.database.write() as session:
        set_up = identity.set_up_code(session, datetime.now(UTC))
        identity.add(session, LOCAL_OPERATOR, username="bea", name="Bea", role=Role.VIEWER)
        reset = identity.reset_password(session, LOCAL_OPERATOR, "bea")
    for path, code in (("/first-run", set_up), ("/sign-in/reset", reset)):
        # Too short for us: nothing is asked of others, either.
        assert browser.post(path, data=typed(code or "", "short")).status_code == 422
        assert asked.asked == []
        answer = browser.post(path, data=typed(code or ""))
        assert answer.status_code == 422
        assert "in published breaches, 17 times" in answer.text
        assert len(asked.asked) == 1
        # The code is still good.
        answer = browser.post(path, data=typed(code or "", PASSWORD))
        assert answer.status_code == 303
        asked.asked.clear()
