"""Whose an account may be: found by names that are alike, right often enough, with a reason."""

import random
from typing import Any

import polars as pl
import pytest

from core.accounts.frames import PERSONS, REFUSED, STANDING, SUGGESTIONS, Schema, empty
from core.accounts.matching.alike.suggestions import suggestions
from tests.support.made_accounts import account, identifiers, listed
from tests.support.made_people import Company, company

HAVING: Schema = {"app": pl.String, "person": pl.Int64}
ADA = 1
SHORT = "Same family name, another form of the given name"


def people(*names: str) -> pl.DataFrame:
    rows = [{"person": each, "name": name} for each, name in enumerate(names, 1)]
    return pl.DataFrame(rows, schema=PERSONS)


def known(*addresses: str) -> pl.DataFrame:
    return identifiers(*((each, "address", at) for at, each in enumerate(addresses, 1)))


def suggested(
    accounts: pl.DataFrame,
    persons: pl.DataFrame,
    *,
    identifiers: pl.DataFrame | None = None,
    refused: pl.DataFrame | None = None,
    having: pl.DataFrame | None = None,
) -> list[dict[str, Any]]:
    found = suggestions(
        accounts,
        persons,
        known() if identifiers is None else identifiers,
        empty(REFUSED) if refused is None else refused,
        empty(HAVING) if having is None else having,
    )
    assert dict(found.schema) == dict(SUGGESTIONS)
    return list(found.iter_rows(named=True))


@pytest.mark.parametrize(
    ("person", "names", "reason"),
    [
        (
            "Ada Lovelace",
            {"name": "Ada Lovelace", "email": "x1@example.org"},
            "Same name, other address",
        ),
        ("Ada Lovelace", {"name": "LOVELACE, Ada"}, "Same name"),
        ("Jürgen Groß", {"name": "Juergen Gross"}, "Same name"),
        ("Jürgen Groß", {"name": "Jurgen Gross (External)"}, "Same name"),
        ("Ada Lovelace", {"name": "Ada King Lovelace"}, "Same name, with another name in it"),
        ("Ada Lovelace", {"name": "Ada M. Lovelace"}, "Same name"),
        ("Vincent van der Berg", {"name": "Vincent Berg"}, "Same name"),
        (
            "Robert Brown",
            {"name": "Bob Brown"},
            SHORT,
        ),
        ("Ada Lovelace", {"name": "Ada Lovelcae"}, "Almost the same name"),
        (
            "Ada Lovelace",
            {"user_name": "AdaLovelace7"},
            "AdaLovelace7 is made of Ada Lovelace's full name",
        ),
        (
            "Ada Lovelace",
            {"email": "lovelace.ada@example.org"},
            "lovelace.ada is made of Ada Lovelace's full name",
        ),
        (
            "Ada Lovelace",
            {"email": "ada.lovelcae@example.org"},
            "ada.lovelcae is almost Ada Lovelace's name",
        ),
        (
            "Ada Lovelace",
            {"user_name": "alovelace"},
            "alovelace is Ada Lovelace's initial and family name",
        ),
        (
            "Ada Lovelace",
            {"user_name": "acme-alovelace"},
            "acme-alovelace is Ada Lovelace's initial and family name",
        ),
        (
            "Ada Lovelace",
            {"user_name": "alovelac"},
            "alovelac is Ada Lovelace's initial and family name",
        ),
        ("Alexander Becker", {"name": "Alex Becker"}, SHORT),
        ("Theodora Becker", {"name": "Theod Becker"}, SHORT),
        (
            "Ada Lovelace",
            {"user_name": "adal"},
            "adal is Ada Lovelace's given name and initial",
        ),
        (
            "Ada Lovelace",
            {"email": "lovelace@example.org"},
            "lovelace is Ada Lovelace's family name",
        ),
        (
            "Ada Lovelace",
            {"name": "Ada Lovelace", "email": "a.lovelace@example.org"},
            "Same name; a.lovelace is Ada Lovelace's initial and family name",
        ),
    ],
)
def test_ways_to_write_a_name(person: str, names: dict[str, Any], reason: str) -> None:
    found = suggested(listed(account("1", **names)), people(person, "Bernd Becker"))
    assert [(each["person"], each["reason"]) for each in found] == [(ADA, reason)]


@pytest.mark.parametrize(
    "names",
    [
        {"name": "Alan Lovelace", "email": "alan.lovelace@example.com"},
        {"name": "Ada Byron"},
        {"name": "Alan Lovelace", "user_name": "alovelace"},
        {"user_name": "al1815"},
        {"email": "info@example.com"},
        {"name": "Billing"},
        {"external_id": "U1"},
        {"name": "A"},
    ],
)
def test_what_is_like_nobody_suggests_nobody(names: dict[str, Any]) -> None:
    accounts = listed(account("1", **names))
    assert suggested(accounts, people("Ada Lovelace"), identifiers=known("ada@example.com")) == []


def test_a_name_that_others_have_is_no_typing_error() -> None:
    accounts = listed(account("1", name="Maria Silva"))
    assert suggested(accounts, people("Mario Silva"))[0]["reason"] == "Almost the same name"
    both = suggested(accounts, people("Mario Silva", "Maria Costa"))
    assert [each["score"] for each in both] == [40]


@pytest.mark.parametrize("name", ["Paul Becker", "Paulas Becker"])
def test_another_ending_is_another_given_name(name: str) -> None:
    found = suggested(listed(account("1", name=name)), people("Paula Becker"))
    assert all(each["score"] < 50 for each in found)


def test_two_people_of_one_name_share_the_score() -> None:
    accounts = listed(account("1", name="Ada Lovelace"))
    both = suggested(accounts, people("Ada Lovelace", "Ada Lovelace"))
    assert [each["person"] for each in both] == [1, 2]
    assert all(each["score"] < 50 for each in both)
    assert [each["rival"] for each in both] == [2, 1]


