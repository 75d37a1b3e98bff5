"""The steps of a case to work: the person's own first, then app by app; by place in one click."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    Standpoint,
    StepGroup,
    StepView,
)
from core.rights import Action, may
from core.stack.values import Route
from pages.offboarding.parts.case import rows
from pages.offboarding.parts.several import bar, drawers, picked
from pages.offboarding.parts.several.drawers import Selection
from pages.offboarding.parts.step import drawer, going_on
from pages.offboarding.parts.step.going_on import Case
from pages.ui import words
from pages.ui.page_context import authenticate, database

OPEN_AT_FIRST = 12
"""Groups are unfolded from the top until so many steps are shown; the others at a click."""
STEPS = 50
"""So many steps of one group are drawn; the rest at a click."""
PLACES = 4
OPEN, SHUT = "open", "shut"
"""The groups that somebody unfolded or folded, in the link."""
BY_DUE = ("act", "mine")
"""Views that are lists of work: due first, as in My work."""
BARE = "-bare"
"""Behind the key of a row without a box, for the style."""

NONE: Mapping[str, str] = {}

EMPTY = {
    "act": "Nothing can be done right now.",
    "waiting": "Nothing waits.",
    "done": "Nothing is finished yet.",
    "mine": "No step of this case is yours.",
    "apps": "The case has no steps.",
    "own": "None of its steps is yours.",
}


def shows(view: str, standpoint: Standpoint, now: datetime) -> Callable[[StepView], bool]:
    """Which steps a view lists."""

    def act(step: StepView) -> bool:
        return offboarding.is_ready(step, now)

    return {
        "act": act,
        "waiting": lambda step: step.status in UNFINISHED and not act(step),
        "done": lambda step: step.status not in UNFINISHED,
        "mine": lambda step: step.status in UNFINISHED and standpoint.is_mine(step.owner_key),
        "apps": lambda _step: True,
        "own": lambda _step: True,
    }[view]


@st.fragment
def draw(
    fresh: list[Case],
    case_id: int,
    view: str,
    standpoint: Standpoint,
    routes: Mapping[str, Route],
    idps: Mapping[str, str],
    accounts: Mapping[str, str] = NONE,
    returned: Collection[str] = (),
) -> None:
    """The list, by itself: a tick draws nothing else again.

    ``fresh``: the case as the page has just read it, taken out; later ticks read it anew, because
    what a drawer opens is to be as it stands. ``accounts``: app → what the account is called;
    ``returned``: apps in which it is in use again.
    """
    case = fresh.pop() if fresh else _read(case_id)
    now = datetime.now(UTC)
    works = may(authenticate(), Action.CASE_WORK)
    chosen = [step for step in case.steps if shows(view, standpoint, now)(step)]
    with st.container(key="case-list", gap=None):
        if works and view in ("act", "apps", "own"):
            _places(case, standpoint, now)
        if not chosen:
            _nothing(case, view)
        else:
            _groups(case, chosen, view, works, standpoint, routes, idps, accounts, returned, now)
    if works:
        _bar(case)
    if not drawers.is_asked(scope(case)):  # one drawer at a time
        drawer.open_asked(case)


def _read(case_id: int) -> Case:
    with database().read() as session:
        return going_on.read(session, case_id)


def scope(case: Case) -> str:
    """What the selection of this case's steps is kept under."""
    return f"case-{case.id}"


def _bar(case: Case) -> None:
    chosen = picked.picked(scope(case))
    steps = [step for step in case.steps if step.id in chosen and step.status in UNFINISHED]
    bar.draw(scope(case), len(steps), lambda: Selection(scope(case), steps, case.steps))


def _places(case: Case, standpoint: Standpoint, now: datetime) -> None:
    """What is done in one place for several apps, selected with one click."""
    found = [
        place
        for place in offboarding.place_groups(case.steps, now, standpoint)
        if len({step.app for step in place.together}) > 1
    ]
    at_hand = [step for step in case.steps if step.status in UNFINISHED and not step.is_early]
    together = offboarding.can_be_finished_together(at_hand, case.steps, now)
    with st.container(key="case-places", horizontal=True, gap="small"):
        if len(together) > 1:
            said, others = _all_of(together, case.steps, now)
            st.button(
                words.md(said),
                help=words.md(others or ""),
                key="pick-all",
                icon=":material/done_all:",
                type="tertiary",
                on_click=picked.pick_only,
                args=(scope(case), [step.id for step in together]),
            )
        for place in found[:PLACES]:
            st.button(
                words.md(place.sentence.removesuffix(".")),
                key=f"place-{place.id}",
                icon=":material/checklist:",
                type="tertiary",
                on_click=picked.pick_only,
                args=(scope(case), [step.id for step in place.together]),
            )


