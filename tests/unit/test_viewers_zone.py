"""A page says moments in the viewer's zone: only one module writes them."""

import re

from core.config import ROOT

WRITTEN = re.compile(r":%Y[^}]*\}[^\"']{0,3}UTC")


def test_no_page_writes_a_moment_in_utc() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "pages").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WRITTEN.search(line)
    ]
    assert not found, "use pages.ui.dates.moment"
