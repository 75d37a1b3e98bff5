"""A company's own list through all the rooms: each page gives the same answer for each app."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from core.config import ROOT
from tests.support.browser import choose, choose_several, rerun, settled
from tests.support.processes import offramp
from tests.support.server import Server

LIST = ROOT / "tests" / "data" / "stack-12.csv"
MARKS = {  # route and standing, as every page says them
    ("scim", "certain"): "● Okta removes",
    ("jit", "certain"): "✕ By hand",
    ("manual", "certain"): "✕ By hand",
    ("jit", "not on our plan"): "✕ By hand",
    ("manual", "not on our plan"): "✕ By hand",
    ("jit", "plan unknown"): "? By hand, plan not known",
    ("manual", "plan unknown"): "? By hand, plan not known",
    ("manual", "unknown"): "? Unknown",
    ("jit", "unknown"): "? Unknown",
}


def row(page: Page, table: str, app: str) -> Locator:
    rows = page.get_by_role("table", name=table).get_by_role("row")
    return rows.filter(has=page.get_by_role("rowheader", name=re.compile(f"^{re.escape(app)}")))


def bring_in(page: Page, server: Server) -> None:
    """Paste the list, confirm what Datadog's plan means, and say which IdP we have."""
    page.goto(f"{server.url}/stack")
    page.get_by_text("Paste or upload a list").click()
    page.get_by_role("textbox", name="Paste a table").fill(LIST.read_text(encoding="utf-8"))
    page.keyboard.press("Control+Enter")
    settled(page)
    expect(page.get_by_text("“Acme Intranet” is not in the catalogue")).to_be_visible()
    choose(page, "has no plan “Pro” in the catalogue", "Infrastructure Pro")
    choose(page, "“Acme Intranet” is not in the catalogue", "add as a new app of ours")
    page.get_by_role("button", name="Import 12 apps").click()
    expect(page.get_by_text("12 apps added, 0 updated.")).to_be_visible()
    choose_several(page, "Identity providers in use", "Okta")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def routes(server: Server) -> dict[str, dict[str, Any]]:
    """What the command line says of every app."""
    told = json.loads(offramp(server.data_dir, "route", "--stack", "--json").stdout)
    return {one["app"]: one for one in told}


def test_every_page_gives_one_answer_for_each_of_twelve_apps(page: Page, server: Server) -> None:
    bring_in(page, server)
    told = routes(server)
    assert len(told) == 12
    assert told["hubspot"]["standing"] == "plan unknown"
    names = {line.split(",")[0] for line in LIST.read_text(encoding="utf-8").splitlines()[1:]}
    apps = {name: re.sub("[^a-z0-9]+", "-", name.casefold()) for name in names}
    marks = {n: MARKS[told[a]["route"], told[a]["standing"]] for n, a in apps.items()}

    page.goto(f"{server.url}/stack")
    for name, mark in marks.items():
        expect(row(page, "How a leaver gets out of each app", name)).to_contain_text(mark)
    page.goto(f"{server.url}/?only=stack")
    page.get_by_role("button", name="In our stack").click()
    settled(page)
    matrix = "Support matrix: what each identity provider does for each app"
    for name, mark in marks.items():
        expect(row(page, matrix, name)).to_contain_text(f"Ours: {mark}")
    page.goto(f"{server.url}/compare?view=What+if+we+changed+IdP%3F")
    for name, mark in marks.items():
        now = row(page, "App by app", name).locator("td[data-label='Now']")
        expect(now).to_contain_text(mark)
    page.goto(f"{server.url}/leaving")
    page.get_by_role("textbox", name="Name", exact=True).fill("Lee Example")
    with rerun(page):
        page.keyboard.press("Enter")
    page.get_by_role("textbox", name="E-mail address").fill("lee@example.com")
    with rerun(page):
        page.keyboard.press("Enter")
    for name, mark in marks.items():
        expect(row(page, "Apps", name)).to_contain_text(mark)
    for name, mark in marks.items():
        app, because = apps[name], told[apps[name]]["reasons"][-1]
        page.goto(f"{server.url}/app?app={app}")
        expect(page.get_by_text(re.compile(f"plan.*: {re.escape(mark)}"))).to_be_visible()
        expect(page.get_by_text(because).first).to_be_visible()
        page.goto(f"{server.url}/wizard?app={app}")
        expect(page.get_by_text(f"Today: {mark}.")).to_contain_text(because)
        expect(page.get_by_role("heading", name="What this assumes")).to_be_visible()


def test_what_is_not_known_is_no_amount_on_any_page(page: Page, server: Server) -> None:
    bring_in(page, server)
    page.goto(f"{server.url}/stack_cost")
    apps = page.get_by_role("table", name="Every app, USD over 3 years")
    for name in ("Acme Intranet", "HubSpot", "Sentry", "Miro"):
        line = apps.get_by_role("row").filter(has_text=name)
        expect(line).to_contain_text("not known")
    # Sentry's larger plan is listed below what is paid: a question, neither tax nor saving.
    sentry = apps.get_by_role("row").filter(has_text="Sentry")
    expect(sentry).to_contain_text("Business is listed at USD 960 a year, below the USD 3,744")
    expect(apps).not_to_contain_text("-")
    expect(page.get_by_text("4 apps are not in these totals")).to_be_visible()
    page.goto(f"{server.url}/stack_advice")
    line = row(page, "Recommendations for our stack", "2. Acme Intranet")
    expect(line).to_contain_text("not known")
    expect(page.get_by_text("without 1 app, cost not known")).to_be_visible()
    for app in ("acme-intranet", "hubspot"):
        page.goto(f"{server.url}/wizard?app={app}")
        expect(page.get_by_role("heading", name="What this assumes")).to_be_visible()
        settled(page)
        assert not re.search(r"USD 0\b", page.inner_text("main"))


def test_standing_answers_are_given_once_and_reach_every_page(page: Page, server: Server) -> None:
    bring_in(page, server)
    page.goto(f"{server.url}/stack_advice")
    choose(page, "May a third party hold admin access to the app?", "Yes")
    page.get_by_role("button", name="Save for all apps").click()
    expect(page.get_by_text("Saved for all apps.")).to_be_visible()
    notion = row(page, "Recommendations for our stack", "3. Notion")
    expect(notion).to_contain_text("Managed automation by a third party")
    page.goto(f"{server.url}/wizard?app=slack")
    expect(page.get_by_role("heading", name="Managed automation by a third party")).to_be_visible()
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
    expect(page.get_by_role("heading", name="By hand, with a tracked")).to_be_visible()
    choose(page, "Do you want the higher plan anyway", "Yes")
    page.wait_for_url("**draft=**")
    draft = page.url
    page.get_by_role("link", name="Answer the questions one by one").click()
    for _question in range(20):
        settled(page)
        form = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name="Next"))
        if not form.count():
            break
        form.get_by_role("button", name="Next").click()
        settled(page)
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    page.goto(f"{server.url}/wizard")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Draft deleted.")).to_be_visible()
    page.goto(draft)
    expect(page.get_by_text("This link leads to no draft.")).to_be_visible()
    expect(page.get_by_role("combobox", name="App")).to_be_visible()
