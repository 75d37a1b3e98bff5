"""Tabs that are open when a session ends show nothing of it any more (ASVS 5.0, 14.3.1).

Streamlit draws what the server sends and keeps it until the next action. A small script beside its
own looks whether the session still holds: at once when another tab signs out or when the tab is
looked at again, and every half minute; where it does not, the tab becomes the sign-in form.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.web.authentication import live_session
from core.web.threads import in_thread

LOOKS_EVERY = 30
"""Seconds between two looks of a tab that is in front."""

SCRIPT = """\
const told = "BroadcastChannel" in window ? new BroadcastChannel("offramp-session") : null;
async function look() {
  try {
    const answer = await fetch("/sign-in/holds", { cache: "no-store" });
    if (answer.status === 401) location.reload();
  } catch { /* The server is away: Streamlit says so. */ }
}
if (location.pathname.startsWith("/sign-in")) {
  if (told) told.postMessage("ended");
  sessionStorage.removeItem("offramp-later");  // what the next one has not put off yet
} else {
  if (told) told.onmessage = look;
  document.addEventListener("visibilitychange", () => document.hidden || look());
  setInterval(() => document.hidden || look(), SECONDS * 1000);
}
""".replace("SECONDS", str(LOOKS_EVERY))

ADDRESS = "/sign-in/open-tabs.js"
STYLE_ADDRESS = "/sign-in/page.css"


def with_ours(html: str) -> str:
    """Streamlit's document, and in it the script and the pages' style.

    The style stands last, so that it counts more than Streamlit's; as an element of each page it
    would be sent and hashed at every run.
    """
    html = html.replace("</head>", f'<script src="{ADDRESS}" defer></script></head>', 1)
    return html.replace("</body>", f'<link rel="stylesheet" href="{STYLE_ADDRESS}"></body>', 1)


def script(_request: Request) -> Response:
    """The script, for Streamlit's document and for the sign-in form."""
    return Response(SCRIPT, media_type="text/javascript")


async def holds(request: Request) -> Response:
    """204 while the browser's session holds, else 401. To ask is no use of the session."""

    live = await in_thread(live_session, request)
    return Response(status_code=401 if live is None else 204)


def routes(style: str) -> list[Route]:
    """The script and what it asks, and the pages' style."""

    def page_style(_request: Request) -> Response:
        return Response(style, media_type="text/css", headers={"cache-control": "max-age=300"})

    return [
        Route(ADDRESS, script),
        Route("/sign-in/holds", holds),
        Route(STYLE_ADDRESS, page_style),
    ]
