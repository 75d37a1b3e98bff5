"""Who passkeys are for: the host's name, and the exact origin that browsers see."""

from urllib.parse import urlsplit

from starlette.requests import Request

from core.config import Settings
from core.identity.values import RelyingParty


def relying_party(request: Request, settings: Settings) -> RelyingParty | None:
    """From ``OFFRAMP_PUBLIC_URL``, else from the request itself.

    ``None`` where browsers make no passkeys: at an IP address, and without HTTPS but on
    ``localhost`` (WebAuthn level 3 §5.1.3, secure contexts).
    """
    address = settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    parts = urlsplit(address)
    host = parts.hostname or ""
    is_local = host == "localhost" or host.endswith(".localhost")
    is_name = not (":" in host or host.rpartition(".")[2].isdigit())
    if not host or not is_name or not (parts.scheme == "https" or is_local):
        return None
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}")


WHY_NOT = "Passkeys work at an address with a name: https://…, or http://localhost on this machine."
