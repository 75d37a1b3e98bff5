"""Serve the app in earnest: uvicorn, because ``streamlit run`` adds 44 ms to every answer."""

import sys

import uvicorn

from core.config import ROOT, settings


def serve(host: str, port: int) -> None:
    """Run until stopped, whatever the working directory.

    The import string keeps the composition root out of ``core``.
    """
    print(f"Offramp on http://{f'[{host}]' if ':' in host else host}:{port}", file=sys.stderr)
    uvicorn.run(
        "app:app",
        app_dir=str(ROOT),
        host=host,
        port=port,
        log_level=settings().log_level,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings().trusted_proxies),
        forwarded_allow_ips=settings().trusted_proxies or None,
        timeout_graceful_shutdown=5,
    )
