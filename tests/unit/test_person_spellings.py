"""However an address is spelled, it is the same person's; a bridge tells its Users apart."""

from hypothesis import given
from hypothesis import strategies as st

from core.scim.person_names import canonical_name, comparable_name, names_of, spellings

WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=12)
ADDRESS = st.builds("{}.{}@{}.example".format, WORD, WORD, WORD)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def _wide(address: str) -> str:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM0123456789@"}
    return address.translate(wide)


SPELLINGS = (
    str.upper,
    _wide,
    lambda address: f"{address}.",
    lambda address: f"Bo Example <{address}>",
    lambda address: f"mailto:{address}",
    lambda address: f"mailto:{address}?subject=Hello",
    lambda address: f"  {address} ",
)


@given(
    ADDRESS,
    st.lists(st.sampled_from(SPELLINGS[:3]), max_size=3, unique=True),
    st.sampled_from(SPELLINGS),
    st.sampled_from(INVISIBLE),
    st.integers(0, 60),
)
def test_every_spelling_is_known_by_the_same_name(address, first, last, letter, at) -> None:  # type: ignore[no-untyped-def]
    spelled = address
    for change in first:
        spelled = change(spelled)
    spelled = last(spelled)
    spelled = spelled[:at] + letter + spelled[at:]
    known = spellings(address)
    assert canonical_name(spelled) in known
    for user in ({"userName": spelled}, {"userName": "x", "emails": [{"value": spelled}]}):
        assert known & names_of("b", user)


@given(st.text(max_size=40))
def test_what_was_written_is_kept(text: str) -> None:
    assert all(spellings(text))
    assert comparable_name(text) in spellings(text) | {""}


@given(ADDRESS, ADDRESS)
def test_different_addresses_are_different_people(one: str, other: str) -> None:
    assert (one == other) == bool(spellings(one) & spellings(other))


def test_numbers_are_taken_as_they_are() -> None:
    assert names_of("b", {"userName": "bo", "externalId": "42."}) == {"bo", "b/42."}
