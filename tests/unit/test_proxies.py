"""A reverse proxy that is not trusted is noticed; who forges headers is not named for it."""

import pytest
from starlette.requests import HTTPConnection

from core.config import Settings
from core.web.front.proxies import SURE_AFTER, Proxies, what_to_do


def seen(
    proxies: Proxies, peer: str, *, times: int = SURE_AFTER, trusted: str = "", **told: str
) -> None:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()]
    for _ in range(times):
        scope = {"type": "http", "path": "/", "headers": headers, "client": (peer, 50_000)}
        proxies.note(HTTPConnection(scope), Settings(trusted_proxies=trusted))


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.5", "192.168.1.9", "fd00::5"])
@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "x_forwarded_proto"])
def test_a_near_proxy_is_named_with_the_setting(
    peer: str, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    proxies = Proxies()
    seen(proxies, peer, times=SURE_AFTER * 10, **{header: "203.0.113.7"})
    assert proxies.untrusted() == (peer,)
    assert caplog.text.count(f"OFFRAMP_TRUSTED_PROXIES={peer}.") == 1, "on the console once"


@pytest.mark.parametrize("peer", ["203.0.113.7", "2001:db9::1", "", "unix", "testclient"])
def test_nobody_from_outside_is_named(peer: str) -> None:
    proxies = Proxies()
    seen(proxies, peer, x_forwarded_for="127.0.0.1", forwarded="for=10.0.0.5")
    assert proxies.untrusted() == ()


def test_a_forged_header_through_a_proxy_that_writes_none_names_nobody() -> None:
    proxies = Proxies()
    seen(proxies, "127.0.0.1", times=1000, x_forwarded_for="203.0.113.7")
    seen(proxies, "127.0.0.1", times=1)  # somebody else, through the same proxy
    assert proxies.untrusted() == ()


def test_a_trusted_proxy_is_not_named() -> None:
    proxies = Proxies()
    # uvicorn has put the visitor's address in the proxy's place.
    seen(proxies, "10.1.2.3", trusted="10.0.0.5", x_forwarded_for="10.1.2.3")
    seen(proxies, "10.0.0.5", trusted="10.0.0.5", x_forwarded_proto="https")
    seen(proxies, "10.0.0.6", trusted="10.0.0.0/24", x_forwarded_proto="https")
    seen(proxies, "10.0.0.7", trusted="*", x_forwarded_proto="https")
    assert proxies.untrusted() == ()


def test_what_is_trusted_already_stays_so() -> None:
    assert "OFFRAMP_TRUSTED_PROXIES=10.0.0.5,127.0.0.1." in what_to_do(
        "127.0.0.1", Settings(trusted_proxies="10.0.0.5")
    )


def test_many_addresses_take_no_memory() -> None:
    proxies = Proxies()
    for number in range(2000):
        seen(proxies, f"10.1.{number // 250}.{number % 250}", forwarded="for=x")
    assert len(proxies.untrusted()) == 100
