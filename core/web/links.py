"""Links to our own forms, as they are given to people."""

from ipaddress import ip_address

from core.config import settings


def reset_link(code: str) -> str:
    """Where the owner of a one-time code goes; the code is in the fragment, which stays local."""
    return f"{_base()}/sign-in/reset#{code}"


def set_up_link(code: str) -> str:
    """Where the first administrator's account is made, with its code in the fragment."""
    return f"{_base()}/first-run#{code}"


def _base() -> str:
    config = settings()
    if config.public_url or not (config.is_loopback or ip_address(config.host).is_unspecified):
        return config.base_url
    return f"http://localhost:{config.port}"


def only_here() -> str:
    """What to say of a link beside the command that printed it: it has the address that this
    machine's own settings give. Empty where the public one is set."""
    if settings().public_url:
        return ""
    return (
        "It opens where Offramp runs. From elsewhere, put the address of your Offramp in place of "
        f"{_base()}; OFFRAMP_PUBLIC_URL sets it for all links."
    )
