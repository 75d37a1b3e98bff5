"""Command line of SCIM: ``scim connect|test|deactivate|verify|status`` and ``scim bridge …``."""

import json
import os
import sys
import time
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.actor import LOCAL_OPERATOR
from core.errors import Invalid
from core.runtime import runtime
from core.scim import service
from core.scim.models import AuthKind, CredentialKind, Profile, RemovalState
from core.scim.removal_run import Runner
from core.scim.service import ConnectionInput, RemovalView

app = typer.Typer(help="SCIM: remove people from apps, and be SCIM for apps.", no_args_is_help=True)
bridge = typer.Typer(
    help="Bridge connections: an IdP provisions into Offramp.", no_args_is_help=True
)
app.add_typer(bridge, name="bridge")

WAITS = 300
"""Looks, 0.2 seconds apart, at what a server beside us may be running."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_json(value: Any) -> None:
    """JSON with readable moments and enums."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


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
    dry_run: Annotated[bool, typer.Option(help="Only check what was entered.")] = False,
    as_json: Json = False,
) -> None:
    """Connect an app's SCIM endpoint; the secret comes from OFFRAMP_SCIM_SECRET or is asked for."""
    secret = os.environ.get("OFFRAMP_SCIM_SECRET") or typer.prompt(
        "Token or secret", hide_input=True
    )
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
        view = service.connect(session, LOCAL_OPERATOR, wanted)
        if dry_run:
            session.rollback()
    if dry_run and not as_json:
        print(f"{view.base_url} could be connected for {view.app_name}; nothing is stored.")
        return
    if as_json:
        print_json(asdict(view))
        return
    print(f"Connection {view.id} for {view.app_name}: {view.base_url}")


@app.command("test")
def try_out(connection: int, as_json: Json = False) -> None:
    """Read what the app can do; exit code 1 if it cannot be used."""
    found = service.run_test(runtime().database, LOCAL_OPERATOR, connection)
    if as_json:
        print_json([vars(each) for each in found])
    else:
        for each in found:
            print(f"{each.verdict:<8} {each.what}  {each.rule}")
    if any(each.verdict == "fails" for each in found):
        sys.exit(1)


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
                    line
                    for each in where
                    for line in service.dry_run(session, LOCAL_OPERATOR, each, user)
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
        return [c.id for c in service.connections(session, LOCAL_OPERATOR) if c.enabled]
    if not wanted.isdecimal():
        raise Invalid("Which connection: its number, or all.", field="connection")
    return [int(wanted)]


def _asked(session: Session, connection: int, user: str) -> int:
    view = service.ask_removal(session, LOCAL_OPERATOR, connection, user)
    if view.state in (RemovalState.OPEN_STEP, RemovalState.RETURNED):
        service.try_again(session, LOCAL_OPERATOR, view.id)  # said again is meant again
    return view.id


@app.command("verify")
def verify(removals: list[int], as_json: Json = False) -> None:
    """Look again whether removed users are gone; exit code 1 if not proven."""
    with runtime().database.write() as session:
        for removal in removals:
            service.verify_again(session, LOCAL_OPERATOR, removal)
    _finish(removals, as_json)


@app.command("status")
def status(
    state: Annotated[list[RemovalState] | None, typer.Option(help="Only in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: Json = False,
) -> None:
    """Removals and where they stand, the newest first."""
    with runtime().database.read() as session:
        _, found = service.list_removals(session, LOCAL_OPERATOR, states=state or (), limit=limit)
    _print_removals(found, as_json)


def _finish(removals: list[int], as_json: bool) -> None:
    """Run what was asked for and wait for its end, here or in a server that runs beside."""
    database = runtime().database
    Runner(database).run_due()
    for _ in range(WAITS):
        with database.read() as session:
            found = [service.removal(session, LOCAL_OPERATOR, removal) for removal in removals]
        moving = (RemovalState.WAITING, RemovalState.RUNNING)
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
    for view in found:
        print(f"{view.id:>6} {view.app_id:<20} {view.state:<10} {view.user}  {view.outcome or ''}")


@bridge.command("create")
def bridge_create(
    app_name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    profile: Annotated[Profile, typer.Option(help="Whose habits to accept.")] = Profile.STRICT,
    baseline: Annotated[
        bool, typer.Option(help="Users of the first sync have accounts already: no work.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Only check what was entered.")] = False,
    as_json: Json = False,
) -> None:
    """Bridge an app; prints the path and the token, which is shown this once."""
    with runtime().database.write() as session:
        view, token = service.create_bridge(
            session, LOCAL_OPERATOR, app_name, profile=profile, baseline=baseline
        )
        if dry_run:
            session.rollback()
    if dry_run and not as_json:
        print(f"{view.app_name} could be bridged ({view.profile}); nothing is stored.")
        return
    found = {
        "connection": view.id,
        "app": view.app_id,
        "profile": view.profile,
        "path": view.path,
        "url": runtime().settings.base_url + view.path,
        "token": None if dry_run else token,
    }
    if as_json:
        print_json(found)
        return
    print(f"Connection {view.id} for {view.app_name} ({view.profile})")
    print(f"Base URL   {found['url']}")
    print(f"Token      {token}   (shown this once)")


@bridge.command("list")
def bridge_list(as_json: Json = False) -> None:
    """All bridge connections."""
    with runtime().database.read() as session:
        found = service.list_bridges(session, LOCAL_OPERATOR)
    if as_json:
        print_json([asdict(view) | {"path": view.path} for view in found])
        return
    for view in found:
        state = "on" if view.enabled else "off"
        print(
            f"{view.id:<34} {view.profile:<9} {state:<4}"
            f"{view.users:>7,} users {view.groups:>5,} groups {view.open_work:>5,} open"
        )


@bridge.command("rotate-token")
def bridge_rotate(
    connection: str,
    client_secret: Annotated[
        bool, typer.Option("--oauth", help="An OAuth 2 client secret instead of a bearer token.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A new token; the one before stays valid until the next rotation, an older one ends now."""
    kind = CredentialKind.CLIENT_SECRET if client_secret else CredentialKind.BEARER
    with runtime().database.write() as session:
        text = service.rotate_token(session, LOCAL_OPERATOR, connection, kind)
    if as_json:
        found: dict[str, Any] = {"connection": connection, "kind": kind, "token": text}
        if client_secret:
            found |= {"client_id": service.client_id_of(text), "client_secret": text}
            found["token_path"] = f"/scim/v2/{connection}/oauth2/token"
        print_json(found)
        return
    if client_secret:
        print(f"Client id     {service.client_id_of(text)}")
    print(f"{'Client secret' if client_secret else 'Token'} {text}   (shown this once)")


@bridge.command("revoke-token")
def bridge_revoke(connection: str, credential: int) -> None:
    """End a token at once; its number is in ``bridge list --json``."""
    with runtime().database.write() as session:
        service.revoke_credential(session, LOCAL_OPERATOR, connection, credential)
    print("revoked")


@bridge.command("events")
def bridge_events(
    connection: str,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The newest so many.")] = 100,
    as_json: Json = False,
) -> None:
    """What the IdP's requests meant, and what became of the work, the newest first."""
    with runtime().database.read() as session:
        total, found = service.list_events(session, LOCAL_OPERATOR, connection, limit=limit)
    if as_json:
        print_json([asdict(event) for event in found])
        return
    for event in found:
        at = f"{event.at:%Y-%m-%d %H:%M} UTC"
        print(f"{event.id:>6} {at}  {event.kind:<17} {event.state:<9} {event.user_name}")
    print(f"{len(found):,} of {total:,} events")
