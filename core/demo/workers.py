"""Who of the company does a step: its owner, somebody of its group, and a second person."""

from core.actor import Actor, Role
from core.demo.scene import Scene
from core.identity.values import IT
from core.offboarding.values import StepKind, StepView
from core.rights import Action, may


def second_person(scene: Scene) -> Actor:
    """Who approves what others did, and so does nothing else: the first administrator."""
    return next(each for each in scene.actors.values() if each.role is Role.ADMINISTRATOR)


def worker(scene: Scene, step: StepView) -> Actor:
    """Who does this step."""
    if step.kind is StepKind.APPROVAL:
        return second_person(scene)
    owner = (step.owner or IT).casefold()
    for username, actor in scene.actors.items():
        told = {username, actor.name.casefold(), (actor.email or "").casefold()}
        if owner in told and may(actor, Action.CASE_WORK):
            return actor
    return _of_group(scene, owner) or _of_group(scene, IT.casefold()) or second_person(scene)


def _of_group(scene: Scene, group: str) -> Actor | None:
    for person in scene.story.company.people:
        if group in (each.casefold() for each in person.groups):
            return scene.actors[person.username]
    return None
