"""The lines of a case's list as markup: an app with how far it is, and a step under it."""

from collections.abc import Mapping
from datetime import datetime

from core.offboarding import service as offboarding
from core.offboarding.service import length
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    CaseView,
    PhaseState,
    StepGroup,
    StepStatus,
    StepView,
    WorkItem,
    WorkOnCase,
    WorkView,
)
from core.stack.values import Route
from pages.offboarding.parts.step.going_on import Case
from pages.ui import case_words, words
from pages.ui.apps import route_words
from pages.ui.dates import weekday
from pages.ui.table import Badge, Link, Text, Tone, as_piece, escape

MARKS: Mapping[PhaseState, str] = {
    PhaseState.NONE: "–",
    PhaseState.TO_DO: "○",
    PhaseState.PART: "◐",
    PhaseState.BLOCKED: "▲",
    PhaseState.DONE: "●",
}
RETURNED = Badge("▲ Returned", Tone.RISK, "The account was removed, and is in use again")
_STATES = {PhaseState.NONE: "no steps", PhaseState.PART: "in part"}


def head(status: CaseStatus) -> str:
    """The names of the columns; those of a case that has ended look back."""
    who, following, when = "Who removes", "Next", "Due"
    if status is not CaseStatus.OPEN:
        who, following, when = "Who removed", "Access", ""
    return (
        f"<div class='of-group of-group-head' aria-hidden='true'><span>{who}</span>"
        "<span class='of-marks'><span>Hand over</span><span>Remove</span><span>Check</span>"
        f"<span>After</span></span><span>{following}</span><span class='of-due'>{when}</span></div>"
    )


def name(group: StepGroup) -> str:
    """The app, or what the person's own steps are."""
    return group.name or offboarding.own_name(group.steps)


def group_line(
    group: StepGroup,
    route: Route | None,
    idps: Mapping[str, str],
    now: datetime,
    case: Case,
    account: str = "",
    *,
    is_back: bool = False,
) -> str:
    """Route, a mark for each phase, how many are finished, what is next, when something is due; of
    what is finished when access went, where the viewer sees the moment of the case. Of a case that
    has ended, who did remove it: the route is today's. ``account``: what it is called there;
    ``is_back``: it is in use although it was removed."""
    way = escape(route_words.label(route, idps)) if route else ""
    if case.status is not CaseStatus.OPEN:
        way = escape(_who_removed(group))
    marks = "".join(
        f"<span role='img' aria-label='{escape(_said(phase.phase, phase.state))}' "
        f"title='{escape(_said(phase.phase, phase.state))}'>{MARKS[phase.state]}</span>"
        for phase in group.phases
    )
    progress = group.progress
    following = escape(progress.next.title if progress.next else _stands(group))
    due = _due(progress.next_due, now, case.zone)
    if progress.total and not progress.left and isinstance(case, CaseView):
        following, due = _gone(group, case, now)
    if account and progress.left:
        way = f"{way} {as_piece(Text(account, muted=True, help='The account, as the list has it'))}"
    return (
        f"<div class='of-group'><span class='of-way'>{way}</span>"
        f"<span class='of-marks'>{marks}</span>"
        f"<span class='of-next'><span class='of-then'>"
        f"<span class='of-count'>{progress.finished}/{progress.total}</span> "
        f"<span class='of-what'>{following}</span></span>"
        f"{as_piece(RETURNED) if is_back else _proven(group, case, now)}</span>"
        f"<span class='of-due'>{due}</span></div>"
    )


def step_line(step: StepView, now: datetime, zone: str, names: Mapping[str, str]) -> str:
    """What is to be known of a step beside its title: state, owner, deadline."""
    if step.status not in UNFINISHED:
        return f"<div class='of-step of-finished'>{_finished(step, now, zone)}</div>"
    state, more = "", ""
    if step.state != "open":
        said = case_words.STATES[step.state]
        more = _waits(step) if step.is_waiting else step.reason or ""
        tone = case_words.TONES.get(step.state, Tone.NEUTRAL)
        state = as_piece(Badge(said, tone)) + (f" {escape(more)}" if more else "")
    elif step.is_early:
        state = as_piece(Badge(case_words.EARLY))
    is_marked = step.urgent and not step.is_overdue(now)  # what is overdue is marked as that
    mark = f"{as_piece(Badge('Urgent', Tone.WARN))} " if is_marked else ""
    return (
        f"<div class='of-step'><span class='of-state' title='{escape(more)}'>{mark}{state}</span>"
        f"<span class='of-owner'>{as_piece(case_words.owner(step.owner, names))}</span>"
        f"<span class='of-due'>{_due(step.due, now, zone)}</span></div>"
    )


def person_line(person: WorkOnCase) -> str:
    """Whose steps follow in a list of work: the case, and of all its steps there, however pages
    are cut, how many can be worked now, wait, are late or have no owner."""
    facts = [words.count(len(person.items), "step")]
    facts += ["case closed"] if person.items[0].is_after_the_end else []
    facts += [f"{person.ready} now"] if person.ready and person.waiting else []
    facts += [f"{person.waiting} waiting"] if person.waiting else []
    facts += [f"{person.unassigned} unassigned"] if person.unassigned else []
    urgent = sum(item.urgent for item in person.items)
    facts += [f"{urgent} urgent"] if urgent else []
    late = f" {as_piece(Badge(f'▲ {person.overdue} overdue', Tone.RISK))}" if person.overdue else ""
    link = as_piece(Link(person.person, f"case?case={person.case}"))
    return (
        f"<div class='of-person'><h3>{link}</h3><span class='of-muted'>"
        f"{escape(' · '.join([case_words.KINDS[person.kind], *facts]))}</span>{late}</div>"
    )


