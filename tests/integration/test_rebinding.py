"""A name that leads elsewhere once it was looked at: what Apprise opens by itself goes nowhere."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import apprise.plugins
import pytest

from core.net import guard
from core.net.connect_check import only_to_services
from core.net.guard import NotPublic
from core.notify import sending
from core.notify.channel_url import UNCHECKED
from tests.support.imported_modules import imported
from tests.support.listener import listening

NAME = "rebind.example"


class Watched:
    """Two sockets of this machine that stand for a metadata service: did anybody come?"""

    def __init__(self) -> None:
        self.stream = socket.create_server(("127.0.0.1", 0))
        self.port = self.stream.getsockname()[1]
        self.packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.packets.bind(("127.0.0.1", self.port))
        self.stream.setblocking(False)
        self.packets.setblocking(False)

    def was_reached(self) -> bool:
        for ask in (self.stream.accept, lambda: self.packets.recv(10)):
            try:
                ask()
            except BlockingIOError:
                continue
            return True
        return False


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """The name leads to a private network when it is checked, and to a metadata service after."""
    answers = iter(["10.9.9.9"])
    real = socket.getaddrinfo

    def rebinding(host: str, port: Any, *args: Any, **named: Any) -> Any:
        return real(next(answers, "127.0.0.1") if host == NAME else host, port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(guard, "_METADATA", {*guard._METADATA, ip_address("127.0.0.1")})
    watched = Watched()
    yield watched
    watched.stream.close()
    watched.packets.close()


@pytest.mark.parametrize(
    "url",
    [
        "json://{}/latest/meta-data",
        "xml://{}/hook",
        "form://{}/hook",
        "gotify://{}/abcdefghijklmno",
        "ntfy://{}/topic",
        "mmost://{}/3ccdd113474722377935511fc85d3dd4",
        "matrix://user:pass@{}/#room",
        "ncloud://user:pass@{}/other",
        "rocket://user:pass@{}/#room",
        "mailto://user:pass@{}?to=it@example.com",
        "rsyslog://{}/local0",
        "irc://{}/#room",
    ],
)
def test_no_service_of_apprise_follows_a_name_that_was_bent(metadata: Watched, url: str) -> None:
    with pytest.raises(NotPublic, match="now leads to 127.0.0.1, which is a cloud"):
        sending.deliver(url.format(f"{NAME}:{metadata.port}"), "", "A case", "is due.")
    assert not metadata.was_reached()


def test_a_packet_to_a_metadata_service_is_refused_by_name_and_by_number(metadata: Watched) -> None:
    for host in (NAME, "127.0.0.1", "2130706433", "0x7f000001"):
        packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with packets, pytest.raises(NotPublic), only_to_services():
            socket.getaddrinfo(NAME, 1)  # the first look, at a private network
            with pytest.raises(ConnectionRefusedError):
                packets.sendto(b"x", 0, (host, metadata.port))
    assert not metadata.was_reached()


def test_nothing_is_checked_outside_and_what_is_allowed_arrives() -> None:
    with only_to_services():
        pass
    with listening() as heard:
        with only_to_services():
            socket.create_connection(("127.0.0.1", heard.port)).close()
        sending.deliver(heard.url, "", "A case", "is due.")
        assert [one["message"] for one in heard.heard] == ["is due."]


def test_no_service_that_is_offered_connects_by_a_library_of_its_own() -> None:
    """Python's sockets are checked in the thread that asks, and in those given its context."""
    from apprise.manager_plugins import NotificationManager

    own = {"asyncio", "paho", "pika", "proton", "slixmpp", "smpplib", "gntp", "dbus", "gi"}
    folder = Path(apprise.plugins.__file__).parent
    offered = [
        each
        for each in NotificationManager().plugins(include_disabled=False)
        if each.secure_protocol not in UNCHECKED
    ]
    names = {each.__module__.removeprefix("apprise.plugins.").split(".")[0] for each in offered}
    assert len(names) > 100
    for name in sorted(names):
        module = folder / name
        for file in module.rglob("*.py") if module.is_dir() else [module.with_suffix(".py")]:
            found = {each.partition(".")[0] for each in imported(file)}
            assert not found & own, file.name
