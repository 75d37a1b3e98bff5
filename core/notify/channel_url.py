"""A channel's URL: what Apprise takes, minus what would act on this machine."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from core.errors import Invalid
from core.notify.models import Audience

PLACE = "{to}"
LOCAL = frozenset(
    {"dbus", "kde", "qt", "glib", "gio", "gnome", "macosx", "windows", "syslog", "blink1", "growl",
     "file"}
)  # fmt: skip
"""Schemes that act on the machine that Offramp runs on, instead of reaching people."""
FILES = frozenset({"keyfile", "pgpkey", "pgpkeyfile", "subfile", "config", "attach"})
"""Parameters that make Apprise read a file of this machine."""
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
            f"Something is missing in this {scheme}:// URL, or in the wrong place.",
            "Compare it with the service's page on https://appriseit.com/services/",
        )
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
        return Apprise.instantiate(full, asset=asset)
    except Exception:  # noqa: BLE001 - a URL that makes a plugin stumble is no URL for it
        return None


def _schemes() -> frozenset[str]:
    from apprise.manager_plugins import NotificationManager

    return frozenset(NotificationManager().schemas())  # type: ignore[no-untyped-call]


def _own_scheme(found: Any) -> str:
    name = found.secure_protocol or found.protocol
    return str(name if isinstance(name, str) else name[0])


def _names_no_file(rest: str) -> None:
    for part in rest.partition("?")[2].split("&"):
        name = part.partition("=")[0].strip().lower()
        if name in FILES:
            raise _invalid(
                f"The parameter {name} would make the server read one of its own files.",
                "Leave it out.",
            )


def shown_host(rest: str) -> str:
    """The host, and never what stands before it, after it, or in its place as a token."""
    host = urlsplit(f"//{rest}").hostname or ""
    return host if "." in host or host == "localhost" else ""


def _invalid(message: str, hint: str) -> Invalid:
    return Invalid(message, field="url", hint=hint)
