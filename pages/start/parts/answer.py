"""Step 3: what happens today when somebody leaves, and where somebody is needed first."""

from collections.abc import Sequence

import streamlit as st

from core.stack import service as stack
from core.stack.values import AppCoverage, OrganisationView, Removal, Remover, StackPart
from pages.start.parts import progress
from pages.start.parts.progress import Step
from pages.ui import undo, words
from pages.ui.apps import route_words, switched_on
from pages.ui.table import Column, Link, Piece, Text, line, table

MOST_SHOWN = 50
"""Rows of each list: the order says where to begin, and the stack has all."""


def draw(covered: Sequence[AppCoverage], organisation: OrganisationView) -> None:
    """The answer in a sentence, then the apps that need somebody, in their order."""
    if not covered:
        st.markdown("There is no answer without apps. Add the ones you use first.")
        progress.foot(Step.ANSWER, "Add apps", lambda: progress.go_to(Step.APPS))
        return
    waiting = switched_on.waiting(covered)
    by_hand = [
        one
        for one in stack.worst_first(covered)
        if not one.route.is_automatic and one not in waiting
    ]
    automatic = [one for one in covered if one.route.is_automatic]
    st.subheader(sentence(covered, is_judged=bool(organisation.idps)), anchor=False)
    if not organisation.idps:
        st.markdown("It is not known which identity provider you use.")
        st.button("Choose your identity provider", on_click=progress.go_to, args=(Step.PROVIDER,))
    _exposure(covered)
    undo.show_offer()
    _confirm(waiting)
    if by_hand:
        st.markdown(f"**{words.md(_needs_someone(by_hand))}**")
        _apps(by_hand, "Apps that need someone, in this order")
    if automatic:
        st.markdown("**Removed automatically:**")
        _apps(automatic, "Apps that remove leavers automatically")
    progress.foot(
        Step.ANSWER,
        "Preview the first leaver",
        lambda: progress.go_to(Step.LEAVER),
        skip=None,
    )


def sentence(covered: Sequence[AppCoverage], *, is_judged: bool) -> words.Markdown:
    """``3 of 12 apps remove leavers automatically``; what nobody can know yet is said so, and so
    is what only can."""
    automatic = sum(one.route.is_automatic for one in covered)
    apps = words.count(len(covered), "app")
    if is_judged:
        can = len(switched_on.waiting(covered))
        return words.md(stack.removal_in_short(len(covered), automatic, can))
    if automatic:
        return words.Markdown(f"At least {automatic:,} of {apps} remove leavers automatically")
    return words.Markdown(f"Which of your {apps} remove leavers automatically is not known yet")


def _confirm(waiting: Sequence[AppCoverage]) -> None:
    """What is one click from being removed automatically, or from being known to need someone."""
    if not waiting:
        return
    st.markdown(f"**Is it switched on in {words.count(len(waiting), 'app')}?**")
    switched_on.ask(waiting, "start-switch")


def _needs_someone(by_hand: Sequence[AppCoverage]) -> str:
    unknown = sum(stack.remover(one.route) is Remover.UNKNOWN for one in by_hand)
    certain = len(by_hand) - unknown
    needs = f"{certain:,} {'needs' if certain == 1 else 'need'} someone"
    parts = [needs] if certain else []
    if unknown:
        parts.append(f"{unknown:,} not known")
    return f"{', '.join(parts)}. Start at the top:"


def _exposure(covered: Sequence[AppCoverage]) -> None:
    """The seats at stake, and what that figure leaves out, each with its list."""
    found = stack.exposure(covered)
    pieces = []
    if found.unseated < len(covered):
        told = f"{words.count(found.seats, 'seat')} without automatic removal"
        pieces.append(Link(told, f"stack?show={StackPart.UNCERTAIN}"))
    if found.unseated:
        told = f"seats of {words.count(found.unseated, 'app')} not known"
        pieces.append(Link(told, f"stack?show={StackPart.WITHOUT_SEATS}"))
    if pieces:
        line(pieces)


def _apps(covered: Sequence[AppCoverage], label: str) -> None:
    table(
        ["App", "Who removes", Column("Seats", number=True)],
        [
            [
                Link(one.entry.name, f"app?app={one.entry.app}"),
                [
                    [route_words.badge(one.route)],
                    _ours(one),
                ],
                "not known" if one.entry.fields.seats is None else f"{one.entry.fields.seats:,}",
            ]
            for one in covered[:MOST_SHOWN]
        ],
        label=label,
        cards=False,
    )
    if (more := len(covered) - MOST_SHOWN) > 0:
        line([Text(f"And {more:,} more.", muted=True), Link("All of them", "stack")])


def _ours(one: AppCoverage) -> list[Piece]:
    """Our plan, where it stands in the way, and where to say it; else nothing."""
    if one.route.removal not in (Removal.NOT_ON_OUR_PLAN, Removal.PLAN_UNKNOWN):
        return []
    told: list[Piece] = [Text(f"our plan: {one.route.plan.name or 'not known'}", muted=True)]
    if one.route.removal is Removal.PLAN_UNKNOWN:
        told.append(Link("Say which", f"stack?app={one.entry.app}"))
    return told
