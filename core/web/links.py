"""Links to our own forms, as they are given to people."""

from ipaddress import ip_address

from core.config import settings


def reset_link(code: str) -> str:
    """Where the owner of a one-time code goes; the code is in the fragment, which stays local."""
    return _base() + reset_path(code)


def set_up_link(code: str) -> str:
    """Where the first administrator's account is made, with its code in the fragment."""
    return f"{_base()}/first-run#{code}"


def _base() -> str:
    config = settings()
    if config.public_url or not (config.is_loopback or ip_address(config.host).is_unspecified):
        return config.base_url
    return f"http://localhost:{config.port}"


def reset_path(code: str) -> str:
    """The same without an address."""
    return f"/sign-in/reset#{code}"


def where() -> str:
    """What to say of a link without an address: the command line knows no server but by its
    setting. Empty where that is set."""
    if settings().public_url:
        return ""
    return "Put the address of your Offramp before it; OFFRAMP_PUBLIC_URL sets it for all links."
