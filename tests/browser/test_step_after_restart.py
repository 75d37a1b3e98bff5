"""What is typed into a step's dialog outlives the server that showed it, and a conflict."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from core.actor import Actor, Role
from core.offboarding import service as offboarding
from core.offboarding.models import Step, StepStatus
from core.offboarding.values import EvidenceKind, NewEvidence
from tests.support.browser import settled, upload
from tests.support.cases import add_case, add_step
from tests.support.server import Server

NOTE = "Deactivated by hand, ticket 4711"
LINK = "https://example.com/ticket/4711"
PIA = Actor("pia", "Pia Ops", Role.OPERATOR)


@pytest.fixture
def step(server: Server) -> int:
    with server.database.write() as session:
        case = add_case(session, effective_at=datetime.now(UTC) + timedelta(days=1))
        return add_step(session, case, app_id="figma").id or 0


def opened(page: Page, server: Server, step: int) -> Locator:
    """The step's dialog, with a note and a link typed into it."""
    page.goto(f"{server.url}/case?case=1&step={step}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    settled(page)
    dialog.get_by_role("textbox", name="What was done, and what shows it").fill(NOTE)
    dialog.get_by_role("textbox", name="Link").fill(LINK)
    return dialog


def restart(server: Server, page: Page) -> None:
    app, state = page.get_by_test_id("stApp"), "data-test-connection-state"
    server.stop()
    # A page that has not noticed yet would send the next click into the old connection.
    expect(app).not_to_have_attribute(state, "CONNECTED")
    server.start()
    expect(app).to_have_attribute(state, "CONNECTED")
    settled(page)


def stored(server: Server, step: int) -> tuple[StepStatus, set[str]]:
    with server.database.read() as session:
        status = session.get_one(Step, step).status
        case = offboarding.case(session, PIA, 1)
        return status, {proof.text for proof in case.steps[0].evidence}


def test_a_dialog_survives_a_restart_of_the_server_with_what_was_typed(
    server: Server, page: Page, step: int
) -> None:
    dialog = opened(page, server, step)
    restart(server, page)
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text("Remove account 0: done, with a note and a link.")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert stored(server, step) == (StepStatus.DONE, {NOTE, LINK})


def test_a_file_that_was_lost_with_the_server_is_said_and_the_rest_is_kept(
    server: Server, page: Page, step: int
) -> None:
    dialog = opened(page, server, step)
    picture = b"\x89PNG\r\n\x1a\n a picture"
    upload(dialog, {"name": "seats.png", "mimeType": "image/png", "buffer": picture})
    expect(dialog.get_by_text("seats.png")).to_be_visible()
    restart(server, page)
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(dialog.get_by_text("has lost the files that you chose")).to_be_visible()
    note = dialog.get_by_role("textbox", name="What was done, and what shows it")
    expect(note).to_have_value(NOTE)
    assert stored(server, step) == (StepStatus.OPEN, set())


@pytest.mark.browser_context_args(timezone_id="Asia/Tokyo")
def test_after_a_conflict_one_looks_again_and_the_second_try_works(
    server: Server, page: Page, step: int
) -> None:
    dialog = opened(page, server, step)
    with server.database.write() as session:
        offboarding.start(session, PIA, step, 1)
    dialog.get_by_role("button", name="Done", exact=True).click()
    told = dialog.get_by_text("was changed after you opened it: it is started by Pia Ops since")
    expect(told).to_be_visible()
    assert "JST" in told.inner_text()
    dialog.get_by_role("button", name="Look again").click()
    expect(told).to_have_count(0)
    note = dialog.get_by_role("textbox", name="What was done, and what shows it")
    expect(note).to_have_value(NOTE)
    settled(page)
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text("Remove account 0: done, with a note and a link.")).to_be_visible()
    assert stored(server, step) == (StepStatus.DONE, {NOTE, LINK})


def test_what_was_typed_is_kept_though_a_colleague_has_finished(
    server: Server, page: Page, step: int
) -> None:
    dialog = opened(page, server, step)
    with server.database.write() as session:
        offboarding.finish(session, PIA, step, 1, [NewEvidence(EvidenceKind.NOTE, "By Pia")])
    dialog.get_by_role("button", name="Done", exact=True).click()
    dialog.get_by_role("button", name="Look again").click()
    expect(dialog.get_by_role("button", name="Done", exact=True)).to_have_count(0)
    settled(page)
    dialog.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("The evidence is kept: a note and a link.")).to_be_visible()
    assert stored(server, step) == (StepStatus.DONE, {"By Pia", NOTE, LINK})
