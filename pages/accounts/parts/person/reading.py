"""Everything that is known of one person, read once for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import (
    AccountRow,
    FindingPage,
    FindingQuery,
    KnownInApp,
    MatchKind,
    PersonView,
    Said,
)
from core.catalog import service as catalog
from core.errors import NotFound
from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery, CaseRow
from core.rights import Action, may
from core.stack import service as stack
from pages.ui.page_context import authenticate, database
from pages.ui.page_context import reading as verdicts_here

ID, NAME = "id", "name"
"""In the link: the person's number, or a name that they are known by."""


@dataclass(frozen=True)
class Whole:
    """One person. ``known``: by app; ``maybe``: accounts of nobody that may be theirs;
    ``unlisted``: apps of ours of which there is no list."""

    view: PersonView
    known: Mapping[str, KnownInApp]
    maybe: Sequence[AccountRow]
    unlisted: Sequence[str]
    app_names: Mapping[str, str]
    said: Mapping[tuple[str, str], Said]
    findings: FindingPage
    cases: Sequence[CaseRow]


def is_asked() -> bool:
    """Whether the link names a person."""
    return bool(st.query_params.get(ID) or st.query_params.get(NAME))


def read(now: datetime) -> Whole:
    """The person whom the link names; raises :class:`NotFound`."""
    who = authenticate()
    with database().read() as session:
        number = _number()
        if number is None:
            number = inventory.find_person(session, who, st.query_params.get(NAME, ""))
        view = inventory.person(session, who, number, now)
        known = inventory.known_in_apps(
            session, who, inventory.names_of_person(session, number), now
        )
        whole = catalog.catalog(session, who, verdicts_here())
        names = {app.id: app.name for app in whole}
        ours = [entry.app for entry in stack.entries(session, who)]
        cases: list[CaseRow] = []
        if view.row.email and may(who, Action.CASE_READ):
            _total, cases = offboarding.cases(session, who, CaseQuery(view.row.email), now)
        return Whole(
            view,
            known,
            inventory.may_be_theirs(session, who, [number]),
            sorted((app for app in ours if app not in known), key=lambda app: names.get(app, app)),
            names,
            {
                (app, key): said
                for app, keys in _confirmed(known).items()
                for key, said in inventory.said_of(session, who, app, keys).items()
            },
            inventory.findings(session, who, FindingQuery(person=number), now),
            [case for case in cases if case.email.casefold() == (view.row.email or "").casefold()],
        )


def _number() -> int | None:
    said = st.query_params.get(ID, "")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 15):
        raise NotFound("There is no such person.", field="person")
    return int(said)


def _confirmed(known: Mapping[str, KnownInApp]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, one in known.items():
        keys = [row.key for row in one.accounts if row.match is MatchKind.CONFIRMED]
        if keys:
            found[app] = keys
    return found
