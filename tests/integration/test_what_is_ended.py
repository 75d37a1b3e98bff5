"""Sessions, devices and tokens that look alike: which one is ended is plain before and after."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from core.actor import Actor, Role
from core.app.runtime import Runtime
from core.catalog.values import Reading
from core.config import ROOT
from core.cost import service as cost
from core.cost.service import read_upload
from core.identity import accounts, sign_in
from core.identity import service as identity
from core.identity.sessions import Lifetimes, Place
from pages.access.parts.ending import short_ids
from tests.support.accounts import add_account
from tests.support.clock import TODAY
from tests.support.pages import open_page, tables

LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
HERE = Place("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
PLACES = ("account-session", "account-device", "token-to-end")


@pytest.fixture
def ada(our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody with three of everything, made in the same second."""
    now = datetime.now(UTC)
    with our_runtime.database.write() as session:
        who = add_account(session, "Ada Example", Role.ADMINISTRATOR)
        account = accounts.find(session, who.id)
        for _ in range(3):
            token = sign_in.admit(session, account, "password", HERE, LIFE, now)
            identity.remember_device(session, token, HERE, now)
            identity.make_token(session, who, "nightly import", timedelta(days=30))
    monkeypatch.setattr("pages.ui.page_context.identify", lambda: who)
    return who


def account_page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "access" / "account.py"), default_timeout=20)


@pytest.mark.parametrize("place", PLACES)
def test_the_one_that_is_chosen_ends_and_is_named(ada: Actor, place: str) -> None:
    page = account_page().run()
    assert not page.exception

    def endings(page: AppTest) -> list[Button]:
        return [each for each in page.button if (each.key or "").startswith(f"end-{place}-")]

    labels = [each.label for each in endings(page)]
    assert len(set(labels)) == len(labels) == 3
    shown = tables(page)
    for label in labels:  # the same short ID in the row and on its button
        assert f"ID {label.removeprefix('End ')}<" in shown
    endings(page)[1].click().run()
    (said,) = [each.value for each in page.success]
    assert said.startswith("Ended")
    assert labels[1].removeprefix("End ") in said
    assert [each.label for each in endings(page)] == [labels[0], labels[2]]


def test_a_short_id_names_one_thing_and_stays_when_others_go() -> None:
    keys = ["abcdef111", "abcdef222", "123456789"]
    assert short_ids(keys) == {
        "abcdef111": "abcdef111", "abcdef222": "abcdef222", "123456789": "123456",
    }  # fmt: skip
    assert short_ids(keys[2:]) == {"123456789": "123456"}


def test_scenarios_of_one_name_can_be_told_apart(
    our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ROOT / "data" / "examples" / "cost-per-seat.yaml"
    with our_runtime.database.write() as session:
        who = add_account(session, "Ada Example", Role.ADMINISTRATOR)
        for _ in range(2):
            cost.save(session, who, Reading(TODAY), read_upload(file.read_bytes(), file.name))
    monkeypatch.setattr("pages.ui.page_context.identify", lambda: who)
    page = open_page("cost/scenarios.py")
    box = page.multiselect[0]
    assert len(set(box.options)) == len(box.options) == 2
