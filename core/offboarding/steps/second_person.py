"""Four eyes: who may approve what others did, and who may end a case that one person worked.

Compared are people, not accounts: two accounts with one address are one person, and whoever made
an account or gave it a password after the case was opened may be the one who signs in with it. The
nameless local operator is nobody in particular: never a second person, and nothing that one has to
approve may be done without a name.
"""

import json
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from core.accounts import service as accounts
from core.actor import LOCAL_OPERATOR, SYSTEM, Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid
from core.identity import service as identity
from core.offboarding import rows
from core.offboarding.models import (
    Case,
    CaseKind,
    Evidence,
    EvidenceKind,
    Need,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.views import Insistence, blind

FINISHED = (StepStatus.DONE, StepStatus.NOT_APPLICABLE)
_FINISHING = ("case.step-done", "case.step-not-applicable")
SAY_WHO = "Say who you are: offramp --as NAME …"


def check_finisher(session: Session, actor: Actor, case: Case, step: Step) -> None:
    """Whether the actor may finish or excuse a step; raises :class:`Invalid` with the reason.

    An approval takes somebody else than those who finished or excused what it waits for.
    """
    if step.kind is StepKind.APPROVAL:
        check_sees(session, actor, case)
        reason = _why_not_second(session, actor, case, _doers(session, step))
        if reason:
            raise Invalid(reason[0], hint=reason[1])
    elif actor.id == LOCAL_OPERATOR.id and _needs_a_name(session, case, step):
        raise Invalid(
            "A second person has to approve this step, so it must be known who did it.",
            hint=SAY_WHO,
        )


def why_not_approve(session: Session, actor: Actor, case: Case, step: Step) -> str | None:
    """Why the actor could not give this approval, and what to do: known before they try.

    ``None`` where they could, and for steps that are no open approval.
    """
    if step.kind is not StepKind.APPROVAL or step.status in FINISHED:
        return None
    if not rows.sees_whole(session, actor, case):
        return blind(case.opened_by)
    reason = _why_not_second(session, actor, case, _doers(session, step))
    return " ".join(reason) if reason else None


def check_sees(session: Session, actor: Actor, case: Case) -> None:
    """Approving takes seeing: raises :class:`Invalid` for whom sees only their own steps."""
    if not rows.sees_whole(session, actor, case):
        raise Invalid(blind(case.opened_by))


def check_canceller(session: Session, actor: Actor, case: Case) -> None:
    """An involuntary case is cancelled by whom one knows, and one of which something was done not
    by those who did it alone."""
    if case.kind is not CaseKind.INVOLUNTARY:
        return
    doers = _all_doers(session, case) | _ever_did(session, case)
    if not doers and actor.id == LOCAL_OPERATOR.id:
        raise Conflict("An involuntary case is cancelled by a named person.", hint=SAY_WHO)
    if not doers:
        return
    if reason := _why_not_second(session, actor, case, doers):
        raise Conflict(
            "An involuntary case of which steps are done is cancelled by a second person. "
            + reason[0],
            hint=reason[1],
        )


def check_insisting(session: Session, actor: Actor, case: Case, first: Insistence | None) -> None:
    """Closing an involuntary case against what is known takes two people with names.

    ``first``: who asked for it before; ``None``: the actor does. Raises :class:`Invalid`.
    """
    if actor.id == LOCAL_OPERATOR.id:
        raise Invalid("Closing this case takes two people with names.", hint=SAY_WHO)
    if first is not None and _why_not_second(session, actor, case, {first.by_id}):
        raise Invalid(
            f"{first.by} asked for this case to be closed in spite of what is known.",
            hint="Another person has to close it: nobody with an account of the same person.",
        )


def obstacles(session: Session, actor: Actor, case: Case) -> list[str]:
    """Why the actor cannot close the case as far as second persons are concerned.

    Looks at the approvals as they stand, whatever was reopened, excused or assigned in between. An
    involuntary case that no second person has approved or excused is closed by one.
    """
    query = select(Step).where(
        col(Step.case_id) == case.id,
        col(Step.kind) == StepKind.APPROVAL,
        col(Step.status).in_(FINISHED),
    )
    approvals = session.exec(query).all()
    found = [
        f"{step.title}: {step.finished_by} did some of what is approved"
        for step in approvals
        if not _is_second(session, step.finished_by_id, _doers(session, step))
    ]
    if case.kind is not CaseKind.INVOLUNTARY or found:
        return found
    doers = _all_doers(session, case)
    if doers and not any(_is_second(session, one.finished_by_id, doers) for one in approvals):
        reason = _why_not_second(session, actor, case, doers)
        if reason:
            found.append(f"no second person has approved it. {' '.join(reason)}")
    return found


def _why_not_second(
    session: Session, actor: Actor, case: Case, doers: set[str]
) -> tuple[str, str] | None:
    """Why the actor is no second person beside the doers, and what to do; ``None``: they are."""
    if actor.id == LOCAL_OPERATOR.id:
        return "On the command line nobody approves without a name.", SAY_WHO
    if LOCAL_OPERATOR.id in doers:
        return (
            "Some of it was done on the command line without a name: nobody knows by whom.",
            "Open those steps again and have them done by a named person; a decision is confirmed "
            "under a name, with the same answer: offramp --as NAME case decide STEP ANSWER.",
        )
    same = identity.same_person(session, actor.id, doers)
    if same:
        which = "You" if actor.id in same else "You, with another account of yours,"
        return (
            f"{which} did some of the work that is approved here.",
            "Another person has to approve it.",
        )
    givers = identity.entry_given_by(session, actor.id, case.opened_at)
    if LOCAL_OPERATOR.id in givers or any(
        identity.same_person(session, giver, doers) for giver in givers
    ):
        return (
            "This account was made, or got its password, after the case was opened, from one of "
            "those who did the steps or from the command line without a name.",
            "Another person has to approve it.",
        )
    vouching = identity.roles_given_since(session, actor.id, case.opened_at)
    if vouching is not None and not any(
        giver != LOCAL_OPERATOR.id and not identity.same_person(session, giver, doers)
        for giver in vouching
    ):
        return (
            "This account was created automatically, at company sign-in, after the case was "
            "opened: no one here has confirmed whose it is.",
            "Another person has to approve it, or an administrator who did none of the steps "
            "gives this account its role.",
        )
    return None


def _is_second(session: Session, finisher: str | None, doers: set[str]) -> bool:
    """Whether an approval's finisher is, as it stands, nobody of the doers."""
    if finisher is None or LOCAL_OPERATOR.id in {finisher, *doers}:
        return False
    return not identity.same_person(session, finisher, doers)


def _needs_a_name(session: Session, case: Case, step: Step) -> bool:
    if case.kind is CaseKind.INVOLUNTARY:
        return True
    query = (
        select(Step.id)
        .join(Need, col(Need.step_id) == col(Step.id))
        .where(col(Need.needs_id) == step.id, col(Step.kind) == StepKind.APPROVAL)
    )
    return session.exec(query).first() is not None


def _doers(session: Session, approval: Step) -> set[str]:
    """Who finished or excused what an approval waits for, or delivered the list that proves it;
    Offramp itself is nobody."""
    query = (
        select(col(Step.id), col(Step.finished_by_id))
        .join(Need, col(Need.needs_id) == col(Step.id))
        .where(col(Need.step_id) == approval.id, col(Step.status).in_(FINISHED))
    )
    return _who_did(session, session.exec(query).all())


def _all_doers(session: Session, case: Case) -> set[str]:
    query = select(col(Step.id), col(Step.finished_by_id)).where(
        col(Step.case_id) == case.id,
        col(Step.status).in_(FINISHED),
        col(Step.kind) != StepKind.APPROVAL,
    )
    return _who_did(session, session.exec(query).all())


def _who_did(session: Session, finished: Sequence[tuple[int | None, str | None]]) -> set[str]:
    """``finished``: steps and who finished them."""
    query = select(Evidence.text).where(
        col(Evidence.step_id).in_([step for step, _who in finished]),
        col(Evidence.kind) == EvidenceKind.SNAPSHOT,
    )
    lists = [json.loads(text)["snapshot"] for text in session.exec(query) if text]
    # A list that came without a name did nothing that a person has not done as well.
    delivered = accounts.delivered_by(session, lists) - {LOCAL_OPERATOR.id} if lists else set()
    return _people(who for _step, who in finished) | _people(delivered)


def _ever_did(session: Session, case: Case) -> set[str]:
    """Who ever finished or excused a step of the case, opened again since or not.

    The command line without a name counts only where nobody with a name did the step after it: a
    step that was done again by a named person is that person's.
    """
    approvals = set(
        session.exec(
            select(Step.id).where(col(Step.case_id) == case.id, Step.kind == StepKind.APPROVAL)
        )
    )
    found: set[str] = set()
    last: dict[object, str] = {}
    for entry in audit.history(session, f"case:{case.id}"):
        step = (entry.after or {}).get("step")
        if entry.action in _FINISHING and step not in approvals:
            found.add(entry.actor_id)
            last[step] = entry.actor_id
    if LOCAL_OPERATOR.id not in last.values():
        found.discard(LOCAL_OPERATOR.id)
    return _people(found)


def _people(ids: Iterable[str | None]) -> set[str]:
    return {one for one in ids if one and one != SYSTEM.id}
