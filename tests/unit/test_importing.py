"""Tables that people have: every usual dialect is read, everything else is a located error."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.errors import Invalid, OfframpError
from core.files.tables import MAX_ROWS, read_table
from core.stack import service
from core.stack.entries import StackFields
from core.stack.lists.importing import ImportPlan, plan_import

NAMES = {"customer-io": "Customer.io", "slack": "Slack", "miro": "Miro"}
ALIASES = {"cio": "customer-io"}


def planned(text: str | bytes, name: str = "apps.csv") -> ImportPlan:
    data = text.encode() if isinstance(text, str) else text
    return plan_import(read_table(data, name), NAMES, ALIASES, currency="EUR")


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FULL = StackFields(
    plan="Premium",
    seats=1200,
    annual_spend=Decimal("12000.50"),
    currency="EUR",
    owner="IT",
    renewal=date(2027, 1, 31),
    notes="two, with a comma",
)


@pytest.mark.parametrize(
    "text",
    [
        "App,Plan,Seats,Annual spend,Owner,Renewal,Notes\n"
        'CIO,Premium,1200,12000.50,IT,2027-01-31,"two, with a comma"\n',
        "Application;Tier;Licenses;Spend;App owner;Contract end;Comment\n"
        'Customer.io;Premium;1.200;"12.000,50 €";IT;31.01.2027;two, with a comma\n',
        "Name\tEdition\tUsers\tCost\tResponsible\tExpires\tNote\n"
        "customer-io\tPremium\t1,200\t€12,000.50\tIT\tJan 31, 2027\ttwo, with a comma\r\n",
        '\ufeff\n\n"App, as we call it";App;Plan;Seats;Amount;Owner;Renewal;Notes\n'
        'x;CIO;Premium;1200;"12000,50";IT;31 January 2027;"two,\n with a comma"\n\n;;;;;;;\n',
    ],
    ids=["comma", "semicolon with decimal comma", "tab", "byte order mark, blank and quoted lines"],
)
def test_the_usual_dialects_mean_the_same(text: str) -> None:
    plan = planned(text)
    assert plan.problems == []
    (row,) = plan.rows
    assert (row.app, row.fields) == ("customer-io", FULL)


def test_a_workbook_means_the_same() -> None:
    plan = planned(
        workbook(
            ["App", "Plan", "Seats", "Annual spend", "Owner", "Renewal", "Notes", None],
            [],
            ["CIO", "Premium", 1200.0, 12000.5, "IT", date(2027, 1, 31), "two, with a comma"],
        ),
        "apps.xlsx",
    )
    assert plan.problems == []
    assert [(row.app, row.fields) for row in plan.rows] == [("customer-io", FULL)]


def test_a_number_cell_with_three_decimals_is_not_taken_for_thousands() -> None:
    plan = planned(workbook(["App", "Spend"], ["Slack", 12.345], ["Miro", 833.333333333333]))
    assert [row.fields.annual_spend for row in plan.rows] == [Decimal("12.34"), Decimal("833.33")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    plan = planned("App;Owner\nSlack;Jörg Müller".encode(encoding))
    assert plan.rows[0].fields.owner == "Jörg Müller"


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("12000", "12000", "EUR"),
        ("12,000", "12000", "EUR"),
        ("12.000", "12000", "EUR"),
        ("12 000,50", "12000.50", "EUR"),
        ("$12,000.50", "12000.50", "USD"),
        ("12.000,50 €", "12000.50", "EUR"),
        ("CHF 1'200.50", "1200.50", "CHF"),
        ("12000USD", "12000", "USD"),
        ("100 usd", "100", "USD"),
        ("£1,000,000", "1000000", "GBP"),
        ("US$ 5 per year", "5", "USD"),
        ("0", "0", "EUR"),
        ("0.5", "0.5", "EUR"),
    ],
)
def test_amounts_as_people_write_them(written: str, amount: str, currency: str) -> None:
    plan = planned(f'App\tSpend\nSlack\t"{written}"')
    assert plan.problems == []
    fields = plan.rows[0].fields
    assert (fields.annual_spend, fields.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "written",
    ["12k", "100/month", "100/mo", "-5", "5-10", "about 5", "1e5", "$5 EUR", "1.2.3", "n/a", "B$5"],
)
def test_what_is_no_yearly_amount_is_said_not_guessed(written: str) -> None:
    plan = planned(f"App\tSpend\nSlack\t{written}")
    assert [str(p) for p in plan.problems] == [f"line 2, Spend: {written!r} is not an amount."]


@pytest.mark.parametrize("written", ["1.5", "many", "-1", "10000001", "1e3", "٣"])
def test_seats_are_whole_numbers(written: str) -> None:
    (problem,) = planned(f"App\tSeats\nSlack\t{written}").problems
    assert (problem.line, problem.column) == (2, "Seats")


def test_a_day_that_could_be_two_days_is_said_not_guessed() -> None:
    for written in ("03/04/2027", "31/02/2027", "soon"):
        assert planned(f"App,Renewal\nSlack,{written}").problems, written
    for written in ("31/01/2027", "01/31/2027", "01/01/2027"):
        assert planned(f"App,Renewal\nSlack,{written}").problems == [], written


def test_the_currency_column_counts_more_than_ours_and_nonsense_is_said() -> None:
    assert planned("App,Spend,Currency\nSlack,5,gbp").rows[0].fields.currency == "GBP"
    assert planned("App,Spend,Currency\nSlack,5,pounds").problems


def test_an_unknown_app_is_kept_with_guesses() -> None:
    plan = planned("App\nCustmer.io\nSomething else entirely")
    assert [row.app for row in plan.unmatched] == [None, None]
    assert plan.unmatched[0].guesses[0].app == "customer-io"
    assert [row.name for row in plan.rows] == ["Custmer.io", "Something else entirely"]


def test_the_same_app_twice_is_said_with_both_lines() -> None:
    plan = planned("App\nCustomer.io\nSlack\n\nCIO\nUnheard of\nunheard-of")
    assert [str(p) for p in plan.problems] == [
        "line 5, App: 'CIO' is the app of line 2. Join the rows.",
        "line 7, App: 'unheard-of' is the app of line 6. Join the rows.",
    ]


def test_a_line_without_an_app_is_said_and_a_blank_one_is_not() -> None:
    plan = planned("App,Owner\n,Jo\n,\n\nSlack,Jo")
    assert [str(p) for p in plan.problems] == ["line 2, App: the app's name is missing."]


def test_line_numbers_are_those_of_the_file_even_after_quoted_newlines() -> None:
    plan = planned('App,Notes,Seats\nSlack,"one\ntwo\nthree",5\nMiro,x,lots')
    assert [problem.line for problem in plan.problems] == [5]


def test_columns_that_mean_nothing_are_named() -> None:
    plan = planned("App,Seats,Colour\nSlack,5,red")
    assert plan.columns == {"app": "App", "seats": "Seats"}
    assert plan.ignored == ["Colour"]


def test_a_table_without_an_app_column_is_refused_with_its_header() -> None:
    with pytest.raises(Invalid, match=r"No column names the app. The header has: Colour, Size\."):
        planned("Colour,Size\nred,5")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"  \n \n", "is empty"),
        (b",,,\n,,,", "has no rows"),
        (b'App\n"Slack', "line 2: is not valid CSV"),
        (b'App\nZoom\n"Slack\nMiro\nNotion\n', "line 3: is not valid CSV"),
        (b"\x00\x01\x02\x03", "neither text nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "is an XLS file, or has a password"),
        (b"PK\x03\x04 and then nonsense", "cannot be read as XLSX. It may be incomplete: download"),
        (b"%PDF-1.7\n1 0 obj", "is a PDF. Export the table itself"),
        (b"App,Seats\n", "has one line and no rows under it"),
        (b"App\n" + b"x\n" * (MAX_ROWS + 1), "more than 20,000 rows"),
        (b"App" + b",x" * 200 + b"\n", "more than 100 columns"),
        (b"App\n" + b"x" * 20_000, "line 2: has a cell of over"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as error:
        read_table(data, "apps.csv")
    assert error.value.field == "file"


def test_a_workbook_that_unpacks_to_far_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x", "w") as part:
        for _ in range(201):
            part.write(b"\0" * 1_000_000)
    with pytest.raises(Invalid, match="200 MB when unpacked"):
        read_table(out.getvalue(), "bomb.xlsx")


def test_empty_formatted_cells_far_to_the_right_do_no_harm() -> None:
    book = Workbook()
    book.active.append(["App"])
    book.active.append(["Slack"])
    book.active.cell(2, 500).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    assert [row.app for row in planned(out.getvalue()).rows] == ["slack"]


def only_our_errors(data: bytes) -> None:
    """Whatever the bytes: a plan whose values can be stored, or an OfframpError."""
    try:
        plan = planned(data, "file")
    except OfframpError:
        return
    assert len(plan.matched) + len(plan.unmatched) == len(plan.rows)
    if not plan.problems:
        for row in plan.rows:
            service._set(service.StackApp(app_id="x"), row.fields)


@given(st.binary(max_size=400))
def test_random_bytes_end_in_a_plan_or_in_words(data: bytes) -> None:
    only_our_errors(data)


CSV = (
    b"App;Plan;Seats;Spend;Currency;Owner;Renewal;Notes\r\n"
    b'CIO;Premium;1.200;"12.000,50 \xe2\x82\xac";;IT;31.01.2027;"a\nb"\r\nSlack;;;;;;;\r\n'
)
XLSX = workbook(
    ["App", "Plan", "Seats", "Spend", "Renewal"],
    ["CIO", "Premium", 1200, 12000.5, date(2027, 1, 31)],
    ["Slack", None, "5", True, "2027-02-01"],
)


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data[start:end] = draw(st.binary(max_size=8) | st.sampled_from([b'"', b";", b"\n", b"\t"]))
    return bytes(data)


@given(mutated(CSV))
def test_a_damaged_csv_ends_in_a_plan_or_in_words(data: bytes) -> None:
    only_our_errors(data)


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=5))
def test_a_table_of_any_texts_ends_in_a_plan_or_in_words(rows: list[list[str]]) -> None:
    lines = ["App,Seats,Spend,Renewal,Currency", *(",".join(row) for row in rows)]
    only_our_errors("\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=60)
@given(mutated(XLSX))
def test_a_damaged_workbook_ends_in_a_plan_or_in_words(data: bytes) -> None:
    only_our_errors(data)


@settings(max_examples=60)
@given(st.data())
def test_a_workbook_with_a_damaged_part_ends_in_a_plan_or_in_words(data: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as whole, zipfile.ZipFile(out, "w") as broken:
        hit = data.draw(st.sampled_from(whole.namelist()))
        for name in whole.namelist():
            content = whole.read(name)
            if name == hit:
                if data.draw(st.booleans()):
                    continue
                content = data.draw(mutated(content))
            broken.writestr(name, content)
    only_our_errors(out.getvalue())


@pytest.mark.parametrize(
    ("amount", "currency", "fits"),
    [
        ("€12,000", "USD", False),
        ("100 EUR", "USD", False),
        ("US$ 5 per year", "CAD", False),
        ("$12,000", "EUR", False),
        ("$12,000 per year", "CAD", True),
        ("12000 usd", "USD", True),
        ("12000", "CHF", True),
    ],
)
def test_an_amount_and_its_currency_column_say_the_same(
    amount: str, currency: str, fits: bool
) -> None:
    plan = planned(f"App;Spend;Currency\nSlack;{amount};{currency}\n")
    if fits:
        assert plan.problems == []
        assert plan.rows[0].fields.currency == currency
    else:
        assert plan.rows[0].fields.annual_spend is None
        assert f"is not in {currency}" in plan.problems[0].message
