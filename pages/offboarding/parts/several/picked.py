"""Which steps of a list are selected, to be worked in one go. Until the page is left.

Kept beside the boxes: Streamlit forgets a box that is folded away with its group. ``scope`` names
the list: the steps of one case, or the list of work.
"""

from collections.abc import Collection, Iterable

import streamlit as st

from pages.ui.markdown import Markdown


def picked(scope: str) -> Collection[int]:
    """The selected steps; some may be finished by now."""
    return _ids(scope)


def clear(scope: str) -> None:
    """Select nothing."""
    _ids(scope).clear()


def pick_only(scope: str, steps: Iterable[int]) -> None:
    """Select these and no others."""
    _ids(scope).clear()
    _ids(scope).update(steps)


def box(scope: str, steps: Collection[int], label: Markdown, key: str) -> None:
    """A box that selects one step, or all steps of a group."""
    st.session_state[key] = bool(steps) and _ids(scope).issuperset(steps)
    st.checkbox(
        label, key=key, label_visibility="collapsed", on_change=_changed, args=(scope, steps, key)
    )


def _ids(scope: str) -> set[int]:
    found: set[int] = st.session_state.setdefault(f"picked-{scope}", set())
    return found


def _changed(scope: str, steps: Collection[int], key: str) -> None:
    if st.session_state[key]:
        _ids(scope).update(steps)
    else:
        _ids(scope).difference_update(steps)
