"""The story's answers, decisions, observations and scenarios."""

import json
from datetime import timedelta
from functools import partial

from core import clock
from core.advice import service as advice
from core.advice.values import NewDecision, OptionId
from core.catalog import service as catalog
from core.catalog.values import Observation
from core.cost import service as cost
from core.demo.scene import Scene
from core.demo.story import RECOMMENDED, Calculated, Decided, Draft, Seen, Standing


def plan_decisions(scene: Scene) -> None:
    """Write all of them into the diary."""
    told = scene.story.decisions
    scene.plan(scene.moment(told.standing.at), partial(_answer, scene, told.standing))
    for decided in told.decisions:
        scene.plan(scene.moment(decided.at), partial(_decide, scene, decided))
    for draft in told.drafts:
        scene.plan(scene.moment(draft.at), partial(_begin, scene, draft))
    for seen in told.observations:
        scene.plan(scene.moment(seen.at), partial(_observe, scene, seen))
    for calculated in told.scenarios:
        scene.plan(scene.moment(calculated.at), partial(_calculate, scene, calculated))


def _answer(scene: Scene, told: Standing) -> None:
    actor = scene.actors[told.by]
    with scene.database.write() as session:
        version = advice.standing_answers(session, actor).version
        advice.set_standing_answers(session, actor, told.answers, version)


def _decide(scene: Scene, told: Decided) -> None:
    """As in the wizard: a draft, and then what is decided on it."""
    actor, today = scene.actors[told.by], clock.now().date()
    with scene.database.write() as session:
        draft = advice.start_draft(session, actor, scene.reading, told.app, told.answers)
        found = advice.advise(session, actor, scene.reading, told.app, told.answers)
        choice = found.recommendation.choice
        if told.choice != RECOMMENDED:
            choice = OptionId(told.choice)
        new = NewDecision(
            choice,
            told.reason,
            today + timedelta(days=told.review) if told.review else None,
            told.status,
        )
        advice.decide(session, actor, scene.reading, draft.id, new)


def _begin(scene: Scene, told: Draft) -> None:
    actor = scene.actors[told.by]
    with scene.database.write() as session:
        advice.start_draft(session, actor, scene.reading, told.app, told.answers)


def _observe(scene: Scene, told: Seen) -> None:
    today = clock.now().date()
    with scene.database.write() as session:
        catalog.observe(
            session,
            scene.actors[told.by],
            Observation(told.app, told.fact, told.value, told.evidence, today, told.idp),
            today=today,
        )


def _calculate(scene: Scene, told: Calculated) -> None:
    name = str(told.scenario.get("name"))
    found = cost.read_upload(json.dumps(told.scenario).encode(), name)
    with scene.database.write() as session:
        cost.save(session, scene.actors[told.by], scene.reading, found)
