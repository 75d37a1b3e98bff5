"""Links to our own forms, as they are given to people."""

from core.config import settings


def reset_link(code: str) -> str:
    """Where the owner of a one-time code goes; the code is in the fragment, which stays local."""
    base = settings().public_url or f"http://localhost:{settings().port}"
    return base + reset_path(code)


def reset_path(code: str) -> str:
    """The same without an address."""
    return f"/sign-in/reset#{code}"


def where() -> str:
    """What to say of a link without an address: the command line knows no server but by its
    setting. Empty where that is set."""
    if settings().public_url:
        return ""
    return "Put the address of your Offramp before it; OFFRAMP_PUBLIC_URL sets it for all links."
