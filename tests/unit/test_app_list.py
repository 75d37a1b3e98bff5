"""Lists of apps as people paste them: names, tables with heads and without, plans in brackets."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.verdicts.price import conclude_price
from core.errors import OfframpError
from core.files.tables import read_lines
from core.stack.lists.app_list import AppList, said_currency
from core.stack.lists.importing import ImportPlan, plan_import
from core.stack.lists.reviewed_list import Kept, ReviewedList, reviewed
from tests.support.catalogue import app, price
from tests.support.clock import TODAY

NAMES = {
    "slack": "Slack",
    "github": "GitHub",
    "figma": "Figma",
    "zoom": "Zoom",
    "1password": "1Password",
    "workspace-one": "Workspace ONE",
}
ALIASES = {"gh": "github"}
PLANS = {"pro": "Pro", "team": "Team", "business-plus": "Business+"}
APPS = {
    id: app(
        name,
        plans=[
            conclude_price(
                id, slug, told, [price("10", plan=slug)], today=TODAY, stale_after_days=365
            )
            for slug, told in PLANS.items()
        ],
    )
    for id, name in NAMES.items()
}
LISTS = AppList(NAMES, ALIASES, APPS)


def planned(text: str, currency: str = "EUR") -> ImportPlan:
    table = LISTS.table(read_lines(text.encode(), "the list"))
    return plan_import(table, NAMES, ALIASES, currency=currency, apps=APPS)


@pytest.mark.parametrize("name", ["x" * 81, "…!", "日本"])
def test_what_cannot_be_called_so_is_left_out_and_said(name: str) -> None:
    found = planned(f"Slack\n{name}\nZoom")
    assert [row.name for row in found.rows] == ["Slack", "Zoom"]
    [problem] = found.problems
    assert str(problem).startswith("line 2, App: ")
    assert "is left out" in str(problem)


def reviewed_list(text: str, **said: dict[int, str]) -> ReviewedList:
    return reviewed(planned(text), NAMES, ALIASES, said.get("meant", {}), said.get("plans", {}))


@pytest.mark.parametrize(
    "text",
    [
        "Slack\nGitHub\nAcme Intranet",
        "- Slack\n* GitHub\n• Acme Intranet",
        "1. Slack\n2) GitHub\n3. Acme Intranet",
        "Slack, GitHub, Acme Intranet",
        "Slack; GitHub; Acme Intranet",
        "App\nSlack\nGitHub\nAcme Intranet\n",
        "\n\nSlack\r\n\r\nGH\r\nAcme Intranet\r\nslack\r\n",
    ],
)
def test_names_are_understood_however_they_are_listed(text: str) -> None:
    found = planned(text)
    assert [row.app for row in found.rows] == ["slack", "github", None]
    assert found.unmatched[0].name == "Acme Intranet"
    assert not found.problems


def test_a_number_that_is_part_of_a_name_is_no_bullet() -> None:
    assert [row.app for row in planned("1Password\nSlack").rows] == ["1password", "slack"]


@pytest.mark.parametrize(
    ("written", "app", "said"),
    [
        ("Slack (Business+)", "slack", "business-plus"),
        ("Slack [Pro]", "slack", "pro"),
        ("Slack - Pro", "slack", "pro"),
        ("Slack: Business+", "slack", "business-plus"),
        ("GitHub Team", "github", "team"),
        ("Slack (Sandbox)", "slack", "Sandbox"),
        ("Slack", "slack", None),
        ("Workspace ONE", "workspace-one", None),
    ],
)
def test_a_plan_beside_the_name_is_the_plan(written: str, app: str, said: str | None) -> None:
    (row,) = planned(written).rows
    assert (row.app, row.fields.plan) == (app, said)


@pytest.mark.parametrize("written", ["Acme (Pro)", "Slack Inc Pro thing", "Zoom Phone", "Team"])
def test_a_name_that_is_not_known_stays_whole(written: str) -> None:
    (row,) = planned(written).rows
    assert (row.name, row.app, row.fields.plan) == (written, None, None)


def test_seats_in_brackets_are_seats() -> None:
    (row,) = planned("Zoom (1180 users)").rows
    assert (row.app, row.fields.plan, row.fields.seats) == ("zoom", None, 1180)


def test_a_table_without_heads_is_told_by_what_stands_in_it() -> None:
    found = planned(
        "Pro\tSlack\t180\t15.660 €\tit@acme.example\t2027-03-01\tx\n"
        "Team\tGitHub\t45\t2.160 €\tdev@acme.example\t2027-01-10\ty\n"
        "\tAcme Intranet\t180"
    )
    assert [row.app for row in found.rows] == ["slack", "github", None]
    first = found.rows[0].fields
    assert (first.plan, first.seats, first.annual_spend) == ("pro", 180, Decimal(15660))
    assert (first.owner, str(first.renewal)) == ("it@acme.example", "2027-03-01")
    assert found.ignored == ["Column 7"]


def test_a_bare_number_without_a_head_is_never_taken_for_money() -> None:
    found = planned("Slack\t180\t15660\nZoom\t45\t2160")
    assert [row.fields.seats for row in found.rows] == [180, 45]
    assert [row.fields.annual_spend for row in found.rows] == [None, None]
    assert found.ignored == ["Column 3"]


def test_heads_are_known_even_where_none_names_the_app() -> None:
    found = planned("Was;Lizenzen;Team\nSlack;12;Sales\nAcme Intranet;5;IT")
    assert [(row.name, row.fields.seats) for row in found.rows] == [
        ("Slack", 12),
        ("Acme Intranet", 5),
    ]
    assert found.ignored == ["Team"]


@pytest.mark.parametrize(
    "heads",
    ["Anwendung;Tarif;Lizenzen;Jahreskosten;Verantwortlich;Vertragsende",
     "Logiciel;Forfait;Utilisateurs;Coût annuel;Responsable;Échéance"],
)  # fmt: skip
def test_german_and_french_heads(heads: str) -> None:
    (row,) = planned(f"{heads}\nSlack;Pro;12;1.200,50 €;Jo;01.03.2027").rows
    said = row.fields
    assert (said.plan, said.seats, said.annual_spend) == ("pro", 12, Decimal("1200.50"))
    assert (said.owner, str(said.renewal)) == ("Jo", "2027-03-01")


def test_names_with_commas_stay_whole() -> None:
    found = planned("Acme, Inc. Portal\nOur own, dear tool")
    assert [row.name for row in found.rows] == ["Acme, Inc. Portal", "Our own, dear tool"]
    assert not found.ignored


def test_a_repeated_app_is_one_row_and_a_contradiction_is_said_with_its_line() -> None:
    found = planned("App,Seats,Owner\nSlack,12,\nslack,,Jo\nSlack,13,\nAcme,1,\nacme,1,")
    assert [str(problem) for problem in found.problems] == [
        "line 4, App: 'Slack' is the app of line 2. Join the rows."
    ]
    listed = reviewed(found, NAMES, ALIASES)
    assert (listed.known["slack"].seats, listed.known["slack"].owner) == (12, "Jo")
    assert [row.name for row in listed.new] == ["Acme"]


def test_bad_cells_are_said_with_their_lines_and_are_empty() -> None:
    found = planned("App,Seats,Spend,Currency,Owner\nSlack,lots,5,pounds," + "x" * 2001)
    assert [problem.line for problem in found.problems] == [2, 2, 2]
    said = found.rows[0].fields
    assert (said.seats, said.annual_spend, said.currency, said.owner) == (None, None, "EUR", None)


def test_a_name_that_may_be_a_typing_error_waits_and_any_other_is_our_own_app() -> None:
    text = "Slak\nZoom Phone\nAcme Intranet\nGitHub"
    listed = reviewed_list(text)
    assert [row.name for row in listed.unclear] == ["Slak", "Zoom Phone"]
    assert [row.name for row in listed.undecided] == ["Slak", "Zoom Phone"]
    assert [row.name for row in listed.new] == ["Acme Intranet"]
    assert len(listed) == 2
    said = reviewed_list(text, meant={1: "slack", 2: Kept.AS_OURS, 3: Kept.NOT})
    assert list(said.known) == ["slack", "github"]
    assert [row.name for row in said.new] == ["Zoom Phone"]
    assert not said.undecided
    assert [row.name for row in said.unclear] == ["Slak", "Zoom Phone"]


def test_a_plan_that_the_catalogue_lacks_is_kept_until_somebody_says_which_it_is() -> None:
    text = "App,Plan\nSlack,Business Plus Annual Pro\nZoom,Professional Gold"
    listed = reviewed_list(text)
    assert [row.name for row in listed.unclear_plans] == ["Slack"]
    assert listed.known["slack"].plan == "Business Plus Annual Pro"
    said = reviewed_list(text, plans={2: "business-plus"})
    assert said.known["slack"].plan == "business-plus"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("App,Spend\nSlack,€5\nZoom,7", "EUR"),
        ("App,Spend,Currency\nSlack,5,gbp\nZoom,7,GBP", "GBP"),
        ("App,Spend\nSlack,€5\nZoom,$7", None),
        ("App,Spend\nSlack,5", None),
        ("Slack\nZoom", None),
    ],
)
def test_the_currency_is_what_the_list_says(text: str, currency: str | None) -> None:
    assert said_currency(LISTS.table(read_lines(text.encode(), "the list"))) == currency


WORDS = st.sampled_from([*NAMES.values(), "Pro", "12", "€5", "2027-01-01", "App", "Seats", "-", ""])


@given(
    st.lists(st.lists(WORDS | st.text(max_size=9), max_size=4), max_size=6), st.sampled_from(",;\t")
)
def test_whatever_is_pasted_ends_in_rows_with_their_lines_or_in_words(
    rows: list[list[str]], mark: str
) -> None:
    text = "\n".join(mark.join(row) for row in rows)
    try:
        found = planned(text.encode("utf-8", "replace").decode())
    except OfframpError:
        return
    assert len({row.line for row in found.rows}) == len(found.rows)
    listed = reviewed(found, NAMES, ALIASES)
    assert len(listed) + len(listed.undecided) <= len(found.rows)
    assert set(listed.known) <= set(NAMES)


@given(st.permutations(["Slack", "GitHub (Pro)", "Figma", "Acme Intranet", "1Password"]))
def test_the_order_of_names_changes_nothing_but_the_order(names: list[str]) -> None:
    found = planned("\n".join(names))
    assert {row.app for row in found.matched} == {"slack", "github", "figma", "1password"}
    assert [row.name for row in found.unmatched] == ["Acme Intranet"]
