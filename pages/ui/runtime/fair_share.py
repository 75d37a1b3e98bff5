"""What a person's pages cost is counted, so that one who clicks without end slows only themselves.

Streamlit runs a page's script in a thread. Its processor time, and what its messages cost the
sockets' thread, go to the account's share
(:data:`core.app.limits.amounts.WORK`), and no more than a few of an account's scripts run at once;
the page's socket holds the next click back until nothing is owed.
"""

import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.app.limits.amounts import SWITCH_SECONDS
from core.app.limits.usage import USAGE
from core.config import settings
from core.secrets.service import recognisable
from core.web.cookies import session_token

_GRAIN = 0.02
"""Seconds after which a script that still runs is charged."""
_MESSAGE = 0.0002
"""Seconds that the sockets' thread spends on a message of a page (docs/benchmarks.md)."""
_now = threading.local()


def count() -> None:
    """From now on scripts are counted. Called once, at the start.

    By methods of Streamlit's that are not public; a test runs pages against a real server.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    run, enqueue = ScriptRunner._run_script, ScriptRunner._enqueue_forward_msg

    @wraps(run)
    def run_script(runner: ScriptRunner, rerun_data: RerunData) -> None:
        with _counted():
            run(runner, rerun_data)

    @wraps(enqueue)
    def enqueue_forward_msg(runner: ScriptRunner, message: ForwardMsg) -> None:
        _now.messages = getattr(_now, "messages", 0) + 1
        if time.monotonic() > getattr(_now, "again", math.inf):
            _charge()  # a script that is asked to begin anew all the time never ends
        enqueue(runner, message)

    ScriptRunner._run_script = run_script  # type: ignore[method-assign, assignment]
    ScriptRunner._enqueue_forward_msg = enqueue_forward_msg  # type: ignore[method-assign, assignment]


@contextmanager
def _counted() -> Iterator[None]:
    account = _account()
    if account is None:
        yield
        return
    with USAGE.page_runs(account):
        _now.account, _now.since, _now.messages = account, time.thread_time(), 0
        _now.again = time.monotonic() + _GRAIN
        try:
            yield
        finally:
            _charge()
            _now.account, _now.again = None, math.inf


def _account() -> str | None:
    """Whose page runs; its socket came by the limits before (:mod:`core.web.limits.middleware`)."""
    token = session_token(st.context.cookies, settings())
    # In a test without a browser Streamlit's stand-in has something else for a cookie.
    return USAGE.sessions.whose(recognisable(token)) if isinstance(token, str) else None


def _charge() -> None:
    spent = time.thread_time() - _now.since
    _now.since += spent
    spent += _now.messages * _MESSAGE
    _now.messages, _now.again = 0, time.monotonic() + _GRAIN
    USAGE.worked(_now.account, spent)
