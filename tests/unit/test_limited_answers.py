"""What another machine answers ends: after its time, and after so many bytes."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from core.app.audit import forwarding
from core.catalog.link_check import Outcome, check_link
from core.config import ROOT, Settings
from core.errors import OfframpError
from core.identity.breaches import range_service
from core.net.guard import Place
from core.net.limited import TooLarge, TooSlow, exchange
from core.net.pinned import PinnedSession, WatchedAdapter, WatchedSession, session_for_operator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
Answering = Callable[[socket.socket, threading.Event], None]


@contextmanager
def peer(answering: Answering) -> Iterator[int]:
    """A machine on loopback that answers in its own way; its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    taken, _ = server.accept()
                    threading.Thread(target=one, args=(taken,), daemon=True).start()

        def one(taken: socket.socket) -> None:
            with taken, suppress(OSError):
                taken.recv(1 << 16)
                answering(taken, over)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        over.set()
        server.shutdown(socket.SHUT_RDWR)


def dripping_body(taken: socket.socket, over: threading.Event) -> None:
    taken.sendall(HEAD % 100_000)
    drip(taken, over)


def dripping_head(taken: socket.socket, over: threading.Event) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(taken, over)


def drip(taken: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.05):
        taken.sendall(b"x")


def without_end(taken: socket.socket, over: threading.Event) -> None:
    taken.sendall(HEAD % (1 << 40))
    while not over.is_set():
        taken.sendall(b"x" * (1 << 16))


def hello(taken: socket.socket, _over: threading.Event) -> None:
    taken.sendall(HEAD % 5 + b"hello")


def sessions(port: int) -> list[WatchedSession]:
    """As for a checked place, and as for one behind a proxy that the environment names."""
    return [
        PinnedSession(Place("http", "127.0.0.1", port, "127.0.0.1")),
        WatchedSession(WatchedAdapter()),
    ]


@pytest.mark.parametrize("answering", [dripping_body, dripping_head])
def test_an_answer_that_drips_ends_when_its_time_is_over(answering: Answering) -> None:
    with peer(answering) as port:
        for session in sessions(port):
            began = time.monotonic()
            with session, pytest.raises(TooSlow):
                exchange(
                    session, "GET", f"http://127.0.0.1:{port}/", seconds=0.5, most_bytes=200_000
                )
            assert time.monotonic() - began < 5


def test_an_answer_without_end_is_read_so_far_and_no_further() -> None:
    with peer(without_end) as port:
        for session in sessions(port):
            with session:
                url = f"http://127.0.0.1:{port}/"
                answer = exchange(session, "GET", url, seconds=20, most_bytes=4096)
            assert (len(answer.start), answer.is_whole) == (4096, False)
            with pytest.raises(TooLarge):
                answer.body()


def test_a_plain_answer_is_whole_and_its_session_can_ask_again_after_a_slow_one() -> None:
    with peer(hello) as port, peer(dripping_body) as slow:
        for session in sessions(port):
            with session:
                if not isinstance(session, PinnedSession):
                    with pytest.raises(TooSlow):
                        exchange(
                            session, "GET", f"http://127.0.0.1:{slow}/", seconds=0.2, most_bytes=9
                        )
                url = f"http://127.0.0.1:{port}/"
                answer = exchange(session, "GET", url, seconds=20, most_bytes=5)
            assert answer.is_success
            assert answer.body() == b"hello"


def test_behind_a_proxy_of_the_environment_it_ends_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with peer(dripping_head) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "")
        with session_for_operator("http://collector.example/") as session, pytest.raises(TooSlow):
            exchange(session, "POST", "http://collector.example/", seconds=0.5, most_bytes=9)


@pytest.mark.parametrize("answering", [dripping_body, dripping_head])
def test_a_collector_that_drips_is_told_of_within_its_time(
    answering: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "SECONDS", 0.5)
    with peer(answering) as port:
        config = Settings(data_dir=tmp_path, audit_forward_url=f"http://127.0.0.1:{port}/")
        with pytest.raises(OfframpError) as refused:
            forwarding._send(config, [])
    assert "does not answer within" in refused.value.message


def test_a_collector_that_redirects_has_taken_nothing(tmp_path: Path) -> None:
    def elsewhere(taken: socket.socket, _over: threading.Event) -> None:
        taken.sendall(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")

    with peer(elsewhere) as port:
        config = Settings(data_dir=tmp_path, audit_forward_url=f"http://127.0.0.1:{port}/")
        with pytest.raises(OfframpError) as refused:
            forwarding._send(config, [])
    assert "answers 302" in refused.value.message


def test_a_link_and_a_breach_service_that_drip_end_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(range_service, "SECONDS", 0.5)
    with peer(dripping_head) as port:
        url = f"http://127.0.0.1:{port}/"
        link = check_link("s", url, timeout=0.5, allowed=("127.0.0.0/8",))
        assert link.outcome is Outcome.UNREACHABLE
    with peer(dripping_body) as port:
        url = f"http://127.0.0.1:{port}"
        assert range_service.refuse_breached(url, "x") == range_service.NOT_KNOWN


def test_nothing_is_asked_past_the_limits() -> None:
    """Who makes a request by itself has no limit of its whole time."""
    asking = (".post(", ".get(url", ".get(\n", ".request(")
    allowed = {"core/net/limited.py", "core/scim/outbound/client.py"}
    for file in (ROOT / "core").rglob("*.py"):
        text, place = file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))
        if "core.net.pinned" in text and place not in allowed:
            assert not any(each in text for each in asking), place
