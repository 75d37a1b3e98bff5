"""What a browser breaks off, or sends that is no message: no traceback in the log."""

import logging
from pathlib import Path

import pytest
import streamlit
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from core.web import gate
from core.web.front.well_formed import WellFormed
from pages.ui.runtime import broken_messages
from tests.support.loops import run_apart


async def upload(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()
    answer: Response = PlainTextResponse("taken")
    await answer(scope, receive, send)


def test_a_browser_that_drops_while_it_uploads_is_no_error() -> None:
    sent: list[Message] = []
    said = iter([
        {"type": "http.request", "body": b"half", "more_body": True},
        {"type": "http.disconnect"},
    ])  # fmt: skip

    async def receive() -> Message:
        return next(said)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/b",
             "raw_path": b"/", "query_string": b"", "headers": []}  # fmt: skip
    run_apart(WellFormed(upload, sockets=True)(scope, receive, send))
    assert sent == []


def test_a_text_ends_a_pages_socket_and_bytes_go_through(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Message] = []

    async def streamlits(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            heard.append(await receive())
            if heard[-1]["type"] == "websocket.disconnect":
                return

    async def may(*_any: object) -> bool:
        return True

    monkeypatch.setattr(gate.Gate, "_may_connect", may)
    monkeypatch.setattr(gate, "_as_theirs", lambda socket: socket.scope)
    said = iter([
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "bytes": b"", "text": None},
        {"type": "websocket.receive", "text": "hello"},
    ])  # fmt: skip

    async def receive() -> Message:
        return next(said)

    async def send(_message: Message) -> None:
        raise AssertionError

    scope = {"type": "websocket", "path": gate.SOCKET, "headers": [], "query_string": b""}
    run_apart(gate.Gate(streamlits, [])(scope, receive, send))
    assert [each["type"] for each in heard] == [
        "websocket.connect", "websocket.receive", "websocket.disconnect",
    ]  # fmt: skip


def test_a_message_that_cannot_be_read_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    file = Path(streamlit.__file__).parent / "web/server/starlette/starlette_websocket.py"
    assert f'_LOGGER.warning("{broken_messages.SAID}", exc_info=exc)' in file.read_text("utf-8")
    logger = logging.getLogger(broken_messages.LOGGER)
    before = list(logger.filters)
    broken_messages.told_in_a_line()
    try:
        logger.addHandler(caplog.handler)
        logger.warning(broken_messages.SAID, exc_info=ValueError("wire"))
        logger.warning("something else", exc_info=ValueError("shown"))
    finally:
        logger.removeHandler(caplog.handler)
        logger.filters[:] = before
    assert "cannot be read; its connection was closed" in caplog.text
    assert "wire" not in caplog.text
    assert "shown" in caplog.text
