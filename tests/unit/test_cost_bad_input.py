"""What people get wrong is said where they got it wrong, and nothing else happens."""

from decimal import Decimal

import pytest

from core.cost.inputs.resolve import BadInputs, resolve
from core.cost.model.estimate import between, pert, point
from core.cost.scenario.profile_table import read_profiles
from core.cost.scenario.scenario_file import read_scenario, read_upload
from core.cost.scenario.typed_numbers import read_typed, typed
from core.errors import Invalid
from core.files.data_files import BadFiles

TWELVE = "\n".join(str(5000 + month) for month in range(12))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("inputs: {seats: many}", "not a number"),
        ("inputs: {seats: .nan}", "cannot be read"),
        ("inputs: {seats: .inf}", "cannot be read"),
        ("inputs: {seats: {low: 9, high: 3}}", "not in order"),
        ("inputs: {seats: {low: 1, likely: 9, high: 3}}", "not in order"),
        ("inputs: {seats: {likely: 9}}", "lacks its low"),
        ("inputs: {seats: {low: 1, high: 2, most: 3}}", "unknown key 'most'"),
        ("inputs: [1, 2]", "not a mapping"),
        ("horizon_years: 6", "1 to 5"),
        ("horizon_years: 0", "1 to 5"),
        ("seed: -1", "whole number"),
        ("draws: 10000000", "100 to 1,000,000"),
        ("currency: dollars", "not a currency"),
        ("rates: {EUR: 0}", "not above 0"),
        ("options: [cheapest]", "Use one of"),
        ("options: []", "options is empty"),
        ("plans: {current: {billing: barter}}", "Use one of"),
        ("colour: red", "unknown key 'colour'"),
        ("profiles: {months: [1, 2, 3]}", "3 months"),
        ("profiles: {months: [1,2,3,4,5,6,7,8,9,10,11,12,13]}", "13 months"),
        ("profiles: {months: [1,2,3,4,5,6,7,8,9,10,11,x]}", "month 12 is 'x'"),
    ],
)
def test_a_scenario_file_says_what_is_wrong_on_which_line(line: str, said: str) -> None:
    with pytest.raises(BadFiles) as caught:
        read_scenario(f"name: Test\n{line}\n", "s.yaml")
    assert "s.yaml:2: " in str(caught.value)
    assert said in str(caught.value)


def test_all_problems_of_a_file_are_said_at_once() -> None:
    with pytest.raises(BadFiles) as caught:
        read_scenario("horizon_years: 9\ninputs:\n  seats: x\n  leavers: y\n", "s.yaml")
    assert [problem.line for problem in caught.value.problems] == [1, 3, 4]


@pytest.mark.parametrize(
    ("inputs", "field", "said"),
    [
        ("{seats: -1, current.base: 1}", "seats", "-1 is not possible"),
        ("{seats: 1000000000, current.base: 1}", "seats", "not possible"),
        ("{current.discount: 101, current.base: 1}", "current.discount", "not possible"),
        ("{leaver: 3, current.base: 1}", "leaver", "Did you mean leavers?"),
        ("{seats: {value: 3, currency: USD}, current.base: 1}", "seats", "is not money"),
        ("{current.base: {value: 3, currency: CHF}}", "rates.CHF", "without a rate"),
        ("{seats: 3}", "options", "price of the current plan is not known"),
    ],
)
def test_an_impossible_number_is_said_at_its_field(inputs: str, field: str, said: str) -> None:
    with pytest.raises(BadInputs) as caught:
        resolve(read_scenario(f"inputs: {inputs}", "s"))
    assert field in [problem.field for problem in caught.value.problems]
    assert said in str(caught.value)


def test_currencies_are_added_only_with_the_rate_that_the_user_gave() -> None:
    text = "inputs: {current.base: {value: 100, currency: CHF}}\nrates: {CHF: 1.25}\n"
    assert resolve(read_scenario(text, "s")).inputs["current.base"].estimate == point(125)


def test_zero_people_cost_the_plan_and_no_more_trouble() -> None:
    text = "inputs: {seats: 0, current.price: 100}\noptions: [manual-checklist]"
    assert resolve(read_scenario(text, "s")).inputs["leavers"].estimate.high == 0


