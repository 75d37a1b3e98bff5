"""Command line of the stack: ``stack import|list``."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core.advice import service as advice
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.catalog.service import find_plan, guess_plans, inclusion, our_plan, plans_of
from core.catalog.values import AppEntry, Snapshot
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.errors import Invalid
from core.files.given import given_bytes
from core.files.tables import read_table
from core.stack import service
from core.stack.service import plan_import, route_in_short
from core.stack.values import ImportedRow, ImportPlan, StackEdit, StackEntry

app = typer.Typer(help="The apps that we use.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with a column App; - for stdin.")],
    add_unknown: Annotated[
        bool, typer.Option(help="Add apps that the catalogue does not know as our own.")
    ] = False,
    plan: Annotated[
        list[str] | None,
        typer.Option(help="APP=PLAN: what a plan's name in the file means; may be given often."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add apps to the stack and fill in what the file says about known ones, all or nothing.

    Rows whose app is unknown stop the import (exit code 1) unless --add-unknown is given. A plan
    that the catalogue lacks is kept as one of our own, with a word on what it may mean, or as the
    one that was confirmed for it before. What was paid for another plan, or in another currency,
    is left out, and said.
    """
    data = given_bytes(file, "file")
    with runtime().database.read() as session:
        whole = catalog.catalog(session, actor(), reading())
        currency = service.organisation(session, actor()).currency
        ours = service.entries(session, actor())
    names = {entry.id: entry.name for entry in whole}
    table = read_table(data, file.name)
    understood = plan_import(
        table, names, whole.aliases, currency=currency, apps=whole.apps, before=ours
    )
    meant = _meant(plan or [], whole)
    _refuse(understood, add_unknown)
    with runtime().database.write() as session:
        rows = {
            row.app: replace(row.fields, plan=meant.get(row.app, row.fields.plan))
            for row in understood.matched
            if row.app
        }
        for row in understood.unmatched:
            rows[catalog.add_app(session, actor(), row.name)] = row.fields
        before = service.entries(session, actor())
        left_out = service.left_out_by_import(rows, before, whole.apps)
        added, updated = service.import_entries(session, actor(), rows)
    unknown = [row for row in understood.own_plans if row.app not in meant]
    if as_json:
        print_json(
            {
                "added": added,
                "updated": updated,
                "rows": len(understood.rows),
                "own_plans": [
                    {
                        "app": row.app,
                        "plan": row.fields.plan,
                        "guesses": [one.slug for one in row.plan_guesses],
                    }
                    for row in unknown
                ],
                "left_out": left_out,
            }
        )
        return
    print(f"{added} added, {updated} updated, of {len(understood.rows)} rows")
    for row in unknown:
        print(_own_plan(row), file=sys.stderr)
    for told in left_out:
        print(told, file=sys.stderr)


def _meant(said: Sequence[str], whole: Snapshot) -> dict[str, str]:
    """``datadog=infrastructure-pro`` → app and plan; raises :class:`Invalid`."""
    found = {}
    for each in said:
        name, is_said, text = each.partition("=")
        app = whole.apps.get(name.strip())
        if not is_said or app is None:
            raise Invalid(f"{each!r} is not APP=PLAN of the catalogue.", field="plan")
        plan = find_plan(app, text)
        if plan is None:
            known = ", ".join(one.slug for one in plans_of(app)) or "none"
            raise Invalid(
                f"{app.name} has no plan {text!r}.", field="plan", hint=f"Known: {known}."
            )
        found[app.id] = plan.slug
    return found


def _own_plan(row: ImportedRow) -> str:
    told = f"line {row.line}: the catalogue has no plan {row.fields.plan!r} of {row.name}; "
    told += "kept as a plan of your own, of which the catalogue knows neither SCIM nor price."
    if row.plan_guesses:
        likely = " or ".join(
            f"{one.name} (--plan {row.app}={one.slug})" for one in row.plan_guesses
        )
        told += f" Did you mean {likely}?"
    return told


def _refuse(plan: ImportPlan, add_unknown: bool) -> None:
    trouble = [str(problem) for problem in plan.problems]
    for row in plan.unmatched if not add_unknown else ():
        likely = " or ".join(guess.app for guess in row.guesses)
        trouble.append(
            f"line {row.line}: {row.name!r} is not in the catalogue."
            + (f" Did you mean {likely}?" if likely else "")
        )
    if trouble:
        raise Invalid(
            "Nothing was imported.\n" + "\n".join(trouble),
            field="file",
            hint=_remedy(names=plan.unmatched and not add_unknown, cells=plan.problems),
        )


def _remedy(*, names: object, cells: object) -> str:
    """What to do about what was found, and nothing about what was not."""
    found = [*(["the cells"] if cells else []), *(["the names"] if names else [])]
    return f"\nCorrect {' and '.join(found)}{', or use --add-unknown' if names else ''}."


