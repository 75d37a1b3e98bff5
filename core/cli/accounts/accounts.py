"""Command line of accounts: ``accounts import|list|confirm|own|sync|feeds|settle``."""

import sys
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.accounts import service
from core.accounts.values import (
    AccountKind,
    AccountQuery,
    AccountRow,
    AccountStatus,
    FeedInput,
    FeedKind,
    FeedView,
    How,
    ImportResult,
    Subject,
    Suggestion,
    Synced,
)
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.accounts import belongs, deliver
from core.cli.accounts.followed import Proposed, outcomes, show
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.config import settings
from core.errors import NotFound

app = typer.Typer(help="Who has which account in which app.", no_args_is_help=True)
app.command("confirm")(belongs.confirm)
app.command("own")(belongs.own)


class Settling(StrEnum):
    """What is said of a held snapshot."""

    ACCEPT = "accept"
    DISCARD = "discard"


@app.command("import")
def import_accounts(
    file: deliver.FILE,
    of_app: Annotated[str, typer.Option("--app", help="The app whose accounts it lists.")],
    feed: deliver.FEED = None,
    complete: deliver.COMPLETE = None,
    as_of: deliver.AS_OF = None,
    mapping: deliver.MAP = None,
    new_columns: deliver.NEW_COLUMNS = False,
    dry_run: deliver.DRY_RUN = False,
    as_json: deliver.JSON = False,
) -> None:
    """Take the list that an app exports of its accounts. All or nothing."""
    with runtime().database.read() as session:
        found = catalog.find_app(session, actor(), reading(), of_app).id
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
        Subject.ACCOUNTS,
        how,
        mapping,
        lambda session, delivery, how: service.import_accounts(
            session, actor(), found, delivery, how
        ),
        app=found,
        as_json=as_json,
    )


