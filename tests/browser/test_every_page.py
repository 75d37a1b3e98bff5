"""What holds of every page of the demo: anybody reads it, a finger hits it, nothing moves."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.navigation.places import PLACES
from pages.ui import addresses
from tests.support.browser import at_rest, listen, settled
from tests.support.layout_shift import shift_of, watch_shifts
from tests.support.server import Server
from tests.support.targets import hard_to_hit

ONE_THING = (
    *("case?case=2", "decisions?decision=1", "app?app=figma", "wizard?app=figma"),
    *("person?id=1", "person?id=1&view=left", "people?show=proposed", "accounts?whose=none"),
    *("feeds?feed=1", "findings?charts=true"),
)
"""What pages show of one thing; the demo has them. The last opens no drawer over the menu."""
PATHS = tuple(
    "" if place.file == addresses.HOME else addresses.path(place.file)
    for place in PLACES
    if place.file != addresses.APP
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
Check = Callable[..., None]
STILL = 0.1
"""Web Vitals: up to here a page's cumulative layout shift is good."""


def _loaded(page: Page, server: Server, path: str) -> Page:
    page.goto(f"{server.url}/{path}")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", level=1).first).to_be_visible()
    settled(page)
    expect(main.get_by_test_id("stSkeleton")).to_have_count(0)
    return page


@pytest.fixture
def visitor(demo_server: Server, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """The demo's administrator."""
    context = new_context(viewport=DESK)
    listen(context)
    watch_shifts(context)
    page = context.new_page()
    page.goto(f"{demo_server.url}/demo")
    yield page
    context.close()


def test_on_a_phone_a_finger_hits_every_control_and_nothing_moves_while_a_page_loads(
    visitor: Page, demo_server: Server
) -> None:
    visitor.set_viewport_size(PHONE)
    wrong = []
    for path in (*PATHS, *ONE_THING):
        _loaded(visitor, demo_server, path)
        wrong += _moved(visitor, demo_server, path)
        wrong += [f"/{path}: {missed}" for missed in hard_to_hit(visitor)]
    visitor.get_by_role("button", name="Expand sidebar").click()
    sidebar = visitor.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("link", name="Evidence")).to_be_visible()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    at_rest(visitor)  # before it has slid in, nothing of it is where a finger could be
    menu = hard_to_hit(visitor, "[data-testid=stSidebar]")
    wrong += [f"menu: {missed}" for missed in menu]
    assert not wrong, "\n".join(wrong)


def test_every_page_can_be_read_in_both_themes_and_nothing_moves_while_it_loads(
    visitor: Page, demo_server: Server, accessible: Check
) -> None:
    wrong = []
    for path in (*PATHS, *ONE_THING):
        _loaded(visitor, demo_server, path)
        wrong += _moved(visitor, demo_server, path) + _unreadable(visitor, path, accessible)
    assert not wrong, "\n".join(wrong)


def test_every_page_can_be_read_while_it_is_empty(
    page: Page, server: Server, accessible: Check
) -> None:
    wrong = []
    for path in PATHS:
        wrong += _unreadable(_loaded(page, server, path), path, accessible)
    assert not wrong, "\n".join(wrong)


def _moved(page: Page, server: Server, path: str) -> list[str]:
    """A page moves that moves each time: of three, as a machine with much to do is slow now and
    then, and a page is shown after a while however much of it is there."""
    for _again in range(2):
        shift = shift_of(page)
        if shift.score < STILL:
            return []
        _loaded(page, server, path)
    shift = shift_of(page)
    return [f"/{path} moves: {shift}"] if shift.score >= STILL else []


def _unreadable(page: Page, path: str, accessible: Check) -> list[str]:
    """By all rules in light, in dark by those of colours."""
    wrong = []
    for theme, rules in (("light", None), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        try:
            accessible(page, rules)
        except AssertionError as grave:
            wrong.append(f"/{path}, {theme}: {grave}")
    page.emulate_media(color_scheme="light")
    return wrong
