"""A row of a table to work with, on a phone: two lines, without what is left out there."""

from playwright.sync_api import Page, expect

from core.config import ROOT
from pages.ui.table import Column, OnPhone, as_html

STYLE = (ROOT / "pages" / "ui" / "styles" / "tables.css").read_text(encoding="utf-8")


def test_what_is_left_out_on_a_phone_is_not_drawn_be_it_a_number_or_not(page: Page) -> None:
    columns = [
        Column("Name"),
        Column("Hours", number=True, phone=OnPhone.BESIDE),
        Column("Apps", number=True, phone=OnPhone.LEFT_OUT),
        Column("Account", phone=OnPhone.LEFT_OUT),
    ]
    row = ["Ada Example", "241", "6", "ada"]
    drawn = as_html(columns, [row], label="People", kind="of-table of-work")
    page.set_content(f"<style>{STYLE}</style>{drawn}")
    for width, wide in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 844})
        expect(page.get_by_text("241")).to_be_visible()
        for left_out in ("6", "ada"):
            expect(page.get_by_text(left_out, exact=True)).to_be_visible(visible=wide)
