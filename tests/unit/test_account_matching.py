"""Whose an account is: by an identifier that one person has, or because someone said so."""

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounts.frames import DECISIONS, MATCHES, empty
from core.accounts.identifiers import Rules, form, rules
from core.accounts.matching.exact import matches
from tests.support.made_accounts import account, identifiers, listed

ADA, BOB = 1, 2
KNOWN = identifiers(
    ("ada@example.com", "address", ADA),
    ("ada", "user-name", ADA),
    ("0042", "number", ADA),
    ("bob@example.com", "address", BOB),
    ("support@example.com", "address", ADA),
    ("support@example.com", "address", BOB),
)
NOTHING = empty(DECISIONS)


def said(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Decisions; of which names the account had then, where it is given."""
    whole = [(*row, *[None] * (len(DECISIONS) - len(row))) for row in rows]
    return pl.DataFrame(whole, schema=DECISIONS, orient="row")


def whose(decisions: pl.DataFrame = NOTHING, rule: Rules = Rules(), **names: Any) -> Any:
    """Person and how it is known, of one account with these names."""
    found = matches(listed(account("1", **names)), KNOWN, decisions, rule)
    assert dict(found.schema) == {"app": pl.String, **MATCHES}
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("names", "person"),
    [
        ({"email": "Ada@Example.com"}, ADA),
        ({"user_name": "ada@example.com"}, ADA),
        ({"user_name": "ADA"}, ADA),
        ({"employee_number": " 0042"}, ADA),
        ({"email": "ada@example.com", "user_name": "ada", "employee_number": "0042"}, ADA),
        ({"email": "ada@private.example", "user_name": "ada"}, None),
        ({"name": "Ada Example"}, None),
        ({"email": "ada+figma@example.com"}, None),
        ({"email": "ada@example.org"}, None),
        ({"email": "\u0430da@example.com"}, None),
        ({"email": "0042"}, None),
        ({"user_name": "42"}, None),
        ({}, None),
    ],
)
def test_only_identifiers_of_the_same_kind_count(names: Any, person: int | None) -> None:
    found = whose(**names)
    assert found["person"] == person
    assert found["match"] == ("exact" if person else None)


def test_what_fits_two_people_is_nobodys() -> None:
    assert whose(email="support@example.com")["person"] is None
    assert whose(email="ada@example.com", user_name="bob@example.com")["person"] is None
    assert whose(email="bob@example.com", employee_number="0042")["person"] is None
    assert whose(email="support@example.com", user_name="ada")["person"] is None


def test_a_user_name_does_not_count_against_another_address_of_ours() -> None:
    assert whose(email="adam@example.com", user_name="ada")["person"] is None
    assert whose(email="adam@example.com", user_name="ada@example.com")["person"] == ADA
    # But it counts against whoever else the account's identifiers name.
    bobs_number = {"email": "adam@example.com", "user_name": "ada", "employee_number": "7"}
    known = pl.concat([KNOWN, identifiers(("7", "number", BOB))])
    found = matches(listed(account("1", **bobs_number)), known, NOTHING, Rules())
    assert found["person"].to_list() == [None]


def test_domains_and_plus_count_as_the_settings_say() -> None:
    same = rules([["example.com", "example.org"]], plus_is_same=True)
    assert whose(rule=same, email="ada+figma@example.org")["person"] == ADA
    assert whose(rule=same, email="ada+figma@example.net")["person"] is None


def test_two_people_of_one_address_once_domains_are_the_same() -> None:
    known = identifiers(("x@a.example", "address", ADA), ("x@b.example", "address", BOB))
    found = listed(account("1", email="x@a.example"))
    assert matches(found, known, NOTHING, Rules())["person"].to_list() == [ADA]
    same = rules([["a.example", "b.example"]], plus_is_same=False)
    assert matches(found, known, NOTHING, same)["person"].to_list() == [None]


@pytest.mark.parametrize("kind", ["service", "shared", "bot"])
def test_what_is_for_nobody_has_an_owner_and_no_person(kind: str) -> None:
    owned = said(("figma", "1", None, "IT", None))
    found = whose(owned, email="ada@example.com", kind=kind)
    assert (found["person"], found["match"], found["owner"]) == (None, None, "IT")


def test_what_people_said_goes_before_identifiers() -> None:
    found = whose(said(("figma", "1", BOB, None, None)), email="ada@example.com")
    assert (found["person"], found["match"]) == (BOB, "confirmed")
    found = whose(said(("figma", "1", None, "IT", "bot")), email="ada@example.com")
    assert (found["person"], found["kind"], found["owner"]) == (None, "bot", "IT")
    found = whose(said(("figma", "1", None, None, "person")), kind="bot", email="ada@example.com")
    assert (found["person"], found["match"], found["kind"]) == (ADA, "exact", "person")


def test_what_was_said_is_asked_again_once_anothers_address_stands_there() -> None:
    of_then = said(("figma", "1", BOB, None, None, "old@private.example", None))
    assert whose(of_then, email="old@private.example")["match"] == "confirmed"
    assert whose(of_then, email="ada@example.com")["person"] is None
    # An id is its account's whatever its address is; a user name is given to somebody else.
    renamed = {"email": "new@private.example"}
    assert whose(of_then, external_id="1", **renamed)["person"] == BOB
    assert whose(of_then, **renamed)["person"] is None


def test_what_was_said_goes_with_an_account_whose_key_is_another() -> None:
    """An export gained ids: the account is called as it was."""
    before = said(("figma", "zz@private.example", BOB, None, None, "zz@private.example", None))
    named = {"external_id": "1", "email": "zz@private.example"}
    assert whose(before, **named)["match"] == "confirmed"
    assert whose(before, external_id="1", email="other@private.example")["match"] is None
    by_id = said(("figma", "77", BOB, None, None, "zz@private.example", None))
    assert whose(by_id, **named)["match"] is None, "another id is another account"


def test_what_was_said_of_one_app_says_nothing_of_another() -> None:
    there = said(("slack", "1", BOB, None, None))
    assert whose(there, email="ada@example.com")["person"] == ADA


LOCALS = ["ada", "\u0430da", "ada+x", "ADA", "\uff41da", "support", "bob", "a.da", "0042"]
DOMAINS = ["example.com", "example.org", "EXAMPLE.COM", "ex\u0430mple.com", "mail.example.com"]
ADDRESSES = st.none() | st.builds("{}@{}".format, *map(st.sampled_from, (LOCALS, DOMAINS)))
ROWS = st.builds(
    lambda key, email, user, number, kind: account(
        key, email=email, user_name=user, employee_number=number, kind=kind
    ),
    st.sampled_from("1234567"),
    ADDRESSES,
    ADDRESSES | st.sampled_from(LOCALS),
    st.none() | st.sampled_from(["0042", "42", "ada"]),
    st.sampled_from(["person", "guest", "bot"]),
)
HELD = st.lists(
    st.tuples(
        st.one_of(ADDRESSES.filter(bool), st.sampled_from(LOCALS)),
        st.sampled_from(["address", "user-name", "number"]),
        st.integers(1, 4),
    ).map(lambda each: (form(each[0] or "", Rules()), each[1], each[2])),
    max_size=12,
    unique=True,
)
RULES = st.sampled_from(
    [Rules(), rules([["example.com", "example.org"]], plus_is_same=False), rules([], True)]
)


@given(st.lists(ROWS, max_size=7, unique_by=lambda row: row["key"]), HELD, RULES)
def test_no_exact_match_is_false(rows: list[Any], held: list[Any], rule: Rules) -> None:
    """Each exact match follows from the rule said in words, and none is missing without reason."""
    found = matches(listed(*rows), identifiers(*held), NOTHING, rule)
    for row, match in zip(rows, found.iter_rows(named=True), strict=True):
        names = [("address", row["email"]), ("address", row["user_name"])]
        names += [("user-name", row["user_name"]), ("number", row["employee_number"])]
        fitting = {
            person
            for kind, name in names
            for text, kind_of, person in held
            if name and kind == kind_of
            and form(name, Rules() if kind == "number" else rule)
            == form(text, Rules() if kind == "number" else rule)
        }  # fmt: skip
        if match["person"] is not None:
            assert fitting == {match["person"]}
            assert row["kind"] != "bot"
        elif row["kind"] != "bot" and len(fitting) == 1 and not row["email"]:
            raise AssertionError(f"{row} is {fitting}'s")


@settings(max_examples=25)
@given(
    st.lists(ROWS, min_size=1, max_size=7, unique_by=lambda row: row["key"]),
    HELD,
    st.integers(0, 10**6),
)
def test_the_order_of_rows_does_not_matter(rows: list[Any], held: list[Any], seed: int) -> None:
    mixed, mixed_held = rows.copy(), held.copy()
    random.Random(seed).shuffle(mixed)
    random.Random(seed).shuffle(mixed_held)
    first = matches(listed(*rows), identifiers(*held), NOTHING, Rules())
    second = matches(listed(*mixed), identifiers(*mixed_held), NOTHING, Rules())
    assert first.sort("key").equals(second.sort("key"))
    assert second["key"].to_list() == [row["key"] for row in mixed]


@settings(max_examples=25)
@given(st.lists(ROWS, min_size=1, max_size=7, unique_by=lambda row: row["key"]), HELD)
def test_what_was_confirmed_outlives_every_later_list(rows: list[Any], held: list[Any]) -> None:
    key = rows[0]["key"]
    later = listed(*({**row, "kind": "person"} for row in rows))
    found = matches(later, identifiers(*held), said(("figma", key, 9, None, None)), Rules())
    mine = found.filter(pl.col("key") == key).row(0, named=True)
    assert (mine["person"], mine["match"]) == (9, "confirmed")
