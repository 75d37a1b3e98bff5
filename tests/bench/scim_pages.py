"""How long a page's rerun takes while an IdP's first sync runs, in a real browser.

    python -m tests.bench.scim_pages --seconds 60

One process serves pages and bridge on SQLite with full durability. Four connections create users
as fast as they are answered, or at ``--rate`` a second in all, while somebody filters the bridge's
page. Prints percentiles of the time that the page's script ran, as the browser saw it.
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
from itertools import count
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.scim_load import ROOT, Line, Peer, free_port, running, user

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
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=0, help="creations a second; 0: all it takes")
    parser.add_argument("--stored", type=int, default=50_000, help="users stored before")
    options = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="offramp-pages-")), free_port()
    environment = {"OFFRAMP_DATA_DIR": str(folder), "OFFRAMP_DATABASE_URL": ""}
    seed = [sys.executable, "-m", "tests.bench.scim_seed", str(options.stored), "--account"]
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
    """Filter the page again and again; with the sync off, then on."""
    stop, made, numbers = threading.Event(), count(), count()

    def sync() -> None:
        line = Line(peer)
        while not stop.is_set():
            began = time.perf_counter()
            status, body = line.send("POST", "/Users", user(f"new{next(numbers)}@example.com"))
            if status != 201:
                raise SystemExit(f"{status} {body[:200]!r}")
            next(made)
            if options.rate:
                stop.wait(max(0.0, 4 / options.rate - (time.perf_counter() - began)))

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
        for name in ("no sync", "sync"):
            threads = [threading.Thread(target=sync) for _ in range(4)]
            if name == "sync":
                for thread in threads:
                    thread.start()
            page.evaluate("window.reruns.length = 0")
            began, turn = time.perf_counter(), 0
            while time.perf_counter() - began < options.seconds:
                turn += 1
                field = page.get_by_label("User name contains")
                field.fill(f"seed{turn}")
                field.press("Enter")
                page.wait_for_timeout(700)
            times = sorted(page.evaluate("window.reruns"))
            spent = time.perf_counter() - began
            p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
            rate = next(made) / spent
            print(  # noqa: T201
                f"{name}: {len(times)} reruns, p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
                f"worst {times[-1]:.0f} ms; {rate:.0f} creations/s; load {os.getloadavg()[0]:.1f}"
            )
        stop.set()
        browser.close()


if __name__ == "__main__":
    main()
