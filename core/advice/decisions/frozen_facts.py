"""What a decision rested on, frozen as plain values. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.advice.recommendation.cost import Range
from core.advice.recommendation.ranking import Recommendation
from core.advice.rules.condition_wording import lines
from core.advice.situation.questions import Known
from core.advice.situation.situation import Situation
from core.catalog.service import find_plan
from core.catalog.values import Fact, PlanView, Verdict
from core.stack.values import Spend

Frozen = Mapping[str, Any]


def again(before: Frozen, situation: Situation, known: Known) -> dict[str, Any]:
    """What :func:`freeze` gives today, with what was read then although it is not read any more."""
    now = freeze(situation, known)
    for key in before["verdicts"]:
        fact, _, idp = key.partition("@")
        verdict = situation.app.verdict(Fact(fact), idp or None)
        now["verdicts"].setdefault(key, _verdict(verdict))
    for slug in before["prices"]:
        plan = find_plan(situation.app, slug)
        if plan is not None:
            now["prices"].setdefault(slug, _price(plan))
    return now


def freeze(situation: Situation, known: Known | None = None) -> dict[str, Any]:
    """Facts, verdicts with their claims, and prices that the situation was judged by."""
    verdicts: dict[str, Any] = {}
    for fact in situation.facts.found.values():
        for verdict in fact.verdicts:
            verdicts[_key(verdict)] = _verdict(verdict)
    return {
        "known": known_plain(known or Known()),
        "facts": {k: _plain(v) for k, v in situation.facts.values.items()},
        "verdicts": verdicts,
        "prices": _prices(situation),
        "spend": _spend(situation.here.spend),
        "said_here": {
            name: list(fact.said_here)
            for name, fact in situation.facts.found.items()
            if fact.said_here
        },
        "read_from": {
            name: [_key(verdict) for verdict in fact.verdicts] + list(fact.plans)
            for name, fact in situation.facts.found.items()
        },
    }


def known_plain(known: Known) -> dict[str, Any]:
    """What stack and organisation said, as a decision keeps it."""
    idps = None if known.idps is None else list(known.idps)
    return {
        "current_plan": known.plan,
        "seats": known.seats,
        "idps": idps,
        "standing": dict(known.standing),
    }


def _key(verdict: Verdict) -> str:
    return f"{verdict.fact}@{verdict.idp}" if verdict.idp else str(verdict.fact)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "value": verdict.value,
        "standing": str(verdict.standing),
        "claims": [
            {
                "id": claim.id,
                "value": claim.value,
                "disputes": claim.disputes,
                "source": claim.source,
                "source_id": claim.source_id,
                "publisher": claim.publisher,
                "url": claim.url,
                "as_of": claim.as_of.isoformat(),
            }
            for claim in verdict.claims
        ],
    }


def _prices(situation: Situation) -> dict[str, Any]:
    plans = (situation.facts.plan.plan, situation.facts.scim_plan)
    return {plan.slug: _price(plan) for plan in plans if plan is not None}


def _spend(spend: Spend | None) -> dict[str, Any] | None:
    if spend is None:
        return None
    return {"amount": _plain(spend.amount), "currency": spend.currency, "plan": spend.plan}


def _price(plan: PlanView) -> dict[str, Any]:
    price = plan.price
    return {
        "name": plan.name,
        "low": _plain(price.low) if price else None,
        "high": _plain(price.high) if price else None,
        "currency": price.currency if price else None,
        "period": str(price.period) if price and price.period else None,
        "unit": str(price.unit) if price else None,
        "source": price.source if price else None,
        "publisher": price.publisher if price else None,
        "url": price.url if price else None,
        "as_of": price.as_of.isoformat() if price else None,
    }


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, str) else value
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def _spread(amounts: Range | None, likely: Decimal | None = None) -> dict[str, str] | None:
    if amounts is None:
        return None
    found = {"low": amounts[0], "high": amounts[1]} | ({"likely": likely} if likely else {})
    return {name: format(amount, "f") for name, amount in found.items()}


def option_rows(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The ranked options as JSON has them (``docs/cli.md``), amounts as decimal digits."""
    rows = []
    for one in recommendation.options:
        cost = one.cost
        first, three = cost.likely or (None, None)
        rows.append(
            {
                "id": str(one.id),
                "title": one.title,
                "feasible": one.feasible,
                "rank": one.rank,
                "verdict": one.verdict,
                "reasons": list(one.reasons),
                "why": (one.rule.why or None) if one.rule else None,
                "rule": one.rule.id if one.rule else None,
                "rule_when": list(lines(one.rule.when)) if one.rule else [],
                "facts": list(one.facts),
                "avoided": _spread(one.avoided),
                "cost": {
                    "first_year": _spread(cost.first_year, first),
                    "three_years": _spread(cost.three_years, three),
                    "currency": cost.currency,
                    "basis": cost.basis,
                },
                "leftover_access_hours": one.leftover_access_hours,
                "leftover_days": format(
                    one.leftover.total_days, "f"
                ),  # rounded once: where it is shown
                "leftover_basis": one.leftover.arithmetic,
                "leftover_why": one.leftover_why,
                "effort": one.effort,
                "risks": list(one.risks),
                "next_steps": list(one.next_steps),
                "why_not": one.why_not,
            }
        )
    return rows
