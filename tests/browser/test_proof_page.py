"""The proof page and the evidence buttons of a case, in a browser."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.actor import Role
from core.app.audit.signed_files import check_files
from core.audit import service as audit
from core.config import Settings
from core.offboarding.models import CaseKind, CaseStatus, EvidenceKind, StepStatus
from core.offboarding.pack.service import check_pack
from core.offboarding.steps.evidence_files import keep_file
from tests.support.browser import settled
from tests.support.cases import add_case, add_evidence, add_step, done
from tests.support.server import Server

PICTURE = b"\x89PNG\r\n\x1a\n a picture"


@pytest.fixture
def worked(server: Server) -> Server:
    """Three leavers of yesterday: one in time with a file as evidence, one late, one open."""
    moment = datetime.now(UTC) - timedelta(days=1)
    kept = keep_file(Settings(data_dir=server.data_dir), "seats.png", PICTURE)
    with server.database.write() as session:
        prompt = add_case(
            session, person="Prompt Person", effective_at=moment, status=CaseStatus.CLOSED
        )
        step = add_step(
            session, prompt, app_id="customer-io", **done(moment + timedelta(minutes=30))
        )
        add_evidence(
            session, step, kind=EvidenceKind.FILE, text=kept.name, size=kept.size,
            sha256=kept.sha256,
        )  # fmt: skip
        slow = add_case(session, person="Slow <b>Person</b>", effective_at=moment)
        for number in range(3):
            add_step(
                session, slow, position=number, app_id="figma",
                **done(moment + timedelta(hours=9), reason="On holiday"),
            )  # fmt: skip
        left = add_case(session, person="Left Open", effective_at=moment)
        add_step(session, left, app_id="figma", status=StepStatus.BLOCKED, reason="Nobody knows")
    return server


def open_proof(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/proof")
    expect(page.get_by_role("heading", name="Proof", exact=True)).to_be_visible()
    expect(page.get_by_text("people left from")).to_be_visible()
    settled(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_answers_and_is_accessible(
    worked: Server,
    page: Page,
    accessible: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_proof(page, worked)
    expect(
        page.get_by_text("All removals of 2 people are done, the slowest after 9 h")
    ).to_be_visible()
    expect(page.get_by_text("1 person still has some access")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)


def test_every_figure_leads_to_its_cases(worked: Server, page: Page) -> None:
    open_proof(page, worked)
    apps = page.get_by_role("table", name="Apps, the most often late first")
    expect(apps.get_by_role("row").nth(1)).to_contain_text("Figma")
    expect(apps.get_by_role("row").nth(1)).to_contain_text("always late")
    removals = page.get_by_role("table", name="Late removals")
    expect(removals.get_by_role("row").nth(1)).to_contain_text("Still open")
    page.get_by_role("radio", name=re.compile("Late steps 4")).click()
    late = page.get_by_role("table", name="Late steps")
    expect(late.get_by_text("On holiday").first).to_be_visible()
    # Which list is shown is in the link: a reload shows it again.
    page.reload()
    expect(late.get_by_text("On holiday").first).to_be_visible()
    # A name is text, never markup.
    late.get_by_role("link", name="Slow <b>Person</b>").first.click()
    expect(page.get_by_role("heading", name="Slow <b>Person</b>")).to_be_visible()


def test_the_link_holds_period_and_sample(worked: Server, page: Page) -> None:
    page.goto(f"{worked.url}/proof?from=2020-01-01&to=2020-12-31&sample=3&seed=abc")
    expect(page.get_by_text("No one left from 2020-01-01 to 2020-12-31")).to_be_visible()
    expect(page.get_by_role("radio", name="This year")).not_to_be_checked()
    page.get_by_role("button", name="Auditor's sample").click()
    expect(page.get_by_role("textbox", name="Chosen with")).to_have_value("abc")


def test_a_period_is_chosen_by_its_name(worked: Server, page: Page) -> None:
    open_proof(page, worked)
    expect(page.get_by_role("radio", name="This year")).to_be_checked()
    page.get_by_role("radio", name="Last year").click()
    expect(page.get_by_text(re.compile("No one left from .*-01-01 to .*-12-31"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"from=\d{4}-01-01.*to=\d{4}-12-31"))
    page.reload()
    expect(page.get_by_role("radio", name="Last year")).to_be_checked()


def test_single_removals_are_apart_and_one_click_away(worked: Server, page: Page) -> None:
    moment = datetime.now(UTC) - timedelta(days=1)
    with worked.database.write() as session:
        for who in ("Una", "Vera"):
            case = add_case(session, person=who, kind=CaseKind.IDP_REMOVAL, effective_at=moment)
            add_step(session, case, **done(moment))
    open_proof(page, worked)
    expect(page.get_by_text("3 people left from")).to_be_visible()
    page.get_by_role("link", name="2 app removals by an IdP").click()
    expect(page.get_by_text("2 app removals by an IdP from")).to_be_visible()
    expect(page.get_by_text("people left")).to_have_count(0)
    page.get_by_role("link", name="Back to the leavers").click()
    expect(page.get_by_text("3 people left from")).to_be_visible()


def test_files_are_made_when_asked_for_signed_and_recorded(
    worked: Server, page: Page, tmp_path: Path
) -> None:
    open_proof(page, worked)
    page.get_by_role("button", name="Export the proof").click()
    expect(page.get_by_text("nothing differs")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    people = {row[1] for row in book["Population"].values}
    assert {"Prompt Person", "Left Open"} <= people
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Signed PDF").click()
    pdf = waiting.value
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Signed proof (ZIP)").click()
    for taken in (pdf, waiting.value):
        taken.save_as(tmp_path / taken.suggested_filename)
        [checked] = check_files([tmp_path / taken.suggested_filename], ())
        assert checked.holds, checked.problems
    with worked.database.read() as session:
        head = audit.head(session)
        about = waiting.value.suggested_filename.removeprefix("offboarding-").removesuffix(".zip")
        entries = audit.history(session, f"proof:{about[:10]}/{about[11:]}")
        assert [entry.after["form"] for entry in entries] == ["xlsx", "pdf", "zip"]
        assert head.count >= 2


def test_a_case_gives_its_evidence_pack(
    worked: Server,
    page: Page,
    context: BrowserContext,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    sign_in_as(context, worked, Role.AUDITOR)
    page.goto(f"{worked.url}/case?case=1")
    page.get_by_role("button", name="Export evidence").click()
    expect(page.get_by_text("nothing differs")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Evidence pack (ZIP)").click()
    assert waiting.value.suggested_filename == "OFF-0001.zip"
    pack = Path(waiting.value.path()).read_bytes()
    found = check_pack(io.BytesIO(pack))
    assert found.holds, found.problems
    assert found.manifest is not None
    assert found.manifest.exported_by == "Auditor Example"
    with zipfile.ZipFile(io.BytesIO(pack)) as read:
        picture = next(name for name in read.namelist() if name.endswith("seats.png"))
        assert read.read(picture) == PICTURE


def test_a_viewer_has_no_proof(
    worked: Server,
    page: Page,
    context: BrowserContext,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    sign_in_as(context, worked, Role.VIEWER)
    page.goto(worked.url)
    settled(page)
    expect(page.get_by_role("link", name="Proof", exact=True)).to_have_count(0)


def test_what_was_changed_outside_is_not_exported_but_by_an_overseer_who_wants_it(
    worked: Server,
    page: Page,
    context: BrowserContext,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    with worked.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE offboarding_step SET finished_by = 'Eve' WHERE id = 1")
    sign_in_as(context, worked, Role.OPERATOR)
    page.goto(f"{worked.url}/case?case=1")
    page.get_by_role("button", name="Export evidence").click()
    expect(page.get_by_text("This is not what the audit log says")).to_be_visible()
    expect(page.get_by_text("Step 1 of OFF-0001: it is not as entry")).to_be_visible()
    expect(page.get_by_role("link", name="Evidence pack (ZIP)")).to_have_count(0)
    sign_in_as(context, worked, Role.AUDITOR)
    page.goto(f"{worked.url}/case?case=1")
    page.get_by_role("button", name="Export evidence").click()
    page.get_by_text("Export it nevertheless").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Evidence pack (ZIP)").click()
    with zipfile.ZipFile(waiting.value.path()) as read:
        assert b'"accepted_by": "Auditor Example"' in read.read("case.json")
