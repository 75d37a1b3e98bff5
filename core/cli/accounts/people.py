"""Command line of people: ``people import|list|show|proposals|export|erase`` and what is beside."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.accounts import service
from core.accounts.values import FindingQuery, How, PeopleQuery, PersonRow, Standing, Subject
from core.app.runtime import runtime
from core.cli.accounts import deliver, followed, leaving
from core.cli.accounts.accounts import account_json, gone_since
from core.cli.accounts.findings import finding_json
from core.cli.acting import actor
from core.cli.output import print_json, reading, write_bytes
from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery, CaseRow, Proposal
from core.rights import Action, may

app = typer.Typer(help="Who works here, and what they are known by.", no_args_is_help=True)
_STANDINGS: Mapping[Standing, str] = {
    Standing.HERE: "works here",
    Standing.NOT_STARTED: "not started",
    Standing.ON_LEAVE: "on leave",
    Standing.LEAVES: "leaves",
    Standing.LEFT: "left since",
    Standing.UNKNOWN: "not known whether they work here",
}
app.command("leaving")(leaving.leaving)
app.command("worst")(leaving.worst)


@app.command("import")
def import_people(
    file: deliver.FILE,
    feed: deliver.FEED = None,
    complete: deliver.COMPLETE = None,
    as_of: deliver.AS_OF = None,
    mapping: deliver.MAP = None,
    new_columns: deliver.NEW_COLUMNS = False,
    dry_run: deliver.DRY_RUN = False,
    as_json: deliver.JSON = False,
) -> None:
    """Take a list of people: HR's, an identity provider's, any table. All or nothing."""
    how = How(
        feed=feed,
        complete=complete,
        as_of=deliver.moment(as_of),
        file=file.name,
        new_columns=new_columns or bool(mapping),
        trial=dry_run,
    )
    deliver.deliver(
        file,
        Subject.PEOPLE,
        how,
        mapping,
        lambda session, delivery, how: service.import_people(session, actor(), delivery, how),
        as_json=as_json,
    )


@app.command("list")
def list_people(
    search: Annotated[str, typer.Option(help="Part of a name, address or department.")] = "",
    standing: Annotated[str, typer.Option(help="here, leaving or left.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Most people listed.")] = 1_000,
    as_json: deliver.JSON = False,
) -> None:
    """People by name."""
    now = datetime.now(UTC)
    with runtime().database.read() as session:
        page = service.people(session, actor(), PeopleQuery(search, standing), now, limit=limit)
    if as_json:
        print_json([_person_json(each) for each in page.rows])
        return
    for each in page.rows:
        print(f"{each.email or '-':<40} {each.name:<30} {_stands(each, now)}")
    if page.total > len(page.rows):
        print(f"… and {page.total - len(page.rows):,} more")
    if not page.rows:
        print("There are no such people.", file=sys.stderr)


@app.command("show")
def show(
    email: Annotated[str, typer.Argument(help="An address, user name or employee number.")],
    as_json: deliver.JSON = False,
) -> None:
    """One person: what they are known by, and what they have in which app."""
    now = datetime.now(UTC)
    with runtime().database.read() as session:
        who = service.find_person(session, actor(), email)
        found = service.person(session, actor(), who, now)
        names = service.names_of_person(session, who)
        known = service.known_in_apps(session, actor(), names, now)
        maybe = service.may_be_theirs(session, actor(), [who])
        wrong = service.findings(session, actor(), FindingQuery(person=who), now, limit=1_000)
        cases = _cases(session, found.row, now)
    if as_json:
        print_json(
            {
                **_person_json(found.row),
                "given_name": found.given_name,
                "family_name": found.family_name,
                "employee_number": found.employee_number,
                "title": found.title,
                "known_as": [
                    {"name": each.form, "kind": str(each.kind), "feed": each.feed_name}
                    for each in found.identifiers
                ],
                "accounts": [
                    {
                        "app": each.app,
                        "known": str(each.known),
                        "as_of": each.as_of,
                        "feed": each.feed,
                        "why": each.why or None,
                        "accounts": [account_json(one) for one in each.accounts],
                    }
                    for each in sorted(known.values(), key=lambda one: one.app)
                ],
                "maybe": [account_json(each) for each in maybe],
                "findings": [finding_json(each) for each in wrong.rows],
                "cases": [
                    {"case": each.id, "number": each.number, "status": str(each.status)}
                    for each in cases
                ],
            },
            plain=deliver_plain,
        )
        return
    row = found.row
    print(f"{row.name}  {row.email or '-'}  {row.kind}  {_stands(row, now)}")
    for each in found.identifiers:
        print(f"  {each.kind:<10} {each.form}")
    for one in sorted(known.values(), key=lambda one: one.app):
        as_of = f"as of {one.as_of:%Y-%m-%d %H:%M} UTC" if one.as_of else ""
        why = f", {one.why}" if one.why else ""
        known_as = "has, suspended" if one.is_suspended else str(one.known)
        print(f"  {one.app:<30} {known_as:<8} {as_of}{why}")
        for account in one.accounts:
            admin = "  administrator" if account.admin else ""
            gone = gone_since(account) if account.gone else str(account.status)
            print(f"    {account.account}  {gone}{admin}")
    for account in maybe:
        near = f"{account.suggestion.score} %" if account.suggestion else ""
        print(f"? maybe {account.account}, {account.app}, not confirmed  {near}")
    for bad in wrong.rows:
        print(f"! {bad.kind:<18} {bad.app:<20} {bad.account}  {bad.state}  {bad.id}")
    for case in cases:
        print(f"  {case.number}  {case.status}")


def _stands(row: PersonRow, now: datetime) -> str:
    """``left since …``, ``leaves …``, or what their list says."""
    standing = row.standing(now)
    said = _STANDINGS[standing]
    at = {Standing.LEFT: row.left_at, Standing.LEAVES: row.end_at}.get(standing)
    return f"{said} {at:%Y-%m-%d %H:%M} UTC" if at else said


def _cases(session: Session, row: PersonRow, now: datetime) -> list[CaseRow]:
    """Theirs, as far as the one who acts may see them."""
    if not row.email or not may(actor(), Action.CASE_READ):
        return []
    _total, found = offboarding.cases(session, actor(), CaseQuery(row.email), now)
    return [each for each in found if each.email.casefold() == row.email.casefold()]


@app.command("proposals")
def list_proposals(as_json: deliver.JSON = False) -> None:
    """What lists of people propose: cases to open, to move, to withdraw."""
    with runtime().database.read() as session:
        found = offboarding.roster_proposals(session, actor())
    if as_json:
        print_json([_proposal_json(each) for each in found])
        return
    for each in found:
        print(f"{each.id}  {each.kind:<8} {each.leaver.name:<30} {followed.said(each)}")
    if not found:
        print("Nothing is proposed.", file=sys.stderr)


@app.command("accept")
def accept(
    proposals: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Proposals' ids.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is proposed.")] = False,
    as_json: deliver.JSON = False,
) -> None:
    """Do what lists propose. All or none."""
    with runtime().database.write() as session:
        ids = proposals or []
        if everything:
            ids = [each.id for each in offboarding.roster_proposals(session, actor())]
        done = offboarding.accept_proposals(session, actor(), reading(), ids)
    if as_json:
        print_json([{"id": one.proposal, "kind": str(one.kind), "case": one.case} for one in done])
    for each in () if as_json else done:
        print(f"{each.proposal}  {each.kind:<8} OFF-{each.case:04d}  {each.person}")


@app.command("dismiss")
def dismiss(
    proposals: Annotated[list[str], typer.Argument(metavar="ID...", help="Proposals' ids.")],
    reason: Annotated[str, typer.Option(help="Why not.")],
) -> None:
    """Leave proposals until the list says something else of the person."""
    with runtime().database.write() as session:
        offboarding.dismiss_proposals(session, actor(), proposals, reason)
    print(f"dismissed: {len(proposals)}")


@app.command("export")
def export(
    person: Annotated[str, typer.Argument(help="An address, user name or employee number.")],
    file: Annotated[Path, typer.Argument(help="Where the JSON goes.")],
) -> None:
    """Everything that is kept of one person's accounts (GDPR Art. 15)."""
    with runtime().database.write() as session:
        who = service.find_person(session, actor(), person)
        found = service.person_data(session, actor(), who, datetime.now(UTC))
    write_bytes(file, json.dumps(found, indent=2, ensure_ascii=False).encode())
    print(f"{file}: {len(found['accounts'])} accounts")


