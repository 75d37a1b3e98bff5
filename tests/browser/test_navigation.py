"""Search from every page, keyboard shortcuts, and ways between pages that a browser remembers."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import select

from core.search.models import RecentlyOpened
from core.search.values import Kind
from tests.support.browser import rerun, settled
from tests.support.server import Server


def _heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
    settled(page)


def _mark(page: Page) -> None:
    """What is lost when the page is loaded anew."""
    page.evaluate("window.isTheSameDocument = true")


def _is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSameDocument === true"))


def test_a_page_is_found_and_opened_by_keys_alone_without_loading_anything_anew(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/sources")
    _heading(page, "Sources")
    _mark(page)
    page.get_by_role("searchbox", name="Search").press_sequentially("a/b?")
    expect(page.get_by_role("dialog")).to_have_count(0)  # keys that are typed open nothing
    page.get_by_role("heading", level=1).click()

    page.keyboard.press("/")
    field = page.get_by_role("dialog").get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("figam")
    found = page.get_by_role("dialog").get_by_role("link")
    expect(found.first).to_contain_text("Figma")
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    _heading(page, "Figma")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert _is_marked(page)

    page.keyboard.press("Control+k")
    expect(field).to_have_value("")
    page.keyboard.type("zzzzqqqq")
    expect(page.get_by_text("Nothing is called “zzzzqqqq”")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    with server.database.read() as session:
        looked_at = session.exec(select(RecentlyOpened.kind, RecentlyOpened.key)).all()
    assert looked_at == [(Kind.APP, "figma")]
    page.keyboard.press("/")
    expect(page.get_by_role("heading", name="Looked at lately")).to_be_visible()
    expect(found).to_have_count(1)


def test_single_keys_are_listed_and_can_be_switched_off(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/compare")
    _heading(page, "Compare")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_role("row", name="Ctrl K")).to_be_visible()
    serious = [
        one
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    dialog.get_by_role("button", name="Switch single keys off").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    _heading(page, "Compare")
    expect(page.get_by_role("button", name="Search", exact=False).first).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()


def test_back_comes_to_a_page_as_it_was_left(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/matrix")
    _heading(page, "Support matrix")
    with rerun(page):
        page.get_by_role("button", name="Sources disagree").click()
    _mark(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Our apps").click()
    _heading(page, "Our stack")
    page.get_by_role("link", name="Decisions").click()
    _heading(page, "Decisions")
    page.go_back()
    _heading(page, "Our stack")
    page.go_back()
    _heading(page, "Support matrix")
    assert page.url.endswith("/matrix?only=contested")
    expect(page.get_by_role("button", name="Sources disagree")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert _is_marked(page)
    # A link that asks for a tab of its own gets one.
    with page.context.expect_page() as other:
        page.get_by_test_id("stSidebar").get_by_role("link", name="Evidence").click(
            modifiers=["ControlOrMeta"]
        )
    expect(other.value).to_have_url(f"{server.url}/proof")


def test_a_theme_that_is_chosen_holds_on_every_page(server: Server, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{server.url}/sources")
    _heading(page, "Sources")
    page.locator(".st-key-menu-account").get_by_role("button").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Dark", exact=True).click()
    page.goto(f"{server.url}/compare")
    _heading(page, "Compare")
    background = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(background) == "rgb(22, 23, 24)"
    page.locator(".st-key-menu-account").get_by_role("button").click()
    dark = page.get_by_role("button", name="Dark", exact=True)
    expect(dark).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)  # Streamlit's own


def test_on_a_phone_nothing_is_read_through_the_button_of_the_menu(
    server: Server, page: Page
) -> None:
    """It stays in sight while the page goes by under it."""
    page.set_viewport_size({"width": 390, "height": 844})
    for scheme, ground in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 23, 24)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{server.url}/work")
        settled(page)
        button = page.get_by_test_id("stExpandSidebarButton")
        expect(button).to_have_css("background-color", ground)
