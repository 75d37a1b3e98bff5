"""The pages of people, accounts, findings and feeds without a browser: what they show, and do."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from core.accounts import service as accounts
from core.accounts.values import (
    FINDING_WORDS,
    AccountKind,
    AccountQuery,
    AccountRow,
    Belongs,
    FindingKind,
    FindingQuery,
    FindingRow,
    FindingState,
    How,
    PeopleQuery,
    PersonInput,
    SnapshotState,
    Subject,
)
from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import Runtime, forget_runtime, runtime
from core.offboarding import service as offboarding
from core.offboarding.models import Case
from core.offboarding.values import CaseKind, CaseQuery, CaseUrgency, Phase, StepStatus
from core.storage.database import Database
from pages.offboarding.parts import leaving_person
from pages.ui import addresses, page_context
from tests.support.app_lists import deliver as deliver_list
from tests.support.app_lists import wire
from tests.support.cases import add_step
from tests.support.company import OLA, READING, opening
from tests.support.databases import fold
from tests.support.inventory import NOW, deliver, inventory, of_somebody, trouble
from tests.support.pages import Open, tables, told, upload_list
from tests.support.pages import press as press_first
from tests.support.twelve_apps import twelve_apps

As = Callable[[Actor], None]
OTHERS = [f"other{number}@example.com" for number in range(30)]
AUDITOR = Actor("aud", "Aud Example", Role.AUDITOR, email="aud@example.com")


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> As:
    """Make somebody the one who looks."""

    def act(actor: Actor) -> None:
        monkeypatch.setattr(page_context, "identify", lambda: actor)

    return act


@pytest.fixture(scope="module")
def company_file(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one of everything, made once; copy it before writing."""
    path = tmp_path_factory.mktemp("inventory") / "offramp.db"
    path.write_bytes(loaded_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    wire()
    twelve_apps(database)
    inventory(database)
    fold(database)
    database.close()
    return path


@pytest.fixture
def our_runtime(
    company_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runtime]:
    """In place of the empty one: the company's."""
    (tmp_path / "offramp.db").write_bytes(company_file.read_bytes())
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    forget_runtime()
    yield runtime()
    runtime().database.close()
    forget_runtime()


@pytest.fixture
def people(our_runtime: Runtime, acting: As) -> dict[str, int]:
    """Its people by first name, and an operator who looks."""
    acting(OLA)
    with our_runtime.database.read() as session:
        page = accounts.people(session, LOCAL_OPERATOR, PeopleQuery(), NOW)
    return {row.name.split()[0]: row.id for row in page.rows}


def found(of: Runtime, **query: object) -> list[FindingRow]:
    with of.database.read() as session:
        page = accounts.findings(session, LOCAL_OPERATOR, FindingQuery(**query))  # type: ignore[arg-type]
    return list(page.rows)


def rows(test: AppTest, label: str) -> int:
    """How many rows a table has."""
    table = re.search(rf"<table[^>]*aria-label='{label}'>.*?</table>", tables(test), re.DOTALL)
    return table[0].count("<tr>") - 1 if table else 0


def press(test: AppTest, label: str) -> AppTest:
    next(one for one in test.button if one.label == label).click().run()
    assert not test.exception
    return test


# -- for whom ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "query"),
    [
        (addresses.PEOPLE, {"do": "import"}),
        (addresses.PEOPLE, {"do": "add"}),
        (addresses.PERSON, {"id": "1", "do": "edit"}),
        (addresses.ACCOUNTS, {"whose": "none", "do": "import"}),
        (addresses.ACCOUNTS, {"account": "zoom/nobody"}),
        (addresses.FINDINGS, {}),
        (addresses.FEEDS, {"do": "settings"}),
        (addresses.FEEDS, {"feed": "1"}),
    ],
)
def test_who_only_reads_is_offered_nothing_that_changes_anything(
    people: dict[str, int], open_page: Open, acting: As, page: str, query: dict[str, str]
) -> None:
    acting(AUDITOR)
    test = open_page(page, **query)
    assert not test.exception
    assert {one.label for one in test.button} <= {"Search", "Keyboard shortcuts"}
    assert not [one for one in test.checkbox if one.label.startswith("Select")]


# -- people -------------------------------------------------------------------


def test_people_are_counted_filtered_and_named_with_their_accounts(
    people: dict[str, int], open_page: Open
) -> None:
    test = open_page(addresses.PEOPLE)
    assert test.segmented_control[0].options == [
        "All 5", "Here 4", "Leaving 1", "Left 1", "Proposed cases 2", "Worst to lose",
    ]  # fmt: skip
    assert rows(test, "People") == 5
    left = open_page(addresses.PEOPLE, show="left")
    assert rows(left, "People") == 1
    assert "Ben Probe" in tables(left)
    assert f"href='person?id={people['Ben']}'" in tables(left)
    searched = open_page(addresses.PEOPLE, q="sample")
    assert rows(searched, "People") == 1
    assert ">3</div></td>" in tables(searched)  # Dora has three accounts
    assert "Not known" in tables(searched)  # no manager is not no one


