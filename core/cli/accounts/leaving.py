"""Command line of leaving: ``people leaving|worst``, what would follow if somebody left now."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer

from core.accounts import service as accounts
from core.app.runtime import runtime
from core.cli.accounts import deliver
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.offboarding import service as offboarding
from core.offboarding.service import length
from core.offboarding.values import Breaks, Broken, IfLeft
from core.stack.service import route_label

BROKEN = {
    Breaks.ONLY_ADMINISTRATOR: "{what} would have no administrator",
    Breaks.SERVICE_ACCOUNT: "no one would answer for the account {what}",
    Breaks.APP: "{what} would have no owner",
    Breaks.GROUP: "no one of the group {what} could work its steps",
    Breaks.STEP: "{number:,} unfinished steps of other cases would be no one's",
}


def leaving(
    person: Annotated[str, typer.Argument(help="An address, user name or employee number.")],
    as_json: deliver.JSON = False,
) -> None:
    """What would follow if this person left now: what ends, what stays, what breaks, the work."""
    with runtime().database.read() as session:
        who = accounts.find_person(session, actor(), person)
        found = offboarding.if_left(session, actor(), reading(), who)
    if as_json:
        print_json(_json(found))
        return
    print(
        f"{found.name}: {len(found.apps):,} apps, {len(found.ends):,} end automatically; "
        f"{found.steps:,} steps"
    )
    for each in found.apps:
        admin = "  administrator" if each.is_admin else ""
        stays = length(timedelta(hours=each.hours))
        route = route_label(each.route)
        print(f"  {each.name:<28} {route:<28} up to {stays:<8} {each.account}{admin}")
    for one in found.breaks:
        print(f"! {_broken(one)}")
    if found.not_known:
        print(f"? Not known, because there is no recent list: {', '.join(found.not_known)}")


def worst(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="Most people listed.")] = 20,
    as_json: deliver.JSON = False,
) -> None:
    """Whose leaving would be worst: who locks apps, then who leaves most without an owner."""
    with runtime().database.read() as session:
        found = offboarding.worst_leavers(session, actor(), reading(), limit)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        print(
            f"{each.email or '-':<36} {each.name:<26} only administrator of "
            f"{each.only_administrator_of}, answers for {each.answers_for}, apps {each.apps}, "
            f"stay until removed {each.stays}, hours {each.hours}"
        )


def _broken(one: Broken) -> str:
    return BROKEN[one.kind].format(what=one.what, number=one.number)


def _json(found: IfLeft) -> dict[str, Any]:
    return {
        "person": found.email,
        "name": found.name,
        "apps": [
            {
                "app": each.app,
                "account": each.account,
                "status": str(each.status),
                "admin": each.is_admin,
                "automatic": each.ends_automatically,
                "hours": each.hours,
                "as_of": each.as_of.isoformat() if each.as_of else None,
            }
            for each in found.apps
        ],
        "breaks": [
            {"kind": str(one.kind), "what": one.what, "app": one.app, "number": one.number}
            for one in found.breaks
        ],
        "not_known": list(found.not_known),
        "steps": found.steps,
        "steps_of": dict(found.steps_of),
    }
