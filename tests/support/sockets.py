"""A page's web socket as a browser opens it, and requests that no browser would send."""

import socket

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

STREAM = "/_stcore/stream"


def opens(
    url: str,
    *,
    origin: str | None,
    cookie: str = "",
    path: str = STREAM,
    forwarded: dict[str, str] | None = None,
) -> int:
    """Open a web socket; 101 if it was let in, else the status of the refusal.

    ``forwarded``: what a proxy adds.
    """
    headers = dict(forwarded or {}) | {"Cookie": f"offramp={cookie}"} if cookie else {}
    if origin is not None:
        headers["Origin"] = origin
    target = url.replace("http://", "ws://") + path
    try:
        with connect(
            target, additional_headers=headers, subprotocols=["streamlit"], open_timeout=60
        ):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def raw(port: int, request: bytes) -> int:
    """Send bytes as they are; the status of the answer, 0 if there was none."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        link.sendall(request)
        answer = b""
        while b"\r\n" not in answer and (more := link.recv(4096)):
            answer += more
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
