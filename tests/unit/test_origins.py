"""Whose page sent a form or opened a socket: scheme, host and port, exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from core.config import Settings
from core.web.cookies import comes_from_our_own_page, is_of_another_page, origin_of

PUBLIC = "https://offramp.example.com"


def asked(
    origin: str | None,
    *,
    kind: str = "websocket",
    host: str = "127.0.0.1:8501",
    scheme: str = "ws",
    **headers: str,
) -> HTTPConnection:
    told = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if origin is not None:
        told["origin"] = origin
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    return HTTPConnection({"type": kind, "scheme": scheme, "path": "/", "headers": encoded})


def settings(public_url: str = "") -> Settings:
    return Settings(public_url=public_url)


@pytest.mark.parametrize(
    ("public_url", "host", "scheme", "origin", "ours"),
    [
        ("", "127.0.0.1:8501", "ws", "http://127.0.0.1:8501", True),
        ("", "LOCALHOST:8501", "ws", "http://localhost:8501", True),
        ("", "[::1]:8501", "ws", "http://[::1]:8501", True),
        ("", "[0:0:0:0:0:0:0:1]:8501", "ws", "http://[::1]:8501", True),
        ("", "offramp.example.com:80", "ws", "http://offramp.example.com", True),
        ("", "offramp.example.com.", "ws", "http://offramp.example.com.", True),
        ("", "offramp.example.com", "ws", "http://offramp.example.com.", False),
        ("", "offramp.example.com", "wss", PUBLIC, True),
        ("", "offramp.example.com", "ws", PUBLIC, False),
        ("", "offramp.example.com", "wss", "http://offramp.example.com", False),
        ("", "user@127.0.0.1", "ws", "http://127.0.0.1", False),
        ("", "", "ws", "http://", False),
        ("", "[", "ws", "http://[", False),
        (PUBLIC, "127.0.0.1:8501", "ws", PUBLIC, True),
        (PUBLIC, "offramp.example.com", "wss", PUBLIC, True),
        # What a proxy wrote into the Host header is not where a page of ours is.
        (PUBLIC, "127.0.0.1:8501", "ws", "http://127.0.0.1:8501", False),
        (PUBLIC, "offramp.example.com", "ws", "http://offramp.example.com", False),
        (PUBLIC, "offramp.example.com", "wss", f"{PUBLIC}:8443", False),
        (f"{PUBLIC}:443", "x", "ws", PUBLIC, True),
        ("https://Offramp.Example.com/", "x", "ws", PUBLIC, True),
        ("https://bücher.example", "x", "ws", "https://xn--bcher-kva.example", True),
        ("http://offramp.lan", "127.0.0.1:8501", "ws", "http://offramp.lan", True),
        ("http://offramp.lan", "127.0.0.1:8501", "ws", "http://127.0.0.1:8501", True),
    ],
)
def test_the_origin_is_compared_exactly(
    public_url: str, host: str, scheme: str, origin: str, ours: bool
) -> None:
    assert (
        comes_from_our_own_page(asked(origin, host=host, scheme=scheme), settings(public_url))
        is ours
    )
    form = asked(origin, kind="http", host=host, scheme=scheme.replace("ws", "http"))
    assert comes_from_our_own_page(form, settings(public_url)) is ours


def test_a_form_may_lack_an_origin_and_a_socket_may_not() -> None:
    told = {"sec_fetch_site": "same-origin"}
    assert comes_from_our_own_page(asked(None, kind="http", scheme="http", **told), settings())
    assert not comes_from_our_own_page(asked(None, kind="http", scheme="http"), settings())
    assert not comes_from_our_own_page(asked(None, **told), settings())


def test_two_origins_are_none() -> None:
    two = asked("http://127.0.0.1:8501")
    two.scope["headers"].append((b"origin", b"https://evil.example"))
    assert not comes_from_our_own_page(HTTPConnection(two.scope), settings())


@given(st.text(max_size=80))
def test_no_other_text_is_our_origin(text: str) -> None:
    """The headers that a browser cannot send are among them."""
    origin = text.encode("latin-1", "ignore").decode("latin-1")
    ours = comes_from_our_own_page(asked(origin), settings())
    assert ours == (origin == "http://127.0.0.1:8501")


@given(st.text(max_size=80))
def test_an_origin_is_its_own_origin(rest: str) -> None:
    found = origin_of(f"https://{rest}")
    assert found is None or origin_of(found) == found


@pytest.mark.parametrize(
    ("site", "mode", "another"),
    [
        ("same-origin", "cors", False),
        ("none", "navigate", False),
        ("cross-site", "navigate", False),
        ("same-site", "no-cors", True),
        ("same-site", "cors", True),
        ("cross-site", "no-cors", True),
        ("anything", "websocket", True),
    ],
)
def test_what_another_page_uses_by_itself_is_told_by_the_browser(
    site: str, mode: str, another: bool
) -> None:
    request = asked(None, kind="http", sec_fetch_site=site, sec_fetch_mode=mode)
    assert is_of_another_page(request) is another
