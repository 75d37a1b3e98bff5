"""``offramp serve --demo``: the settings and the data folder of the made-up company."""

import os
import sys
import time

from core.app.runtime import runtime
from core.config import PREFIX, settings
from core.demo import service as demo

DEFAULTS = {
    "second_factor": "none",  # nobody there has a phone
    "confirm_minutes": "240",
    "session_idle_minutes": "720",
}
"""Settings that suit somebody who looks around, unless they say otherwise."""


def prepare(*, again: bool) -> None:
    """Make this process's settings a demo's, and the company if there is none yet; ``again``: also
    if there is one. Raises :class:`SettingError` for what is no demo's."""
    os.environ[f"{PREFIX}DEMO"] = "true"
    os.environ.setdefault(f"{PREFIX}DATA_DIR", str(demo.default_folder()))
    for name, value in DEFAULTS.items():
        os.environ.setdefault(f"{PREFIX}{name.upper()}", value)
    settings.cache_clear()
    config = settings()
    demo.check_settings(config)
    if again:
        demo.reset(config)
    if demo.is_to_be_made(config):
        _say(f"Making the company in {config.data_dir}. It takes a few seconds …")
        began = time.monotonic()
        demo.make(config, runtime)
        _say(f"Made in {time.monotonic() - began:.0f} seconds.")
    _greet()


def _greet() -> None:
    config = settings()
    mark = demo.mark_of(config.data_dir)
    assert mark is not None, "made right now, or found"
    _say(
        f"{mark.company} is made up. Its dates are counted from {mark.made_on}; "
        "serve --demo --reset makes it again.\n"
        f"Open http://localhost:{config.port} - nobody has to sign in. "
        f"As another role: http://localhost:{config.port}/demo?role=auditor"
    )


def _say(what: str) -> None:
    print(what, file=sys.stderr)
