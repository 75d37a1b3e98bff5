"""The story's first day: accounts, groups, the organisation, its apps; and what changed later."""

from dataclasses import replace
from functools import partial

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.catalog import service as catalog
from core.demo.scene import Scene
from core.demo.story import Change, UsedApp
from core.errors import NotFound
from core.identity import service as identity
from core.identity.values import ALWAYS_THERE
from core.stack import service as stack
from core.stack.values import StackEdit, StackFields


def found(scene: Scene) -> None:
    """Somebody sets Offramp up: everybody's account, who we are, which apps we use."""
    company = scene.story.company
    with scene.database.write() as session:
        maker: Actor = LOCAL_OPERATOR
        for person in company.people:
            address = company.address(person.name)
            account = identity.add(
                session,
                maker,
                username=person.username,
                name=person.name,
                role=person.role,
                email=address,
            )
            actor = Actor(account, person.name, person.role, email=address)
            scene.actors[person.username] = actor
            maker = actor if person.role is Role.ADMINISTRATOR else maker
        for group in company.own_groups:
            if group not in ALWAYS_THERE:
                identity.add_group(session, maker, group)
        for person in company.people:
            for group in person.groups:
                identity.add_member(session, maker, group, person.username)
        now = stack.organisation(session, maker)
        stack.set_organisation(
            session,
            maker,
            replace(
                now,
                name=company.name,
                idps=company.idps,
                currency=company.currency,
                time_zone=company.time_zone,
            ),
        )
        for used in company.apps:
            stack.add(session, maker, used.app, _fields(scene, used))
        for used in company.own_apps:
            app = catalog.add_app(session, maker, used.name)
            stack.add(session, maker, app, _fields(scene, used))


def plan_changes(scene: Scene) -> None:
    """What somebody changed in the stack since."""
    for change in scene.story.company.changes:
        scene.plan(scene.moment(change.at), partial(_change, scene, change))


def _change(scene: Scene, change: Change) -> None:
    actor = scene.actors[change.by]
    with scene.database.write() as session:
        entry = stack.entry(session, actor, change.app)
        if entry is None:
            raise NotFound(f"The story changes {change.app}, which is not in the stack.")
        told = _fields(scene, change)
        new = {name: value for name, value in vars(told).items() if value is not None}
        stack.save(
            session,
            actor,
            [StackEdit(change.app, entry.version, replace(entry.fields, **new), frozenset(new))],
        )


def _fields(scene: Scene, used: UsedApp) -> StackFields:
    return StackFields(
        plan=used.plan,
        seats=used.seats,
        annual_spend=used.spend,
        currency=scene.story.company.currency,
        owner=scene.owner(used.owner),
        renewal=used.renewal.day(scene.today) if used.renewal else None,
        notes=used.notes,
        provisioning_on=used.switched_on,
        provisioning_idp=None if used.switched_on is None else scene.story.company.idps[0],
    )
