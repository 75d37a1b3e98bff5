"""A service of breached passwords on loopback: what it was asked, and what it answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KNOWN, PADDING = "a password of breaches", "a password of padding"


def digest(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class RangeService:
    """``asked``: path and padding of each request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.status = 200
        self.url = ""


@contextmanager
def range_service() -> Iterator[RangeService]:
    made = RangeService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, self.headers["add-padding"]))
            lines = [f"{digest(KNOWN)[5:]}:17", f"{digest(PADDING)[5:]}:0"]
            body = "\r\n".join(lines).encode()
            self.send_response(made.status)
            if made.status == 302:
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()
