"""Who is let into the demo without signing in: whoever sits at the machine, and nobody else."""

import pytest

from core.actor import Role
from core.config import load_settings
from core.web.demo import routes as demo_routes
from core.web.demo.routes import address_of, is_from_here


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.7", "::1"])
def test_this_machine_is_let_in_by_its_own_names(client: str, host: str) -> None:
    assert is_from_here(client, host, ["accept", "host"])


@pytest.mark.parametrize(
    ("client", "host", "headers"),
    [
        ("192.0.2.7", "localhost", []),
        ("127.0.0.1", "rebound.example", []),
        ("127.0.0.1", "localhost.example", []),
        ("127.0.0.1", None, []),
        ("127.0.0.1", "localhost", ["x-forwarded-for"]),
        ("127.0.0.1", "localhost", ["forwarded"]),
        ("testclient", "localhost", []),
        (None, "localhost", []),
    ],
)
def test_nobody_else_is(client: str | None, host: str | None, headers: list[str]) -> None:
    assert not is_from_here(client, host, headers)


def test_only_a_demo_has_a_way_in() -> None:
    assert demo_routes.routes(load_settings(demo=False)) == []
    assert {each.path for each in demo_routes.routes(load_settings(demo=True))} >= {"/demo"}


def test_an_address_of_a_role_leads_on_to_a_page() -> None:
    assert address_of(Role.AUDITOR) == "/demo?role=auditor"
    assert address_of(Role.VIEWER, "/case?case=3") == "/demo?role=viewer&next=%2Fcase%3Fcase%3D3"
