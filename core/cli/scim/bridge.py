"""Command line of the bridge: ``scim bridge create|list|change|rotate-token|events …``."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli import output
from core.cli.acting import actor
from core.scim import service
from core.scim.values import TOKEN_MINUTES, CredentialKind, Profile

app = typer.Typer(help="Bridge connections: an IdP provisions into Offramp.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NewApp = Annotated[bool, typer.Option("--new-app", help="The catalogue lacks it: add it as ours.")]
Bridge = Annotated[
    str, typer.Argument(metavar="CONNECTION", help="Its id, as bridge list prints it.")
]
Minutes = Annotated[
    int | None, typer.Option(help="Lifetime of OAuth 2 access tokens, 60 to 360 minutes.")
]


def print_json(value: Any) -> None:
    """JSON with readable moments and enums."""
    output.print_json(value, _plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@app.command("create")
def create(
    app_name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    profile: Annotated[Profile, typer.Option(help="Whose habits to accept.")] = Profile.STRICT,
    baseline: Annotated[
        bool, typer.Option(help="Users of the first sync have accounts already: no work.")
    ] = False,
    token_minutes: Minutes = None,
    new_app: NewApp = False,
    dry_run: Annotated[bool, typer.Option(help="Only check what was entered.")] = False,
    as_json: Json = False,
) -> None:
    """Bridge an app; prints the path and the token, which is shown this once."""
    with runtime().database.write() as session:
        view, token = service.create_bridge(
            session,
            actor(),
            catalog.add_app(session, actor(), app_name) if new_app else app_name,
            profile=profile,
            baseline=baseline,
            token_minutes=TOKEN_MINUTES.least if token_minutes is None else token_minutes,
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
    print("Next: enter both in the IdP, and assign people there.")


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """All bridge connections."""
    with runtime().database.read() as session:
        found = service.list_bridges(session, actor())
    if as_json:
        print_json([asdict(view) | {"path": view.path} for view in found])
        return
    for view in found:
        state = "on" if view.enabled else "off"
        print(
            f"{view.id:<34} {view.profile:<9} {state:<4}"
            f"{view.users:>7,} users {view.groups:>5,} groups {view.open_work:>5,} open"
        )


@app.command("change")
def change(
    connection: Bridge,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    profile: Annotated[Profile | None, typer.Option(help="Whose habits to accept.")] = None,
    token_minutes: Minutes = None,
    requests_per_second: Annotated[
        int | None, typer.Option(help="Most requests a second; more are told to wait.")
    ] = None,
    baseline: Annotated[
        bool | None,
        typer.Option("--baseline/--end-baseline", help="Whether new users have accounts already."),
    ] = None,
    enabled: Annotated[
        bool | None, typer.Option("--on/--off", help="Off: every request is answered with 403.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change what is given of a connection, and show it."""
    with runtime().database.write() as session:
        before = service.get_bridge(session, actor(), connection)
        view = service.change_bridge(
            session,
            actor(),
            connection,
            before.version,
            name=name,
            profile=profile,
            token_minutes=token_minutes,
            requests_per_second=requests_per_second,
            baseline=baseline,
            enabled=enabled,
        )
    if as_json:
        print_json(asdict(view) | {"path": view.path})
        return
    print(
        f"{view.id}: {view.profile}, {'on' if view.enabled else 'off'}, "
        f"{'baseline' if view.baseline else 'no baseline'}, "
        f"access tokens {view.token_minutes} minutes, "
        f"{view.requests_per_second:,} requests a second"
    )


@app.command("delete")
def delete(
    connection: Bridge,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a bridge: its tokens end at once; its events and the work of them stay."""
    with runtime().database.read() as session:
        view = service.get_bridge(session, actor(), connection)
    print(f"{view.id} for {view.app_name}: {view.users:,} users, {view.open_work:,} open")
    if not yes:
        typer.confirm("Delete it?", abort=True)
    with runtime().database.write() as session:
        service.delete_bridge(session, actor(), connection, view.version)
    print("deleted")


@app.command("rotate-token")
def rotate(
    connection: Bridge,
    client_secret: Annotated[
        bool, typer.Option("--oauth", help="An OAuth 2 client secret instead of a bearer token.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A new token; the one before stays valid until the next rotation, an older one ends now."""
    kind = CredentialKind.CLIENT_SECRET if client_secret else CredentialKind.BEARER
    with runtime().database.write() as session:
        text = service.rotate_token(session, actor(), connection, kind)
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


@app.command("revoke-token")
def revoke(
    connection: Bridge,
    credential: Annotated[int, typer.Argument(help="Number of the token.")],
) -> None:
    """End a token at once; its number is in ``bridge list --json``."""
    with runtime().database.write() as session:
        service.revoke_credential(session, actor(), connection, credential)
    print("revoked")


@app.command("events")
def events(
    connection: Bridge,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The newest so many.")] = 100,
    as_json: Json = False,
) -> None:
    """What the IdP's requests meant, and what became of the work, the newest first."""
    with runtime().database.read() as session:
        total, found = service.list_events(session, actor(), connection, limit=limit)
    if as_json:
        print_json([asdict(event) for event in found])
        return
    for event in found:
        at = f"{event.at:%Y-%m-%d %H:%M} UTC"
        print(f"{event.id:>6} {at}  {event.kind:<17} {event.state:<9} {event.user_name}")
    print(f"{len(found):,} of {total:,} events")
