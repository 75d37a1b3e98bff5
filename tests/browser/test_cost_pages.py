"""The calculator as an IT lead uses it, in a real browser."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core.actor import LOCAL_OPERATOR
from core.stack import service as stack
from core.stack.entries import StackFields
from tests.support.browser import choose, choose_several, rerun, settled
from tests.support.server import Server

Check = Callable[[Page], None]


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label).first
    field.fill(text)
    with rerun(page):
        field.press("Enter")


def more(page: Page) -> None:
    settled(page)
    page.get_by_text("More numbers:").first.click()


def total(page: Page, option: str) -> Decimal:
    row = page.locator(
        "table[aria-label='Cost of every option'] tr, table[aria-label^='Options not'] tr"
    )
    cell = row.filter(has_text=option).locator("td[data-label^='Likely']")
    return Decimal(cell.inner_text().replace(",", ""))


def save(page: Page, button: str, name: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    with rerun(page):
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()


def test_customer_io_from_essentials_is_calculated_saved_compared_and_exported(
    page: Page, server: Server, accessible: Check
) -> None:
    page.goto(f"{server.url}/calculator?app=customer-io")
    expect(page.get_by_role("heading", name="Calculator", level=1)).to_be_visible()
    settled(page)
    more(page)
    with rerun(page):
        choose(page, "Current plan", "Essentials")
    with rerun(page):
        choose_several(page, "Identity providers", "Okta")
    # The vendor's SCIM does not serve Okta, and Essentials has no sign-on: both are said.
    body = page.get_by_test_id("stMain")
    expect(body).to_contain_text("as long as its SCIM does not work with Okta")
    expect(body).to_contain_text("Sign-on is not in the plan Essentials")
    fill(page, "People", "40")
    page.get_by_text("not possible here", exact=False).first.click()
    settled(page)
    before = total(page, "Upgrade to the plan with SCIM")
    fill(page, "Leavers a year", "4–6–10")
    fill(page, "Joiners a year", "4-6-10")
    fill(page, "Automation, USD a year", "3,000 to 8,000")
    expect(page.get_by_role("table", name="Cost of every option")).to_be_visible()
    # 28,000 to 55,000 a year from the catalogue: 41,500 a year in the middle.
    assert Decimal(3 * 41_500) < total(page, "Upgrade to the plan with SCIM") <= before + 5_000
    accessible(page)

    save(page, "Save scenario", "With Okta")
    assert "scenario=" in page.url
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as xlsx:
        page.get_by_role("link", name="XLSX with formulas").click()
    book = load_workbook(io.BytesIO(Path(xlsx.value.path()).read_bytes()))
    assert book["Summary"]["A1"].value == "With Okta"
    assert str(book["Summary"]["B5"].value).startswith("=")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF", exact=True).click()
    text = "\n".join(one.extract_text() for one in PdfReader(pdf.value.path()).pages)
    assert "With Okta" in text
    assert "Upgrade to the plan with SCIM" in text
    amounts = [Decimal(one.replace(",", "")) for one in re.findall(r"[\d,]+\.\d\d", text)]
    assert total(page, "Upgrade to the plan with SCIM") in map(round, amounts)

    for kind in ("PNG", "SVG"):
        export = page.get_by_role("button", name="Export", exact=True)
        if kind == "SVG":
            export.click()
        page.get_by_role("radio", name=kind, exact=True).click()
        settled(page)
        page.keyboard.press("Escape")
        chart = page.get_by_test_id("stPlotlyChart").first
        title = "Download plot as a PNG" if kind == "PNG" else "Download plot"
        expect(chart.locator(f'[data-title="{title}"]')).to_be_attached()
        chart.hover()
        camera = chart.locator(".modebar").bounding_box()
        drawn = chart.locator(".nsewdrag").first.bounding_box()
        assert camera
        assert drawn
        assert camera["x"] >= drawn["x"] + drawn["width"], "the camera lies over the drawing"
        with page.expect_download() as image:
            chart.locator(".modebar-btn").first.click(force=True)
        begins = Path(image.value.path()).read_bytes()[:4]
        assert begins == (b"\x89PNG" if kind == "PNG" else b"<svg")

    fill(page, "People", "80")
    save(page, "Save as a new scenario", "Twice as many")
    page.goto(f"{server.url}/scenarios")
    settled(page)
    choose_several(page, "Two to 4 scenarios", "With Okta", "Twice as many")
    side = page.get_by_role("table", name="Scenarios side by side")
    expect(side).to_contain_text("With Okta (3 years)")
    expect(side).to_contain_text("Twice as many (3 years)")
    expect(side).to_contain_text("cheapest")
    accessible(page)


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/calculator?app=customer-io")
    expect(page.get_by_role("heading", name="Calculator", level=1)).to_be_visible()
    settled(page)
    fill(page, "Leavers a year", "9–3")
    expect(page.get_by_text("are not in order").first).to_be_visible()
    fill(page, "Joiners a year", "-5")
    expect(page.get_by_role("textbox", name="Leavers a year").first).to_have_value("9–3")
    fill(page, "Leavers a year", "3–9")
    expect(page.get_by_text("-5 is not possible").first).to_be_visible()
    fill(page, "Joiners a year", "")
    expect(page.get_by_role("table", name="Cost of every option")).to_be_visible()
    page.get_by_role("textbox", name="Twelve counts").fill("\n".join(["5000"] * 13))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("There are 13 months").first).to_be_visible()
    content = page.inner_text("body").lower()
    assert "nan" not in content.split()
    assert "infinity" not in content


def test_the_whole_stack_shows_its_licence_uplift_app_by_app(
    page: Page, server: Server, accessible: Check
) -> None:
    with server.database.write() as session:
        plans = {"customer-io": "Essentials", "figma": "Professional", "notion": "Our Own Plan"}
        for app in plans:
            stack.add(session, LOCAL_OPERATOR, app, StackFields(plans[app], seats=40))
    page.goto(f"{server.url}/stack_cost")
    apps = page.get_by_role("table", name="Every app, USD over 3 years")
    expect(apps.get_by_role("row").filter(has_text="Customer.io")).to_contain_text("120,900")
    whole = page.get_by_role("table", name="The whole stack, USD over 3 years")
    expect(whole.get_by_role("row").filter(has_text="Do nothing")).to_be_visible()
    page.get_by_text("not in these totals").click()
    missing = page.get_by_role("table", name="Apps that the totals leave out")
    expect(missing).to_contain_text("The price of Our Own Plan is not known: enter what you pay.")
    expect(apps.get_by_role("row").filter(has_text="Notion")).to_contain_text("not known")
    page.get_by_role("radio", name="As decided or recommended, instead of").click()
    settled(page)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(apps.get_by_role("row").filter(has_text="Figma")).to_be_visible()
    accessible(page)
