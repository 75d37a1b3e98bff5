"""Every kind of file that the app hands out: which page's part draws its link, and what it says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A module of pages that hands files out. ``calls``: how often it calls ``pages.ui.exports``;
    ``labels``: of its links, ``{file}`` for the file's own name, ``{list}`` for it and when it
    was taken."""

    calls: int
    labels: tuple[str, ...]


PARTS = {
    "access/parts/audit_view.py": Part(
        4,
        (
            "Export JSONL",
            "Export CSV",
            "Export the selection as JSONL",
            "Export the selection as CSV",
        ),
    ),
    "accounts/parts/feeds/drawer.py": Part(1, ("{list}",)),
    "accounts/parts/person/privacy.py": Part(1, ("Download their data",)),
    "advice/parts/decision_view.py": Part(1, ("PDF", "Markdown", "JSON")),
    "advice/parts/stack_advice_view.py": Part(2, ("XLSX", "PDF")),
    "catalogue/parts/matrix_view.py": Part(1, ("Export CSV", "Export XLSX")),
    "cost/parts/saving.py": Part(1, ("XLSX with formulas", "PDF", "CSV", "JSON", "Scenario file")),
    "cost/parts/stack.py": Part(1, ("CSV",)),
    "offboarding/parts/late_removals_view.py": Part(1, ("CSV",)),
    "offboarding/parts/proof_files.py": Part(
        2,
        (
            "Signed proof (ZIP)",
            "Signed PDF",
            "Workbook (XLSX), not signed",
            "Evidence pack (ZIP)",
            "Evidence (PDF)",
        ),
    ),
    "offboarding/parts/step/drawer.py": Part(1, ("{file}",)),
    "scim/parts/lab_view.py": Part(1, ("PDF",)),
    "ui/app_list/field.py": Part(1, ("Download a template",)),
}
"""Module below ``pages/`` → what it hands out. A unit test finds every call, and a browser test
(``tests/browser/test_downloads.py``) fetches every label."""
