"""Parts of the notifications page: channels, messages, working hours, background jobs."""

from calendar import day_name
from collections.abc import Sequence

import streamlit as st

from core.jobs import service as jobs
from core.jobs.service import JobState, JobView
from core.notify import service as notify
from core.notify.service import Audience, ChannelView, MessageState, WorkingHours
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Column, Link, Piece, Text, Tone, muted, table

SIZE = 25
SENT = {
    MessageState.WAITING: "◌ waiting",
    MessageState.SENT: "● sent",
    MessageState.FAILED: "✕ failed",
    MessageState.DROPPED: "– dropped",
}
SENT_TONES = {MessageState.SENT: Tone.OK, MessageState.FAILED: Tone.RISK}
DOING_TONES = {JobState.DONE: Tone.OK, JobState.FAILED: Tone.RISK}
DOING = {
    JobState.WAITING: "◌ waiting",
    JobState.HANDED_OVER: "◌ about to run",
    JobState.RUNNING: "◐ running",
    JobState.DONE: "● done",
    JobState.FAILED: "✕ failed",
    JobState.WITHDRAWN: "– withdrawn",
}
KINDS = {
    "step.start": "Start a removal by SCIM",
    "step.finish-wait": "End a waiting step",
    "message.send": "Send a message",
    "reminders": "Look for what is due",
    "overview.observe": "Measure who removes leavers",
    "identity.forget-sessions": "Forget sessions that ended",
    "scim.hand-over-again": "Turn provisioning events into work",
    "jobs.alive": "Show that background work runs",
    "removals.alive": "Show that SCIM removal runs",
    "checkpoints.alive": "Show that audit checkpoints are written",
    "audit forwarding.alive": "Show that the audit log is forwarded",
}


def summary(channels: Sequence[ChannelView], failed: int) -> None:
    """What needs attention, if anything does."""
    broken = [each.name for each in channels if each.enabled and each.failures]
    if broken:
        st.warning(words.md(f"Messages do not arrive through {', '.join(broken)}."))
    if failed:
        st.warning(f"{words.count(failed, 'background job')} failed for good.")


def channels(found: Sequence[ChannelView], manages: bool) -> None:
    """Every channel and whether what goes through it arrives."""
    if not found:
        st.markdown(
            "There is no channel yet, so no one is reminded. Add a shared one, such as a Slack "
            "channel, and one for mail."
        )
        return
    table(
        ["Channel", "For", "State", Column("Last arrived", tight=True), "Last problem"],
        [
            [
                [_name(each, manages), [Text(each.shown_url, muted=True)]],
                [
                    ["several people" if each.audience is Audience.SHARED else "each recipient"],
                    *([["only what is urgent"]] if each.urgent_only else []),
                ],
                _state(each),
                moment(each.last_success_at) if each.last_success_at else "never",
                _problem(each),
            ]
            for each in found
        ],
        label="Channels",
    )


def _name(channel: ChannelView, manages: bool) -> list[Piece]:
    if not manages:
        return [Text(channel.name, strong=True)]
    return [Link(channel.name, f"notifications?channel={channel.id}")]


def _state(channel: ChannelView) -> Badge:
    if not channel.enabled:
        return Badge("– Off")
    if channel.failures:
        return Badge(f"✕ Failing, {channel.failures:,} in a row", Tone.RISK)
    return Badge("● On", Tone.OK)


def _problem(channel: ChannelView) -> list[list[Text]] | str:
    if channel.last_problem is None or channel.last_problem_at is None:
        return "–"
    return [[Text(channel.last_problem)], [Text(moment(channel.last_problem_at), muted=True)]]


