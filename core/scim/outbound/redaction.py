"""What is kept of an exchange with an app: without secrets, and not endless."""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MOST_CHARACTERS = 4000
_HIDDEN = re.compile(
    r'("(?:password|secret|token|access_token|client_secret)"\s*:\s*)"[^"]*"', re.I
)


def cut(text: str, secrets: Iterable[str], user_name: str | None = None) -> str:
    """Text fit to be kept, however a secret is written in it."""
    for secret in secrets:
        for shown in _spellings(secret, user_name or ""):
            text = text.replace(shown, "***")
    return _HIDDEN.sub(r'\1"***"', text)[:MOST_CHARACTERS]


def _spellings(secret: str, user_name: str) -> set[str]:
    """As it is, in JSON, in a URL, and in a Basic header that an app sends back."""
    pair = f"{user_name}:{secret}".encode()
    basic = base64.b64encode(pair).decode()
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), basic}
