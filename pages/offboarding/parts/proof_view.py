"""Parts of the proof page: what is asked, the figures, the lists behind them."""

from collections.abc import Sequence
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
from pages.ui import case_words, words
from pages.ui.table import Column, Content, Link, Piece, Text, escape, line, muted, table

SHOWN = 50
"""So many leavers, late steps and exceptions are drawn; the workbook has them all."""


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
        first = st.date_input(
            "From",
            date(today.year, 1, 1),
            key="from",
            bind="query-params",
            format="YYYY-MM-DD",
            width=160,
        )
        last = st.date_input(
            "To (included)", today, key="to", bind="query-params", format="YYYY-MM-DD", width=160
        )
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
    if not isinstance(first, date) or not isinstance(last, date) or not chosen:
        return None
    period = Period(first, last, zone)
    return Asked(
        period,
        tuple(kind for kind in PROOF_KINDS if str(kind) in chosen),
        int(sample or 0),
        seed.strip() or offboarding.default_seed(period),
    )


def figures(proof: Proof) -> None:
    """The answer in words, the six figures, and how they are made."""
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd><strong>{escape(value)}</strong> "
        f"<span>{escape(meaning)}</span></dd></div>"
        for name, value, meaning in figures_of(proof)
    )
    st.html(
        f"<p class='of-answer'>{escape(proof_answer(proof))}</p><dl class='of-figures'>{cells}</dl>"
    )
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
        line(["Not counted here:", *links])
    if proof.noun[1] != "leavers":
        line([Link("Back to the leavers", f"?{urlencode(kept)}")])


def _population(proof: Proof) -> str:
    """The figure above, and who stayed: the list has them too."""
    said = f"{proof.noun[1].capitalize()} {len(proof.leavers):,}"
    stayed = "stayed" if proof.noun[1] == "leavers" else "cancelled"
    return f"{said}, {proof.cancelled:,} {stayed}" if proof.cancelled else said


def lists(proof: Proof) -> None:
    """What the figures are made of, each with its case one click away."""
    st.subheader("Cases behind these figures", anchor=False)
    people, late, excepted, sample = st.tabs(
        [
            words.md(_population(proof)),
            f"Late steps {proof.late_total:,}",
            f"Exceptions {proof.exceptions_total:,}",
            f"Sample {len(proof.sample.cases):,}",
        ]
    )
    with people:
        ordered = sorted(proof.population, key=lambda one: _slowness(one, proof.now), reverse=True)
        _more("The slowest first", len(ordered))
        _people(ordered[:SHOWN], proof.now, f"{proof.noun[1].capitalize()}, the slowest first")
    with late:
        _notes(proof.late, proof, proof.late_total, "Late steps", "Late by")
    with excepted:
        _notes(proof.exceptions, proof, proof.exceptions_total, "Exceptions", "Outcome")
    with sample:
        st.caption(words.md(proof_drawn(proof)))
        _people(proof.sample.cases, proof.now, "Sample")


def _slowness(one: Leaver, now: datetime) -> tuple[float, float]:
    open_for, took = one.open_for(now), one.took
    if one.status is CaseStatus.CANCELLED:
        return -2, -2
    return (
        open_for.total_seconds() if open_for is not None else -1,
        took.total_seconds() if took is not None else -1,
    )


def _people(people: Sequence[Leaver], now: datetime, label: str) -> None:
    if not people:
        muted("No case.")
        return
    table(
        ["Person", "Kind", "State", Column("Effective", tight=True),
         Column("Last access removed after", number=True), Column("Steps late", number=True)],
        [
            [
                [
                    [Link(one.person, f"case?case={one.id}")],
                    [Text(one.number, muted=True)],
                ],
                case_words.KINDS[one.kind],
                case_words.CASES[one.status],
                local(one.effective, one.zone),
                proof_removed(one, now),
                f"{one.late:,} of {one.steps:,}",
            ]
            for one in people
        ],
        label=label,
    )  # fmt: skip


def _notes(notes: Sequence[StepNote], proof: Proof, total: int, label: str, column: str) -> None:
    if not notes:
        muted("None.")
        return
    _more("In the order of the leavers", total)
    is_late = column == "Late by"
    table(
        [Column("Step", wide=True), "Person", column, "Who", Column("Reason", wide=True)],
        [
            [
                [[note.title], *([[Text(note.app, muted=True)]] if note.app else [])],
                Link(note.person, f"case?case={note.case}"),
                _lateness(note, proof.now) if is_late else note.outcome,
                note.who or Text("unassigned", muted=True),
                note.reason or Text("no reason given", muted=True),
            ]
            for note in notes[:SHOWN]
        ],
        label=label,
    )


def _lateness(note: StepNote, now: datetime) -> Content:
    said = length(note.late_by(now))
    return said if note.finished_at else [[said], [Text("still open", strong=True)]]


def _more(order: str, total: int) -> None:
    rest = f"; the first {SHOWN} of {total:,}, all are in the workbook" if total > SHOWN else ""
    st.caption(words.md(f"{order}{rest}."))
