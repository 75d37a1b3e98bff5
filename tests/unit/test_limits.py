"""Limits before everything: by account once signed in, else by address; slow clients; slots."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from time import thread_time
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.app.limits import amounts, heavy_work, usage
from core.app.limits.heavy_work import Busy, HeavyWork, Work
from core.app.limits.usage import Usage
from core.config import ROOT
from core.web.limits.middleware import Limits
from core.web.limits.slow_clients import TooSlow, in_time, taken_in_time
from pages.ui.runtime import fair_share
from tests.support.loops import run_apart


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body() or b"here")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


def whose(token: str) -> str | None:
    """Sessions are ``ada/1``, ``ada/2``; anything else is made up."""
    name, slash, _number = token.partition("/")
    return name if slash else None


def client(used: Usage, address: str = "192.0.2.7", session: str = "") -> TestClient:
    app = Starlette(
        routes=[
            Route("/{path:path}", echo, methods=["GET", "POST"]),
            WebSocketRoute("/_stcore/stream", socket),
        ],
        middleware=[Middleware(Limits, usage=used, whose=whose)],
    )
    headers = {"cookie": f"offramp={session}"} if session else {}
    return _open.enter_context(TestClient(app, client=(address, 1), headers=headers))


_open = ExitStack()


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    with _open:
        yield


def refused_after(asking: TestClient, path: str = "/", most: int = 2_000, **more: Any) -> int:
    """How many requests were answered before one was refused."""
    for number in range(most):
        answer = asking.get(path, **more)
        if answer.status_code == 429:
            assert int(answer.headers["retry-after"]) >= 1
            return number
    return most


def test_an_address_that_nobody_is_signed_in_from_is_limited_and_then_let_in_again() -> None:
    clock = Clock()
    used = Usage(clock)
    assert refused_after(client(used)) == amounts.ADDRESS.burst
    assert client(used, "192.0.2.8").get("/").status_code == 200
    clock.now += 1
    assert client(used).get("/").status_code == 200


def test_two_hundred_people_of_one_office_are_never_limited_by_its_address() -> None:
    """Not even while somebody there has used up what the address may ask."""
    used = Usage(Clock())
    refused_after(client(used))
    asking = client(used)
    for number in range(200):
        cookie = {"cookie": f"offramp=person{number}/1"}
        assert all(asking.get("/", headers=cookie).status_code == 200 for _ in range(5))


def test_sessions_that_are_made_up_count_for_the_address() -> None:
    used = Usage(Clock())
    asking = client(used)
    for number in range(int(amounts.ADDRESS.burst)):
        cookie = {"cookie": f"offramp=guess{number}"}
        assert asking.get("/", headers=cookie).status_code == 200
    assert client(used, session="one-more-guess").get("/").status_code == 429
    assert len(used.sessions) == 0


def test_many_sessions_of_one_account_share_what_it_may_ask() -> None:
    used = Usage(Clock())
    assert refused_after(client(used, session="ada/1")) == amounts.PERSON.burst
    assert client(used, session="ada/2").get("/").status_code == 429
    assert client(used, session="ben/1").get("/").status_code == 200


def test_many_addresses_are_no_way_round() -> None:
    used = Usage(Clock())
    waits = [used.address_waits(f"2001:db8:0:{n:x}::/64", 1) for n in range(1_100)]
    assert waits.count(0) == amounts.ALL_ADDRESSES.burst
    assert client(used).get("/").status_code == 429
    assert client(used, session="ada/1").get("/").status_code == 200


def test_a_form_counts_for_more_and_a_file_of_the_frontend_for_less() -> None:
    used = Usage(Clock())
    asking = client(used)
    forms = amounts.ADDRESS.burst / amounts.FORM_COST
    statuses = [asking.post("/sign-in").status_code for _ in range(int(forms) + 1)]
    assert statuses.count(200) == int(forms)
    files = client(used, "192.0.2.9")
    assert refused_after(files, "/static/js/index.js") > amounts.ADDRESS.burst * 4


def test_a_browser_is_told_in_a_page_and_an_idp_in_its_protocol() -> None:
    used = Usage(Clock())
    asking = client(used)
    refused_after(asking)
    page = asking.get("/", headers={"accept": "text/html"})
    assert page.status_code == 429
    assert "Too many requests" in page.text
    assert "Wait 1 second, then try again." in page.text
    told = asking.get("/scim/v2/x/Users")
    assert told.status_code == 429
    assert told.headers["content-type"] == "application/scim+json"
    assert told.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert told.json()["status"] == "429"
    with_token = asking.get("/scim/v2/x/Users", headers={"authorization": "Bearer x"})
    assert with_token.status_code == 200, "the bridge itself counts those, by connection"


@pytest.mark.parametrize("session", ["", "made-up"])
def test_sockets_of_who_is_not_signed_in_count_for_the_address(session: str) -> None:
    """A made-up cookie and a page elsewhere: each is looked at, so each is counted."""
    asking = client(Usage(Clock()), session=session)
    for _ in range(int(amounts.ADDRESS.burst)):
        with asking.websocket_connect("/_stcore/stream"):
            pass
    with pytest.raises(WebSocketDisconnect) as refused, asking.websocket_connect("/_stcore/stream"):
        pass
    assert refused.value.code == 1013
    assert asking.get("/").status_code == 429


def test_sockets_count_for_the_account_as_requests_do() -> None:
    used = Usage(Clock())
    asking = client(used, session="ada/1")
    refused_after(asking)
    with pytest.raises(WebSocketDisconnect), asking.websocket_connect("/_stcore/stream"):
        pass
    with client(used, session="bob/1").websocket_connect("/_stcore/stream"):
        pass


def test_a_header_that_says_token_is_no_way_round() -> None:
    """Only where the bridge itself counts tokens; buying one and the pages are no such place."""
    said = {"headers": {"authorization": "Basic eDp5"}}
    for path in ("/scim/v2/any/oauth2/token", "/scim/v2/any/oauth2/token/", "/scim/bridge", "/"):
        asking = client(Usage(Clock()))
        assert refused_after(asking, path, 400, **said) == amounts.ADDRESS.burst, path
        form = {"grant_type": "client_credentials"}
        assert asking.post(path, data=form, **said).status_code == 429
    assert refused_after(client(Usage(Clock())), "/scim/v2/any/Users", 400, **said) == 400


def test_so_many_pages_may_be_open_and_a_closed_one_makes_room() -> None:
    used = Usage(Clock())
    keys = [used.open_socket("ada") for _ in range(amounts.SOCKETS + 1)]
    assert keys == [True] * amounts.SOCKETS + [False]
    asking = client(used, session="ada/1")
    with pytest.raises(WebSocketDisconnect), asking.websocket_connect("/_stcore/stream"):
        pass
    used.close_socket("ada")
    with asking.websocket_connect("/_stcore/stream") as page:
        page.send_text("a")
        assert page.receive_text() == "a"
    assert used.open_socket("ada"), "the one that was closed is not counted any more"


def test_what_a_page_sends_beyond_its_rate_waits_and_is_not_lost() -> None:
    clock = Clock()
    used = Usage(clock)
    for _ in range(int(amounts.MESSAGES.burst)):
        assert used.message_waits("ada") == 0
    assert used.message_waits("ada") == pytest.approx(0.1)
    assert used.message_waits("ben") == 0
    clock.now += 0.1
    assert used.message_waits("ada") == 0


def test_the_next_click_waits_until_nothing_is_owed() -> None:
    clock = Clock()
    used = Usage(clock)
    used.worked("ada", amounts.WORK.burst + 1)
    assert used.message_waits("ada") == pytest.approx(1 / amounts.WORK.per_second)
    assert used.message_waits("ben") == 0
    clock.now += 1.001 / amounts.WORK.per_second
    assert used.message_waits("ada") == 0


def test_no_more_of_an_accounts_pages_run_at_once_than_its_share() -> None:
    used, ran = Usage(), threading.Event()

    def page() -> None:
        with used.page_runs("ada"):
            ran.set()

    with ExitStack() as running:
        for _ in range(amounts.PAGES_AT_ONCE):
            running.enter_context(used.page_runs("ada"))
        one_more = threading.Thread(target=page)
        one_more.start()
        while not used._lock._waiters:  # type: ignore[attr-defined]
            assert one_more.is_alive(), "it waits for its turn"
        with used.page_runs("ben"):
            pass
        assert not ran.is_set()
    one_more.join(30)
    assert ran.is_set()


def test_what_a_page_says_is_charged_as_well_as_what_it_computes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    charged: list[float] = []
    monkeypatch.setattr(fair_share.USAGE, "worked", lambda _account, cost: charged.append(cost))
    monkeypatch.setattr(fair_share, "_now", threading.local())
    fair_share._now.account, fair_share._now.since = "ada", thread_time()
    fair_share._now.messages = 1_000
    fair_share._charge()
    fair_share._charge()
    assert charged[0] >= 1_000 * fair_share._MESSAGE > charged[1]


def test_everybodys_pages_take_turns_and_one_that_takes_long_holds_nobody_up() -> None:
    clock, ran = Clock(), threading.Event()
    used = Usage(clock)

    def page() -> None:
        with used.page_runs("last"):
            ran.set()

    with ExitStack() as running:
        for number in range(amounts.ALL_PAGES_AT_ONCE):
            running.enter_context(used.page_runs(f"person {number}"))
        one_more = threading.Thread(target=page)
        one_more.start()
        while not used._lock._waiters:  # type: ignore[attr-defined]
            assert one_more.is_alive(), "it waits for its turn"
        assert not ran.is_set()
        clock.now += amounts.TURN_SECONDS  # they all wait for something themselves
        one_more.join(30)
        assert ran.is_set()


def test_who_has_nothing_running_comes_before_those_who_have() -> None:
    used, order = Usage(Clock()), []

    def page(account: str) -> None:
        with used.page_runs(account):
            order.append(account)

    def waits(account: str) -> threading.Thread:
        one_more, before = threading.Thread(target=page, args=[account]), len(used._waiting)
        one_more.start()
        while len(used._waiting) == before:
            assert one_more.is_alive(), "it waits for its turn"
        return one_more

    with ExitStack() as others, ExitStack() as running:
        for account in ("ada", "ben"):
            others.enter_context(used.page_runs(account))
        running.enter_context(used.page_runs("ada"))
        waiting = [waits("ben"), waits("newcomer")]
        running.close()
        for one in waiting:
            one.join(30)
    assert order == ["newcomer", "ben"]


# -- slow clients -----------------------------------------------------------------


def test_a_body_that_does_not_arrive_is_answered_with_408() -> None:
    async def never() -> Message:
        return await asyncio.get_running_loop().create_future()

    async def ask() -> None:
        with pytest.raises(TooSlow):
            await in_time(never, grace=0.01)()

    run_apart(ask())


def test_a_body_that_arrives_steadily_has_more_time() -> None:
    async def ask() -> int:
        pieces = 0

        async def receive() -> Message:
            nonlocal pieces
            await asyncio.sleep(0.05 if pieces else 0)
            pieces += 1
            body = b"x" * int(amounts.BODY_BYTES_PER_SECOND)
            return {"type": "http.request", "body": body, "more_body": pieces < 5}

        get = in_time(receive, grace=0.1)
        while (await get())["more_body"]:
            pass
        return pieces

    assert run_apart(ask()) == 5


def test_after_the_body_a_handler_may_wait_for_the_client_to_hang_up() -> None:
    async def ask() -> str:
        messages = iter(
            [
                {"type": "http.request", "body": b"", "more_body": False},
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> Message:
            await asyncio.sleep(0.05)
            return next(messages)

        get = in_time(receive, grace=0.08)
        await get()
        return str((await get())["type"])

    assert run_apart(ask()) == "http.disconnect"


def test_a_client_that_takes_nothing_is_left() -> None:
    async def stuck(_message: Message) -> None:
        await asyncio.get_running_loop().create_future()

    async def give() -> None:
        with pytest.raises(TooSlow):
            await taken_in_time(stuck, {"type": "http.response.body"}, seconds=0.01)

    run_apart(give())


# -- heavy work -------------------------------------------------------------------


def test_one_person_has_one_slot_and_a_third_wish_is_refused() -> None:
    heavy, order = HeavyWork(Usage(), patience=30), list[str]()
    first_is_in, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with heavy.slot("ada", Work.FILE):
            first_is_in.set()
            may_end.wait(30)
            order.append("first")

    def second() -> None:
        with heavy.slot("ada", Work.FILE):
            order.append("second")

    threads = [threading.Thread(target=first)]
    threads[0].start()
    first_is_in.wait(30)
    threads.append(threading.Thread(target=second))
    threads[1].start()
    while not heavy._waiting:
        assert threads[1].is_alive()
    with pytest.raises(Busy, match=r"Two of your files are being made\. Wait for them"):
        with heavy.slot("ada", Work.FILE):
            pass
    with heavy.slot("ben", Work.FILE):
        order.append("ben")
    may_end.set()
    for thread in threads:
        thread.join(30)
    assert order == ["ben", "first", "second"]


def test_who_finds_all_slots_taken_is_told_to_come_back() -> None:
    heavy = HeavyWork(Usage(), patience=0.01)
    with heavy.slot("ada", Work.LOG), pytest.raises(Busy, match="Try again in a minute"):
        with heavy.slot("ben", Work.LOG):
            pass
    with heavy.slot("ben", Work.LOG):
        pass


def test_what_fails_gives_its_slot_back_and_is_counted() -> None:
    used = Usage(Clock())
    heavy = HeavyWork(used, patience=0.01)

    def fail() -> None:
        with heavy.slot("ada", Work.LOG):
            began = thread_time()
            while thread_time() - began < 0.05:
                pass
            raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            fail()
    used.worked("ada", amounts.WORK.burst - 0.1)
    assert used.owed("ada") > 0


def test_a_stream_lets_others_in_between_its_pieces() -> None:
    heavy = HeavyWork(Usage(), patience=0.01)
    lines = [f"{number}\n" for number in range(heavy_work.LINES * 2 + 1)]
    pieces = heavy_work.in_turns("ada", lines, heavy=heavy)
    found = next(pieces)
    with heavy.slot("ben", Work.LOG):  # though ada's reader takes its time
        pass
    assert found + b"".join(pieces) == "".join(lines).encode()


# -- said in the documents --------------------------------------------------------


def test_the_documents_have_every_amount() -> None:
    said = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    rates = [amounts.PERSON, amounts.ADDRESS, amounts.ALL_ADDRESSES, amounts.MESSAGES, amounts.WORK]
    for rate in rates:
        assert f"{rate.per_second:,g} a second, {rate.burst:,g} at once" in said
    for number in (
        f"{amounts.SOCKETS} pages",
        f"{amounts.PAGES_AT_ONCE} at once",
        f"{amounts.ALL_PAGES_AT_ONCE} at once",
        f"{amounts.HEAD_SECONDS} s, {amounts.HEAD_BYTES // 1024} kB",
        f"{amounts.BODY_GRACE} s, and a second for each {amounts.BODY_BYTES_PER_SECOND:,} bytes",
        f"{amounts.READ_SECONDS} s without",
        f"{amounts.CONNECTIONS:,} connections",
        f"{amounts.CONNECTIONS_OF_ADDRESS:,} of one address",
        f"{amounts.MESSAGE_BYTES // 1024**2} MB",
    ):
        assert number in said, number
    assert usage.MOST == 10_000


def test_a_refusal_is_not_quick() -> None:
    """Who asks again without a pause gets one, so that refusing costs little."""
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("here")(scope, receive, send)

    usage = Usage(clock=lambda: 0.0)
    client = TestClient(Limits(app, usage, whose=lambda _token: None, pause=pause))
    asked = int(amounts.ADDRESS.burst) + 20
    refused = [client.get("/sign-in").status_code for _ in range(asked)].count(429)
    assert refused
    assert len(paused) == refused
    assert all(0 < seconds <= 1 for seconds in paused)
