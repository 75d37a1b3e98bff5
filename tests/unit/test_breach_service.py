"""Asking whether a password is known from a breach, without telling it."""

import logging
import threading
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.errors import Invalid
from core.identity.breaches.range_service import NOT_KNOWN, refuse_breached

KNOWN, PADDING = "a password of breaches", "a password of padding"


def digest(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class Service:
    """A range service on loopback: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.status = 200
        self.url = ""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, self.headers["add-padding"]))
            lines = [f"{digest(KNOWN)[5:]}:17", f"{digest(PADDING)[5:]}:0"]
            body = "\r\n".join(lines).encode()
            self.send_response(made.status)
            if made.status == 302:
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


def test_a_known_password_is_refused_and_only_five_digits_are_sent(service: Service) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_breached(service.url, KNOWN)
    assert refused.value.field == "password"
    assert "17 times" in str(refused.value)
    assert service.asked == [(f"/range/{digest(KNOWN)[:5]}", "true")]


@pytest.mark.parametrize("password", ["four words of nobody else", PADDING])
def test_what_is_not_known_or_padding_is_taken(service: Service, password: str) -> None:
    assert refuse_breached(service.url, password) == ""


@pytest.mark.parametrize("status", [302, 404, 429, 503])
def test_a_service_that_does_not_answer_refuses_nothing_and_it_is_said(
    service: Service, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = status
    with caplog.at_level(logging.WARNING, "offramp.identity"):
        assert refuse_breached(service.url, KNOWN) == NOT_KNOWN
    assert "did not answer" in caplog.text
    assert KNOWN not in caplog.text
    assert len(service.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://169.254.169.254", "ftp://x.example"])
def test_nothing_there_or_nothing_allowed_is_not_known(url: str) -> None:
    assert refuse_breached(url, KNOWN) == NOT_KNOWN


def test_without_a_service_nothing_is_asked() -> None:
    assert refuse_breached("", KNOWN) == ""
