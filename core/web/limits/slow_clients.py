"""Clients that send or take slowly so that they hold what others need."""

import asyncio
from time import monotonic

from starlette.types import Message, Receive, Send

from core.app.limits.amounts import BODY_BYTES_PER_SECOND, BODY_GRACE, READ_SECONDS


class TooSlow(Exception):
    """The client took longer than it may."""


def in_time(receive: Receive, *, grace: float = BODY_GRACE) -> Receive:
    """The same, but the body of the request has to arrive at a least speed."""
    deadline = monotonic() + grace
    whole = False

    async def received() -> Message:
        nonlocal deadline, whole
        if whole:  # all that can come is that the client hangs up
            return await receive()
        try:
            async with asyncio.timeout(deadline - monotonic()):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        deadline += len(message.get("body", b"")) / BODY_BYTES_PER_SECOND
        whole = message["type"] != "http.request" or not message.get("more_body")
        return message

    return received


async def taken_in_time(send: Send, message: Message, *, seconds: float = READ_SECONDS) -> None:
    """Send; broken off when the client takes nothing for so long."""
    try:
        async with asyncio.timeout(seconds):
            await send(message)
    except TimeoutError:
        raise TooSlow from None
