"""What there is to prove, and whether the audit log behind it can be relied on."""

from collections.abc import Iterator

import streamlit as st

from core.overview.values import LogState, ProofLine, ProposedLeavers
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.table import Badge, Link, Piece, Tone, as_piece, escape, line


def draw(proof: ProofLine | None, proposed: ProposedLeavers | None, log: LogState | None) -> None:
    """The period's figure with its proof one click away, then the state of the log. ``proposed``:
    who leaves and has no case, so is in no proof yet."""
    if proof is not None:
        st.subheader(words.md(f"Proof {proof.name}"), anchor=False)
        told = [Link(_proved(proof), proof.target.href)]
        if proof.removals:
            late = f"{proof.late:,} of {words.count(proof.removals, 'removal')} late"
            told.append(Link(late, proof.late_target.href))
        if proposed is not None and not proof.leavers:
            told.append(Link(f"{proposed.count:,} proposed, without a case", proposed.target.href))
        line(told)
    if log is not None:
        st.subheader("Audit log", anchor=False)
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{' '.join(map(as_piece, said))}</dd></div>"
            for name, said in _facts(log)
        )
        st.html(f"<dl class='of-facts'>{rows}</dl>")


def _proved(proof: ProofLine) -> str:
    # Only today can be still to come: a period ends at the latest today.
    coming = f"; {proof.to_come:,} more {'leaves' if proof.to_come == 1 else 'leave'} today"
    coming = coming if proof.to_come else ""
    if not proof.leavers:
        return f"No one with a case has left in {proof.name}{coming.replace(' more', '')}"
    return f"{proof.removed:,} of {words.count(proof.leavers, 'leaver')} fully removed{coming}"


def _facts(log: LogState) -> Iterator[tuple[str, list[Piece]]]:
    if log.check is None:
        yield "Compared", [Badge("? Not yet", Tone.NEUTRAL), Link("Compare now", "audit")]
    elif log.check.holds:
        entries = words.count(log.check.entries, "entry", "entries")
        yield "Compared", [Badge("● No difference", Tone.OK), f"{moment(log.check.at)}, {entries}"]
    else:
        found = words.count(log.check.differences, "difference")
        yield "Compared", [Badge(f"▲ {found}", Tone.RISK), moment(log.check.at)]
    if log.checkpoint is None:
        yield "Checkpoint", [Badge("? None yet", Tone.NEUTRAL)]
    else:
        upto = f"{moment(log.checkpoint.at)}, up to entry {log.checkpoint.count:,}"
        yield "Checkpoint", [upto]
    if log.export is not None:
        yield "Last export", [f"{moment(log.export.at)} by {log.export.by}"]
    yield "", [Link("Open the log", "audit")]
