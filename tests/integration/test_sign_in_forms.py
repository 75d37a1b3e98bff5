"""The forms of sign-in, second factors and confirming, posted as a browser posts them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pyotp
import pytest
from sqlalchemy import delete, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import Runtime
from core.config import settings
from core.identity import service as identity
from core.identity.models import SignInSession
from core.identity.second_factor.models import AuthenticatorApp, Passkey
from core.web import sign_in_routes
from core.web.factors.routes import routes as factor_routes
from tests.support.breach_service import KNOWN, RangeService, range_service
from tests.support.server import signed_in_session

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


def ada(our_runtime: Runtime, browser: TestClient) -> str:
    """An administrator with a password, signed in; her account's id."""
    with our_runtime.database.write() as session:
        who = identity.add(
            session, LOCAL_OPERATOR, username="ada", name="Ada", role=Role.ADMINISTRATOR,
            password=PASSWORD,
        )  # fmt: skip
    enter(browser)
    return who


def enter(browser: TestClient) -> None:
    answer = browser.post("/sign-in", data={"username": "ada", "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def with_app(our_runtime: Runtime, who: str) -> tuple[pyotp.TOTP, list[str]]:
    now = datetime.now(UTC)
    actor = Actor(who, "Ada", Role.ADMINISTRATOR)
    with our_runtime.database.write() as session:
        new = identity.begin_app(session, actor, now=now)
        app = pyotp.TOTP(new.secret)
        before = app.at(now - timedelta(seconds=30))
        return app, identity.add_app(session, actor, new.sealed, before, now=now)


def problem(text: str) -> str:
    found = re.search(r'id="problem" role="alert">([^<]*)<', text)
    return found[1] if found else ""


def test_a_wrong_try_is_told_in_words_for_what_was_asked(
    browser: TestClient, our_runtime: Runtime
) -> None:
    who = ada(our_runtime, browser)
    answer = browser.post("/sign-in/again", data={"password": "a wrong password"})
    assert answer.status_code == 401
    assert problem(answer.text) == "The password is wrong. Check that Caps Lock is off."
    assert browser.post("/sign-in/again", data={"password": PASSWORD}).status_code == 303

    with_app(our_runtime, who)
    for field in ("code", "recovery"):
        answer = browser.post("/sign-in/again", data={field: "123456"})
        assert problem(answer.text).startswith("The code is wrong.")
        assert "password" not in problem(answer.text)
    assert "user name" not in answer.text
    with our_runtime.database.write() as session:
        session.execute(delete(AuthenticatorApp))
        session.add(
            Passkey(
                id="k",
                account_id=who,
                credential_id="AAAA",
                public_key="AAAA",
                sign_count=0,
                name="key",
                created_at=datetime.now(UTC),
            )
        )
    answer = browser.post("/sign-in/again", data={"recovery": "wrong"})
    assert "in the app" not in problem(answer.text)
    assert "take another one from your list" in problem(answer.text)
    answer = browser.post("/sign-in/again/passkey", data={"response": "{}"})
    assert problem(answer.text) == "The passkey was not accepted. Try again, or use another way."


def test_a_used_recovery_code_is_said_first_with_how_many_are_left(
    browser: TestClient, our_runtime: Runtime
) -> None:
    app, codes = with_app(our_runtime, ada(our_runtime, browser))
    for left in range(9, -1, -1):
        enter(browser)
        answer = browser.post("/sign-in/second", data={"recovery": codes[left], "next": "/stack"})
        assert answer.status_code == 200
        assert "You used a recovery code" in answer.text
        assert 'href="/stack">Continue' in answer.text
        assert "Make new recovery codes" in answer.text
        assert (f"{left} of 10 recovery codes" in answer.text) is (left > 0)
    assert problem(answer.text).startswith("No recovery codes are left.")
    new = browser.post("/account/factors/codes", data={"next": "/stack"})
    assert "I have kept them" in new.text
    code = re.findall(r"<li>([a-z0-9-]{29})</li>", new.text)[0]
    # Confirming uses one up as well.
    answer = browser.post("/sign-in/again", data={"recovery": code, "next": "/users"})
    assert "9 of 10 recovery codes are left" in answer.text
    enter(browser)
    answer = browser.post("/sign-in/second", data={"code": app.now(), "next": "/stack"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/stack")


def test_codes_are_typed_on_the_keyboard_that_fits(
    browser: TestClient, our_runtime: Runtime
) -> None:
    with_app(our_runtime, ada(our_runtime, browser))
    enter(browser)
    for path in ("/sign-in/second", "/sign-in/again"):
        if path == "/sign-in/again":
            browser.cookies.clear()
            browser.cookies.set(
                "offramp", signed_in_session(our_runtime.database, Role.VIEWER, "ada")
            )
        said = browser.get(path).text
        (digits,) = re.findall(r'<input id="code"[^>]*>', said)
        (letters,) = re.findall(r'<input id="recovery"[^>]*>', said)
        assert 'inputmode="numeric"' in digits
        assert 'autocomplete="one-time-code"' in digits
        assert "inputmode" not in letters
    answer = browser.post("/account/factors/app")
    assert 'inputmode="numeric"' in answer.text


def confirmation_is_old(our_runtime: Runtime) -> None:
    with our_runtime.database.write() as session:
        long_ago = datetime.now(UTC) - timedelta(hours=9)
        session.execute(update(SignInSession).values(confirmed_at=long_ago))


def cancel(text: str) -> str:
    (found,) = re.findall(r'href="([^"]*)">Cancel<', text)
    return unescape(found)


def test_whoever_cancels_is_not_told_that_they_confirmed(
    browser: TestClient, our_runtime: Runtime
) -> None:
    ada(our_runtime, browser)
    confirmation_is_old(our_runtime)
    done = "/account/confirmed?next=%2Fusers%3Faccount%3Dben"
    asked = browser.get("/sign-in/again", params={"next": done}).text
    said = browser.get(cancel(asked)).text
    assert "<h1>Nothing was confirmed</h1>" in said
    assert 'href="/users?account=ben"' in said
    (again,) = re.findall(r'href="([^"]*)">Try again<', said)
    assert "<h1>Confirm that it is you</h1>" in browser.get(unescape(again)).text
    assert cancel(browser.get(unescape(again)).text) == done
    answer = browser.post("/sign-in/again", data={"password": PASSWORD, "next": done})
    said = browser.get(answer.headers["location"]).text
    assert "<h1>Confirmed</h1>" in said
    assert 'href="/users?account=ben"' in said


def test_cancel_never_leads_back_to_the_question(browser: TestClient, our_runtime: Runtime) -> None:
    ada(our_runtime, browser)
    confirmation_is_old(our_runtime)
    asks = browser.get("/account/factors").headers["location"]
    assert asks.startswith("/sign-in/again")
    assert cancel(browser.get(asks).text) == "/account"


def test_how_long_a_confirmation_counts_is_said_in_good_english(
    browser: TestClient, our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada(our_runtime, browser)
    for minutes, said in (("1", "for 1 minute."), ("2", "for 2 minutes.")):
        monkeypatch.setenv("OFFRAMP_CONFIRM_MINUTES", minutes)
        settings.cache_clear()
        assert f"it counts {said}" in browser.get("/sign-in/again").text


def test_who_has_no_recovery_codes_left_is_warned_where_they_are_made(
    browser: TestClient, our_runtime: Runtime
) -> None:
    _, codes = with_app(our_runtime, ada(our_runtime, browser))
    enter(browser)
    browser.post("/sign-in/second", data={"recovery": codes.pop()})
    assert "9 of 10 left" in browser.get("/account/factors").text
    for code in codes:
        browser.post("/sign-in/again", data={"recovery": code})
    said = browser.get("/account/factors").text
    assert "No recovery codes are left. Make new ones now" in said
    assert "0 of 10" not in said
