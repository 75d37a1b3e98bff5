"""Whose steps they are to be: a box with colleagues and groups, or a name that is typed."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.errors import Invalid
from core.identity import service as identity
from core.identity.values import Standing
from core.offboarding import service as offboarding
from core.offboarding.values import SeenStep, StepView, Together
from pages.offboarding.parts.step import going_on
from pages.ui import words
from pages.ui.page_context import authenticate, database

UNASSIGNED = "Unassigned"


class OwnerBox:
    """The box, drawn where it is made; ``key`` tells it from others on the page."""

    def __init__(self, key: str, owner: str | None = None) -> None:
        who = authenticate()
        with database().read() as session:
            people, groups = identity.colleagues(session, who), identity.groups(session, who)
            mine = identity.handle_of(session, who)
        self.known = identity.owner_choices(people, groups)
        if mine not in {handle for _name, handle in self.known.values()}:
            self.known.setdefault(who.name, (who.name, mine))
        # Whoever has it stands in the list, so that the button never takes it from them unasked.
        names = [*dict.fromkeys([*([owner] if owner else []), *self.known]), UNASSIGNED]
        self.chosen = st.selectbox(
            "Owner",
            names,
            index=0 if owner else None,
            placeholder="Person or group",
            accept_new_options=True,
            key=key,
        )

    def assign(self, session: Session, steps: Sequence[StepView], key: str = "") -> Together:
        """Give the steps to who is chosen. Raises :class:`Invalid` while nobody is."""
        if not self.chosen:
            # A name that is typed counts once it is taken with Enter.
            raise Invalid(
                "Choose a person or a group, or type a name and press Enter.", field="owner"
            )
        typed = None if self.chosen == UNASSIGNED else self.chosen
        owner, handle = self.known.get(typed or "", (typed, ""))
        seen = [SeenStep.of(step) for step in steps]
        return offboarding.assign_steps(session, authenticate(), seen, owner, handle, key=key)


def assigned(done: Together, place: str = going_on.PLACE) -> None:
    """Say whose the steps are now, and what is to be known of an owner who will not see them."""
    first = done.steps[0]
    what = first.title if len(done.steps) == 1 else words.count(len(done.steps), "step")
    whom = f"assigned to {first.owner}" if first.owner else "unassigned"
    going_on.told(
        done,
        f"{what}: {whom}.{_note(first.owner_key or first.owner)}",
        f"{what}: the owner is as before.",
        place,
    )


def _note(owner: str | None) -> str:
    with database().read() as session:
        standing = identity.owners(session).standing(owner) if owner else None
    if standing is Standing.UNKNOWN:
        return " They have no account here and will not see it."
    return " The group has no members yet." if standing is Standing.EMPTY_GROUP else ""
