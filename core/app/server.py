"""Serve the app in earnest: uvicorn, because ``streamlit run`` adds 44 ms to every answer."""

import sys
from contextlib import suppress

import uvicorn

from core.app.limits.amounts import CONNECTIONS, MESSAGE_BYTES
from core.app.limits.connections import LimitedConnection
from core.config import ROOT, settings

FILES_BESIDE_CONNECTIONS = 500
"""Open files of this process that are not connections of clients: database, logs, outgoing."""


def serve(host: str, port: int) -> None:
    """Run until stopped, whatever the working directory.

    The import string keeps the composition root out of ``core``.
    """
    print(f"Offramp on http://{f'[{host}]' if ':' in host else host}:{port}", file=sys.stderr)
    trusted = settings().trusted_proxies
    LimitedConnection.proxies = frozenset(one.strip() for one in trusted.split(","))
    uvicorn.run(
        "app:app",
        app_dir=str(ROOT),
        host=host,
        port=port,
        log_level=settings().log_level,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
        timeout_graceful_shutdown=5,
        http=LimitedConnection,
        limit_concurrency=_connections(),
        ws_max_size=MESSAGE_BYTES,
        ws_max_queue=2,  # of messages that wait: more would only be memory
    )


def _connections() -> int:
    """How many connections fit under the system's limit on open files, which is raised if it can
    be: where a connection cannot be accepted for want of one, nobody is told anything."""
    with suppress(ImportError):  # not on Windows
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS + FILES_BESIDE_CONNECTIONS
        if soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(100, min(CONNECTIONS, soft - FILES_BESIDE_CONNECTIONS))
    return CONNECTIONS
