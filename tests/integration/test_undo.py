"""What was just done is offered to be taken back, and for how long."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.app.runtime import Runtime
from pages.ui import undo
from tests.support.pages import tables, told


def page() -> None:
    """Does two things: one that can be taken back, and one that is only said."""
    import streamlit as st

    from pages.ui import notices, undo

    if st.button("Remove"):
        undo.offer("Slack removed.", lambda _session: st.session_state.update(back=True), "Back.")
        st.rerun()
    if st.button("Save"):
        notices.say("Saved.")
        st.rerun()
    undo.show_offer()
    notices.show_notice()


@pytest.fixture
def test(our_runtime: Runtime) -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_it_is_taken_back_once(test: AppTest) -> None:
    press(test, "Remove")
    assert "Slack removed." in tables(test)
    press(test, "Undo")
    assert test.session_state["back"]
    assert "Back." in tables(test)  # where the offer stood, and nothing above moves
    assert not test.success
    assert "Undo" not in labels(test)


def test_the_offer_goes_with_the_next_thing_that_is_said(test: AppTest) -> None:
    press(test, "Remove")
    press(test, "Save")
    assert "Undo" not in labels(test)
    assert "Slack removed." not in tables(test) + told(test)


def test_the_offer_goes_by_itself(test: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    press(test, "Remove")
    assert "Undo" in labels(test.run())
    monkeypatch.setattr(undo, "KEPT_FOR", timedelta())
    assert "Undo" not in labels(test.run())
