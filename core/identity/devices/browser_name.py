"""A short name for a browser, out of what it says of itself."""

_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_name(agent: str | None) -> str | None:
    """Browser and system, such as ``Firefox on Linux``; ``None`` where it names neither.

    Never the text itself, which whoever signs in chooses.
    """
    text = agent or ""
    name = next((word for mark, word in _BROWSERS.items() if mark in text), None)
    system = next((word for mark, word in _SYSTEMS.items() if mark in text), None)
    return f"{name} on {system}" if name and system else name or system
