"""Passwords: what is a good one, and the one place that knows how they are hashed.

The hashing is streamlit-authenticator's. Of that package only the file with the hasher is loaded:
its cookie, its ``forgot_password`` and its OAuth never enter the process (see docs/security.md for
what was measured there). To use another hasher, change :func:`_hasher`.

Rules after NIST SP 800-63B-4 §3.1.1.2: length, a list of common passwords and one of breached
ones, no composition.
"""

import re
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Protocol, cast
from unicodedata import normalize

from core.config import ROOT
from core.errors import Invalid
from core.identity.breaches.filter import shipped

SHORTEST, LONGEST, MOST_BYTES = 12, 64, 72
LISTS = ROOT / "data" / "identity"
_EDGE = re.compile(r"^[\d\W_]+|[\d\W_]+$")
_LEET = str.maketrans("@4310$5!7", "aaeiossit")


class Hasher(Protocol):
    """What is used of the hashing library, 0.3.3: the last version that may be passed on."""

    def __init__(self, passwords: list[str]) -> None: ...

    def generate(self) -> list[str]: ...

    @classmethod
    def check_pw(cls, password: str, hashed_password: str) -> bool: ...


@cache
def _hasher() -> type[Hasher]:
    package = find_spec("streamlit_authenticator")
    if package is None or not package.submodule_search_locations:
        raise ImportError("streamlit-authenticator is not installed")
    path = Path(package.submodule_search_locations[0]) / "utilities" / "hasher.py"
    spec = spec_from_file_location("offramp_password_hasher", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no hasher in {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(type[Hasher], module.Hasher)


@cache
def _nobodys_hash() -> str:
    # Checked when there is no such account, so that the answer takes as long as for a real one.
    return hashed("the password of nobody")


def get_ready() -> None:
    """Make what an unknown name is checked against, so that the first one is not slower."""
    _nobodys_hash()


def hashed(password: str) -> str:
    """The bcrypt hash to store."""
    return _hasher()([_canonical(password)]).generate()[0]


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; as slow for no account as for a wrong password."""
    canonical = _canonical(password)
    if len(canonical.encode()) > MOST_BYTES or "\0" in canonical:
        canonical, stored = "too long to be anybody's", None
    same = _hasher().check_pw(canonical, stored or _nobodys_hash())
    return same and stored is not None


def check(password: str, *words: str | None) -> None:
    """Raise :class:`Invalid` with a sentence unless the password is good enough.

    ``words`` are what a guesser would try first: the user's name, address, the product.
    """
    canonical = _canonical(password)
    if len(canonical) < SHORTEST:
        raise _bad(
            f"A password needs at least {SHORTEST} characters; this one has {len(canonical)}.",
            "A sentence of four or five words is easy to remember.",
        )
    if len(canonical) > LONGEST:
        raise _bad(f"A password has at most {LONGEST} characters.", None)
    if len(canonical.encode()) > MOST_BYTES:
        raise _bad(
            f"This password takes {len(canonical.encode())} bytes, and the hash covers "
            f"{MOST_BYTES}.",
            "Letters outside ASCII take two to four bytes each: use fewer.",
        )
    if "\0" in canonical:
        raise _bad("A password cannot contain the character NUL.", None)
    if _is_common(canonical, words):
        raise _bad(
            "This password is easy to guess: a common one, a pattern, or your own name.",
            "Add words that have nothing to do with you or with each other.",
        )
    if _is_breached(canonical.casefold()):
        raise _bad(
            "This password is in a published list of passwords from breaches.",
            "Attackers try those first. Choose one that you use nowhere else.",
        )


def _bad(message: str, hint: str | None) -> Invalid:
    return Invalid(message, field="password", hint=hint)


def _canonical(password: str) -> str:
    return normalize("NFKC", password)


def comparable(password: str) -> str:
    """A password as lists of others are searched for it."""
    return _canonical(password).casefold()


def is_new_to_rules(listed: str) -> bool:
    """Whether a password of a list, as it is compared, could be one here but for that list."""
    long_enough = SHORTEST <= len(listed) <= LONGEST and len(listed.encode()) <= MOST_BYTES
    return long_enough and "\0" not in listed and not _is_common(listed, ())


def _is_breached(lower: str) -> bool:
    """Whether it is known from a breach, also with digits and signs around it, or repeated."""
    known = shipped()
    core = _EDGE.sub("", lower)
    halves = [lower[: len(lower) // n] for n in range(2, len(lower) // SHORTEST + 1)]
    repeated = (half for half in halves if half * (len(lower) // len(half)) == lower)
    return any(len(text) >= SHORTEST and text in known for text in (lower, core, *repeated))


@cache
def _common() -> frozenset[str]:
    """Words that guessers try first, and an installation's own."""
    lines = (LISTS / "common-passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


def _is_common(password: str, words: tuple[str | None, ...]) -> bool:
    lower = password.casefold()
    own = {part for word in words if word for part in re.split(r"[\W_]+", word.casefold())}
    known = _common() | {word for word in own if len(word) > 3} | {"offramp"}
    if len(set(lower)) < 5 or lower in known:
        return True
    # A common word with digits and signs around it, or written with digits for letters.
    for text in (lower, lower.translate(_LEET), _EDGE.sub("", lower).translate(_LEET)):
        core = _EDGE.sub("", text)
        if core in known or not core:
            return True
        # The same, or several of them, one after the other ("passwordpassword").
        if any(
            len(core) % len(word) == 0 and word * (len(core) // len(word)) == core for word in known
        ):
            return True
    # Hardly more than the person's own names.
    for word in sorted((word for word in own if len(word) > 2), key=len, reverse=True):
        lower = lower.replace(word, "")
    return len(re.sub(r"[\d\W_]", "", lower)) < 3
