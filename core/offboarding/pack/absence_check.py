"""The proofs of absence in a pack looked at again: from the evidence to the log's entry.

What can be shown is said, what is wrong, and what cannot be looked at here: nobody takes the last
for the first.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from core.accounts import values as accounts
from core.accounts.values import Shown
from core.audit.values import Excerpt, read_excerpt
from core.keys import DerivedKey
from core.offboarding.models import EvidenceKind
from core.offboarding.pack import how_known
from core.offboarding.pack.absence import CONCLUDED, LOG, is_proof, object_of
from core.offboarding.pack.how_known import AppKnown
from core.offboarding.pack.manifest import Manifest
from core.offboarding.pack.shown import Gone, NoLonger, why_no_longer

if TYPE_CHECKING:  # what reads proofs is imported when there is one
    from core.accounts.values import AbsenceVerdict

CASE = "case.json"
Read = Callable[[str], bytes]
"""A member's bytes by its name."""
_MISREAD = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True)
class AbsenceCheck:
    """``problems`` and ``unchecked`` are sentences. Where something is wrong, nothing is shown to
    be gone; what is unchecked is no fault, and not shown either. ``no_longer``: lists whose steps
    were opened again after them."""

    gone: tuple[Gone, ...] = ()
    no_longer: tuple[NoLonger, ...] = ()
    unchecked: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    apps: tuple[AppKnown, ...] = ()
    """How it is known of each app, as the pack says it; empty in packs of before 0.7."""


class _Wrong(Exception):
    """A problem, as a sentence."""


class _Unchecked(Exception):
    """What cannot be checked, as a sentence."""


def check_absence(read: Read, manifest: Manifest, log_keys: Sequence[DerivedKey]) -> AbsenceCheck:
    """Check a pack's proofs; ``log_keys``: of the log's seals, which are not looked at without."""
    names = [member.name for member in manifest.members]
    proofs, problems = [name for name in names if is_proof(name)], list[str]()
    if CASE not in names:  # the proof of a period, which has no lists
        return AbsenceCheck()
    try:
        entries = dict(_entries(read(LOG), manifest, log_keys)) if LOG in names else {}
        case = json.loads(read(CASE))
        claims, apps = dict(_claims(case)), how_known.read(case.get("apps", ()))
    except _Wrong as problem:
        return AbsenceCheck(problems=(str(problem),))
    except _MISREAD:
        return AbsenceCheck(problems=(f"{CASE} is not that of a case",))
    gone, no_longer, unchecked = list[Gone](), list[NoLonger](), list[str]()
    for name in proofs:
        try:
            found = _gone(name, read(name), claims, entries)
        except _Wrong as problem:
            problems.append(f"{name}: {problem}")
        except _Unchecked as problem:
            unchecked.append(f"{name}: {problem}")
        else:
            if why := claims[name].no_longer:
                no_longer.append(NoLonger(found.list_in_words(), why, found.step, name))
            else:
                gone.append(found)
    problems += [
        f"{each} is not in the pack, and {CASE} names it" for each in claims.keys() - set(proofs)
    ]
    shown = ((), ()) if problems else _each_once(gone, no_longer)
    return AbsenceCheck(*shown, tuple(unchecked), tuple(sorted(problems)), () if problems else apps)


def _each_once(
    gone: Sequence[Gone], no_longer: Sequence[NoLonger]
) -> tuple[tuple[Gone, ...], tuple[NoLonger, ...]]:
    """Each list once, of however many steps it is evidence: what no longer holds of one of them
    is not shown by another."""
    undone: dict[str, NoLonger] = {}
    for one in no_longer:
        undone.setdefault(one.what, one)
    stand: dict[str, Gone] = {}
    for each in gone:
        if each.list_in_words() not in undone:
            stand.setdefault(f"{each.list_in_words()} {each.entry.facts.id}", each)
    return tuple(stand.values()), tuple(undone.values())


@dataclass(frozen=True)
class _Claim:
    """What the case says of one of its proofs."""

    app: str
    email: str
    sha256: str
    step: int
    no_longer: str | None
    """Why it proves its step no more."""


