"""One checklist, readable: its steps in the order of work, with all that they rest on."""

from collections.abc import Iterable, Sequence

import streamlit as st

from core.offboarding.service import fill, offset_in_words
from core.offboarding.values import (
    EVERY_PHASE,
    NOWHERE,
    CaseKind,
    Checklist,
    Checklists,
    ChecklistVersion,
    EvidenceNeed,
    Phase,
    Scope,
    StepKind,
    StepTemplate,
    Way,
)
from pages.navigation.header import header
from pages.offboarding.parts.checklists.listing import RUN_BY, SCOPES, WAYS, edit_button
from pages.ui import addresses, case_words, words
from pages.ui.dates import moment
from pages.ui.table import Column, Link, escape, table

STEP_KINDS: dict[StepKind, str] = {
    StepKind.MANUAL: "",
    StepKind.SCIM: "automatic, over SCIM",
    StepKind.APPROVAL: "approval by a second person",
    StepKind.WAIT: "waits for a moment",
    StepKind.OFFRAMP_ACCOUNT: "automatic, here",
}
EVERY_KIND = "All kinds"


def missing(id: str, *, editor: bool) -> None:
    """There is no such checklist: say what holds instead, and offer to write one."""
    st.info(
        words.md(
            f"There is no checklist {id!r}. An app without one gets the steps of the way it is run."
        )
    )
    if editor:
        edit_button("Write one for this app", id)


def head(checklist: Checklist, versions: Sequence[ChecklistVersion], *, editor: bool) -> None:
    """What it is for, and whether it is as delivered."""
    header(addresses.CHECKLISTS, title=checklist.title, above=[Link("Checklists", "checklists")])
    newest = versions[0] if versions else None
    standing = "as delivered"
    if newest and newest.text is not None:
        standing = f"✎ edited here, version {newest.number} by {newest.by}, {moment(newest.at)}"
    what = f"For {SCOPES[checklist.scope].lower()}"
    if checklist.way:
        what = f"For {WAYS[checklist.way]}"
    elif checklist.app:
        what = "Added to the general steps; one with the same id replaces a general one"
    count = words.count(len(checklist.steps), "step")
    st.caption(words.md(f"{what} · {count} · {standing} · {checklist.version[:12]}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if checklist.app:
            about = f"What is known of {words.md(checklist.title)}"
            st.page_link(addresses.APP, label=about, query_params={"app": checklist.app})
        if editor:
            edit_button("Edit a copy", checklist.id)


def steps(checklist: Checklist, whole: Checklists) -> None:
    """The steps by phase, for one kind of case or for all."""
    held = [kind for kind in CaseKind if any(kind in step.kinds for step in checklist.steps)]
    chosen = st.selectbox(
        "Kind of case",
        [EVERY_KIND, *(case_words.KINDS[kind] for kind in held)],
        key="kind",
        bind="query-params",
        width=280,
    )
    kind = next((one for one in held if case_words.KINDS[one] == chosen), None)
    for phase in whole.order[kind] if kind else Phase:
        found = [
            step
            for step in checklist.steps
            if step.phase is phase and (kind is None or kind in step.kinds)
        ]
        if found:
            st.subheader(case_words.PHASES[phase], anchor=False)
            drawn = "".join(_step(step, checklist, whole, kind) for step in found)
            st.html(f"<div class='of-steps'>{drawn}</div>")
    used = {id for step in checklist.steps for id in step.controls}
    if used:
        with st.expander("What the controls ask for"):
            table(
                ["Control", Column("In our own words, not the standard's", wide=True)],
                [
                    [f"{control.standard} {control.number}", control.asks]
                    for control in whole.controls.values()
                    if control.id in used
                ],
                label="Controls",
            )


def _step(
    step: StepTemplate, checklist: Checklist, whole: Checklists, kind: CaseKind | None
) -> str:
    """One step as HTML; every text escaped."""
    marks = [
        STEP_KINDS[step.kind],
        _due(step, whole, kind),
        case_words.OWNERS[step.owner],
        case_words.EVIDENCE[step.evidence] if step.evidence is not EvidenceNeed.NONE else "",
        "takes access away" if step.removes_access else "",
        "urgent" if step.urgent else "",
    ]
    lines = [
        f"<h4>{escape(_said(step.title, checklist))}</h4>",
        f"<p class='of-muted'>{escape(' · '.join(mark for mark in marks if mark))}</p>",
        f"<p>{escape(_said(step.do, checklist))}</p>",
        f"<p class='of-muted'>Why: {escape(_said(step.why, checklist))}</p>",
    ]
    if step.after:
        names = "; ".join(_after(name, checklist, whole) for name in step.after)
        lines.append(f"<p class='of-muted'>After: {escape(names)}</p>")
    if kind is None and len(step.kinds) < len(CaseKind):
        named = ", ".join(case_words.KINDS[one].lower() for one in CaseKind if one in step.kinds)
        lines.append(f"<p class='of-muted'>In: {escape(named)}</p>")
    if len(step.ways) < len(Way):
        named = ", ".join(RUN_BY[one] for one in Way if one in step.ways)
        lines.append(f"<p class='of-muted'>Where the app is run by {escape(named)}</p>")
    if step.controls:
        lines.append(f"<p class='of-muted'>Serves: {'; '.join(_controls(step, whole))}</p>")
    if step.sources:
        links = ", ".join(
            f"<a href='{escape(url)}' target='_blank' rel='noopener noreferrer'>{escape(title)}</a>"
            for title, url in step.sources
        )
        lines.append(f"<p class='of-muted'>Sources: {links}</p>")
    return f"<article>{''.join(lines)}</article>"


def _due(step: StepTemplate, whole: Checklists, kind: CaseKind | None) -> str:
    if kind is not None:
        own = step.due.get(kind, step.due.get(None))
        return f"due {offset_in_words(own or whole.order[kind][step.phase].due)}"
    if not step.due:
        return "due with its phase"
    return "due " + ", ".join(
        f"{offset_in_words(offset)} ({case_words.KINDS[one].lower() if one else 'otherwise'})"
        if len(step.due) > 1
        else offset_in_words(offset)
        for one, offset in step.due.items()
    )


def _after(name: str, checklist: Checklist, whole: Checklists) -> str:
    """A name in ``after`` as the title of what it names."""
    if name in EVERY_PHASE:
        return f"every step of “{case_words.PHASES[EVERY_PHASE[name]]}” in the case"
    home, _, step_id = name.rpartition("/")
    places = [whole.lists[home]] if home in whole.lists else [checklist]
    if checklist.scope is Scope.APP:
        places += [one for one in whole.lists.values() if one.scope is Scope.WAY]
    for place in places:
        for step in place.steps:
            if step.id == step_id:
                return _said(step.title, checklist)
    return name


def _controls(step: StepTemplate, whole: Checklists) -> Iterable[str]:
    by_standard: dict[str, list[str]] = {}
    for id in step.controls:
        control = whole.controls[id]
        by_standard.setdefault(control.standard, []).append(
            f"<span title='{escape(control.asks)}'>{escape(control.number)}</span>"
        )
    return (f"{escape(name)} {', '.join(found)}" for name, found in by_standard.items())


def _said(text: str, checklist: Checklist) -> str:
    """A text with its placeholders as words: a case puts names there."""
    named = {
        "person": "the leaver",
        "app": checklist.title if checklist.app else "the app",
        "idp": "the identity provider",
        "hand_over_to": "the person who takes over",
    }
    named |= NOWHERE.words(named["app"])
    said = fill(text, named)
    return said[:1].upper() + said[1:]