def _all_of(
    together: Sequence[StepView], steps: Sequence[StepView], now: datetime
) -> tuple[str, str | None]:
    """How many of those that the view counts as to act on now, and those that wait only for them;
    and what the others are."""
    ready = sum(offboarding.is_ready(step, now) for step in together)
    left = sum(offboarding.is_ready(step, now) for step in steps) - ready
    after = len(together) - ready
    if not after and not left:
        return f"Select all {ready} that can be finished now", None
    those = f"{ready} of the {ready + left}" if left else f"the {ready}"
    waiting = f" and {after} that {'waits' if after == 1 else 'wait'} only for them"
    other = "The other one is" if left == 1 else f"The other {left} are"
    return (
        f"Select {those} to act on now{waiting if after else ''}",
        f"{other} answered or approved one by one." if left else None,
    )


def _nothing(case: Case, view: str) -> None:
    if view == "act" and case.status is CaseStatus.OPEN:
        left = [step for step in case.steps if step.status in UNFINISHED]
        waits = " The rest waits." if left else " The case can be closed."
        st.caption(EMPTY[view] + waits)
    else:
        st.caption(EMPTY[view])


def _groups(
    case: Case,
    chosen: Sequence[StepView],
    view: str,
    works: bool,
    standpoint: Standpoint,
    routes: Mapping[str, Route],
    idps: Mapping[str, str],
    accounts: Mapping[str, str],
    returned: Collection[str],
    now: datetime,
) -> None:
    wanted = {step.id for step in chosen}
    st.html(rows.head(case.status))
    shown = 0
    with database().read() as session:
        names = identity.account_names(session)
    groups = offboarding.step_groups(case.steps, now, standpoint)
    in_order = _in_order(groups, wanted, view)
    for group, steps in sorted(in_order, key=lambda found: found[0].app not in returned):
        is_open = _is_open(group.id, view != "apps" and shown < OPEN_AT_FIRST)
        left = [step for step in steps if step.status in UNFINISHED] if works else []
        with st.container(
            key=f"group-row-{group.id}{'' if left else BARE}",
            horizontal=True,
            vertical_alignment="center",
            gap=None,
        ):
            if left:
                label = words.spoken(f"Select all of {rows.name(group)}")
                box = f"pick-group-{group.id}"
                picked.box(scope(case), [step.id for step in left], label, box)
            st.button(
                words.md(f"{'▾' if is_open else '▸'} {rows.name(group)}"),
                key=f"fold-{view}-{group.id}",
                type="tertiary",
                on_click=_fold,
                args=(group.id, not is_open),
            )
            app = group.app or ""
            route, account = routes.get(app), accounts.get(app, "")
            is_back = app in returned
            st.html(rows.group_line(group, route, idps, now, case, account, is_back=is_back))
        if is_open:
            shown += len(steps)
            _steps(case, view, group, steps, works, now, names)


def _in_order(
    groups: Sequence[StepGroup], wanted: Collection[int], view: str
) -> Iterator[tuple[StepGroup, Sequence[StepView]]]:
    """What a view lists of each group: as a list of work, or in the order of the work."""
    if view in BY_DUE:
        yield from offboarding.due_first(groups, wanted)
        return
    for group in groups:
        if steps := [step for step in group.steps if step.id in wanted]:
            yield group, steps


def _steps(
    case: Case,
    view: str,
    group: StepGroup,
    steps: Sequence[StepView],
    works: bool,
    now: datetime,
    names: Mapping[str, str],
) -> None:
    most = int(st.session_state.get(_more(case.id, view, group), STEPS))
    for step in steps[:most]:
        has_box = works and step.status in UNFINISHED
        with st.container(
            key=f"step-row-{step.id}{'' if has_box else BARE}",
            horizontal=True,
            vertical_alignment="center",
            gap=None,
        ):
            if has_box:
                label = words.spoken(f"Select {step.title}")
                picked.box(scope(case), [step.id], label, f"pick-{step.id}")
            st.button(
                words.md(step.title),
                key=f"open-{step.id}",
                type="tertiary",
                on_click=going_on.ask,
                args=(step.id,),
            )
            st.html(rows.step_line(step, now, case.zone, names))
    if len(steps) > most:
        st.button(
            f"Show {min(len(steps) - most, STEPS):,} more",
            key=f"more-{view}-{group.id}",
            type="tertiary",
            on_click=_show_more,
            args=(_more(case.id, view, group), most + STEPS),
        )


def _more(case_id: int, view: str, group: StepGroup) -> str:
    return f"shown-{case_id}-{view}-{group.id}"


def _show_more(key: str, most: int) -> None:
    st.session_state[key] = most


def _is_open(group: str, default: bool) -> bool:
    """Whether a group is unfolded: as the link says, else as the view begins."""
    if group in _named(OPEN):
        return True
    return default and group not in _named(SHUT)


def _named(which: str) -> list[str]:
    return [one for one in st.query_params.get(which, "").split(",") if one]


def _fold(group: str, is_open: bool) -> None:
    """Fold or unfold it; the link keeps that for the next load and for whoever it is sent to."""
    to, away = (OPEN, SHUT) if is_open else (SHUT, OPEN)
    query = dict(st.query_params.to_dict())
    query[to] = ",".join([*(one for one in _named(to) if one != group), group])
    query[away] = ",".join(one for one in _named(away) if one != group)
    st.query_params.from_dict({name: value for name, value in query.items() if value})
