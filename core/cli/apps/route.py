"""Command line of routes: ``route APP`` and ``route --stack``."""

from typing import Annotated, Any

import typer

from core.advice import service
from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.errors import Invalid
from core.stack.service import route_in_short
from core.stack.values import Route


def route(
    app: Annotated[
        str | None, typer.Argument(metavar="APP", help="Slug, alias or name; or --stack.")
    ] = None,
    idp: Annotated[
        list[str] | None,
        typer.Option(help="As if this were our identity provider; may be given often."),
    ] = None,
    plan: Annotated[
        str | None, typer.Option(help="As if we were on this plan, by slug or name.")
    ] = None,
    stack: Annotated[bool, typer.Option("--stack", help="Every app of the stack.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How a leaver gets out of an app here: who removes the account, what is missing, and why."""
    if stack is (app is not None):
        raise Invalid("Say which app, or --stack for all of them.", field="app")
    if stack and (idp or plan):
        raise Invalid("--idp and --plan are for one app.", field="stack")
    with runtime().database.read() as session:
        if app is None:
            covered = service.routes_of_stack(session, actor(), reading())
            found = [one.route for one in covered]
        else:
            idps = tuple(dict.fromkeys(idp or ()))
            found = [service.route_here(session, actor(), reading(), app, idps=idps, plan=plan)]
    if as_json:
        print_json([route_json(one) for one in found] if stack else route_json(found[0]))
        return
    for one in found:
        plan_name = one.plan.name or "plan not known"
        print(f"{one.app:<24} {plan_name:<20} {route_in_short(one)}")
        for reason in one.reasons:
            print(f"{'':<24} {reason}")


def route_json(one: Route) -> dict[str, Any]:
    """A route as ``route --json`` prints it; documented in ``docs/cli.md``."""
    claims = one.support.claims if one.support else ()
    return {
        "app": one.app,
        "idp": one.idp,
        "plan": one.plan.name if one.plan.is_own else one.plan.key,
        "route": str(one.way),
        "standing": str(one.standing),
        "automatic": one.is_automatic,
        "needs_plan": one.needs_plan,
        "missing": list(one.missing),
        "reasons": list(one.reasons),
        "claims": [
            {
                "value": claim.value,
                "disputes": claim.disputes,
                "publisher": claim.publisher,
                "source": claim.source_id,
                "url": claim.url,
                "as_of": claim.as_of.isoformat(),
            }
            for claim in claims
        ],
    }
