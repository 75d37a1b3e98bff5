"""The list of checklists: search, what they are for, which are edited."""

from collections.abc import Collection, Iterable

import streamlit as st

from core.catalog import service as catalog
from core.offboarding.values import EDITED, Checklist, Overview, Scope, Way
from core.stack import service as stack
from pages.navigation.header import header
from pages.ui import addresses, words
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Badge, Column, Link, OnPhone, Text, Tone, muted, work_table

SCOPES: dict[Scope, str] = {
    Scope.PERSON: "The person, once",
    Scope.WAY: "Each app run this way",
    Scope.APP: "One app",
}
WAYS: dict[Way, str] = {
    Way.OUTBOUND: "apps that Offramp removes people from over SCIM",
    Way.SCIM: "apps that the identity provider removes people from over SCIM",
    Way.BRIDGE: "apps behind the SCIM bridge",
    Way.MANAGED: "apps that a third party's automation removes people from",
    Way.JIT: "apps with sign-on whose accounts nothing removes",
    Way.MANUAL: "apps that are done by hand",
}
RUN_BY: dict[Way, str] = {
    Way.OUTBOUND: "SCIM from Offramp",
    Way.SCIM: "SCIM from the identity provider",
    Way.BRIDGE: "the SCIM bridge",
    Way.MANAGED: "managed automation",
    Way.JIT: "sign-on",
    Way.MANUAL: "hand",
}
ALL = "Everything"


def draw(found: Overview, *, editor: bool) -> None:
    """Title, filters, table."""
    actions = header(addresses.CHECKLISTS)
    problems(found)
    with database().read() as session:
        apps = stack.app_ids(stack.entries(session, authenticate()))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="App, step, control"
        )
        scope = st.selectbox(
            "For", [ALL, *SCOPES.values()], key="for", bind="query-params", width=200
        )
        ours = bool(apps) and st.checkbox(
            "Only apps of our stack", value=True, key="ours", bind="query-params"
        )
    chosen = list(_chosen(found, text or "", scope, apps if ours else None))
    if not chosen:
        muted("No checklist fits. An app without one gets the steps of the way it is run.")
    else:
        work_table(
            [
                Column("Checklist", wide=True),
                "For",
                Column("Steps", number=True, phone=OnPhone.LEFT_OUT),
                Column("Standing", phone=OnPhone.BESIDE),
            ],
            [_row(one, found) for one in chosen],
            label="Checklists",
        )
    muted(f"{words.count(len(chosen), 'checklist')} of {len(found.checklists.lists)}")
    if editor:
        with actions:
            _write_another(found)


def _write_another(found: Overview) -> None:
    with st.popover("Write one for another app", width="content"):
        with database().read() as session:
            names = {
                app.id: app.name
                for app in catalog.catalog(session, authenticate(), reading())
                if app.id not in found.checklists.lists
            }
        app = st.selectbox(
            "App",
            list(names),
            format_func=names.__getitem__,
            index=None,
            placeholder="Choose an app, or type a part of its name",
            key="another-app",
        )
        if app:
            edit_button(f"Write a checklist for {words.md(names[app])}", app)
        st.caption(
            "Or add a file, which comes with every copy of Offramp: data/checklists/README.md."
        )


def edit_button(label: str, id: str) -> None:
    """Go to the editor of a checklist. No page link: one to the same page forgets its query."""
    st.button(words.md(label), key=f"edit-{id}", on_click=open_editor, args=(id,))


def open_editor(id: str) -> None:
    """Let the address say that this checklist is edited."""
    st.query_params.update(checklist=id, edit="1")


def problems(found: Overview) -> None:
    """What keeps edited checklists from being used, and where to fix it."""
    if found.problems:
        st.error(
            "An edited checklist is invalid: no case can be opened until you fix it or restore the "
            "bundled version."
        )
        for problem in found.problems:
            st.markdown(
                f"- {words.md(problem.file.removesuffix(EDITED))}: {words.md(problem.what)} "
                f"{words.md(problem.do)}"
            )
        for id in sorted({p.file.removesuffix(EDITED) for p in found.problems if EDITED in p.file}):
            edit_button(f"Fix {words.md(id)}", id)


def _chosen(
    found: Overview, text: str, scope: str, apps: Collection[str] | None
) -> Iterable[Checklist]:
    """``apps``: whose checklists are looked at; ``None``: of all."""
    needle = text.casefold().strip()
    for one in sorted(found.checklists.lists.values(), key=_place):
        if scope not in (ALL, SCOPES[one.scope]) or (
            apps is not None and one.app and one.app not in apps
        ):
            continue
        said = (
            part for step in one.steps for part in (step.title, step.do, step.why, *step.controls)
        )
        if needle in "\n".join((one.id, one.title, *said)).casefold():
            yield one


def _place(one: Checklist) -> tuple[int, str]:
    return list(Scope).index(one.scope), one.id


def _row(one: Checklist, found: Overview) -> list[str | Text | Link | Badge]:
    edited = one.id in found.edited
    return [
        Link(one.title, f"checklists?checklist={one.id}"),
        Text(SCOPES[one.scope], muted=True),
        str(len(one.steps)),
        Badge("✎ Edited here", Tone.WARN) if edited else Text("as delivered", muted=True),
    ]
