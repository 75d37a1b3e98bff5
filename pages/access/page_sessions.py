"""Streamlit's sessions of open pages: which cookies each came with, and which files it holds."""

import asyncio
from collections.abc import Mapping

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import exists, get_instance
from streamlit.runtime.app_session import AppSessionState
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

LOOK_AGAIN = 0.2
"""Seconds until a page that runs is looked at again."""


class StreamlitSessions:
    """What ``core.web.uploads`` asks of Streamlit."""

    def cookies(self, session_id: str) -> Mapping[str, str] | None:
        """The cookies of the socket that the page hangs on; ``None`` where there is none."""
        client = get_instance().get_client(session_id) if exists() else None
        context = client.client_context if client else None
        return context.cookies if context else None

    def held(self) -> Mapping[str, int]:
        """Bytes of uploads in memory, by session."""
        if not exists():
            return {}
        manager = get_instance().uploaded_file_mgr
        assert isinstance(manager, MemoryUploadedFileManager)
        return {
            session: sum(len(file.data) for file in list(files.values()))
            for session, files in list(manager.file_storage.items())
        }

    def is_open(self, session_id: str) -> bool:
        """Whether a page hangs on its connection."""
        return exists() and get_instance().is_active_session(session_id)

    def run_again(self, session_id: str) -> None:
        """Draw an open page anew with what its browser said last.

        What runs is left to end: breaking it off would lose the click that it is for.
        """
        session = get_instance().get_app_session(session_id) if exists() else None
        if session is None:
            return
        if session._state is AppSessionState.APP_IS_RUNNING:
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self.run_again, session_id)
            return
        state = ClientState()
        state.CopyFrom(session._client_state)
        state.fragment_id = ""
        session.request_rerun(state)
