"""What is a good password, and that no password raises anything but a sentence."""

import re
from importlib.metadata import distribution

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.identity import passwords

GOOD = "five small boats on a lake"


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password1234",
        "P@ssw0rd2026!",
        "passwordpassword",
        "qwertyuiop123",
        "aaaaaaaaaaaaa",
        "123456789012",
        "ada.example2026",
        "x" * 65,
        "ü" * 40,
        "no\0 nul characters here",
        "mailcreated5240",
        "MailCreated5240",
    ],
)
def test_a_bad_password_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check(password, "ada.example", "Ada Example", None)
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", [GOOD, "Xk4-tulip-Rmz-0o9", "зелёный чайник и кот"])
def test_a_good_password_is_taken_and_recognised(password: str) -> None:
    passwords.check(password, "ada", "Ada", None)
    stored = passwords.hashed(password)
    assert password not in stored
    assert passwords.matches(password, stored)
    assert not passwords.matches(password + "x", stored)


def test_a_hash_of_the_version_before_goes_on_matching() -> None:
    stored = "$2b$12$B9sGRwsSJoYo6IT06r1uwedRIjzo1s6/HF6emTOpG8CK3bmovtth2"  # made by 0.4.2
    assert passwords.matches("four words of nobody else", stored)
    assert not passwords.matches("four words of nobody elsE", stored)


def test_the_hasher_may_be_passed_on() -> None:
    found = distribution("streamlit-authenticator")
    (licence,) = (file for file in found.files or [] if file.name == "LICENSE")
    assert licence.read_text().startswith("Apache License\nVersion 2.0")


def test_nobody_matches_nothing() -> None:
    assert not passwords.matches("the password of nobody", None)
    assert not passwords.matches("x" * 500, passwords.hashed(GOOD))


@given(st.text(max_size=100))
def test_any_text_is_either_refused_with_a_sentence_or_long_enough(password: str) -> None:
    try:
        passwords.check(password, "ada")
    except Invalid:
        return
    assert passwords.matches(password, passwords.hashed(password)) if password == GOOD else True


def test_the_three_thousand_most_frequent_that_are_long_enough_are_refused() -> None:
    """ASVS 5.0, 6.2.4."""
    lines = (passwords.LISTS / "leaked-passwords.txt").read_text(encoding="utf-8").splitlines()
    leaked = [line for line in lines if not line.startswith("#")]
    assert len(set(leaked)) >= 3000
    for password in leaked:
        assert passwords.SHORTEST <= len(password) <= passwords.LONGEST
        with pytest.raises(Invalid):
            passwords.check(password, None)


def test_a_password_is_kept_as_a_bcrypt_hash_of_cost_12_with_a_salt_of_its_own() -> None:
    one, other = (passwords.hashed(GOOD) for _ in range(2))
    assert re.fullmatch(r"\$2[aby]\$12\$[./A-Za-z0-9]{53}", one)
    assert one != other
