"""A browser that tests use one after another tells none of them about another."""

from playwright.sync_api import BrowserContext, expect

from tests.support.browser import forget
from tests.support.server import Server


def test_a_browser_that_is_used_again_knows_nothing_of_the_test_before(
    server: Server, context: BrowserContext
) -> None:
    page, other = context.new_page(), context.new_page()
    page.goto(f"{server.url}/account")
    expect(page.get_by_role("heading", level=1, name="My account")).to_be_visible()
    for store in ("localStorage", "sessionStorage"):
        page.evaluate(f"{store}.setItem('said', 'before')")
    page.evaluate("new Promise(done => { indexedDB.open('said').onsuccess = done }).then(() => 1)")
    context.route("**/said", lambda route: route.fulfill(body="before"))

    forget(context, server.url)

    assert page.is_closed()
    assert other.is_closed()
    assert not context.pages
    assert not context.cookies()
    page = context.new_page()
    page.goto(f"{server.url}/account")
    expect(page).to_have_title("Sign in · Offramp")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases()") == []
    answer = page.goto(f"{server.url}/said")
    assert answer
    assert answer.text() != "before"
