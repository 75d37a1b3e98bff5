"""Two hundred people at work, one of them hostile: how long the others wait, what memory does.

    python -m tests.bench.load_200 --people 200 --minutes 10

A demo company in a fresh folder, a server in a process of its own, and this process with a
websocket for each person. Everybody opens a page, changes something on it, and thinks 10 to 30
seconds in between. One person sends what :mod:`tests.bench.hostile_person` can, all at once, as
fast as it is answered, from a process of its own. Prints percentiles of the others' runs by page,
the server's processor time and memory over time, and what the generator itself cost.
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
from contextlib import suppress
from pathlib import Path
from random import Random

from websockets.exceptions import WebSocketException

from tests.bench.hostile_person import Hostile
from tests.support.page_socket import PageSocket, Times
from tests.support.server import Server

EVERYBODY = (
    *["matrix"] * 4,
    *["app?app=slack", "app?app=figma"] * 2,
    "compare?apps=slack,figma",
    *["stack"] * 2,
    "wizard?app=figma",
    "stack_advice",
    "decisions",
    "calculator?app=figma",
    "stack_cost",
    "account",
)
BY_ROLE = {
    "viewer": (),
    "operator": (*["work"] * 8, *["case?case=1", "case?case=7"] * 4, *["case", "leaving"] * 2),
    "auditor": ("proof", "audit", *["case?case=4", "work"] * 2),
    "administrator": ("users", "work", "case?case=9", "bridge", "connections", "audit"),
}
WORDS = ("app", "slack", "figma", "person", "git", "data")
WAITS_AFTER_START = 120
"""Seconds until memory is measured for the first time: what is loaded late is loaded."""


class Person:
    """Somebody who works: a page, a change on it, and a pause after each."""

    def __init__(self, base: str, role: str, cookie: str, seed: int, think: tuple[float, float]):
        self.base, self.cookie, self.think = base, cookie, think
        self.pages = EVERYBODY + BY_ROLE[role]
        self.chance = Random(seed)

    async def work(self, times: Times, boxes: dict[str, str]) -> None:
        """For ever; a lost connection is made anew, as a browser does."""
        while True:
            try:
                async with PageSocket(self.base, self.cookie) as page:
                    await self._look_around(page, times, boxes)
            except (OSError, WebSocketException):
                times.kept.setdefault("(connection lost)", []).append(0)
                await asyncio.sleep(2)

    async def _look_around(self, page: PageSocket, times: Times, boxes: dict[str, str]) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(*self.think))
            path, _, query = self.chance.choice(self.pages).partition("?")
            await times.of(path, page.open(path, query))
            await asyncio.sleep(self.chance.uniform(*self.think))
            if box := boxes.get(path):
                word = self.chance.choice(WORDS)
                await times.of(f"{path}, searched", page.change(box, string_value=word))
            else:
                await times.of(f"{path}, again", page.rerun())


async def search_boxes(base: str, cookie: str) -> dict[str, str]:
    """The id of each page's box to search with, where it has one; each page is warm afterwards."""
    boxes = {}
    async with PageSocket(base, cookie) as page:
        everything = EVERYBODY + tuple(one for pages in BY_ROLE.values() for one in pages)
        for one in sorted(set(everything)):
            path, _, query = one.partition("?")
            seen = await page.open(path, query, look=True)
            if seen.failed:
                raise SystemExit(f"{one}: {seen.failed}")
            for label in ("Search", "Search cases"):
                if label in seen.widgets and path not in boxes and not query:
                    boxes[path] = seen.widgets[label][1]
    return boxes


class Watch:
    """What a process has used: processor seconds, resident megabytes."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def load(server: Server, people: list[dict[str, str]], options: argparse.Namespace) -> Times:
    """Everybody at once, for so long; prints as it goes."""
    administrator = next(one for one in people if one["role"] == "administrator")
    boxes = await search_boxes(server.url, administrator["cookie"])
    times, watch, own = Times(), Watch(server_pid(server)), Watch(os.getpid())
    think = (options.think / 2, options.think * 1.5)
    tasks = [
        asyncio.create_task(
            Person(server.url, one["role"], one["cookie"], seed, think).work(times, boxes)
        )
        for seed, one in enumerate(people)
    ]
    began, early = time.monotonic(), 0.0
    cpu, own_cpu = watch.cpu(), own.cpu()
    end = began + options.minutes * 60
    while (now := time.monotonic()) < end:
        await asyncio.sleep(min(options.every, end - now))
        spent = time.monotonic() - began
        if not early and spent >= min(WAITS_AFTER_START, options.minutes * 20):
            early = watch.memory()
        runs = sum(map(len, times.kept.values()))
        print(  # noqa: T201
            f"{spent:5.0f} s  {runs:6} runs  server {watch.memory():5.0f} MB, "
            f"{(watch.cpu() - cpu) / spent * 100:3.0f} % of a processor; load generator "
            f"{(own.cpu() - own_cpu) / spent * 100:3.0f} %; machine {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(f"memory: {early:.0f} MB early, {watch.memory():.0f} MB at the end")  # noqa: T201
    return times


def server_pid(server: Server) -> int:
    """The server's process: what it forked off is not it."""
    return int(server.process.pid)


async def attack(base: str, cookie: str, kinds: str) -> None:
    """The hostile one, until this process is ended."""
    hostile = Hostile(base, cookie)
    try:
        await asyncio.gather(*hostile.loops(kinds))
    finally:
        print("hostile:", dict(hostile.counts), flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--cases", type=int, default=120)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think", type=float, default=20, help="seconds between actions, average")
    parser.add_argument("--every", type=float, default=30, help="seconds between lines")
    parser.add_argument(
        "--hostile",
        default="reruns,pages,searches,uploads,exports,guesses",
        help="what the hostile one does; empty: nobody is hostile",
    )
    parser.add_argument("--attack", nargs=2, metavar=("BASE", "COOKIE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.attack:
        with suppress(KeyboardInterrupt):
            asyncio.run(attack(*options.attack, options.hostile))
        return
    folder = Path(tempfile.mkdtemp(prefix="offramp-load-"))
    server = Server(folder)
    seed = [sys.executable, "-m", "tests.bench.demo_company"]
    seed += ["--people", str(options.people), "--cases", str(options.cases)]
    made = subprocess.run(seed, env=server.environment, check=True, stdout=subprocess.PIPE)
    people = json.loads(made.stdout)
    server.start()
    attacker = None
    try:
        if options.hostile:
            bad = people.pop()  # an administrator
            command = [sys.executable, "-m", "tests.bench.load_200", "--hostile", options.hostile]
            command += ["--attack", server.url, bad["cookie"]]
            attacker = subprocess.Popen(command, env=server.environment)
        times = asyncio.run(load(server, people, options))
        for line in times.lines():
            print(line)  # noqa: T201
    finally:
        if attacker:
            attacker.send_signal(2)
            try:
                attacker.wait(30)
            except subprocess.TimeoutExpired:  # a request of its own that nobody answers
                attacker.kill()
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
