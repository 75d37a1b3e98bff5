"""What entries of the accounts room say. People and accounts stand in them by number and digest."""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
AccountDeed = str | Callable[[Any, Any], str]


def _list(after: Facts) -> str:
    kind = "complete" if after.get("complete") else "partial"
    of = "{app}" if after.get("app") else "people"
    return f"a {kind} list of {of} ({{feed}}, {{rows}} rows, taken {{taken}}, SHA-256 {{sha256}})"


def _concluded(_before: Facts, after: Facts) -> str:
    held = f", held before because {', '.join(after['held'])}" if after.get("held") else ""
    return f"delivered {_list(after)}{held}"


def _held(_before: Facts, after: Facts) -> str:
    return f"delivered {_list(after)}, which is held: {', '.join(after.get('held') or ())}"


def _kept(_before: Facts, after: Facts) -> str:
    return f"delivered {_list(after)}, which is older than the newest"


def _discarded(_before: Facts, after: Facts) -> str:
    return f"discarded {_list(after)}: {{reason}}"


def _owner(_before: Facts, after: Facts) -> str:
    if after.get("owner"):
        return "named {owner} as owner of an account ({kind})"
    return "took back who answers for an account ({kind})"


def _confirmed(_before: Facts, after: Facts) -> str:
    if after.get("person") is None:
        return "took back whose an account is ({it})"
    return "confirmed that an account ({it}) is of person {person}"


ACCOUNT_DEEDS: Mapping[str, AccountDeed] = {
    "accounts.settings": "changed the settings of accounts ({changed})",
    "app-account.confirm": _confirmed,
    "app-account.not-theirs": "said that an account ({it}) is not of person {person}",
    "app-account.owner": _owner,
    "feed.create": "set up the feed {name}",
    "feed.edit": "changed the feed {name} ({changed})",
    "feed.columns": "let a feed have other columns ({it})",
    "feed.delete": "deleted the feed {name}",
    "finding.accept": "accepted a finding ({kind}, {app}) until {until}: {reason}",
    "finding.move": "kept a finding accepted whose account is listed by another key now",
    "finding.reopen": "took back the acceptance of a finding, which held until {until}",
    "people.retention": "forgot {people} people whose time of keeping was over",
    "person.add": "entered a person ({it})",
    "person.edit": "changed a person ({it}: {changed})",
    "person.erase": "erased a person ({it}): {reason}",
    "person.export": "exported what is kept of a person ({it})",
    "person.keep": "said that a person ({it}) still works here: {reason}",
    "person.name-add": "added a name that a person ({it}) is known by",
    "person.name-remove": "removed a name that a person ({it}) was known by",
    "proposal.dismiss": "dismissed a proposal ({kind}) about a person ({it}): {reason}",
    "snapshot.conclude": _concluded,
    "snapshot.discard": _discarded,
    "snapshot.download": "downloaded a list ({it}, SHA-256 {sha256})",
    "snapshot.hold": _held,
    "snapshot.keep": _kept,
    "snapshots.retention": "forgot the rows of {lists} lists whose time of keeping was over",
}
