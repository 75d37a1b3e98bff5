"""Connections on a real socket: heads that never end or are too large, too many of an address."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from core.app.limits.connections import LimitedConnection
from tests.support.loops import run_apart
from tests.support.server import free_port

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})


class Impatient(LimitedConnection):
    head_seconds = 0.2
    most = 3


class BehindProxy(Impatient):
    proxies = frozenset({"127.0.0.1"})


async def served(kind: type[LimitedConnection], use: Callable[[int], Awaitable[Any]]) -> Any:
    port = free_port()
    config = uvicorn.Config(
        app, port=port, http=kind, lifespan="off", log_level="critical", timeout_keep_alive=30
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    try:
        return await asyncio.wait_for(use(port), 60)
    finally:
        server.should_exit = True
        await task
        assert not kind._open, "every connection was taken off the count"


def talk(talking: Talk, kind: type[LimitedConnection] = Impatient) -> bytes:
    async def use(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await talking(reader, writer)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    return bytes(run_apart(served(kind, use)))


async def rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


def test_a_head_that_never_ends_is_hung_up_on() -> None:
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET)
        return await rest(reader)

    assert talk(slowly) == b""


def test_neither_is_a_second_one_on_the_same_connection() -> None:
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET + b"\r\n")
        first = await reader.readuntil(b"0\r\n\r\n")
        writer.write(GET)
        return first + await rest(reader)

    assert talk(slowly).count(b"200 OK") == 1


def test_a_connection_that_says_nothing_is_hung_up_on() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> bytes:
        return await rest(reader)

    assert talk(silent) == b""


def test_a_head_without_end_is_hung_up_on() -> None:
    async def for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET)
        sent = 0
        while sent < 10_000_000 and not reader.at_eof():
            writer.write(b"X-More: " + b"x" * 1_000 + b"\r\n")
            sent += 1_010
            await writer.drain()
        return str(sent).encode()

    class Patient(LimitedConnection):
        head_seconds = 60

    assert int(talk(for_ever, Patient) or 0) < 10_000_000


def test_a_large_body_right_behind_its_head_is_no_head() -> None:
    """As a browser sends an upload: head and body may come in one piece."""

    async def upload(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        body = b"x" * 2_000_000
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n" % len(body)
        writer.write(head + b"Connection: close\r\n\r\n" + body)
        return await rest(reader)

    assert b"200 OK" in talk(upload)


def test_one_address_does_not_take_every_connection_but_a_proxy_may() -> None:
    async def many(port: int) -> int:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        answered = 0
        for _reader, writer in lines:
            writer.write(GET + b"\r\n")
        for reader, _writer in lines:
            try:
                answered += b"200 OK" in await reader.readuntil(b"0\r\n\r\n")
            except (ConnectionError, asyncio.IncompleteReadError):
                continue
        for _reader, writer in lines:
            writer.close()
        return answered

    assert run_apart(served(Impatient, many)) == 3
    assert run_apart(served(BehindProxy, many)) == 5
