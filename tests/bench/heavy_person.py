"""How long a colleague's pages take while somebody else uploads, exports and searches in a loop.

    python -m tests.bench.heavy_person --seconds 60

A demo company, a server in a process of its own, and the heavy person in another
(:mod:`tests.bench.hostile_person`). The colleague opens one page after another without a pause;
first alone, then beside the heavy person.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.load_200 import Watch, server_pid
from tests.support.page_socket import PageSocket, Times
from tests.support.server import Server

PAGES = ("matrix", "case?case=1", "work", "app?app=slack", "matrix?q=slack", "account")


async def colleague(base: str, cookie: str, seconds: float) -> Times:
    """One page after another; how long each took."""
    times = Times()
    async with PageSocket(base, cookie) as page:
        for one in PAGES:
            await page.open(*one.split("?"))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for one in PAGES:
                await times.of(one.partition("?")[0], page.open(*one.split("?")))
                await asyncio.sleep(0.3)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cases", type=int, default=120)
    parser.add_argument("--heavy", default="pages,searches,uploads,exports,reruns")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="offramp-heavy-"))
    server = Server(folder)
    seed = [sys.executable, "-m", "tests.bench.demo_company", "--people", "3"]
    seed += ["--cases", str(options.cases)]
    made = subprocess.run(seed, env=server.environment, check=True, stdout=subprocess.PIPE)
    people = json.loads(made.stdout)
    server.start()
    watch = Watch(server_pid(server))
    attack = [sys.executable, "-m", "tests.bench.load_200", "--hostile", options.heavy]
    attack += ["--attack", server.url, people[-1]["cookie"]]
    try:
        for name in ("alone", "beside the heavy person"):
            heavy = None
            if name != "alone":
                heavy = subprocess.Popen(attack, env=server.environment)
            used, began = watch.cpu(), time.monotonic()
            times = asyncio.run(colleague(server.url, people[1]["cookie"], options.seconds))
            share = (watch.cpu() - used) / (time.monotonic() - began) * 100
            print(f"{name}: server {share:.0f} %, machine {os.getloadavg()[0]:.1f}")  # noqa: T201
            for line in times.lines():
                print("  ", line)  # noqa: T201
            if heavy:
                heavy.send_signal(2)
                heavy.wait(90)
    finally:
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