def test_who_fits_about_as_well_is_named() -> None:
    """By the address where both are called the same: a name alone would say nothing."""
    alex = listed(account("1", name="Alex Brown", email="alex.brown@private.example"))
    two = suggested(alex, people("Alexander Brown", "Alexandra Brown"))
    assert [each["reason"].rpartition("; ")[2] for each in two] == [
        "Alexandra Brown fits about as well",
        "Alexander Brown fits about as well",
    ]
    alike = people("Ada Lovelace", "Ada Lovelace")
    named = listed(account("1", name="Ada Lovelace"))
    anonymous = [each["reason"] for each in suggested(named, alike)]
    assert anonymous == ["Same name; another Ada Lovelace fits about as well"] * 2
    addresses = pl.Series("email", ["ada@example.com", "ada2@example.com"])
    assert [each["reason"] for each in suggested(named, alike.with_columns(addresses))] == [
        "Same name; Ada Lovelace (ada2@example.com) fits about as well",
        "Same name; Ada Lovelace (ada@example.com) fits about as well",
    ]


def test_who_has_an_account_there_is_less_likely_to_have_another() -> None:
    accounts = listed(account("1", name="Ada Lovelace"))
    having = pl.DataFrame([("figma", 1)], schema=HAVING, orient="row")
    twice = people("Ada Lovelace", "Ada Lovelace")
    assert [each["person"] for each in suggested(accounts, twice, having=having)] == [2]


def test_what_was_refused_is_not_suggested_again() -> None:
    accounts = listed(account("1", name="Ada Lovelace"), account("2", name="Ada Lovelace"))
    refused = pl.DataFrame([("figma", "1", 1)], schema=REFUSED, orient="row")
    found = suggested(accounts, people("Ada Lovelace"), refused=refused)
    assert [each["key"] for each in found] == ["2"]


@pytest.mark.parametrize(
    ("names", "address"),
    [
        ({"email": "Ada.Lovelace+figma@example.com"}, "ada.lovelace@example.com"),
        ({"email": "ada.lovelace@example.com"}, "ada.lovelace+work@example.com"),
        ({"user_name": "ada.lovelace+figma@example.com"}, "ada.lovelace@example.com"),
        ({"email": "q@example.com"}, "q+2@example.com"),
    ],
)
@pytest.mark.parametrize("name", [None, "Design Team", "Bernd Becker"])
def test_an_address_that_is_theirs_but_for_the_plus(
    names: dict[str, Any], address: str, name: str | None
) -> None:
    """Whatever the account is called: it is their mailbox, or nobody knows whose."""
    accounts = listed(account("1", name=name, **names))
    found = suggested(
        accounts, people("Ada Lovelace", "Bernd Becker"), identifiers=known(address, "bb@c.example")
    )
    assert found[0]["person"] == ADA
    assert found[0]["score"] >= 47
    assert "is their address but for what follows the plus" in found[0]["reason"]


def test_whoever_shares_an_address_may_have_its_sub_address() -> None:
    accounts = listed(account("1", name="Design Team", email="design+figma@example.com"))
    four = people("Ada Example", "Bo Example", "Cy Example", "Di Example")
    found = suggested(accounts, four, identifiers=known(*["design@example.com"] * 4))
    assert [each["person"] for each in found] == [1, 2, 3, 4]


def test_a_plus_in_another_domain_says_nothing() -> None:
    accounts = listed(account("1", name="Design Team", email="ada.lovelace+x@other.example"))
    ours = known("ada.lovelace@example.com")
    assert suggested(accounts, people("Ada Lovelace"), identifiers=ours) == []
    refused = pl.DataFrame([("figma", "1", 1)], schema=REFUSED, orient="row")
    accounts = listed(account("1", name="Design Team", email="ada.lovelace+x@example.com"))
    assert suggested(accounts, people("A L"), identifiers=ours, refused=refused) == []


@pytest.mark.parametrize("kind", ["service", "shared", "bot"])
def test_what_is_for_nobody_suggests_nobody(kind: str) -> None:
    accounts = listed(account("1", name="Ada Lovelace", kind=kind))
    assert suggested(accounts, people("Ada Lovelace")) == []


def test_nobody_and_nothing() -> None:
    assert suggested(listed(), people("Ada Lovelace")) == []
    assert suggested(listed(account("1", name="Ada Lovelace")), people()) == []


def of(made: Company) -> pl.DataFrame:
    return suggestions(made.accounts, made.persons, made.identifiers, empty(REFUSED), empty(HAVING))


@pytest.mark.parametrize("seed", [1, 2])
def test_most_are_found_and_most_are_right(seed: int) -> None:
    """95 of 100 found at 90 of 100 right: docs/matching.md has the figures of larger companies."""
    made = company(1_000, 1_000, seed)
    found = of(made)
    right = sum(made.truth[key] == person for key, person in found.select("key", "person").rows())
    assert right >= 0.95 * sum(person is not None for person in made.truth.values())
    assert right >= 0.9 * len(found)
    sure = found.filter(pl.col("score") >= 80).select("key", "person").rows()
    assert sum(made.truth[key] == person for key, person in sure) >= 0.95 * len(sure)


def test_the_order_of_rows_does_not_matter() -> None:
    made = company(200, 150, seed=3)
    chance = random.Random(3)
    persons, accounts = (
        frame[chance.sample(range(len(frame)), len(frame))]
        for frame in (made.persons, made.accounts)
    )
    again = suggestions(accounts, persons, made.identifiers, empty(REFUSED), empty(HAVING))
    assert again.equals(of(made))
    assert set(STANDING) <= set(accounts.columns)
