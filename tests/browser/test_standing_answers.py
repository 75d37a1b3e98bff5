"""Answers that hold for every app, and drafts, with a company's own list of twelve apps."""

import re

from playwright.sync_api import Page, expect

from tests.support.browser import choose, rerun, settled
from tests.support.server import Server
from tests.support.twelve_apps_pages import bring_in, row


def test_standing_answers_are_given_once_and_reach_every_page(page: Page, server: Server) -> None:
    bring_in(page, server)
    page.goto(f"{server.url}/stack_advice")
    page.get_by_text("Answers that hold for every app: ").click()
    choose(page, "May a third party hold admin access to the app?", "Yes")
    page.get_by_role("button", name="Save for all apps").click()
    expect(page.get_by_text("Saved for all apps.")).to_be_visible()
    notion = row(page, "Recommendations for our stack", "3. Notion")
    expect(notion).to_contain_text("Managed automation")
    page.goto(f"{server.url}/wizard?app=slack")
    expect(page.get_by_role("heading", name="Managed automation")).to_be_visible()
    page.goto(f"{server.url}/calculator?app=slack")
    options = page.get_by_role("table", name="Cost of every option")
    managed = options.get_by_role("row").filter(has_text="Managed automation")
    expect(managed).not_to_contain_text("not here")
    page.goto(f"{server.url}/stack_cost")
    apps = page.get_by_role("table", name="Every app, USD over 3 years")
    expect(apps.get_by_role("row").filter(has_text="Slack")).to_contain_text("Managed automation")


def test_a_default_can_be_given_as_an_answer_and_any_answer_be_taken_back(
    page: Page, server: Server
) -> None:
    bring_in(page, server)
    told = page.get_by_text("Answers that hold for every app: ")
    page.goto(f"{server.url}/stack_advice")
    expect(told).to_contain_text("none given yet")
    told.click()
    choose(page, "Who would do work by hand?", "IT")
    page.get_by_role("button", name="Save for all apps").click()
    expect(told).to_contain_text("work by: IT")
    page.goto(f"{server.url}/wizard?app=customer-io")
    page.get_by_text("known or of less weight").click()
    by = page.get_by_role("combobox", name=re.compile("Who would do work by hand"))
    expect(by).to_have_value("IT")
    page.goto(f"{server.url}/stack_advice")
    told.click()
    choose(page, "Who would do work by hand?", "Not said")
    page.get_by_role("button", name="Save for all apps").click()
    expect(told).to_contain_text("none given yet")


def test_a_draft_is_deleted_and_no_page_is_without_a_way_on(page: Page, server: Server) -> None:
    bring_in(page, server)
    # HubSpot's plan is one of our own: the way that once ended on a sentence without a button.
    page.goto(f"{server.url}/stack_advice")
    row(page, "Recommendations for our stack", "11. HubSpot").get_by_role(
        "link", name="Decide"
    ).click()
    expect(page.get_by_role("heading", name="By hand, with a checklist")).to_be_visible()
    choose(page, "Do you want the higher plan anyway", "Yes")
    page.wait_for_url("**draft=**")
    draft = page.url
    page.get_by_role("link", name="Answer the questions one by one").click()
    for _question in range(20):
        settled(page)
        form = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name="Next"))
        if not form.count():
            break
        with rerun(page):
            form.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Decide")).to_be_enabled()
    page.goto(f"{server.url}/wizard")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Draft deleted.")).to_be_visible()
    page.goto(draft)
    expect(page.get_by_text("There is no draft at this link.")).to_be_visible()
    expect(page.get_by_role("combobox", name="App")).to_be_visible()
