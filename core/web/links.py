"""Links to our own forms, as they are given to people."""

from core.config import settings


def reset_link(code: str) -> str:
    """Where the owner of a one-time code goes; the code is in the fragment, which stays local."""
    base = settings().public_url or f"http://localhost:{settings().port}"
    return f"{base}/sign-in/reset#{code}"
