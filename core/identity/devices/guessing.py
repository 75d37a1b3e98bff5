"""What one guess is counted against, be it at a password or at another factor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from core.identity import sessions, throttle
from core.identity.devices import known
from core.identity.sessions import Place
from core.identity.throttle import Attempt

COMMAND_LINE = "command line"
"""The place of who acts there, in the place of a network address. They hold the database."""


@dataclass(frozen=True)
class Guess:
    """A guess as it was counted, as a failure. ``own`` and ``others``: its counters' keys."""

    own: str
    others: tuple[str, ...]
    attempt: Attempt
    told: timedelta
    """Where it was wrong: how long to say that one waits (zero: say that it was wrong)."""


def count(
    session: Session, username: str, place: Place, now: datetime, *, factor: str = "password"
) -> Guess:
    """Count a guess at an account's password, or at another ``factor``; commit before looking.

    From a device of the account it waits for what was guessed there; from an address that the
    account has signed in from, for what was guessed at this account there; from anywhere else,
    for everything that was guessed at the account, or from the address. So neither guesses from
    elsewhere, nor at others from the same address, keep people out who have been here before.

    That an address is known is told to nobody: a wrong guess that a stranger would not have had is
    answered as the stranger is. A device has its cookie to show.
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
    limits = {
        own: throttle.PER_NAME,
        throttle.address_key(where, factor): throttle.PER_ADDRESS,
        # Of a device, nothing counts for others: its owner may mistype as often as they like.
        **({} if device else {throttle.name_key(username, factor): throttle.PER_NAME}),
    }
    others = tuple(key for key in limits if key != own)
    attempt = throttle.count_attempt(
        session, limits, now=now, spared=others if device or been_here else ()
    )
    return Guess(own, others, attempt, timedelta(0) if device else attempt.stranger)


def was_right(session: Session, guess: Guess, now: datetime) -> None:
    """It was none after all: its own counter starts again, and others' failures stay counted."""
    throttle.forgive(session, guess.own)
    for key in guess.others:
        throttle.take_back(session, key)
    throttle.forget_old(session, now)
