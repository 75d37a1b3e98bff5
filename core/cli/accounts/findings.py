"""Command line of findings: ``findings list|accept|case``."""

import sys
from datetime import date
from typing import Annotated, Any

import typer

from core import clock
from core.accounts import service
from core.accounts.values import FindingKind, FindingQuery, FindingRow, FindingState, stale_lists
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.accounts import deliver
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.errors import Invalid
from core.offboarding import service as offboarding

app = typer.Typer(help="What should not be: orphaned accounts and the like.", no_args_is_help=True)
ID = Annotated[str, typer.Argument(metavar="ID", help="The finding's id, as the list has it.")]


@app.command("list")
def list_findings(
    kind: Annotated[FindingKind | None, typer.Option(help=f"{', '.join(FindingKind)}.")] = None,
    of_app: Annotated[str | None, typer.Option("--app", help="Only of this app.")] = None,
    state: Annotated[
        FindingState | None, typer.Option(help=f"{', '.join(FindingState)}; else all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Most listed.")] = 100_000,
    as_json: deliver.JSON = False,
) -> None:
    """Findings, the worst kinds first, and of one kind those that have stood longest."""
    with runtime().database.read() as session:
        app_id = catalog.find_app(session, actor(), reading(), of_app).id if of_app else None
        page = service.findings(session, actor(), FindingQuery(kind, app_id, state), limit=limit)
        feeds = service.feeds(session, actor())
    if as_json:
        print_json([finding_json(each) for each in page.rows])
        return
    for each in page.rows:
        whose = each.person_email or ""
        since = f"{'seen ' if each.seen else ''}since {each.since:%Y-%m-%d %H:%M} UTC"
        print(
            f"{each.id}  {each.kind:<18} {each.state:<9} {each.app:<20} {each.account:<36} "
            f"{since}, {_grounds(each)} {whose}"
        )
    if page.total > len(page.rows):
        print(f"… and {page.total - len(page.rows):,} more")
    if not page.rows:
        print("There are no such findings.", file=sys.stderr)
    if said := stale_lists(feeds, clock.now()):
        print(f"{said} What changed since then is not known.", file=sys.stderr)


@app.command("accept")
def accept(
    finding: ID,
    until: Annotated[str, typer.Option(help="The last day: 2027-01-31.")],
    reason: Annotated[str, typer.Option(help="Why it is accepted.")],
    as_json: deliver.JSON = False,
) -> None:
    """Accept a finding until a day; past it it is open again."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Invalid(f"{until!r} is not a day.", field="until", hint="2027-01-31") from None
    with runtime().database.write() as session:
        service.accept_findings(session, actor(), [finding], day, reason)
        found = service.findings_by_id(session, actor(), [finding])[0]
    if as_json:
        print_json(finding_json(found))
    else:
        print(f"{finding} is accepted until {day}")


@app.command("case")
def to_case(
    findings: Annotated[list[str], typer.Argument(metavar="ID...", help="Findings' ids.")],
    as_json: deliver.JSON = False,
) -> None:
    """Have the accounts removed: in the person's open case, or in a new one. All or none."""
    with runtime().database.write() as session:
        done = offboarding.findings_to_cases(session, actor(), reading(), findings)
    if as_json:
        print_json(
            [
                {
                    "id": each.finding,
                    "case": each.case,
                    "number": each.number,
                    "opened": each.opened,
                }
                for each in done
            ]
        )
    for each in () if as_json else done:
        print(f"{each.finding}  {each.number}  {'opened' if each.opened else 'joined'}")


def _grounds(row: FindingRow) -> str:
    """Which list says so, and that it is too old to tell of now."""
    whose = "" if row.feed_name == row.app_name else f" ({row.feed_name})"
    stale = ", stale" if row.is_stale else ""
    return f"list of {row.as_of:%Y-%m-%d %H:%M} UTC{whose}{stale}"


def finding_json(row: FindingRow) -> dict[str, Any]:
    """One finding."""
    return {
        "id": row.id,
        "kind": str(row.kind),
        "app": row.app,
        "account": row.account,
        "person": row.person_email,
        "since": row.since.isoformat(),
        "seen": row.seen,
        "as_of": row.as_of.isoformat(),
        "state": str(row.state),
        "snapshot": row.snapshot,
        "detail": row.detail,
        "until": row.until.isoformat() if row.until else None,
        "case": row.case,
        "feed": row.feed_name,
        "stale": row.is_stale,
    }
