"""The catalogue's pages as an IT lead uses them, in a real browser."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from playwright.sync_api import Page, expect

from core.actor import LOCAL_OPERATOR
from core.stack import service as stack
from core.stack.entries import StackEdit, StackFields
from tests.support.browser import choose, choose_several, settled
from tests.support.server import Server

Check = Callable[[Page], None]


def open_page(page: Page, server: Server, path: str, heading: str) -> None:
    page.goto(server.url + path)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    settled(page)


def cell(page: Page, table: str, row: str, column: str):  # type: ignore[no-untyped-def]
    found = (
        page.get_by_role("table", name=table)
        .get_by_role("row")
        .filter(has=page.get_by_role("rowheader", name=re.compile(f"^{re.escape(row)}")))
    )
    return found.locator(f"td[data-label='{column}']")


def test_a_newcomer_finds_customer_io_and_its_disagreements_by_clicking(
    page: Page, server: Server, accessible: Check
) -> None:
    open_page(page, server, "/matrix", "Support matrix")
    page.get_by_role("searchbox", name="Search").fill("custmer io")
    page.keyboard.press("Enter")
    matrix = "Support matrix: what each identity provider does for each app"
    expect(cell(page, matrix, "Customer.io", "Okta")).to_contain_text("None")
    expect(cell(page, matrix, "Customer.io", "OneLogin")).to_contain_text("sources disagree")
    accessible(page)
    page.get_by_role("link", name="Customer.io").click()
    expect(page.get_by_role("heading", name="Customer.io", level=1)).to_be_visible()
    support = "Support by identity provider"
    for idp, told in {
        "Okta": "None",
        "Microsoft Entra ID": "None",
        "Google Workspace": "JIT only",
        "OneLogin": "sources disagree",
        "JumpCloud": "sources disagree",
        "Cloudflare": "sources disagree",
    }.items():
        expect(cell(page, support, idp, "Provisioning")).to_contain_text(told)
    points = page.get_by_role("table", name="Points on which the sources disagree")
    onelogin = points.get_by_role("row").filter(has_text="OneLogin")
    expect(onelogin).to_contain_text("same page's text limits SCIM to Cloudflare and JumpCloud")
    expect(onelogin).to_contain_text("ticked for both")
    expect(onelogin).to_contain_text("Have the vendor confirm it in writing before paying")
    expect(onelogin.get_by_role("link", name="Stitchflow").first).to_have_attribute(
        "href", "https://www.stitchflow.com/scim/customer.io"
    )
    expect(points).to_contain_text("has an interest: sells automation for apps without SCIM")
    accessible(page)


def test_a_filtered_view_is_a_link_that_a_colleague_can_open(page: Page, server: Server) -> None:
    open_page(page, server, "/matrix", "Support matrix")
    page.get_by_role("button", name="Sources disagree").click()
    expect(page).to_have_url(re.compile("only=contested"))
    filtered = page.get_by_text(re.compile(r"^\d+ apps of [\d,]+"))
    expect(filtered).to_be_visible()
    told = filtered.text_content() or ""
    page.goto(page.url)
    expect(page.get_by_text(re.compile(r"^\d+ apps of [\d,]+"))).to_have_text(told)


def test_what_is_filtered_can_be_exported_with_its_sources(page: Page, server: Server) -> None:
    open_page(page, server, "/matrix?q=customer.io", "Support matrix")
    with page.expect_download() as started:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("link", name="Export CSV").click()
    text = started.value.path().read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("app,name,category,idp,sso")
    assert lines[1].startswith("customer-io,")
    assert "https://www.stitchflow.com/scim/customer.io" in text


def test_no_app_passes_and_the_page_says_what_to_do(page: Page, server: Server) -> None:
    open_page(page, server, "/matrix?q=zzzzqqqq", "Support matrix")
    expect(page.get_by_text("No app matches “zzzzqqqq”")).to_be_visible()


def test_what_we_observe_outranks_every_page_and_stays_contested(
    page: Page, server: Server, accessible: Check
) -> None:
    open_page(page, server, "/app?app=customer-io", "Customer.io")
    page.get_by_role("button", name="More").click()
    page.get_by_text("Record what we observed").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog.get_by_text("An observation needs a value")).to_be_visible()
    accessible(page)
    choose(page, "Identity provider", "JumpCloud")
    choose(page, "Value", "none")
    dialog.get_by_label("Evidence").fill("No SCIM tab in our Enterprise tenant, ticket 4711")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("Recorded. The verdict takes it into account.")).to_be_visible()
    support = "Support by identity provider"
    expect(cell(page, support, "JumpCloud", "Provisioning")).to_contain_text("None")
    expect(cell(page, support, "JumpCloud", "Provisioning")).to_contain_text("sources disagree")
    points = page.get_by_role("table", name="Points on which the sources disagree")
    expect(points).to_contain_text("ticket 4711")


def test_a_pasted_list_becomes_our_stack_and_nothing_is_dropped_silently(
    page: Page, server: Server, accessible: Check
) -> None:
    open_page(page, server, "/stack", "Our stack")
    expect(page.get_by_text("No apps yet.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Import a list").click()
    area = page.get_by_role("textbox", name="Names, one a line")
    area.fill("Application;Licences;Yearly cost\nCustomer IO;40;1.200,00 €\nFrobnicatr;3;\n")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("1 new: Frobnicatr")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Add 2 apps").click()
    expect(page.get_by_text("2 apps added.")).to_be_visible()
    page.get_by_role("button", name="Choose identity providers").click()
    choose_several(page, "Identity providers in use", "Okta")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    out = "How a leaver gets out of each app"
    expect(cell(page, out, "Customer.io", "Who removes")).to_contain_text("By hand")
    expect(cell(page, out, "Customer.io", "Seats")).to_have_text("40")
    expect(cell(page, out, "Frobnicatr", "Who removes")).to_contain_text("Unknown")
    accessible(page)
    page.goto(server.url + "/compare?view=What+if+we+changed+IdP%3F")
    change = "What each other identity provider would change"
    # JumpCloud's SCIM is contested and our plan is not said: no gain that one could rely on.
    expect(cell(page, change, "JumpCloud", "Better")).to_have_text("0")
    accessible(page)


def test_apps_stand_side_by_side_with_differences_first(
    page: Page, server: Server, accessible: Check
) -> None:
    open_page(page, server, "/compare?apps=customer-io,klaviyo", "Compare")
    differences = page.get_by_role("table", name="Differences")
    row = differences.get_by_role("row").filter(has_text="Okta").first
    expect(row).to_contain_text("None")
    expect(row).to_contain_text("SCIM")
    accessible(page)


def test_sources_are_found_by_publisher_and_say_their_interest(
    page: Page, server: Server, accessible: Check
) -> None:
    open_page(page, server, "/sources?q=stitchflow", "Sources")
    rows = page.get_by_role("table", name="Sources").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("has an interest: sells automation for apps without SCIM")
    accessible(page)


def test_links_to_places_that_are_not_public_are_not_fetched(page: Page, server: Server) -> None:
    # This machine's resolver knows no public host: every link ends as trouble, none as a traceback.
    open_page(page, server, "/sources?q=customer.io", "Sources")
    page.get_by_role("button", name=re.compile("Check .* link")).click()
    expect(page.get_by_text(re.compile("checked, .* with trouble"))).to_be_visible()


def test_an_unknown_page_of_an_app_is_said_in_words(page: Page, server: Server) -> None:
    page.goto(server.url + "/app?app=slak")
    expect(page.get_by_text("There is no app “slak” in the catalogue.")).to_be_visible()
    expect(page.get_by_text("Choose an app above")).to_be_visible()
    page.get_by_role("link", name="Slack", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Slack")).to_be_visible()


def test_a_word_and_enter_choose_one_app(page: Page, server: Server) -> None:
    open_page(page, server, "/compare", "Compare")
    box = page.get_by_role("combobox", name="Two to six apps")
    box.press_sequentially("git")
    expect(page.get_by_role("option").nth(1)).to_be_visible()  # more than one has that word
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"apps=[a-z-]+$"))


def test_pages_fit_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path, heading in (
        ("/matrix?q=customer.io", "Support matrix"),
        ("/app?app=customer-io", "Customer.io"),
        ("/sources?q=customer.io", "Sources"),
        ("/compare?apps=customer-io,miro", "Compare"),
    ):
        open_page(page, server, path, heading)
        wide = page.evaluate(
            "[...document.querySelectorAll('.of-cards')].filter(t => t.scrollWidth > 391).length"
        )
        assert wide == 0, path


def test_what_somebody_else_saved_meanwhile_is_neither_overwritten_nor_lost_unseen(
    page: Page, server: Server
) -> None:
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack", StackFields(seats=10, owner="IT"))
    open_page(page, server, "/stack?view=grid", "Our stack")
    type_into(page, column=2, row=0, text="25")
    expect(page.get_by_text("1 unsaved change.")).to_be_visible()
    with server.database.write() as session:
        seen = stack.entry(session, LOCAL_OPERATOR, "slack")
        assert seen is not None
        theirs = replace(seen.fields, owner="Ada Example")
        stack.save(session, LOCAL_OPERATOR, [StackEdit("slack", seen.version, theirs)])
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Slack was changed by")).to_be_visible()
    expect(page.get_by_text("1 unsaved change.")).to_be_visible()
    expect(page.get_by_text("Changed by someone else since you began: Slack.")).to_be_visible()
    page.get_by_role("button", name="Discard changes").click()
    expect(page.get_by_text("1 unsaved change.")).to_be_hidden()
    type_into(page, column=2, row=0, text="30")
    expect(page.get_by_text("1 unsaved change.")).to_be_visible()
    page.get_by_role("button", name="Save changes").click()
    # Exactly: "Nothing was saved." still stands there from before.
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    with server.database.read() as session:
        now = stack.entry(session, LOCAL_OPERATOR, "slack")
    assert now is not None
    assert (now.fields.seats, now.fields.owner) == (30, "Ada Example")


def test_what_was_paid_for_another_plan_is_left_out_and_said_before_and_after(
    page: Page, server: Server
) -> None:
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack", StackFields("pro", 10, Decimal(900)))
    open_page(page, server, "/stack?view=grid", "Our stack")
    type_into(page, column=1, row=0, text="Business+")
    left = page.get_by_text("Slack: the USD 900 that you paid was for Pro and is left out.")
    expect(page.get_by_text("Saving leaves out")).to_be_visible()
    expect(left).to_be_visible()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("Saving leaves out")).to_be_hidden()
    expect(left).to_be_visible()
    with server.database.read() as session:
        now = stack.entry(session, LOCAL_OPERATOR, "slack")
    assert now is not None
    assert (now.fields.plan, now.fields.annual_spend) == ("business-plus", None)


def type_into(page: Page, *, column: int, row: int, text: str) -> None:
    """Type into a cell of the stack's table, by keyboard: it is drawn on a canvas."""
    grid = page.get_by_test_id("stDataFrame").locator(".dvn-scroller")
    cell = page.get_by_test_id(f"glide-cell-{column}-{row}")
    box = page.locator(".gdg-style input, .gdg-style textarea")
    for _attempt in range(10):  # a table that is drawn anew loses keys
        settled(page)
        grid.scroll_into_view_if_needed()
        grid.click(position={"x": 30, "y": 55 + 35 * row})
        for _ in range(column):
            page.keyboard.press("ArrowRight")
        with suppress(AssertionError):
            expect(cell).to_have_attribute("aria-selected", "true", timeout=2_000)
            page.keyboard.press("Enter")
            # Drawn anew in between, the table opens its first cell, which cannot be edited.
            expect(box).to_be_editable(timeout=2_000)
            expect(cell).to_have_attribute("aria-selected", "true", timeout=2_000)
            break
        page.keyboard.press("Escape")
    box.fill(text)
    page.keyboard.press("Enter")
    expect(cell).to_have_text(text)


