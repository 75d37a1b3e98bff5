"""A recommendation on screen: the answer, its reasons, the others, what would change it."""

from collections.abc import Mapping

import streamlit as st

from core.advice.service import about_amount, field_in_words, shipped_questions, whole_amount
from core.advice.values import Advice, OptionAdvice, OptionCost, OptionId, Recommendation
from core.catalog.service import plan_name
from core.catalog.values import AppEntry, AppPage, RemarkKind
from pages.advice.parts.chart import chart
from pages.advice.parts.facts import facts_table, rests_on
from pages.advice.parts.rule import rule_line
from pages.ui import addresses, words
from pages.ui.apps import route_words
from pages.ui.apps.remarks import remarks
from pages.ui.table import (
    Column,
    Content,
    Figure,
    Text,
    badge_line,
    figures,
    muted,
    table,
)


def today(found: Advice, *, is_stale: bool) -> None:
    """How a leaver gets out of the app as it is now, and what was decided on it."""
    badge_line([route_words.badge(found.today)], "Today")
    answered = found.given.answers.idps and found.today.idp is None
    muted(
        f"{found.today.why} Below, what you answered here counts." if answered else found.today.why
    )
    if found.decision and found.decided:
        chosen = words.md(words.option_name(found.decided))
        number = words.link(f"D-{found.decision:04d}", f"decisions?decision={found.decision}")
        stale = f" {words.STALE}: what it is based on has changed." if is_stale else ""
        st.markdown(f"Decided: **{chosen}**, {number}.{stale}")


def answer(found: Advice) -> None:
    """The recommendation with its reasons and figures."""
    recommendation = found.recommendation
    first = recommendation.first
    if found.in_place:
        st.success(words.md(f"In place: {found.in_place} What follows is for an app without it."))
    st.header(words.md(first.title), anchor="answer")
    st.markdown(f"**{words.md(first.verdict)}**")
    useless = recommendation.not_worth_upgrading
    if useless:
        st.markdown(f"**Do not upgrade for this:** {words.md(useless)}")
    if first.rule and first.rule.why:
        muted(f"Why: {first.rule.why}")
    _figures(first)
    st.markdown("\n".join(f"- {words.md(one)}" for one in first.reasons if one != useless))
    if recommendation.cautions:
        lines = "\n".join(f"- {words.md(caution)}" for caution in recommendation.cautions)
        st.warning(lines, icon=":material/help:")


def steps(found: Advice) -> None:
    """The risks that remain, and what to do next."""
    first = found.recommendation.first
    left, right = st.columns(2, gap="large")
    with left:
        _list("Risks", first.risks)
    with right:
        _list("Next steps", first.next_steps, ordered=True)


def limits(found: Advice, page: AppPage) -> None:
    """What sources say does not work; unfolded where roles are to follow groups and one of them
    speaks of roles."""
    told = [one for one in page.remarks if one.kind is RemarkKind.LIMITATION]
    if not told:
        return
    of_roles = any(one.topic == "roles" for one in told)
    wanted = found.recommendation.situation.answers.roles_from_idp and of_roles
    title = f"{words.count(len(told), 'limit')} that sources name" + (
        ", roles among them" if of_roles else ""
    )
    with st.expander(title, expanded=bool(wanted)):
        first = sorted(told, key=lambda one: one.topic != "roles")
        remarks(first, page.sources, "Limit")


def more(found: Advice, idps: Mapping[str, str], link: Mapping[str, str]) -> None:
    """The other options, what would change the choice, what it was read from. ``link``: where the
    calculator starts, the draft with its answers or the app."""
    recommendation = found.recommendation
    first = recommendation.first
    others, change, facts, picture = st.tabs(
        [
            "All options",
            "What would change this",
            "Facts and sources",
            "Cost and access after leaving",
        ]
    )
    with others:
        options(recommendation, link)
    with change:
        changes(found, idps)
    with facts:
        rests_on(recommendation, first)
        with st.expander("How was this calculated?"):
            st.markdown(words.md(f"Access after leaving: {first.leftover.arithmetic}."))
            if first.rule:
                rule_line(first.rule)
        facts_table(recommendation, idps)
    with picture:
        chart(recommendation)


def _figures(first: OptionAdvice) -> None:
    """Cost, access after leaving and effort, with what they are made of."""
    left = first.leftover
    figures(
        [
            Figure("First year, about", likely(first.cost), first.cost.basis),
            Figure("Three years, about", likely(first.cost, years=3), first.cost.basis),
            Figure("A leaver keeps access for", left.up_to, first.leftover_why),
        ]
    )
    lines = [left.sentence, f"Effort: {first.effort}."]
    if first.cost.first_year and first.cost.first_year[0] != first.cost.first_year[1]:
        spread = f"{cost(first.cost)} in the first year, {cost(first.cost, years=3)} in three"
        lines.insert(0, f"{spread}.")
    lines.append(f"{first.cost.basis.removesuffix('.')}.")
    st.caption(words.md(" ".join(lines)))


