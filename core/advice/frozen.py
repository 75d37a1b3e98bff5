"""What a decision rested on, frozen as plain values, and what has changed since. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.advice.fields import FIELDS, fact_name, in_words
from core.advice.questions import Known
from core.advice.recommend import Recommendation, Situation
from core.catalog.models import Fact
from core.catalog.verdict import Verdict

Frozen = Mapping[str, Any]


def freeze(situation: Situation, known: Known | None = None) -> dict[str, Any]:
    """Facts, verdicts with their claims, and prices that the situation was judged by."""
    verdicts: dict[str, Any] = {}
    for fact in situation.facts.found.values():
        for verdict in fact.verdicts:
            verdicts[_key(verdict)] = _verdict(verdict)
    told = known or Known()
    return {
        "known": {
            "current_plan": told.plan,
            "seats": told.seats,
            "idps": None if told.idps is None else list(told.idps),
        },
        "facts": {k: _plain(v) for k, v in situation.facts.values.items()},
        "verdicts": verdicts,
        "prices": _prices(situation),
        "read_from": {
            name: [_key(verdict) for verdict in fact.verdicts] + list(fact.plans)
            for name, fact in situation.facts.found.items()
        },
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
    found = {}
    for plan in (situation.facts.plan, situation.facts.scim_plan):
        if plan is not None:
            price = plan.price
            found[plan.slug] = {
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
    return found


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def changes(
    before: Frozen, now: Frozen, answers: Mapping[str, Any], idps: Mapping[str, str]
) -> list[str]:
    """Sentences that say exactly what changed; empty where the decision still stands.

    ``answers``: those of the decision. An answer has changed where the stack or the organisation
    says something else than it said then, and something else than the answer.
    """
    found = [*_answer_changes(before["known"], now["known"], answers)]
    found += _verdict_changes(before["verdicts"], now["verdicts"], idps)
    found += _price_changes(before["prices"], now["prices"])
    if not found:
        for name, old in before["facts"].items():
            new = now["facts"].get(name)
            if new != old:
                told = f"was {in_words(name, old)}, is {in_words(name, new)}"
                found.append(f"{FIELDS[name].label}: {told}.")
    return found


def _answer_changes(
    before: Mapping[str, Any], now: Mapping[str, Any], answers: Mapping[str, Any]
) -> Iterator[str]:
    labels = {
        "current_plan": ("Our plan", "the stack"),
        "seats": ("Seats", "the stack"),
        "idps": ("Our identity providers", "the organisation's settings"),
    }
    for name, (label, where) in labels.items():
        told, answered = now[name], answers[name]["value"]
        if told is None or told in (before[name], answered):
            continue
        verb = "say" if name == "idps" else "says"
        yield (
            f"{label}: was {in_words(name, answered)}, {where} now {verb} {in_words(name, told)}."
        )


def _verdict_changes(
    before: Mapping[str, Any], now: Mapping[str, Any], idps: Mapping[str, str]
) -> Iterator[str]:
    for key, old in before.items():
        fact, _, idp = key.partition("@")
        where = f" under {idps.get(idp, idp)}" if idp else ""
        name = f"{fact_name(Fact(fact))}{where}"
        new = now.get(key)
        if new is None:
            continue
        if (old["value"], old["standing"]) != (new["value"], new["standing"]):
            yield (
                f"{name}: was {old['value']} ({old['standing']}), "
                f"is {new['value']} ({new['standing']})."
            )
        known = {_claim(claim) for claim in old["claims"]}
        current = {_claim(claim) for claim in new["claims"]}
        for claim in sorted(current - known):
            yield f"{name}: new claim, {claim[0]} says {claim[1]} (as of {claim[2]})."
        for claim in sorted(known - current):
            yield f"{name}: {claim[0]} no longer says {claim[1]} (as of {claim[2]})."


def _claim(claim: Mapping[str, Any]) -> tuple[str, str, str, str]:
    said = f"not {claim['disputes']}" if claim["disputes"] else str(claim["value"])
    return claim["publisher"], said, claim["as_of"], claim["source_id"]


def _price_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for slug, old in before.items():
        new = now.get(slug)
        if new is not None and _amount(old) != _amount(new):
            yield f"Price of {old['name']}: was {_amount(old)}, is {_amount(new)}."


def _amount(price: Mapping[str, Any]) -> str:
    if price["low"] is None and price["high"] is None:
        return "not published"
    low, high = (f"{float(price[k] or 0):,.2f}".removesuffix(".00") for k in ("low", "high"))
    spread = low if low == high else f"{low}–{high}"
    unit = f" per {price['unit']}" if price["unit"] in ("seat", "profile") else ""
    return f"{price['currency']} {spread}{unit} a {price['period']}"


def option_rows(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The ranked options as JSON has them (``docs/cli.md``), amounts as decimal digits."""
    rows = []
    for one in recommendation.options:
        cost = one.cost

        def spread(amounts: Any) -> dict[str, str] | None:
            if amounts is None:
                return None
            return {"low": format(amounts[0], "f"), "high": format(amounts[1], "f")}

        rows.append(
            {
                "id": str(one.id),
                "title": one.title,
                "feasible": one.feasible,
                "rank": one.rank,
                "verdict": one.verdict,
                "reasons": list(one.reasons),
                "rule": one.rule,
                "cost": {
                    "first_year": spread(cost.first_year),
                    "three_years": spread(cost.three_years),
                    "currency": cost.currency,
                    "basis": cost.basis,
                },
                "leftover_access_hours": one.leftover_access_hours,
                "leftover_why": one.leftover_why,
                "effort": one.effort,
                "risks": list(one.risks),
                "next_steps": list(one.next_steps),
                "why_not": one.why_not,
            }
        )
    return rows
