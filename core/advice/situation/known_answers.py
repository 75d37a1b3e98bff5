"""What the organisation and its stack say already, and whether an answer fits the catalogue."""

from collections.abc import Mapping
from typing import Any

from core.advice.situation.facts import AppHere
from core.advice.situation.questions import Known
from core.advice.standing_answers import StandingAnswers
from core.catalog import service as catalog
from core.catalog.values import AppEntry, Snapshot
from core.errors import Invalid
from core.stack.service import quote_of, spend_of
from core.stack.values import OrganisationView, StackEntry


def known_of(
    organisation: OrganisationView,
    entry: StackEntry | None,
    standing: StandingAnswers | None = None,
) -> Known:
    """What stands in for answers that nobody has given for this app."""
    said = standing.answers if standing else {}
    if entry is None:
        return Known(idps=organisation.idps or None, standing=said)
    fields = entry.fields
    return Known(fields.plan, fields.seats, organisation.idps or None, fields.owner, said)


def here_of(
    whole: Snapshot, app: AppEntry, entry: StackEntry | None, answered_seats: int | None = None
) -> AppHere:
    """What the stack says of the app beyond answers.

    ``answered_seats``: how many somebody answered that we have, which stands for what the stack
    does not say.
    """
    spend, quote = spend_of(app, entry), quote_of(app, entry)
    return AppHere(
        spend=spend.counted(answered_seats) if spend else None,
        quote=quote.counted(answered_seats) if quote else None,
        has_owner=bool(entry and entry.fields.owner),
        seats_are_said=answered_seats is not None
        or (entry is not None and entry.fields.seats is not None),
        sends_scim=whole.custom_scim,
    )


def plans_of(app: AppEntry) -> dict[str, str]:
    """Plans that can be answered for an app: slug → name."""
    return {plan.slug: plan.name for plan in catalog.plans_of(app)}


def check_answers(given: Mapping[str, Any], idps: Mapping[str, str]) -> None:
    """Raise :class:`Invalid` for an IdP that the catalogue does not know.

    A plan that it does not know is one of our own, of which only the name is known.
    """
    listed = given.get("idps") or []
    for idp in [listed] if isinstance(listed, str) else listed:
        if idp not in idps:
            raise Invalid(
                f"There is no IdP {idp!r}.", field="idps", hint=f"Known: {', '.join(idps)}."
            )
