"""Every kind of file that the app hands out is downloaded, by who may, and compared."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Role
from core.advice import service as advice
from core.advice.values import OptionId
from core.app.audit.signed_files import check_files
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.catalog import service as catalog
from core.catalog.values import MatrixQuery, Reading
from core.config import Settings
from core.identity import service as identity
from core.offboarding.models import CaseKind, CaseStatus, EvidenceKind
from core.offboarding.steps.evidence_files import evidence_path, keep_file
from tests.support.browser import picture, settled
from tests.support.cases import add_case, add_evidence, add_step, done
from tests.support.downloads import PARTS
from tests.support.inventory import inventory
from tests.support.rooms import accept
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import reference_server
from tests.support.server import Server
from tests.support.twelve_apps import twelve_apps

PICTURE = b"\x89PNG\r\n\x1a\n a picture \x00\xff"
NAME = "Löschung, 2 Seats.png"
SignIn = Callable[[BrowserContext, Server, Role], None]


@pytest.fixture
def company(server: Server) -> Server:
    """A stack, a decision, and a case of yesterday with a file as evidence."""
    moment = datetime.now(UTC) - timedelta(days=1)
    kept = keep_file(Settings(data_dir=server.data_dir), NAME, PICTURE)
    twelve_apps(server.database)
    accept(server.database, "customer-io", OptionId.MANUAL_CHECKLIST)
    with server.database.write() as session:
        case = add_case(
            session, person="Prompt Person", effective_at=moment, status=CaseStatus.CLOSED
        )
        step = add_step(session, case, app_id="customer-io", **done(moment))
        add_step(session, case, app_id="slack", **done(moment + timedelta(hours=3)))
        add_evidence(
            session, step, kind=EvidenceKind.FILE, text=kept.name, size=kept.size,
            sha256=kept.sha256,
        )  # fmt: skip
    inventory(server.database)
    return server


class Downloads:
    """Clicks on links, and what came of it."""

    def __init__(self, page: Page, server: Server, folder: Path) -> None:
        self.page, self.server, self.folder = page, server, folder
        self.seen: dict[str, set[str]] = {}

    def open(self, path: str) -> None:
        self.page.goto(f"{self.server.url}/{path}")
        settled(self.page)

    def take(self, part: str, label: str, name: str = "", within: Locator | None = None) -> Path:
        """Click, by keyboard, and keep what is saved; the page is still there then."""
        before = self.page.url
        link = (within or self.page).get_by_role("link", name=name or label, exact=True)
        with self.page.expect_download() as waiting:
            link.press("Enter")
        target = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        assert self.page.url == before
        assert len(self.page.context.pages) == 1
        self.seen.setdefault(part, set()).add(label)
        return target


@pytest.fixture
def downloads(page: Page, company: Server, tmp_path: Path) -> Downloads:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return Downloads(page, company, folder)


def holds(path: Path) -> bool:
    [checked] = check_files([path], ())
    return checked.holds


def test_every_kind_of_file_is_what_the_service_makes(
    company: Server, downloads: Downloads
) -> None:
    page, take = downloads.page, downloads.take

    part = "offboarding/parts/step/drawer.py"
    downloads.open("case?case=1&step=1")
    picture(page, "downloads-step")
    kept = take(part, "{file}", NAME)
    assert (kept.name, kept.read_bytes()) == (NAME, PICTURE)

    part = "offboarding/parts/proof_files.py"
    downloads.open("case?case=1")
    page.get_by_role("button", name="Export evidence").click()
    expect(page.get_by_text("nothing differs")).to_be_visible()
    picture(page, "downloads-dialog")
    pack = take(part, "Evidence pack (ZIP)")
    with zipfile.ZipFile(pack) as read:
        [inside] = [name for name in read.namelist() if name.startswith("evidence/")]
        assert read.read(inside) == PICTURE
    assert holds(pack)
    assert holds(take(part, "Evidence (PDF)"))
    downloads.open("proof")
    late = take("offboarding/parts/late_removals_view.py", "CSV")
    assert "Prompt Person" in late.read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Export the proof").click()
    expect(page.get_by_text("nothing differs")).to_be_visible()
    assert holds(take(part, "Signed proof (ZIP)"))
    assert holds(take(part, "Signed PDF"))
    book = load_workbook(take(part, "Workbook (XLSX), not signed"))
    assert "Prompt Person" in {row[1] for row in book["Population"].values}

    part, today = "advice/parts/decision_view.py", Reading(datetime.now(UTC).date())
    downloads.open("decisions?decision=1")
    with company.database.read() as session:
        decision = advice.decision(session, LOCAL_OPERATOR, today, 1)
    page.get_by_role("button", name="Export").click()
    assert take(part, "Markdown").read_text() == advice.decision_markdown(decision)
    assert take(part, "JSON").read_text() == advice.decision_json(decision)
    assert take(part, "PDF").read_bytes().startswith(b"%PDF-")

    part = "advice/parts/stack_advice_view.py"
    downloads.open("stack_advice")
    expect(page.get_by_role("table", name="Recommendations for our stack")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    assert "Figma" in str(list(load_workbook(take(part, "XLSX")).worksheets[0].values))
    assert take(part, "PDF").read_bytes().startswith(b"%PDF-")

    part = "catalogue/parts/matrix_view.py"
    downloads.open("matrix?q=customer.io")
    with company.database.read() as session:
        query = MatrixQuery(text="customer.io")
        found = catalog.matrix(session, LOCAL_OPERATOR, today, query)
    page.get_by_role("button", name="Export").click()
    lines = take(part, "Export CSV").read_text(encoding="utf-8-sig").splitlines()
    made = catalog.matrix_csv(found)
    text = made if isinstance(made, str) else made.decode("utf-8-sig")
    assert set(lines) == set(text.removeprefix("\ufeff").splitlines())
    assert load_workbook(take(part, "Export XLSX")).worksheets

    part = "accounts/parts/feeds/drawer.py"
    downloads.open("feeds?feed=1")
    page.get_by_text("Download a list as it was delivered").click()
    delivered = page.get_by_role("link", name="zoom.csv, ")
    kept = take(part, "{list}", delivered.inner_text())
    assert kept.name == "zoom.csv"
    assert json.loads(kept.read_text())[0]["email"] == "ada@example.com"

    part = "accounts/parts/person/privacy.py"
    downloads.open("person?name=dora@example.com&do=data")
    told = json.loads(take(part, "Download their data").read_text())
    assert "dora.old@example.com" in str(told)

    part = "cost/parts/saving.py"
    downloads.open("calculator?app=customer-io")
    expect(page.get_by_role("table", name="Cost of every option")).to_be_visible()
    page.get_by_role("button", name="Export", exact=True).click()
    picture(page, "downloads-calculator")
    book = load_workbook(take(part, "XLSX with formulas"))
    assert str(book["Summary"]["B5"].value).startswith("=")
    assert take(part, "PDF").read_bytes().startswith(b"%PDF-")
    told = json.loads(take(part, "JSON").read_text())
    assert json.loads(take(part, "Scenario file").read_text())["app"] == "customer-io"
    assert take(part, "CSV").read_text(encoding="utf-8-sig").count("\n") > len(told["options"])

    part = "cost/parts/stack.py"
    downloads.open("stack_cost")
    assert "figma" in take(part, "CSV").read_text(encoding="utf-8-sig")

    part = "scim/parts/lab_view.py"
    with reference_server() as good:
        with company.database.write() as session:
            add_connection(session, good, "figma")
        downloads.open("lab")
        page.get_by_role("button", name="Test it").click()
        expect(page.get_by_role("heading", name="requirements met")).to_be_visible()
        settled(page)
        assert take(part, "PDF").read_bytes().startswith(b"%PDF-")

    part = "ui/app_list/field.py"
    downloads.open("start?step=2")
    assert take(part, "Download a template").read_text().startswith("App,Plan,Seats")

    part = "access/parts/audit_view.py"
    downloads.open("audit?action=data.export")
    page.get_by_role("button", name="Export", exact=True).click()
    picture(page, "downloads-audit")
    for form in ("JSONL", "CSV"):
        assert holds(take(part, f"Export {form}"))
        chosen = take(part, f"Export the selection as {form}")
        assert "no whole chain" in chosen.read_text(encoding="utf-8")

    assert downloads.seen == {name: set(part.labels) for name, part in PARTS.items()}
    with company.database.read() as session:
        actions = ["data.export", "case.export", "audit.export", "snapshot.download"]
        taken = col(AuditEntry.action).in_(actions)
        entries = session.exec(select(AuditEntry).where(taken).order_by(col(AuditEntry.id))).all()
    assert {one.actor_name for one in entries} == {"Administrator Example"}
    # All but the template, in which there is nothing of anybody's.
    assert len(entries) == sum(len(part.labels) for part in PARTS.values()) - 1
    assert (entries[0].object, entries[0].after) == ("evidence:1/1", {"file": NAME})


def fetch(server: Server, path: str, token: str = "", **headers: str) -> requests.Response:
    """As a page of ours does, unless said otherwise."""
    told = {"sec-fetch-site": "same-origin", "accept": "text/html"} | headers
    cookies = {"offramp": token} if token else {}
    return requests.get(
        f"{server.url}{path}", headers=told, cookies=cookies, timeout=60, allow_redirects=False
    )


ADDRESSES = (
    "/files/evidence/1",
    "/files/case/1.zip",
    "/files/case/1.pdf",
    "/files/snapshot/1",
    "/files/audit-log.jsonl",
    "/files/audit-selection.csv?action=case",
)


@pytest.mark.nobody
def test_an_address_gives_each_one_what_their_own_rights_allow(
    company: Server, page: Page, context: BrowserContext, sign_in_as: SignIn
) -> None:
    sign_in_as(context, company, Role.OPERATOR)
    page.goto(f"{company.url}/?q=customer.io")
    settled(page)
    page.get_by_role("button", name="Export").click()
    offered = page.get_by_role("link", name="Export CSV").get_attribute("href") or ""
    assert offered.startswith("/files/offered/")
    own = next(each["value"] for each in context.cookies() if each["name"] == "offramp")  # type: ignore[typeddict-item]
    expected = {
        Role.VIEWER: (403, 403, 403, 403, 403, 403),
        Role.OPERATOR: (200, 200, 200, 200, 403, 403),
        Role.AUDITOR: (200, 200, 200, 403, 200, 200),
    }
    for role, statuses in expected.items():
        token = company.cookie_for(role)
        answers = [fetch(company, path, token) for path in ADDRESSES]
        assert [each.status_code for each in answers] == list(statuses)
        for answer in answers:
            if answer.status_code == 403:
                assert f"is signed in as {role}, which does not include" in answer.text
                continue
            assert answer.headers["content-disposition"].startswith("attachment; ")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-security-policy"].endswith("; sandbox")
        # Of what was offered to a session, no other knows: not even one of the same account.
        assert fetch(company, offered, token).status_code == 404
    assert fetch(company, offered, own).status_code == 200
    for path in (*ADDRESSES, offered):
        assert fetch(company, path).headers["location"].startswith("/sign-in?said=ended")
        assert fetch(company, path, accept="*/*").status_code == 401
    with company.database.write() as session:
        restricted = add_case(
            session, person="Vera Quiet", kind=CaseKind.INVOLUNTARY, restricted=True
        )
        number = restricted.id
    assert fetch(company, f"/files/case/{number}.pdf", own).status_code == 404


def test_another_site_writes_no_entry_in_anybodys_name(company: Server) -> None:
    token = company.cookie_for(Role.ADMINISTRATOR)
    with company.database.read() as session:
        before = audit.head(session).count
    for path in ADDRESSES:
        for site in ("cross-site", "same-site", "none"):
            refused = fetch(company, path, token, **{"sec-fetch-site": site})
            assert refused.status_code == 403
            assert "was not started from a page of Offramp" in refused.text
            assert f'href="{path}"' in refused.text.replace("&amp;", "&")
        head = requests.head(
            f"{company.url}{path}",
            headers={"sec-fetch-site": "same-origin"},
            cookies={"offramp": token},
            timeout=60,
        )
        assert head.status_code == 405
    with company.database.read() as session:
        assert audit.head(session).count == before


def test_a_download_that_fails_says_why_and_leads_back(company: Server, page: Page) -> None:
    with company.database.read() as session:
        sha256 = session.connection().exec_driver_sql(
            "SELECT sha256 FROM offboarding_evidence"
        ).scalar_one()  # fmt: skip
    path = evidence_path(Settings(data_dir=company.data_dir), sha256)
    page.goto(f"{company.url}/case?case=1&step=1")
    settled(page)
    path.chmod(0o600)
    path.write_bytes(b"something else")
    page.get_by_role("link", name=NAME).click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(f"The evidence file “{NAME}” was changed on the disk.")
    page.get_by_role("link", name="Go back").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    path.unlink()
    page.get_by_role("link", name=NAME).click()
    expect(problem).to_contain_text("is missing on the disk")


def test_a_session_that_ended_is_asked_to_sign_in(company: Server, page: Page) -> None:
    page.goto(f"{company.url}/case?case=1&step=1")
    settled(page)
    with company.database.write() as session:
        [account] = [
            each.id
            for each in identity.account_list(session, LOCAL_OPERATOR, now=datetime.now(UTC))
            if each.role is Role.ADMINISTRATOR
        ]
        identity.revoke_sessions(session, LOCAL_OPERATOR, account)
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "next=%2Fcase%3Fcase%3D1%26step%3D1" in page.url
