"""The script of keyboard shortcuts, theme and links between pages."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ADDRESS = "/sign-in/navigation.js"
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class Navigation:
    """The script for these pages, by their paths."""

    def __init__(self, pages: Iterable[str]) -> None:
        self._script = _SCRIPT.replace("PATHS", " ".join(sorted(pages)))
        self._version = sha256(self._script.encode()).hexdigest()[:12]

    def with_script(self, html: str) -> str:
        """The document with the script before all others: it says which theme is drawn."""
        script = f'<script src="{ADDRESS}?{self._version}"></script>'
        return html.replace("<head>", f"<head>{script}", 1)

    def routes(self) -> list[Route]:
        """Where the script is. Its address changes with it, so that browsers may keep it."""

        def script(_request: Request) -> Response:
            kept = {"cache-control": "max-age=31536000, immutable"}
            return Response(self._script, media_type="text/javascript", headers=kept)

        return [Route(ADDRESS, script)]
