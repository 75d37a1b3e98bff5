"""Who acts: the account of ``--as NAME``, the one of ``OFFRAMP_TOKEN``, else the local operator.

Whoever has a shell here may do much without a name; what takes a second person needs one. A
password is asked on the terminal, a token comes from the environment: neither stands on the
command line, where other users of the machine can read it.
"""

import os
import sys
from datetime import UTC, datetime
from getpass import getpass

from core.actor import LOCAL_OPERATOR, Actor
from core.app.runtime import runtime
from core.errors import Invalid
from core.identity import service as identity

VARIABLE = "OFFRAMP_TOKEN"
_WITHOUT_A_NAME = {"serve", "db"}
"""Commands that nobody does: they start or prepare the program."""

_who = LOCAL_OPERATOR


def actor() -> Actor:
    """Who acts in this command."""
    return _who


def begin(name: str | None, command: str | None, *, is_help: bool) -> None:
    """Find out who acts, before the command runs and holds a transaction.

    Raises what signing in raises, and :class:`Invalid` where a password is needed and there is no
    terminal to ask on.
    """
    global _who
    _who = LOCAL_OPERATOR
    given = os.environ.get(VARIABLE)
    if is_help or command in _WITHOUT_A_NAME:
        return
    for what, value in ((VARIABLE, given), ("--as", name)):
        if value is not None and not value.strip():
            # A script whose secret came out empty must not act as whoever has the shell.
            raise Invalid(f"{what} is empty.", field="as", hint="Give a value, or leave it out.")
    token = (given or "").strip()
    if not (name or token):
        return
    running, now = runtime(), datetime.now(UTC)
    if token:
        _who = identity.act_with_token(running.database, token, name or None, now)
    elif name:
        password = _password(name)
        _who = identity.act_with_password(
            running.database, running.settings, name, password, now, _code
        )


def _code() -> str:
    return getpass("Code of the authenticator app, or a recovery code: ")


def _password(name: str) -> str:
    if not sys.stdin.isatty():
        raise Invalid(
            f"There is no terminal to ask {name} for the password on.",
            field="as",
            hint=f"In a script, set {VARIABLE} to a token that {name} made under My account.",
        )
    return getpass(f"Password of {name}: ")
