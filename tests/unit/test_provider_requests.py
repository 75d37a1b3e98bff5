"""Whatever a provider answers, beginning a sign-in costs little, and others can still sign in."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest
from authlib.integrations.starlette_client import StarletteOAuth2App
from starlette.applications import Starlette

from core.net.limited import TooSlow
from core.web import provider_requests
from core.web.provider_requests import Answer, Provider, TooManyAsk, use_for_sign_in
from pages.access import company_sign_in
from tests.support import hostile_answers
from tests.support.hostile_answers import Hostile, Way, answering, answers
from tests.support.loops import run_apart

METADATA = {
    "issuer": "https://idp.example",
    "authorization_endpoint": "https://idp.example/authorize",
    "token_endpoint": "https://idp.example/token",
}
BAD: dict[str, Way] = {
    "drips its headers": hostile_answers.drips_headers,
    "drips its body": hostile_answers.drips_body,
    "never ends": hostile_answers.never_ends,
    "unpacks to much": hostile_answers.unpacks_to_much,
    "redirects": answers("302 Found", headers="location: http://127.0.0.1:1/else\r\n"),
    "fails": answers("500 Internal Server Error", "{}"),
    "says no JSON": answers("200 OK", "<html>"),
    "says a list": answers("200 OK", "[]"),
    "nests": answers("200 OK", "[" * 100_000),
    "says too little": answers("200 OK", "{}"),
}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr(provider_requests, "SECONDS", 0.5)
    for module in (provider_requests, company_sign_in):
        monkeypatch.setattr(module, "PROVIDER", made)
    return made


async def all_of(many: int, ask: Callable[[], object]) -> list[object]:
    return await asyncio.gather(*(ask() for _ in range(many)), return_exceptions=True)  # type: ignore[call-overload, no-any-return]


def test_of_sixty_who_begin_at_once_one_asks_and_no_second_one_soon(hurried: Provider) -> None:
    with answering(hostile_answers.drips_body) as server:
        for _ in range(2):
            found = run_apart(all_of(60, lambda: hurried.metadata(server.url)))
            assert all(isinstance(each, TooSlow) for each in found)
    assert len(server.asked) == 1


def test_metadata_are_kept_and_asked_for_again_later() -> None:
    now = [0.0]
    provider = Provider(lambda: now[0])
    with answering(answers("500 Oh", "{}")) as server:

        def asked() -> int:
            run_apart(provider.metadata(server.url))
            return len(server.asked)

        assert asked() == asked() == 1
        now[0] += provider_requests.FAILURE_KEPT
        server.way = answers("200 OK", json.dumps(METADATA))
        assert asked() == 2
        now[0] += provider_requests.METADATA_KEPT - 1
        assert asked() == 2
        now[0] += 1
        assert asked() == 3


def test_few_tokens_are_asked_for_at_once_and_a_crowd_is_refused(
    hurried: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_asked = threading.Event()

    def once_all_asked(to: socket.socket, over: threading.Event) -> None:
        # However slowly sixty are begun, none makes room for another before the last has asked.
        all_asked.wait(60)
        answers("200 OK", "{}")(to, over)

    async def crowd(url: str) -> list[object]:
        asking = asyncio.ensure_future(all_of(60, lambda: hurried.other("POST", url, {}, b"a=b")))
        await asyncio.sleep(0)  # each begins, and asks before it first waits
        await asyncio.sleep(0)
        all_asked.set()
        return await asking

    monkeypatch.setattr(provider_requests, "SECONDS", 60.0)
    with answering(once_all_asked) as server:
        found = run_apart(crowd(server.url))
    refused = [each for each in found if isinstance(each, TooManyAsk)]
    assert len(refused) == 60 - provider_requests.AT_ONCE - provider_requests.WAITING
    assert sum(isinstance(each, Answer) for each in found) == 60 - len(refused)
    # The server notices a moment later that it was left.
    assert server.most <= 2 * provider_requests.AT_ONCE


def test_tokens_that_come_slowly_keep_nobody_from_beginning(hurried: Provider) -> None:
    async def both(tokens: Hostile, metadata: Hostile) -> Answer:
        slow = asyncio.create_task(
            all_of(30, lambda: hurried.other("POST", tokens.url, {}, b"a=b"))
        )
        await asyncio.sleep(0)
        found = await hurried.metadata(metadata.url)
        assert not slow.done()  # it lasts thirty halves of a second by fours
        await slow
        return found

    with (
        answering(hostile_answers.drips_body) as tokens,
        answering(answers("200 OK", json.dumps(METADATA))) as metadata,
    ):
        assert run_apart(both(tokens, metadata)).status == 200


@pytest.mark.parametrize("kind", BAD)
def test_a_provider_that_answers_badly_is_said_to_be_away(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(BAD[kind]) as server:
        answer = run_apart(_begun(server, tmp_path, monkeypatch))
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/sign-in{company_sign_in.AWAY}",
    )


async def _begun(server: Hostile, folder: Path, monkeypatch: pytest.MonkeyPatch) -> httpx2.Response:
    provider = company_sign_in.Provider(
        name="mock",
        label="Example",
        client_id="c",
        client_secret="s",
        server_metadata_url=f"{server.url}/.well-known/openid-configuration",
        rules=({"role": "viewer", "group": "g"},),  # type: ignore[arg-type]
    )
    monkeypatch.setattr(company_sign_in, "_provider", lambda _name: provider)
    app = Starlette(routes=company_sign_in.routes())
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://ours") as client:
        return await client.get("/sign-in/with/mock")


@pytest.mark.parametrize(
    ("name", "is_signed_in", "is_kept"),
    [("mock", True, True), ("mock", False, False), ("none", True, False)],
)
def test_where_to_go_on_is_kept_for_a_session_and_a_provider_and_a_sign_in_forgets_it(
    name: str, is_signed_in: bool, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"mock": SimpleNamespace(name="mock", label="Example", server_metadata_url="x")}
    monkeypatch.setattr(company_sign_in, "_provider", known.get)
    monkeypatch.setattr(company_sign_in, "live_session", lambda _request: is_signed_in or None)
    monkeypatch.setattr(company_sign_in, "generate_login_redirect_url", lambda _name: "/there")

    async def answers_well(_provider: object) -> None:
        return None

    monkeypatch.setattr(company_sign_in, "_why_away", answers_well)

    async def asked() -> tuple[str, str]:
        transport = httpx2.ASGITransport(app=Starlette(routes=company_sign_in.routes()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://ours") as client:
            again = await client.get(f"/sign-in/again/with/{name}?next=/cases")
            client.cookies.set("offramp-return", "%2Fcases")
            new = await client.get("/sign-in/with/mock")
        return again.headers.get("set-cookie", ""), new.headers.get("set-cookie", "")

    again, new = run_apart(asked())
    assert ("offramp-return=%2Fcases" in again) is is_kept
    assert 'offramp-return=""' in new
    assert "Max-Age=0" in new


@pytest.mark.parametrize("kind", ["drips its headers", "drips its body", "never ends"])
def test_authlibs_own_requests_end_as_well(kind: str) -> None:
    use_for_sign_in(frozenset({"https://idp.example/metadata"}))
    with answering(BAD[kind]) as server:

        async def exchange() -> None:
            # As Authlib makes it of metadata, which have no say in how requests are made.
            async with StarletteOAuth2App.client_cls("c", "s", transport=None) as client:
                await client.fetch_token(server.url, code="x", grant_type="authorization_code")

        began = time.monotonic()
        with pytest.raises(httpx2.ConnectError):
            run_apart(exchange())
    assert time.monotonic() - began < 5


def test_metadata_that_lead_to_the_clouds_own_service_lead_nowhere() -> None:
    use_for_sign_in(frozenset())

    async def exchange() -> None:
        async with StarletteOAuth2App.client_cls("c", "s") as client:
            await client.fetch_token("http://169.254.169.254/token", code="x")

    with pytest.raises(Exception, match=r"169\.254\.169\.254"):
        run_apart(exchange())