def messages() -> None:
    """What was sent, and what was not."""
    state = st.selectbox(
        "State",
        [None, *SENT],
        format_func=lambda each: SENT[each] if each else "all",
        key="message-state",
        width=240,
    )
    states = [state] if state else []
    offset = _offset("message-page")
    with database().read() as session:
        total, found = notify.messages(
            session, authenticate(), states=states, limit=SIZE, offset=offset
        )
    if not found:
        muted("No message in this selection." if states else "Nothing was sent yet.")
        return
    table(
        [Column("Message", wide=True), "Through", "State", Column("Written", tight=True)],
        [
            [
                Text(each.subject, strong=True),
                [[each.channel], *([[Text(each.recipient, muted=True)]] if each.recipient else [])],
                [
                    [Badge(SENT[each.state], SENT_TONES.get(each.state, Tone.NEUTRAL))],
                    *([[Text(each.problem, muted=True)]] if each.problem else []),
                ],
                moment(each.created_at),
            ]
            for each in found
        ],
        label="Messages",
    )
    _pages(total, "message-page")


def hours(manages: bool) -> None:
    """When people work."""
    who = authenticate()
    with database().read() as session:
        now = notify.working_hours(session, who)
    days = ", ".join(day_name[each] for each in sorted(now.weekdays))
    st.write(
        words.md(f"{days}, {now.starts:%H:%M} to {now.ends:%H:%M}, by the clock of {now.zone}.")
    )
    st.caption(
        "Outside these hours only urgent steps are spoken of. The time zone is the organisation's, "
        "on the page Our stack."
    )
    if not manages:
        return
    with st.form(f"hours-{now.version}", border=False):
        with st.container(horizontal=True):
            starts = st.time_input("Work starts", now.starts, step=900, width=160)
            ends = st.time_input("Work ends", now.ends, step=900, width=160)
        chosen = st.pills(
            "Working days",
            range(7),
            selection_mode="multi",
            default=sorted(now.weekdays),
            format_func=lambda day: words.md(day_name[day]),
        )
        if not st.form_submit_button("Save", type="primary"):
            return
    new = WorkingHours(now.zone, starts, ends, frozenset(chosen), now.version)
    attempt(lambda s: notify.set_working_hours(s, who, new), "The working hours are saved.")


@st.fragment(run_every=5)
def background(manages: bool) -> None:
    """What waits, runs, has failed; redrawn every few seconds."""
    state = st.selectbox(
        "State",
        [None, *DOING],
        format_func=lambda each: DOING[each] if each else "all",
        key="job-state",
        width=240,
    )
    states = [state] if state else []
    with database().read() as session:
        found = jobs.jobs(
            session, authenticate(), states=states, limit=SIZE, offset=_offset("job-page")
        )
    total = sum(n for state, n in found.counts.items() if not states or state in states)
    st.write(" · ".join(f"{found.counts.get(s, 0):,} {DOING[s][2:]}" for s in DOING))
    if not found.found:
        muted("No job in this selection.")
        return
    table(
        ["Job", "State", Column("When", tight=True), Column("Failures", number=True), "Problem"],
        [
            [
                [
                    [Text(KINDS.get(each.kind, each.kind), strong=True)],
                    [Text(each.key, muted=True)],
                ],
                Badge(DOING[each.state], DOING_TONES.get(each.state, Tone.NEUTRAL)),
                _when(each),
                str(each.attempts),
                each.problem or "–",
            ]
            for each in found.found
        ],
        label="Background jobs",
    )
    _pages(total, "job-page")
    broken = {each.id: each for each in found.found if each.state is JobState.FAILED}
    if manages and broken:
        _retry(broken)


def _retry(broken: dict[int, JobView]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.selectbox(
            "Failed job",
            list(broken),
            format_func=lambda i: f"{KINDS.get(broken[i].kind, broken[i].kind)}: {broken[i].key}",
            key="job-failed",
        )
        again = st.button("Try again", key="job-retry")
    if again:
        attempt(lambda s: jobs.retry(s, authenticate(), int(which)))


def _when(job: JobView) -> str:
    return moment(job.finished_at or job.next_at, seconds=True)


def _offset(key: str) -> int:
    return (int(st.session_state.get(key, 1)) - 1) * SIZE


def _pages(total: int, key: str) -> None:
    if total > SIZE:
        st.pagination(-(-total // SIZE), key=key)
