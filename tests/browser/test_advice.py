"""The wizard as a person uses it: answer, accept, export, and see the decision go stale."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader
from sqlmodel import select

from core.actor import SYSTEM, Role
from core.advice import service as advice
from core.catalog.bundle import loader
from core.catalog.models import App, Price
from core.catalog.values import Reading
from core.stack import service as stack
from tests.support.browser import choose_several, settled
from tests.support.clock import TODAY
from tests.support.server import Server


def asked(page: Page, question: str) -> Locator:
    """The form with this question, once it is drawn to its end."""
    form = page.get_by_test_id("stForm").filter(has=page.get_by_role("heading", name=question))
    expect(form).to_be_visible()
    settled(page)  # until then the question before may still stand there, with its own Yes and No
    return form


def go_on(form: Locator) -> None:
    """To the next question, or to the answer."""
    form.get_by_role("button", name="Next").click()
    expect(form).to_have_count(0)


def answer(page: Page, question: str, choice: str | None = None) -> None:
    """Answer the question that is on and go to the next one."""
    form = asked(page, question)
    if choice:
        label = form.locator("label").filter(has_text=re.compile(f"^{choice}$"))
        label.click()
        expect(label.locator("input")).to_be_checked()
    go_on(form)


def test_from_the_first_question_to_a_stale_decision(
    server: Server,
    page: Page,
    browser: Browser,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
    accessible: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    # The answer stands there at once; the first change of an assumption is kept under a link.
    page.goto(f"{server.url}/wizard?app=customer-io")
    expect(page.get_by_role("heading", name="What this assumes")).to_be_visible()
    settled(page)
    accessible(page)
    choose_several(page, "Which identity providers do you have?", "Okta")
    page.wait_for_url("**draft=**")
    page.get_by_role("link", name="Answer the questions one by one").click()
    answer(page, "Which plan are you on?", "Essentials")
    people = asked(page, "How many people use it?")
    people.get_by_role("spinbutton").fill("80")
    accessible(page)
    go_on(people)

    # Back and forth, and a reload, lose nothing.
    asked(page, "Which audit or regulation").get_by_role("button", name="Back").click()
    expect(asked(page, "How many people use it?").get_by_role("spinbutton")).to_have_value("80")
    page.reload()
    people = asked(page, "How many people use it?")
    expect(people.get_by_role("spinbutton")).to_have_value("80")
    page.get_by_text("Answers so far").click()
    so_far = page.get_by_role("table", name="Answers so far")
    for name in ("Okta", "Essentials"):
        expect(so_far.get_by_text(name, exact=True)).to_be_visible()
    shared = page.url
    go_on(people)

    # Somebody else opens the link and sees the same draft at the same question.
    colleague = browser.new_context()
    sign_in_as(colleague, server, Role.OPERATOR)
    other = colleague.new_page()
    other.goto(shared)
    expect(other.get_by_role("spinbutton")).to_have_value("80")
    colleague.close()

    answer(page, "Which audit or regulation", "SOC 2")
    answer(page, "How soon must a leaver")
    answer(page, "Do you want the higher plan", "No")
    answer(page, "May a third party hold admin access", "Yes")
    expect(page.get_by_role("heading", name="Managed automation")).to_be_visible()
    expect(page.get_by_text("about USD 27,000–54,000 a year").first).to_be_visible()
    expect(page.get_by_text("Customer.io's SCIM does not work with Okta").first).to_be_visible()
    page.get_by_role("tab", name="Facts and sources").click()
    page.get_by_text("How was this calculated?").click()
    expect(page.get_by_text("Decided by the rule within-a-day-outside")).to_be_visible()
    rests = page.get_by_text("Based on. Provisioning under our IdP: none (Stitchflow)")
    expect(rests.get_by_role("link", name="Stitchflow").first).to_have_attribute(
        "href", "https://www.stitchflow.com/scim/customer.io"
    )
    page.get_by_role("tab", name="What would change this").click()
    changes = page.get_by_role("table", name="Your answers")
    expect(changes).to_contain_text("A third party may hold admin access")
    page.get_by_role("tab", name="Cost and access after leaving").click()
    table = page.get_by_role("table", name="Options by cost and access after leaving")
    expect(table).to_contain_text("By hand, with a checklist")
    accessible(page)

    page.get_by_role("button", name="Decide").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("● Accepted")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    download.value.save_as(tmp_path / "decision.pdf")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "decision.pdf").pages)
    text = " ".join(text.split())
    for told in (
        "D-0001",
        "Managed automation",
        "27,000–54,000",
        "does not work with Okta",
        "Stitchflow",
        "within-a-day-outside",
        "A leaver keeps access for up to 12 hours",
    ):
        assert told in text

    change_price(server)
    page.reload()
    expect(page.get_by_text("This decision is stale.")).to_be_visible()
    expect(
        page.get_by_text("Price of Enterprise: was USD 28,000–55,000 a year, is USD 20,000 a year.")
    ).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Run it again").click()
    expect(page.get_by_text("about USD 19,000 a year").first).to_be_visible()
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Supersedes D-0001")).to_be_visible()
    page.goto(f"{server.url}/decisions")
    expect(page.get_by_text("○ Superseded", exact=True)).to_be_visible()
    accessible(page)


def change_price(server: Server) -> None:
    """The vendor publishes another price for Enterprise."""
    with server.database.write() as session:
        wanted = select(Price).where(Price.app_id == "customer-io", Price.plan_slug == "enterprise")
        for price in session.exec(wanted).all():
            if price.low is not None:
                price.low = price.high = Decimal(20000)
        loader.touch(session)


def test_the_stack_is_advised_on_a_phone(
    server: Server, page: Page, accessible: Callable[[Page], None]
) -> None:
    with server.database.write() as session:
        for app in ("customer-io", "figma", "slack"):
            stack.add(session, SYSTEM, app)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/stack_advice")
    expect(page.get_by_role("table", name="Recommendations for our stack")).to_be_visible()
    expect(page.get_by_role("link", name="Figma")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    accessible(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "recommendations.xlsx"


def test_a_draft_whose_app_vanished_keeps_its_answers(server: Server, page: Page) -> None:
    with server.database.write() as session:
        draft = advice.start_draft(
            session, SYSTEM, Reading(TODAY), "clay", {"seats": 12, "idps": ["okta"]}
        )
        session.get_one(App, "clay").withdrawn = True
        loader.touch(session)
    page.goto(f"{server.url}/wizard?draft={draft.id}")
    expect(page.get_by_text("Clay is no longer in the catalogue")).to_be_visible()
    expect(page.get_by_role("table", name="Answers so far")).to_contain_text("12")


def test_a_viewer_reads_an_answer_and_cannot_decide(
    server: Server,
    page: Page,
    context: BrowserContext,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    with server.database.write() as session:
        draft = advice.start_draft(session, SYSTEM, Reading(TODAY), "figma", {"idps": ["okta"]})
    sign_in_as(context, server, Role.VIEWER)
    page.goto(f"{server.url}/wizard?draft={draft.id}&step=answer")
    expect(page.get_by_role("button", name="Decide")).to_be_disabled()


def test_a_link_that_leads_nowhere_is_said(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/wizard?draft=nope")
    expect(
        page.get_by_text("There is no draft at this link. Start the recommendation again.")
    ).to_be_visible()
    page.goto(f"{server.url}/decisions?decision=99")
    expect(page.get_by_text("There is no decision 99.")).to_be_visible()
