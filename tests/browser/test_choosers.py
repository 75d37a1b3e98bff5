"""A name that is typed into a chooser and taken with Enter is one thing, the one that is meant."""

import pytest
from playwright.sync_api import Page, expect

from core.actor import LOCAL_OPERATOR
from core.stack import service as stack
from tests.support.browser import at_rest, rerun, settled
from tests.support.server import Server

OURS = ("customer-io", "dropbox", "slack", "zoom")


@pytest.fixture
def stacked(server: Server) -> Server:
    with server.database.write() as session:
        for app in OURS:
            stack.add(session, LOCAL_OPERATOR, app)
    return server


def take(page: Page, label: str, typed: str) -> None:
    """Type into the box as a person does, and press Enter."""
    settled(page)
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.press_sequentially(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")


def taken(page: Page, label: str) -> list[str]:
    """What stands in a box that takes several."""
    here = page.get_by_test_id("stMultiSelect").filter(has=page.get_by_role("combobox", name=label))
    return [text.strip() for text in here.locator("[data-tag]").all_text_contents()]


def unfold(page: Page) -> None:
    """Show what the form asks beside name, address and moment."""
    settled(page)
    page.get_by_text("More: manager").click()
    expect(page.get_by_role("combobox", name="Apps that they have accounts in")).to_be_visible()
    at_rest(page)  # a list that opens while the page moves closes again


@pytest.mark.parametrize(("typed", "meant"), [("Slack", "Slack"), ("box", "Dropbox")])
def test_the_apps_of_a_leaver_are_those_of_the_stack(
    stacked: Server, page: Page, typed: str, meant: str
) -> None:
    page.goto(f"{stacked.url}/leaving")
    unfold(page)
    with rerun(page):
        take(page, "Apps that they have accounts in", typed)
    assert taken(page, "Apps that they have accounts in") == [meant]


def test_what_is_not_in_the_stack_stands_behind_another_app(stacked: Server, page: Page) -> None:
    page.goto(f"{stacked.url}/leaving")
    unfold(page)
    box = page.get_by_role("combobox", name="Apps that they have accounts in")
    box.click()
    page.keyboard.type("Figma")
    expect(page.get_by_text("No results")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert taken(page, "Apps that they have accounts in") == []
    page.get_by_role("textbox", name="Name", exact=True).fill("Ada Example")
    page.get_by_role("textbox", name="E-mail address").fill("ada@example.com")
    with rerun(page):
        page.get_by_text("Another app, not in our stack").click()
    with rerun(page):
        take(page, "Other apps", "figma")
    assert taken(page, "Other apps") == ["Figma"]
    page.keyboard.press("Escape")
    apps = page.get_by_role("table", name="Apps")
    expect(apps.get_by_text("Figma", exact=True)).to_be_visible()
    # Of what is in the stack there is no list: someone looks before it has steps.
    expect(page.get_by_text(f"And {len(OURS)} apps in which someone looks first")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "label", "typed", "meant"),
    [
        ("stack?do=add", "Apps of the catalogue", "box", "Box"),
        ("stack?do=add", "Apps of the catalogue", "loo", "Loom"),
        ("stack?do=settings", "Identity providers in use", "okt", "Okta"),
        ("compare", "Apps", "slack", "Slack"),
    ],
)
def test_every_box_that_takes_several_takes_one_at_a_time(
    server: Server, page: Page, path: str, label: str, typed: str, meant: str
) -> None:
    page.goto(f"{server.url}/{path}")
    settled(page)
    before = taken(page, label)
    take(page, label, typed)
    expect(
        page.get_by_test_id("stMultiSelect")
        .filter(has=page.get_by_role("combobox", name=label))
        .locator("[data-tag]")
    ).to_have_count(len(before) + 1)
    assert taken(page, label)[-1] == meant


@pytest.mark.parametrize(("typed", "meant"), [("box", "Box"), ("Zoom", "Zoom"), ("slac", "Slack")])
def test_a_box_that_takes_one_takes_the_best(
    server: Server, page: Page, typed: str, meant: str
) -> None:
    page.goto(f"{server.url}/app")
    with rerun(page):
        take(page, "App", typed)
    expect(page.get_by_role("heading", name=meant, exact=True)).to_be_visible()
