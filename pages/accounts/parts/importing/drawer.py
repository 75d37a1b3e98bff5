"""Import a list: give it, see what was understood and what it would do, take it or leave it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import (
    ColumnsChanged,
    Delivery,
    How,
    ImportResult,
    Refused,
    Subject,
)
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import ListOutcome
from core.stack import service as stack
from pages.accounts.parts import links
from pages.accounts.parts.importing import (
    app_field,
    as_of,
    columns,
    field,
    outcomes,
    preview,
    rehearsal,
)
from pages.accounts.parts.importing.app_field import APP
from pages.accounts.parts.importing.field import Given
from pages.navigation import drawer
from pages.ui import words
from pages.ui.errors import show
from pages.ui.notices import Said, Waiting, attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Link

DO, IMPORT = "do", "import"
"""In the link: what is open."""
PEOPLE = "people"
"""In the link, in place of an app: people are imported."""
WIDTH = 760
_TRIED = "deliver-tried"


def is_asked() -> bool:
    """Whether the link opens it."""
    return drawer.asked(DO) == IMPORT


def ask(app: str = "") -> None:
    """In a callback: open it, of an app."""
    st.query_params[DO] = IMPORT
    if app:
        st.query_params[APP] = app


def open_people() -> None:
    """The drawer for a list of people."""
    _open("Import a list of people", lambda: _draw(Subject.PEOPLE))


def open_accounts() -> None:
    """The drawer for the list of an app's accounts."""
    _open("Import an app's accounts", lambda: _draw(Subject.ACCOUNTS))


def open_any() -> None:
    """The drawer for either; the link says which comes first."""
    _open("Import a list", lambda: _draw(_subject()))


def _subject() -> Subject:
    is_people = st.query_params.get(APP) == PEOPLE
    chosen = st.segmented_control(
        "A list of",
        list(_SUBJECTS),
        default=Subject.PEOPLE if is_people else Subject.ACCOUNTS,
        required=True,
        format_func=_SUBJECTS.__getitem__,
        key="deliver-subject",
    )
    return Subject(chosen or Subject.ACCOUNTS)


_SUBJECTS = {Subject.ACCOUNTS: "An app's accounts", Subject.PEOPLE: "People"}


def _open(title: str, draw: Callable[[], None]) -> None:
    opened = st.dialog(words.md(title), width=WIDTH, position="right", on_dismiss=_close)
    opened(draw)()


def _close() -> None:
    drawer.close(DO, APP)
    field.forget()
    columns.forget()
    app_field.forget()
    st.session_state.pop(_TRIED, None)


def _draw(subject: Subject) -> None:
    room = st.container()
    given = field.given(subject)
    app: str | None = None
    if given is None:
        if subject is Subject.ACCOUNTS:
            with room:
                app_field.what_to_click(app_field.draw(None))
        st.caption(_HELP[subject])
        return
    if subject is Subject.ACCOUNTS:
        app_field.choose_by_name(given)
    said = columns.said(given)
    remembered = _remembered(subject) if said is None else None
    delivery = field.read(given, subject, said, remembered)
    if subject is Subject.ACCOUNTS:
        with room:
            app = app_field.draw(delivery if isinstance(delivery, Delivery) else None)
    if isinstance(delivery, OfframpError):
        show(delivery)
        return
    preview.recognised(delivery)
    columns.draw(given, delivery)
    if delivery.errors:
        preview.wrong(delivery.errors)
        return
    if delivery.needed:
        return
    if subject is Subject.ACCOUNTS and app is None:
        st.info("Choose the app that this list is of.")
        return
    _take(subject, app, given, delivery)


_HELP = {
    Subject.ACCOUNTS: (
        "Export the list of members or users in the app and give it as it is: Slack, Google "
        "Workspace, Entra ID, Okta, GitHub, Atlassian, Zoom, Salesforce and Microsoft 365 are "
        "recognised, and any other table by its columns. Nothing is stored until you import it."
    ),
    Subject.PEOPLE: (
        "Export your people from BambooHR, Personio, HiBob, Workday, Rippling, Okta, Entra ID, "
        "Google Workspace or JumpCloud, or give any other table. Nothing is stored until you "
        "import it."
    ),
}


def _remembered(subject: Subject) -> dict[str, str] | None:
    app = app_field.known()
    if subject is Subject.ACCOUNTS and not app:
        return None
    with database().read() as session:
        return inventory.remembered_mapping(session, authenticate(), subject, app, None)


