"""What each entry of the audit log says, as a sentence: one table for every action that exists.

Of a case the sentence is the one of its timeline, with who and which case. Pure, but for
:func:`labels`, which looks up what ids are called today.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.app.audit.account_deeds import ACCOUNT_DEEDS
from core.audit.service import EntryView
from core.catalog.values import App
from core.cost.service import input_catalogue
from core.identity import service as identity
from core.offboarding import service as offboarding
from core.rights import IN_WORDS, Action
from core.scim import service as scim

Facts = Mapping[str, Any]
Labels = Mapping[str, str]
"""Object, such as ``stack:slack`` → what people call it."""


class _Words(dict[str, Any]):
    """An entry's facts for a sentence; what it does not hold is *not known*."""

    def __missing__(self, _name: str) -> str:
        return "not known"


LONGEST = 200
"""Letters of a fact, such as a note, that a sentence quotes."""

Deed = str | Callable[[_Words, _Words], str]
"""What somebody did, after their name: a text with the entry's facts, or what makes it."""


def sentence(entry: EntryView, labels: Labels) -> str:
    """Who did what, in one sentence; the bare action where its facts do not make one.

    The log is read as it is stored: of an entry that was tampered with nothing is certain.
    """
    try:
        return f"{entry.actor_name} {_deed(entry, labels)}"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return f"{entry.actor_name}: {entry.action}, {entry.object}"


def _deed(entry: EntryView, labels: Labels) -> str:
    before, after = _words(entry.before), _words(entry.after)
    if entry.object.startswith("case:"):
        number = entry.object.removeprefix("case:")
        return offboarding.deed(entry.action, before, after, number)
    deed = DEEDS[entry.action]
    label = labels.get(entry.object) or _label(entry.object, before, after)
    label = labels.get(f"app:{label}", label)
    said = deed if isinstance(deed, str) else deed(before, after)
    told = {name: _shown(value) for name, value in {**before, **after}.items()}
    told |= {name: _named(name, told[name], labels) for name in ("app", "field") if name in told}
    was = _Words({name: _shown(value) for name, value in before.items()})
    changed = _changed(before, after)
    return said.format_map(_Words({**told, "was": was, "it": label, "changed": changed}))


def labels(
    session: Session, actor: Actor, entries: Iterable[EntryView], now: datetime
) -> dict[str, str]:
    """What the objects of these entries are called today: apps, accounts, connections."""
    entries = list(entries)
    objects = {entry.object for entry in entries}
    kinds = {obj.partition(":")[0] for obj in objects}
    found: dict[str, str] = {}
    apps = {obj.partition(":")[2] for obj in objects if obj.startswith(("stack:", "app:"))}
    apps |= {app for one in entries if isinstance(app := _app_of(one), str)}
    for app, name in session.execute(select(App.id, App.name).where(col(App.id).in_(apps))):
        found |= {f"stack:{app}": name, f"app:{app}": name}
    if "account" in kinds:
        found |= {f"account:{a.id}": a.name for a in identity.account_list(session, actor, now=now)}
    if "scim-outbound" in kinds:
        found |= {f"scim-outbound:{c.id}": c.app_name for c in scim.connections(session, actor)}
    if "scim-bridge" in kinds:
        found |= {f"scim-bridge:{b.id}": b.app_name for b in scim.list_bridges(session, actor)}
    return found


def _app_of(entry: EntryView) -> object:
    """The app that an entry is about, as it is stored."""
    return _words(entry.after).get("app") or _words(entry.before).get("app")


def _named(name: str, code: str, labels: Labels) -> str:
    """What is stored as a code, as people call it."""
    return labels.get(f"app:{code}", code) if name == "app" else code.replace("_", " ")


def _words(facts: object) -> _Words:
    return _Words(facts) if isinstance(facts, Mapping) else _Words()


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "yes", False: "no"}[value]
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _label(obj: str, before: Facts, after: Facts) -> str:
    """What an object is called by the entry itself, else its kind and number."""
    kind, _, number = obj.partition(":")
    if kind == "action" and number in IN_WORDS:
        return IN_WORDS[Action(number)]
    if kind == "attempt":
        return _ATTEMPTS.get(number, number)
    for name in ("name", "username", "app"):
        if isinstance(said := after.get(name) or before.get(name), str):
            return said
    return f"{_KINDS[kind]} {number}" if kind in _KINDS else number or obj


_ATTEMPTS = {
    "foreign-form": "sent a form that no page of Offramp had sent",
    "foreign-socket": "opened a connection from the page of another site",
    "too-long": "sent more than a form may hold",
    "too-many": "sent more requests than any person does",
}

