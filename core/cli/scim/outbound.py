"""Command line of outbound SCIM: ``scim connect|change|disconnect|deactivate|verify …``."""

import os
import sys
import time
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.acting import actor
from core.cli.scim import bridge
from core.cli.scim.bridge import Json, NewApp, print_json
from core.errors import Invalid, NotFound
from core.offboarding import service as offboarding
from core.scim import service
from core.scim.values import (
    AuthKind,
    ConnectionInput,
    OutboundView,
    RemovalState,
    RemovalView,
)

app = typer.Typer(help="SCIM: remove people from apps, and be SCIM for apps.", no_args_is_help=True)
app.add_typer(bridge.app, name="bridge")

Connection = Annotated[int, typer.Argument(metavar="CONNECTION", help="Its number.")]
WAITS = 300
"""Looks, 0.2 seconds apart, at what a server beside us may be running."""


@app.command("connect")
def connect(
    app_name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    url: Annotated[str, typer.Option(help="Base URL of the app's SCIM endpoint.")],
    auth: Annotated[AuthKind, typer.Option(help="How to sign in.")] = AuthKind.BEARER,
    user_name: Annotated[str | None, typer.Option(help="User name or client id.")] = None,
    token_url: Annotated[str | None, typer.Option(help="OAuth 2 token endpoint.")] = None,
    scope: Annotated[str | None, typer.Option(help="OAuth 2 scope.")] = None,
    allow_network: Annotated[
        list[str] | None, typer.Option(help="Network (CIDR) beyond the public internet.")
    ] = None,
    allow_http: Annotated[bool, typer.Option(help="Allow http for this connection.")] = False,
    delete: Annotated[bool, typer.Option(help="Delete users instead of deactivating.")] = False,
    verify_after: Annotated[int, typer.Option(help="Seconds until a second look.")] = 0,
    at_once: Annotated[int, typer.Option(help="Most requests at the same time.")] = 4,
    new_app: NewApp = False,
    dry_run: Annotated[bool, typer.Option(help="Only check what was entered.")] = False,
    as_json: Json = False,
) -> None:
    """Connect an app's SCIM endpoint; the secret comes from OFFRAMP_SCIM_SECRET or is asked for."""
    secret = _secret()
    wanted = ConnectionInput(
        app=app_name,
        base_url=url,
        auth=auth,
        secret=secret,
        user_name=user_name,
        token_url=token_url,
        scope=scope,
        allowed_networks=tuple(allow_network or ()),
        allow_http=allow_http,
        deletes=delete,
        verify_after_seconds=verify_after,
        most_at_once=at_once,
    )
    with runtime().database.write() as session:
        if new_app:
            wanted = replace(wanted, app=catalog.add_app(session, actor(), app_name))
        view = service.connect(session, actor(), wanted)
        if dry_run:
            session.rollback()
    if dry_run and not as_json:
        print(f"{view.base_url} could be connected for {view.app_name}; nothing is stored.")
        return
    if as_json:
        print_json(asdict(view))
        return
    print(f"Connection {view.id} for {view.app_name}: {view.base_url}")


def _secret() -> str:
    return os.environ.get("OFFRAMP_SCIM_SECRET") or str(
        typer.prompt("Token or secret", hide_input=True)
    )


@app.command("test")
def try_out(connection: Connection, as_json: Json = False) -> None:
    """Read what the app can do; exit code 1 if it cannot be used."""
    found = service.run_test(runtime().database, actor(), connection)
    if as_json:
        print_json([vars(each) for each in found])
    else:
        for each in found:
            print(f"{each.verdict:<8} {each.what}  {each.rule}")
    if any(each.verdict == "fails" for each in found):
        sys.exit(1)


@app.command("change-secret")
def change_secret(connection: Connection, as_json: Json = False) -> None:
    """Give a connection a new token or secret, from OFFRAMP_SCIM_SECRET or asked for."""
    secret = _secret()
    with runtime().database.write() as session:
        found = [c for c in service.connections(session, actor()) if c.id == connection]
        version = found[0].version if found else 0
        view = service.change_secret(session, actor(), connection, version, secret)
    if as_json:
        print_json(asdict(view))
        return
    print(f"Connection {view.id} for {view.app_name} has a new secret. Test it next.")


