"""From the first account to the first answer, counted as a person does it; keyboard and phone."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import listen, rerun, settled
from tests.support.server import Server
from tests.support.twelve_apps import LIST

PASSWORD = "five small boats on a lake"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST = 12
"""Clicks and fields from the first page to the answer, as issue 16 has it."""


class Hand:
    """Does what a person does, and counts it: each click, each field that is filled."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.deeds: list[str] = []

    def click(self, target: Locator) -> None:
        name = target.inner_text()
        with rerun(self.page):
            target.click()
        self.deeds.append(f"click {name}")

    def paste(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.deeds.append("paste the list")


@pytest.fixture
def bare_server(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on which nobody has an account."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def make_the_first_account(page: Page, server: Server) -> None:
    page.goto(server.set_up_link)
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_test_id("stApp")).to_be_visible()


def test_the_first_answer_takes_twelve_deeds_at_most(
    page: Page, bare_server: Server, accessible: Callable[[Page], None]
) -> None:
    listen(page.context)
    make_the_first_account(page, bare_server)
    settled(page)
    begun, hand = time.monotonic(), Hand(page)
    hand.click(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_role("heading", name="1/4 Identity provider")).to_be_visible()
    hand.click(page.get_by_role("button", name="Okta"))
    hand.click(page.get_by_role("button", name="Save and continue"))
    hand.paste(page.get_by_role("textbox", name="Names, one a line"), LIST.read_text())
    hand.click(page.get_by_role("button", name="Check the list"))
    hand.click(page.get_by_role("radio", name="Marketing Hub Professional"))
    hand.click(page.get_by_role("radio", name="Infrastructure Pro"))
    hand.click(page.get_by_role("button", name="Add 12 apps"))
    expect(page.get_by_role("heading", name="2 of 12 apps can remove leavers")).to_be_visible()
    # What can is not yet what does: one look at the identity provider, one click.
    hand.click(page.get_by_role("button", name="All 2 are switched on"))
    answer = page.get_by_role("heading", name="2 of 12 apps remove leavers automatically")
    expect(answer).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("each => each.scrollTop") == 0
    seconds = time.monotonic() - begun
    said = f"first answer: {len(hand.deeds)} clicks and fields, {seconds:.0f} s by machine"
    print(f"\n{said}: {'; '.join(hand.deeds)}")  # noqa: T201
    assert len(hand.deeds) <= MOST
    accessible(page)
    # Back and reload keep the place, and nothing is added twice.
    page.go_back()
    expect(page.get_by_role("heading", name="2/4 Your apps")).to_be_visible()
    page.reload()
    expect(page.get_by_text("12 apps in your stack already")).to_be_visible()
    page.go_forward()
    expect(answer).to_be_visible()


def test_every_step_is_accessible_and_fits_a_phone_with_its_button_in_reach(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    def looked_at(action: str) -> None:
        fits(page, action)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            accessible(page)

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/start")
    settled(page)
    looked_at("Save and continue")
    with rerun(page):
        page.get_by_role("button", name="Skip, none yet").click()
    page.get_by_role("textbox", name="Names, one a line").fill(f"{LIST.read_text()}Slak,Pro,7")
    with rerun(page):
        page.get_by_role("button", name="Check the list").click()
    looked_at("Add 12 apps")
    with rerun(page):
        page.get_by_role("button", name="Add 12 apps").click()
    looked_at("Preview the first leaver")
    with rerun(page):
        page.get_by_role("button", name="Preview the first leaver").click()
    looked_at("Open the case with")


def fits(page: Page, action: str) -> None:
    """Nothing is wider than the phone, and the step's button is within its screen, 44 px high."""
    button = page.get_by_role("button", name=action)
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_alone_gets_to_the_answer(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/start")
    settled(page)
    pressed(page, page.get_by_role("button", name="Okta"), "Enter")
    pressed(page, page.get_by_role("button", name="Save and continue"), "Enter")
    field = page.get_by_role("textbox", name="Names, one a line")
    reached(page, field)
    page.keyboard.insert_text("Slack\nAcme Intranet\nSlak")
    pressed(page, page.get_by_role("button", name="Check the list"), "Enter")
    pressed(page, page.get_by_role("radio", name="Leave it out"), "Space")
    pressed(page, page.get_by_role("button", name="Add 2 apps"), "Enter")
    expect(page.get_by_role("heading", name="of 2 apps")).to_be_visible()


def pressed(page: Page, target: Locator, key: str) -> None:
    reached(page, target)
    with rerun(page):
        page.keyboard.press(key)


def reached(page: Page, target: Locator) -> None:
    """Go there with Tab, and with the arrows inside its group, as a keyboard does."""
    settled(page)
    group = "each => each.closest('[role=radiogroup]')?.contains(document.activeElement) ?? false"
    for _ in range(80):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("ArrowRight" if target.evaluate(group) else "Tab")
    raise AssertionError("the keyboard never got there")