def test_an_app_is_edited_at_the_side_and_what_is_removed_can_be_taken_back(
    page: Page, server: Server, accessible: Check
) -> None:
    kept = StackFields("pro", 10, Decimal(900), owner="IT", notes="As agreed")
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack", kept)
    open_page(page, server, "/stack", "Our stack")
    page.get_by_role("link", name="Slack").click()
    drawer = page.get_by_role("dialog")
    accessible(page)
    expect(drawer.get_by_label("Spend a year")).to_have_value("900.00")
    seats = drawer.get_by_label("Seats")
    seats.fill("")
    drawer.get_by_role("textbox", name="Owner").fill("Ada Example")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Slack saved.")).to_be_visible()
    expect(drawer).to_have_count(0)
    expect(page).to_have_url(re.compile("/stack$"))
    page.get_by_role("link", name="Slack").click()
    drawer.get_by_role("button", name="Remove from our stack").click()
    expect(page.get_by_role("status").filter(has_text="Slack removed")).to_be_visible()
    expect(page.get_by_text("No apps yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Slack back in our stack.")).to_be_visible()
    with server.database.read() as session:
        now = stack.entry(session, LOCAL_OPERATOR, "slack")
    assert now is not None
    assert now.fields == replace(kept, seats=None, owner="Ada Example")


def test_the_dark_theme_is_readable(page: Page, server: Server, accessible: Check) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, server, "/compare?apps=customer-io,miro", "Compare")
    accessible(page)
    open_page(page, server, "/app?app=customer-io", "Customer.io")
    accessible(page)
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack")
    open_page(page, server, "/stack", "Our stack")
    accessible(page)


def test_a_link_to_our_stack_holds_when_the_stack_grows(page: Page, server: Server) -> None:
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack")
    open_page(page, server, "/matrix", "Support matrix")
    page.get_by_role("button", name="In our stack").click()
    expect(page.get_by_text(re.compile("^1 app of"))).to_be_visible()
    link = page.url
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "miro")
    page.goto(link)
    expect(page.get_by_text(re.compile("^2 apps of"))).to_be_visible()