@app.command("erase")
def erase(
    person: Annotated[str, typer.Argument(help="An address, user name or employee number.")],
    reason: Annotated[str, typer.Option(help="Why: their request, its number.")],
) -> None:
    """Forget a person who left (GDPR Art. 17): their names, and accounts no longer in use."""
    with runtime().database.write() as session:
        who = service.find_person(session, actor(), person)
        service.erase_person(session, actor(), who, reason)
    print("erased")


def _proposal_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "kind": str(proposal.kind),
        "person": proposal.leaver.email,
        "name": proposal.leaver.name,
        "moment": proposal.moment.isoformat() if proposal.moment else None,
        "case": proposal.case.id if proposal.case else None,
        "was": proposal.case.effective.isoformat() if proposal.case else None,
        "feed": proposal.leaver.feed,
        "why": followed.said(proposal),
    }


def deliver_plain(value: Any) -> str:
    """Moments in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _person_json(row: PersonRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "department": row.department,
        "manager": row.manager,
        "kind": str(row.kind),
        "status": str(row.employment),
        "start": row.start_at.isoformat() if row.start_at else None,
        "end": row.end_at.isoformat() if row.end_at else None,
        "zone": row.zone,
        "left": row.left_at.isoformat() if row.left_at else None,
        "feed": row.feed_name,
    }
