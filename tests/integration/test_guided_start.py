"""The guided start: nothing is stored before its buttons, and each step says what it knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import runtime
from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery
from core.stack import service as stack
from core.stack.values import OrganisationView, StackEntry
from pages.ui import addresses
from pages.ui.app_list.field import TEMPLATE
from pages.ui.app_list.home_currency import currency_of
from tests.support.pages import Open, tables, told
from tests.support.twelve_apps import LIST, twelve_apps


def at(open_page: Open, step: int) -> AppTest:
    return open_page(addresses.START, step=str(step))


def button(test: AppTest, label: str) -> None:
    next(one for one in test.button if one.label == label).click().run()
    assert not test.exception


def ours() -> Sequence[StackEntry]:
    with runtime().database.read() as session:
        return stack.entries(session, LOCAL_OPERATOR)


def organisation() -> OrganisationView:
    with runtime().database.read() as session:
        return stack.organisation(session, LOCAL_OPERATOR)


def checked(open_page: Open, text: str) -> AppTest:
    """The second step with this list in its field, looked at."""
    test = at(open_page, 2)
    test.text_area(key="app-list-paste").set_value(text)
    button(test, "Check the list")
    return test


def said(test: AppTest) -> str:
    """What the page says, as it is read."""
    return told(test).replace("\\", "")


def heading(test: AppTest) -> str:
    return str(test.header[0].value)


def test_it_begins_with_the_first_step_that_is_not_done(open_page: Open) -> None:
    assert heading(open_page(addresses.START)) == "1/4 Identity provider"
    with runtime().database.write() as session:
        new = replace(stack.organisation(session, LOCAL_OPERATOR), idps=("okta",))
        stack.set_organisation(session, LOCAL_OPERATOR, new)
    assert heading(open_page(addresses.START)) == "2/4 Your apps"
    assert "✓ 1 Identity provider" in [one.label for one in at(open_page, 1).button]
    twelve_apps(runtime().database)
    assert heading(open_page(addresses.START)) == "4/4 First leaver"
    assert heading(open_page(addresses.START, step="nonsense")) == "4/4 First leaver"


def test_the_provider_is_the_organisations_everywhere(open_page: Open) -> None:
    test = at(open_page, 1)
    assert test.button(key="start-action").disabled
    test.pills(key="start-idps").set_value(["google-workspace", "okta"]).run()
    assert organisation().idps == ()
    test.radio(key="start-main-idp").set_value("okta").run()
    test.selectbox(key="start-zone").set_value("Europe/Paris").run()
    button(test, "Save and continue")
    assert (organisation().idps, organisation().time_zone) == (
        ("okta", "google-workspace"),
        "Europe/Paris",
    )
    assert heading(test) == "2/4 Your apps"
    shown = open_page(addresses.STACK, do="settings")
    assert shown.multiselect[0].value == ["okta", "google-workspace"]


def test_a_step_is_skipped_and_found_again_with_what_was_typed(open_page: Open) -> None:
    test = at(open_page, 1)
    button(test, "Skip, none yet")
    assert heading(test) == "2/4 Your apps"
    test.text_area(key="app-list-paste").set_value("Slack").run()
    button(test, "Skip")
    assert heading(test) == "3/4 What happens today"
    button(test, "Back")
    assert test.text_area(key="app-list-paste").value == "Slack"
    assert ours() == []


def test_pasted_names_become_the_stack_and_an_unknown_one_an_app_of_our_own(
    open_page: Open,
) -> None:
    test = checked(open_page, "- Slack (Business+)\n- GitHub Team\n- Acme Intranet\n- slack\n")
    assert "2 known · 1 new: Acme Intranet" in said(test)
    assert ours() == []
    button(test, "Add 3 apps")
    assert [(one.name, one.fields.plan) for one in ours()] == [
        ("Acme Intranet", None),
        ("GitHub", "team"),
        ("Slack", "business-plus"),
    ]
    assert heading(test) == "3/4 What happens today"
    button(test, "Back")
    assert test.text_area(key="app-list-paste").value == ""


def test_a_typing_error_is_asked_about_and_else_left_out(open_page: Open) -> None:
    test = checked(open_page, "Slak\nGitHub\n")
    assert "1 name to confirm, else left out" in said(test)
    assert test.button(key="start-action").label == "Add 1 app"
    next(one for one in test.pills if "Slak" in one.label).set_value("slack").run()
    button(test, "Add 2 apps")
    assert [one.app for one in ours()] == ["github", "slack"]


def test_the_plans_that_the_catalogue_calls_otherwise_are_confirmed(open_page: Open) -> None:
    test = checked(open_page, LIST.read_text())
    assert "11 known · 1 new: Acme Intranet" in said(test)
    asked = [one for one in test.pills if one.key != "start-idps"]
    assert [one.label.split("\\")[0] for one in asked] == ["HubSpot", "Datadog"]
    asked[1].set_value("infrastructure-pro").run()
    button(test, "Add 12 apps")
    plans = {one.app: one.fields.plan for one in ours()}
    assert (plans["datadog"], plans["hubspot"]) == ("infrastructure-pro", "Professional")


def test_what_cannot_be_read_is_said_with_its_line_and_left_empty(open_page: Open) -> None:
    test = checked(open_page, "App\tSeats\tRenewal\nSlack\tlots\t2027-01-31\nZoom\t5\tsoon")
    assert "2 cells cannot be read" in said(test)
    assert "line 2, Seats: 'lots' is not a whole number" in said(test)
    assert "line 3, Renewal: 'soon' is not a date" in said(test)
    button(test, "Add 2 apps")
    assert [one.fields.seats for one in ours()] == [None, 5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('App,Plan\n"Slack', "line 2: is not valid CSV"),
        ("App,Plan", "column heads and no rows"),
    ],
)
def test_a_list_that_cannot_be_read_says_why_and_stays(
    open_page: Open, text: str, says: str
) -> None:
    test = checked(open_page, text)
    assert says in said(test)
    assert test.text_area(key="app-list-paste").value == text


def test_a_list_that_is_in_the_stack_already_says_so_and_erases_nothing(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    twelve_apps(runtime().database)
    test = checked(open_page, "Slack\nZoom\nLinear")
    assert "3 known · 2 in your stack already" in said(test)
    button(test, "Add 3 apps")
    assert len(ours()) == 12
    assert next(one for one in ours() if one.app == "slack").fields.seats == 180


def test_a_changed_list_is_shown_before_it_is_added(open_page: Open) -> None:
    test = checked(open_page, "Slack")
    test.text_area(key="app-list-paste").set_value("Slack\nZoom")
    test.button(key="start-action").click().run()
    assert ours() == []
    assert test.button(key="start-action").label == "Add 2 apps"
    button(test, "Add 2 apps")
    assert len(ours()) == 2


def test_three_hundred_names_are_one_click(open_page: Open) -> None:
    test = checked(open_page, "\n".join(f"Unheard thing number {n}" for n in range(300)))
    assert test.button(key="start-action").label == "Add 300 apps"
    assert "And 250 more rows, of 300." in tables(test)


def test_the_currency_is_the_lists_else_the_browsers(open_page: Open) -> None:
    test = checked(open_page, "App,Spend\nSlack,€5")
    assert test.selectbox[-1].value == "EUR"
    button(test, "Add 1 app")
    assert organisation().currency == "EUR"
    assert [currency_of(one) for one in ("de-DE", "en-GB", "de", "", None, "fr-CH")] == [
        "EUR",
        "GBP",
        None,
        None,
        None,
        "CHF",
    ]


def test_picked_apps_are_added(open_page: Open) -> None:
    test = at(open_page, 2)
    test.segmented_control(key="start-how").set_value("Pick from the catalogue").run()
    test.multiselect(key="start-picked").set_value(["slack", "zoom"]).run()
    button(test, "Add 2 apps")
    assert [one.app for one in ours()] == ["slack", "zoom"]


def test_an_uploaded_file_is_understood_like_a_pasted_list(open_page: Open) -> None:
    test = at(open_page, 2)
    test.segmented_control(key="start-how").set_value("Upload a file").run()
    uploader = test.file_uploader(key="app-list-file")
    uploader.set_value((LIST.name, LIST.read_bytes(), "text/csv")).run()
    assert "11 known · 1 new: Acme Intranet" in said(test)
    button(test, "Add 12 apps")
    assert len(ours()) == 12


def test_the_template_is_a_list_that_is_understood(open_page: Open) -> None:
    test = checked(open_page, f"{TEMPLATE}Slack,Pro,180,15660,USD,it@acme.example,2027-03-01,x\n")
    assert "Not used" not in tables(test)
    button(test, "Add 1 app")
    fields = ours()[0].fields
    assert (fields.plan, fields.seats, fields.owner) == ("pro", 180, "it@acme.example")


def test_the_answer_is_a_sentence_and_the_apps_in_their_order(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    twelve_apps(runtime().database)
    test = at(open_page, 3)
    assert test.subheader[0].value.replace("\\", "") == (
        "1 of 11 apps can remove leavers automatically; not confirmed that it is switched on"
    )
    [row] = test.button_group
    row.set_value("Switched on").run()
    assert test.subheader[0].value == "1 of 11 apps removes leavers automatically"
    shown = tables(test)
    assert "✕ By hand · needs Business+" in shown
    assert "<a href='stack?show=no-certain-removal' target='_self'>732 seats without" in shown
    assert shown.index(">Slack<") < shown.index(">GitHub<") < shown.index(">Datadog<")
    assert "8 need someone, 2 not known. Start at the top:" in said(test)


def test_without_a_provider_nothing_is_said_to_be_by_hand(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    twelve_apps(runtime().database, idps=())
    test = at(open_page, 3)
    assert "is not known yet" in test.subheader[0].value
    assert "11 not known" in said(test)
    button(test, "Choose your identity provider")
    assert heading(test) == "1/4 Identity provider"


def test_without_apps_there_is_no_answer_but_the_way_to_one(open_page: Open) -> None:
    test = at(open_page, 3)
    button(test, "Add apps")
    assert heading(test) == "2/4 Your apps"


def cases() -> int:
    with runtime().database.read() as session:
        return offboarding.cases(session, LOCAL_OPERATOR, CaseQuery(), datetime.now(UTC))[0]


def test_the_first_leaver_is_a_preview_until_the_case_is_opened(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    twelve_apps(runtime().database)
    test = at(open_page, 4)
    action = test.button(key="start-action")
    assert action.disabled
    assert action.label.startswith("Open the case with ")
    assert "Someone looks for an account first" in tables(test)
    test.text_input(key="start-person").set_value("Ada Example")
    test.text_input(key="start-email").set_value("ada@acme.example").run()
    assert "for Ada Example, 11 apps to look in first" in test.subheader[0].value
    assert cases() == 0
    test.button(key="start-action").click().run()
    assert cases() == 1


def test_what_would_make_it_work_is_counted_and_leads_there(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    twelve_apps(runtime().database)
    links = [str(one.proto.label).replace("\\", "") for one in at(open_page, 4).get("page_link")]
    assert "✓ Owners: 11 of 11 apps" in links
    assert "○ Reminders: no channel" in links
    assert "○ Decisions: 0 of 11 apps without automatic removal" in links


def test_who_may_change_nothing_is_told_so(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = Actor("v", "Vera Viewer", Role.VIEWER)
    monkeypatch.setattr("pages.ui.page_context.identify", lambda: viewer)
    test = at(open_page, 1)
    assert not test.pills
    assert "changing the stack" in said(test)
