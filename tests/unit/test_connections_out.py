"""Every place that opens a connection to another machine, and the guard that it goes through."""

from pathlib import Path

import pytest

from core.config import ROOT
from core.errors import Invalid
from core.net import guard
from core.net.guard import OWN_NETWORKS, NotPublic
from core.net.pinned import PinnedSession, session_for_operator
from core.notify import channel_url
from core.notify.models import Audience
from core.notify.sending import fit_for
from tests.support.imported_modules import imported

PLACES = {
    "core/net/guard.py": "is the guard: looks names up, once",
    "core/net/connect_check.py": "checks each address by guard.why_no_service as a socket connects",
    "core/net/pinned.py": "guard.check, and connects to the address that was checked",
    "core/net/limited.py": "limits of time and size for what core.net.pinned has opened",
    "core/catalog/link_check.py": "guard.check, PinnedSession; each redirect anew",
    "core/scim/outbound/client.py": "guard.check, PinnedSession; networks by connection",
    "core/app/audit/anchors.py": "guard.check and session_for_operator, PinnedSession",
    "core/app/audit/forwarding.py": "session_for_operator, PinnedSession",
    "core/identity/breaches/range_service.py": "session_for_operator, PinnedSession",
    "core/notify/channel_url.py": "guard.check_host for addresses; Apprise is made, not sent",
    "core/notify/sending.py": "guard.check_host; Apprise connects, under connect_check",
    "core/web/provider_requests.py": "session_for_operator, PinnedSession; Authlib's too",
}
MODULES = {
    *("requests", "httpx", "httpx2", "urllib3", "aiohttp", "smtplib", "ftplib", "telnetlib"),
    *("socket", "http.client", "urllib.request", "apprise", "authlib", "ssl", "xmlrpc.client"),
    *("imaplib", "poplib", "asyncio.streams", "websockets", "dns"),
}


def connects(file: Path) -> bool:
    names = imported(file)
    if names & {"core.net.pinned", "core.net.limited"}:
        return True
    return any(name == each or name.startswith(f"{each}.") for name in names for each in MODULES)


def test_every_place_that_connects_is_known_and_names_its_guard() -> None:
    files = [*(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    found = {str(each.relative_to(ROOT)) for each in files if connects(each)}
    assert found == set(PLACES)
    for place in found - {"core/net/guard.py"}:
        text = (ROOT / place).read_text(encoding="utf-8")
        assert "guard" in text or "pinned" in text, place


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "::ffff:a9fe:a9fe"],
)
def test_no_allowed_network_holds_a_metadata_service(address: str) -> None:
    for allowed in ((), OWN_NETWORKS, (f"{address}/0",)):
        reason = guard.why_not(address, allowed)
        assert reason, (address, allowed)


def test_an_operators_address_may_be_of_the_own_network_and_not_of_the_metadata() -> None:
    with session_for_operator("http://127.0.0.1:9/hook") as session:
        assert isinstance(session, PinnedSession)
    with pytest.raises(NotPublic):
        session_for_operator("http://169.254.169.254/latest/meta-data")


@pytest.mark.parametrize(
    "url",
    [
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?templ%61te=file:///etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?TEMPLATE=https://evil.example/x",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?x=1;template=/etc/passwd",
        "fcm://project/device?keyfile=/etc/passwd",
        "fcm://project/device?key%66ile=/etc/passwd",
        "mailtos://u:p@example.com?pgpkey=/etc/passwd",
        "file:///etc/passwd",
        "mqtt://rebind.example/topic",
        "amqps://user:pass@rebind.example/queue",
        "json://169.254.169.254/latest",
        "json://2852039166/latest",
        "json://0xa9fea9fe/latest",
        "json://[fd00:ec2::254]/latest",
        "mailtos://u:p@example.com?smtp=169.254.169.254",
    ],
)
def test_an_address_that_reads_this_machine_or_its_cloud_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        channel_url.check(url, Audience.SHARED)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "url",
    [
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=markdown",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
        "mailtos://u:p@example.com?smtp=10.0.0.5&to=it@example.com",
        "json://192.168.1.4:8080/hook",
    ],
)
def test_services_inside_and_outside_are_taken(url: str) -> None:
    assert channel_url.check(url, Audience.SHARED).scheme


@pytest.mark.parametrize(
    "name",
    [
        "@here", "@channel", "@everyone", "<!here>", "<!subteam^S1|x>", "<@U123>", "<#C1>",
        "<https://evil.example|Payroll>", "[Payroll](https://evil.example)", "<at>Ada</at>",
        "<users/all>", "@All", "fdp\u202eexe",
    ],
)  # fmt: skip
def test_a_name_in_a_chat_calls_nobody_and_links_nowhere(name: str) -> None:
    told = fit_for("slack://a/b/c", f"{name} leaves. Mail: ada@example.com")
    assert name not in told
    assert "Mail: ada@example.com" in told
    if "\u202e" not in name:
        assert fit_for("mailtos://u:p@example.com", name) == name
