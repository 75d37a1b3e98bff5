"""A tab that is closed while its page is drawn."""

import pytest
from streamlit.runtime import context
from streamlit.testing.v1 import AppTest

from core.app.runtime import Runtime
from pages.ui import page_context


def _page() -> None:
    import streamlit as st

    from pages.ui.page_context import authenticate

    st.write(authenticate().name)


def test_it_is_no_error_and_nothing_is_drawn_for_nobody(
    our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_context, "identify", page_context.by_cookie)
    monkeypatch.setattr(context, "_get_client_context", lambda: None)
    page = AppTest.from_function(_page).run()
    assert not page.exception
    assert not page.error
    assert not page.markdown