_KINDS = {
    "scim-outbound": "connection", "scim-bridge": "bridge", "scim-removal": "removal",
    "scim-event": "event", "decision": "decision", "draft": "draft", "channel": "channel",
    "group": "group", "job": "job", "claim": "observation", "account": "account",
    "scenario": "scenario", "person": "person", "snapshot": "list", "feed": "feed",
    "app-account": "account", "finding": "finding",
}  # fmt: skip


def _changed(before: Facts, after: Facts) -> str:
    """The fields that differ, in words."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ", ".join(name.replace("_", " ") for name in names if name != "version") or "nothing"


def _scenario(before: _Words, after: _Words) -> str:
    if not after:
        return "deleted the scenario “{name}”"
    if "copy_of" in after:
        return "copied a scenario as “{name}”"
    return "changed the scenario “{name}”" if before else "saved the scenario “{name}”"


def _observed(_before: _Words, after: _Words) -> str:
    if not after:
        return "took {it} out of the catalogue again"
    if "field" not in after:
        return "added {it} to the catalogue as our own app"
    return "recorded what we observed of {app}: {field} is {value}"


def _decided(_before: _Words, after: _Words) -> str:
    names = {str(option): text.name for option, text in input_catalogue().texts.items()}
    chosen = names.get(str(after["choice"]), "not known")
    text = f"chose for {{app}}: {chosen} ({{status}})"
    return f"{text}: {{reason}}" if after.get("reason") else text


def _log_exported(_before: _Words, after: _Words) -> str:
    said = "exported part of the audit log" if "filters" in after else "exported the audit log"
    return said + _as_form(after)


def _proof_exported(_before: _Words, after: _Words) -> str:
    return "exported proof of {it}" + _as_form(after)


def _as_form(after: _Words) -> str:
    """``as PDF``: one thing exported in three formats is three entries."""
    return f" as {str(after['form']).upper()}" if after.get("form") else ""


def _signing_key(before: _Words, after: _Words) -> str:
    key, former = (f"{str(one.get('key'))[:8]}…" for one in (after, before))
    if "key" in before:
        return f"signs files with key {key} from now on, before with {former}"
    return f"signs files with key {key} for the first time"


def _signed_in(_before: _Words, after: _Words) -> str:
    how = "signed in ({method}, {factor})" if "factor" in after else "signed in ({method})"
    is_new = after.get("device") == "new"
    return how + (" from a device that is new to the account" if is_new else "")


def _not_signed_in(_before: _Words, after: _Words) -> str:
    if "said_to_be" in after:
        return "was refused as {said_to_be}: the command-line token is that of {username}"
    if "username" not in after and "method" in after:
        return "was refused: the {method} is not valid"
    return "failed to sign in as {username}"


def _compared(_before: _Words, after: _Words) -> str:
    text = "compared the audit log with what is stored: "
    return text + ("{differences} differences" if after["differences"] else "nothing differs")


def _member(text: str) -> Deed:
    def said(before: _Words, after: _Words) -> str:
        changed = sorted(set(before["members"]) ^ set(after["members"]))
        who = ", ".join(changed) or "an account"
        return text.replace("{who}", who.replace("{", "{{").replace("}", "}}"))

    return said


def _switched(_before: _Words, after: _Words) -> str:
    return "switched the connection to {it} " + ("on" if after.get("enabled") else "off")


def _again(after: _Words) -> str:
    return f" ({after['times']} times within an hour)" if "times" in after else ""


DEEDS: dict[str, Deed] = {
    **ACCOUNT_DEEDS,
    "account.add": "added an account for {name} as {role}",
    "account.add-token": "made the command-line token {name}, valid until {expires}",
    "account.add-authenticator": "set up an authenticator app",
    "account.add-passkey": "added the passkey {passkey}",
    "account.new-recovery-codes": "made new recovery codes",
    "account.remove-authenticator": "removed their authenticator app",
    "account.remove-passkey": "removed the passkey {passkey}",
    "account.rename-passkey": "renamed the passkey {was_called} to {passkey}",
    "account.reset-factors": "reset the second factors of {it} ({removed})",
    "account.change-password": "changed their own password",
    "account.disable": "disabled the account of {it}",
    "account.enable": "enabled the account of {it} again",
    "account.end-token": "ended the command-line token {name}",
    "account.confirm-sign-in": "confirmed that new sign-ins were their own ({sign_ins})",
    "account.end-device": "ended a device of {it}, with its sessions ({sessions})",
    "account.end-other-sessions": "signed out everywhere else ({sessions} sessions)",
    "account.end-session": "signed one of their own browsers out",
    "account.rename": "updated name and address of {it} from the directory ({changed})",
    "account.reset-password": "made a one-time code to set a new password for {it}",
    "account.revoke-sessions": "ended all sessions of {it} ({ended})",
    "account.keep-role": "kept {it} as the only administrator ({by}: {rule_gives})",
    "account.set-role": "made {it} {role} (was {was[role]})",
    "advice.accept": "accepted {it}",
    "advice.answer": "answered questions in {it} ({changed})",
    "advice.decide": _decided,
    "advice.discard": "discarded the draft for {app}",
    "advice.standing": "changed the answers that hold for every app ({changed})",
    "advice.start": "started a recommendation for {app}",
    "advice.supersede": "replaced {it} by decision {superseded_by}",
    "audit.export": _log_exported,
    "audit.rows": "changed rows that no other entry explains",
    "audit.signing-key": _signing_key,
    "audit.state-begin": "took {it} into the audit log as it was stored",
    "audit.verify": _compared,
    "calendar.end": "ended their calendar link",
    "calendar.link": "made a calendar link",
    "case.export": _proof_exported,
    "catalog.check-links": "checked {links} links of the catalogue",
    "catalog.load": "loaded the catalogue: {apps} apps, {claims} facts",
    "catalog.observe": _observed,
    "channel.add": "added the notification channel {it}",
    "channel.change": "changed the notification channel {it} ({changed})",
    "channel.hours": "changed the working hours to {starts} to {ends}",
    "channel.remove": "removed the notification channel {it}",
    "channel.test": "sent a test message through {it}",
    "checklist.edit": "changed the checklist {it}",
    "cost.edit": _scenario,
    "data.export": "exported {file}",
    "group.add": "added the group {it}",
    "group.add-member": _member("added {who} to the group {it}"),
    "group.remove": "deleted the group {it}",
    "group.remove-member": _member("removed {who} from the group {it}"),
    "identity.confirm": "confirmed their identity ({method})",
    "identity.factor-failed": "was refused with a {method} as second factor",
    "identity.half-sign-in": "gave the correct {method}; the second factor was still missing",
    "identity.passkey-copied": "used the passkey {passkey} of {username}, which may be a copy: it "
    "is disabled",
    "identity.first-run": "made the first account, {name}",
    "identity.forget-sessions": "deleted old sessions",
    "identity.password-reset": "set a new password with a one-time code",
    "identity.refused": lambda _before, after: (
        "was refused {it}: the role {role} does not include it" + _again(after)
    ),
    "identity.attempt": lambda _before, after: "{it}" + _again(after),
    "identity.sign-in": _signed_in,
    "identity.sign-in-failed": _not_signed_in,
    "identity.sign-in-refused": "was not let in by {it}: {reason}",
    "identity.sign-in-slowed": "must wait {wait_seconds} s after {failures} failed sign-ins",
    "identity.sign-out": "signed out",
    "job.failed": "gave up on {it} ({kind}): {problem}",
    "job.retry": "requested another try of {it}",
    "scim.bridge-change": "changed the bridge of {it} ({changed})",
    "scim.bridge-create": "created a bridge for {it}",
    "scim.choose": "chose which user is meant in {it}",
    "scim.bridge-delete": "deleted the bridge of {it}",
    "scim.connect": "connected {it} by SCIM",
    "scim.connection-change": "changed the connection to {it} ({changed})",
    "scim.connection-delete": "deleted the connection to {it} ({base_url})",
    "scim.event-done": "finished the work of {it}: {note}",
    "scim.hand-over-again": "queued pending work of the bridges again",
    "scim.lab": "tested a SCIM endpoint in the lab: {met} of {checks} requirements met",
    "scim.removal-result": "recorded the removal of {user}: {state}",
    "scim.remove": "requested the removal of {user}",
    "scim.rule-change": "changed what an IdP event “{event}” leads to ({changed})",
    "scim.secret-change": "replaced the secret of the connection to {it}",
    "scim.switch": _switched,
    "scim.test": "tested the connection to {it}: {failed} of {remarks} remarks are failures",
    "scim.token-create": "created a token for the bridge of {it}",
    "scim.token-revoke": "revoked a token of the bridge of {it}",
    "scim.try-again": "started {it} again",
    "scim.verify": "checked whether the user of {it} is gone",
    "secrets.rotate": "encrypted {encrypted_anew} stored secrets with a new key",
    "stack.add": "added {it} to our stack",
    "stack.edit": "changed {it} in our stack ({changed})",
    "stack.organisation": "changed our organisation ({changed})",
    "stack.remove": "removed {it} from our stack",
}
"""Action → what its entry says. A test finds every action that is recorded and is not here."""
