"""The pictures of README and docs, taken from the made-up company: ``make screenshots``.

``tools/screenshots.yaml`` lists them. Each is taken in both themes at 1280 and 390 px, into
``docs/images/NAME-SIZE-THEME.png``, with at most 128 colours so that the repository stays small.

    python -m tools.screenshots [NAME …] [--url http://localhost:8501 --data var/demo] [--into …]

Without ``--url`` a demo is made in a folder of its own, served, and thrown away.
"""

import argparse
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlmodel import Session, col, select

from core.accounts.models import Person
from core.advice.models import AdviceDraft
from core.cost.models import SavedScenarioRow
from core.demo.moments import first_of_last_quarter
from core.offboarding.models import UNFINISHED, Case, Step
from core.storage.database import Database

ROOT = Path(__file__).parent.parent
LISTED = ROOT / "tools" / "screenshots.yaml"
IMAGES = ROOT / "docs" / "images"
SIZES = {"1280": (1280, 860), "390": (390, 844)}
THEMES = ("light", "dark")
COLOURS = 128
CHROMIUM = ("chromium-headless-shell", "chromium", "google-chrome")
PATIENCE = 120_000
"""Milliseconds until a page must be drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures")
    parser.add_argument("--url", help="a demo that runs already")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "demo", help="its data folder")
    parser.add_argument("--into", type=Path, default=IMAGES, help="where the pictures go")
    options = parser.parse_args()
    wanted = [one for one in listed() if not options.names or one["name"] in options.names]
    options.into.mkdir(parents=True, exist_ok=True)
    if options.url:
        take(wanted, options.url, options.data, options.into)
        return
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "demo") as url:
        take(wanted, url, Path(folder) / "demo", options.into)


def listed() -> list[dict[str, Any]]:
    """The pictures, as the file lists them."""
    return list(yaml.safe_load(LISTED.read_text(encoding="utf-8")))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A demo of today that is served while somebody looks; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OFFRAMP_")}
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "core", "serve", "--demo", "--port", str(port)],
        cwd=ROOT,
        env={**clean, "OFFRAMP_DATA_DIR": str(folder)},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=1):  # noqa: S310
                break
            time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def take(wanted: list[dict[str, Any]], url: str, data: Path, into: Path) -> None:
    """Take these pictures of the demo at an address, whose data lies in a folder."""
    database = Database(f"sqlite:///{data / 'offramp.db'}")
    found = shutil.which(CHROMIUM[0]) or shutil.which(CHROMIUM[1]) or shutil.which(CHROMIUM[2])
    with sync_playwright() as playwright:
        path = os.environ.get("OFFRAMP_TEST_CHROMIUM") or found
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for each in wanted:
            with database.read() as session:
                address = url + filled(each["path"], session)
            for size in each.get("sizes", SIZES):
                for theme in each.get("themes", THEMES):
                    role = each.get("role", "administrator")
                    picture = pictured(browser, url, address, role, SIZES[str(size)], theme)
                    file = into / f"{each['name']}-{size}-{theme}.png"
                    file.write_bytes(picture)
                    print(f"{file.name}: {len(picture) // 1024} kB")  # noqa: T201
        browser.close()
    database.close()


def filled(path: str, session: Session) -> str:
    """A path with the numbers and ids that are in this company."""

    def value(match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(":")
        return str(VALUES[kind](session, name))

    return re.sub(r"\{([^}]+)\}", value, path)


def _case(session: Session, person: str) -> int:
    return session.exec(select(Case.id).where(Case.person == person)).one() or 0


def _person(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def _step(session: Session, person: str) -> int:
    query = (
        select(Step.id)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(
            Case.person == person, col(Step.status).in_(UNFINISHED), col(Step.app_id).is_not(None)
        )
        .order_by(col(Step.due_at), col(Step.id))
    )
    return session.exec(query).first() or 0


def _draft(session: Session, app: str) -> str:
    query = select(AdviceDraft.id).where(
        AdviceDraft.app_id == app, col(AdviceDraft.decision_id).is_(None)
    )
    return session.exec(query).one()


def _scenario(session: Session, name: str) -> str:
    return session.exec(select(SavedScenarioRow.id).where(SavedScenarioRow.name == name)).one()


def _quarter(_session: Session, _name: str) -> str:
    first = first_of_last_quarter(date.today())  # noqa: DTZ011 - the company's day
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    return f"from={first}&to={last}"


VALUES: Mapping[str, Any] = {
    "case": _case,
    "step": _step,
    "person": _person,
    "draft": _draft,
    "scenario": _scenario,
    "quarter": _quarter,
}
"""What stands in braces: kind → what it is here."""


def pictured(
    browser: Browser, url: str, address: str, role: str, size: tuple[int, int], theme: str
) -> bytes:
    """One picture, small."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        timezone_id="Europe/Berlin",
        device_scale_factor=1,
        bypass_csp=True,  # or the page takes no style of ours
    )
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/demo?role={role}")
    page.goto(address)
    drawn(page)
    page.add_style_tag(content=".st-key-demo-banner { display: none }")
    raw = page.screenshot(animations="disabled")
    page.context.close()
    return small(raw)


def drawn(page: Page) -> None:
    """Wait until the page's script has ended, and its charts and fonts are there."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")


def small(picture: bytes) -> bytes:
    """The same with few colours: text and flat areas lose nothing that anybody sees."""
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    main()
