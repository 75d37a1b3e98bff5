"""Import a scenario file: what the command line reads, and the calculator exports."""

import streamlit as st

from core.actor import Actor
from core.cost import service as cost
from core.cost.service import read_upload
from core.errors import OfframpError
from core.rights import Action, may
from pages.ui import words
from pages.ui.banners import refused_upload
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, reading


def import_one(who: Actor) -> None:
    """The form behind a button, for those who may save one."""
    if not may(who, Action.COST_EDIT):
        return
    with st.popover("Import"), kept_form("import-scenario", border=False) as empty:
        file = st.file_uploader(
            "Scenario file, YAML or JSON", type=["yaml", "yml", "json"], max_upload_size=20
        )
        refused_upload.show()
        if not st.form_submit_button("Save as a scenario"):
            return
        if file is None:
            st.error("Choose a file first.")
            return
        try:
            found = read_upload(file.getvalue(), file.name)
        except OfframpError as error:
            for line in str(error).splitlines():
                st.error(words.md(line))
            return
        attempt(
            lambda s: cost.save(s, authenticate(), reading(), found),
            f"Saved “{found.name}”.",
            then=lambda _: empty(),
        )