def likely(of_option: OptionCost, *, years: int = 1) -> str:
    """A cost in one round figure, or that it is not known."""
    if of_option.likely is not None:
        one = of_option.likely[0 if years == 1 else 1]
        return about_amount((one, one), of_option.currency).removeprefix("about ")
    return cost(of_option, years=years)


def cost(of_option: OptionCost, *, years: int = 1) -> str:
    """A cost range, or that it is not known."""
    spread = of_option.first_year if years == 1 else of_option.three_years
    return whole_amount(spread, of_option.currency) if spread else "not known"


def _list(title: str, lines: tuple[str, ...], *, ordered: bool = False) -> None:
    mark = "1." if ordered else "-"
    told = "\n".join(f"{mark} {words.linked(line)}" for line in lines)
    st.markdown(f"**{words.md(title)}**\n\n{told}")


def options(recommendation: Recommendation, link: Mapping[str, str]) -> None:
    """The options, feasible ones by rank, then the others with their reason."""
    columns = [
        Column("Option", wide=True),
        Column("First year", number=True, tight=True),
        Column("Three years", number=True, tight=True),
        Column("Access after leaving", number=True, tight=True),
        Column("Why, or why not first", wide=True),
    ]
    possible = [one for one in recommendation.options if one.feasible]
    first = recommendation.first
    table(columns, [_option_row(one, first) for one in possible], label="Options")
    out = [one for one in recommendation.options if not one.feasible]
    if out:
        count = words.count(len(out), "option")
        with st.expander(f"{count} not possible here, each with the reason"):
            table(columns, [_option_row(one, first) for one in out], label="Not possible here")
    st.caption(
        words.md(
            f"Cost in {recommendation.first.cost.currency}, all of it, not only what is added "
            "to today's: plan, work, set-up and running, as the calculator has them, with its "
            "defaults for what was not asked; four of five outcomes lie in the range. Access: of "
            "one leaver whom nobody forgets; of all leavers of three years, forgotten ones counted."
        )
    )
    st.page_link(
        addresses.CALCULATOR,
        label="Change any number in the calculator",
        icon=":material/calculate:",
        query_params=dict(link),
    )


def _option_row(one: OptionAdvice, first: OptionAdvice) -> list[Content]:
    why: list[list[str | Text]] = [[one.why_not or "Comes first."]]
    if one.rule and one.rule != first.rule and one.reasons:
        why += [[Text(one.reasons[0], muted=True)]]
    return [
        [
            [Text(f"{one.rank}. {one.title}" if one.rank else one.title, strong=one.rank == 1)],
            [Text(one.effort if one.feasible else "Not possible here", muted=True)],
        ],
        _money(one.cost, 1),
        _money(one.cost, 3),
        _access(one),
        why,
    ]


def _access(one: OptionAdvice) -> Content:
    """How long a leaver keeps access; of what cannot be done here there is nothing to say."""
    if not one.feasible:
        return "–"
    return [[one.leftover.up_to], [Text(f"about {one.leftover.in_all}", muted=True)]]


def _money(of_option: OptionCost, years: int) -> Content:
    """The likely figure with its range below; the currency stands under the table."""
    spread = of_option.first_year if years == 1 else of_option.three_years
    if spread is None:
        return Text("not known", muted=True, help=of_option.basis)
    middle = of_option.likely[0 if years == 1 else 1] if of_option.likely else None
    ends = "–".join(dict.fromkeys(f"{end:,.0f}" for end in spread))
    return [[f"{middle:,.0f}"], [Text(ends, muted=True)]] if middle is not None else ends


def changes(found: Advice, idps: Mapping[str, str]) -> None:
    """Every single change of an answer or a fact that brings another first choice."""
    if not found.flips:
        st.info("No single answer and no single fact would change the first choice.")
        return
    titles = {one.id: one.title for one in found.recommendation.options}
    app = found.recommendation.situation.app
    for kind, title in (("answer", "Your answers"), ("fact", "Facts of the catalogue")):
        rows = [
            [
                flip.label,
                _told(flip.field, flip.before, app, idps),
                _told(flip.field, flip.after, app, idps),
                titles[OptionId(flip.choice)],
            ]
            for flip in found.flips
            if flip.kind == kind
        ]
        if rows:
            st.markdown(f"**{title}**")
            table(["What", "Now", "If it were", "Then"], rows, label=title)
    st.caption(
        "Found by trying each change alone. For seats, joiners and leavers: the nearest number at "
        "which the choice turns."
    )


def _told(field: str, value: object, app: AppEntry, idps: Mapping[str, str]) -> str:
    if field == "idps" and isinstance(value, tuple):
        return ", ".join(idps[idp] for idp in value) or "none"
    if field == "current_plan" and isinstance(value, str):
        return plan_name(app, value)
    question = next((one for one in shipped_questions() if one.id == field), None)
    chosen = question.choice(value) if question else None
    return chosen.label if chosen else field_in_words(field, value)
