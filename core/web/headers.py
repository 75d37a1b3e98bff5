"""Security headers on every answer, and a content-security policy that Streamlit lives with."""

import re
import uuid
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTTPS_ONLY = "max-age=31536000; includeSubDomains"
"""A year, for this name and those below it."""

MAY_BE_KEPT = re.compile(
    r"/static/.*|/favicon\.(png|ico)|/sign-in/((style|page)\.css|navigation\.js)"
)
"""Addresses of code, icons and styles, which a browser may keep."""


def script_hashes(html: str) -> list[str]:
    """The policy's names of the scripts that stand in a page itself."""
    found = []
    for part in html.split("<script>")[1:]:
        digest = sha256(part.split("</script>")[0].encode()).digest()
        found.append(f"'sha256-{b64encode(digest).decode()}'")
    return found


def page_policy(html: str) -> str:
    """The policy for Streamlit's pages; ``html`` is its ``index.html``.

    ``unsafe-inline`` stands for styles only: Streamlit's components write theirs at run time.
    ``wasm-unsafe-eval`` is for the frontend's decoder of tables; scripts are never evaluated.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' {' '.join(script_hashes(html))}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


FORM_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The policy for our own forms: nothing inline, nothing from elsewhere."""


class SecurityHeaders:
    """Middleware: adds the headers that an answer does not have yet, and a request id."""

    def __init__(self, app: ASGIApp, policy: str, https: bool) -> None:
        self.app = app
        self.https = https
        self.headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            # Not "no-referrer": browsers would then hide the origin of our own forms as well.
            "referrer-policy": "same-origin",
            "permissions-policy": (
                "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
                "publickey-credentials-create=(self), publickey-credentials-get=(self)"
            ),
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = request_id
                if self.https or scope["scheme"] == "https":
                    headers["strict-transport-security"] = HTTPS_ONLY
                del headers["server"]
                # Code and icons may be kept; what somebody was shown or exported may not.
                is_page = headers.get("content-type", "").startswith("text/html")
                if is_page or not MAY_BE_KEPT.fullmatch(scope["path"]):
                    headers["cache-control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)
