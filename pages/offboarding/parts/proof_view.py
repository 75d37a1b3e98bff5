"""Parts of the proof page: what is asked, the figures, the lists behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.service import (
    counted,
    length,
    local,
    proof_answer,
    proof_drawn,
    proof_method,
    proof_removed,
    unbroken,
)
from core.offboarding.service import proof_figures as figures_of
from core.offboarding.values import (
    LEAVER_KINDS,
    PROOF_KINDS,
    CaseKind,
    CaseStatus,
    Leaver,
    Period,
    Proof,
    StepNote,
)
from pages.offboarding.parts import late_removals_view
from pages.ui import case_words, words
from pages.ui.table import (
    Column,
    Content,
    Link,
    OnPhone,
    Piece,
    Text,
    as_piece,
    escape,
    line,
    muted,
    work_table,
)
from pages.ui.view_choice import view_choice

SHOWN = 50
"""So many leavers, late steps and exceptions are drawn; the workbook has them all."""

SHOW = "show"
"""Which list is shown; a part of the link."""
NAMED = "proof-period"


@dataclass(frozen=True)
class Asked:
    """What the page was asked for."""

    period: Period
    kinds: tuple[CaseKind, ...]
    sample: int
    seed: str


def filters(zone: str, today: date) -> Asked | None:
    """Period, kinds and sample; every one is part of the link. ``None``: something is missing."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="proof-filters"):
        named = st.container(width="content")
        first = _day("From", "from", date(today.year, 1, 1))
        last = _day("To (included)", "to", today)
        with st.popover("Auditor's sample"):
            sample = st.number_input(
                "Cases to draw", 0, 500, 25, key="sample", bind="query-params", width=160
            )
            seed = st.text_input(
                "Chosen with",
                key="seed",
                bind="query-params",
                placeholder="the period",
                help="The same word gives the same cases, for everyone.",
            )
    names = {str(kind): case_words.KINDS[kind] for kind in PROOF_KINDS}
    chosen = st.pills(
        "Kinds",
        list(names),
        label_visibility="collapsed",
        selection_mode="multi",
        default=[str(kind) for kind in LEAVER_KINDS],
        format_func=lambda each: words.md(names[each]),
        key="kinds",
        bind="query-params",
    )
    if first is None or last is None or not chosen:
        return None
    period = Period(first, last, zone)
    with named:
        _named(period, today)
    return Asked(
        period,
        tuple(kind for kind in PROOF_KINDS if str(kind) in chosen),
        int(sample or 0),
        seed.strip() or offboarding.default_seed(period),
    )


def _day(label: str, key: str, at_first: date) -> date | None:
    """A day of the period. The link always names it: what is only a default is left out of a link,
    and is another day tomorrow."""
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = at_first
    return st.date_input(
        words.md(label), None, key=key, bind="query-params", format="YYYY-MM-DD", width=160
    )


def _named(period: Period, today: date) -> None:
    """Quarters and years by name; choosing one sets both days."""
    known = offboarding.named_periods(today, period.zone)
    st.session_state[NAMED] = offboarding.name_of_period(period, today)

    def chosen() -> None:
        if one := known.get(st.session_state[NAMED] or ""):
            st.session_state["from"], st.session_state["to"] = one.first, one.last

    st.segmented_control(
        "Period",
        list(known),
        format_func=offboarding.PERIOD_NAMES.__getitem__,
        key=NAMED,
        on_change=chosen,
        label_visibility="collapsed",
    )


LISTS: Mapping[str, str] = {
    "Late removals": "removals",
    "Late steps": "late",
    "Still open": "open",
}
"""Figure → the list behind it; the others are made of the cases."""


def figures(proof: Proof, today: date) -> None:
    """The answer in words, the figures with a link to the list behind each, how they are made."""
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd><strong>{_figure(name, value)}</strong> "
        f"<span>{escape(meaning)}</span></dd></div>"
        for name, value, meaning in figures_of(proof)
    )
    when = offboarding.period_said(proof.period, today)
    late = offboarding.late_removals_in_words(proof.late_removals, when)
    answers = "".join(
        f"<p class='of-answer'>{escape(unbroken(s))}</p>" for s in (late, proof_answer(proof)) if s
    )
    st.html(f"{answers}<dl class='of-figures'>{cells}</dl>")
    with st.expander("How was this calculated?"):
        st.markdown(words.md(proof_method(proof)))


def apart(proof: Proof) -> None:
    """What the period has besides, each with its own proof one click away; and the way back."""
    kept = {name: of for name, of in st.query_params.to_dict().items() if name != "kinds"}
    links: list[Piece] = [
        # Streamlit's own binding has labels in the link.
        Link(
            counted([(kind, count)])[0],
            f"?{urlencode({**kept, 'kinds': case_words.KINDS[kind]})}",
        )
        for kind, count in proof.apart.items()
        if kind not in LEAVER_KINDS
    ]
    if links:
        told = ", ".join(map(as_piece, links))
        st.html(f"<div class='of-line'>Not counted here: {told}</div>")
    if proof.noun[1] != "leavers":
        line([Link("Back to the leavers", f"?{urlencode(kept)}")])


