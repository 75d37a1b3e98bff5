"""Sessions, devices and tokens that look alike: which one is ended is plain before and after."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from core.actor import LOCAL_OPERATOR, Actor, Role
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
from tests.support.cases import add_case
from tests.support.clock import TODAY
from tests.support.pages import open_page, tables

LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
HERE = Place("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
BOXES = {"Session": "End this session", "Device": "End this device", "Token": "End this token"}


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


@pytest.mark.parametrize(("box", "button"), BOXES.items())
def test_the_one_that_is_chosen_ends_and_is_named(ada: Actor, box: str, button: str) -> None:
    page = account_page().run()
    assert not page.exception

    def choice(page: AppTest) -> Selectbox[str]:
        return next(each for each in page.selectbox if each.label == box)

    def ending(page: AppTest) -> Button:
        return next(each for each in page.button if each.label == button)

    names = choice(page).options
    assert len(set(names)) == len(names) == 3
    shown = tables(page)
    for name in names:
        # The same name in the table, and first in the box: a phone shows no more.
        assert f">{name.partition(' · ')[0]}<" in shown
    assert choice(page).value is None
    assert ending(page).disabled
    choice(page).select_index(1).run()
    chosen = choice(page).value
    assert not ending(page).disabled
    ending(page).click().run()
    (said,) = [each.value for each in page.success]
    assert said.startswith("Ended")
    assert names[1].partition(" · ")[0] in said
    assert sorted(choice(page).options) == sorted([names[0], names[2]])
    # Nothing else is one click away.
    assert chosen is not None
    assert choice(page).value is None
    assert ending(page).disabled


def test_a_short_id_names_one_thing_and_stays_when_others_go() -> None:
    keys = ["abcdef111", "abcdef222", "123456789"]
    assert short_ids(keys) == {
        "abcdef111": "abcdef111", "abcdef222": "abcdef222", "123456789": "123456",
    }  # fmt: skip
    assert short_ids(keys[2:]) == {"123456789": "123456"}


def test_colleagues_and_scenarios_of_one_name_can_be_told_apart(
    our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ROOT / "data" / "examples" / "cost-per-seat.yaml"
    with our_runtime.database.write() as session:
        who = add_account(session, "Ada Example", Role.ADMINISTRATOR)
        for username in ("sam", "sam2"):
            identity.add(session, LOCAL_OPERATOR, username=username, name="Sam", role=Role.OPERATOR)
        case = add_case(session).id
        for _ in range(2):
            cost.save(session, who, Reading(TODAY), read_upload(file.read_bytes(), file.name))
    monkeypatch.setattr("pages.ui.page_context.identify", lambda: who)
    page = open_page("offboarding/case.py", case=str(case))
    next(each for each in page.button if each.label == "Who may see it").click().run()
    readers = next(each for each in page.multiselect if each.label.startswith("Those who may"))
    assert len(set(readers.options)) == len(readers.options) >= 3
    page = open_page("cost/scenarios.py")
    for box in (page.multiselect[0], page.selectbox[0]):
        assert len(set(box.options)) == len(box.options) == 2
