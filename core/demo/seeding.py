"""The made-up company, made: through the services, as people would have done it, from its first
day until now."""

from datetime import datetime

from core import clock
from core.config import Settings
from core.demo import people
from core.demo.bridge import plan_bridge
from core.demo.decisions import plan_decisions
from core.demo.leavers import plan_leavers
from core.demo.scene import Scene
from core.demo.story import Story
from core.jobs import service as jobs
from core.storage.database import Database


def founded(story: Story, now: datetime) -> datetime:
    """When the company begins with Offramp: before that, nothing is in its log."""
    scene_less = story.company.founded
    from zoneinfo import ZoneInfo

    place = ZoneInfo(story.company.time_zone)
    return scene_less.at(now.astimezone(place).date(), place)


def make(database: Database, settings: Settings, story: Story, now: datetime) -> Scene:
    """Fill an empty database; ``now``: the moment at which the story ends."""
    scene = Scene(database, settings, story, now)
    with clock.at(founded(story, now)):
        people.found(scene)
    people.plan_changes(scene)
    plan_decisions(scene)
    plan_bridge(scene)
    plan_leavers(scene)
    scene.play()
    with clock.at(now):
        jobs.run_due(database)
    return scene
