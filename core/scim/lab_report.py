"""What the lab saw of an endpoint: the report, what follows from it, and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.reports.pdf import render_pdf
from core.scim.lab import Check

WHO = ("both", "Okta", "Entra ID", "RFC")
HEADINGS = {
    "both": "Needed by Okta and by Entra ID",
    "Okta": "Needed by Okta",
    "Entra ID": "Needed by Entra ID",
    "RFC": "Asked for by RFC 7643 and RFC 7644",
}
IDPS = {"Okta": "okta", "Entra ID": "entra-id"}
"""What the catalogue calls them."""


@dataclass(frozen=True)
class LabReport:
    """One run of the lab."""

    endpoint: str
    app_id: str | None
    """The app whose endpoint it is, where a connection says so."""
    tested_at: datetime
    tested_by: str
    checks: tuple[Check, ...]

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(each.met for each in self.checks)

    def of(self, *who: str) -> list[Check]:
        """Requirements of these, what is not met first."""
        found = [each for each in self.checks if each.who in who]
        return sorted(found, key=lambda each: each.met)


def provisioning(report: LabReport, idp: str | None) -> str:
    """What the catalogue would say of provisioning: ``scim``, ``partial`` or ``none``.

    For one IdP its own needs count and those of both; for the app as a whole (``None``) all three.
    """
    names = [name for name, slug in IDPS.items() if idp in (None, slug)]
    needed = report.of("both", *names)
    if needed and all(each.met for each in needed):
        return "scim"
    return "partial" if any(each.met for each in needed) else "none"


def evidence(report: LabReport) -> str:
    """The sentence to record as evidence."""
    missing = [each.requirement for each in report.checks if not each.met]
    text = (
        f"SCIM lab on {report.tested_at:%Y-%m-%d %H:%M} UTC at {report.endpoint}: "
        f"{report.met} of {len(report.checks)} requirements met."
    )
    return text + (f" Not met: {'; '.join(missing[:12])}." if missing else "")


def report_pdf(report: LabReport) -> bytes:
    """The report as a PDF."""
    groups = [(HEADINGS[who], report.of(who)) for who in WHO if report.of(who)]
    return render_pdf(
        "lab",
        {
            "endpoint": report.endpoint,
            "when": f"{report.tested_at:%Y-%m-%d %H:%M} UTC",
            "by": report.tested_by,
            "met": report.met,
            "total": len(report.checks),
            "groups": [{"name": name, "rows": _rows(checks)} for name, checks in groups],
        },
    )


def _rows(checks: Sequence[Check]) -> list[list[str]]:
    return [["met" if c.met else "not met", c.requirement, c.seen] for c in checks]
