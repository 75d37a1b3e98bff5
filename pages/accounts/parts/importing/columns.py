"""Which column of a list is what: as it was understood, and as someone says it."""

from collections.abc import Mapping

import streamlit as st

from core.accounts.values import Delivery, Guess
from pages.accounts.parts.importing.field import Given
from pages.accounts.parts.importing.field_words import FIELDS, name
from pages.ui import words
from pages.ui.table import Fold, Piece, Text, line

_SAID = "deliver-mapping"


def said(of: Given) -> Mapping[str, str] | None:
    """Field → column, as someone said it of this very list; ``None``: no one did."""
    kept = st.session_state.get(_SAID)
    return kept[1] if kept and kept[0] == of.id else None


def forget() -> None:
    """Nothing was said."""
    st.session_state.pop(_SAID, None)


def draw(of: Given, delivery: Delivery) -> None:
    """What is guessed is asked, the needed first; all of it can be changed."""
    for guess in sorted(delivery.guesses, key=lambda one: not one.is_needed):
        _ask(of, delivery, guess)
    subject = delivery.subject
    understood: list[list[Piece]] = [
        [Text(f"{name(subject, field)}:", muted=True), column]
        for field, column in delivery.mapping.items()
    ]
    left = [column for column in delivery.columns if column not in delivery.mapping.values()]
    if left:
        understood.append([Text("Not used:", muted=True), ", ".join(left)])
    number = words.count(len(delivery.mapping), "column")
    line([Fold(f"{number} understood", understood)])
    if delivery.columns and st.checkbox("Change which column is what", key="deliver-change"):
        guessed = {guess.field for guess in delivery.guesses}
        left_column, right_column = st.columns(2)
        fields = [field for field in FIELDS[subject] if field not in guessed]
        for place, field in enumerate(fields):
            with right_column if place % 2 else left_column:
                _choose(of, delivery, field, name(subject, field))


def _ask(of: Given, delivery: Delivery, guess: Guess) -> None:
    (st.warning if guess.is_needed else st.info)(words.md(guess.why))
    _choose(of, delivery, guess.field, f"Column for {name(delivery.subject, guess.field)}")


def _choose(of: Given, delivery: Delivery, field: str, label: str) -> None:
    key = f"deliver-column-{field}-{of.id}"

    def changed() -> None:
        mapping = dict(delivery.mapping)
        if chosen := st.session_state[key]:
            mapping[field] = chosen
        else:
            mapping.pop(field, None)
        st.session_state[_SAID] = (of.id, mapping)

    st.session_state[key] = delivery.mapping.get(field)
    st.selectbox(
        words.md(label),
        list(dict.fromkeys(delivery.columns)),
        index=None,
        placeholder="None",
        key=key,
        on_change=changed,
    )