@pytest.mark.parametrize(
    "text",
    [
        TWELVE,
        "profiles\n" + TWELVE,
        "month;peak;end\n" + "\n".join(f"{m};{5000 + m};{4000 + m}" for m in range(12)),
        "Month,Highest,Average\n" + "\n".join(f"{m},{5000 + m},{4000 + m}" for m in range(12)),
        "\n".join(f"{m}\t{5000 + m}" for m in range(12)),
        "peak;end\n" + "\n".join(f"5.{m:03};4.{m:03}" for m in range(12)),
        "\n\n" + TWELVE.replace("\n", "\n\n"),
        "\n".join(f"5 {m:03}" for m in range(12)),
    ],
    ids=["column", "headed", "semicolon", "comma", "tab", "thousand-dots", "gaps", "spaces"],
)
def test_profile_counts_are_understood_in_the_usual_spellings(text: str) -> None:
    months = read_profiles(text)
    assert len(months) == 12
    assert months[0].peak == 5000
    assert months[11].peak == 5011


def test_a_decimal_comma_is_a_decimal_comma() -> None:
    text = "peak;average\n" + "\n".join("5000;4000,5" for _ in range(12))
    assert read_profiles(text)[0].average == Decimal("4000.5")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no profile counts"),
        (TWELVE + "\n5000", "13 months"),
        (TWELVE.replace("5003", "many"), "Line 4: 'many'"),
        (TWELVE.replace("5003", "-3"), "Line 4: -3"),
        (TWELVE.replace("5003", "nan"), "Line 4: 'nan' is not a number"),
        (TWELVE.replace("5003", "5.003"), "can mean a thousand or a fraction"),
        ("month;peak\n" + "\n".join(f"{m};" for m in range(12)), "Line 2: the count is blank"),
        ("peak;average\n" + "\n".join("5;6" for _ in range(12)), "Line 2: the highest count 5"),
        ("name;colour\n" + "\n".join("5;6" for _ in range(12)), "no column with counts"),
    ],
)
def test_a_table_of_counts_says_the_line_that_cannot_be_used(text: str, said: str) -> None:
    with pytest.raises(Invalid, match="profiles|") as caught:
        read_profiles(text)
    assert said in str(caught.value)


def test_ranges_are_read_as_people_type_them() -> None:
    assert read_typed("40", "seats", "Seats") == point(40)
    assert read_typed(" 30-40-60 ", "seats", "Seats") == pert(Decimal(30), Decimal(40), Decimal(60))
    assert read_typed("28,000 to 55,000", "x", "X") == between(Decimal(28000), Decimal(55000))
    assert read_typed("0,5..2,5", "x", "X") == between(Decimal("0.5"), Decimal("2.5"))
    assert read_typed("", "x", "X") is None
    for estimate in (point("1.50"), between(Decimal(1), Decimal(2))):
        assert read_typed(typed(estimate), "x", "X") == estimate


@pytest.mark.parametrize("text", ["forty", "3–2", "1–2–3–4", "1e999", "--"])
def test_a_range_that_cannot_be_read_is_said_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_typed(text, "seats", "Seats")
    assert caught.value.field == "seats"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"name": "A",\n "app": "slack"\n "years": 3}', "broken.json:3: is not valid JSON"),
        (b"name: A\napp: slack\n", "broken.json:1: is not valid JSON"),
        (b"[" * 20_000, "nested too deeply"),
        (b"%PDF-1.7\n", "broken.json:1: is a PDF"),
        (b"PK\x03\x04", "is an Excel workbook or another ZIP archive"),
    ],
)
def test_a_json_file_is_read_as_json_and_what_is_no_text_is_named(data: bytes, says: str) -> None:
    with pytest.raises(BadFiles) as error:
        read_upload(data, "broken.json")
    assert says in str(error.value)


def test_a_json_scenario_is_read() -> None:
    assert read_upload(b'{\n\t"name": "A", "app": "slack"}', "fine.JSON").app == "slack"


def test_counts_that_are_no_text_are_named() -> None:
    with pytest.raises(Invalid, match="The file is a PDF. Save the counts as CSV"):
        read_profiles("%PDF-1.7\n" + "x" * 200_000)
