"""One person who takes all that they are given: reruns, searches, uploads, exports, guesses.

Each kind in a loop of its own, as fast as it is answered; how often, and what was answered, is
counted. Refusals (429, a closed socket) are what is expected of the server: the loop goes on.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import count

import requests
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException

from tests.support.page_socket import PageSocket

HEAVY_PAGES = ("wizard?app=figma", "stack", "proof", "stack_advice", "calculator?app=figma")
UPLOAD = b"Application,Plan,Seats\n" + b"Customer.io,Essentials,25\n" * 40_000


class Hostile:
    """All that one account can do at once."""

    def __init__(self, base: str, cookie: str) -> None:
        self.base, self.cookie = base, cookie
        self.counts: Counter[str] = Counter()

    def loops(self, kinds: str) -> list[Awaitable[None]]:
        """The loops that are named, with commas."""
        ways = {
            "reruns": self.reruns,
            "pages": self.pages,
            "searches": self.searches,
            "uploads": self.uploads,
            "exports": self.exports,
            "guesses": self.guesses,
        }
        return [self._for_ever(kind, ways[kind]) for kind in kinds.split(",") if kind]

    async def _for_ever(self, kind: str, way: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await way()
            except (OSError, WebSocketException, TimeoutError, DecodeError) as problem:
                self.counts[f"{kind}: {type(problem).__name__}"] += 1
                await asyncio.sleep(0.2)

    async def reruns(self) -> None:
        """A thousand a second, without waiting for an answer."""
        async with PageSocket(self.base, self.cookie) as page:
            await page.open("wizard", "app=figma")
            message = page.rerun_message()

            async def drain() -> None:
                async for _ in page.socket:
                    self.counts["reruns: messages read"] += 1

            reading = asyncio.create_task(drain())
            try:
                while True:
                    await page.socket.send(message)
                    self.counts["reruns: sent"] += 1
                    await asyncio.sleep(0.001)
            finally:
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError, WebSocketException):
                    await reading

    async def pages(self) -> None:
        """The dearest pages, one after another, in four tabs."""

        async def tab() -> None:
            async with PageSocket(self.base, self.cookie) as page:
                for number in count():
                    path, _, query = HEAVY_PAGES[number % len(HEAVY_PAGES)].partition("?")
                    await asyncio.wait_for(page.open(path, query), 120)
                    self.counts["pages: opened"] += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(tab())

    async def searches(self) -> None:
        """The matrix, filtered by something else each time."""
        async with PageSocket(self.base, self.cookie) as page:
            for number in count():
                await asyncio.wait_for(page.open("matrix", f"q=app{number}"), 120)
                self.counts["searches: done"] += 1

    async def uploads(self) -> None:
        """A megabyte into the import of the stack, again and again."""
        async with PageSocket(self.base, self.cookie) as page:
            seen = await page.open("stack", look=True)
            for number in count():
                ask = BackMsg()
                ask.file_urls_request.request_id = str(number)
                ask.file_urls_request.file_names.append("stack.csv")
                ask.file_urls_request.session_id = seen.session
                await page.socket.send(ask.SerializeToString())
                answer = await _told(page, "file_urls_response")
                urls = answer.file_urls_response.file_urls
                if not urls:
                    self.counts["uploads: no address"] += 1
                    await asyncio.sleep(0.5)
                    continue
                status = await asyncio.to_thread(self._put, f"{self.base}{urls[0].upload_url}")
                self.counts[f"uploads: {status}"] += 1

    def _put(self, url: str) -> int:
        given = requests.put(
            url,
            files={"file": ("stack.csv", UPLOAD)},
            cookies={"offramp": self.cookie},
            headers={"Origin": self.base},
            timeout=60,
        )
        return given.status_code

    async def exports(self) -> None:
        """The audit log, signed, and the whole of it each time."""
        status = await asyncio.to_thread(self._get, "/files/audit-log.jsonl")
        self.counts[f"exports: {status}"] += 1

    async def guesses(self) -> None:
        """A password at the sign-in form."""
        form = {"username": "ada", "password": "correct horse battery"}
        status = await asyncio.to_thread(self._post, "/sign-in", form, signed_in=False)
        self.counts[f"guesses: {status}"] += 1

    def _get(self, path: str) -> int:
        with requests.get(
            self.base + path,
            cookies={"offramp": self.cookie},
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=120,
        ) as given:
            return given.status_code

    def _post(self, path: str, form: dict[str, str], *, signed_in: bool = True) -> int:
        with requests.post(
            self.base + path,
            data=form,
            cookies={"offramp": self.cookie} if signed_in else {},
            headers={"Origin": self.base},
            timeout=60,
            allow_redirects=False,
        ) as given:
            return given.status_code


async def _told(page: PageSocket, kind: str) -> ForwardMsg:
    while True:
        data = await asyncio.wait_for(page.socket.recv(), 60)
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == kind:
            return message
