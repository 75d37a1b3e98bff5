"""A refusal at sign-in comes as late with a look at the password as without."""

import time

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.web import cookies, sign_in_routes
from tests.support.loops import run_apart


@pytest.mark.parametrize(("status", "least", "most"), [(429, 0.5, 30.0), (401, 0.0, 0.5)])
def test_who_has_to_wait_hears_so_after_a_fixed_time(
    status: int, least: float, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_routes, "REFUSED_AFTER", 0.5)
    monkeypatch.setattr(cookies, "comes_from_our_own_page", lambda *_: True)

    def handler(_request: Request, _fields: dict[str, str]) -> Response:
        return PlainTextResponse("no", status_code=status)

    routes = [Route("/sign-in", sign_in_routes.posted(handler), methods=["POST"])]

    async def asked() -> float:
        transport = httpx2.ASGITransport(app=Starlette(routes=routes))
        async with httpx2.AsyncClient(transport=transport, base_url="http://ours") as client:
            await client.get("/")
            began = time.monotonic()
            assert (await client.post("/sign-in")).status_code == status
            return time.monotonic() - began

    assert least <= run_apart(asked()) < most


@pytest.mark.parametrize(
    "value",
    [
        *("/./files/x", "/x/../sign-out", "/%2e/files/x", "/%2E%2e/sign-out", "/x/.%2e/files/x"),
        *("/%2Ffiles/x", "/%66iles/x", "/sign%2dout", "/x/..", "/.", "/x//files/y", "/%5Cevil"),
        *("/x/%2e%2e?a=b", "/../files/x#y", "/%252e%252e/files/x", "/%00", "/x/%0d%0a", "/files/x"),
        *("//evil.example", "/\\evil.example", "https://evil.example", "x", "", "/\tx", "/sign-in"),
    ],
)
def test_who_signs_in_goes_on_to_a_page_and_nowhere_else(value: str) -> None:
    assert sign_in_routes.safe_next(value) == "/"


@pytest.mark.parametrize(
    "value",
    [
        *("/", "/account/factors", "/apps?app=slack&x=../y", "/a.b/c..d", "/cases#/../x"),
        *("/apps/%C3%BC", "/apps?q=50%25", "/filesystem", "/...", "/a/.b"),
    ],
)
def test_a_page_of_ours_is_gone_on_to_as_it_was(value: str) -> None:
    assert sign_in_routes.safe_next(value) == value
