"""Asking a service whether a password is known from a breach, without telling it the password.

k-anonymity, as Have I Been Pwned's Pwned Passwords has it: five of forty digits of the SHA-1 are
sent, hundreds of endings come back, padded so that their number says nothing either. Off unless
``OFFRAMP_BREACH_SERVICE`` names the service, or a mirror inside.
"""

import logging
from hashlib import sha1

from core.errors import Invalid
from core.net.guard import Refused

SECONDS = 4
"""So long it may take; whoever waits has just typed a password."""
LONGEST_ANSWER = 1 << 20
"""A padded answer has some 40 kB."""
NOT_KNOWN = "Whether this password is known from a breach could not be looked up: no answer."
log = logging.getLogger("offramp.identity")


def refuse_breached(service: str, password: str) -> str:
    """Raises :class:`Invalid` for a password that the service knows.

    The sentence to tell where that is not known; empty when the service knows nothing of it, or
    none is asked. Call it outside a transaction.
    """
    if not service:
        return ""
    digest = sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper()
    try:
        lines = _endings(service, digest[:5])
    except (OSError, Refused, ValueError) as problem:
        log.warning("the breach service did not answer: %s", type(problem).__name__)
        return NOT_KNOWN
    for line in lines:
        ending, _, count = line.strip().partition(":")
        # Padding has the count 0.
        if ending.upper() == digest[5:] and count.isdigit() and int(count):
            raise Invalid(
                f"This password is in published breaches, {int(count):,} times.",
                field="password",
                hint="Attackers try those first. Choose one that you use nowhere else.",
            )
    return ""


def _endings(service: str, prefix: str) -> list[str]:
    from core.net.limited import exchange  # only a change of a password waits for it
    from core.net.pinned import session_for_operator

    url = f"{service}/range/{prefix}"
    with session_for_operator(url) as session:
        answer = exchange(
            session,
            "GET",
            url,
            seconds=SECONDS,
            most_bytes=LONGEST_ANSWER,
            headers={"Add-Padding": "true", "User-Agent": "Offramp"},
        )
    if answer.status != 200:
        raise ValueError(f"HTTP {answer.status}")
    return str(answer.body(), "ascii", "replace").splitlines()
