"""Command line of groups: ``groups list|add|remove|add-member|remove-member``."""

from typing import Annotated

import typer

from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json
from core.identity import service

app = typer.Typer(help="Groups that own steps together.", no_args_is_help=True)

Group = Annotated[str, typer.Argument(metavar="GROUP", help="IT, Security, HR, Finance, or yours.")]
User = Annotated[str, typer.Argument(metavar="USER", help="User name or account id.")]


@app.command("list")
def list_groups(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Every group with its members."""
    with runtime().database.read() as session:
        found = service.groups(session, actor())
    if as_json:
        print_json(
            [
                {
                    "group": group.name,
                    "own": group.is_own,
                    "members": [
                        {"user": one.username, "name": one.name, "works": one.works}
                        for one in group.members
                    ],
                }
                for group in found
            ]
        )
        return
    for group in found:
        names = [
            one.username if one.works else f"{one.username} (cannot work)" for one in group.members
        ]
        print(f"{group.name}: {', '.join(names) or 'no members'}")


@app.command("add")
def add(group: Group) -> None:
    """Make a group."""
    with runtime().database.write() as session:
        service.add_group(session, actor(), group)
    print(f"{group} is there.")


@app.command("remove")
def remove(group: Group) -> None:
    """Delete a group that was made here."""
    with runtime().database.write() as session:
        service.remove_group(session, actor(), group)
    print(f"{group} is deleted.")


@app.command("add-member")
def add_member(group: Group, user: User) -> None:
    """Put an account into a group: the group's steps are in its list, too."""
    with runtime().database.write() as session:
        service.add_member(session, actor(), group, user)
    print(f"{user} is in {group}.")


@app.command("remove-member")
def remove_member(group: Group, user: User) -> None:
    """Take an account out of a group."""
    with runtime().database.write() as session:
        service.remove_member(session, actor(), group, user)
    print(f"{user} is no longer in {group}.")
