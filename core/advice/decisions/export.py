"""Decisions and the stack's advice as files: PDF, Markdown, JSON, XLSX."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from core.advice.recommendation.ranking import OptionAdvice
from core.advice.recommendation.totals import stack_totals
from core.advice.recommendation.values import DecisionView, StackAdvice
from core.advice.rules.fields import FIELDS, in_words
from core.catalog.values import UNKNOWN
from core.cost.service import shown_days
from core.reports.pdf import render_pdf
from core.reports.spreadsheet import Sheet, to_xlsx
from core.stack.service import route_in_short

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!])")


def decision_json(decision: DecisionView) -> str:
    """Everything about a decision, for machines."""
    plain = {**asdict(decision), "number": decision.number, "stale": decision.is_stale}
    return json.dumps(plain, indent=2, ensure_ascii=False, default=str) + "\n"


def decision_pdf(decision: DecisionView) -> bytes:
    """A decision on a page or two."""
    parts = _parts(decision)
    facts = [
        (
            row.name,
            row.value,
            list(dict.fromkeys(f"{s.publisher} ({s.as_of})" for s in row.sources)),
        )
        for row in parts["facts"]
    ]
    return render_pdf("decision", {**parts, "facts": facts})


def decision_markdown(decision: DecisionView) -> str:
    """A decision record for a repository or a wiki."""
    parts = _parts(decision)
    lines = [f"# {decision.number} {_md(decision.title)}", ""]
    lines += [f"- {name}: {_md(value)}" for name, value in parts["head"]]
    for change in decision.changes:
        lines.append(f"- **Changed since:** {_md(change)}")
    lines += ["", "## Context", "", *(f"- {_md(line)}" for line in parts["context"])]
    if decision.reason:
        lines += ["", "## Why the recommendation was overruled", "", _md(decision.reason)]
    lines += ["", f"## {_md(parts['why'])}", ""]
    lines += [f"- {_md(line)}" for line in parts["reasons"]]
    lines += ["", "## Consequences", "", *(f"- {_md(line)}" for line in parts["consequences"])]
    lines += ["", "## Next steps", "", *(f"1. {_md(line)}" for line in parts["next_steps"])]
    lines += ["", "## Options", ""]
    lines += ["| Rank | Option | First year | Three years | Access after leaving |"]
    lines += ["|---|---|--:|--:|--:|"]
    for row in parts["options"]:
        why = f" ({_md(row['why'])})" if row["why"] else ""
        lines.append(
            f"| {row['rank']} | {_md(row['title'])}{why} | {_md(row['cost'])} "
            f"| {_md(row['three'])} | {row['leftover']} |"
        )
    lines += ["", _md(parts["basis"])]
    lines += ["", "## What it was based on", "", "| Fact | Value | Sources |", "|---|---|---|"]
    for row in parts["facts"]:
        told = "; ".join(_link(one) for one in row.sources) or "no source"
        lines.append(f"| {_md(row.name)} | {_md(row.value)} | {told} |")
    lines += ["", "## How was this calculated?", "", _md(parts["calculated"])]
    return "\n".join(lines) + "\n"


def _parts(decision: DecisionView) -> dict[str, Any]:
    chosen = next(row for row in decision.options if row["id"] == decision.choice)
    recommended = next(row for row in decision.options if row["id"] == decision.recommended)
    head = [
        ("Decided", f"{decision.decided_at:%Y-%m-%d %H:%M} UTC by {decision.decided_by}"),
        ("Choice", chosen["title"]),
        ("Recommended", recommended["title"]),
        *([("Why", recommended["why"])] if recommended.get("why") else []),
        ("Review", decision.review_on.isoformat() if decision.review_on else "no date set"),
    ]
    if decision.supersedes:
        head.append(("Supersedes", f"D-{decision.supersedes:04d}"))
    if decision.superseded_by:
        head.append(("Superseded by", f"D-{decision.superseded_by:04d}"))
    return {
        "number": decision.number,
        "title": decision.title,
        "status": str(decision.status),
        "app_name": decision.app_name,
        "head": head,
        "changes": list(decision.changes) if decision.is_stale else [],
        "context": decision.context.splitlines(),
        "reason": decision.reason,
        "why": why_title(decision),
        "reasons": recommended["reasons"],
        "consequences": decision.consequences.splitlines(),
        "next_steps": chosen["next_steps"],
        "options": [
            {
                "rank": str(row["rank"] or "–"),
                "title": row["title"],
                "why": None if row["feasible"] else row["why_not"],
                "cost": cost_text(row["cost"]),
                "three": cost_text(row["cost"], "three_years"),
                "leftover": leftover_text(row),
            }
            for row in decision.options
        ],
        "basis": cost_basis(decision.options),
        "facts": fact_rows(decision.frozen),
        "calculated": _calculated(recommended),
    }


def why_title(decision: DecisionView) -> str:
    """The heading over the recommendation's reasons."""
    return "Why" if decision.choice == decision.recommended else "What was recommended, and why"


def cost_basis(options: Sequence[Mapping[str, Any]]) -> str:
    """What the costs are made of, in a sentence."""
    told = next((row["cost"] for row in options if row["cost"]["first_year"]), None)
    return f"Cost: {told['basis'].rstrip('.')}." if told else "Cost: not known."


