"""The made-up company, made: through the services, as people would have done it, from its first
day until now."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core import clock
from core.actor import SYSTEM
from core.audit import service as audit
from core.config import Settings
from core.demo import people
from core.demo.accounts import plan_accounts
from core.demo.bridge import plan_bridge
from core.demo.decisions import plan_decisions
from core.demo.leavers import plan_leavers
from core.demo.scene import Scene
from core.demo.story import Story
from core.jobs import service as jobs
from core.overview import service as overview
from core.storage.database import Database

BETWEEN_CHECKPOINTS = timedelta(days=7)
BETWEEN_OBSERVATIONS = timedelta(days=30)


def founded(story: Story, now: datetime) -> datetime:
    """When the company begins with Offramp: before that, nothing is in its log."""
    place = ZoneInfo(story.company.time_zone)
    return story.company.founded.at(now.astimezone(place).date(), place)


def make(database: Database, settings: Settings, story: Story, now: datetime) -> Scene:
    """Fill an empty database; ``now``: the moment at which the story ends."""
    scene = Scene(database, settings, story, now)
    with clock.at(founded(story, now)):
        people.found(scene)
    people.plan_changes(scene)
    plan_decisions(scene)
    plan_bridge(scene)
    plan_accounts(scene)
    plan_leavers(scene)
    _plan_checkpoints(scene)
    _plan_observations(scene)
    scene.play()
    with clock.at(now):
        jobs.run_due(database)
    return scene


def _plan_checkpoints(scene: Scene) -> None:
    """Checkpoints of the log, as a server that runs takes them; here once a week."""

    def take() -> None:
        with scene.database.read() as session:
            audit.take_checkpoint(session, SYSTEM, scene.settings.checkpoints, now=clock.now())

    at = founded(scene.story, scene.now)
    while (at := at + BETWEEN_CHECKPOINTS) < scene.now:
        scene.plan(at, take)


def _plan_observations(scene: Scene) -> None:
    """How exposed the company was, as a server that runs measures it each day; here
    every 30 days back from today: today is compared with the one of 30 days ago, and for each
    the whole catalogue is drawn again."""

    def look() -> None:
        with scene.database.write() as session:
            day = clock.now().astimezone(scene.place).date()
            reading = replace(scene.reading, today=day)
            overview.observe(session, SYSTEM, reading, clock.now())

    at = scene.now
    while (at := at - BETWEEN_OBSERVATIONS) > founded(scene.story, scene.now):
        scene.plan(at, look)
