"""What the calculator starts from: a saved scenario by its link, or an app of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from sqlmodel import Session

from core.advice import service as advice
from core.catalog.values import Snapshot
from core.cost import service as cost
from core.cost.service import scenario_of
from core.cost.values import (
    AppFacts,
    CostAnswers,
    PriceChange,
    SavedScenario,
    Scenario,
)
from core.errors import OfframpError
from pages.ui import words
from pages.ui.apps.app_picker import pick_app
from pages.ui.dates import moment
from pages.ui.errors import show
from pages.ui.page_context import authenticate, reading


@dataclass(frozen=True)
class Opened:
    """Where the calculator starts. ``facts`` are gathered here, once for the whole page."""

    base: Scenario
    facts: AppFacts
    problem: OfframpError | None
    """Why there are no facts about the app."""
    saved: SavedScenario | None = None
    place: str = ""
    """Tells two starts of one app apart: the draft that it came from."""
    answers: Mapping[str, Any] | None = None
    """What that draft answered."""


def opened(session: Session, whole: Snapshot) -> Opened:
    """The scenario of the link with what has changed since, or a new one for the chosen app."""
    if wanted := st.query_params.get("scenario"):
        try:
            return _shown(session, cost.scenario(session, authenticate(), wanted))
        except OfframpError as error:
            show(error)
    if wanted := st.query_params.get("draft"):
        try:
            return _answered(session, wanted)
        except OfframpError as error:
            show(error)
    with st.container(width=480):
        app = pick_app(whole)
    base = Scenario(name=whole.apps[app].name if app else "Scenario", app=app)
    facts, problem = _gathered(session, app)
    return Opened(_with_roles(session, base, facts), facts, problem)


def _with_roles(session: Session, base: Scenario, facts: AppFacts) -> Scenario:
    """The form's switch knows yes and no: what nobody said of a scenario, as it holds for us."""
    if base.roles_from_idp is not None or facts.app is None:
        return base
    try:
        here, _ = advice.for_calculator(session, authenticate(), reading(), base, facts)
    except OfframpError:
        # What is wrong with it is said where the answer would stand.
        return base
    return replace(base, roles_from_idp=here.roles_from_idp)


def _answered(session: Session, link: str) -> Opened:
    """What a run of the wizard was told: its plan, people and identity providers."""
    who = authenticate()
    draft = advice.draft(session, who, reading(), link)
    _, given = advice.questions_for(session, who, reading(), draft.app, draft.answers)
    said, answers = given.said, given.answers
    base = scenario_of(
        CostAnswers(
            current_plan=answers.current_plan,
            seats=answers.seats if "seats" in said else None,
            joiners_per_year=answers.joiners_per_year if "joiners_per_year" in said else None,
            leavers_per_year=answers.leavers_per_year if "leavers_per_year" in said else None,
            roles_from_idp=answers.roles_from_idp,
            idps=answers.idps or (),
        ),
        draft.app,
    )
    st.subheader(words.md(draft.app_name), anchor=False)
    st.caption("With the answers of its recommendation.")
    named = replace(base, name=draft.app_name)
    return Opened(named, *_gathered(session, draft.app), place=link, answers=said)


def _gathered(session: Session, app: str | None) -> tuple[AppFacts, OfframpError | None]:
    try:
        return cost.facts_of(session, authenticate(), reading(), app), None
    except OfframpError as error:
        return AppFacts(), error


def _shown(session: Session, saved: SavedScenario) -> Opened:
    st.subheader(words.md(saved.name), anchor=False)
    older = _older(session, saved)
    stated = (
        f"Version {saved.version} of {moment(saved.updated_at)} by {saved.updated_by}; "
        f"owner {saved.owner}. The address of this page is its link."
    )
    st.caption(words.md(stated))
    if older is not None:
        st.info(
            words.md(
                f"This is version {st.query_params['version']}, as it was. "
                f"“Save changes” makes it version {saved.version + 1}."
            )
        )
    if saved.scenario.notes:
        st.markdown(words.md(saved.scenario.notes))
    base = older or saved.scenario
    found = _gathered(session, base.app)
    base = _with_roles(session, base, found[0])
    same_app = base.app == saved.scenario.app
    _say(*_changed(saved, *(found if same_app else _gathered(session, saved.scenario.app))))
    return Opened(base, *found, saved)


def _changed(
    saved: SavedScenario, facts: AppFacts, problem: OfframpError | None
) -> tuple[Sequence[PriceChange], OfframpError | None]:
    """The changed prices, or why they cannot be told."""
    if problem:
        return (), problem
    try:
        return cost.price_changes(saved.scenario, saved.prices, facts), None
    except OfframpError as error:
        # A plan that the catalogue no longer has: the answer's place says it too.
        return (), error


def _older(session: Session, saved: SavedScenario) -> Scenario | None:
    wanted = st.query_params.get("version")
    if not wanted or wanted == str(saved.version):
        return None
    kept = cost.versions(session, authenticate(), saved.id)
    return next((one.scenario for one in kept if str(one.version) == wanted), None)


def _say(changed: Sequence[PriceChange], problem: OfframpError | None) -> None:
    if problem:
        st.warning(f"The catalogue has changed since this was saved. {words.md(problem)}")
    if not changed:
        return
    st.warning(
        "Catalogue prices have changed since this was saved; the figures below use the new ones."
        "\n\n"
        + "\n".join(
            f"- {words.md(one.label)}: was {words.md(one.was)}, is {words.md(one.now)} "
            f"({words.md(one.source)})"
            for one in changed
        )
    )
