"""The facts under a recommendation, each with the claims and prices that it was read from."""

from collections.abc import Mapping

import streamlit as st

from core.advice.service import field_in_words
from core.advice.values import FIELDS, FactFound, Facts, OptionAdvice, Recommendation
from pages.ui import words
from pages.ui.table import Column, Link, Text, table


def rests_on(recommendation: Recommendation, option: OptionAdvice) -> None:
    """The facts that placed an option, in a line, each with a link to where it was read."""
    facts = recommendation.situation.facts
    told = []
    for name in option.facts:
        links = ", ".join(dict.fromkeys(_links(facts, facts.found[name])))
        value = words.md(field_in_words(name, facts.values[name]))
        told.append(f"{words.md(FIELDS[name].label)}: {value}" + (f" ({links})" if links else ""))
    if told:
        st.caption("Based on. " + " · ".join(told))


def _links(facts: Facts, fact: FactFound) -> list[words.Markdown]:
    found = [
        words.link(claim.publisher, claim.url)
        for verdict in fact.verdicts
        for claim in verdict.in_favour
    ]
    for plan in (facts.plan.plan, facts.scim_plan):
        if plan and plan.price and plan.slug in fact.plans:
            found.append(words.link(plan.price.publisher, plan.price.url))
    return found


def facts_table(recommendation: Recommendation, idps: Mapping[str, str]) -> None:
    """The facts that the rules read, each with the claims under it."""
    situation = recommendation.situation
    rows = []
    for name, fact in situation.facts.found.items():
        sources: list[list[str | Text | Link]] = []
        for verdict in fact.verdicts:
            where = idps[verdict.idp] if verdict.idp else "app as a whole"
            told = (
                f"{words.FACT_NAMES[verdict.fact]}, {where}: {words.value(verdict, situation.app)}"
            )
            sources.append([Text(told), Text(f"({words.standing(verdict)})", muted=True)])
            for claim in verdict.claims:
                name_of = Link(claim.publisher, claim.url) if claim.url else claim.publisher
                sources.append(
                    [
                        name_of,
                        Text(f"{words.said(claim, situation.app)}, {claim.as_of}", muted=True),
                    ]
                )
        for plan in (situation.facts.plan.plan, situation.facts.scim_plan):
            if plan and plan.price and plan.slug in fact.plans:
                price = plan.price
                told = words.price_range(price.low, price.high, price.currency)
                told += f" a {price.period}" if price.period and price.is_published else ""
                source = Link(price.publisher, price.url) if price.url else price.publisher
                sources.append([f"{plan.name}: {told}", source])
        rows.append([FIELDS[name].label, field_in_words(name, fact.value), sources or "–"])
    table(["Fact", "Value", Column("Read from", wide=True)], rows, label="Facts and sources")
    app = situation.app
    st.markdown(words.link(f"All claims about {app.name}", f"app?app={app.id}"))
