"""Read what catalogue and stack know about the app of a scenario. The door checks the right."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from core.actor import Actor
from core.catalog import service as catalog
from core.catalog.values import AppEntry, Reading
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.published import PublishedFigure
from core.scim import service as scim
from core.stack import service as stack
from core.stack.values import StackEntry


def facts_of_app(session: Session, actor: Actor, reading: Reading, app: str) -> AppFacts:
    """Plans, published figures and our stack's entry; raises :class:`NotFound`."""
    entry = catalog.find_app(session, actor, reading, app)
    published = _published(session, actor, [entry.id])
    ours, figures = stack.entry(session, actor, entry.id), published.get(entry.id, ())
    return _facts(entry, ours, figures, scim.served_apps(session, actor).connections)


def facts_of_stack(
    session: Session, actor: Actor, reading: Reading
) -> list[tuple[StackEntry, AppFacts]]:
    """The same for every app of the stack, in as few reads."""
    whole = catalog.catalog(session, actor, reading)
    entries = stack.entries(session, actor)
    published = _published(session, actor, [entry.app for entry in entries])
    connected = scim.served_apps(session, actor).connections
    return [
        (entry, _facts(whole.apps[entry.app], entry, published.get(entry.app, ()), connected))
        for entry in entries
    ]


def _published(
    session: Session, actor: Actor, apps: Collection[str]
) -> Mapping[str, Sequence[PublishedFigure]]:
    found: dict[str, list[PublishedFigure]] = {}
    for row, source in catalog.benchmarks(session, actor, apps):
        figure = PublishedFigure(
            employees=row.employees,
            unused_licences=row.unused_licences,
            it_hours=row.it_hours,
            orphaned_accounts=row.orphaned_accounts,
            source=f"{source.publisher}, {row.basis}"
            + (", taken over from sibling pages" if row.inferred else ""),
            url=source.url,
        )
        found.setdefault(row.app_id, []).append(figure)
    return found


def _facts(
    app: AppEntry,
    entry: StackEntry | None,
    published: Sequence[PublishedFigure],
    connected: Collection[str],
) -> AppFacts:
    facts = AppFacts(
        name=app.name,
        app=app,
        published=tuple(published),
        has_connection=app.id in connected,
    )
    if entry is None:
        return facts
    return replace(
        facts,
        in_stack=True,
        stack_plan=entry.fields.plan,
        stack_seats=entry.fields.seats,
        spend=stack.spend_of(app, entry),
        quote=stack.quote_of(app, entry),
    )
