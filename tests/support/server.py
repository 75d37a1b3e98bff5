"""A real server: ``python -m core serve`` in a process of its own, and sessions at it."""

import os
import re
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import requests
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Role
from core.identity import accounts, sign_in
from core.identity import service as identity
from core.identity.models import Account
from core.identity.sessions import Lifetimes, Place
from core.storage.database import Database
from tests.support.processes import Process, environment


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quiet_port() -> int:
    """A port that is free and stays so while its server is away for a moment: the system gives none
    of these to whoever asks for any, nor to outgoing connections."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free below those that the system gives away")


class Server:
    """``python -m core serve`` in a process of its own."""

    def __init__(self, data_dir: Path, port: int | None = None, **more: str) -> None:
        self.data_dir = data_dir
        self.settings = more
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self.environment = environment(data_dir, OFFRAMP_PORT=str(self.port), **more)

    def start(self) -> "Server":
        with self.log.open("ab") as log, Path(os.devnull).open("rb") as nothing:
            streams = {"stdin": nothing, "stdout": log, "stderr": log}
            self.process = Process("serve", env=self.environment, **streams)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=1).ok:
                    return self
            if self.process.ended(within=0.05):
                raise RuntimeError(f"the server stopped:\n{self.log.read_text()}")
        raise RuntimeError(f"the server did not answer:\n{self.log.read_text()}")

    @cached_property
    def database(self) -> Database:
        """The server's database, for looking and for arranging beside it."""
        return Database(f"sqlite:///{self.data_dir / 'offramp.db'}")

    def cookie_for(self, role: Role, username: str | None = None) -> str:
        """Sign an account of this role in (made when there is none); the session's id."""
        return signed_in_session(self.database, role, username)

    @property
    def set_up_link(self) -> str:
        """What the server printed for the first administrator, at the address that it is on."""
        printed = re.findall(r"  \S+(/first-run#\S+)", self.log.read_text())
        return f"{self.url}{printed[-1]}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def signed_in_session(database: Database, role: Role, username: str | None = None) -> str:
    """A session of an account with this role; the account is made when there is none."""
    name = username or f"{role}.example"
    with database.write() as session:
        if not session.scalar(select(Account).where(col(Account.username) == name)):
            identity.add(
                session,
                LOCAL_OPERATOR,
                username=name,
                name=f"{role.title()} Example",
                role=role,
                email=f"{name}@example.com",
            )
        account = accounts.find(session, name)
        life = Lifetimes(timedelta(hours=2), timedelta(hours=12))
        now = datetime.now(UTC)
        return sign_in.admit(session, account, "password", Place("127.0.0.1"), life, now)
