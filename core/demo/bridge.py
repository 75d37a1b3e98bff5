"""The story's SCIM bridge: connected, read once, and what the identity provider said since."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from core.app.bridge_caller import BridgeCaller
from core.demo.scene import Scene
from core.demo.story import BridgeEvent
from core.errors import Invalid
from core.scim import service as scim
from core.scim.values import Profile, WorkState

FINISHED_AFTER = timedelta(hours=3)


@dataclass
class _Connected:
    scene: Scene
    id: str = ""
    caller: BridgeCaller | None = None
    users: dict[str, str] = field(default_factory=dict)
    """Person → the id that the bridge gave them."""

    def create(self) -> None:
        """An administrator connects the bridge; Okta sends everybody who has the app."""
        told = self.scene.story.bridge
        admin = self.scene.actors[told.created.by]
        with self.scene.database.write() as session:
            view, token = scim.create_bridge(
                session, admin, told.app, profile=Profile.OKTA, baseline=True
            )
        self.id = view.id
        self.caller = BridgeCaller(self.scene.database, view.id, token)
        for person in told.accounts:
            self.add(person)

    def end_baseline(self) -> None:
        """From now on what Okta says is news."""
        admin = self.scene.actors[self.scene.story.bridge.created.by]
        with self.scene.database.write() as session:
            version = scim.get_bridge(session, admin, self.id).version
            scim.change_bridge(session, admin, self.id, version, baseline=False)

    def add(self, person: str) -> None:
        assert self.caller is not None
        address = self.scene.story.company.address(person)
        self.users[person] = self.caller.create_user(person, address)

    def happen(self, event: BridgeEvent) -> None:
        """What Okta said."""
        assert self.caller is not None
        if event.do == "create":
            self.add(event.person)
        elif event.do in ("activate", "deactivate"):
            self.caller.set_active(self.users[event.person], active=event.do == "activate")
        else:
            raise Invalid(f"{event.do!r} is nothing that an IdP says to a bridge.")

    def finish(self, person: str, by: str) -> None:
        """Whoever owns the app has done what was asked for somebody."""
        who = self.scene.actors[by]
        with self.scene.database.write() as session:
            _, events = scim.list_events(session, who, self.id, states=[WorkState.OPEN])
            for event in events:
                if event.person == person:
                    scim.finish_event(session, who, event.id, "Invited; they signed in.")


def plan_bridge(scene: Scene) -> None:
    """Write all of it into the diary."""
    told, bridge = scene.story.bridge, _Connected(scene)
    scene.plan(scene.moment(told.created.at), bridge.create)
    scene.plan(scene.moment(told.baseline_until), bridge.end_baseline)
    for event in told.events:
        at = scene.moment(event.at)
        scene.plan(at, partial(bridge.happen, event))
        if by := told.finished.get(event.person):
            scene.plan(at + FINISHED_AFTER, partial(bridge.finish, event.person, by))
