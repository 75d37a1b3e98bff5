"""A web server on loopback that drips, answers without end, or hangs."""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Way = Callable[[socket.socket, threading.Event], None]


@dataclass
class Hostile:
    """``way`` answers each request; how many came, and how many are answered at this moment."""

    way: Way
    port: int = 0
    asked: list[str] = field(default_factory=list)
    now: int = 0
    most: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def drips_headers(to: socket.socket, over: threading.Event) -> None:
    """A byte of the headers ten times a second, for ever."""
    to.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while not over.wait(0.1):
        to.sendall(b"a")


def drips_body(to: socket.socket, over: threading.Event) -> None:
    """A byte of the body ten times a second, for ever; its end is the connection's."""
    to.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    while not over.wait(0.1):
        to.sendall(b" ")


def never_ends(to: socket.socket, over: threading.Event) -> None:
    """As fast as it is read."""
    to.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    piece = b" " * 65_536
    while not over.is_set():
        to.sendall(piece)


def unpacks_to_much(to: socket.socket, _over: threading.Event) -> None:
    """A hundred kilobytes that are a hundred megabytes."""
    packed = zlib.compressobj(wbits=31)
    body = b"".join(packed.compress(bytes(1 << 20)) for _ in range(100)) + packed.flush()
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n"
    to.sendall(head.encode() + body)


def answers(status: str, body: str = "", headers: str = "") -> Way:
    """Always the same."""

    def way(to: socket.socket, _over: threading.Event) -> None:
        head = f"HTTP/1.1 {status}\r\n{headers}content-length: {len(body)}\r\n"
        to.sendall(f"{head}connection: close\r\n\r\n{body}".encode())

    return way


@contextmanager
def answering(way: Way) -> Iterator[Hostile]:
    """Run one on a free port."""
    made, lock = Hostile(way), threading.Lock()

    def one(to: socket.socket) -> None:
        with to, suppress(OSError):
            asked = to.recv(65_536).split(b"\r\n")[0].decode()
            with lock:
                made.asked.append(asked)
                made.now += 1
                made.most = max(made.most, made.now)
            try:
                made.way(to, made.over)
            finally:
                with lock:
                    made.now -= 1

    def serve() -> None:
        while not made.over.is_set():
            with suppress(OSError):
                to, _where = server.accept()
                threading.Thread(target=one, args=(to,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=200) as server:
        made.port = server.getsockname()[1]
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield made
        finally:
            made.over.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