def work_line(item: WorkItem, view: WorkView, now: datetime, names: Mapping[str, str]) -> str:
    """A step in a list of work: its title leads to it, and from there on in the list."""
    state = "waiting" if item.is_waiting else str(item.status)
    mark = "" if state == "open" else as_piece(Badge(case_words.STATES[state]))
    if state == "open" and item.is_early:
        mark = as_piece(Badge(case_words.EARLY))
    where = item.app_name or item.place or ""
    link = Link(item.title, f"case?case={item.case}&step={item.step}&list={view}")
    return (
        f"<div class='of-step of-work'><span class='of-title'>"
        f"{as_piece(link)}</span>"
        f"<span class='of-state'>{escape(where)} {mark}</span>"
        f"<span class='of-owner'>{as_piece(case_words.owner(item.owner, names))}</span>"
        f"<span class='of-due'>{_due(item.due, now)}</span></div>"
    )


# -- parts --------------------------------------------------------------------


def _said(phase: object, state: PhaseState) -> str:
    return f"{case_words.PHASES[phase]}: {_STATES.get(state, state)}"  # type: ignore[index]


def _proven(group: StepGroup, case: Case, now: datetime) -> str:
    """That a list or a reading shows the account gone, where nothing there is left to remove."""
    proven = [one.proven for one in group.steps if one.proven is not None]
    removing = [one for one in group.steps if one.removes_access]
    if not proven or any(one.status in UNFINISHED for one in removing):
        return ""
    title = case_words.proven(proven[-1], case.zone, now)
    return f" {as_piece(Badge('● Proven', Tone.OK, title))}"


def _stands(group: StepGroup) -> str:
    """Why nothing is next."""
    if not group.progress.total:
        return "Cancelled"
    if not group.progress.left:
        return "Finished"
    return "Waits for other steps" if group.progress.waiting else ""


def _who_removed(group: StepGroup) -> str:
    """Who took access away, each once; empty where nobody had to."""
    done = [one for one in group.steps if one.removes_access and one.status is StepStatus.DONE]
    return ", ".join(dict.fromkeys(one.finished_by for one in done if one.finished_by))


def _gone(group: StepGroup, case: CaseView, now: datetime) -> tuple[str, str]:
    """When the access of a finished group went, and how long after it was to end; as markup."""
    of = offboarding.removal_of(group.steps)
    took = of.last_after(case.effective)
    if not of.total:
        return "Finished", ""
    late = of.excused_after(case.effective)
    if late and case.status is not CaseStatus.CANCELLED:
        title = f"No removal: {late[0].reason or 'no reason given'}"
        after = Badge(f"{length(late[0].at - case.effective)} after", Tone.WARN, title)
        return "Removal not applicable", as_piece(after)
    if of.last_at is None or took is None:
        return "Removal not applicable", ""
    at, here = (
        say(of.last_at, case.zone, now) for say in (case_words.short_on_clock, case_words.here_too)
    )
    said = as_piece(Text(f"Removed {at}", help=here))
    if case.status is CaseStatus.CANCELLED:
        return said, ""
    if not took:
        return said, as_piece(Text("in time", muted=True))
    title = "Access ended so long after it was to end"
    return said, as_piece(Badge(f"{length(took)} after", Tone.WARN, title))


def _due(at: datetime | None, now: datetime, zone: str | None = None) -> str:
    """How far it is, the moment behind it; late in words and in the colour of risk. ``zone``: of
    the case, where the list is of one."""
    if at is None:
        return ""
    said = case_words.in_short(at, now)
    title = case_words.on_clock(at, zone, now) if zone else weekday(at, now)
    if at <= now:
        return as_piece(Badge(said, Tone.RISK, title))
    return as_piece(Text(said, help=title))


def _waits(step: StepView) -> str:
    """For what it waits: two by name."""
    more = f" and {len(step.waits_for) - 2} more" if len(step.waits_for) > 2 else ""
    return f"for {', '.join(step.waits_for[:2])}{more}"


def _finished(step: StepView, now: datetime, zone: str) -> str:
    said = [as_piece(case_words.badge(step, now))]
    if step.proven is not None:
        said.append(as_piece(Badge("Proven", Tone.OK, case_words.proven(step.proven, zone, now))))
    if step.status is not StepStatus.CANCELLED and step.finished_at:
        when = f"{step.finished_by}, {case_words.on_clock(step.finished_at, zone, now)}"
        said.append(escape(when))
        if step.is_late(now):
            said.append(escape(case_words.step_distance(step, now)))
    if step.evidence:
        said.append(
            escape(
                f"{len(step.evidence)} pieces of evidence"
                if len(step.evidence) > 1
                else "1 piece of evidence"
            )
        )
    if step.reason:
        said.append(escape(step.reason))
    return " · ".join(said)
