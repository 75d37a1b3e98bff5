"""Whatever a browser posts to our forms is answered, and what is refused changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.app.runtime import Runtime
from core.config import settings as our_settings
from core.storage.database import Database
from core.web import authentication, sign_in_routes
from tests.fuzz.examples import examples
from tests.support.accounts import add_account

FIELDS = ("username", "password", "password2", "code", "next", "name", "email", "set_up_code", "")
ODD = st.sampled_from(
    [
        "\0",
        "\ud800",
        "%",
        "%zz",
        "\r\nSet-Cookie: a=b",
        "//evil.example",
        "a" * 9_000,
        "\u202e",
        "é",
    ]
)
VALUE = st.text(max_size=20) | ODD
BODY = st.one_of(
    st.binary(max_size=200),
    st.lists(st.tuples(st.sampled_from(FIELDS), VALUE), max_size=6).map(
        lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode(
            "utf-8", "surrogatepass"
        )
    ),
)


TABLES = (
    *("account", "account_link", "sign_in_session", "one_time_code", "spent_assertion"),
    *("command_line_token", "account_group", "account_group_member"),
)
"""What a form may change: not for whom it refuses. Counters of guesses and the log do go on."""


def stored(database: Database) -> dict[str, object]:
    """All rows of those tables."""
    with database.read() as session:
        return {
            name: session.connection().execute(text(f"SELECT * FROM {name}")).all()
            for name in TABLES
        }


def test_any_form_is_answered_and_changes_nothing_that_it_may_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        add_account(session, "Ada Example")
    running = Runtime(our_settings(), database)
    for module in (sign_in_routes, authentication):
        monkeypatch.setattr(module, "runtime", lambda: running)
    client = TestClient(
        Starlette(routes=list(sign_in_routes.routes())), base_url="http://localhost:8501"
    )
    paths = [route.path for route in sign_in_routes.routes()]  # type: ignore[attr-defined]
    before = stored(database)

    @settings(max_examples=examples(40), suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.sampled_from(paths), st.sampled_from(["GET", "POST", "PUT"]), BODY, VALUE)
    def check(path: str, method: str, body: bytes, query: str) -> None:
        client.cookies.clear()
        answer = client.request(
            method,
            path,
            content=body if method != "GET" else None,
            params={"next": query.encode("utf-8", "replace").decode(), "said": "x"},
            headers={
                "origin": "http://localhost:8501",
                "content-type": "application/x-www-form-urlencoded",
            },
            follow_redirects=False,
        )
        assert answer.status_code < 500, (method, path, body)
        assert answer.headers.get("location", "/").startswith("/"), answer.headers
        assert not answer.headers.get("location", "/").startswith("//")

    check()
    assert stored(database) == before
