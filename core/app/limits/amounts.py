"""How much is let through, a second and at once. docs/limits.md has the same numbers.

Generous for people: nobody who works reaches them. A person is counted by account, whatever the
number of their sessions, tabs and addresses; who is not signed in is counted by address.
"""

from typing import NamedTuple


class Rate(NamedTuple):
    """So much a second for ever, and so much at once."""

    per_second: float
    burst: float


PERSON = Rate(50, 1_000)
"""Requests of an account. A first visit loads some sixty files of the frontend."""

ADDRESS = Rate(10, 300)
"""Requests of an address (IPv6: a /64) by those who are not signed in."""

ALL_ADDRESSES = Rate(100, 1_000)
"""Requests by all who are not signed in, together: many addresses are no way round."""

FORM_COST, FILE_COST = 3.0, 0.2
"""What a form that is sent counts for, and a file of the frontend; anything else counts as one."""

MESSAGES = Rate(10, 60)
"""Messages of an account's pages: each click and each key that makes a page run is one. What is
over waits; it is not lost."""

WORK = Rate(0.1, 5)
"""Seconds of processor time that an account's pages use: five at once, then 0.1 a second. A page
costs 0.02 to 0.15, people click every 20 seconds. The next click waits until nothing is owed."""

PAGES_AT_ONCE = 2
"""Pages of an account that run at the same moment; further ones wait."""

ALL_PAGES_AT_ONCE, TURN_SECONDS = 3, 1.0
"""Pages of everybody that run at the same moment, and how long one counts, or waits, at most.
Python has one lock: twenty that share it all answer late. One that takes longer waits itself."""

SWITCH_SECONDS = 0.0005
"""After which a page that computes lets another thread go on (Python's default is ten times that):
the sockets' thread needs the lock for every message that it sends."""

SOCKETS = 40
"""Pages (tabs) of an account that are open at once."""

HEAD_SECONDS, HEAD_BYTES = 10, 64 * 1024
"""For the head of a request to arrive in, and its size."""

BODY_GRACE, BODY_BYTES_PER_SECOND = 20, 8_000
"""Seconds for the body of a request to arrive in, and one more for each so many bytes of it."""

READ_SECONDS = 60
"""Without the client taking anything of an answer, until it is broken off."""

CONNECTIONS = 4_000
"""Connections of this process at once; then 503."""

CONNECTIONS_OF_ADDRESS = 2_000
"""Connections of one address: half, so that one place cannot take them all. Two hundred people of
one office with a page and six connections each are 1,400. A trusted proxy is not limited."""

MESSAGE_BYTES = 8 * 1024 * 1024
"""Of one message of a page: a pasted table is one. Files come by requests of their own."""
