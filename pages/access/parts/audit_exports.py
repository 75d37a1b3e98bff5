"""What left Offramp, and the earlier public keys by which others check it."""

from collections.abc import Sequence

import streamlit as st

from core.audit.values import Export, SigningKey
from core.offboarding.service import case_number
from core.signatures.keys import grouped
from pages.ui.dates import moment
from pages.ui.table import Column, Text, muted, table

MOST = 20
"""So many exports are shown; the command lists more."""


def earlier_keys(keys: Sequence[SigningKey]) -> None:
    """Those before it, of files that were signed then."""
    if len(keys) < 2:
        return
    with st.expander(f"Earlier public keys ({len(keys) - 1})"):
        table(
            [Column("Earlier key", wide=True), Column("In use since", tight=True), "Vouched for"],
            [[grouped(key.key), _since(key), _vouched(key)] for key in keys[1:]],
            label="Earlier public keys",
        )


def _since(key: SigningKey) -> str:
    return moment(key.since) if key.since else "not used yet"


def _vouched(key: SigningKey) -> str:
    return "by the key before" if key.vouched_for else "by no earlier key"


def register(exports: Sequence[Export]) -> None:
    """What was exported, so that a file can be compared with it."""
    if not exports:
        muted("No case, proof or log was exported yet.")
        return
    with st.expander(f"Exports ({len(exports)}{' or more' if len(exports) == MOST else ''})"):
        _exports(exports)


def _exports(exports: Sequence[Export]) -> None:
    st.caption(
        "Each file says how many entries the log had and the last one's hash. A file that says "
        "something else than its line here is not from this log, or this log was changed. "
        "A selection of the audit log says neither: compare its entries with those of a whole log."
    )
    table(
        [
            Column("When", tight=True),
            "Who",
            "What",
            Column("Entries", number=True),
            Column("Last hash", wide=True),
        ],
        [
            [
                moment(one.at, seconds=True),
                one.by,
                [[Text(_named(one), strong=True)], [Text(one.form.upper(), muted=True)]],
                f"{one.count:,}",
                Text(one.hash, muted=True),
            ]
            for one in exports
        ],
        label="Exports",
    )
    if len(exports) == MOST:
        st.caption(f"The newest {MOST}. `offramp audit exports` lists more.")


def _named(one: Export) -> str:
    """The log's name of a thing in words."""
    kind, _, name = one.what.partition(":")
    if kind == "case" and name.isdigit():
        return case_number(int(name))
    if kind == "proof":
        return f"Proof, {name.replace('/', ' to ')}"
    return "Selection of the audit log" if one.is_selection else "Audit log"