def _figure(name: str, value: str) -> str:
    if value in ("0", "–"):
        return escape(value)
    asked = {**st.query_params.to_dict(), SHOW: LISTS.get(name, "people")}
    return as_piece(Link(value, f"?{urlencode(asked)}"))


def _population(proof: Proof) -> str:
    """The figure above, and who stayed: the list has them too."""
    said = f"{proof.noun[1].capitalize()} {len(proof.leavers):,}"
    if proof.still_to_leave and proof.noun[1] == "leavers":
        said += f", {proof.still_to_leave:,} still to leave"
    stayed = "stayed" if proof.noun[1] == "leavers" else "cancelled"
    return f"{said}, {proof.cancelled:,} {stayed}" if proof.cancelled else said


def lists(proof: Proof) -> None:
    """What the figures are made of, each with its case one click away; which one is in the link."""
    st.subheader("Behind these figures", anchor=False)
    late = proof.late_removals.rows
    ordered = sorted(proof.population, key=lambda one: _slowness(one, proof.now), reverse=True)
    still_open = [one for one in ordered if _is_open(one, proof.now)]
    shown = view_choice(
        {
            "removals": f"Late removals {len(late):,}",
            "people": _population(proof),
            **({"open": f"Still open {len(still_open):,}"} if still_open else {}),
            "late": f"Late steps {proof.late_total:,}",
            "exceptions": f"Exceptions {proof.exceptions_total:,}",
            "sample": f"Sample {len(proof.sample.cases):,}",
        },
        "removals" if late else "people",
        key=SHOW,
    )
    if shown == "removals":
        late_removals_view.draw(proof)
    elif shown == "people":
        _more("The slowest first", len(ordered))
        _people(ordered[:SHOWN], proof, f"{proof.noun[1].capitalize()}, the slowest first")
    elif shown == "open":
        _more("The longest open first", len(still_open))
        _people(still_open[:SHOWN], proof, "Still open, the longest first")
    elif shown == "late":
        others = sorted(proof.late, key=lambda one: not one.removes_access)
        _notes(others, proof, proof.late_total, "Late steps", "Late by")
    elif shown == "exceptions":
        _notes(proof.exceptions, proof, proof.exceptions_total, "Exceptions", "Outcome")
    else:
        st.caption(words.md(proof_drawn(proof)))
        _people(proof.sample.cases, proof, "Sample")


def _is_open(one: Leaver, now: datetime) -> bool:
    """Whether access is open beyond its end, as the figure counts it."""
    return one.status is not CaseStatus.CANCELLED and one.open_for(now) is not None


def _slowness(one: Leaver, now: datetime) -> tuple[float, float]:
    open_for, took = one.open_for(now), one.took
    if one.status is CaseStatus.CANCELLED:
        return -2, -2
    return (
        open_for.total_seconds() if open_for is not None else -1,
        took.total_seconds() if took is not None else -1,
    )


def _people(people: Sequence[Leaver], proof: Proof, label: str) -> None:
    if not people:
        muted("No case.")
        return
    now, late = proof.now, proof.late_removals.by_case
    work_table(
        [
            "Person",
            "Kind",
            Column("State", phone=OnPhone.LEFT_OUT),
            Column("Access ends", tight=True, phone=OnPhone.LEFT_OUT),
            Column("Last access removed after", tight=True, phone=OnPhone.BESIDE),
            Column("Late removals", number=True),
            Column("Late steps", number=True),
        ],
        [
            [
                [[Link(one.person, f"case?case={one.id}"), Text(one.number, muted=True)]],
                case_words.KINDS[one.kind],
                case_words.CASES[one.status],
                local(one.effective, one.zone),
                proof_removed(one, now),
                f"{late[one.id]:,}",
                f"{one.late:,} of {one.due:,}",
            ]
            for one in people
        ],
        label=label,
    )


def _notes(notes: Sequence[StepNote], proof: Proof, total: int, label: str, column: str) -> None:
    if not notes:
        muted("None.")
        return
    is_late = column == "Late by"
    first = "Removals of access first, then the rest" if is_late else "In the order of the leavers"
    _more(first, total)
    work_table(
        [
            Column("Step", wide=True),
            "Person",
            Column(column, phone=OnPhone.BESIDE),
            Column("Who", wide=True, phone=OnPhone.LEFT_OUT),
            Column("Reason", wide=True),
        ],
        [
            [
                [[note.title], *_where(note)],
                Link(note.person, f"case?case={note.case}"),
                _lateness(note, proof.now) if is_late else note.outcome,
                note.who or Text("unassigned", muted=True),
                note.reason or Text("no reason given", muted=True),
            ]
            for note in notes[:SHOWN]
        ],
        label=label,
    )


def _where(note: StepNote) -> list[list[Piece]]:
    told = [note.app] if note.app else []
    told += ["removes access"] if note.removes_access else []
    return [[Text(" · ".join(told), muted=True)]] if told else []


def _lateness(note: StepNote, now: datetime) -> Content:
    said = length(note.late_by(now))
    return said if note.finished_at else [[said], [Text("still open", strong=True)]]


def _more(order: str, total: int) -> None:
    rest = f"; the first {SHOWN} of {total:,}, all are in the workbook" if total > SHOWN else ""
    st.caption(words.md(f"{order}{rest}."))
