"""What was typed on a page is still there when something above it on the page was refused."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from core.actor import Actor, Role
from core.app.runtime import Runtime
from core.config import ROOT
from core.identity import service as identity
from tests.support.accounts import add_account
from tests.support.pages import told

Become = Callable[[Role], Actor]
REFUSED = "Confirm first that it is you"


def users(account: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "access" / "users.py"), default_timeout=20)
    page.query_params["account"] = account
    return page.run()


def field(page: AppTest, label: str) -> str | None:
    """The identity of a field: the browser keeps what is typed as long as that is on the page."""
    return next((each.id for each in page.text_input if each.label == label), None)


def press(page: AppTest, label: str) -> None:
    next(each for each in page.button if each.label == label).click().run()


@pytest.mark.parametrize(
    "button",
    [
        "Set the role of Ben Example",
        "New password for Ben Example by one-time link",
        "Reset the second factor of Ben Example",
        "Disable Ben Example",
    ],
)
def test_a_new_account_that_was_half_typed_survives_a_refusal_above_it(
    our_runtime: Runtime,
    as_role: Become,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
) -> None:
    with our_runtime.database.write() as session:
        add_account(session, "Ben Example")
    stale = replace(as_role(Role.ADMINISTRATOR), confirmed_until=datetime.now(UTC))
    monkeypatch.setattr("pages.ui.page_context.identify", lambda: stale)
    page = users("ben")
    before = field(page, "User name")
    press(page, button)
    assert REFUSED in told(page)
    assert before
    assert field(page, "User name") == before


def test_resetting_what_is_not_there_says_so(our_runtime: Runtime, as_role: Become) -> None:
    with our_runtime.database.write() as session:
        add_account(session, "Ben Example")
    as_role(Role.ADMINISTRATOR)
    page = users("ben")
    press(page, "Reset the second factor of Ben Example")
    assert [each.value for each in page.success] == ["ben had no second factor."]


def test_disabling_an_account_and_its_role_can_be_undone(
    our_runtime: Runtime, as_role: Become
) -> None:
    with our_runtime.database.write() as session:
        add_account(session, "Ben Example")
    admin = as_role(Role.ADMINISTRATOR)

    def ben() -> tuple[bool, Role]:
        with our_runtime.database.read() as session:
            found = identity.account_list(session, admin, now=datetime.now(UTC))
        return next((one.active, one.role) for one in found if one.username == "ben")

    before = ben()
    for button, changed in (
        ("Disable Ben Example", (False, before[1])),
        ("Set the role of Ben Example", (True, Role.AUDITOR)),
    ):
        page = users("ben")
        if "role" in button:
            roles = next(each for each in page.selectbox if each.label == "Role")
            last = [each for each in page.selectbox if each.label == "Role"][-1]
            (last if last.id != roles.id else roles).select(Role.AUDITOR)
        press(page, button)
        assert not page.exception
        assert ben() == changed
        press(page, "Undo")
        assert ben() == before


def test_every_write_of_a_page_shows_what_went_wrong_and_goes_on() -> None:
    """An error that escapes to the page leaves the rest of it out, and what was typed there."""
    assert list(_escaping()) == []


def _escaping() -> Iterator[str]:
    for path in sorted((ROOT / "pages").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        blocks = [node for node in ast.walk(tree) if isinstance(node, ast.Try | ast.With)]
        caught = {
            id(inner)
            for block in blocks
            if isinstance(block, ast.Try) or "shown()" in _entered(block)
            for inner in ast.walk(block)
        }
        yield from (
            f"{path.relative_to(ROOT)}:{block.lineno}"
            for block in blocks
            if isinstance(block, ast.With)
            and "database().write()" in _entered(block)
            and id(block) not in caught
        )


def _entered(block: ast.With) -> list[str]:
    return [ast.unparse(item.context_expr) for item in block.items]
