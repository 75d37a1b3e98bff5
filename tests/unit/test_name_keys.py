"""When two ways to write a name are one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.names import name_key

TITLES = (
    *("Dr.", "Dr", "Prof.", "Prof. Dr.", "Prof.Dr.", "Dipl.-Ing.", "Dr.-Ing.", "Dr. rer. nat."),
    *("Dr. med.", "Prof. Dr. h.c.", "Univ.-Prof.", "Mag.", "Ing.", "PhD", "Ph.D.", "M.Sc.", "MSc"),
)
words = st.text(
    st.characters(categories=["L"], max_codepoint=0x24F), min_size=1, max_size=9
).filter(lambda word: name_key(word) not in ("dr", "prof", "phd", "msc", "bsc"))


@given(
    st.lists(words, min_size=2, max_size=4),
    st.sampled_from(["", *TITLES]),
    st.sampled_from(["", *TITLES]),
)
def test_titles_order_and_case_do_not_count(name: list[str], before: str, after: str) -> None:
    first, *rest = name
    key = name_key(" ".join(name))
    for written in (
        f"{before} {' '.join(name)} {after}",
        f"{before} {' '.join(name)}, {after}",
        f"{' '.join(rest)}, {before} {first} {after}",
        f"{before.upper()}  {' '.join(name)}",
    ):
        assert name_key(written) == key, written


@pytest.mark.parametrize("text", ["", " ", ",", " , \u00a0,"])
def test_what_has_no_word_has_no_key(text: str) -> None:
    assert name_key(text) == ""


@pytest.mark.parametrize(
    "other",
    [
        *("Ana M. Muster", "Ana Maria Muster", "Anna Muster", "Frau Ana Muster", "Ana", "Dr. Ana"),
        *(
            "D.R. Ana Muster",
            "Ana Muster jun.",
            "Ana Ma Muster",
            "Ana Ing Muster",
            "Ana Muster Mag",
        ),
    ],
)
def test_every_other_word_counts(other: str) -> None:
    assert name_key(other) != name_key("Ana Muster")


@pytest.mark.parametrize("name", ["Dr.", "PhD", "Ana Prof", "Dr. Ana"])
def test_a_title_counts_where_too_little_would_be_left(name: str) -> None:
    assert name_key(name).split() == sorted(name.casefold().replace(".", " ").split())
