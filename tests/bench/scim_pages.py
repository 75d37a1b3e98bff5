"""How long a page's rerun takes while an IdP's first sync runs, in a real browser.

    python -m tests.bench.scim_pages --users 50000

One process serves pages and bridge on SQLite with full durability. Four connections create users
as fast as they are answered, or at ``--rate`` a second in all, until all are stored, while somebody
filters the bridge's page. Prints percentiles of the time that the page's script ran, as the browser
saw it, first without the sync for ``--seconds``, then during it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.scim_load import ROOT, Line, Peer, running, user
from tests.support.server import free_port

WATCH = """
window.reruns = []; let began = null;
const app = document.querySelector('[data-testid=stApp]');
new MutationObserver(() => {
  const state = app.getAttribute('data-test-script-state');
  if (state === 'running' && began === null) began = performance.now();
  if (state === 'notRunning' && began !== null) {
    window.reruns.push(performance.now() - began); began = null;
  }
}).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=0, help="creations a second; 0: all it takes")
    parser.add_argument("--users", type=int, default=50_000, help="users that the sync creates")
    options = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="offramp-pages-")), free_port()
    environment = {"OFFRAMP_DATA_DIR": str(folder), "OFFRAMP_DATABASE_URL": ""}
    seed = [sys.executable, "-m", "tests.bench.scim_seed", "0", "--account"]
    made = subprocess.run(
        seed, env={**os.environ, **environment}, cwd=ROOT, check=True, capture_output=True
    )
    found = json.loads(made.stdout)
    peer = Peer("offramp", port, found["path"], found["token"])
    serve = [sys.executable, "-m", "core", "serve", "--port", str(port)]
    with running(serve, port, **environment):
        measure(peer, found["cookie"], options)
    shutil.rmtree(folder)


def measure(peer: Peer, cookie: str, options: argparse.Namespace) -> None:
    """Filter the page again and again; with the sync off, then until it is through."""
    numbers, through = count(1), threading.Event()
    # The page offers its filter once there is something to filter.
    Line(peer).send("POST", "/Users", user("new0@example.com"))

    def sync() -> None:
        line = Line(peer)
        while (number := next(numbers)) < options.users:
            began = time.perf_counter()
            status, body = line.send("POST", "/Users", user(f"new{number}@example.com"))
            if status != 201:
                through.set()
                raise SystemExit(f"{status} {body[:200]!r}")
            if options.rate:
                time.sleep(max(0.0, 4 / options.rate - (time.perf_counter() - began)))
        through.set()

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("OFFRAMP_TEST_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"],
        )
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        url = f"http://127.0.0.1:{peer.port}"
        context.add_cookies([{"name": "offramp", "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/bridge", timeout=60_000)
        page.get_by_label("User name contains").wait_for(timeout=60_000)
        page.wait_for_timeout(4000)
        page.evaluate(WATCH)
        field = page.get_by_label("User name contains")

        def filtered(name: str, ends: Callable[[], bool]) -> None:
            page.evaluate("window.reruns.length = 0")
            for turn in count():
                if ends():
                    break
                field.fill(f"new{turn}")
                field.press("Enter")
                page.wait_for_timeout(700)
            times = sorted(page.evaluate("window.reruns"))
            p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
            print(  # noqa: T201
                f"{name}: {len(times)} reruns, p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
                f"worst {times[-1]:.0f} ms; load {os.getloadavg()[0]:.1f}"
            )

        until = time.perf_counter() + options.seconds
        filtered("no sync", lambda: time.perf_counter() > until)
        began = time.perf_counter()
        for _ in range(4):
            threading.Thread(target=sync).start()
        filtered("sync", through.is_set)
        spent = time.perf_counter() - began
        print(f"{options.users:,} created, {options.users / spent:.0f} a second")  # noqa: T201
        browser.close()


if __name__ == "__main__":
    main()
