"""A page's messages go out several at a time, all of them and in order."""

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

from pages.ui.runtime import batches


def test_every_message_is_sent_once_and_in_order_many_at_a_time(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    waiting, sent = list(range(2 * batches.MOST + 20)), []
    monkeypatch.setattr(AppSession, "flush_browser_queue", lambda _session: waiting)
    monkeypatch.setattr(Runtime, "_send_message", lambda _runtime, to, one: sent.append((to, one)))
    batches.send_together()
    together = AppSession.flush_browser_queue(None)  # type: ignore[arg-type]
    assert [len(one) for one in together] == [batches.MOST, batches.MOST, 20]  # type: ignore[arg-type]
    for several in together:
        Runtime._send_message(None, "ada", several)  # type: ignore[arg-type]
    assert sent == [("ada", number) for number in waiting]


def test_nothing_is_sent_where_nothing_waits(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(AppSession, "flush_browser_queue", lambda _session: [])
    monkeypatch.setattr(Runtime, "_send_message", Runtime._send_message)  # put back at the end
    batches.send_together()
    assert AppSession.flush_browser_queue(None) == []  # type: ignore[arg-type]
