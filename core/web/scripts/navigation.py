"""The script of keyboard shortcuts and of links between pages."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ADDRESS = "/sign-in/navigation.js"
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def with_script(html: str) -> str:
    """The document with the script."""
    return html.replace("</head>", f'<script src="{ADDRESS}" defer></script></head>', 1)


def routes() -> list[Route]:
    """Where the script is."""

    def script(_request: Request) -> Response:
        return Response(
            _SCRIPT, media_type="text/javascript", headers={"cache-control": "max-age=300"}
        )

    return [Route(ADDRESS, script)]
