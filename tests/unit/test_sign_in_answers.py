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
