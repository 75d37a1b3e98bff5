"""Names that a few typed words mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.matching import Names, words_of

APPS = Names(
    {
        "slack": ("Slack",),
        "slab": ("Slab",),
        "figma": ("Figma",),
        "customer-io": ("Customer.io",),
        "clickup": ("ClickUp",),
        "zoom": ("Zoom",),
        "zoominfo": ("ZoomInfo",),
        "ms-teams": ("Microsoft Teams", "teams-chat"),
    }
)
PEOPLE = Names(
    {
        1: ("Jonas Weber", "jonas.weber@example.com", "OFF-0001", "1"),
        2: ("Mara Vogt", "mara@example.com", "OFF-0002", "2"),
        12: ("Søren Łukasik", "soren@example.com", "OFF-0012", "12"),
        13: ("Chloé Müller", "cm@example.com", "OFF-0013", "13"),
        14: ("Mira Zeman", "mz@example.com", "OFF-0014", "14"),
        15: ("SM Holding", "sm@example.com", "OFF-0015", "15"),
    }
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("slak", "slack"),
        ("figam", "figma"),
        ("FIGMA", "figma"),
        ("customer io", "customer-io"),
        ("customerio", "customer-io"),
        ("custmer", "customer-io"),
        ("click up", "clickup"),
        ("zoom", "zoom"),
        ("zoomi", "zoominfo"),
        ("teams", "ms-teams"),
        ("micosoft", "ms-teams"),
        ("chat", "ms-teams"),
    ],
)
def test_an_app_is_found_by_what_people_type(typed: str, first: str) -> None:
    assert APPS.find(typed, 8)[0].key == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jonas webr", 1),
        ("weber jonas", 1),
        ("jonas.weber@example.com", 1),
        ("soren lukasik", 12),
        ("chloe muller", 13),
        ("OFF-0012", 12),
        ("off-12", 12),
        ("℠", 15),
        ("12", 12),
        ("mira vogt", 2),
    ],
)
def test_a_person_is_found_whatever_their_accents_order_and_typing_errors(
    typed: str, first: int
) -> None:
    assert PEOPLE.find(typed, 8)[0].key == first


def test_a_mail_domain_does_not_find_everybody() -> None:
    assert PEOPLE.find("example.com", 8) == []


def test_every_word_has_to_fit() -> None:
    assert APPS.find("slack figma", 8) == []


def test_a_first_letter_is_never_taken_for_an_error_nor_are_digits() -> None:
    assert APPS.find("black", 8) == []
    assert PEOPLE.find("OFF-0099", 8) == []


def test_errors_are_forgiven_only_where_nothing_fits_as_typed() -> None:
    assert [match.key for match in APPS.find("slack", 8)] == ["slack"]
    assert APPS.find("slack", 8)[0].is_as_typed
    assert not APPS.find("slakc", 8)[0].is_as_typed


def test_the_whole_name_comes_before_what_begins_with_it() -> None:
    assert [match.key for match in APPS.find("zoom", 8)] == ["zoom", "zoominfo"]
    assert [match.tier for match in APPS.find("zoom", 8)] == [3, 2]


@pytest.mark.parametrize("typed", ["", "  ", "-", "@", "·", "\x00"])
def test_what_has_no_word_finds_nothing(typed: str) -> None:
    assert APPS.find(typed, 8) == []


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    assert len(APPS.find(typed, 3)) <= 3
    assert all(word == word.casefold() or not word.isascii() for word in words_of(typed))
