"""An interpreter that has imported Offramp, and runs each module in a fork of itself.

``python -m tests.support.warm_interpreter CONTROL-SOCKET``, started by
:mod:`tests.support.processes`. Importing everything takes two seconds, and hundreds of servers and
commands are started by tests; a fork has what they import, and nothing else: its environment,
folder, standard streams and exit code are those of a process of its own.
"""

import array
import gc
import json
import os
import runpy
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

STREAMS = 3
LATE = ("alembic.command", "anyio._backends._asyncio", "dbos", "pages.access.company_sign_in")
"""What a server imports when it has started, beside what modules name at their head."""


def import_all() -> None:
    """What servers and commands import sooner or later, but nothing that reads settings."""
    import core
    import pages

    for package in (core, pages):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if is_safe(module.name):
                import_module(module.name)
    for name in LATE:
        import_module(name)
    from core.config import settings
    from core.keys import ring

    assert not settings.cache_info().currsize, "an import has read settings"
    assert not ring.cache_info().currsize, "an import has read keys"
    assert threading.active_count() == 1, "an import has started a thread"


def is_safe(name: str) -> bool:
    """A page itself draws when it is imported; what it is made of does not."""
    parts = name.split(".")
    if "__main__" in parts or "migrations" in parts:
        return False
    return parts[0] == "core" or bool({"ui", "parts", "components"} & set(parts[1:-1]))


def requests(control: socket.socket) -> str:
    """Serve requests until the tests end. Returns in a fork: the module that it is to run."""
    while True:
        data, ancillary, _flags, _address = control.recvmsg(
            1 << 18, socket.CMSG_SPACE(4 * array.array("i").itemsize)
        )
        if not data:
            break
        descriptors = array.array("i")
        for _level, _kind, found in ancillary:
            descriptors.frombytes(found)
        answers, *streams = descriptors
        if os.fork() == 0:
            control.close()
            keep(answers, streams)
            return become(json.loads(data), streams)
        for descriptor in descriptors:
            os.close(descriptor)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0)[0]:
            pass
    os._exit(0)


def keep(answers: int, streams: list[int]) -> None:
    """Tell who asked the command's process and its exit code. Returns in the command's process."""
    if (child := os.fork()) == 0:
        os.close(answers)
        return
    for descriptor in (*streams, *range(STREAMS)):
        os.close(descriptor)
    os.write(answers, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def become(request: dict[str, Any], streams: list[int]) -> str:
    """Take on what a new process has: streams, environment, folder and arguments."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    sys.argv = ["", *request["arguments"]]
    return str(request["module"])


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, who then hang up
    link = socket.socket(fileno=int(sys.argv[1]))
    import_all()
    gc.freeze()
    module = requests(link)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