def _take(subject: Subject, app: str | None, given: Given, delivery: Delivery) -> None:
    how = _how(given, delivery)
    if how is None:
        return
    try:
        result, follows = _trial(subject, app, delivery, how)
    except ColumnsChanged as error:
        st.error(words.md(error.message))
        _new_columns(given)
        return
    except Refused as error:
        preview.wrong(error.result.errors)
        return
    except OfframpError as error:
        # What is wrong with the file has a hint for the command line; here its fields are in sight.
        if error.field == "file":
            st.error(words.md(error.message))
        else:
            show(error)
        return
    if how.new_columns:
        _new_columns(given)  # what is not drawn is forgotten, and the button's run would ask again
    preview.follows(follows)
    preview.outcome(result, subject)
    changes = result.changes
    if changes is not None and (changes.changed or changes.gone or result.new < result.rows):
        preview.changes(changes, subject)
    else:
        preview.first_rows(delivery)
    if not as_of.is_meant(given, result.doubts):
        return
    joins = app is not None and app_field.joins_stack(app)
    verb = "Keep" if result.is_older else "Hold" if result.held else "Import"
    label = f"{verb} {preview.noun(subject, result.rows)} as of {as_of.called(how.as_of)}"
    with st.container(key="step-foot-import"):  # in sight, however long what is above it
        pressed = st.button(words.md(label), type="primary", key="deliver-take")
    if pressed:
        attempt(
            lambda session: (
                _take_in(session, subject, app, delivery, how, joins=joins),
                offboarding.outcomes_of_lists(session, authenticate()),
            ),
            lambda done: _told(_done(done[0], subject, joins=joins), *done),
            then=lambda _: _close(),
        )


def _how(given: Given, delivery: Delivery) -> How | None:
    """What of it only people know: whether it is whole, and of when; ``None``: not said yet."""
    whole, day = st.columns(2)
    lists = ["Everyone", "A part"]
    with whole:
        extent = st.segmented_control(
            "It lists",
            lists,
            default=lists[1] if delivery.complete is False else lists[0],
            required=True,
            key=f"deliver-extent-{given.id}",
            help="Only a complete list says who has no account. A part never takes anyone away.",
        )
    with day:
        at, is_said = as_of.ask(given, delivery)
    if not is_said:
        return None
    return How(
        complete=extent == lists[0],
        as_of=at,
        file=given.name,
        is_now=True,  # what speaks against it is shown, and asked, before it can be imported
        new_columns=bool(st.session_state.get(_new_columns_key(given))),
    )


def _new_columns(given: Given) -> None:
    st.checkbox("The new columns are meant", key=_new_columns_key(given))


def _new_columns_key(given: Given) -> str:
    return f"deliver-new-columns-{given.id}"


def _trial(
    subject: Subject, app: str | None, delivery: Delivery, how: How
) -> tuple[ImportResult, Sequence[ListOutcome] | None]:
    """What it would do, to cases too, asked once for the same list and answers."""
    asked = (delivery.sha256, tuple(sorted(delivery.mapping.items())), app, how)
    kept = st.session_state.get(_TRIED)
    if kept is None or kept[0] != asked:
        with database().read() as session:
            found = _import(session, subject, app, delivery, replace(how, trial=True))
        kept = st.session_state[_TRIED] = (asked, found, _follows(found, app, delivery, how))
    return kept[1], kept[2]


def _follows(
    result: ImportResult, app: str | None, delivery: Delivery, how: How
) -> Sequence[ListOutcome] | None:
    """What would follow for cases: of a list that would be taken."""
    if app is None or not result.counts:
        return ()
    return rehearsal.follows(
        result.rows, lambda session: _import(session, Subject.ACCOUNTS, app, delivery, how)
    )


def _take_in(
    session: Session,
    subject: Subject,
    app: str | None,
    delivery: Delivery,
    how: How,
    *,
    joins: bool,
) -> ImportResult:
    result = _import(session, subject, app, delivery, how)
    if joins and app:
        stack.add(session, authenticate(), app)
    return result


def _import(
    session: Session, subject: Subject, app: str | None, delivery: Delivery, how: How
) -> ImportResult:
    if subject is Subject.PEOPLE:
        return inventory.import_people(session, authenticate(), delivery, how)
    return inventory.import_accounts(session, authenticate(), app or "", delivery, how)


def _told(said: str | Waiting, of: ImportResult, found: Sequence[ListOutcome]) -> Said:
    """And what the list did to cases and shows; from one that waits nothing follows yet."""
    if isinstance(said, Waiting):
        return said
    shows = outcomes.with_findings(said, of.app) if of.app and of.counts else said
    return outcomes.told(shows, found)


def _done(result: ImportResult, subject: Subject, *, joins: bool = False) -> str | Waiting:
    """What was imported, for the page behind the drawer."""
    rows = preview.noun(subject, result.rows)
    if result.same_as is not None:
        return f"{result.feed}: this very list was imported before, nothing changed."
    if result.is_older:
        return f"{result.feed}: {rows} kept. A newer list is known: nothing follows from this one."
    if result.held:
        return Waiting(
            f"{result.feed}: {rows} held. Nothing follows from it until someone accepts it.",
            Link("Accept or discard it", links.to("feeds", show="attention")),
        )
    told = [f"{result.new:,} new", f"{result.changed:,} changed", f"{result.gone:,} gone"]
    if subject is Subject.ACCOUNTS:
        told.append(f"{result.no_ones:,} no one's")
    added = " Added to our stack." if joins else ""
    return f"{result.feed}: {rows} imported. {', '.join(told)}.{added}"
