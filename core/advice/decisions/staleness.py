"""What has changed under a decision since it was made, in sentences. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.advice.decisions.frozen_facts import Frozen
from core.advice.rules.fields import FIELDS, Kind, fact_name, in_words
from core.advice.situation.questions import ANSWERED, STANDING, Known, fill_in, shipped_questions
from core.advice.standing_answers import STANDING as STANDING_QUESTIONS
from core.catalog.service import spelled
from core.catalog.values import UNKNOWN, Fact, Standing


def changes(
    before: Frozen,
    now: Frozen,
    answers: Mapping[str, Any],
    known: Known,
    idps: Mapping[str, str],
    plans: Mapping[str, str],
) -> list[str]:
    """Sentences that say exactly what changed; empty where the decision still stands.

    ``answers``: those of the decision. An answer has changed where the stack or the organisation
    says something else than it said then, and something else than the answer. ``known``: what both
    say now. ``idps``, ``plans``: id → name.
    """
    found = [*_answer_changes(before["known"], now["known"], answers, idps, plans)]
    if (before["known"].get("standing") or {}) != now["known"]["standing"]:
        found += _standing_changes(answers, known)
    found += _verdict_changes(before["verdicts"], now["verdicts"], idps)
    found += _price_changes(before["prices"], now["prices"])
    if not found:
        for name, old in before["facts"].items():
            was, is_now = _read(name, old), _read(name, now["facts"].get(name))
            if was != is_now:
                told = f"was {in_words(name, was)}, is {in_words(name, is_now)}"
                found.append(f"{FIELDS[name].label}: {told}.")
    return found


def _read(fact: str, frozen: Any) -> Any:
    """A frozen fact as it was: numbers are kept as text."""
    is_number = FIELDS[fact].kind is Kind.NUMBER and frozen is not None
    return Decimal(str(frozen)) if is_number else frozen


def _answer_changes(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    answers: Mapping[str, Any],
    idps: Mapping[str, str],
    plans: Mapping[str, str],
) -> Iterator[str]:
    labels = {
        "current_plan": ("Our plan", "the stack"),
        "seats": ("Seats", "the stack"),
        "idps": ("Our identity providers", "the organisation's settings"),
    }
    for name, (label, where) in labels.items():
        told, answered = now[name], answers[name]["value"]
        if told in (before[name], answered):
            continue
        if name == "idps":
            was, says = (_names(one, idps) for one in (answered, told))
        else:
            was, says = (plans.get(str(one), in_words(name, one)) for one in (answered, told))
        verb = "say" if name == "idps" else "says"
        yield f"{label}: was {was}, {where} now {verb} {says if told is not None else 'nothing'}."


def _standing_changes(answers: Mapping[str, Any], known: Known) -> Iterator[str]:
    """What the decision's answers would give today otherwise than then, of what holds for all."""
    answered = {name: one["value"] for name, one in answers.items() if one["origin"] == ANSWERED}
    today = fill_in(answered, known).plain()
    for question in shipped_questions():
        name = question.id
        if name not in STANDING_QUESTIONS or name not in answers:
            continue
        was, now = answers[name]["value"], today[name]["value"]
        if was != now:
            standing = today[name]["origin"] == STANDING
            told = "the answer for all apps is now" if standing else "today the answer would be"
            yield f"{question.text} Was: {question.label(was)}; {told}: {question.label(now)}."


def _names(ids: list[str] | None, idps: Mapping[str, str]) -> str:
    return "not said" if ids is None else ", ".join(idps.get(one, one) for one in ids) or "none"


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
            yield f"{name}: was {_stood(old)}, is {_stood(new)}."
        known = {_claim(claim) for claim in old["claims"]}
        current = {_claim(claim) for claim in new["claims"]}
        for claim in sorted(current - known):
            yield f"{name}: new claim, {claim[0]} says {claim[1]} (as of {claim[2]})."
        for claim in sorted(known - current):
            yield f"{name}: {claim[0]} no longer says {claim[1]} (as of {claim[2]})."


def _stood(verdict: Mapping[str, Any]) -> str:
    if verdict["value"] == UNKNOWN:
        return "not known"
    standing = verdict["standing"]
    firm = "sources agree" if standing == Standing.AGREED else spelled(standing)
    return f"{spelled(verdict['value'])} ({firm})"


def _claim(claim: Mapping[str, Any]) -> tuple[str, str, str, str]:
    said = f"not {spelled(claim['disputes'])}" if claim["disputes"] else spelled(claim["value"])
    return claim["publisher"], said, claim["as_of"], claim["source_id"]


def _price_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for slug, old in before.items():
        new = now.get(slug)
        if new is not None and _amount(old) != _amount(new):
            yield f"Price of {old['name']}: was {_amount(old)}, is {_amount(new)}."


def _amount(price: Mapping[str, Any]) -> str:
    if price["low"] is None and price["high"] is None:
        return "not published"
    ends = (price["low"] or price["high"], price["high"] or price["low"])
    low, high = (f"{float(end):,.2f}".removesuffix(".00") for end in ends)
    spread = low if low == high else f"{low}–{high}"
    # By profiles it is the price of the included ones, so of the plan.
    unit = " per seat" if price["unit"] == "seat" else ""
    return f"{price['currency']} {spread}{unit} a {price['period']}"
