"""Processes of ours: commands and servers on a data folder, and the environment they run in."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import requests

from core.config import ROOT

TEST_KEY = "only-for-tests-0123456789abcdef0123456789"


def environment(folder: Path | None = None, **more: str) -> dict[str, str]:
    """This machine's environment without our settings but the tests' key, and then these."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("OFFRAMP_")}
    data = {"OFFRAMP_DATA_DIR": str(folder)} if folder else {}
    return {**outside, "OFFRAMP_SECRET_KEY": TEST_KEY, **data, **more}


@cache
def _warm_interpreter() -> socket.socket:
    """The control socket of this test process's warm interpreter (:mod:`…warm_interpreter`)."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    its.set_inheritable(True)
    command = [sys.executable, "-m", "tests.support.warm_interpreter", str(its.fileno())]
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, pass_fds=[its.fileno()]
    )
    its.close()

    def hang_up() -> None:
        ours.close()
        running.wait(20)

    atexit.register(hang_up)
    return ours


class Process:
    """``python -m MODULE …`` in a process of its own, forked off the warm interpreter."""

    def __init__(
        self,
        *arguments: str,
        env: dict[str, str],
        stdin: IO[Any],
        stdout: IO[Any],
        stderr: IO[Any],
        module: str = "core",
    ) -> None:
        self.arguments = arguments
        self.returncode: int | None = None
        self._answers, answers = socket.socketpair()
        request = {"module": module, "arguments": arguments, "environment": env}
        request["folder"] = str(ROOT)
        streams = [answers, stdin, stdout, stderr]
        data = json.dumps(request).encode()
        socket.send_fds(_warm_interpreter(), [data], [each.fileno() for each in streams])
        answers.close()
        self._lines = self._answers.makefile("r")
        started = self._lines.readline()
        assert started, "the warm interpreter has ended; its words are above"
        self.pid = int(started)

    def ended(self, within: float) -> bool:
        """Whether it ends within so many seconds, or has ended."""
        if self.returncode is None and select.select([self._answers], [], [], within)[0]:
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._answers.close()
        return self.returncode is not None

    def wait(self, timeout: float) -> int:
        """Its exit code, once it has ended."""
        if not self.ended(timeout):
            raise TimeoutError(f"{self.arguments} still runs after {timeout} seconds")
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if not self.ended(within=0):  # its number may be another's by now
            os.kill(self.pid, number)


class Worker:
    """A module of tests that works until it is killed: what it says can be read line by line."""

    def __init__(self, module: str, *arguments: str) -> None:
        reader, writer = os.pipe()
        self.told = os.fdopen(reader)
        with os.fdopen(writer, "w") as said, Path(os.devnull).open() as nothing:
            streams = {"stdin": nothing, "stdout": said, "stderr": sys.__stderr__}
            self._process = Process(*arguments, env=environment(), module=module, **streams)
        assert self.told.readline() == "ready\n"

    def kill(self) -> None:
        """By SIGKILL; it is gone afterwards."""
        self._process.kill()
        self._process.wait(60)


class Command:
    """A command that runs; what it says is kept in files, so that it never waits for a reader."""

    def __init__(self, *arguments: str, env: dict[str, str], text: str = "") -> None:
        self._files = ExitStack()
        self._in, self._out, self._err = self._file(), self._file(), self._file()
        self._in.write(text)
        self._in.seek(0)
        streams = {"stdin": self._in, "stdout": self._out, "stderr": self._err}
        self._process = Process(*arguments, env=env, **streams)

    def _file(self) -> IO[str]:
        return self._files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))

    def end(self, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Wait for its end; what it said. It must never show a traceback."""
        with self._files:
            code = self._process.wait(timeout)
            for said in (self._out, self._err):
                said.seek(0)
            out, err = self._out.read(), self._err.read()
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(self._process.arguments, code, out, err)


def offramp(
    folder: Path, *arguments: str, text: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder to its end."""
    return Command(*arguments, env=environment(folder, **more), text=text).end()


@contextmanager
def started(
    way: str,
    ways: Mapping[str, Sequence[str]],
    port: int,
    data: Path,
    folder: Path = ROOT,
    **more: str,
) -> Iterator[subprocess.Popen[str]]:
    """A server of one of the ways to start one; what it says goes to its standard output."""
    process = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in ways[way])],
        cwd=folder,
        env=environment(data, OFFRAMP_PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def answer(process: subprocess.Popen[str], url: str) -> requests.Response:
    """The first answer of a server that is starting."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return requests.get(url, timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")
