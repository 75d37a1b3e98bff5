"""What counts as the same identifier, one text at a time and a column at once."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.accounts.identifiers import Rules, form, forms, ruled, rules

PLAIN = Rules()
SAME = rules([["example.com", "example.org"], ["a.example", "b.example"]], plus_is_same=True)

TEXTS = st.one_of(
    st.text(max_size=20),
    st.builds(
        "{}{}@{}".format,
        st.text("abc.+ Äßİ\u212afi\u0410", max_size=8),
        st.sampled_from(["", "+x", "+"]),
        st.sampled_from(
            [
                "example.com",
                "EXAMPLE.org",
                "b.example",
                "other.example",
                "example.org.",
                ".",
                "",
                "a@b.example",
            ]
        ),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Ada.Lovelace@Example.COM ", "ada.lovelace@example.com"),
        ("\uff21\uff24\uff21@example.com", "ada@example.com"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("\u212a", "k"),
        ("\u210clder", "hlder"),
        ("   ", ""),
        ("ada+test@example.com", "ada+test@example.com"),
        ("ADA@EXAMPLE.COM.", "ada@example.com"),
        ("ada@.", "ada@."),
        ("ada.", "ada."),
    ],
)
def test_spellings_of_the_same(text: str, expected: str) -> None:
    assert form(text, PLAIN) == expected


def test_letters_that_only_look_the_same_are_others() -> None:
    cyrillic = "\u0430da@example.com"
    assert form(cyrillic, PLAIN) != form("ada@example.com", PLAIN)
    assert form("ada\u200b@example.com", PLAIN) != form("ada@example.com", PLAIN)


def test_domains_and_plus_are_the_same_where_the_settings_say_so() -> None:
    assert form("Ada+x@example.org", SAME) == "ada@example.com"
    assert form("ada@sub.example.org", SAME) == "ada@sub.example.org"
    assert form("+x@example.org", SAME) == "+x@example.com"


def test_sets_that_share_a_domain_are_one() -> None:
    joined = rules([["a.example", "b.example"], ["c.example", "a.example"]], plus_is_same=False)
    assert {form(f"x@{one}.example", joined) for one in "abc"} == {"x@a.example"}


@given(st.lists(st.none() | TEXTS, max_size=12), st.sampled_from([PLAIN, SAME]))
@example([" \x1fa", "İ", "a+b@example.org", "@example.org", "a@"], SAME)
def test_a_column_says_what_each_text_says(texts: list[str | None], rule: Rules) -> None:
    column = pl.Series("said", texts, dtype=pl.String)
    found = column.to_frame().select(forms(pl.col("said"), rule)).to_series().to_list()
    assert found == [None if text is None else form(text, rule) or None for text in texts]


@given(TEXTS)
def test_what_is_in_normal_form_stays_as_it_is(text: str) -> None:
    once = form(text, PLAIN)
    assert form(once, PLAIN) == once
    ruled_once = form(text, SAME)
    assert form(ruled_once, SAME) == ruled_once
    assert ruled(pl.Series([once]), SAME)[0] == ruled_once