def _calculated(option: Mapping[str, Any]) -> str:
    """Which rule decided, for whoever wants to look it up."""
    asked = "; ".join(option.get("rule_when") or []) or "nothing, it always holds"
    return f"The recommendation follows the rule {option['rule']}, which asks for: {asked}."


@dataclass(frozen=True)
class Read:
    """Where a frozen fact was read."""

    publisher: str
    as_of: str
    url: str | None


@dataclass(frozen=True)
class FactRow:
    """A frozen fact in words, with its sources."""

    name: str
    value: str
    sources: tuple[Read, ...]


def fact_rows(frozen: Mapping[str, Any]) -> list[FactRow]:
    """The frozen facts with their sources, in the order of the fields."""
    rows = []
    for name, field in FIELDS.items():
        if name not in frozen["facts"]:
            continue
        value = frozen["facts"][name]
        ours = frozen.get("said_here", {}).get(name, ())
        told = [Read(one, "our stack", None) for one in ours]
        for key in frozen["read_from"][name]:
            verdict, price = frozen["verdicts"].get(key), frozen["prices"].get(key)
            if verdict:
                told += [
                    Read(c["publisher"], c["as_of"], c["url"])
                    for c in verdict["claims"]
                    # A source that is silent, or only speaks against a value, says none.
                    if c["value"] != UNKNOWN
                ]
            elif price and price["publisher"]:
                told.append(Read(price["publisher"], price["as_of"], price["url"]))
        is_amount = name == "upgrade_difference" and value is not None
        shown = in_words(name, int(float(value)) if is_amount else value)
        rows.append(FactRow(field.label, shown, tuple(dict.fromkeys(told))))
    return rows


def _link(one: Read) -> str:
    told = f"{_md(one.publisher)} ({one.as_of})"
    if not one.url or not one.url.startswith(("https://", "http://")):
        return told
    return f"[{told}](<{one.url.replace('>', '%3E')}>)"


def leftover_text(row: Mapping[str, Any]) -> str:
    """How long a leaver keeps access under a frozen option; nothing of what was not possible."""
    if not row["feasible"]:
        return "–"
    told = f"up to {row['leftover_access_hours']} h"
    if row.get("leftover_days") is None:
        return told
    return f"{told}, about {shown_days(Decimal(row['leftover_days']))} days in all"


def cost_text(cost: Mapping[str, Any], key: str = "first_year") -> str:
    """An option's cost range in words."""
    spread = cost[key]
    if spread is None:
        return "not known"
    low, high = (f"{float(spread[side]):,.0f}" for side in ("low", "high"))
    return f"{cost['currency']} {low}" if low == high else f"{cost['currency']} {low}–{high}"


STACK_COLUMNS = (
    *("App", "Leavers today", "Because", "Recommendation", "Why"),
    *("Currency", "First year", "Three years"),
    *("Access after leaving (hours)", "Leavers a year"),
    *(
        "Access after leaving, a year, by hand (hours)",
        "Access after leaving, a year, as planned (hours)",
    ),
    *("Owner", "Decision", "Confirm first", "Cost is"),
)


def stack_rows(found: Sequence[StackAdvice]) -> list[list[Any]]:
    """One row for each app of the stack, under :data:`STACK_COLUMNS`."""
    rows = []
    for one in found:
        title, why = one.proposal
        rows.append(
            [
                one.name,
                route_in_short(one.today),
                one.today.why,
                title,
                why,
                one.holds.cost.currency,
                one.holds.cost.middle,
                one.holds.cost.middle_of_three,
                one.holds.leftover_access_hours,
                float(one.recommendation.situation.answers.leavers_per_year),
                one.exposure_today,
                one.exposure_hours,
                one.owner,
                _decision(one),
                " ".join(one.recommendation.cautions) or None,
                one.holds.cost.basis,
            ]
        )
    return rows


def _decision(one: StackAdvice) -> str | None:
    return f"D-{one.decision:04d}: {one.decision_words}" if one.decision else None


def stack_xlsx(found: Sequence[StackAdvice]) -> bytes:
    """The stack's recommendations as a workbook, totals on a second sheet."""
    totals = [[name, value] for name, value in stack_totals(found).lines()]
    return to_xlsx(
        [
            Sheet("Recommendations", STACK_COLUMNS, stack_rows(found)),
            Sheet("Totals", ("What", "Value"), totals),
        ]
    )


def stack_pdf(found: Sequence[StackAdvice], title: str, subtitle: str) -> bytes:
    """The stack's recommendations as a table to print."""
    rows = []
    for one in found:
        first = one.recommendation.first
        year, three = (
            _money(one.holds, sum_)
            for sum_ in (one.holds.cost.middle, one.holds.cost.middle_of_three)
        )
        proposal, why = one.proposal
        if one.decided and (one.decided != first.id or one.holds.id != one.decided):
            proposal += f"; decided: {one.decision_words}"
        told = [one.name, route_in_short(one.today), proposal, why, year, three]
        rows.append([*told, *(_hours(each) for each in (one.exposure_today, one.exposure_hours))])
    totals = [f"{name}: {value}" for name, value in stack_totals(found).lines()]
    return render_pdf(
        "stack-advice", {"title": title, "subtitle": subtitle, "rows": rows, "totals": totals}
    )


def _hours(number: int | None) -> str:
    return "seats not known" if number is None else f"{number:,} h"


def _money(option: OptionAdvice, amount: Decimal | None) -> str:
    return "not known" if amount is None else f"{option.cost.currency} {amount:,.0f}"


def _md(text: object) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
