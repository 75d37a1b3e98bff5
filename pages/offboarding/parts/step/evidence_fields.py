"""The fields for what proves a step: a note, a link, files; and what was brought in them."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.app.runtime import runtime
from core.errors import Invalid, OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import EvidenceKind, NewEvidence
from pages.ui import words
from pages.ui.banners import refused_upload
from pages.ui.errors import look_here, show
from pages.ui.page_context import authenticate


class EvidenceFields:
    """The fields, drawn where they are made. ``key``: what they are of, such as a step's id;
    ``needed``: a sentence."""

    def __init__(self, key: str, needed: str = "") -> None:
        self.key = key
        self.kept: list[NewEvidence] = []
        """What the last call of :meth:`bring` kept."""
        if needed:
            st.caption(words.md(needed))
        self._places = {"evidence": st.container()}
        self.note = st.text_area("What was done, and what shows it", key=f"note-{key}", height=70)
        self.link = st.text_input("Link", key=f"link-{key}", placeholder="https://…")
        self._places["link"] = st.container()
        self.files = (
            st.file_uploader(
                words.md(f"Files, up to {runtime().settings.evidence_max_mb} MB each"),
                accept_multiple_files=True,
                key=f"files-{key}",
            )
            or ()
        )
        refused_upload.show()
        self._places["files"] = st.container()

    def bring(self, session: Session, steps: Sequence[int]) -> list[NewEvidence]:
        """What stands in the fields, as evidence of these steps; its files are kept.

        Raises :class:`Invalid` where there is no room, or a file is here no more.
        """
        self.kept.clear()
        found = [NewEvidence(EvidenceKind.NOTE, self.note)] if self.note.strip() else []
        found += [NewEvidence(EvidenceKind.LINK, self.link)] if self.link.strip() else []
        self._refuse_lost_files()
        who, settings = authenticate(), runtime().settings
        offboarding.check_room(session, who, settings, steps, [one.size for one in self.files])
        for file in self.files:
            stored = offboarding.keep_file(settings, file.name, file, who.id)
            found.append(NewEvidence(EvidenceKind.FILE, stored.name, stored.size, stored.sha256))
        self.kept.extend(found)
        return found

    def say(self, error: OfframpError) -> bool:
        """Say at the field what is wrong with it, in sight; whether it is about one of these."""
        place = self._places.get(error.field or "")
        if place is None:
            return False
        with place:
            show(error)
            look_here()
        return True

    def _refuse_lost_files(self) -> None:
        """Files lie with the server that took them; one that was restarted has them no more."""
        chosen = st.session_state.get(f"files-{self.key}") or ()
        if len(chosen) > len(self.files):
            raise Invalid(
                "The server was restarted and has lost the files that you chose.",
                field="files",
                hint="Choose them again; what you typed is kept.",
            )


def has_draft(key: str) -> bool:
    """Whether something was brought that is not stored, such as beside a colleague's finish."""
    return any(st.session_state.get(f"{name}-{key}") for name in ("note", "link", "files"))