def test_a_person_has_had_never_had_or_nothing_is_known(
    people: dict[str, int], open_page: Open
) -> None:
    shown = open_page(addresses.PERSON, id=str(people["Dora"]))
    said = tables(shown)
    assert not shown.exception
    assert "Has accounts in 2 apps" in [one.value for one in shown.subheader]
    assert rows(shown, "What they have") == 3
    assert "Never seen in a complete list of Customer.io" in said
    assert "No data, because no list was imported:" in said
    assert "href='feeds?do=import&amp;of=slack'" in said
    assert rows(shown, "Findings") == 2
    by_name = open_page(addresses.PERSON, name="Dora.Old@example.com")
    assert [one.value for one in by_name.title] == ["Dora Sample"]


def test_what_may_be_theirs_is_said_before_anything_is_ruled_out(
    people: dict[str, int], open_page: Open
) -> None:
    """The app lists them under another address: "never seen" would be an assurance."""
    with runtime().database.write() as session:
        who = accounts.add_person(
            session, LOCAL_OPERATOR, PersonInput("Lukas Muster", "lukas@example.com")
        )
        row = {"external_id": "9", "user_name": "lukasmuster-dev", "name": "Lukas Muster"}
        deliver(session, "notion", {**row, "email": None})
        lukas = opening(person="Lukas Muster", email="lukas@example.com", apps=None)
        case = offboarding.open_case(session, OLA, READING, lukas).id
        of = session.get_one(Case, case)
        there = add_step(session, of, position=990, title="Remove", app_id="notion").id
        other = add_step(session, of, position=991, title="Remove", app_id="zoom").id
    said = tables(open_page(addresses.PERSON, id=str(who)))
    assert "? Maybe: 1 account not confirmed" in said
    assert "lukasmuster-dev, Notion" in said
    never = re.search("Never seen in a complete list of (.*?)<", said)
    assert never
    assert "Notion" not in never.group(1)
    whole = tables(open_page(addresses.CASE, case=str(case), view="apps"))
    assert "? Maybe: 1 account not confirmed" in whole
    # In the line of the app, and in the table of what is known of it.
    assert whole.count("aybe lukasmuster-dev, not confirmed") == 2
    for step, times in ((there, 2), (other, 1)):  # in its drawer, and above the case's steps
        test = open_page(addresses.CASE, case=str(case), step=str(step))
        assert tables(test).count("lukasmuster-dev, Notion") == times
    with runtime().database.write() as session:
        accounts.confirm(session, LOCAL_OPERATOR, [Belongs("notion", "9", who)])
    assert "not confirmed" not in tables(open_page(addresses.PERSON, id=str(who)))
    assert "not confirmed" not in tables(open_page(addresses.CASE, case=str(case)))


def test_a_finding_says_what_else_may_be_theirs(people: dict[str, int], open_page: Open) -> None:
    def said(kind: FindingKind, search: str = "") -> str:
        with runtime().database.read() as session:
            page = accounts.findings(session, LOCAL_OPERATOR, FindingQuery(kind, search=search))
        return tables(open_page(addresses.FINDINGS, finding=page.rows[0].id))

    assert "? Maybe: 1 account not confirmed" in said(FindingKind.DUPLICATE)
    assert "? Maybe, not confirmed" in said(FindingKind.UNMATCHED, search="nobody")


def test_nobody_is_shown_for_a_name_that_nobody_has(
    people: dict[str, int], open_page: Open
) -> None:
    for query in ({"id": "999"}, {"id": "x"}, {"name": "eve@example.com"}, {}):
        test = open_page(addresses.PERSON, **query)
        assert not test.exception
        assert [one.value for one in test.title] == ["Person"]


def test_a_case_begins_with_what_is_known_of_the_person(
    people: dict[str, int], open_page: Open
) -> None:
    test = open_page(
        addresses.LEAVING, name="Cleo Muster", email="cleo@example.com", zone="Asia/Tokyo",
        ends="2026-12-31T08:00:00+00:00", manager="ada@example.com",
    )  # fmt: skip
    assert not test.exception
    typed = {one.key: one.value for one in test.text_input}
    assert (typed["person"], typed["email"]) == ("Cleo Muster", "cleo@example.com")
    assert typed["manager"] == "ada@example.com"
    assert test.selectbox(key="zone").value == "Asia/Tokyo"
    plain = open_page(addresses.LEAVING, ends="soon", zone="Mars")
    assert not plain.exception


