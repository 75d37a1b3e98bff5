"""What is a good password, and that no password raises anything but a sentence."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ROOT
from core.errors import Invalid
from core.identity import passwords
from core.identity.breaches import filter as breaches

FREQUENT = ROOT / "tests" / "data" / "frequent-passwords.txt"
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
    lines = FREQUENT.read_text(encoding="utf-8").splitlines()
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


@pytest.mark.parametrize(
    "password",
    [
        "1Qaz2wsx3edc",
        "jordan23jordan23",
        "MyS3cretLeakedPass",
        "xXmailcreated5240!",
        "ｍailcreated5240",
    ],
)
def test_a_breached_password_is_refused_however_it_is_written(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [
        "1qaz2wsx3edc",
        "jordan23jordan23",
        "mys3cretleakedpass",
        "xxmailcreated",
        "mailcreated5240",
    ]
    file = breaches.made_of(known, len(known), 1e-9, "a test")
    start = file.index(b"\n") + 1
    size, hashes = breaches.shape(len(known), 1e-9)
    made = breaches.Filter(file, start, size, hashes)
    monkeypatch.setattr(passwords, "shipped", lambda: made)
    with pytest.raises(Invalid):
        passwords.check(password)
    passwords.check(GOOD)


def test_the_filter_has_what_it_says_and_takes_no_other_for_one() -> None:
    """ASVS 5.0, 6.2.12. Passwords that nobody has had: a wrong yes would refuse a good one."""
    shipped = breaches.shipped()
    assert shipped.size > 28 * 1_300_000
    ones = sum(byte.bit_count() for byte in shipped.bits[shipped.start :])
    assert (ones / shipped.size) ** shipped.hashes < 1e-6  # the rate, from how full it is
    assert not any(f"nobody's {number} own words" in shipped for number in range(200_000))


def test_a_cut_filter_is_no_filter(tmp_path: Path) -> None:
    file = tmp_path / "cut.bloom"
    file.write_bytes(breaches.made_of(["a password of nobody"], 1000, 1e-6, "a test")[:-1])
    with pytest.raises(ValueError, match="cut"):
        breaches.read(file)


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=50))
def test_what_was_put_in_is_always_found(put: set[str]) -> None:
    size, hashes = breaches.shape(max(1, len(put)), 1e-6)
    file = breaches.made_of(put, max(1, len(put)), 1e-6, "a test")
    made = breaches.Filter(file, file.index(b"\n") + 1, size, hashes)
    assert all(each in made for each in put)
