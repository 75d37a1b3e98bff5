"""A page's websocket without a browser: opens pages, changes widgets, waits for the end of a run.

What the server says is only looked into where it has to be (the end of a run is a message of a few
bytes), so that two hundred of these cost a fraction of what the server does.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

SMALL = 200
"""No message about the end of a run is larger."""
ENDS = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass
class Seen:
    """What a run drew: its widgets, by label, and the texts of its elements where asked for."""

    widgets: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Label → kind of element, id."""
    failed: list[str] = field(default_factory=list)
    session: str = ""
    """Streamlit's id of the session, for its uploads."""
    bytes: int = 0


class PageSocket:
    """One tab of one person."""

    def __init__(
        self, base: str, cookie: str, *, name: str = "offramp", resume: str = "", **headers: str
    ) -> None:
        """``resume``: Streamlit's id of a page to go on with, as after a break."""
        self.base, self.cookie = base, cookie
        self.resume, self.headers = resume, headers
        self.name = name
        self.page, self.query = "", ""
        self.values: dict[str, WidgetState] = {}

    async def __aenter__(self) -> "PageSocket":
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket: ClientConnection = await connect(
            address,
            additional_headers={
                "Cookie": f"{self.name}={self.cookie}",
                "Origin": self.base,
                **self.headers,
            },
            subprotocols=["streamlit", "none", self.resume] if self.resume else None,  # type: ignore[list-item]
            max_size=None,
            compression=None,
            open_timeout=60,
            ping_interval=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self.socket.close()

    def rerun_message(self) -> bytes:
        """What a browser sends when something changed."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self.query, self.page
        state.context_info.timezone = "Europe/Berlin"
        state.context_info.locale = "en-US"
        state.context_info.url = f"{self.base}/{self.page}"
        state.widget_states.widgets.extend(self.values.values())
        return bytes(message.SerializeToString())

    async def open(self, page: str, query: str = "", *, look: bool = False) -> Seen:
        """Go to a page, as its link does."""
        self.page, self.query, self.values = page, query, {}
        return await self.rerun(look=look)

    async def change(self, widget: str, **value: Any) -> Seen:
        """Give a widget a value: ``string_value="x"``."""
        self.values[widget] = WidgetState(id=widget, **value)
        return await self.rerun()

    async def rerun(self, *, look: bool = False) -> Seen:
        """Run the page's script; returns at its end."""
        await self.socket.send(self.rerun_message())
        return await self.ended(look=look)

    async def ended(self, *, look: bool = False) -> Seen:
        """Wait for the end of a run."""
        seen = Seen()
        while True:
            data = await self.socket.recv()
            seen.bytes += len(data)
            if len(data) > SMALL and not look:
                continue
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished in ENDS:
                return seen
            if look and kind == "new_session":
                seen.session = message.new_session.initialize.session_id
            if look and kind == "delta":
                _note(message.delta.new_element, seen)


def _note(element: Message, seen: Seen) -> None:
    kind = element.WhichOneof("type")
    if not kind:
        return
    inner = getattr(element, kind)
    if kind == "exception":
        seen.failed.append(inner.message)
    if getattr(inner, "id", "") and hasattr(inner, "label"):
        seen.widgets[inner.label] = (kind, inner.id)


@dataclass
class Times:
    """How long runs took, by what was done; seconds."""

    kept: dict[str, list[float]] = field(default_factory=dict)

    async def of(self, what: str, doing: Any) -> Any:
        """Measure one."""
        began = time.perf_counter()
        found = await asyncio.wait_for(doing, 120)
        self.kept.setdefault(what, []).append(time.perf_counter() - began)
        return found

    def lines(self) -> Iterator[str]:
        """For each kind, and for all: how many, p50, p95, worst, in milliseconds."""
        everything = [one for times in self.kept.values() for one in times]
        for what, times in [*sorted(self.kept.items()), ("all", everything)]:
            if times:
                p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
                yield (
                    f"{what:<24} {len(times):>6}  p50 {p50 * 1000:>6.0f} ms"
                    f"  p95 {p95 * 1000:>6.0f} ms  worst {max(times) * 1000:>6.0f} ms"
                )


def percentile(times: list[float], share: float) -> float:
    """The value that this share of the measurements does not pass."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
