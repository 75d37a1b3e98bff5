"""The command line: ``python -m core …``. The same services as the pages, for scripts."""

import os
import sys
from typing import Annotated

import typer

from core.advice import commands as advice
from core.audit import commands as audit
from core.catalog import commands as catalog
from core.config import settings
from core.cost import commands as cost
from core.errors import OfframpError
from core.identity import commands as identity
from core.offboarding import checklist_commands as checklists
from core.offboarding import commands as offboarding
from core.runtime import runtime
from core.scim import commands as scim
from core.secrets import commands as secrets
from core.stack import commands as stack

app = typer.Typer(
    name="offramp",
    help="Does a leaver lose access by itself, what does it cost, who does what, can we prove it?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(catalog.app, name="catalog")
app.command("support")(catalog.support)
app.add_typer(scim.app, name="scim")
app.command("matrix")(catalog.matrix)
app.add_typer(stack.app, name="stack")
app.add_typer(identity.app, name="user")
app.add_typer(audit.app, name="audit")
app.add_typer(secrets.app, name="secrets")
app.command("recommend")(advice.recommend)
app.command("questions")(advice.questions)
app.add_typer(advice.rules, name="rules")
app.add_typer(checklists.app, name="checklist")
app.command("cost")(cost.cost)
app.add_typer(offboarding.case, name="case")
app.add_typer(offboarding.work, name="work")
database = typer.Typer(help="The database itself.", no_args_is_help=True)
app.add_typer(database, name="db")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address; default OFFRAMP_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default OFFRAMP_PORT.")] = None,
    only: Annotated[
        str | None, typer.Option(help="scim or pages: split the two over processes.")
    ] = None,
) -> None:
    """Serve the pages (and everything else) with uvicorn."""
    from core.server import serve as run

    if host:  # what is asked of the first account depends on who can reach the server
        os.environ["OFFRAMP_HOST"] = host
    if port:
        os.environ["OFFRAMP_PORT"] = str(port)
    if only:
        os.environ["OFFRAMP_SERVE_ONLY"] = only
    settings.cache_clear()
    runtime()  # what is wrong with settings or database is said before the server starts
    run(host or settings().host, port or settings().port)


@database.command("revision")
def revision(message: str) -> None:
    """Developers: write a migration for what changed in the models."""
    from alembic import command

    from core.schema import whole_metadata
    from core.storage.migrate import alembic_config

    command.revision(
        alembic_config(runtime().database, whole_metadata()), message=message, autogenerate=True
    )


def main() -> None:
    """Run a command; an error that the user can put right is one line and exit code 1."""
    try:
        app()
    except OfframpError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
