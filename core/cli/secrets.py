"""Command line of the keys: ``secrets new|status|rotate``."""

from typing import Annotated

import typer

from core import keys
from core.app.runtime import runtime
from core.cli.acting import actor
from core.errors import OfframpError
from core.secrets import service

app = typer.Typer(help="The secret keys of this installation.", no_args_is_help=True)


@app.command("new")
def new() -> None:
    """Print a new random key for OFFRAMP_SECRET_KEY."""
    print(keys.new_secret())


@app.command("status")
def status() -> None:
    """Say where the keys are and their ids (never the keys), newest first."""
    ring = keys.ring()
    print(f"from {ring.path or 'OFFRAMP_SECRET_KEY'}")
    for vault, audit in zip(ring.derive("vault"), ring.derive("audit"), strict=True):
        print(f"vault {vault.id}  audit {audit.id}")


@app.command("rotate")
def rotate(
    new_key: Annotated[
        bool, typer.Option(help="Make a new key first (only for a key file).")
    ] = True,
) -> None:
    """Make a new key and encrypt every stored secret again. Old keys stay behind the new one."""
    ring = keys.ring()
    if new_key and ring.path is None:
        raise OfframpError(
            "The key comes from OFFRAMP_SECRET_KEY, which this command cannot change.",
            hint="Set OFFRAMP_SECRET_KEY=new,old, restart, then: secrets rotate --no-new-key",
        )
    if ring.path is not None and new_key:
        keys.prepend(ring.path, keys.new_secret())
    with runtime().database.write() as session:
        count = service.rotate(session, actor())
    print(f"{count} stored secrets encrypted again. Restart the server; keep the old key in the")
    print("ring for as long as audit entries sealed with it are to be verified.")