@app.command("change")
def change(
    connection: Connection,
    url: Annotated[str | None, typer.Option(help="Base URL of the app's SCIM endpoint.")] = None,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    auth: Annotated[AuthKind | None, typer.Option(help="How to sign in.")] = None,
    user_name: Annotated[str | None, typer.Option(help="User name or client id.")] = None,
    token_url: Annotated[str | None, typer.Option(help="OAuth 2 token endpoint.")] = None,
    allow_network: Annotated[
        list[str] | None, typer.Option(help="Networks (CIDR), in place of those before.")
    ] = None,
    allow_http: Annotated[
        bool | None, typer.Option("--allow-http/--only-https", help="Whether http will do.")
    ] = None,
    delete: Annotated[
        bool | None, typer.Option("--delete/--deactivate", help="What becomes of a removed user.")
    ] = None,
    verify_after: Annotated[int | None, typer.Option(help="Seconds until a second look.")] = None,
    at_once: Annotated[int | None, typer.Option(help="Most requests at the same time.")] = None,
    new_secret: Annotated[
        bool, typer.Option(help="Also a new secret: OFFRAMP_SCIM_SECRET, or asked for.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Change what is given of a connection. Another host takes the secret again."""
    given: dict[str, Any] = {
        "base_url": url,
        "name": name,
        "auth": auth,
        "user_name": user_name,
        "token_url": token_url,
        "allowed_networks": tuple(allow_network) if allow_network else None,
        "allow_http": allow_http,
        "deletes": delete,
        "verify_after_seconds": verify_after,
        "most_at_once": at_once,
        "secret": _secret() if new_secret else None,
    }
    with runtime().database.write() as session:
        view = _connection(session, connection)
        changes = {field: value for field, value in given.items() if value is not None}
        wanted = replace(view.as_entered(), **changes)
        view = service.edit_connection(session, actor(), connection, view.version, wanted)
    if as_json:
        print_json(asdict(view))
        return
    print(f"Connection {view.id} for {view.app_name}: {view.base_url}. Test it next.")


@app.command("disconnect")
def disconnect(
    connection: Connection,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a connection and its secret; what it did stays on record. Steps that wait for it
    become a person's, and so do removals that are under way."""
    with runtime().database.read() as session:
        view = _connection(session, connection)
        waiting = offboarding.waiting_for_connection(session, actor(), connection)
        unfinished = service.unfinished_removals(session, actor(), connection)
    print(f"Connection {view.id} for {view.app_name}: {view.base_url}")
    for sentence in unfinished.sentences():
        print(sentence)
    if waiting.steps:
        print(f"{waiting.steps} steps wait for it and become a person's: {' '.join(waiting.cases)}")
    if not yes:
        typer.confirm("Delete it?", abort=True)
    with runtime().database.write() as session:
        service.delete_connection(session, actor(), connection, view.version)
    print("deleted")


def _connection(session: Session, connection: int) -> OutboundView:
    for view in service.connections(session, actor()):
        if view.id == connection:
            return view
    raise NotFound(f"There is no connection {connection}.", field="connection")


@app.command("deactivate")
def deactivate(
    connection: Annotated[str, typer.Argument(help="Number of a connection, or all.")],
    users: Annotated[list[str], typer.Argument(help="User names or e-mail addresses.")],
    dry_run: Annotated[bool, typer.Option(help="Show what would be sent; send nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Remove users and prove it; exit code 1 if a person must go on with one of them."""
    database = runtime().database
    with database.read() as session:
        where = _connections(session, connection)
        if dry_run:
            shown = {
                user: [
                    line for each in where for line in service.dry_run(session, actor(), each, user)
                ]
                for user in users
            }
            lines = [line for each in shown.values() for line in each]
            print_json(shown) if as_json else print("\n".join(lines))
            return
    with database.write() as session:
        asked = [_asked(session, each, user) for each in where for user in users]
    _finish(asked, as_json)


def _connections(session: Session, wanted: str) -> list[int]:
    if wanted == "all":
        return [c.id for c in service.connections(session, actor()) if c.enabled]
    if not wanted.isdecimal():
        raise Invalid("Which connection: its number, or all.", field="connection")
    return [int(wanted)]


def _asked(session: Session, connection: int, user: str) -> int:
    view = service.ask_removal(session, actor(), connection, user)
    if view.state in (RemovalState.OPEN_STEP, RemovalState.RETURNED):
        service.try_again(session, actor(), view.id)  # said again is meant again
    return view.id


@app.command("verify")
def verify(
    removals: Annotated[
        list[int], typer.Argument(metavar="REMOVAL…", help="Numbers that scim status prints.")
    ],
    as_json: Json = False,
) -> None:
    """Look again whether removed users are gone; exit code 1 if not proven."""
    with runtime().database.write() as session:
        for removal in removals:
            service.verify_again(session, actor(), removal)
    _finish(removals, as_json)


@app.command("status")
def status(
    state: Annotated[list[RemovalState] | None, typer.Option(help="Only in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most removals listed.")] = 100,
    as_json: Json = False,
) -> None:
    """Removals and where they stand, the newest first."""
    with runtime().database.read() as session:
        _, found = service.list_removals(session, actor(), states=state or (), limit=limit)
    _print_removals(found, as_json)


def _finish(removals: list[int], as_json: bool) -> None:
    """Run what was asked for and wait for its end, here or in a server that runs beside."""
    database = runtime().database
    service.run_due_removals(database)
    for _ in range(WAITS):
        with database.read() as session:
            found = [service.removal(session, actor(), removal) for removal in removals]
        moving = (RemovalState.WAITING, RemovalState.RUNNING, RemovalState.LOOKING)
        if not any(view.state in moving for view in found):
            break
        time.sleep(0.2)
    _print_removals(found, as_json)
    if any(view.state is not RemovalState.VERIFIED for view in found):
        sys.exit(1)


def _print_removals(found: list[RemovalView], as_json: bool) -> None:
    if as_json:
        print_json([asdict(view) for view in found])
        return
    if not found:
        print("There are no removals.", file=sys.stderr)
    for view in found:
        print(f"{view.id:>6} {view.app_id:<20} {view.state:<10} {view.user}  {view.outcome or ''}")
