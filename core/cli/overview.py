"""Command line of home: ``overview``."""

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any

import typer

from core.actor import SYSTEM
from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json
from core.config import settings
from core.offboarding.service import local, zone_of
from core.overview import service
from core.overview.values import Attention, Day, Exposure, Overview, Urgency
from core.stack import service as stack
from core.stack.service import removal_in_short, removes


def overview(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What needs you now, who removes a leaver from our apps, and what to do next.

    Today is the organisation's day.
    """
    now = datetime.now(UTC)
    with runtime().database.read() as session:
        zone = zone_of(stack.organisation(session, SYSTEM).time_zone)
        today = now.astimezone(zone).date()
        ends = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(UTC)
        day = Day(now, today, ends, settings().stale_after_days)
        found = service.overview(session, actor(), day, settings().checkpoints)
    if as_json:
        print_json(_json(found))
        return
    if found.is_empty:
        print("Nothing is set up: import the apps that you use (stack import FILE).")
    for one in found.attentions:
        mark = "!" if one.urgency is Urgency.NOW else " "
        print(f"{mark} {one.sentence}{_names(one)}{_parts(one)}")
    if found.proposed:
        who = "1 leaver" if found.proposed.count == 1 else f"{found.proposed.count:,} leavers"
        by = f" by {found.proposed.feed}" if found.proposed.feed else ""
        print(f"  {who} proposed{by}, without a case (people proposals)")
    if found.exposure:
        for line in _exposure(found.exposure):
            print(f"  {line}")
    for each in found.suggestions:
        print(f"> {each.title}: {each.reason}")


def _names(one: Attention) -> str:
    named = "; ".join(f"{each.name} since {local(each.since, each.zone)}" for each in one.people)
    return f" {named}" if named else ""


def _parts(one: Attention) -> str:
    return f" ({', '.join(each.sentence for each in one.parts)})" if one.parts else ""


def _exposure(found: Exposure) -> list[str]:
    if not found.is_judged:
        return ["Who removes a leaver is not known: no identity provider is set."]
    shares = ", ".join(f"{removes(one.remover, one.idp)} {one.apps:,}" for one in found.shares)
    seats = f"{found.now.seats:,} seats without automatic removal"
    if found.now.unseated:
        seats += f", and {found.now.unseated:,} apps without a seat count"
    said = removal_in_short(found.now.apps, found.now.automatic, found.confirmable)
    return [f"{said}.", shares, seats]


def _json(found: Overview) -> dict[str, Any]:
    """As ``overview --json`` prints it; documented in ``docs/cli-overview.md``."""
    return {
        "attentions": [
            {
                "key": one.key,
                "urgency": one.urgency.name.lower(),
                "count": one.count,
                "sentence": one.sentence,
                "link": one.target.href,
                "since": one.since.isoformat() if one.since else None,
                "parts": [
                    {"sentence": each.sentence, "count": each.count, "link": each.target.href}
                    for each in one.parts
                ],
                "people": [
                    {
                        "name": each.name,
                        "case": each.case,
                        "since": each.since.isoformat(),
                        "is_leaver": each.is_leaver,
                    }
                    for each in one.people
                ],
            }
            for one in found.attentions
        ],
        "open_cases": None if found.leaving is None else found.open_cases,
        "proposed": found.proposed
        and {
            "count": found.proposed.count,
            "feed": found.proposed.feed,
            "link": found.proposed.target.href,
        },
        "exposure": _exposure_json(found.exposure),
        "renewals": [
            {"app": one.app, "name": one.name, "on": one.on.isoformat()} for one in found.renewals
        ],
        "suggestions": [
            {
                "key": one.key,
                "title": one.title,
                "reason": one.reason,
                "link": one.target.href,
            }
            for one in found.suggestions
        ],
        "proof": found.proof
        and {
            "period": found.proof.name,
            "leavers": found.proof.leavers,
            "removed": found.proof.removed,
            "to_come": found.proof.to_come,
            "late_removals": found.proof.late,
            "removals": found.proof.removals,
            "link": found.proof.target.href,
        },
    }


def _exposure_json(found: Exposure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "is_judged": found.is_judged,
        "removers": [
            {"remover": one.remover, "apps": one.apps, "link": one.target.href}
            for one in found.shares
        ],
        "now": asdict(found.now),
        "then": asdict(found.trend.then) if found.trend else None,
    }
