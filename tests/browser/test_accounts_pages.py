"""From two files to findings, as somebody does it on their first day; and what a phone shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from core.accounts import service as accounts
from core.accounts.values import FindingKind, FindingQuery, FindingState
from core.actor import LOCAL_OPERATOR
from tests.support.browser import picture, rerun, settled, upload
from tests.support.inventory import inventory, trouble
from tests.support.server import Server
from tests.support.twelve_apps import twelve_apps

Check = Callable[..., None]
LEFT = (datetime.now(UTC) - timedelta(days=40)).date()
PEOPLE = f"""Employee number,Name,Email,Department,Last day
1,Ada Example,ada@example.com,Sales,
2,Ben Probe,ben@example.com,Sales,{LEFT}
"""
SLACK = """username,email,status,billing-active,has-2fa,has-sso,userid,fullname,displayname
ada,ada@example.com,Admin,1,1,0,U001,Ada Example,ada
ben,ben@example.com,Member,1,0,0,U002,Ben Probe,ben
a.example,a.example@elsewhere.example,Member,1,0,0,U003,Ada Example,a.example
"""


@pytest.fixture
def crowded(server: Server) -> Server:
    """A company with one of everything."""
    twelve_apps(server.database)
    inventory(server.database)
    trouble(server.database)
    return server


def as_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def import_list(page: Page, file: FilePayload, button: str) -> Locator:
    """Give the file in the drawer that is open, see what it would do, and take it."""
    dialog = page.get_by_role("dialog")
    settled(page)
    upload(dialog, file)
    take = dialog.get_by_role("button", name=button)
    expect(take).to_be_visible()
    return take


def test_two_files_show_whose_account_outlived_their_last_day(
    page: Page, server: Server, accessible: Check
) -> None:
    twelve_apps(server.database)
    page.goto(f"{server.url}/feeds")
    settled(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Slack", exact=True).click()
    dialog = page.get_by_role("dialog")
    take = import_list(page, as_file("slack-members.csv", SLACK), "Import 3 accounts")
    expect(dialog.get_by_text("Slack members")).to_be_visible()
    expect(dialog.get_by_role("combobox", name="App")).to_have_value("Slack")
    picture(page, "accounts-import")
    accessible(page)
    take.click()
    expect(page.get_by_text("Slack: 3 accounts imported.")).to_be_visible()
    expect(dialog).to_have_count(0)

    page.goto(f"{server.url}/people?do=import")
    import_list(page, as_file("people.csv", PEOPLE), "Import 2 people").click()
    expect(page.get_by_role("table", name="People").get_by_role("link")).to_have_count(2)

    page.goto(f"{server.url}/findings")
    expect(page.get_by_text("First: 1 orphaned account.")).to_be_visible()
    settled(page)
    page.get_by_role("checkbox", name="Select Orphaned, ben").focus()
    with rerun(page):
        page.keyboard.press("Space")
    page.get_by_role("button", name="Accept until…").press("Enter")
    dialog.get_by_role("textbox", name="Reason").fill("Their mailbox is read until March")
    picture(page, "accounts-accept")
    accessible(page)
    dialog.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("1 finding accepted until")).to_be_visible()
    with server.database.read() as session:
        query = FindingQuery(kind=FindingKind.ORPHANED)
        [row] = accounts.findings(session, LOCAL_OPERATOR, query).rows
    assert (row.state, row.reason) == (FindingState.ACCEPTED, "Their mailbox is read until March")

    page.goto(f"{server.url}/accounts?whose=none")
    settled(page)
    with rerun(page):
        page.get_by_role("checkbox", name="Select a.example, Slack").press("Space")
    with rerun(page):
        page.get_by_role("button", name="Confirm 1 suggestion").click()
    expect(page.get_by_text("1 account confirmed.")).to_be_visible()
    page.goto(f"{server.url}/person?name=ada@example.com")
    expect(page.get_by_role("table", name="What they have").get_by_role("row")).to_have_count(3)


PATHS = (
    *("people", "people?show=proposed", "person?name=dora@example.com"),
    *("person?name=dora@example.com&view=left", "accounts?whose=none"),
    *("accounts?account=zoom/ada", "findings?charts=true", "feeds", "feeds?feed=1"),
)


def test_nothing_is_wider_than_a_phone(page: Page, crowded: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    wide = []
    for path in PATHS:
        page.goto(f"{crowded.url}/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        settled(page)
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > 390 else []
    assert not wide
