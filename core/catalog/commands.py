"""Command line of the catalogue: ``support``, ``matrix``, ``catalog check|stats``."""

import json
import sys
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from core.actor import LOCAL_OPERATOR
from core.catalog import service
from core.catalog.bundle import read_bundle
from core.catalog.models import SET_FACTS
from core.catalog.service import Reading
from core.catalog.verdict import ClaimView, Verdict
from core.config import settings
from core.runtime import runtime

app = typer.Typer(help="Check and count the bundled catalogue.", no_args_is_help=True)


def reading() -> Reading:
    """Today, with the organisation's setting of stale."""
    return Reading(date.today(), settings().stale_after_days)  # noqa: DTZ011


@app.command("check")
def check() -> None:
    """Validate every file of the catalogue; exit code 1 and all problems if there are any."""
    bundle = read_bundle(settings().catalog_dir)
    print(
        f"ok: {len(bundle.apps)} apps, {len(bundle.claims)} claims, {len(bundle.sources)} sources"
    )


@app.command("stats")
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count apps, IdPs, claims, sources, plans, prices, and what is contested or stale."""
    with runtime().database.read() as session:
        found = vars(service.stats(session, LOCAL_OPERATOR, reading()))
    if as_json:
        print_json(found)
        return
    for name, count in found.items():
        print(f"{name:<10} {count:>7,}")


def support(
    app_name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    idp: Annotated[str | None, typer.Option(help="Only what holds under this IdP.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What single sign-on and provisioning do for an app, from which sources."""
    with runtime().database.read() as session:
        verdicts = service.support(session, LOCAL_OPERATOR, reading(), app_name, idp)
    if as_json:
        print_json([verdict_json(verdict) for verdict in verdicts])
        return
    table = Table("IdP", "Field", "Verdict", "Standing", "Rests on", box=None)
    for verdict in verdicts:
        if verdict.claims or verdict.idp == idp:
            table.add_row(
                verdict.idp or "all",
                verdict.fact,
                verdict.value,
                verdict.standing + (" (stale)" if verdict.is_stale else ""),
                "; ".join(f"{c.publisher}: {c.value} ({c.as_of})" for c in verdict.claims),
            )
    Console().print(table)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the documented, stable form."""
    return {
        "app": verdict.app,
        "idp": verdict.idp,
        "field": verdict.fact,
        "value": list(verdict.terms) if verdict.fact in SET_FACTS else verdict.value,
        "standing": verdict.standing,
        "stale": verdict.is_stale,
        "claims": [claim_json(claim) for claim in verdict.claims],
    }


def claim_json(claim: ClaimView) -> dict[str, Any]:
    """A claim in the documented, stable form."""
    return {
        "value": list(claim.terms) if claim.fact in SET_FACTS else claim.value,
        "disputes": claim.disputes,
        "source": claim.source,
        "publisher": claim.publisher,
        "url": claim.url,
        "as_of": claim.as_of.isoformat(),
        "authority": claim.authority,
        "interest": claim.interest,
        "note": claim.note,
        "origin": claim.origin,
    }


def print_json(value: object) -> None:
    """JSON on standard output, readable and stable."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=str)
    print()
