"""What the lab saw of an endpoint: the report, what follows from it, and its PDF."""

from dataclasses import dataclass
from datetime import datetime

from core.reports.pdf import render_pdf
from core.scim.lab.checks import REACHED, REQUIREMENTS, SEARCH, Check

WHO = ("both", "Okta", "Entra ID", "RFC")
HEADINGS = {
    "both": "Needed by Okta and by Entra ID",
    "Okta": "Needed by Okta",
    "Entra ID": "Needed by Entra ID",
    "RFC": "Asked for by RFC 7643 and RFC 7644",
}
IDPS = {"Okta": "okta", "Entra ID": "entra-id"}
"""What the catalogue calls them."""
FIT = {
    "scim": "all that it needs",
    "partial": "a part of it",
    "none": "nothing that provisions",
    "unknown": "not known",
}
"""What an identity provider finds at the endpoint, in words."""


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

    @property
    def total(self) -> int:
        """How many requirements there are, tried or not."""
        return len(self.checks) + sum(len(self.untried(who)) for who in WHO)

    @property
    def hindrance(self) -> str | None:
        """Why nothing can be concluded from this run, if so: what was in the way."""
        stopped = [each.seen for each in self.checks if each.requirement == REACHED]
        return stopped[0] if stopped else None

    def untried(self, *who: str) -> list[str]:
        """Requirements of these that the run did not come to, because of one before them."""
        seen = {each.requirement for each in self.checks}
        return [what for name, what in REQUIREMENTS if name in who and what not in seen]

    def of(self, *who: str) -> list[Check]:
        """Requirements of these, what is not met first."""
        found = [each for each in self.checks if each.who in who]
        return sorted(found, key=lambda each: each.met)


def provisioning(report: LabReport, idp: str | None) -> str:
    """What the catalogue would say of provisioning: ``scim``, ``partial``, ``none``.

    ``unknown`` where the endpoint could not be asked to the end.
    For one IdP its own needs count and those of both; for the app as a whole (``None``) all three.
    """
    names = [name for name, slug in IDPS.items() if idp in (None, slug)]
    if report.hindrance is not None:
        return "unknown"
    needed = report.of("both", *names)
    if needed and all(each.met for each in needed) and not report.untried("both", *names):
        return "scim"
    provisions = [each for each in needed if each.requirement != SEARCH]
    return "partial" if any(each.met for each in provisions) else "none"


def evidence(report: LabReport) -> str:
    """The sentence to record as evidence."""
    missing = [each.requirement for each in report.checks if not each.met]
    text = (
        f"SCIM lab on {report.tested_at:%Y-%m-%d %H:%M} UTC at {report.endpoint}: "
        f"{report.met} of {report.total} requirements met."
    )
    if untried := report.untried(*WHO):
        missing += [f"{each} (not tried)" for each in untried]
    return text + (f" Not met: {'; '.join(missing[:12])}." if missing else "")


def report_pdf(report: LabReport) -> bytes:
    """The report as a PDF."""
    groups = [(HEADINGS[who], rows) for who in WHO if (rows := _rows(report, who))]
    return render_pdf(
        "lab",
        {
            "endpoint": report.endpoint,
            "when": f"{report.tested_at:%Y-%m-%d %H:%M} UTC",
            "by": report.tested_by,
            "met": report.met,
            "total": report.total,
            "hindrance": report.hindrance,
            "follows": [
                [name, FIT[provisioning(report, slug)], share(report, name)]
                for name, slug in IDPS.items()
            ],
            "groups": [{"name": name, "rows": rows} for name, rows in groups],
        },
    )


def _rows(report: LabReport, who: str) -> list[list[str]]:
    tried = [["met" if c.met else "not met", c.requirement, c.seen] for c in report.of(who)]
    return tried + [["not tried", what, ""] for what in report.untried(who)]


def share(report: LabReport, name: str) -> str:
    """How many of an identity provider's needs are met: ``6 of 6``."""
    needed = report.of("both", name)
    total = len(needed) + len(report.untried("both", name))
    return f"{sum(each.met for each in needed)} of {total}"
