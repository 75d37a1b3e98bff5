"""What pages show for what is stored, without a browser (Streamlit's AppTest)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.advice import service as advice
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.cost.values import OptionId
from core.errors import Invalid
from core.stack import service as stack
from core.stack.entries import StackFields
from core.stack.route import Circumstances, route_of
from pages.ui import addresses
from pages.ui.app_list.field import PASTED
from pages.ui.apps import route_words
from tests.support.clock import TODAY
from tests.support.pages import Open, tables, told
from tests.support.rooms import accept
from tests.support.routes import an_app, here
from tests.support.twelve_apps import change

TOMORROW = TODAY + timedelta(days=1)


def test_the_counts_follow_the_filters(open_page: Open) -> None:
    test = open_page(addresses.MATRIX)
    with runtime().database.read() as session:
        apps = catalog.stats(session, LOCAL_OPERATOR, Reading(TODAY)).apps
    assert f">{apps:,} apps</span>" in tables(test)
    test.text_input(key="q").set_value("customer.io").run()
    assert f">1 app of {apps:,}</span>" in tables(test)
    assert not test.exception


def test_our_apps_come_first_with_their_route(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("zoom", StackFields())
    shown = tables(open_page(addresses.MATRIX))
    assert shown.index("href='app?app=zoom'") < shown.index("href='app?app=1password'")
    assert ">For us</th>" in shown


def test_an_app_says_in_short_what_our_provider_does(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        fields = {**vars(now), "idps": ("onelogin",)}
        stack.set_organisation(session, LOCAL_OPERATOR, type(now)(**fields))
    test = open_page("catalogue/app.py", app="customer-io")
    assert "OneLogin: ✕ None" in told(test)
    assert "Have the vendor confirm it in writing before paying for a plan." in told(test)
    assert "<div>OneLogin</div><div><span class='of-muted'>ours</span></div>" in tables(test)


def test_whether_our_provider_sends_scim_to_us_is_said_with_the_page_that_says_so(
    open_page: Open,
) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        new = replace(now, idps=("onelogin", "google-workspace", "cloudflare"))
        stack.set_organisation(session, LOCAL_OPERATOR, new)
    said = told(open_page("catalogue/app.py", app="customer-io"))
    assert "OneLogin can send SCIM to an address of yours" in said
    assert "[developers.onelogin.com](https://developers.onelogin.com/scim/test-your-scim)" in said
    assert "Google Workspace cannot send SCIM to an address of yours" in said
    assert "Whether Cloudflare can send SCIM to an address of yours" in said


def test_without_a_provider_of_ours_the_answer_is_by_what_providers_do(open_page: Open) -> None:
    said = told(open_page("catalogue/app.py", app="customer-io"))
    assert (
        "**● SCIM** under JumpCloud (⚠ sources disagree), Cloudflare (⚠ sources disagree)" in said
    )
    assert "**✕ None** under Okta, Microsoft Entra ID, OneLogin (⚠ sources disagree)" in said
    assert "disagree on [7 points](#contested)" in said
    assert "**Have the vendor confirm SCIM in writing before paying for a plan.**" in said


def test_everything_that_the_guide_says_of_customer_io_is_on_its_page(open_page: Open) -> None:
    shown = tables(open_page("catalogue/app.py", app="customer-io"))
    for said in (
        *("SCIM documentation", "Not available", "SCIM attributes", "Create, update, deactivate"),
        *("What begins with which plan", "Custom roles", "Audit log view over any period"),
        *("What people say", "feels like an afterthought", "OIN app", "high-water mark"),
    ):
        assert said in shown


def test_a_source_that_is_silent_is_never_given_for_a_value(open_page: Open) -> None:
    page = tables(open_page("catalogue/app.py", app="customer-io"))
    facts = page[page.index("aria-label='Quick facts'") :]
    provisioning = facts[facts.index("Provisioning") : facts.index("Plan needed for SCIM")]
    for_it, against = provisioning.split("against:")
    assert "Stitchflow" in for_it
    assert "API Evangelist" not in for_it
    assert "API Evangelist" in against


def test_what_providers_do_is_said_where_no_source_speaks_of_the_app(open_page: Open) -> None:
    told_of = "Yes, with Okta, Microsoft Entra ID, Google Workspace and authentik (no source"
    assert told_of in tables(open_page("catalogue/app.py", app="datadog"))
    assert told_of in tables(open_page(addresses.COMPARE, apps="datadog,customer-io"))


def test_plans_have_their_names_and_authorities_are_words(open_page: Open) -> None:
    slack = tables(open_page("catalogue/app.py", app="slack"))
    assert "business-plus" not in slack
    assert "(idp, " not in slack
    for page in (
        tables(open_page("catalogue/app.py", app="customer-io")),
        tables(open_page(addresses.MATRIX, q="customer.io")),
        tables(open_page(addresses.COMPARE, apps="customer-io,slack")),
    ):
        assert not re.search(r"SCIM from enterprise|>enterprise<|>premium<|“enterprise”", page)
    sources = tables(open_page(addresses.SOURCES, q="customer.io"))
    assert (
        "<a href='app?app=customer-io' target='_self' class='of-muted'>Customer.io</a>" in sources
    )


def test_an_alias_in_the_link_opens_the_app(open_page: Open) -> None:
    assert open_page("catalogue/app.py", app="Customer.io").title[0].value == "Customer.io"


@pytest.mark.parametrize("page", [addresses.APP, addresses.WIZARD, addresses.CALCULATOR])
def test_a_link_to_an_app_that_is_not_there_says_so_with_what_it_may_mean(
    open_page: Open, page: str
) -> None:
    test = open_page(page, app="custommer io", from_="ticket")
    assert "There is no app “custommer io” in the catalogue." in told(test)
    link = "<a href='?app=customer-io&amp;from_=ticket' target='_self'>Customer.io</a>"
    assert link in tables(test)
    assert not test.exception


def test_an_app_says_what_to_click_to_remove_somebody_and_who_says_so(open_page: Open) -> None:
    shown = tables(open_page(addresses.APP, app="zoom", part="When a person leaves"))
    [click] = re.findall(r"<table[^>]*aria-label='What to click'>.*?</table>", shown, re.DOTALL)
    assert "User Management &gt; Users" in click
    assert "⋯ &gt; Deactivate, or Delete" in click
    assert "https://support.zoom.us/hc/en-us/articles/115005269946" in click
    assert "vendor, 2026-11-30" in click
    other = tables(open_page(addresses.APP, app="customer-io"))
    assert "What to click" not in other


def test_an_app_to_compare_that_is_not_there_is_named_beside_the_others(open_page: Open) -> None:
    test = open_page(addresses.COMPARE, apps="slack,<b>zzq</b>,custommer io")
    assert "There is no app “custommer io” in the catalogue." in told(test)
    assert r"There is no app “\<b\>zzq\</b\>” in the catalogue." in told(test)
    assert "?apps=slack%2C%3Cb%3Ezzq%3C%2Fb%3E%2Ccustomer-io" in tables(test)
    assert test.multiselect(key="picked-apps").value == ["slack"]


def test_adding_an_app_to_the_stack_is_offered_once(open_page: Open) -> None:
    test = open_page("catalogue/app.py", app="miro")
    button = next(b for b in test.button if b.label == "Add to our stack")
    button.click().run()
    with runtime().database.read() as session:
        assert stack.entry(session, LOCAL_OPERATOR, "miro") is not None
    assert "Add to our stack" not in [b.label for b in test.button]


def test_the_stack_names_what_is_exposed(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(
            session, LOCAL_OPERATOR, type(now)(**{**vars(now), "idps": ("okta",)})
        )
        stack.add(session, LOCAL_OPERATOR, "customer-io", StackFields(seats=40))
        stack.add(session, LOCAL_OPERATOR, "slack", StackFields("Business+", 100))
        stack.add(session, LOCAL_OPERATOR, "figma", StackFields(seats=30))
        stack.add(session, LOCAL_OPERATOR, "linear", StackFields("Business"))
    shown = tables(open_page("stack/stack.py"))
    # Figma's plan is not said, so nobody relies on its SCIM; Linear's seats are not said.
    assert (
        "1 of 4 apps can remove leavers automatically; not confirmed that it is switched on"
        in shown
    )
    assert ">4 without automatic removal: 170 seats</a>" in shown
    assert "<a href='stack?show=no-seat-count' target='_self'>1 without a seat count</a>" in shown
    part = tables(open_page("stack/stack.py", show="no-seat-count"))
    apps = ("customer-io", "figma", "linear", "slack")
    assert [app for app in apps if f"app={app}'" in part] == ["linear"]


def test_what_can_be_automatic_counts_once_it_is_confirmed_with_one_click(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(now, idps=("okta",)))
    used("slack", StackFields("Business+", 100))
    test = open_page(addresses.STACK, show="idp-can-remove")
    assert "◐ Okta can remove · not confirmed" in tables(test)
    [row] = [each for each in test.button_group if "slack" in (each.key or "")]
    row.set_value("Switched on").run()
    shown = tables(test)
    assert "1 of 1 app removes leavers automatically" in shown
    assert "Slack: switched on." in shown
    assert fields_of("slack").provisioning_on is True
    assert "● Okta removes" in tables(open_page(addresses.STACK))
    assert "● Okta removes" in tables(open_page(addresses.APP, app="slack"))
    # Taken back where it happened: nobody has said anything again.
    next(each for each in test.button if each.label == "Undo").click().run()
    assert fields_of("slack").provisioning_on is None
    assert fields_of("slack").seats == 100


def test_what_is_not_switched_on_is_by_hand(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(now, idps=("okta",)))
    used("slack", StackFields("Business+", 100, provisioning_on=False, provisioning_idp="okta"))
    shown = tables(open_page(addresses.STACK))
    assert "✕ By hand · not switched on" in shown
    assert "0 of 1 app removes leavers automatically" in shown


def test_while_nobody_said_our_providers_nothing_is_said_of_removal(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("slack", StackFields("pro", 180, Decimal(15_660)))
    test = open_page(addresses.STACK)
    assert "1 app, not known who removes a leaver" in tables(test)
    assert "removes a leaver automatically" not in tables(test)
    assert "Choose identity providers" in [button.label for button in test.button]
    test = open_page(addresses.STACK_COST)
    assert "identity provider" in told(test)
    assert tables(test).count("not known") == 2


def used(app: str, fields: StackFields) -> None:
    with runtime().database.write() as session:
        stack.add(session, LOCAL_OPERATOR, app, fields)


def fields_of(app: str) -> StackFields:
    with runtime().database.read() as session:
        entry = stack.entry(session, LOCAL_OPERATOR, app)
    assert entry is not None
    return entry.fields


def test_an_import_says_beforehand_and_afterwards_what_it_leaves_out(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("slack", StackFields("pro", 180, Decimal("15660.0")))
    left = "- Slack\\: the USD 15,660 that you paid was for Pro and is left out."
    test = open_page(addresses.STACK, do="import")
    test.text_area(key=PASTED).set_value("App,Plan,Spend\nSlack,Business+,32400").run()
    assert left not in told(test)
    test.text_area(key=PASTED).set_value("App,Plan\nSlack,Business+").run()
    assert left in told(test)
    next(b for b in test.button if b.label == "Add 1 app").click().run()
    assert "0 apps added, 1 updated." in tables(test)
    assert fields_of("slack") == StackFields("business-plus", 180)


def test_the_stack_takes_the_lists_that_the_guided_start_takes_and_takes_them_back(
    open_page: Open,
) -> None:
    open_page(addresses.MATRIX)
    used("slack", StackFields("pro", 180, Decimal(15_660)))
    test = open_page(addresses.STACK, do="import")
    next(b for b in test.button if b.label == "Check the list").click().run()
    assert "Type or paste the names of your apps first" in told(test)
    test.text_area(key=PASTED).set_value(
        "Slack (Business+)\nGitHub Team\nAcme Intranet\nMiro"
    ).run()
    assert "3 known" in told(test)
    next(b for b in test.button if b.label == "Add 4 apps").click().run()
    assert not test.exception
    assert "3 apps added, 1 updated." in tables(test)
    assert set(ours()) == {"acme-intranet", "github", "miro", "slack"}
    next(b for b in test.button if b.label == "Undo").click().run()
    assert ours() == ["slack"]
    with runtime().database.read() as session:
        apps = catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY)).apps
    assert "acme-intranet" not in apps  # else the next list would be asked about names like it
    assert fields_of("slack") == StackFields("pro", 180, Decimal(15_660))


def test_what_was_added_is_not_taken_back_over_the_change_of_somebody_else(open_page: Open) -> None:
    test = open_page(addresses.STACK, do="add")
    test.multiselect(key="apps-to-add").set_value(["slack", "miro"])
    next(b for b in test.button if b.label == "Add").click().run()
    assert ours() == ["miro", "slack"]
    change(runtime().database, "slack", seats=7)
    next(b for b in test.button if b.label == "Undo").click().run()
    assert "Slack was changed by" in told(test)
    assert ours() == ["miro", "slack"]


def ours() -> list[str]:
    with runtime().database.read() as session:
        return [one.app for one in stack.entries(session, LOCAL_OPERATOR)]


def test_a_plan_that_gets_its_right_name_keeps_what_is_paid_for_it(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("datadog", StackFields("Pro", 20, Decimal(14_000)))
    test = open_page(addresses.STACK)
    next(b for b in test.button if b.label == "Infrastructure Pro").click().run()
    assert fields_of("datadog") == StackFields("infrastructure-pro", 20, Decimal(14_000))


def test_an_empty_quote_leaves_that_for_another_plan_alone(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    quoted = StackFields("pro", 180, quote=Decimal(50_000), quote_plan="Enterprise Grid")
    used("slack", quoted)
    quoted = fields_of("slack")
    test = open_page(addresses.WIZARD, app="slack")
    assert "Quoted for Enterprise Grid\\: USD 50,000 a year. One quote is kept" in told(test)
    assert "nothing was changed" in save_quote(test, None)
    assert fields_of("slack") == quoted
    assert "counts on every page" in save_quote(test, 30_000)
    now = fields_of("slack")
    assert (now.quote, now.quote_plan) == (30_000, "business-plus")
    next(b for b in test.button if b.label == "Forget it").click().run()
    assert (fields_of("slack").quote, fields_of("slack").quote_plan) == (None, None)


def test_a_decision_that_is_stale_is_marked_wherever_it_counts(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("slack", StackFields("pro", 180, Decimal(15_660)))
    places = (addresses.STACK_ADVICE, addresses.STACK_COST)
    number = accept(runtime().database, "slack", OptionId.MANUAL_CHECKLIST, idps=["okta"])
    for page in places:
        assert "◷ Stale" not in tables(open_page(page))
    assert "◷ Stale" not in told(open_page(addresses.WIZARD, app="slack"))
    change(runtime().database, "slack", plan="business-plus", annual_spend=Decimal(30_000))
    for page in places:
        assert "◷ Stale" in tables(open_page(page))
    test = open_page(addresses.WIZARD, app="slack")
    assert f"D-{number:04d}](decisions?decision={number}). ◷ Stale" in told(test)


def test_one_click_accepts_what_is_recommended_for_several_apps_once(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    for app in ("miro", "sentry"):
        used(app, StackFields(seats=10))
    with runtime().database.read() as session:
        found = advice.advise_stack(session, LOCAL_OPERATOR, Reading(TODAY))
    shown = {one.app: one.recommendation.first.id for one in found}
    for _click in range(2):
        with runtime().database.write() as session:
            advice.accept_as_shown(session, LOCAL_OPERATOR, Reading(TODAY), shown, TOMORROW)
    with runtime().database.read() as session:
        decided = advice.decisions(session, LOCAL_OPERATOR, Reading(TODAY))
    assert {one.app: one.choice for one in decided} == shown
    assert len(decided) == 2
    other = next(o.id for o in found[0].recommendation.options if o.feasible and o.rank != 1)
    with pytest.raises(Invalid), runtime().database.write() as session:
        advice.accept_as_shown(
            session, LOCAL_OPERATOR, Reading(TODAY), {found[0].app: other}, TOMORROW
        )


def save_quote(test: AppTest, amount: float | None) -> str:
    next(one for one in test.number_input if "a year, for our" in one.label).set_value(amount)
    next(b for b in test.button if b.label == "Save the quote").click().run()
    return str(test.success[0].value)


def test_a_plan_that_is_perhaps_not_above_ours_is_marked(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("customer-io", StackFields("builder", 20))
    shown = tables(open_page(addresses.WIZARD, app="customer-io"))
    assert "Premium</div><div><span class='of-muted'>not known whether above Builder" in shown
    used("slack", StackFields("pro", 20))
    assert "not known whether above" not in tables(open_page(addresses.WIZARD, app="slack"))
    unsaid = told(open_page(addresses.WIZARD, app="github"))
    assert "Where our plan stands among them is not known" in unsaid


def test_a_question_is_the_same_among_the_others_and_alone(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    used("slack", StackFields("Our Contract", 180))
    test = open_page(addresses.WIZARD, app="slack")
    question = "Which plan are you on?"
    among = next(one for one in test.selectbox if one.label == question)
    with runtime().database.write() as session:
        draft = advice.start_draft(session, LOCAL_OPERATOR, Reading(TODAY), "slack")
    test = open_page(addresses.WIZARD, draft=draft.id, step="current_plan")
    alone = next(one for one in test.radio if one.label == question)
    assert among.options == alone.options
    assert alone.options[0] == "Our Contract (not in the catalogue)"
    test = open_page(addresses.WIZARD, draft=draft.id, step="third_party_admin")
    assert test.radio[0].options == ["Yes", "No"]


@pytest.mark.parametrize(
    ("circumstances", "said"),
    [
        (here(), "Okta"),
        (here(idps=()), "No IdP chosen"),
        (here(has_connection=True), "Offramp"),
        (here(has_bridge=True, bridge_idp="okta"), "Okta"),
        # A bridge whose IdP its profile does not tell: one there is.
        (here(has_bridge=True), "IdP not known"),
    ],
)
def test_through_whom_a_leaver_is_removed(circumstances: Circumstances, said: str) -> None:
    assert route_words.through(route_of(an_app("none"), circumstances), {"okta": "Okta"}) == said


def test_what_another_idp_changes_is_told_against_the_idps_that_were_answered(
    open_page: Open,
) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(now, idps=("google-workspace",)))
        stack.add(session, LOCAL_OPERATOR, "customer-io", StackFields(seats=40))
        # By SCIM with Okta, and not with Google Workspace.
        stack.add(session, LOCAL_OPERATOR, "airtable", StackFields("business", 30))
        draft = advice.start_draft(
            session, LOCAL_OPERATOR, Reading(TODAY), "customer-io", {"idps": ["okta"]}
        )
    said = told(open_page("advice/wizard.py", draft=draft.id))
    added = re.findall(r"Added: (.*)", said)
    assert added
    for line in added:
        assert "**0 apps** better, **0 apps** worse" in line
        assert "seats without automatic removal 70 → 70" in line  # nobody confirmed Airtable's


@pytest.mark.parametrize(
    "page",
    [addresses.MATRIX, addresses.APP, addresses.COMPARE, addresses.SOURCES, addresses.STACK],
)
def test_a_page_without_anything_says_what_to_do_next(open_page: Open, page: str) -> None:
    test = open_page(page)
    assert not test.exception
    if page not in (addresses.MATRIX, addresses.SOURCES):
        assert any(word in told(test) for word in ("Choose", "Say under", "No apps yet"))


def test_names_from_data_cannot_become_markup(open_page: Open) -> None:
    open_page(addresses.MATRIX)
    with runtime().database.write() as session:
        app = catalog.add_app(session, LOCAL_OPERATOR, "<img src=x onerror=alert(1)> [x](j:1)")
    test = open_page(addresses.MATRIX, q="img src")
    assert "<img" not in tables(test)
    assert "&lt;img src=x" in tables(test)
    assert not open_page("catalogue/app.py", app=app).exception


def test_a_group_of_which_a_role_is_offered_no_page_is_not_in_the_menu(
    open_page: Open, as_role: Callable[[Role], Actor]
) -> None:
    as_role(Role.VIEWER)
    entries = [
        str(each.proto.label) for each in open_page(addresses.MATRIX).sidebar.get("page_link")
    ]
    assert "Our apps" in entries
    assert not {"Leaving", "SCIM", "Evidence"} & set(entries)


def test_a_form_keeps_what_was_refused_and_is_emptied_by_what_was_taken(open_page: Open) -> None:
    test = open_page(addresses.GROUPS)
    for name, is_kept in (("IT", True), ("Marketing", False)):
        field = next(each for each in test.text_input if each.label == "Name")
        field.set_value(name)
        next(each for each in test.button if each.label == "Add").click().run()
        after = next(each for each in test.text_input if each.label == "Name").value
        assert (after == name) is is_kept, after


def test_a_link_that_names_no_account_chooses_none(open_page: Open) -> None:
    test = open_page(addresses.USERS, account="nobody")
    assert "There is no account “nobody”." in told(test)
    assert not [each for each in test.button if each.label.startswith("Disable")]


def test_an_import_takes_a_file(open_page: Open) -> None:
    test = open_page(addresses.STACK, do="import")
    test.button_group(key="stack-list-how").set_value("Upload a file").run()
    upload = test.get("file_uploader")[0]
    assert upload.proto.max_upload_size_mb == 10
    upload.set_value([("apps.csv", b"App,Seats\nMiro,7", "text/csv")]).run()
    assert "1 known" in told(test)


@pytest.mark.parametrize(
    "page", [addresses.PEOPLE, addresses.ACCOUNTS, addresses.FINDINGS, addresses.FEEDS]
)
def test_without_lists_a_page_of_accounts_leads_on_to_the_first(open_page: Open, page: str) -> None:
    test = open_page(page)
    assert not test.exception
    offered = [one.label for one in (*test.button, *test.get("page_link"))]
    assert [label for label in offered if label.startswith("Import")]
