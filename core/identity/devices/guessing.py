"""What one guess is counted against, be it at a password or at another factor."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.identity import sessions, throttle
from core.identity.devices import known
from core.identity.sessions import Place
from core.identity.throttle import Attempt

COMMAND_LINE = "command line"
"""The place of who acts there, in the place of a network address. They hold the database."""


@dataclass(frozen=True)
class Guess:
    """A guess as it was counted, as a failure. ``own`` and ``address``: its counters' keys."""

    own: str
    address: str
    attempt: Attempt


def count(
    session: Session, username: str, place: Place, now: datetime, *, factor: str = "password"
) -> Guess:
    """Count a guess at an account's password, or at another ``factor``; commit before looking.

    From a device of the account it waits for what was guessed there; from an address that the
    account has signed in from, for what was guessed at this account there; from anywhere else,
    for everything that was guessed at the account, or from the address. So neither guesses from
    elsewhere, nor at others from the same address, keep people out who have been here before.
    """
    where = place.address or "none"
    device = known.device_of(session, username, place)
    been_here = where == COMMAND_LINE or sessions.is_known_place(session, username, where)
    if device:
        own = throttle.device_key(device, factor)
    elif been_here:
        own = throttle.known_place_key(username, where, factor)
    else:
        own = throttle.name_key(username, factor)
    address = throttle.address_key(where, factor)
    attempt = throttle.count_attempt(
        session,
        {own: throttle.PER_NAME, address: throttle.PER_ADDRESS},
        now=now,
        spared=(address,) if device or been_here else (),
    )
    return Guess(own, address, attempt)


def was_right(session: Session, guess: Guess, now: datetime) -> None:
    """It was none after all: its own counter starts again, and others' failures stay counted."""
    throttle.forgive(session, guess.own)
    throttle.take_back(session, guess.address)
    throttle.forget_old(session, now)
