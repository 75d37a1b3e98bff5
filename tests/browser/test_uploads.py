"""Uploads in a browser: a list is read, too much is refused, nobody feeds another's page."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Request, expect

from core.actor import Role
from tests.support.browser import picture, settled
from tests.support.cases import add_case, add_step
from tests.support.hostile_files import TABLES, book
from tests.support.server import Server

SignIn = Callable[[BrowserContext, Server, Role], None]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = book(
    [
        '<row r="1"><c t="str"><v>App</v></c><c t="str"><v>Seats</v></c></row>',
        '<row r="2"><c t="str"><v>Slack</v></c><c><v>40</v></c></row>',
    ]
)


def offered(page: Page, server: Server) -> None:
    """Open the stack's field for a list."""
    page.goto(f"{server.url}/stack?do=import")
    settled(page)
    page.get_by_role("radio", name="Upload a file").click()
    settled(page)


def chosen(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )


def sent_again(context: BrowserContext, first: Request, size: int, file: str) -> APIResponse:
    """The same upload from this browser, with its own cookies, as a page of ours sends it."""
    return context.request.put(
        re.sub(r"[^/]+$", file, first.url),
        multipart={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": bytes(size)}},
        headers={"Origin": re.sub(r"(?<=[0-9])/.*", "", first.url)},
    )


def test_a_list_is_read_and_a_hostile_one_is_refused_in_words(page: Page, server: Server) -> None:
    offered(page, server)
    chosen(page, "apps.xlsx", LIST)
    expect(page.get_by_role("button", name="Add 1 app")).to_be_visible()
    chosen(page, "bomb.xlsx", TABLES["11 million cells, 10 columns"]())
    expect(page.get_by_text("bomb.xlsx needs more memory or time than a table")).to_be_visible()


def test_nobody_uploads_into_another_session_and_too_much_is_said(
    page: Page, server: Server, browser: Browser, sign_in_as: SignIn
) -> None:
    offered(page, server)
    with page.expect_request(lambda one: "/upload_file/" in one.url and one.method == "PUT") as put:
        chosen(page, "apps.xlsx", LIST)
    first = put.value
    expect(page.get_by_role("button", name="Add 1 app")).to_be_visible()

    for role in (Role.OPERATOR, Role.ADMINISTRATOR):  # a colleague, and oneself somewhere else
        other = browser.new_context()
        sign_in_as(other, server, role)
        other.new_page().goto(f"{server.url}/stack")
        settled(other.pages[0])
        refused = sent_again(other, first, 10, "theirs")
        assert (refused.status, refused.text()) == (
            403, "This page was opened in another session. Reload it.",
        )  # fmt: skip
        other.close()

    answers = [sent_again(page.context, first, 24_000_000, f"f{n}").status for n in range(6)]
    assert answers == [204] * 4 + [429] * 2
    chosen(page, "more.csv", b"App\n" + b"x" * 9_000_000)
    expect(page.get_by_text("Your open pages hold 100 MB of files already")).to_be_visible()


def test_a_person_reads_why_evidence_was_refused_in_the_dialog_that_stays_open(
    page: Page, server: Server, tmp_path: Path
) -> None:
    with server.database.write() as session:
        step = add_step(session, add_case(session), app_id="figma")
        address = f"{server.url}/case?case={step.case_id}&step={step.id}"
    page.goto(address)
    settled(page)
    dialog = page.get_by_role("dialog")
    note = dialog.get_by_role("textbox", name="What was done, and what shows it")
    note.fill("Seen in the list.")
    many = [tmp_path / f"{number}.txt" for number in range(5)]
    for file in many:
        file.write_bytes(b"x" * 24_000_000)
    dialog.locator("input[type=file]").set_input_files(many)
    told = dialog.get_by_text("A file was not uploaded. Your open pages hold 100 MB of files")
    expect(told).to_be_visible()
    expect(note).to_have_value("Seen in the list.")
    settled(page)
    picture(page, "upload-refused")
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text("done, with a note and 4 files.")).to_be_visible()
