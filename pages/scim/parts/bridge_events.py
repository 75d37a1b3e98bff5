"""What the IdP did and what became of it: the list, and one event in a dialog."""

from datetime import UTC, datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import EventWork, StepPlace
from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import BridgeView, EventView, WorkState
from pages.scim.parts.bridge_words import STATES, WHAT, owner, state
from pages.ui import case_words, words
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    Piece,
    Text,
    Tone,
    line,
    muted,
    plain,
    table,
)
from pages.ui.view_choice import user_search, view_choice

PAGE = 25
_KEY = "event"
LIVE = (WorkState.OPEN, WorkState.PENDING)
VIEWS: dict[str, tuple[WorkState, ...]] = {
    "open": (*LIVE, WorkState.HELD),
    "finished": (WorkState.DONE, WorkState.CANCELLED),
    "all": (),
}


def events(bridge: BridgeView, now: datetime) -> None:
    """The newest first; open work where there is some."""
    if bridge.last_event_at is None:
        st.markdown(
            "The IdP has not sent anyone yet. Enter the URL and a token there (tab Set-up), test "
            "the connection, and assign people: each becomes a line here."
        )
        return
    names = {"open": f"Open {bridge.open_work:,}", "finished": "Done or cancelled", "all": "All"}
    with st.container(horizontal=True, vertical_alignment="center"):
        view = view_choice(names, "open" if bridge.open_work else "all", key="events")
        search = user_search("who")
    key = f"events-page-{bridge.id}-{view}-{search}"
    page = int(st.session_state.get(key, 1))
    with database().read() as session:
        who = authenticate()
        total, found = scim.list_events(
            session, who, bridge.id, states=VIEWS[view], search=search, limit=PAGE,
            offset=(page - 1) * PAGE,
        )  # fmt: skip
        shown = offboarding.with_steps(session, who, found)
    if not total:
        muted("Nothing is open." if view == "open" and not search else "No event matches.")
        return
    table(
        ["Person", "Event", Column("Work", wide=True), "State", Column("Due", tight=True)],
        [_event(bridge.id, each, now) for each in shown],
        label="Events",
    )
    if total > PAGE:
        st.pagination(-(-total // PAGE), key=key)
    st.caption(words.count(total, "event"))


def requests(now: datetime) -> None:
    """Accounts and roles that identity providers asked for and nobody has given, of all apps."""
    with database().read() as session:
        who = authenticate()
        total = scim.open_requests(session, who)
        pages = -(-total // PAGE)
        page = min(int(st.session_state.get("requests-page", 1)), max(pages, 1))
        listed = scim.list_requests(session, who, limit=PAGE, offset=(page - 1) * PAGE)
        found = offboarding.with_steps(session, who, listed)
    line(
        [
            words.count(total, "account or role", "accounts or roles") + " asked for",
            Link("All bridges", "bridge"),
        ]
    )
    if found:
        table(
            ["Person", "Event", Column("Work", wide=True), "State", Column("Due", tight=True)],
            [_event(each.event.bridge_id, each, now) for each in found],
            label="Asked for",
        )
    if pages > 1:
        st.pagination(pages, key="requests-page")


def _event(bridge: str, each: EventWork, now: datetime) -> list[Content]:
    event = each.event
    what = WHAT[event.kind] + (f": {event.group}" if event.group else "")
    title = event.title if event.work else "none"
    work: list[list[str | Text | Link]] = [
        [Link(title, f"bridge?connection={bridge}&event={event.id}")]
    ]
    if note := _note(event):
        work.append([Text(note, muted=True)])
    if each.step is not None:
        work.append([_in_case(each.step)])
    due: Content = "–"
    if event.due_at:
        late = event.state in LIVE and event.due_at < now
        told = case_words.distance(event.due_at, now) if event.state in LIVE else ""
        soon: Piece = Badge(told, Tone.RISK) if late else told
        due = [*([[soon]] if told else [])]
        due = [*due, [Text(moment(event.due_at), muted=True)]]
    return [
        [[Text(event.person, strong=True)], [Text(event.email or event.user_name, muted=True)]],
        [[what], [Text(moment(event.at), muted=True)]],
        work,
        state(event.state),
        due,
    ]


def _in_case(step: StepPlace) -> Link:
    return Link(f"Step of {step.number}", f"case?case={step.case}&step={step.step}", muted=True)


def _note(event: EventView) -> str:
    """What was noted; a case that says of itself that it has the work is shown as a link."""
    return event.note or ""


def open_asked(bridge: BridgeView) -> None:
    """Open the dialog of the event that the link names."""
    asked = st.query_params.get(_KEY, "")
    if not asked.isdecimal() or len(asked) > 15:
        return
    with database().read() as session:
        who = authenticate()
        event = scim.get_event(session, who, int(asked))
        [found] = offboarding.with_steps(session, who, [event])
    if event.bridge_id == bridge.id:
        title = event.title if event.work else f"{event.person}: {WHAT[event.kind]}"
        st.dialog(words.md(title), width="medium", on_dismiss=_forget)(_draw)(bridge, found)


def _forget(_done: object = None) -> None:
    st.query_params.pop(_KEY, None)


def _draw(bridge: BridgeView, found: EventWork) -> None:
    event, step = found.event, found.step
    now = datetime.now(UTC)
    facts = [STATES[event.state], bridge.app_name, event.person, event.email or event.user_name]
    muted(" · ".join(dict.fromkeys(facts)))
    what = WHAT[event.kind] + (f" ({event.group})" if event.group else "")
    st.caption(words.md(f"Event {event.id}: the IdP said “{what}”, {moment(event.at)}"))
    if event.state in LIVE and event.due_at:
        asked = f", for {owner(event.owner)}" if event.owner else ""
        st.caption(words.md(case_words.due(event.due_at, now) + asked))
    if note := _note(event):
        plain(f"“{note}”")
    if step is not None:
        href = f"case?case={step.case}&step={step.step}"
        told: list[Piece] = [f"Step of case {step.number}", Link(step.title, href)]
        line([*told, case_words.STATES[step.status]])
    if event.state is WorkState.HELD:
        st.info("The person leaves, or left just now. A step of their case decides about this.")
    if event.state is WorkState.PENDING:
        _hand_over()
    if event.state not in LIVE or not (event.reference or "").startswith("event:"):
        return
    st.markdown("\n".join(f"- {words.md(item)}" for item in event.checklist))
    if may(authenticate(), Action.SCIM_WORK):
        _finish(event)


def _hand_over() -> None:
    st.warning("No case has this task yet.")
    if may(authenticate(), Action.SCIM_WORK) and st.button("Try again"):
        attempt(lambda s: scim.retry_pending(s, authenticate()), "Tried again.", then=_forget)


def _finish(event: EventView) -> None:
    with st.form(f"finish-event-{event.id}", border=False):
        note = st.text_area("What was done, and what shows it", max_chars=2000, height=80)
        if not st.form_submit_button("Done", type="primary"):
            return
    attempt(
        lambda s: scim.finish_event(s, authenticate(), event.id, note),
        f"{event.title}: done. The person's SCIM record says so from now on.",
        then=_forget,
    )
