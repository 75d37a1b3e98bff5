"""A channel's URL: what Apprise takes, minus what would act on this machine."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

from core.errors import Invalid
from core.net import guard
from core.notify.models import Audience

PLACE = "{to}"
LOCAL = frozenset(
    {"dbus", "kde", "qt", "glib", "gio", "gnome", "macosx", "windows", "syslog", "blink1", "growl",
     "file"}
)  # fmt: skip
"""Schemes that act on the machine that Offramp runs on, instead of reaching people."""
UNCHECKED = frozenset({"amqp", "amqps", "mqtt", "mqtts", "xmpp", "xmpps", "smpp", "smpps"})
"""Schemes whose libraries open connections in threads of their own, where nothing would check the
address (:mod:`core.net.connect_check`). None of these libraries comes with Offramp."""
FILES = frozenset({"keyfile", "pgpkey", "pgpkeyfile", "subfile", "config", "attach", "include"})
"""Parameters that make Apprise read a file of this machine. ``template`` does so for some services
and is a template's name for others: there :func:`_reads_files` looks at what came of it."""
HOSTS = frozenset({"smtp", "host", "relay", "gateway", "hq"})
"""Parameters that name a host to connect to."""
_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}", re.IGNORECASE)
SOMEBODY = "somebody@example.com"


@dataclass(frozen=True)
class Shown:
    """What may be shown of a URL."""

    scheme: str
    host: str


def check(url: str, audience: Audience) -> Shown:
    """Raises :class:`Invalid` with the reason for a URL that cannot be a channel's."""
    scheme, colon, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if not colon or any(c.isspace() for c in url.strip()):
        raise _invalid("This is not an Apprise URL.", "It looks like slack://… or mailtos://…")
    if scheme in LOCAL:
        raise _invalid(
            f"{scheme}:// shows messages on the machine that Offramp runs on, where nobody sees "
            "them.",
            "Choose a service that reaches people.",
        )
    if scheme in UNCHECKED:
        raise _invalid(
            f"{scheme}:// would connect past the check of where a message goes.",
            "Choose a service that is reached by HTTP or mail, such as the broker's own web hook.",
        )
    _names_no_file(rest)
    if audience is Audience.PERSONAL and PLACE not in url:
        raise _invalid(
            "A personal channel's URL must contain {to}.",
            "Such as mailtos://user:password@smtp.example.com?to={to}",
        )
    if audience is Audience.SHARED and PLACE in url:
        raise _invalid("A shared channel has no {to}.", "Choose the audience personal.")
    found = service(url, SOMEBODY)
    if found is None and scheme not in _schemes():
        raise _invalid(
            f"Apprise does not know {scheme}://.",
            "The services and their URLs are listed on https://appriseit.com/services/",
        )
    if found is None:
        raise _invalid(
            f"Something is missing in this {scheme}:// URL, or in the wrong place, or it would make"
            " the server read a file.",
            "Leave template= out if it names a file or an address, and compare the URL with the "
            "service's page on https://appriseit.com/services/",
        )
    for host in hosts(url):
        if _is_number(host):  # a name is looked up when something is sent
            guard.check_host(host, 443)
    # A service's own web hook (https://hooks.slack.com/…) is taken as well.
    return Shown(_own_scheme(found) if scheme in {"http", "https"} else scheme, shown_host(rest))


def service(url: str, recipient: str) -> Any:
    """Apprise's object for this URL and recipient, or ``None`` when it takes no such URL."""
    from apprise import Apprise, AppriseAsset, PersistentStoreMode

    asset = AppriseAsset(
        app_id="Offramp",
        app_desc="Offramp",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        async_mode=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    full = url.strip().replace(PLACE, quote(recipient, safe=""))
    try:
        found = Apprise.instantiate(full, asset=asset)
    except Exception:  # noqa: BLE001 - a URL that makes a plugin stumble is no URL for it
        return None
    return None if found is not None and _reads_files(found) else found


def _reads_files(found: Any) -> bool:
    """Whether the URL made Apprise hold something to read: a file here, or what a URL gives."""
    from apprise import AppriseAttachment

    return any(isinstance(each, AppriseAttachment) and len(each) for each in vars(found).values())


def _schemes() -> frozenset[str]:
    from apprise.manager_plugins import NotificationManager

    return frozenset(NotificationManager().schemas())  # type: ignore[no-untyped-call]


def _own_scheme(found: Any) -> str:
    name = found.secure_protocol or found.protocol
    return str(name if isinstance(name, str) else name[0])


def _names_no_file(rest: str) -> None:
    for raw, _value in _parameters(rest):
        name = unquote_plus(raw).strip().lower()
        if name in FILES:
            raise _invalid(
                f"The parameter {name} would make the server read one of its own files.",
                "Leave it out.",
            )


def hosts(url: str) -> list[str]:
    """The hosts that a URL may make Apprise connect to.

    What stands in a host's place without a dot is a token for most services, and is not told to
    a name server.
    """
    rest = url.partition("://")[2]
    said = [(unquote_plus(name), unquote_plus(value)) for name, value in _parameters(rest)]
    named = [value for name, value in said if name.lower() in HOSTS]
    try:
        named.append(urlsplit(f"//{rest}").hostname or "")
    except ValueError:
        raise _invalid("The host of this URL cannot be read.", "Check its brackets.") from None
    plain = [re.sub(r"^\[|\](:\d+)?$", "", each).partition("/")[0] for each in named]
    return [each for each in plain if "." in each or _is_number(each)]


def _is_number(host: str) -> bool:
    """Whether it is an address, in one of the forms that a resolver takes: dotted, hex, whole."""
    return ":" in host or _NUMBER.fullmatch(host) is not None


def _parameters(rest: str) -> list[tuple[str, str]]:
    parts = re.split("[&;?]", rest.partition("?")[2])
    return [(name, value) for name, _, value in (part.partition("=") for part in parts)]


def shown_host(rest: str) -> str:
    """The host, and never what stands before it, after it, or in its place as a token."""
    host = urlsplit(f"//{rest}").hostname or ""
    return host if "." in host or host == "localhost" else ""


def _invalid(message: str, hint: str) -> Invalid:
    return Invalid(message, field="url", hint=hint)
