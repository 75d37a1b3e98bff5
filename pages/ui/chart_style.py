"""How the calculator's charts look: one accent, told apart by lightness, dashes and marks too."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any, Literal, TypeVar

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.cost.values import OptionId
from pages.ui.words import option_name

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "5px,2px", "1px,3px")
Data = TypeVar("Data", bound=Hashable)
_TAG = re.compile(r"<(?!br>|/?extra>)")
_ENTITY = re.compile(r"&(?!lt;)(?=#?\w+;)")
SYMBOLS = ("circle", "square", "diamond", "x", "triangle-up", "cross", "star", "hexagon")

_LIGHT = {
    "accent": "#1d5f8a", "middle": "#7fabc8", "pale": "#c5d9e6", "text": "#222220",
    "muted": "#77777a", "ground": "#ffffff", "band": "rgba(29,95,138,0.16)", "grid": "#e8e8e5",
}  # fmt: skip
_DARK = {
    "accent": "#7db7dd", "middle": "#4b7f9f", "pale": "#2f4d61", "text": "#e8e8e5",
    "muted": "#9a9a9c", "ground": "#161718", "band": "rgba(125,183,221,0.2)", "grid": "#2b2c2e",
}  # fmt: skip


def colours() -> dict[str, str]:
    """The theme's colours by their use."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT


def line_of(option: OptionId, number: int, leading: OptionId, second: OptionId) -> dict[str, Any]:
    """A line's look: the leading option in the accent, the second in the text's colour."""
    shade = colours()
    colour = {leading: shade["accent"], second: shade["text"]}.get(option, shade["muted"])
    width = 2.5 if option in (leading, second) else 1.5
    return {"color": colour, "dash": DASHES[number], "width": width}


def broken(option: OptionId, width: int = 20) -> str:
    """An option's name over several short lines, for an axis on a phone."""
    return "<br>".join(wrap(option_name(option), width))


def draw(
    traces: Sequence[Any], layout: dict[str, Any], key: str, alt: str, height: int = 360
) -> None:
    """Draw it so that both themes and a phone can read it; the camera saves it as it is seen.

    ``layout`` is plotly's; the look is added here. One dictionary, made into a figure once: every
    update of a figure costs as much as the calculation.
    """
    shade = colours()
    axis = {"gridcolor": shade["grid"], "zerolinecolor": shade["muted"], "automargin": True}
    look = {
        "height": height,
        "margin": {"t": 8, "b": 8, "l": 8, "r": 34},
        # In the margin, one button wide: across the top it would lie over the first bar.
        "modebar": {"orientation": "v", "bgcolor": shade["ground"]},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "font": {"color": shade["text"], "size": 13, "family": '"Source Sans", sans-serif'},
        # Without a ground of its own a saved image is light text on nothing.
        "paper_bgcolor": shade["ground"],
        "plot_bgcolor": shade["ground"],
        "hoverlabel": {"bgcolor": shade["ground"], "font": {"color": shade["text"]}},
        "dragmode": False,
        "template": None,
    }
    axes = {name: axis | layout.get(name, {}) for name in ("xaxis", "yaxis")}
    figure = go.Figure(data=tamed(list(traces)), layout=tamed(look | layout | axes))
    kind = st.session_state.get("image-format") or "PNG"
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": kind.lower(), "filename": f"offramp-{key}", "scale": 2,
        },
    }  # fmt: skip
    _show(figure, key, f"{alt}. The table has the same figures.", config, theme=None)


def plain_chart(figure: go.Figure, key: str, alt: str) -> None:
    """A chart without Plotly's buttons, which would lie over the drawing."""
    _show(_tame(figure), key, alt, {"displayModeBar": False}, theme="streamlit")


def chart_of(make: Callable[[Data], go.Figure], data: Data, key: str, alt: str) -> None:
    """A :func:`plain_chart` that is made once for the same data.

    A figure of Plotly Express costs 20 ms, as much as all the rest of a page.
    """
    _show(_made(make, data), key, alt, {"displayModeBar": False}, theme="streamlit")


@lru_cache(maxsize=64)
def _made(make: Callable[[Any], go.Figure], data: Hashable) -> go.Figure:
    return _tame(make(data))


def _tame(figure: go.Figure) -> go.Figure:
    return go.Figure(tamed(figure.to_dict()))


def tamed(drawn: Any) -> Any:
    """A figure's data and layout, in which no name draws a link or looks like ours.

    Plotly reads tags and entities in every text; only its own line breaks and boxes are left.
    """
    if isinstance(drawn, str):
        return _ENTITY.sub("&amp;", _TAG.sub("&lt;", drawn))
    if isinstance(drawn, Mapping):
        return {name: tamed(value) for name, value in drawn.items()}
    if isinstance(drawn, np.ndarray) and drawn.dtype.kind in "OU":
        return tamed(drawn.tolist())
    return [tamed(each) for each in drawn] if isinstance(drawn, list | tuple) else drawn


def _show(
    figure: go.Figure,
    key: str,
    alt: str,
    config: dict[str, Any],
    theme: Literal["streamlit"] | None,
) -> None:
    st.plotly_chart(figure, key=key, theme=theme, config=config, alt=alt)
