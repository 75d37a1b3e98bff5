"""Streamlit's sessions of open pages: which cookies each came with, and which files it holds."""

from collections.abc import Mapping

from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


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