@app.command("list")
def list_accounts(
    of_app: Annotated[str | None, typer.Option("--app", help="Only of this app.")] = None,
    person: Annotated[
        str | None, typer.Option(help="Only of this person: an address, user name or number.")
    ] = None,
    status: Annotated[
        AccountStatus | None,
        typer.Option(help="active, suspended, deactivated, invited or unknown."),
    ] = None,
    kind: Annotated[
        AccountKind | None, typer.Option(help="person, guest, service, shared or bot.")
    ] = None,
    gone: Annotated[
        bool, typer.Option("--gone", help="Those too that the newest list no longer has.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=2_000_000, help="Most accounts listed.")
    ] = 1_000_000,
    as_json: deliver.JSON = False,
) -> None:
    """Accounts as they stand, and whose they are."""
    with runtime().database.read() as session:
        app_id = catalog.find_app(session, actor(), reading(), of_app).id if of_app else None
        query = AccountQuery(app_id, None, status, kind, gone=gone)
        try:
            found = service.find_person(session, actor(), person) if person else None
            query = replace(query, person=found)
        except NotFound:  # nobody who is known: the accounts of that name are asked for
            query = replace(query, called=person or "")
        page = service.accounts(session, actor(), query, limit=limit, suggest=True)
    if as_json:
        print_json([account_json(each) for each in page.rows])
        return
    for each in page.rows:
        stands = gone_since(each) if each.gone else str(each.status)
        whose = each.person_email or each.person_name or each.owner or _maybe(each.suggestion)
        print(f"{each.app:<20} {each.account:<40} {stands:<12} {each.kind:<8} {whose}")
    if page.total > len(page.rows):
        print(f"… and {page.total - len(page.rows):,} more")
    if not page.rows:
        print("There are no such accounts.", file=sys.stderr)


@app.command("sync")
def sync(
    feed: Annotated[
        str | None, typer.Argument(help="Only this feed; else all that can be read.")
    ] = None,
    as_json: deliver.JSON = False,
) -> None:
    """Read feeds now: apps by SCIM, bridges, watched folders. Exit code 1 where one fails."""
    database = runtime().database
    with database.read() as session:
        proposed = Proposed(session)
    cases: dict[int, list[dict[str, Any]]] = {}

    def note(session: Session, result: ImportResult) -> None:
        cases[id(result)] = outcomes(session)

    done = service.sync(database, actor(), feed, inbox=settings().inbox_dir, hears=note)
    for read in [each.result for each in done if each.result]:
        with database.read() as session:
            cases[id(read)] += proposed.by(session, read)
    if as_json:
        print_json([_synced_json(each, cases.get(id(each.result))) for each in done])
    for each in () if as_json else done:
        result = each.result
        told = f"{result.rows:,} rows, {result.gone:,} gone" if result else f"! {each.problem}"
        if result and result.same_as is not None:
            told = f"! {result.notes[0]}"
        print(f"{each.feed}: {told}")
        show(cases.get(id(result), []))
    if not done and not as_json:
        print("No feed can be read automatically.", file=sys.stderr)
    if any(each.problem for each in done):
        raise typer.Exit(1)


@app.command("feed")
def make_feed(
    name: Annotated[str, typer.Argument(help="What it is called; of a watched folder its name.")],
    kind: Annotated[FeedKind, typer.Option(help="file, inbox, scim or bridge.")],
    of_app: Annotated[
        str | None, typer.Option("--app", help="The app whose accounts it lists; else people.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Number of the SCIM connection, or id of the bridge.")
    ] = None,
    every_hours: Annotated[int | None, typer.Option(help="How often it delivers.")] = None,
    stale_after_hours: Annotated[int, typer.Option(help="Older lists conclude nothing.")] = 24 * 35,
    as_json: deliver.JSON = False,
) -> None:
    """Set up a feed that Offramp reads automatically, or that has a schedule."""
    with runtime().database.read() as session:
        app_id = catalog.find_app(session, actor(), reading(), of_app).id if of_app else None
    subject = Subject.ACCOUNTS if app_id else Subject.PEOPLE
    wanted = FeedInput(name, subject, kind, app_id, source, every_hours, stale_after_hours)
    with runtime().database.write() as session:
        made = service.create_feed(session, actor(), wanted)
    print_json(_feed_json(made)) if as_json else print(f"{made.name}: {made.health}")


@app.command("feeds")
def list_feeds(as_json: deliver.JSON = False) -> None:
    """How accounts and people reach Offramp, and how that goes."""
    with runtime().database.read() as session:
        found = service.feeds(session, actor())
    if as_json:
        print_json([_feed_json(each) for each in found])
        return
    for each in found:
        last = f"{each.last.taken_at:%Y-%m-%d %H:%M} UTC" if each.last else "never"
        print(f"{each.name:<30} {each.app or 'people':<20} {each.health:<8} {last}")
        if each.again:
            print(f"! {each.again}")


@app.command("settle")
def settle(
    snapshot: Annotated[int, typer.Argument(help="The number of the held snapshot.")],
    said: Annotated[
        Settling, typer.Argument(help="accept (it is right) or discard (it is wrong).")
    ],
    reason: Annotated[str, typer.Option(help="Why; accepting needs it.")] = "",
    as_json: deliver.JSON = False,
) -> None:
    """Say of a held list that it is right, or that it is wrong."""
    database = runtime().database
    with database.read() as session:
        proposed = Proposed(session)
    with database.write() as session:
        found = service.settle_snapshot(
            session, actor(), snapshot, accept=said is Settling.ACCEPT, reason=reason
        )
        cases = outcomes(session)
    if found.app is None:
        with database.read() as session:
            cases += proposed.by_feed(session, found.feed_name)
    if as_json:
        told = {"snapshot": found.id, "state": str(found.state), "gone": found.gone}
        print_json({**told, "cases": cases})
    else:
        print(f"{found.feed_name}: snapshot {found.id} is {found.state}")
        show(cases)


def _synced_json(each: Synced, cases: list[dict[str, Any]] | None) -> dict[str, Any]:
    told = deliver.result_json(each.result, cases) if each.result else {"feed": each.feed}
    return {**told, "problem": each.problem}


def _maybe(near: Suggestion | None) -> str:
    if near is None:
        return "-"
    rival = near.rival_email or near.rival_name
    either = f" or {rival}" if rival else ""
    left = ", left" if near.left_at else ""
    return f"maybe {near.person_email or near.person_name}{either}, {near.score} %{left}"


def gone_since(row: AccountRow) -> str:
    """Of which list on it is no longer listed."""
    at = f" since {row.gone_at:%Y-%m-%d %H:%M} UTC" if row.gone_at else ""
    return f"no longer listed{at}"


def account_json(row: AccountRow) -> dict[str, Any]:
    """One account; ``admin`` is ``null`` where it is not known, and of one that is nobody's
    ``person`` is who it may be."""
    near = row.suggestion
    return {
        "app": row.app,
        "external_id": row.external_id,
        "user_name": row.user_name,
        "email": row.email,
        "name": row.name,
        "status": str(row.status),
        "admin": _three(row.admin),
        "second_factor": _three(row.second_factor),
        "kind": str(row.kind),
        "roles": row.roles,
        "last_active": _iso(row.last_active),
        "person": near.person_email if near else row.person_email,
        "match": "suggested" if near else (str(row.match) if row.match else None),
        "score": near.score if near else None,
        "owner": row.owner,
        "feed": row.feed_name,
        "as_of": _iso(row.as_of),
        "first_seen": _iso(row.first_seen),
        "gone": row.gone,
        "gone_at": _iso(row.gone_at) if row.gone else None,
        "gone_snapshot": row.gone_snapshot,
    }


def _feed_json(feed: FeedView) -> dict[str, Any]:
    return {
        "id": feed.id,
        "name": feed.name,
        "subject": str(feed.subject),
        "app": feed.app,
        "kind": str(feed.kind),
        "health": str(feed.health),
        "last": _iso(feed.last.taken_at) if feed.last else None,
        "last_complete": _iso(feed.last_complete.taken_at) if feed.last_complete else None,
        "held": feed.held.id if feed.held else None,
        "next_due": _iso(feed.next_due),
        "stale_at": _iso(feed.stale_at),
        "failing_since": _iso(feed.failing_since),
        "trouble": feed.trouble,
        "again": feed.again,
        "suspicious": list(feed.suspicious),
        "standing": feed.standing,
    }


def _three(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
