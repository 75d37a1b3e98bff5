"""Names that people type."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from core.catalog.names import guesses, normalise, resolve
from core.files.scalars import SLUG

NAMES = {"customer-io": "Customer.io", "g-suite": "G Suite", "slack": "Slack", "d-and-b": "D&B"}
ALIASES = {"cio": "customer-io", "google-apps": "g-suite"}


@given(st.text())
@example("Ünïcode™ Café")
def test_a_normalised_name_is_a_slug_or_nothing_and_stays_as_it_is(name: str) -> None:
    slug = normalise(name)
    assert slug == "" or re.fullmatch(SLUG, slug)
    assert normalise(slug) == slug


def test_ids_aliases_and_names_resolve_however_they_are_written() -> None:
    for typed, app in [
        ("customer-io", "customer-io"),
        ("Customer.IO", "customer-io"),
        ("CustomerIO", "customer-io"),
        (" CIO ", "customer-io"),
        ("Google Apps", "g-suite"),
        ("D & B", "d-and-b"),
    ]:
        assert resolve(typed, NAMES, ALIASES) == app, typed


def test_in_doubt_nothing_is_resolved() -> None:
    twins = {"a-1": "Data Cloud", "a-2": "DataCloud"}
    assert resolve("data cloud", twins, {}) is None
    assert resolve("Custmer.io", NAMES, ALIASES) is None
    assert resolve("", NAMES, ALIASES) is None
    assert resolve("株式会社", NAMES, ALIASES) is None


def test_guesses_are_apps_best_first_each_once() -> None:
    found = guesses("Custmer io", NAMES, ALIASES)
    assert found[0].app == "customer-io"
    assert len({guess.app for guess in found}) == len(found)
    assert [g.score for g in found] == sorted((g.score for g in found), reverse=True)


def test_nonsense_has_no_guesses() -> None:
    assert guesses("qqqqqqqqqqqq", NAMES, ALIASES) == []


@given(st.text(max_size=40))
def test_guessing_never_fails_and_names_only_known_apps(name: str) -> None:
    assert {guess.app for guess in guesses(name, NAMES, ALIASES)} <= NAMES.keys()