def _claims(case: Any) -> Iterator[tuple[str, _Claim]]:
    email = str(case["case"]["email"])
    for step in case["steps"]:
        for proof in step["evidence"]:
            if proof["kind"] == EvidenceKind.SNAPSHOT:
                app = str(step["app_name"] or step["app"])
                yield (
                    str(proof["member"]),
                    _Claim(
                        app, email, str(proof["sha256"]), int(step["id"]),
                        why_no_longer(step, proof),
                    ),
                )  # fmt: skip


def _entries(
    content: bytes, manifest: Manifest, keys: Sequence[DerivedKey]
) -> Iterator[tuple[str, Excerpt]]:
    """The log's entries, by what the log calls their lists."""
    for line in content.decode().splitlines(keepends=True):
        try:
            found = read_excerpt(line)
            problem = found.problem(keys)
        except ValueError as why:
            raise _Wrong(f"{LOG}: {why}") from None
        number = found.facts.id
        if problem:
            raise _Wrong(f"{LOG}: entry {number:,} does not hold: {problem}")
        if number > manifest.audit_count:
            raise _Wrong(
                f"{LOG}: entry {number:,} is later than the export, which has "
                f"{manifest.audit_count:,} entries"
            )
        if found.facts.action == CONCLUDED:
            yield found.facts.object, found


def _gone(
    name: str, content: bytes, claims: Mapping[str, _Claim], entries: Mapping[str, Excerpt]
) -> Gone:
    claim = claims.get(name)
    if claim is None or sha256(content).hexdigest() != claim.sha256:
        raise _Wrong(f"it is not a piece of evidence that {CASE} names")
    try:
        said = json.loads(content)
        return _shown(name, said, claim, entries)
    except _MISREAD:
        raise _Wrong("it is not what Offramp writes of an app's list") from None


def _shown(
    name: str, said: Mapping[str, Any], claim: _Claim, entries: Mapping[str, Excerpt]
) -> Gone:
    taken = datetime.fromisoformat(said["taken_at"])
    if said["proof"] is None:
        raise _Unchecked(
            f"that the list of {claim.app} of {taken.astimezone(UTC):%Y-%m-%d %H:%M} UTC has no "
            f"account of {claim.email} cannot be checked here: it has no proof with it"
            + (f"; and {claim.no_longer}" if claim.no_longer else "")
        )
    entry = entries.get(object_of(said["snapshot"]))
    if entry is None:
        raise _Wrong(f"the log's entry of its list, {object_of(said['snapshot'])}, is not in {LOG}")
    verdict = accounts.verify_absence(said["proof"], str(entry.after["root"]))
    if verdict.problems:
        raise _Wrong("; ".join(verdict.problems))
    _compare(said, verdict, entry.after)
    if not verdict.is_about(claim.email):
        raise _Wrong(f"it is about other names than {claim.email}")
    return Gone(claim.app, name, taken, verdict, entry, claim.step)


def _compare(said: Mapping[str, Any], verdict: "AbsenceVerdict", logged: Mapping[str, Any]) -> None:
    """The evidence, the proof and the log's entry say the same of the list."""
    about = verdict.said
    assert about is not None
    if logged["complete"] is not True:
        raise _Wrong("the log says that the list was not complete: nothing follows from it")
    of_proof = (about.list.app, about.list.taken, about.accounts, about.list.sha256, about.root)
    for what, told, key in (("evidence", said, "taken_at"), ("log", logged, "taken")):
        of_it = (
            told["app"], datetime.fromisoformat(told[key]), told["rows"], told["sha256"],
            told["root"],
        )  # fmt: skip
        if of_it != of_proof:
            raise _Wrong(f"the {what} says something else of the list than its proof")
    accepted = said.get("accepted") or {"held": logged.get("held"), "reason": logged.get("reason")}
    if (accepted["held"], accepted["reason"]) != (logged.get("held"), logged.get("reason")):
        raise _Wrong("the log says something else of why the list was held and accepted")
    if said["proof"]["snapshot"] != said["snapshot"]:
        raise _Wrong("the evidence says something else of the list than its proof")
    states = set(verdict.shown.values())
    # A name may be someone else's since: the list may have more of them than the evidence says.
    is_shown = Shown.ABSENT in states if said["state"] == "absent" else states - {Shown.ABSENT}
    if not is_shown:
        raise _Wrong(f"the evidence says {said['state']}, the proof {verdict.in_words()}")
