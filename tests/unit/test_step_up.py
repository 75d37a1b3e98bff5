"""Who has confirmed lately that it is them, and who need not."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.config import ROOT
from core.errors import ConfirmationNeeded, Forbidden
from core.step_up import require_fresh, require_person

ADA = {"id": "ada", "name": "Ada", "role": Role.ADMINISTRATOR}
MADE_WITHOUT_A_SESSION = {
    "core/demo/people.py": "people of the made-up company, while it is made",
    "core/actor.py": "the operator of this machine, and the system",
    "core/identity/administration.py": "links that stand for an account",
    "core/identity/company_sign_in.py": "who signs in just now, for the audit log",
    "core/identity/sign_in.py": "who signs in just now, for the audit log",
    "core/identity/command_line/named.py": "gave the password just now; or a token, said so there",
    "core/identity/second_factor/completing.py": "gave the password just now",
}
"""Everywhere else whoever acts has a session, which says until when it is confirmed."""


def test_a_session_is_asked_once_its_confirmation_is_old() -> None:
    now = datetime.now(UTC)
    require_person(Actor(**ADA, confirmed_until=now + timedelta(minutes=1)))
    for require in (require_fresh, require_person):
        with pytest.raises(ConfirmationNeeded, match="Confirm first"):
            require(Actor(**ADA, confirmed_until=now))


def test_whoever_has_no_session_is_not_asked() -> None:
    for actor in (LOCAL_OPERATOR, SYSTEM):
        require_person(actor)


def test_a_token_does_the_work_it_was_made_for_and_gives_no_rights() -> None:
    token = Actor(**ADA, by_token=True)
    require_fresh(token)
    with pytest.raises(Forbidden, match="token cannot change accounts"):
        require_person(token)


def test_every_place_that_makes_an_actor_says_until_when_or_is_known() -> None:
    found = dict(_made())
    assert set(MADE_WITHOUT_A_SESSION) == {path for path, said in found.items() if not said}
    assert found["core/identity/sessions.py"]


def _made() -> Iterator[tuple[str, bool]]:
    paths = [path for folder in ("core", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Actor":
                said = any(word.arg == "confirmed_until" for word in node.keywords)
                yield path.relative_to(ROOT).as_posix(), said
