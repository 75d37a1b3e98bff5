"""What an app's list shows of who left, as the command line prints it for programs."""

from typing import Any

from core.offboarding.values import AppKnown, Gone, NoLonger


def gone_json(each: Gone) -> dict[str, Any]:
    """One list, and by which names the person is gone from it."""
    said = each.verdict.said
    assert said is not None
    return {
        "app": said.list.app,
        "member": each.member,
        "taken_at": each.taken.isoformat(),
        "accounts": said.accounts,
        "sha256": said.list.sha256,
        "root": said.root,
        "entry": {"number": each.entry.facts.id, "hash": each.entry.hash},
        "accepted": _accepted(each),
        "names": [
            {"kind": str(name.kind), "text": name.text, "shown": str(shown)}
            for name, shown in each.verdict.shown.items()
        ],
        "not_compared": [
            {"kind": str(name.kind), "text": name.text} for name in each.verdict.not_compared
        ],
    }


def _accepted(each: Gone) -> dict[str, Any] | None:
    """Of a list that was held: why, and who accepted it when and why."""
    if not each.held:
        return None
    of = each.entry.facts
    return {
        "held": list(each.held), "by": of.actor_name, "at": of.at.isoformat(),
        "reason": each.reason,
    }  # fmt: skip


def no_longer_json(each: NoLonger) -> dict[str, Any]:
    """What was shown once, and why it no longer is."""
    return {"what": each.what, "why": each.why, "step": each.step, "member": each.member}


def app_json(each: AppKnown) -> dict[str, Any]:
    """How it is known of one app that access is gone."""
    return {
        "app": each.app,
        "name": each.name,
        "how": str(each.how),
        "words": each.words,
        "newest": each.newest,
        "in_use": each.in_use,
    }
