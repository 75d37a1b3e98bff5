"""Command line of the catalogue: ``support``, ``matrix``, ``catalog check|stats``."""

import sys
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from core.app.runtime import runtime
from core.catalog import service
from core.catalog.service import cell_text, lowest_value, matrix_csv, read_bundle, spelled
from core.catalog.values import (
    SET_FACTS,
    AppEntry,
    Capability,
    ClaimView,
    Fact,
    Matrix,
    MatrixQuery,
    Sorting,
    Verdict,
)
from core.cli import output
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.config import settings
from core.stack.service import app_ids
from core.stack.service import entries as stack_entries

app = typer.Typer(help="Check and count the bundled catalogue.", no_args_is_help=True)


@app.command("check")
def check() -> None:
    """Validate every file of the catalogue; exit code 1 and all problems if there are any."""
    bundle = read_bundle(settings().catalog_dir)
    print(
        f"ok: {len(bundle.apps)} apps, {len(bundle.claims)} claims, {len(bundle.sources)} sources"
    )


@app.command("stats")
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count apps, IdPs, claims, sources, plans, prices, and what is disputed or stale."""
    with runtime().database.read() as session:
        found = vars(service.stats(session, actor(), reading()))
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
        verdicts = service.support(session, actor(), reading(), app_name, idp)
        names = service.idps(session, actor())
    if as_json:
        print_json([verdict_json(verdict) for verdict in verdicts])
        return
    table = _table("IdP", "Field", "Verdict", "Standing", "Sources")
    for verdict in verdicts:
        if verdict.claims or verdict.idp == idp:
            elsewhere = "" if verdict.idp else service.by_idp(verdicts, verdict.fact, names)
            table.add_row(
                verdict.idp or "all",
                verdict.fact,
                elsewhere or verdict.value,
                spelled(str(verdict.standing)) + (" (stale)" if verdict.is_stale else ""),
                "; ".join(f"{c.publisher}: {service.says(c)} ({c.as_of})" for c in verdict.claims),
            )
    output.console().print(table)


def matrix(
    text: Annotated[
        str, typer.Option("--search", help="App or alias, typing errors forgiven.")
    ] = "",
    idp: Annotated[str | None, typer.Option(help="The IdP that --can is about.")] = None,
    can: Annotated[Capability | None, typer.Option(help="Only apps of which this holds.")] = None,
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    plan_gated: Annotated[
        bool, typer.Option(help="Only apps with a plan needed for SCIM.")
    ] = False,
    contested: Annotated[bool, typer.Option(help="Only apps on which sources disagree.")] = False,
    stale: Annotated[bool, typer.Option(help="Only apps with a stale verdict.")] = False,
    described: Annotated[bool, typer.Option(help="Only apps described in depth.")] = False,
    in_stack: Annotated[bool, typer.Option("--stack", help="Only apps of our stack.")] = False,
    idps: Annotated[str, typer.Option(help="Columns, separated by commas; default all.")] = "",
    sort: Annotated[Sorting | None, typer.Option(help="Order; default best known.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, a line an app and IdP.")
    ] = False,
) -> None:
    """The support matrix, with the page's filters."""
    with runtime().database.read() as session:
        only = app_ids(stack_entries(session, actor())) if in_stack else None
        query = MatrixQuery(
            text=text,
            category=category,
            idp=idp,
            capability=can,
            plan_gated=plan_gated,
            contested=contested,
            stale=stale,
            described=described,
            only=only,
            idps=tuple(part.strip() for part in idps.split(",") if part.strip()),
            sort=sort,
        )
        found = service.matrix(session, actor(), reading(), query)
    if as_csv:
        sys.stdout.write(matrix_csv(found).decode("utf-8-sig"))
    elif as_json:
        print_json([matrix_json(found, app) for app in found.apps])
    else:
        _print_matrix(found)


def _table(*names: str) -> Table:
    """Columns that fold what is too long for the terminal: a cut value could be another one."""
    return Table(*(Column(name, overflow="fold") for name in names), box=None)


def _print_matrix(found: Matrix) -> None:
    shown = list(found.idps)[:6]
    table = _table("App", *(found.idps[idp] for idp in shown))
    for entry in found.apps:
        cells = (found.cell(entry, idp) for idp in shown)
        table.add_row(entry.name, *(cell_text(cell.provisioning) for cell in cells))
    console = output.console()
    console.print(table)
    console.print(", ".join(f"{name} {count:,}" for name, count in found.counts.items()))


def matrix_json(found: Matrix, entry: AppEntry) -> dict[str, Any]:
    """One app of the matrix in the documented, stable form."""
    return {
        "app": entry.id,
        "name": entry.name,
        "category": entry.category,
        "scim_plan": lowest_value(entry, "scim"),
        "contested": entry.contested,
        "stale": entry.stale,
        "idps": {
            idp: {
                fact.value: {
                    "value": entry.verdict(fact, idp).value,
                    "standing": entry.verdict(fact, idp).standing,
                    "stale": entry.verdict(fact, idp).is_stale,
                }
                for fact in (Fact.SSO, Fact.PROVISIONING)
            }
            for idp in found.idps
        },
    }


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
