"""Every action that is recorded anywhere has a sentence, and no entry breaks the page."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.app.audit.sentences import DEEDS, sentence
from core.audit.service import EntryView
from core.config import ROOT
from core.identity.values import Attempt
from core.offboarding.service import has_words
from core.offboarding.values import Move
from core.rights import Action

RECORDERS = re.compile(r"^_?(record|store_case|store_step|stored|_stored|_record|note)$")
ACTION = re.compile(
    r"^(account|advice|audit|calendar|case|catalog|channel|checklist|cost|data|group|identity|job"
    r"|scim|secrets|stack|token|accounts|app-account|feed|finding|people|person|proposal"
    r"|snapshots?)\.[a-z-]*[a-z]$"
)
PIA = "account:x"
NO_ACTIONS = {
    *("case.json", "account.id", "channel.id", "person.id"),
    *("accounts.retention", "accounts.sync", "accounts.yaml"),  # jobs, a file of the demo
}
"""Texts that look like one: a file of a pack, columns."""
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["title", "reason", "name", "evidence", "early", "{x}"]), inner
        )
    ),
    max_leaves=5,
)


def entry(action: str, obj: str, before: object = None, after: object = None) -> EntryView:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return EntryView(1, at, "mara", "Mara Ops", action, obj, before, after, None, None)


def test_the_first_signing_key_does_not_sound_like_a_changed_one() -> None:
    key, new = "3b0c44f2" * 8, "0c44f23b" * 8
    first = entry("audit.signing-key", "audit:signing-key", after={"key": key, "signed": None})
    assert sentence(first, {}) == "Mara Ops signs files with key 3b0c44f2… for the first time"
    later = entry("audit.signing-key", "audit:signing-key", {"key": key}, {"key": new})
    said = "Mara Ops signs files with key 0c44f23b… from now on, before with 3b0c44f2…"
    assert sentence(later, {}) == said


def recorded() -> Iterator[tuple[str, str]]:
    """Every action that some line of core records, with the file."""
    for path in sorted((ROOT / "core").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if "migrations" in name or name in {"core/rights.py", "core/app/audit/sentences.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and ACTION.match(text) and text not in NO_ACTIONS:
                yield text, name
            if isinstance(node, ast.Call):
                yield from ((action, name) for action in _rights_recorded(node))
    yield from ((f"case.step-{move}", "every move") for move in Move)


def _rights_recorded(call: ast.Call) -> Iterator[str]:
    """``Action.X`` that is given to what records."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not RECORDERS.match(name):
        return
    for given_ in call.args:
        if isinstance(given_, ast.Attribute) and getattr(given_.value, "id", "") == "Action":
            yield str(Action[given_.attr])


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    found = set(recorded())
    assert len(found) > 70
    without = sorted(pair for pair in found if pair[0] not in DEEDS and not has_words(pair[0]))
    assert not without, "add a sentence to core/app/audit/sentences.py (or timeline.py, of a case)"


def test_no_sentence_is_left_of_an_action_that_nobody_records() -> None:
    assert set(DEEDS) <= {action for action, _file in recorded()}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            entry("case.step-done", "case:12", after={"step": 3, "title": "Remove from Slack"}),
            "Mara Ops finished “Remove from Slack” in OFF-0012",
        ),
        (
            entry("case.step-block", "case:12", after={"title": "Remove", "reason": "No rights"}),
            "Mara Ops blocked “Remove” in OFF-0012: No rights",
        ),
        (
            entry("case.open", "case:7", after={"steps": 12, "restricted": True}),
            "Mara Ops opened OFF-0007 with 12 steps, restricted",
        ),
        (
            entry("case.close", "case:7", after={"reason": "all done"}),
            "Mara Ops closed OFF-0007: all done",
        ),
        (entry("case.export", "case:7", after={"form": "pdf"}),
         "Mara Ops on OFF-0007: evidence exported as PDF"),
        (entry("case.export", "proof:2026-01-01/2026-03-31", after={"form": "zip"}),
         "Mara Ops exported proof of 2026-01-01/2026-03-31 as ZIP"),
        (entry("audit.export", "audit:log", after={"form": "csv"}),
         "Mara Ops exported the audit log as CSV"),
        (entry("case.comment", "case:7", after={"text": "Hi"}), "Mara Ops on OFF-0007: “Hi”"),
        (
            entry("stack.edit", "stack:slack", {"seats": 1, "of": 0}, {"seats": 2, "of": 0}),
            "Mara Ops changed Slack in our stack (seats)",
        ),
        (
            entry("account.set-role", PIA, {"role": "viewer"}, {"name": "Pia", "role": "auditor"}),
            "Mara Ops made Pia auditor (was viewer)",
        ),
        (
            entry("scim.switch", "scim-outbound:3", {"enabled": True}, {"enabled": False}),
            "Mara Ops switched the connection to connection 3 off",
        ),
        (entry("scim.remove", "scim-removal:3", after={"user": "{user.x}"}),
         "Mara Ops requested the removal of {user.x}"),
        (entry("advice.decide", "decision:1",
               after={"app": "slack", "choice": "upgrade-for-scim", "status": "accepted"}),
         "Mara Ops chose for Slack: Upgrade to the plan with SCIM (accepted)"),
        (entry("catalog.observe", "claim:1",
               after={"app": "slack", "field": "scim_plan", "value": "pro"}),
         "Mara Ops recorded what we observed of Slack: scim plan is pro"),
        (entry("catalog.observe", "app:slack", before={"name": "Slack"}),
         "Mara Ops took Slack out of the catalogue again"),
        (entry("old.action", "thing:1"), "Mara Ops: old.action, thing:1"),
    ],
)  # fmt: skip
def test_entries_read_as_sentences(found: EntryView, said: str) -> None:
    assert sentence(found, {"stack:slack": "Slack", "app:slack": "Slack"}) == said


@given(
    st.sampled_from(sorted({action for action, _file in recorded()})),
    st.sampled_from(["case:12", "case:", "stack:slack", "account:", ":", "", "job:{0}"]),
    FACTS,
    FACTS,
)
def test_whatever_stands_in_an_entry_it_is_said(
    action: str, obj: str, before: object, after: object
) -> None:
    assert sentence(entry(action, obj, before, after), {}).startswith("Mara Ops")


def test_an_attempt_and_how_often_it_was_are_said() -> None:
    once = entry("identity.attempt", "attempt:foreign-form")
    again = entry("identity.attempt", "attempt:foreign-form", None, {"times": 8})
    assert sentence(once, {}).endswith("sent a form that no page of Offramp had sent")
    assert sentence(again, {}).endswith("had sent (8 times within an hour)")
    for each in Attempt:
        assert str(each) not in sentence(entry("identity.attempt", f"attempt:{each}"), {})
