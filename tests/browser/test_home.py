"""Home in a browser: above the fold, on a phone, in both themes; a figure that is followed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from core.actor import SYSTEM
from core.catalog.values import Reading
from core.offboarding import service as offboarding
from core.offboarding.values import CaseKind, Opening
from tests.support.browser import settled
from tests.support.server import Server
from tests.support.twelve_apps import twelve_apps

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def leaving(server: Server) -> None:
    """Twelve apps, somebody whose moment has passed, and somebody who leaves soon."""
    database, now = twelve_apps(server.database), datetime.now(UTC)
    with database.write() as session:
        people = [
            Opening(
                person=name,
                email=f"{name.split()[0].lower()}@example.com",
                kind=CaseKind.VOLUNTARY,
                effective=now + timedelta(hours=hours),
                zone="Europe/Berlin",
                apps=("customer-io",),
            )
            for name, hours in (("Priya Example", -40), ("Jonas Example", 50))
        ]
        offboarding.open_cases(session, SYSTEM, Reading(now.date()), people)


def test_home_says_what_needs_somebody_and_each_figure_leads_to_its_list(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    leaving(server)
    for size, scheme in ((DESK, "light"), (DESK, "dark"), (PHONE, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(server.url)
        expect(page.get_by_text("1 person still has access")).to_be_visible()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        now = page.get_by_role("region", name="What needs you now").bounding_box()
        assert now
        assert now["y"] + now["height"] <= size["height"]
    heights = page.locator(".of-tiles a").evaluate_all(
        "links => links.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44

    tile = page.get_by_role("link", name=re.compile("Overdue"))
    number = tile.locator("strong").inner_text()
    tile.click()
    expect(page.get_by_role("radio", name=f"Overdue {number}")).to_be_checked()
    settled(page)
    expect(page.locator("[class*='st-key-work-row-']")).to_have_count(min(int(number), 30))
    page.go_back()
    page.get_by_role("link", name="Priya Example").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Priya Example")