@app.command("quote")
def quote(
    name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    amount: Annotated[str | None, typer.Argument(help="A year, in the app's currency.")] = None,
    plan: Annotated[
        str | None, typer.Option(help="The quoted plan; default: the one with SCIM.")
    ] = None,
) -> None:
    """Keep what the vendor quoted for a plan, for every page. Without AMOUNT: forget it.

    Of a plan that the catalogue lacks, the quote counts while we are on it, which is said.
    """
    with runtime().database.write() as session:
        found = catalog.find_app(session, actor(), reading(), name)
        entry = service.entry(session, actor(), found.id)
        if entry is None:
            raise Invalid(
                f"{found.name} is not in our stack.", field="app", hint="Import it first."
            )
        lowest = inclusion(found, our_plan(found, entry.fields.plan), "scim").lowest
        quoted = plan or (lowest.slug if lowest else None)
        if amount is None:
            has = entry.fields.quote_plan
            if plan and our_plan(found, plan).key != our_plan(found, has).key:
                raise Invalid(f"The quote that is kept is for {has or 'no plan'}.", field="plan")
            kept = replace(entry.fields, quote=None, quote_plan=None)
        else:
            try:
                kept = replace(entry.fields, quote=Decimal(amount), quote_plan=quoted)
            except InvalidOperation:
                raise Invalid(f"{amount!r} is not an amount.", field="amount") from None
        service.save(session, actor(), [StackEdit(found.id, entry.version, kept)])
    told = "none"
    if kept.quote is not None:
        told = f"{kept.currency} {kept.quote:,} a year for {kept.quote_plan}"
        if own := _quote_of_own_plan(found, entry, kept.quote_plan):
            print(own, file=sys.stderr)
    print(f"{found.name}: quote {told}")


def _quote_of_own_plan(app: AppEntry, entry: StackEntry, quoted: str | None) -> str:
    """Where the catalogue lacks the quoted plan and we are not on it: when the quote counts."""
    plan = our_plan(app, quoted)
    if not plan.is_own or plan.key == our_plan(app, entry.fields.plan).key:
        return ""
    told = f"The catalogue has no plan {plan.name!r} of {app.name}; kept as a plan of your own, "
    told += "whose quote counts only while you are on it."
    likely = " or ".join(
        f"{one.name} (--plan {one.slug})" for one in guess_plans(app, quoted or "")
    )
    return f"{told} Did you mean {likely}?" if likely else told


class Said(StrEnum):
    """What can be said of an app's provisioning."""

    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"


_IS_ON = {Said.ON: True, Said.OFF: False, Said.UNKNOWN: None}


@app.command("provisioning")
def provisioning(
    name: Annotated[str, typer.Argument(metavar="APP", help="Slug, alias or name.")],
    said: Annotated[Said, typer.Argument(help="Whether it is switched on.")],
) -> None:
    """Say whether your identity provider's provisioning of an app is switched on.

    What can remove a leaver automatically counts as removing only once that is confirmed. It is
    asked where nothing else is open: the identity provider does SCIM for the app, on your plan.
    """
    with runtime().database.write() as session:
        found = catalog.find_app(session, actor(), reading(), name)
        covered = advice.routes_of_stack(session, actor(), reading())
        ours = next((one for one in covered if one.entry.app == found.id), None)
        if ours is None:
            raise Invalid(
                f"{found.name} is not in our stack.", field="app", hint="Import it first."
            )
        if said is not Said.UNKNOWN and not ours.route.is_switchable:
            raise Invalid(
                f"{found.name} does not depend on that: {route_in_short(ours.route)}.", field="app"
            )
        service.save(session, actor(), [ours.switched(_IS_ON[said])])
        now = advice.route_here(session, actor(), reading(), found.id)
    print(f"{found.name}: {route_in_short(now)}")


@app.command("organisation")
def organisation(
    idp: Annotated[
        list[str] | None, typer.Option(help="Our identity providers, the main one first.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What we are called.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Such as Europe/Berlin.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Who we are: shown, or changed where an option says so."""
    said: dict[str, Any] = {"idps": tuple(idp) if idp else None, "name": name}
    said |= {"currency": currency, "time_zone": time_zone}
    given = {key: value for key, value in said.items() if value is not None}
    if given:
        with runtime().database.write() as session:
            now = service.organisation(session, actor())
            service.set_organisation(session, actor(), replace(now, **given))
    with runtime().database.read() as session:
        found = service.organisation(session, actor())
    if as_json:
        print_json({**vars(found), "idps": list(found.idps)})
        return
    idps = ", ".join(found.idps) or "not said"
    print(f"{found.name or 'no name'}; identity providers: {idps}")
    print(f"currency {found.currency}, time zone {found.time_zone}")


@app.command("list")
def list_apps(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The apps of the stack."""
    with runtime().database.read() as session:
        found = service.entries(session, actor())
    if as_json:
        print_json([_json(entry) for entry in found])
        return
    plans = [entry.fields.plan or "plan not known" for entry in found]
    apps, width = (max(map(len, told), default=0) for told in ([e.app for e in found], plans))
    for entry, plan in zip(found, plans, strict=True):
        count = entry.fields.seats
        seats = "seats not known" if count is None else f"{count:>6,} seats"
        print(f"{entry.app:<{apps}}  {plan:<{width}}  {seats}")


def _json(entry: StackEntry) -> dict[str, object]:
    fields = {k: None if v is None else v for k, v in vars(entry.fields).items()}
    return {"app": entry.app, "name": entry.name, **fields, "version": entry.version}
