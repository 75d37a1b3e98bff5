"""The head of a case: who leaves, when, how far access is removed, what is left in one sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.offboarding import service as offboarding
from core.offboarding.service import case_number, zone_of
from core.offboarding.values import (
    CaseStatus,
    CaseView,
    OwnSteps,
    Progress,
    Returned,
    StepStatus,
)
from core.rights import Action, may
from core.stack.values import Route
from pages.navigation.header import header
from pages.offboarding.parts.step import going_on
from pages.ui import addresses, case_words, words
from pages.ui.apps import route_words
from pages.ui.dates import near
from pages.ui.page_context import authenticate
from pages.ui.table import Badge, Fold, Link, Piece, as_piece, escape, line, muted


def draw(
    case: CaseView,
    progress: Progress,
    now: datetime,
    routes: Mapping[str, Route],
    idps: Mapping[str, str],
    moved: Sequence[str] = (),
    returned: Sequence[Returned] = (),
) -> DeltaGenerator:
    """Draw it; returns the room for the page's actions. ``routes``: of the case's apps; ``moved``:
    how the end of access was moved after it had passed; ``returned``: what is in use again."""
    with st.container(key="case-head", gap=None):
        actions = header(addresses.CASE, title=case.person, above=_above())
        if returned:
            st.html(_in_use_again(case, returned))
        ways = _ways(case, now, routes, idps)
        full = _facts(case, now) + _progress(case, progress, now, ways)
        short = escape(_in_short(case, progress, now))
        # A phone shows one line of it, and the rest at a tap: the steps are what it is for.
        st.html(
            f"<div class='of-case-facts'>{full}</div><details class='of-case-short'>"
            f"<summary>{short}</summary>{full}</details>"
        )
    if case.follows:
        st.markdown(f"Ends the leave of {_linked(case.follows)}.")
    if case.followed_by:
        st.markdown(f"The return is {_linked(case.followed_by)}.")
    if case.insisted:
        closed = case.status is CaseStatus.CLOSED
        said = "Closed" if closed else f"{case.insisted.by} asks to close the case"
        said += f" all the same. {case.insisted.sentence}"
        st.warning(words.md(said))
    for one in moved:
        st.warning(words.md(f"The end of access was moved after it had passed, {one}"))
    if case.status is CaseStatus.CANCELLED:
        _cancelled(case, now)
    return actions


def draw_own(mine: OwnSteps) -> None:
    """What the owner of steps sees of a case that is restricted."""
    header(addresses.CASE, title=mine.person, above=_above())
    line([mine.number, case_words.case_badge(mine.status), Badge("Restricted")])
    muted("You see the steps that are yours or your group's, and nothing else of this case.")


def _in_use_again(case: CaseView, returned: Sequence[Returned]) -> str:
    """Each app leads to the removal that is to be done again."""
    said, _, _names = offboarding.returned_in_words(returned).partition(": ")
    apps = (Link(one.app_name, f"case?case={case.id}&step={one.step}") for one in returned)
    mark = "<span aria-hidden='true'>▲</span>"
    return (
        f"<p class='of-alert' role='alert'>{mark} <strong>{escape(said)}</strong>: "
        f"{', '.join(map(as_piece, apps))}</p>"
    )


def _above() -> tuple[Link]:
    """Back to the list of work from which somebody came, or to all cases."""
    view = going_on.came_from()
    return (Link("My work", f"work?view={view}") if view else Link("Cases", "case"),)


def _ways(
    case: CaseView, now: datetime, routes: Mapping[str, Route], idps: Mapping[str, str]
) -> dict[str, int]:
    """The apps that are left by who removes a leaver, as the form that opens a case counts them."""
    left = offboarding.left_of(case.steps, now).of_apps
    known = [routes[app] for app in sorted(left) if app in routes]
    return dict(Counter(route_words.label(one, idps) for one in known).most_common())


def _facts(case: CaseView, now: datetime) -> str:
    is_past = case.effective <= now
    far = "" if is_past else f" ({case_words.in_short(case.effective, now)})"
    # Whether it did end then is what the steps say, in the line below.
    ends = f"Access {'was to end' if is_past else 'ends'} "
    ends += case_words.on_clock(case.effective, case.zone, now) + far
    facts: list[Piece] = [case_words.case_badge(case.status)]
    facts += [Badge("Restricted")] if case.restricted else []
    facts += [case.number, _person(case), case_words.KINDS[case.kind], ends]
    details: list[list[Piece]] = [
        [f"{label}: {value}"] for label, value in _people(case, now) if value
    ]
    told = " · ".join(as_piece(fact) for fact in facts)
    return f"<div class='of-line'>{told} {as_piece(Fold('Details', details))}</div>"


def _person(case: CaseView) -> Piece:
    """Their address, which leads to what they have."""
    if not may(authenticate(), Action.INVENTORY_READ):
        return case.email
    return Link(case.email, f"person?{urlencode({'name': case.email})}", help="What they have")


def _in_short(case: CaseView, progress: Progress, now: datetime) -> str:
    """``Mon 17:00 (in 35 h) · 13/71 · ▲ 1 overdue``."""
    if case.status is not CaseStatus.OPEN:
        return f"{case_words.CASES[case.status]} · {case.number}"
    at = near(case.effective, now, zone_of(case.zone))
    far = f"{at} ({case_words.in_short(case.effective, now)})"
    facts = [f"Access was to end {at}" if case.effective <= now else far[:1].upper() + far[1:]]
    facts.append(f"{progress.finished}/{progress.total}")
    facts += [f"▲ {progress.overdue} overdue"] if progress.overdue else []
    facts += [f"▲ {progress.blocked} blocked"] if progress.blocked else []
    return " · ".join(facts)


def _people(case: CaseView, now: datetime) -> Iterable[tuple[str, str | None]]:
    yield "Manager", case.manager
    yield "Hands over to", case.hand_over_to
    yield "Note", case.note
    yield "Time zone", case.zone
    at = partial(case_words.on_clock, zone=case.zone, now=now)
    yield "Opened by", f"{case.opened_by}, {at(case.opened_at)}"
    yield "Ended", offboarding.case_ended_in_words(case, at)


def _progress(case: CaseView, progress: Progress, now: datetime, ways: Mapping[str, int]) -> str:
    """Access first, because that is what a case is for; then the steps."""
    if not progress.total:
        return ""
    is_cancelled = case.status is CaseStatus.CANCELLED
    removed = "" if is_cancelled else case_words.access_removed(case.steps)
    counted = [f"{progress.finished} of {words.count(progress.total, 'step')}"]
    counted += [f"{progress.overdue} overdue"] if progress.overdue else []
    counted += [f"{progress.blocked} blocked"] if progress.blocked else []
    left = ""
    if case.status is CaseStatus.OPEN:
        left = case_words.left(offboarding.left_of(case.steps, now), now, ways)
    ended = ""
    if not is_cancelled:
        ended = offboarding.access_ended_in_words(
            case.steps,
            case.effective,
            now,
            lambda at: case_words.on_clock(at, case.zone, now),
        )
    return (
        f"<div class='of-case-progress'><strong>{escape(removed)}</strong>"
        f"<progress value='{progress.finished}' max='{progress.total}' "
        f"aria-label='Steps finished'></progress>"
        f"<span>{escape(' · '.join(counted))}</span>"
        f"<span class='of-left'>{escape(ended)}</span>"
        f"<span class='of-left'>{escape(left)}</span></div>"
    )


def _linked(case: int) -> words.Markdown:
    return words.link(case_number(case), f"case?case={case}")


def _cancelled(case: CaseView, now: datetime) -> None:
    done = [step for step in case.steps if step.status is StepStatus.DONE]
    st.warning(words.md(f"Cancelled by {case.ended_by}: {case.end_reason}"))
    if done:
        st.markdown("**Done before that. Reverse what matters:**")
        st.markdown(
            "\n".join(
                f"- {words.md(step.title)} ({words.md(step.finished_by)}, "
                f"{words.md(case_words.on_clock(step.finished_at, case.zone, now))})"
                for step in done
                if step.finished_at
            )
        )
