"""Checklists as people read and edit them."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from core.actor import Role
from core.offboarding.checklists.files import bundled
from tests.support.browser import choose, settled
from tests.support.server import Server

YAML = "Checklist (YAML)"


def test_a_checklist_is_found_read_and_understood(
    server: Server, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/checklists")
    expect(page.get_by_text(f"{len(bundled().lists)} checklists of")).to_be_visible()
    accessible(page)
    page.get_by_role("textbox", name="Search").fill("Customer.io")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Customer.io", exact=True).click()

    expect(page.get_by_role("heading", name="Customer.io", level=1)).to_be_visible()
    expect(page.get_by_text("Keys belong to a workspace and not to a person")).to_be_visible()
    source = page.get_by_role("link", name="Manage your API credentials")
    expect(source).to_have_attribute(
        "href", "https://docs.customer.io/accounts-and-workspaces/managing-credentials"
    )
    choose(page, "Kind of case", "Involuntary")
    # Removing comes first there, and the last step before it is not in that kind at all.
    phases = page.get_by_role("heading", level=3).filter(has_text="Remove access")
    expect(phases).to_be_visible()
    expect(page.get_by_text("Name a second account admin in Customer.io")).to_be_hidden()
    expect(page.get_by_text("due at the moment").first).to_be_visible()
    accessible(page)


def test_an_edited_copy_is_checked_saved_and_taken_back(
    server: Server, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/checklists?checklist=zoom")
    page.get_by_role("button", name="Edit a copy").click()
    field = page.get_by_role("textbox", name=YAML)
    expect(field).to_have_value(re.compile("id: zoom"))
    before = field.input_value()

    field.fill(before.replace("phase: check", "phase: sometime"))
    page.get_by_role("button", name="Save").click()
    problems = page.get_by_role("table", name="Problems")
    expect(problems).to_contain_text("'phase' is 'sometime'")
    expect(problems).to_contain_text("hand-over, remove, check, follow-up")
    accessible(page)
    # What was typed is still there.
    expect(field).to_have_value(re.compile("sometime"))

    field.fill(before.replace("title: Check that", "title: Check twice that"))
    page.get_by_role("textbox", name="What is changed, and why").fill("Twice is better")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    expect(page.get_by_role("heading", name="Check twice that")).to_be_visible()
    expect(page.get_by_role("table", name="Versions")).to_contain_text("Twice is better")
    settled(page)
    page.get_by_text("What differs from the bundled one").click()
    expect(page.get_by_text("+    title: Check twice that")).to_be_visible()
    accessible(page)

    page.get_by_role("button", name="Back to the bundled one").click()
    expect(page.get_by_text("New cases use what was delivered")).to_be_visible()
    expect(page.get_by_role("heading", name="Check twice that")).to_be_hidden()
    expect(page.get_by_role("table", name="Versions")).to_contain_text("the bundled one again")


def test_a_save_over_somebody_else_is_told_and_keeps_the_text(
    server: Server, page: Page, context: BrowserContext
) -> None:
    other = context.new_page()
    for one in (page, other):
        one.goto(f"{server.url}/checklists?checklist=zoom&edit=1")
        expect(one.get_by_role("textbox", name=YAML)).to_have_value(re.compile("id: zoom"))
    for one, word in ((page, "first"), (other, "second")):
        field = one.get_by_role("textbox", name=YAML)
        field.fill(field.input_value() + f"# {word}\n")
        one.get_by_role("button", name="Save").click()
        if word == "first":
            expect(one.get_by_text("Saved as version 1.")).to_be_visible()
    expect(other.get_by_text("saved version 1 meanwhile; nothing was overwritten")).to_be_visible()
    expect(other.get_by_role("textbox", name=YAML)).to_have_value(re.compile("# second"))


def test_others_read_and_do_not_edit(
    server: Server,
    context: BrowserContext,
    page: Page,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    sign_in_as(context, server, Role.OPERATOR)
    page.goto(f"{server.url}/checklists?checklist=zoom&edit=1")
    expect(page.get_by_role("heading", name="Zoom", level=1)).to_be_visible()
    expect(page.get_by_role("textbox", name=YAML)).to_be_hidden()
    expect(page.get_by_role("button", name="Edit a copy")).to_be_hidden()
