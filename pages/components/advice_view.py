"""A recommendation on screen: the answer, its reasons, the others, what would change it."""

from collections.abc import Mapping

import streamlit as st

from core.advice.cost import OptionCost, exact
from core.advice.fields import FIELDS, in_words
from core.advice.flips import Flip
from core.advice.models import OptionId
from core.advice.recommend import OptionAdvice, Recommendation
from core.advice.values import Advice
from pages.components import words
from pages.components.advice_chart import chart
from pages.components.table import Column, Content, Link, Text, table


def answer(found: Advice, idps: Mapping[str, str]) -> None:
    """Everything about one recommendation, the answer first."""
    recommendation = found.recommendation
    first = recommendation.first
    st.subheader(first.title, anchor="answer")
    st.markdown(f"**{words.md(first.verdict)}**")
    st.markdown("\n".join(f"- {words.md(reason)}" for reason in first.reasons))
    if recommendation.cautions:
        lines = "\n".join(f"- {words.md(caution)}" for caution in recommendation.cautions)
        st.warning(lines, icon=":material/help:")
    with st.container(horizontal=True):
        st.metric("First year", cost(first.cost), border=True, width=350, help=first.cost.basis)
        st.metric(
            "A leaver may keep access for",
            f"up to {words.count(first.leftover_access_hours, 'hour')}",
            border=True,
            width=260,
            help=first.leftover_why,
        )
    st.caption(f"Effort: {first.effort}. Rule that fired: {first.rule}.")
    left, right = st.columns(2)
    with left:
        _list("Risks", first.risks)
    with right:
        _list("Next steps", first.next_steps, ordered=True)
        set_up(found, idps)
    others, change, facts, picture = st.tabs(
        ["All options", "What would change this", "Facts and sources", "Cost and exposure"]
    )
    with others:
        options(recommendation)
    with change:
        changes(found, idps)
    with facts:
        facts_table(recommendation, idps)
    with picture:
        chart(recommendation)


def cost(of_option: OptionCost, *, years: int = 1) -> str:
    """A cost range, or that none is published."""
    spread = of_option.first_year if years == 1 else of_option.three_years
    return exact(spread, of_option.currency) if spread else "not published"


def _list(title: str, lines: tuple[str, ...], *, ordered: bool = False) -> None:
    mark = "1." if ordered else "-"
    st.markdown(f"**{title}**\n\n" + "\n".join(f"{mark} {words.md(line)}" for line in lines))


def set_up(found: Advice, idps: Mapping[str, str]) -> None:
    """How sources say that the app is connected to our IdPs."""
    lines = []
    for guide in found.set_up:
        docs = f" ({words.link('documentation', guide.docs)})" if guide.docs else ""
        lines.append(f"- {words.md(idps[guide.idp])}: {words.md(guide.text)}{docs}")
    if lines:
        st.markdown("**Connecting it, as sources tell**\n\n" + "\n".join(lines))


def options(recommendation: Recommendation) -> None:
    """The options, feasible ones by rank, then the others with their reason."""
    table(
        [
            "Rank",
            Column("Option", wide=True),
            Column("First year", number=True),
            Column("Three years", number=True),
            Column("Leftover access", number=True),
            Column("Why, or why not first", wide=True),
        ],
        [_option_row(one) for one in recommendation.options],
        label="Options",
    )
    st.caption(
        "Costs are the calculator's, with its defaults for what was not asked: plan, work, set-up "
        "and running; the range is P10 to P90. Open the calculator to change any number. "
        "Leftover access is a planning figure: how long an account may outlive the leaving."
    )


def _option_row(one: OptionAdvice) -> list[Content]:
    why: Content
    if one.feasible:
        why = [[reason] for reason in one.reasons]
        why += [[Text(f"Rule: {one.rule}", muted=True)]]
    else:
        why = one.why_not or ""
    return [
        str(one.rank) if one.rank else "Not possible",
        [[Text(one.title, strong=one.rank == 1)], [Text(one.effort, muted=True)]],
        cost(one.cost),
        cost(one.cost, years=3),
        f"{one.leftover_access_hours} h",
        why,
    ]


def changes(found: Advice, idps: Mapping[str, str]) -> None:
    """Every single change of an answer or a fact that brings another first choice."""
    if not found.flips:
        st.info("No single answer and no single fact would change the first choice.")
        return
    titles = {one.id: one.title for one in found.recommendation.options}
    rows = [
        [
            flip.label,
            "your answer" if flip.kind == "answer" else "fact of the catalogue",
            _told(flip, flip.before, idps),
            _told(flip, flip.after, idps),
            titles[OptionId(flip.choice)],
        ]
        for flip in found.flips
    ]
    table(["If this", "Kind", "were not", "but", "then"], rows, label="What would change this")
    st.caption(
        "Found by trying each change alone. For seats, joiners and leavers: the nearest number at "
        "which the choice turns."
    )


def _told(flip: Flip, value: object, idps: Mapping[str, str]) -> str:
    if flip.field == "idps" and isinstance(value, tuple):
        return ", ".join(idps[idp] for idp in value) or "none"
    return in_words(flip.field, value)


def facts_table(recommendation: Recommendation, idps: Mapping[str, str]) -> None:
    """The facts that the rules read, each with the claims under it."""
    situation = recommendation.situation
    rows = []
    for name, fact in situation.facts.found.items():
        sources: list[list[str | Text | Link]] = []
        for verdict in fact.verdicts:
            where = idps[verdict.idp] if verdict.idp else "app as a whole"
            told = f"{words.FACT_NAMES[verdict.fact]}, {where}: {verdict.value}"
            sources.append([Text(told), Text(f"({words.standing(verdict)})", muted=True)])
            for claim in verdict.claims:
                name_of = Link(claim.publisher, claim.url) if claim.url else claim.publisher
                sources.append([name_of, Text(f"{words.said(claim)}, {claim.as_of}", muted=True)])
        for plan in (situation.facts.plan, situation.facts.scim_plan):
            if plan and plan.price and plan.slug in fact.plans:
                price = plan.price
                told = words.price_range(price.low, price.high, price.currency)
                told += f" a {price.period}" if price.period and price.is_published else ""
                source = Link(price.publisher, price.url) if price.url else price.publisher
                sources.append([f"{plan.name}: {told}", source])
        rows.append([FIELDS[name].label, in_words(name, fact.value), sources or "–"])
    table(["Fact", "Value", Column("Read from", wide=True)], rows, label="Facts and sources")
    st.markdown(f"[All claims about {words.md(situation.app.name)}](app?app={situation.app.id})")
