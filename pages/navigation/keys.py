"""The keyboard shortcuts: what they do, and a switch for those of a single key.

The script that listens is ``core/web/scripts/navigation.js``.
"""

import streamlit as st

SHORTCUTS = (
    (("/", "Ctrl K", "⌘ K"), "Search"),
    (("↑", "↓"), "In the search: choose from what was found"),
    (("Enter",), "In the search: open what is chosen, or the first"),
    (("Esc",), "Close a dialog"),
    (("?",), "This list"),
)
# Who speaks to the computer, or has a cat, switches single keys off (WCAG 2.1.4). The browser keeps
# it, not the account: it is about this keyboard.
_SWITCH = (
    "<p class='of-keys-on'>The keys <kbd>/</kbd> and <kbd>?</kbd> work outside of fields. "
    "<button type='button' class='offramp-button' data-keys='off'>Switch single keys off</button>"
    "</p>"
    "<p class='of-keys-off'>Single keys are off in this browser; those with Ctrl or ⌘ work. "
    "<button type='button' class='offramp-button' data-keys='on'>Switch single keys on</button>"
    "</p>"
)


@st.dialog("Keyboard shortcuts")
def keys_dialog() -> None:
    """The list; it is also under the account's name in the menu."""
    rows = "".join(
        f"<tr><th scope='row'>{' or '.join(f'<kbd>{key}</kbd>' for key in keys)}</th>"
        f"<td>{does}</td></tr>"
        for keys, does in SHORTCUTS
    )
    st.html(f"<table class='of-keys'><tbody>{rows}</tbody></table>{_SWITCH}")
