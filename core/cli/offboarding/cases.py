"""Command line of offboarding: ``case open|list|show|step|…`` and ``work due``."""

import sys
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.accounts.values import AccountRow
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.accounts.accounts import account_json
from core.cli.acting import actor
from core.cli.offboarding import proof, steps
from core.cli.offboarding.step_json import clock, known_json, step_json
from core.cli.output import print_json, reading
from core.errors import Invalid, NotFound
from core.files.given import given_bytes
from core.files.tables import read_table
from core.offboarding import service
from core.offboarding.service import case_id_of, moment_of, read_leavers, said_zone
from core.offboarding.values import (
    LEAVINGS,
    AccountKnown,
    Answer,
    CaseKind,
    CaseQuery,
    CaseRow,
    CaseStatus,
    CaseView,
    Day,
    KnownSince,
    Opening,
    OwnSteps,
    WorkView,
)
from core.rights import Action, may
from core.stack import service as stack

case = typer.Typer(help="Offboarding cases.", no_args_is_help=True)
work = typer.Typer(help="Work to do.", no_args_is_help=True)
proof.register(case)
steps.register(case)

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@case.command("open")
def open_case(
    person: Annotated[str, typer.Option(help="Who leaves: their name.")],
    email: Annotated[str, typer.Option(help="Their e-mail address, as the apps know it.")],
    kind: Annotated[str, typer.Option(help="voluntary, involuntary, contract-end, move or leave.")],
    effective: Annotated[str, typer.Option(help="When access ends: 2026-12-01T17:00:00+01:00.")],
    zone: Annotated[
        str | None,
        typer.Option(help="The person's time zone: Europe/Berlin. Else the organisation's."),
    ] = None,
    manager: Annotated[str | None, typer.Option(help="Name or e-mail address.")] = None,
    hand_over_to: Annotated[str | None, typer.Option(help="Who takes over.")] = None,
    app: Annotated[
        list[str] | None, typer.Option(help="An app with an account; again for more.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A note for those who work on it.")] = None,
    restricted: Annotated[
        bool | None,
        typer.Option(
            "--restricted/--no-restricted",
            help="Only named people see it; an involuntary case is restricted unless you say no.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the steps, open nothing.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Open a case: the steps come out of stack, decisions and catalogue."""
    with runtime().database.read() as session:
        moment, place = moment_of(effective, zone, default_zone=_our_zone(session))
        apps = [catalog.find_app(session, actor(), reading(), one).id for one in app or ()]
    opening = Opening(
        person,
        email,
        _kind(kind),
        moment,
        place,
        manager,
        hand_over_to,
        note,
        tuple(apps) if app else None,
        restricted,
    )
    if dry_run:
        _preview(opening, as_json)
        return
    warnings = _warnings([opening], as_json)
    with runtime().database.write() as session:
        made = service.open_case(session, actor(), reading(), opening, source="command-line")
    if as_json:
        print_json({**_case_json(made), "warnings": warnings})
    else:
        _show(made, as_json=False)


@case.command("import")
def import_cases(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX; - for stdin.")],
    skip_open: Annotated[
        bool, typer.Option("--skip-open", help="Leave out people with an open case.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Open a case for every line, all or none. Columns: person, email, kind, effective, zone …"""
    data = given_bytes(file, "file")
    with runtime().database.read() as session:
        whole = catalog.catalog(session, actor(), reading())
        known = service.open_emails(session, actor())
        zone = _our_zone(session)
    names = {entry.id: entry.name for entry in whole}
    found = read_leavers(read_table(data, file.name), names, whole.aliases, known, zone)
    trouble = [*found.problems, *(() if skip_open else found.known)]
    if trouble:
        raise Invalid(
            "Nothing was opened.\n" + "\n".join(str(one) for one in trouble), field="file"
        )
    warnings = _warnings(found.openings, as_json)
    with runtime().database.write() as session:
        ids = service.open_cases(session, actor(), reading(), found.openings)
    if as_json:
        print_json({"opened": ids, "skipped": len(found.known), "warnings": warnings})
    else:
        print(f"{len(ids)} cases opened, {len(found.known)} people left out")


@case.command("list")
def list_cases(
    status: Annotated[CaseStatus | None, typer.Option(help="open, closed or cancelled.")] = None,
    search: Annotated[str, typer.Option(help="Part of name, address or number.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most cases listed.")] = 100,
    as_json: JSON = False,
) -> None:
    """Cases: open ones first."""
    with runtime().database.read() as session:
        total, found = service.cases(
            session, actor(), CaseQuery(search, status), datetime.now(UTC), limit=limit
        )
    if as_json:
        print_json([_row_json(one) for one in found])
        return
    for one in found:
        done = f"{one.finished}/{one.total}"
        late = f"{one.late} late" if one.late else ""
        ends = f"{one.effective:%Y-%m-%d %H:%M} UTC"
        print(
            f"{one.number}  {one.status:<9} {one.kind:<12} {done:>7} {late:<8} {ends}  {one.person}"
        )
    if not found:
        print("There are no such cases.", file=sys.stderr)
    if total > len(found):
        print(f"… and {total - len(found)} more")


@case.command("show")
def show(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="12 or OFF-0012.")],
    as_json: JSON = False,
) -> None:
    """One case with its steps."""
    with runtime().database.read() as session:
        try:
            found = service.case(session, actor(), case_id_of(case_id))
        except NotFound:
            mine = service.own_steps(session, actor(), case_id_of(case_id))
            _show_own(mine, as_json)
            return
    _show(found, as_json)


@case.command("close")
def close(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="12 or OFF-0012.")],
    reason: Annotated[
        str, typer.Option(help="Why, although an account is active or access has not ended yet.")
    ] = "",
    as_json: JSON = False,
) -> None:
    """Close a case whose steps are all done or not applicable, and proven."""
    with runtime().database.write() as session:
        number = case_id_of(case_id)
        version = service.case(session, actor(), number).version
        found = service.close_case(session, actor(), number, version, reason)
    _show(found, as_json)
    if found.status is CaseStatus.OPEN:
        print("Requested. A second person has to close the case.", file=sys.stderr)


@case.command("decide")
def decide(
    step_id: Annotated[int, typer.Argument(metavar="STEP", help="Its number.")],
    answer: Annotated[Answer, typer.Argument(help="wanted or not-wanted.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    as_json: JSON = False,
) -> None:
    """Answer whether a leaver gets what an identity provider gives them."""
    with runtime().database.write() as session:
        version = service.step(session, actor(), step_id).version
        done = service.decide(session, actor(), step_id, version, answer, reason)
    if as_json:
        print_json(step_json(done, "UTC"))
    else:
        print(f"{done.id}  {done.state}  {done.title}")


@case.command("cancel")
def cancel(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="12 or OFF-0012.")],
    reason: Annotated[str, typer.Option(help="Why the person stays.")],
    as_json: JSON = False,
) -> None:
    """The person stays: open steps are cancelled, done ones are listed for undoing."""
    with runtime().database.write() as session:
        number = case_id_of(case_id)
        version = service.case(session, actor(), number).version
        found = service.cancel_case(session, actor(), number, version, reason)
    _show(found, as_json)


@work.command("due")
def due(
    hours: Annotated[float, typer.Option(help="Due within so many hours, or overdue.")] = 24,
    as_json: JSON = False,
) -> None:
    """What is overdue or due soon, the longest due first."""
    now = datetime.now(UTC)
    with runtime().database.read() as session:
        day = Day(now, now + timedelta(hours=hours))
        found = [
            item
            for view in (WorkView.OVERDUE, WorkView.TODAY)
            for item in service.work(session, actor(), view, day, limit=10_000)
        ]
    if as_json:
        print_json(
            [
                {
                    "step": item.step,
                    "case": item.case,
                    "person": item.person,
                    "app": item.app_name,
                    "title": item.title,
                    "owner": item.owner,
                    "due": clock(item.due, item.zone),
                    "overdue": item.is_overdue(now),
                    "status": "waiting" if item.is_waiting else str(item.status),
                }
                for item in found
            ]
        )
        return
    for item in found:
        late = "overdue" if item.is_overdue(now) else "due"
        print(f"{item.step:>6}  {late:<7} {item.due:%Y-%m-%d %H:%M} UTC  {item.title}")


def _warnings(openings: Sequence[Opening], as_json: bool) -> list[str]:
    """What is missing, which is no reason not to open a case; for people on standard error."""
    with runtime().database.read() as session:
        found = service.opening_warnings(session, actor(), reading(), openings)
    for line in () if as_json else found:
        print(f"! {line}", file=sys.stderr)
    return found


def _our_zone(session: Session) -> str | None:
    return said_zone(stack.organisation(session, actor()).time_zone)


def _kind(text: str) -> CaseKind:
    kinds = [str(kind) for kind in LEAVINGS]
    if text not in kinds:
        raise Invalid(f"{text!r} is no kind of leaving.", field="kind", hint=", ".join(kinds))
    return CaseKind(text)


def _preview(opening: Opening, as_json: bool) -> None:
    with runtime().database.read() as session:
        plan = service.preview_case(session, actor(), reading(), opening)
        sees = may(actor(), Action.INVENTORY_READ)
        maybe = service.may_be_leavers(session, actor(), opening.email) if sees else ()
    if as_json:
        print_json(
            {
                "apps": [
                    {
                        "app": a.id,
                        "way": str(a.way),
                        "standing": str(a.route.standing),
                        "why": a.why,
                        "open_hours_at_most": a.open_hours,
                    }
                    for a in plan.apps
                ],
                "accounts": [known_json(a, opening.zone) for a in plan.accounts],
                "maybe": [account_json(each) for each in maybe],
                "missing": list(plan.missing),
                "steps": [
                    {
                        "key": s.key,
                        "app": s.app,
                        "title": s.title,
                        "kind": str(s.kind),
                        "due": s.due.isoformat(),
                        "depends_on": list(s.needs),
                        "owner": s.owner,
                    }
                    for s in plan.steps
                ],
            }
        )
        return
    for line in _accounts_in_words(plan.accounts):
        print(line)
    _show_maybe(maybe)
    for missing in plan.missing:
        print(f"! {missing}")
    for each in plan.steps:
        print(f"{each.due:%Y-%m-%d %H:%M} UTC  {each.title}")


def _show(found: CaseView, as_json: bool) -> None:
    if as_json:
        print_json(_case_json(found))
        return
    print(f"{found.number}  {found.status}  {found.person}  {found.kind}")
    print(f"access ends {found.effective:%Y-%m-%d %H:%M} UTC ({found.zone})")
    if found.status is CaseStatus.OPEN:
        left = service.left_of(found.steps, datetime.now(UTC))
        ways = _ways(found, left.of_apps)
        print(service.left_in_words(left, lambda at: f"{at:%Y-%m-%d %H:%M} UTC", ways))
    _say_when_access_ended(found)
    with runtime().database.read() as session:
        known = service.known_now(session, actor(), found.id)
    if said := service.returned_in_words(service.returned_accounts(found.steps, known)):
        print(f"! {said}")
    for line in _accounts_since(known):
        print(line)
    _show_maybe(_maybe(found))
    for each in found.steps:
        owner = each.owner or "unassigned"
        print(
            f"{each.id:>6}  {each.state:<14} {each.due:%Y-%m-%d %H:%M} UTC  {each.title} ({owner})"
        )


def _show_maybe(maybe: Sequence[AccountRow]) -> None:
    for row in maybe:
        near = f"{row.suggestion.score} %" if row.suggestion else ""
        print(f"? maybe {row.account}, {row.app}, not confirmed  {near}")


def _accounts_in_words(known: Sequence[AccountKnown]) -> list[str]:
    """``Never in a complete list: Figma (2026-11-30 09:00 UTC), Miro (…)``, a line a group."""
    order = list(service.ACCOUNT_GROUPS)
    groups: dict[str, list[str]] = {}
    for one in sorted(known, key=lambda one: (order.index(one.known), one.is_suspended)):
        groups.setdefault(service.account_in_words(one), []).append(_with_moment(one))
    return [f"{label}: {', '.join(apps)}" for label, apps in groups.items()]


def _accounts_since(known: Sequence[KnownSince]) -> list[str]:
    """What is known now, a line a group; then what was known otherwise when the case was opened."""
    now = [one.told for one in known if one.told]
    changed = [one.before for one in known if one.before and one.known is not one.before.known]
    lines = _accounts_in_words(now)
    return lines + [f"When opened: {line}" for line in _accounts_in_words(changed)]


def _maybe(found: CaseView) -> Sequence[AccountRow]:
    """Accounts of no one that may be theirs, for who may read accounts."""
    if not may(actor(), Action.INVENTORY_READ):
        return ()
    with runtime().database.read() as session:
        return service.accounts_not_confirmed(session, actor(), found.id)


def _with_moment(one: AccountKnown) -> str:
    told = [f"list of {one.as_of:%Y-%m-%d %H:%M} UTC"] if one.as_of else []
    told += [one.why] if one.why else []
    told += [] if one.answer is None else [f"looked: {'yes' if one.answer else 'no'}"]
    return f"{one.app_name} ({', '.join(told)})" if told else one.app_name


def _say_when_access_ended(found: CaseView) -> None:
    now = datetime.now(UTC)
    said = service.access_ended_in_words(
        found.steps, found.effective, now, lambda at: f"{at:%Y-%m-%d %H:%M} UTC"
    )
    if said and found.status is not CaseStatus.CANCELLED:
        print(said)
    with runtime().database.read() as session:
        for moved in service.moved_in_hindsight(session, actor(), found.id):
            print(f"The end of access was moved after it had passed, {moved}")


def _ways(found: CaseView, apps: Collection[str]) -> dict[str, int]:
    """The apps that are left by who removes a leaver, as the case's page counts them."""
    with runtime().database.read() as session:
        routes = service.routes_of_case(session, actor(), reading(), found)
    labels = (stack.route_label(routes[app]) for app in sorted(apps) if app in routes)
    return dict(Counter(labels).most_common())


def _show_own(found: OwnSteps, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "id": found.id,
                "number": found.number,
                "person": found.person,
                "status": str(found.status),
                "steps": [step_json(each, found.zone) for each in found.steps],
            }
        )
        return
    print(f"{found.number}  {found.status}  {found.person}  (your steps only)")
    for each in found.steps:
        print(f"{each.id:>6}  {each.state:<14} {each.due:%Y-%m-%d %H:%M} UTC  {each.title}")
        if why_not := found.why_not_approve(each):
            print(f"        {why_not}")


def _row_json(one: CaseRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "person": one.person,
        "email": one.email,
        "kind": str(one.kind),
        "effective": clock(one.effective, one.zone),
        "zone": one.zone,
        "status": str(one.status),
        "steps": one.total,
        "finished": one.finished,
        "late": one.late,
    }


def _case_json(found: CaseView) -> dict[str, Any]:
    return {
        "id": found.id,
        "number": found.number,
        "person": found.person,
        "email": found.email,
        "kind": str(found.kind),
        "effective": clock(found.effective, found.zone),
        "zone": found.zone,
        "status": str(found.status),
        "version": found.version,
        "accounts": [known_json(each, found.zone) for each in found.accounts],
        "maybe": [account_json(each) for each in _maybe(found)],
        "steps": [step_json(each, found.zone) for each in found.steps],
    }
