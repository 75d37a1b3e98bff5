"""The command line: ``offramp …`` or ``python -m core …``. The pages' services, for scripts."""

import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from importlib import import_module
from typing import Annotated

import typer

from core.app.garbage_collection import postpone
from core.cli.output import tame
from core.config import settings
from core.errors import Invalid, OfframpError

COMMANDS = {
    "overview": "core.cli.overview:overview",
    "support": "core.cli.apps.catalog:support",
    "matrix": "core.cli.apps.catalog:matrix",
    "catalog": "core.cli.apps.catalog:app",
    "search": "core.cli.search:search",
    "stack": "core.cli.apps.stack:app",
    "route": "core.cli.apps.route:route",
    "recommend": "core.cli.advice:recommend",
    "questions": "core.cli.advice:questions",
    "answers": "core.cli.advice:answers",
    "rules": "core.cli.advice:rules",
    "cost": "core.cli.cost:cost",
    "case": "core.cli.offboarding.cases:case",
    "work": "core.cli.offboarding.cases:work",
    "checklist": "core.cli.offboarding.checklists:app",
    "people": "core.cli.accounts.people:app",
    "accounts": "core.cli.accounts.accounts:app",
    "findings": "core.cli.accounts.findings:app",
    "jobs": "core.cli.jobs:app",
    "scim": "core.cli.scim.outbound:app",
    "user": "core.cli.access.users:app",
    "groups": "core.cli.access.groups:app",
    "audit": "core.cli.audit:app",
    "verify": "core.cli.verify:verify",
    "secrets": "core.cli.secrets:app",
}
"""The rooms' commands and groups of commands: name → module and what it calls them."""


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands; ``serve``, ``db`` and ``--version`` are always there.

    Importing every room takes a second, which a person who asks for one command need not wait.
    """
    app = typer.Typer(
        name="offramp",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(offramp)
    app.command()(serve)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    app.add_typer(database, name="db")
    return app


database = typer.Typer(help="The database itself.", no_args_is_help=True)


def _print_version(asked: bool) -> None:
    if asked:
        from core.app.version import version

        print(f"offramp {version()}")
        raise typer.Exit


def offramp(
    context: typer.Context,
    as_name: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            envvar="OFFRAMP_AS",
            help="Act as this account: its password is asked, or OFFRAMP_TOKEN is its token.",
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Does a leaver lose access automatically, what does it cost, who does what, is it proven?"""
    if as_name is not None or "OFFRAMP_TOKEN" in os.environ:
        from core.cli.acting import begin

        begin(as_name, context.invoked_subcommand, is_help="--help" in sys.argv)


def serve(
    host: Annotated[str | None, typer.Option(help="Address; default OFFRAMP_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default OFFRAMP_PORT.")] = None,
    only: Annotated[
        str | None, typer.Option(help="scim or pages: split the two over processes.")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A made-up company, on a data folder of its own.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="With --demo: make the company again.")
    ] = False,
) -> None:
    """Serve the pages (and everything else) with uvicorn."""
    from core.app.runtime import runtime
    from core.app.server import serve as run

    if reset and not demo:
        raise Invalid("--reset throws the demo away, and nothing else: write serve --demo --reset.")

    if host:  # what is asked of the first account depends on who can reach the server
        os.environ["OFFRAMP_HOST"] = host
    if port:
        os.environ["OFFRAMP_PORT"] = str(port)
    if only:
        os.environ["OFFRAMP_SERVE_ONLY"] = only
    settings.cache_clear()
    if demo:
        from core.cli.serving.demo import prepare

        prepare(again=reset)
    runtime()  # what is wrong with settings or database is said before the server starts
    run(host or settings().host, port or settings().port)


@database.command("revision")
def revision(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="What changed, in a few words.")
    ],
) -> None:
    """Developers: write a migration for what changed in the models."""
    from alembic import command

    from core.app.runtime import runtime
    from core.app.schema import whole_metadata
    from core.storage.migrate import alembic_config

    command.revision(
        alembic_config(runtime().database, whole_metadata()), message=message, autogenerate=True
    )


def _needed_for(asked: str) -> Iterable[str]:
    if asked in COMMANDS:
        return [asked]
    return [] if asked in {"serve", "--version"} else COMMANDS


def _command(arguments: list[str]) -> str:
    """The command that is asked for, past ``--as NAME``."""
    rest = iter(arguments)
    for word in rest:
        if word == "--as":
            next(rest, None)
        elif not word.startswith("--as="):
            return word
    return ""


def main() -> None:
    """Run a command; an error that the user can fix is one line and exit code 1."""
    asked = _command(sys.argv[1:])
    if asked == "serve":
        postpone()
    # The server writes its log, and colours in it, by itself.
    with nullcontext() if asked == "serve" else tame():
        try:
            command_line(_needed_for(asked))()
        except OfframpError as error:
            print(error, file=sys.stderr)
            sys.exit(1)


if __name__ == "__main__":
    main()
