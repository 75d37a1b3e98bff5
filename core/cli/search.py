"""Command line of the search: ``search WORDS``."""

from dataclasses import asdict
from typing import Annotated

import typer

from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.config import settings
from core.search import service


def search(
    words: Annotated[list[str], typer.Argument(help="A few letters of a name, or a number.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find apps, cases by their people, decisions and scenarios; typing errors are forgiven."""
    with runtime().database.read() as session:
        found = service.search(session, actor(), reading(), " ".join(words))
    if as_json:
        print_json([asdict(one) | {"url": _url(one.path)} for one in found])
        return
    for one in found:
        print(f"{one.kind:<9} {one.title}\n{'':<9} {one.context}\n{'':<9} {_url(one.path)}")
    if not found:
        print("Nothing was found.")


def _url(path: str) -> str:
    return f"{settings().base_url}/{path}"
