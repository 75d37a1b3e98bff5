"""What an audit entry of a case says, as a sentence for people. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import ended
from core.offboarding.views import NOT_NEEDED, case_number

Told = Mapping[str, Any]


def sentence(action: str, before: Told, after: Told) -> str:
    """The entry in words; its action where it has none of its own."""
    said = _said(action, before, after)
    title = after.get("title")
    told = f"{title}: {said}" if title else said[:1].upper() + said[1:]
    others = together(after)[1] - 1
    if others < 1:
        return told
    return f"{told} (in one go with {others} other {'step' if others == 1 else 'steps'})"


def together(after: Told) -> tuple[str | None, int]:
    """What the entries of steps that were worked in one go share, and how many steps these were:
    ``None`` and 0 for one that was worked alone."""
    tie = after.get("together")
    if not isinstance(tie, Mapping):
        return None, 0
    number = tie.get("steps")
    return str(tie.get("id")), number if isinstance(number, int) else 0


def deed(action: str, before: Told, after: Told, case: str) -> str:
    """The same after the name of who did it: ``finished “Remove from Slack” in OFF-0012``."""
    said = _said(action, before, after)
    number = case_number(int(case)) if case.isdecimal() else case
    title = after.get("title")
    verb, colon, rest = said.partition(": ")
    if title:
        what = f"“{title}” in {number}"
        return f"{_VERBS[verb]} {what}{colon}{rest}" if verb in _VERBS else f"{what}: {said}"
    first, space, more = said.partition(" ")
    if (word := first.removesuffix(":")) in _CASE_VERBS:
        return f"{word} {number}{first.removeprefix(word)}{space}{more}"
    return f"on {number}: {said}"


def has_words(action: str) -> bool:
    """Whether entries of this action have a sentence of their own."""
    return action in _WORDS


def _said(action: str, before: Told, after: Told) -> str:
    words = _WORDS.get(action)
    return words(before, after) if words else action


_VERBS = {
    "done": "finished",
    "does not apply": "marked as not applicable",
    "started": "started",
    "blocked": "blocked",
    "reopened": "reopened",
    "cancelled": "cancelled",
}
"""What was done to a step → as the verb of a sentence."""
_CASE_VERBS = frozenset({"opened", "closed", "cancelled", "reopened", "changed"})


def _with_reason(text: str) -> Callable[[Told, Told], str]:
    def said(_before: Told, after: Told) -> str:
        reason = after.get("reason")
        return f"{text}: {reason}" if reason else text

    return said


def _opened(_before: Told, after: Told) -> str:
    if after.get("step"):
        return "requested by the IdP; the case was opened for it"
    restricted = ", restricted" if after.get("restricted") else ""
    return f"opened with {after.get('steps')} steps{restricted}"


def _closed(_before: Told, after: Told) -> str:
    despite = " ".join(after.get("despite") or ())
    said = "closed despite a warning" if despite else "closed"
    told = f"{said}: {after['reason']}" if after.get("reason") else said
    return f"{ended(told)} {despite}" if despite else told


def _insisted(_before: Told, after: Told) -> str:
    despite = " ".join(after.get("despite") or ())
    return (
        f"requested that the case be closed in spite of this: {despite} Reason: {after['reason']}"
    )


def _done(before: Told, after: Told) -> str:
    if after.get("early"):
        return f"ended early ({after['early'][:10]}): {after.get('reason')}"
    if answer := after.get("answer"):
        said = "it is wanted" if answer == "wanted" else "it is not wanted"
        verb = "confirmed" if after.get("confirmed") else "decided"
        return f"{verb}, {said}: {after.get('reason')}"
    if "answers" in after:
        return f"answered: {' '.join(str(one.get('text')) for one in after.get('evidence', ()))}"
    if str(after.get("reason") or "").startswith(NOT_NEEDED):
        return str(after["reason"])
    return _with_reason("done")(before, after)


def _added(before: Told, after: Told) -> str:
    words = "added" if after.get("by_us") else "requested by the IdP"
    return _with_reason(words)(before, after)


def _edited(before: Told, after: Told) -> str:
    names = {
        "effective": "end of access",
        "manager": "manager",
        "hand_over_to": "successor",
        "note": "note",
    }
    changed = [
        f"{word} from {before.get(name) or 'nothing'} to {after.get(name) or 'nothing'}"
        for name, word in names.items()
        if before.get(name) != after.get(name)
    ]
    told = ended("changed: " + ("; ".join(changed) or "nothing"))
    return f"{told} {after.get('reason') or ''}".strip()


def _assigned(before: Told, after: Told) -> str:
    def told(of: Told) -> str:
        handle = f", {of['handle']}" if of.get("handle") else ""
        return f"{of.get('owner') or 'no one'}{handle}"

    return f"assigned to {told(after)} (was {told(before)})"


def _moved(before: Told, after: Told) -> str:
    return f"due {after.get('due')} instead of {before.get('due')}: {after.get('reason')}"


def _proven(_before: Told, after: Told) -> str:
    return "evidence added: " + ", ".join(str(one.get("text")) for one in after.get("evidence", ()))


def _exported(_before: Told, after: Told) -> str:
    count = after.get("differences")
    nevertheless = f", with {count} differences from the audit log printed in it" if count else ""
    # As PDF and as ZIP are two entries of the same second.
    form = f" as {str(after['form']).upper()}" if after.get("form") else ""
    return f"evidence exported{form}{nevertheless}"


_WORDS: dict[str, Callable[[Told, Told], str]] = {
    "case.open": _opened,
    "case.edit": _edited,
    "case.close": _closed,
    "case.insist": _insisted,
    "case.cancel": _with_reason("cancelled"),
    "case.reopen": _with_reason("reopened"),
    "case.restrict": lambda _b, a: (
        f"kept to {len(a.get('readers') or [])} people" if a.get("restricted") else "open to all"
    ),
    "case.comment": lambda _b, a: f"“{a.get('text')}”",
    "case.assign": _assigned,
    "case.due": _moved,
    "case.evidence": _proven,
    "case.export": _exported,
    "audit.state-begin": _with_reason("its rows are in the audit log from here on"),
    "case.step-start": _with_reason("started"),
    "case.step-done": _done,
    "case.account-seen": lambda _b, a: (
        f"the account {a.get('account')} in {a.get('reason')} existed already when the bridge was "
        "first read; no question was opened about it"
    ),
    "case.step-proven": _with_reason("proven"),
    "case.step-hold": lambda _b, a: f"held until this is decided: {a.get('reason')}",
    "case.step-not-applicable": _with_reason("does not apply"),
    "case.step-block": _with_reason("blocked"),
    "case.step-reopen": _with_reason("reopened"),
    "case.step-add": _added,
    "case.step-cancel": _with_reason("cancelled"),
    "case.step-keep": _with_reason("stays, because someone opened this case"),
}
