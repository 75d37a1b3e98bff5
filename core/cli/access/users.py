"""Command line of the accounts: ``user add|list|disable|enable|set-role|reset-password|…``.

Whoever has a shell on the machine gets back in with it, whatever the pages say.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Column, Table

from core.actor import Role
from core.app.runtime import runtime
from core.cli import output
from core.cli.acting import actor
from core.errors import Invalid
from core.identity import service
from core.web.links import only_here, reset_link

app = typer.Typer(help="Accounts, roles and sessions.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="USER", help="User name or account id.")]


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="What is typed at sign-in.")],
    role: Annotated[Role, typer.Option(help="viewer, operator, auditor or administrator.")],
    name: Annotated[str, typer.Option(help="Name as shown.")] = "",
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    password_stdin: Annotated[
        bool, typer.Option(help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make an account; without a password, print a one-time link to set one."""
    password = _password_from_stdin() if password_stdin else None
    with runtime().database.write() as session:
        made = service.add(
            session,
            actor(),
            username=username,
            name=name or username,
            role=role,
            email=email,
            password=password,
        )
        code = None if password else service.reset_password(session, actor(), made)
        without = service.may_set_up(session)
    print(f"{username} is {role}.")
    if code:
        _say_link("To set a password within 24 hours", code)
    if without:
        print(
            "No administrator exists yet: make one with "
            "“offramp user add NAME --role administrator”, or open /first-run."
        )


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Every account with its role and state."""
    with runtime().database.read() as session:
        found = service.account_list(session, actor(), now=datetime.now(UTC))
    if as_json:
        json.dump([vars(account) for account in found], sys.stdout, indent=2, default=str)
        print()
        return
    names = {"User": False, "Name": False, "Role": True, "State": True, "Signs in with": False}
    columns = [Column(name, overflow="fold", no_wrap=fixed) for name, fixed in names.items()]
    table = Table(*columns, "Last seen", box=None)
    for account in found:
        seen = f"{account.last_seen_at:%Y-%m-%d %H:%M} UTC" if account.last_seen_at else "never"
        state = "active" if account.active else "disabled"
        table.add_row(
            account.username,
            account.name,
            account.role,
            state,
            ", ".join(account.means) or "-",
            seen,
        )
    output.console().print(table)


@app.command("disable")
def disable(user: Name) -> None:
    """Keep an account out; its sessions end."""
    with runtime().database.write() as session:
        service.disable(session, actor(), user)
    print(f"{user} is disabled.")


@app.command("enable")
def enable(user: Name) -> None:
    """Let a disabled account in again."""
    with runtime().database.write() as session:
        service.enable(session, actor(), user)
    print(f"{user} is active.")


@app.command("set-role")
def set_role(
    user: Name,
    role: Annotated[Role, typer.Argument(help="viewer, operator, auditor or administrator.")],
) -> None:
    """Give an account another role; its sessions end."""
    with runtime().database.write() as session:
        service.set_role(session, actor(), user, role)
    print(f"{user} is {role}.")


@app.command("reset-password")
def reset_password(user: Name) -> None:
    """Print a one-time link to set a new password; the old one stops at once."""
    with runtime().database.write() as session:
        code = service.reset_password(session, actor(), user)
    _say_link("Within 24 hours", code)


@app.command("reset-factor")
def reset_factor(user: Name) -> None:
    """Take a lost second factor away: passkeys, app and recovery codes; the sessions end."""
    with runtime().database.write() as session:
        removed = service.reset_factors(session, actor(), user)
    factors = "1 second factor" if removed == 1 else f"{removed} second factors"
    told = f"{factors} removed" if removed else f"{user} had no second factor"
    print(f"{told}; the sessions of {user} ended.")


@app.command("revoke-sessions")
def revoke_sessions(user: Name) -> None:
    """Sign an account out everywhere."""
    with runtime().database.write() as session:
        ended = service.revoke_sessions(session, actor(), user)
    print(f"{ended} session{'' if ended == 1 else 's'} ended.")


def _say_link(what: str, code: str) -> None:
    print(f"{what}: {reset_link(code)}")
    if said := only_here():
        print(said)


def _password_from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise Invalid("No password came on standard input.", field="password")
    return password
