"""The made-up company in a browser: nobody signs in, every page says what it is."""

import requests
from playwright.sync_api import BrowserContext, Page, expect

from core.web.cookies import DEMO, PLAIN
from tests.support.browser import listen, settled
from tests.support.server import Server


def test_whoever_opens_it_is_signed_in_and_sees_it_as_any_role(
    demo_server: Server, new_context: object, accessible: object
) -> None:
    context: BrowserContext = new_context()  # type: ignore[operator]
    listen(context)
    page: Page = context.new_page()
    page.goto(f"{demo_server.url}/case")
    banner = page.locator(".st-key-demo-banner")
    expect(banner).to_contain_text("Demo: Example Kettles is made up")
    expect(banner).to_contain_text("Mara Teapot, administrator")
    assert "/case" in page.url
    names = {cookie["name"] for cookie in context.cookies()}
    assert DEMO in names
    assert PLAIN not in names
    accessible(page)  # type: ignore[operator]

    banner.get_by_role("link", name="See it as auditor").click()
    expect(banner).to_contain_text("Ada Saucer, auditor")
    expect(page.get_by_role("link", name="Open a case")).to_have_count(0)

    page.goto(f"{demo_server.url}/sign-in/again?next=/proof")
    expect(banner).to_contain_text("Ada Saucer, auditor")
    assert page.url.endswith("/proof")

    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    links = [each.bounding_box() for each in banner.get_by_role("link").all()]
    assert len({box["y"] for box in links if box}) == 1, "on a phone its links share one line"

    page.goto(f"{demo_server.url}/sign-in")
    expect(page.get_by_text("Nothing in here is real")).to_be_visible()
    page.get_by_role("link", name="Open it as viewer").click()
    expect(banner).to_contain_text("Hugo Samovar, viewer")


def test_nobody_from_elsewhere_is_signed_in(demo_server: Server) -> None:
    url = f"{demo_server.url}/demo"
    for headers in (
        {"Host": "rebound.example"},
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
    ):
        answer = requests.get(url, headers=headers, allow_redirects=False, timeout=10)
        assert (answer.status_code, answer.cookies.get_dict()) == (403, {}), headers
    assert requests.get(f"{url}?role=owner", allow_redirects=False, timeout=10).status_code == 404
    let_in = requests.get(f"{url}?next=//evil.example", allow_redirects=False, timeout=10)
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/")