def test_who_leaves_is_chosen_from_the_people_that_lists_know(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """Name, address, manager, last day and kind follow; somebody else is typed."""
    with our_runtime.database.write() as session:
        file = (
            b"Name,Email,Manager,Type,Last day\n"
            b"Vera Vertrag,vera@example.com,Ada,Contractor,2027-01-29\n"
        )
        delivery = accounts.read_delivery(file, "freelance.csv", Subject.PEOPLE)
        accounts.import_people(session, OLA, delivery, How(feed="Freelancers", complete=False))
        vera = accounts.find_person(session, OLA, "vera@example.com")
    test = open_page(addresses.LEAVING)
    box_of(test, "Who leaves").set_value(vera).run()
    assert not test.exception
    assert "".join(test.query_params["of"]) == str(vera)
    typed = {one.label: one.value for one in test.text_input}
    assert (typed["Name"], typed["E-mail address"]) == ("Vera Vertrag", "vera@example.com")
    assert typed["Manager"] == "Ada"
    [kind] = [one for one in test.segmented_control if one.label == "Kind of leaving"]
    assert kind.value is CaseKind.CONTRACT_END
    assert [one.value.date().isoformat() for one in test.datetime_input] == ["2027-01-29"]
    for nobody in ("999", "9" * 40, "Vera"):
        test = open_page(addresses.LEAVING, of=nobody)
        assert not test.exception
        assert {one.label: one.value for one in test.text_input}["Name"] == ""


def test_what_may_be_theirs_is_said_before_the_case_is_open(
    people: dict[str, int], open_page: Open
) -> None:
    """No step removes it: who opens the case hears so while they can still confirm it."""
    dora = open_page(addresses.LEAVING, name="Dora Sample", email="dora@example.com")
    assert "? Maybe: 1 account not confirmed" in tables(dora)
    assert ">nobody, Zoom</a>" in tables(dora)
    ada = open_page(addresses.LEAVING, name="Ada Example", email="ada@example.com")
    assert "? Maybe" not in tables(ada)


def test_of_very_many_people_a_part_of_the_name_is_asked_first(
    people: dict[str, int], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving_person, "ALL_AT_ONCE", 2)
    test = open_page(addresses.LEAVING, of=str(people["Ada"]))
    assert box_of(test, "Who leaves").value == people["Ada"]
    assert len(box_of(test, "Who leaves").options) == 1
    next(one for one in test.text_input if one.label == "Find who leaves").set_value("ben").run()
    assert {one.partition(" · ")[2] for one in box_of(test, "Who leaves").options} == {
        "ada@example.com", "ben@example.com",
    }  # fmt: skip


def box_of(test: AppTest, label: str) -> Selectbox:
    return next(one for one in test.selectbox if one.label == label)


def test_if_they_left_says_how_hours_come_about_and_whose_the_work_is(
    people: dict[str, int], open_page: Open
) -> None:
    person = open_page(addresses.PERSON, id=str(people["Ada"]), view="left")
    drawn = tables(person)
    assert re.search(r"added up over the apps: \d+ \+ \d+ = \d+ h", drawn)
    [work] = re.findall(r"The work: .*?\.<", drawn)
    assert "IT " in work
    assert "@" not in work
    stays = re.search(
        r"Access to (\d+) apps? would stay until", " ".join(one.value for one in person.subheader)
    )
    worst = tables(open_page(addresses.PEOPLE, show="worst"))
    assert "In this order: " in worst
    of_ada = worst.partition("Ada ")[2].partition("</tr>")[0]
    assert stays
    assert f"ccess to {stays[1]} of " in of_ada


def test_home_says_who_leaves_as_lists_of_people_say_and_has_no_case(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """Who is leaving has one answer: nobody without a word of those whom HR has told."""
    with our_runtime.database.read() as session:
        found = offboarding.roster_proposals(session, OLA)
        urgent = CaseQuery(urgency=CaseUrgency.LEAVING)
        assert offboarding.cases(session, OLA, urgent, NOW)[0] == 0
    number, feeds = len(found), {one.leaver.feed for one in found}
    assert number
    by = f" by “{feeds.pop()}”" if feeds != {None} and len(feeds) == 1 else ""
    test = open_page(addresses.HOME)
    assert not test.exception
    said = tables(test)
    leavers = "1 leaver" if number == 1 else f"{number} leavers"
    assert re.search(r"No case is open\..{,60}people\?show=proposed", said)
    assert f"{leavers} proposed{by}" in said
    assert "No one:" not in said


def test_a_proposed_case_is_opened_by_who_accepts_it(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.PEOPLE, show="proposed")
    [box] = [one for one in test.checkbox if one.label.startswith("Select Cleo Muster")]
    box.check().run()
    assert "○ Open a case" not in tables(test)
    press(test, "Open 1 case")
    with our_runtime.database.read() as session:
        _total, cases = offboarding.cases(session, OLA, CaseQuery("cleo@example.com"), NOW)
    assert [case.person for case in cases] == ["Cleo Muster"]
    assert [one.value for one in test.success] == ["1 case opened."]
    way = r"<a href='case\?case=\d+' target='_self'>Work on OFF-\d+, Cleo Muster</a>"
    assert re.search(way, tables(test))


def test_a_name_is_added_and_removed_again(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.PERSON, id=str(people["Ada"]))
    field = next(one for one in test.text_input if one.label == "One more address or user name")
    field.set_value("Ada.Lovelace")
    press(test, "Add")
    assert "ada.lovelace" in tables(test)
    press(test, "Remove ada.lovelace")
    with our_runtime.database.read() as session:
        assert accounts.names_of_person(session, people["Ada"]) == ["ada@example.com"]


# -- accounts -----------------------------------------------------------------


def test_accounts_are_filtered_by_app_whose_and_administrator(
    people: dict[str, int], open_page: Open
) -> None:
    whole = open_page(addresses.ACCOUNTS)
    assert rows(whole, "Accounts") == 11
    assert whole.segmented_control[0].options == ["All 11", "Exact 8", "Confirmed 0", "No one's 3"]
    admins = open_page(addresses.ACCOUNTS, app="zoom", admin="yes")
    assert rows(admins, "Accounts") == 2
    assert rows(open_page(addresses.ACCOUNTS, kind="Service"), "Accounts") == 1
    odd = open_page(addresses.ACCOUNTS, app="no-such-app", status="Any")
    assert not odd.exception
    assert rows(odd, "Accounts") == 11


def test_a_suggestion_is_confirmed_and_says_by_whom(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.ACCOUNTS, whose="none")
    assert re.search(
        r">Dora Sample</a></span>.*?<span class='of-badge of-neutral'[^>]*>\w", tables(test)
    )
    [box] = [one for one in test.checkbox if one.label.startswith("Select nobody")]
    box.check().run()
    press(test, "Confirm 1 suggestion")
    assert whose(our_runtime, "nobody") == (people["Dora"], "confirmed")
    drawn = open_page(addresses.ACCOUNTS, account="zoom/nobody")
    assert "Said by Ola Operator" in tables(drawn)


def test_confirming_says_who_has_two_accounts_in_an_app_now(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """Else the findings grow by duplicates of which nobody was told."""
    with our_runtime.database.write() as session:
        other = {"external_id": "9", "name": "Dora Sample", "email": "d.sample@else.example"}
        deliver(session, "notion", of_somebody("dora"), {**other, "user_name": None})
    test = open_page(addresses.ACCOUNTS, whose="none", app="notion")
    [box] = [one for one in test.checkbox if "d.sample" in one.label]
    box.check().run()
    press(test, "Confirm 1 suggestion")
    told_so = "1 account confirmed. Dora Sample now has more than one account in Notion: see Find"
    assert told_so in tables(test)


def test_who_fits_two_is_confirmed_alone(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """Both are named: nobody confirms the wrong one among many."""
    with our_runtime.database.write() as session:
        for name in ("Alexander", "Alexandra"):
            one = PersonInput(f"{name} Brown", f"{name}@example.com")
            accounts.add_person(session, LOCAL_OPERATOR, one)
        row = {"external_id": "9", "name": "Alex Brown", "email": "alex.brown@else.example"}
        deliver(session, "notion", {**row, "user_name": None})
    test = open_page(addresses.ACCOUNTS, whose="none")
    assert re.search(r">Alexander Brown</a>.*?Alexandra Brown fits about as well", tables(test))
    boxes = [one for one in test.checkbox if "nobody" in one.label or "alex" in one.label]
    for box in boxes:
        box.check()
    test.run()
    press(test, "Confirm 1 suggestion")
    assert whose(our_runtime, "nobody") == (people["Dora"], "confirmed")
    assert accounts_of(our_runtime, "notion")[0].person is None
    [box] = [one for one in test.checkbox if "alex" in one.label]
    box.check().run()
    press(test, "Confirm 1 suggestion")
    assert accounts_of(our_runtime, "notion")[0].person_name == "Alexander Brown"


def accounts_of(of: Runtime, app: str) -> Sequence[AccountRow]:
    with of.database.read() as session:
        return accounts.accounts(session, LOCAL_OPERATOR, AccountQuery(app=app)).rows


def test_a_suggestion_that_is_wrong_is_not_made_again(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.ACCOUNTS, whose="none")
    [box] = [one for one in test.checkbox if one.label.startswith("Select nobody")]
    box.check().run()
    press(test, "Not theirs")
    assert whose(our_runtime, "nobody") == (None, None)
    again = tables(open_page(addresses.ACCOUNTS, whose="none"))
    assert ">Dora Sample</a>" not in again


def test_an_account_that_is_nobodys_by_nature_gets_an_owner(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.ACCOUNTS, account="zoom/backup")
    next(one for one in test.text_input if one.label == "Owner").set_value("it@example.com")
    press(test, "Save")
    assert not found(our_runtime, kind=FindingKind.OWNERLESS)
    assert open_page(addresses.ACCOUNTS).segmented_control[0].options[3] == "With an owner 1"


def whose(of: Runtime, key: str) -> tuple[int | None, str | None]:
    with of.database.read() as session:
        query = AccountQuery(app="zoom", key=key)
        [row] = accounts.accounts(session, LOCAL_OPERATOR, query).rows
    return row.person, str(row.match) if row.match else None


# -- findings -----------------------------------------------------------------


def test_findings_say_what_is_first_and_lead_to_each_kind(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.FINDINGS)
    assert "First: 1 returned account." in tables(test)
    ticks = [one.label for one in test.checkbox if one.label.startswith("Select")]
    assert ticks[0] == "Select Returned, fay, Customer.io"
    kinds = Counter(each.kind for each in found(our_runtime))
    for kind, number in kinds.items():
        link = f"<a href='?kind={kind}' target='_self'><span>{FINDING_WORDS[kind].title}</span>"
        assert f"{link} <strong>{number}</strong>" in tables(test)
    listed = open_page(addresses.FINDINGS, kind="unmatched")
    ticks = [one for one in listed.checkbox if one.label.startswith("Select Unmatched")]
    assert len(ticks) == kinds[FindingKind.UNMATCHED]


def test_where_none_is_open_the_page_leads_to_those_in_a_case(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """In a case is not yet removed: nobody reads of it that nothing is wrong."""
    is_bens = [each.id for each in found(our_runtime) if each.person == people["Ben"]]
    others = [each.id for each in found(our_runtime) if each.id not in is_bens]
    with our_runtime.database.write() as session:
        until = (NOW + timedelta(days=9)).date()
        accounts.accept_findings(session, LOCAL_OPERATOR, others, until, "Known")
        offboarding.findings_to_cases(session, LOCAL_OPERATOR, READING, is_bens)
    shown = tables(open_page(addresses.FINDINGS))
    assert "No finding is open." in shown
    assert f"<a href='?state=working' target='_self'>{len(is_bens)} finding" in shown
    assert f"<a href='?state=accepted' target='_self'>{len(others)} findings accepted</a>" in shown
    assert "No finding matches" not in shown
    assert "matches; others do" in tables(open_page(addresses.FINDINGS, app="zoom"))


def test_a_finding_says_of_when_its_list_is_and_that_it_is_stale(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    shown = tables(open_page(addresses.FINDINGS))
    assert ", stale" not in shown
    assert "lists are stale" not in shown
    with our_runtime.database.write() as session:
        for each in accounts.feeds(session, LOCAL_OPERATOR):
            if each.app:
                accounts.edit_feed(
                    session,
                    LOCAL_OPERATOR,
                    each.id,
                    each.version,
                    name=each.name,
                    every_hours=None,
                    stale_after_hours=1,
                )
    test = open_page(addresses.FINDINGS)
    assert "All 3 lists are stale." in tables(test)
    ticks = [one for one in test.checkbox if one.label.startswith("Select")]
    assert ticks
    assert tables(test).count(", stale</span>") == len(ticks)
    [returned] = found(our_runtime, kind=FindingKind.RETURNED)
    taken = f"title='The list of {returned.feed_name}, {returned.as_of:%Y-%m-%d %H:%M} UTC."
    assert taken in tables(test)
    assert "◷ Stale" in tables(open_page(addresses.FINDINGS, finding=returned.id))


def test_what_returned_is_counted_also_while_a_case_works_on_it(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    [fay] = found(our_runtime, kind=FindingKind.RETURNED)
    with our_runtime.database.write() as session:
        offboarding.findings_to_cases(session, OLA, READING, [fay.id])
    test = open_page(addresses.FINDINGS)
    assert "First: 1 returned account, in a case." in tables(test)
    link = "<a href='?kind=returned&amp;state=standing' target='_self'><span>Returned</span>"
    assert f"{link} <strong>1</strong>" in tables(test)
    listed = open_page(addresses.FINDINGS, kind="returned", state="standing")
    ticks = [one.label for one in listed.checkbox if one.label.startswith("Select")]
    assert ticks == ["Select Returned, fay, Customer.io"]
    home = tables(open_page(addresses.HOME))
    assert "href='findings?kind=returned&amp;state=standing'" in home
    assert "title='1 returned account, in a case.'" in home


def test_findings_are_accepted_until_a_day_and_open_again(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    [dormant] = found(our_runtime, kind=FindingKind.DORMANT)
    test = open_page(addresses.FINDINGS, finding=dormant.id)
    press(test, "Accept")  # without a reason
    assert "Why is it accepted?" in told(test)
    test.text_input(key="accept-reason").set_value("On parental leave")
    press(test, "Accept")
    [row] = found(our_runtime, kind=FindingKind.DORMANT)
    assert (row.state, row.accepted_by) == (FindingState.ACCEPTED, "Ola Operator")
    assert row.until is not None
    assert row.until > NOW.date() + timedelta(days=80)
    assert "On parental leave" in tables(open_page(addresses.FINDINGS, finding=row.id))
    press(open_page(addresses.FINDINGS, finding=row.id), "Open it again")
    assert found(our_runtime, kind=FindingKind.DORMANT)[0].state is FindingState.OPEN


def test_a_finding_opens_a_case_of_its_person(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.FINDINGS, kind="orphaned")
    next(one for one in test.checkbox if one.label.startswith("Select")).check().run()
    press(test, "Open a case for 1 account…")
    assert found(our_runtime, kind=FindingKind.ORPHANED)[0].case is None
    assert "Ben Probe" in tables(test)
    [row] = found(our_runtime, kind=FindingKind.ORPHANED)
    test = open_page(addresses.FINDINGS, finding=row.id)
    press(test, "Open a case…")
    press(test, next(one.label for one in test.button if one.label.startswith("Open the case")))
    [row] = found(our_runtime, kind=FindingKind.ORPHANED)
    assert row.state is FindingState.WORKING
    assert row.case is not None
    shown = open_page(addresses.FINDINGS, finding=row.id)
    assert f"href='case?case={row.case}'" in tables(shown)


def test_what_a_finding_opens_is_shown_before_and_a_second_one_joins_it(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    [row] = found(our_runtime, kind=FindingKind.ORPHANED)
    test = open_page(addresses.FINDINGS, finding=row.id)
    press(test, "Open a case…")
    assert found(our_runtime, kind=FindingKind.ORPHANED)[0].case is None
    assert "Access was to end" in tables(test)
    press(test, "Not now")
    assert any(one.label == "Open a case…" for one in test.button)
    # A case of theirs in which the app is not yet: the button says what it does.
    with our_runtime.database.write() as session:
        moves = opening(person="Ben Probe", email="ben@example.com", kind=CaseKind.MOVE, apps=())
        case = offboarding.open_case(session, OLA, READING, moves)
        deliver(session, "notion", of_somebody("ben"))
    [row] = [each for each in found(our_runtime, kind=FindingKind.ORPHANED) if each.app == "notion"]
    press(open_page(addresses.FINDINGS, finding=row.id), f"Add to the open case {case.number}")
    with our_runtime.database.read() as session:
        steps = offboarding.case(session, OLA, case.id).steps
    assert "notion" in {step.app for step in steps}


def test_a_case_that_was_opened_of_a_finding_is_taken_back_by_undo(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    [row] = found(our_runtime, kind=FindingKind.ORPHANED)
    test = open_page(addresses.FINDINGS, finding=row.id)
    press(test, "Open a case…")
    press(test, next(one.label for one in test.button if one.label.startswith("Open the case")))
    assert found(our_runtime, kind=FindingKind.ORPHANED)[0].case is not None
    press(test, "Undo")
    assert found(our_runtime, kind=FindingKind.ORPHANED)[0].case is None


def test_a_finding_that_is_resolved_is_said_to_be(people: dict[str, int], open_page: Open) -> None:
    test = open_page(addresses.FINDINGS, finding="0" * 16)
    assert not test.exception
    assert "It may be resolved" in told(test)


def test_the_charts_have_their_figures_as_tables(people: dict[str, int], open_page: Open) -> None:
    test = open_page(addresses.FINDINGS, charts="true")
    assert not test.exception
    assert len(test.get("plotly_chart")) == 3
    assert rows(test, "Findings by age")
    assert rows(test, "Findings by app")
    assert rows(test, "Accounts of people who left, by week")


# -- feeds --------------------------------------------------------------------


def test_a_held_list_waits_above_all_and_is_settled_with_a_reason(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    trouble(our_runtime.database)
    test = open_page(addresses.FEEDS, show="attention")
    assert rows(test, "Feeds") == 2
    assert "accounts are missing" in tables(test)
    next(one for one in test.text_input if one.label.startswith("Why it")).set_value("Too few")
    press(test, "Discard")
    with our_runtime.database.read() as session:
        feed = next(one for one in accounts.feeds(session, OLA) if one.app == "zoom")
        [newest, *_] = accounts.snapshots(session, OLA, feed.id)
    assert (newest.state, newest.settled_reason) == (SnapshotState.DISCARDED, "Too few")
    drawn = tables(open_page(addresses.FEEDS, feed=str(feed.id)))
    assert "Ola Operator: Too few" in drawn
    assert f"/files/snapshot/{newest.id}" in drawn
    by_snapshot = open_page(addresses.FEEDS, snapshot=str(newest.id))
    assert f"/files/snapshot/{newest.id}" in tables(by_snapshot)
    for wrong in ({"snapshot": "999"}, {"feed": "999"}, {"feed": "x"}):
        assert not open_page(addresses.FEEDS, **wrong).exception


def test_settings_are_saved_by_an_administrator_alone(
    people: dict[str, int], open_page: Open, our_runtime: Runtime, acting: As
) -> None:
    assert not open_page(addresses.FEEDS, do="settings").number_input
    acting(LOCAL_OPERATOR)
    test = open_page(addresses.FEEDS, do="settings")
    field = next(one for one in test.text_area if one.label.startswith("Domains"))
    field.set_value("example.com, example.org")
    press(test, "Save")
    with our_runtime.database.read() as session:
        kept = accounts.account_settings(session, LOCAL_OPERATOR)
    assert kept.same_domains == (("example.com", "example.org"),)


def test_a_pasted_list_is_understood_tried_and_imported(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.FEEDS, do="import", of="slack")
    paste = next(one for one in test.segmented_control if one.label == "How")
    paste.set_value("Paste").run()
    test.text_area(key="deliver-pasted").set_value(
        "User ID,Email,Name,Status\nU1,ada@example.com,Ada,Active\n"
        "U2,x@example.com,Dora Sample,Active\n"
    )
    press(test, "Read the list")
    assert test.selectbox(key="deliver-app").value == "slack"
    assert "<dt>Whose is known</dt><dd>1</dd>" in tables(test)
    # Dora is suggested: it is no one's until somebody says so, here as in the list.
    assert re.search("<dt[^>]*>No one's</dt><dd>1</dd>", tables(test).replace("&#x27;", "'"))
    with our_runtime.database.read() as session:
        assert accounts.accounts(session, OLA, AccountQuery(app="slack")).total == 0
    press_first(test, "Import 2 accounts as of today")
    with our_runtime.database.read() as session:
        page = accounts.accounts(session, OLA, AccountQuery(app="slack"))
    assert [(row.email, row.kind) for row in page.rows] == [
        ("ada@example.com", AccountKind.PERSON), ("x@example.com", AccountKind.PERSON),
    ]  # fmt: skip
    assert page.by_match["none"] == 1
    assert "1 no one's" in told(test) + "".join(one.value for one in test.success)


def test_the_name_of_a_file_says_the_app_until_someone_says_another(
    people: dict[str, int], open_page: Open
) -> None:
    data = b"Email,Name,Status\nada@example.com,Ada,Active\n"
    test = open_page(addresses.FEEDS, do="import")
    upload_list(test, "slack-members.csv", data)
    assert test.selectbox(key="deliver-app").value == "slack"
    assert "Chosen by the name of the file." in tables(test)
    upload_list(test, "members.csv", data + b"ben@example.com,Ben,Active\n")
    assert test.selectbox(key="deliver-app").value is None
    test.selectbox(key="deliver-app").select("zoom").run()
    upload_list(test, "slack.csv", data + b"cleo@example.com,Cleo,Active\n")
    assert test.selectbox(key="deliver-app").value == "zoom"
    assert "Chosen by the name of the file." not in tables(test)


def test_a_column_that_is_gone_is_asked_for_alone_or_left_out(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    """Somebody once said which column is what; the next file lacks one of these."""
    before = b"Kontakt,Wer,Zustand,Rechte\nada@example.com,Ada,Active,yes\n"
    said = {"email": "Kontakt", "name": "Wer", "status": "Zustand", "admin": "Rechte"}
    with our_runtime.database.write() as session:
        delivery = accounts.read_delivery(before, "slack.csv", Subject.ACCOUNTS, mapping=said)
        how = How(complete=True, as_of=NOW - timedelta(hours=5))
        accounts.import_accounts(session, OLA, "asana", delivery, how)
    test = open_page(addresses.FEEDS, do="import", of="asana")
    next(one for one in test.segmented_control if one.label == "How").set_value("Paste").run()
    pasted = "Kontakt,Wer,Zustand,Chef\nada@example.com,Ada,Active,yes\n"
    test.text_area(key="deliver-pasted").set_value(pasted)
    press(test, "Read the list")
    assert "Last time this was the column “Rechte”, which is gone." in told(test)
    column = next(one for one in test.selectbox if one.label == "Column for Administrator")
    column.set_value("Chef").run()
    assert not test.exception
    assert "which is gone" not in told(test)
    next(one for one in test.checkbox if one.label == "The new columns are meant").check().run()
    press_first(test, "Import 1 account as of today")
    with our_runtime.database.read() as session:
        [row] = accounts.accounts(session, OLA, AccountQuery(app="asana")).rows
        kept = accounts.remembered_mapping(session, OLA, Subject.ACCOUNTS, "asana", None)
    assert row.admin is True
    assert kept == said | {"admin": "Chef"}


def test_an_import_says_which_removals_it_shows_and_the_case_says_so(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    names = ["ben", *(f"other{number}" for number in range(30))]
    lines = [f"{name},{name}@example.com,Active" for name in names]
    head = "User ID,Email,Status"
    before = "\n".join([head, *lines]).encode()
    with our_runtime.database.write() as session:
        delivery = accounts.read_delivery(before, "notion.csv", Subject.ACCOUNTS)
        earlier = How(complete=True, as_of=NOW - timedelta(hours=5))
        accounts.import_accounts(session, OLA, "notion", delivery, earlier)
        gone = opening(person="Ben Probe", email="ben@example.com", apps=None)
        gone = replace(gone, effective=NOW - timedelta(hours=3))
        case = offboarding.open_case(session, OLA, READING, gone)
    test = open_page(addresses.FEEDS, do="import", of="notion")
    next(one for one in test.segmented_control if one.label == "How").set_value("Paste").run()
    test.text_area(key="deliver-pasted").set_value("\n".join([head, *lines[1:]]))
    press(test, "Read the list")
    press(
        test, next(one.label for one in test.button if one.label.startswith("Import 30 accounts"))
    )
    said = "".join(one.value for one in test.success)
    assert f"Ben Probe ([{case.number}](case?case={case.id}))" in said
    shown = open_page(addresses.CASE, case=str(case.id), list="apps")
    assert "● Proven" in tables(shown)
    [check] = [step.id for step in case.steps if step.app == "notion" and step.phase is Phase.CHECK]
    shown = open_page(addresses.CASE, case=str(case.id), step=str(check))
    assert "the account is gone" in "".join(one.value for one in shown.success)
    assert "no other check than a second look" not in told(shown)
    assert "● Gone already" in tables(open_page(addresses.CASE, case=str(case.id), view="done"))


def test_an_import_says_first_and_apart_who_has_an_account_again(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    now = datetime.now(UTC)
    with our_runtime.database.write() as session:
        leaves = opening(person="Ben Probe", email="ben@example.com", apps=("notion",))
        leaves = replace(leaves, effective=now - timedelta(hours=3))
        case = offboarding.open_case(session, OLA, READING, leaves)
        for hours in (5, 1):
            listed = OTHERS if hours == 1 else ["ben@example.com", *OTHERS]
            deliver_list(session, "notion", listed, now - timedelta(hours=hours))
    test = open_page(addresses.FEEDS, do="import", of="notion")
    next(one for one in test.segmented_control if one.label == "How").set_value("Paste").run()
    lines = [f"{email},Active" for email in ("ben@example.com", "new@example.com", *OTHERS)]
    test.text_area(key="deliver-pasted").set_value("\n".join(["Email,Status", *lines]))
    press(test, "Read the list")
    [new] = [one for one in test.checkbox if one.label == "The new columns are meant"]
    new.check().run()
    [before] = [one.value.replace("\\", "") for one in test.error]
    assert before.startswith("Once it is taken: ▲ In use although removed")
    assert case.number in before
    with our_runtime.database.read() as session:
        again = offboarding.case(session, OLA, case.id)
        known = [one for one in accounts.snapshots(session, OLA) if one.app == "notion"]
    assert len(known) == 2, "looking at it stores nothing"
    assert not [step for step in again.steps if step.status is StepStatus.OPEN and step.reason]
    press(
        test, next(one.label for one in test.button if one.label.startswith("Import 32 accounts"))
    )
    [risk] = [one.value.replace("\\", "") for one in test.error]
    linked = f"Ben Probe ([{case.number}](case?case={case.id}))"
    assert risk == f"▲ In use although removed, so the removal is open again: {linked}."
    [done] = [one.value for one in test.success]
    assert "32 accounts imported" in done
    assert "although" not in done
    open_there = done.split("Open findings there: ")[1]
    assert "returned" not in open_there, "a case works on it"
    number = re.search(
        r"\[(\d+) unmatched accounts?\]\(findings\?app=notion&kind=unmatched\)", open_there
    )
    assert number is not None, open_there
    listed = tables(open_page(addresses.FINDINGS, app="notion", kind="unmatched"))
    assert f">{number[1]} findings<" in listed


def test_an_import_says_what_to_click_as_far_as_a_source_says_it(open_page: Open) -> None:
    said = told(open_page(addresses.FEEDS, do="import", of="zoom"))
    assert "To export it: User Management" in said
    assert "sysparm_article=KB0068315" in said
    said = told(open_page(addresses.FEEDS, do="import", of="slack"))
    assert "Its list is under Administration" in said
    said = told(open_page(addresses.FEEDS, do="import", of="customer-io"))
    assert "To export it" not in said
    assert "Its list is under" not in said


def test_lines_that_are_wrong_are_told_one_by_one_and_nothing_is_stored(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    lines = "U1,ada@example.com,Active\n" + ",,Active\n" * 45
    test = open_page(addresses.FEEDS, do="import", of="slack")
    next(one for one in test.segmented_control if one.label == "How").set_value("Paste").run()
    test.text_area(key="deliver-pasted").set_value(f"User ID,Email,Status\n{lines}")
    press(test, "Read the list")
    assert "Nothing was stored" in told(test)
    # The same thing wrong in all of them is said once.
    assert rows(test, "Lines that cannot be taken") == 1
    assert "3, 4, 5 and 42 more" in tables(test)
    assert not [one for one in test.button if re.match(r"Import \d", one.label)]


def test_what_was_confirmed_is_taken_back_by_undo(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    with runtime().database.write() as session:
        accounts.confirm(session, OLA, [Belongs("zoom", "nobody", people["Ada"])])
    test = open_page(addresses.ACCOUNTS, account="zoom/nobody")
    press(test, "Not theirs")
    assert whose(our_runtime, "nobody") == (None, None)
    press(test, "Undo")
    assert whose(our_runtime, "nobody") == (people["Ada"], "confirmed")


def test_lines_with_different_values_are_told_with_them(open_page: Open) -> None:
    lines = "".join(f"U{n},Ada {n},a{n}@example.com,soon {n % 50}\n" for n in range(100))
    test = open_page(addresses.PEOPLE, do="import")
    next(one for one in test.segmented_control if one.label == "How").set_value("Paste").run()
    test.text_area(key="deliver-pasted").set_value(f"Employee number,Name,Email,Last day\n{lines}")
    press(test, "Read the list")
    assert rows(test, "Lines that cannot be taken") == 40
    assert "“soon 7” in “Last day” is not a date that can be read." in tables(test)
    assert "2, 52" in tables(test)
    assert "and 20 more lines." in tables(test)


def test_feeds_import_lists_of_people_too(
    people: dict[str, int], open_page: Open, our_runtime: Runtime
) -> None:
    test = open_page(addresses.FEEDS, do="import")
    next(one for one in test.segmented_control if one.label == "A list of").set_value(
        "people"
    ).run()
    upload_list(test, "people.csv", b"Name,Email\nHugo New,hugo@example.com\n")
    press_first(test, "Import 1 person as of today")
    with our_runtime.database.read() as session:
        [row] = accounts.people(session, OLA, PeopleQuery("hugo"), NOW).rows
    assert row.name == "Hugo New"
