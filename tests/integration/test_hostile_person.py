"""One person whose page is asked to run without end: a colleague's pages are answered."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from core.actor import Role
from core.app.limits import amounts
from core.secrets.service import recognisable
from tests.support.loops import run_apart
from tests.support.page_socket import PageSocket
from tests.support.server import Server


@pytest.fixture
def server(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    running = Server(tmp_path).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def test_a_page_that_is_asked_to_run_without_end_slows_only_itself(server: Server) -> None:
    hostile = server.cookie_for(Role.ADMINISTRATOR)
    colleague = server.cookie_for(Role.OPERATOR)

    async def both() -> None:
        async with (
            PageSocket(server.url, hostile) as bad,
            PageSocket(server.url, colleague) as good,
        ):
            await bad.open("wizard", "app=figma")
            await good.open("matrix")
            message = bad.rerun_message()

            async def flood() -> None:
                while True:
                    await bad.socket.send(message)
                    await asyncio.sleep(0)

            async def read() -> None:
                async for _ in bad.socket:
                    pass

            flooding = [asyncio.create_task(flood()), asyncio.create_task(read())]
            for page in ("matrix", "account", "work", "matrix"):
                seen = await good.open(page, look=True)
                assert not seen.failed
            assert not any(task.done() for task in flooding)
            for task in flooding:
                task.cancel()
            await asyncio.gather(*flooding, return_exceptions=True)
            # What it has sent and nobody reads yet would keep a polite end waiting for minutes.
            bad.socket.transport.abort()

    run_apart(asyncio.wait_for(both(), 240))


def test_a_message_beyond_the_size_closes_the_page_and_no_other(server: Server) -> None:
    cookie = server.cookie_for(Role.OPERATOR)

    async def talk() -> None:
        async with PageSocket(server.url, cookie) as page, PageSocket(server.url, cookie) as other:
            with pytest.raises(ConnectionClosed):
                await page.socket.send(b"x" * (amounts.MESSAGE_BYTES + 1))
                while True:
                    await page.socket.recv()
            await other.open("matrix")

    run_apart(asyncio.wait_for(talk(), 240))


def test_nobody_goes_on_with_the_page_of_another_session(server: Server) -> None:
    mine, theirs = server.cookie_for(Role.ADMINISTRATOR), server.cookie_for(Role.OPERATOR)
    elsewhere = server.cookie_for(Role.ADMINISTRATOR)
    forged = {"X-Offramp-Session": recognisable(mine)}

    async def talk() -> None:
        async with PageSocket(server.url, mine) as page:
            seen = await page.open("stack", look=True)
            assert seen.session
            for cookie in (theirs, elsewhere):
                async with PageSocket(server.url, cookie, resume=seen.session, **forged) as other:
                    got = await other.open("stack", look=True)
                    assert got.session not in {"", seen.session}
            again = await page.rerun(look=True)
            assert again.session == seen.session, "nobody took it away"
        for cookie in (theirs, elsewhere):  # and not while it is away either
            async with PageSocket(server.url, cookie, resume=seen.session, **forged) as other:
                assert (await other.open("stack", look=True)).session != seen.session
        async with PageSocket(server.url, mine, resume=seen.session) as back:
            assert (await back.open("stack", look=True)).session == seen.session

    run_apart(asyncio.wait_for(talk(), 240))
