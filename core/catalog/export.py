"""The matrix as tables for spreadsheets, with the sources of every value. Pure."""

from collections.abc import Iterator, Sequence

from core.catalog.matrix import Matrix
from core.catalog.models import Fact
from core.catalog.plans import lowest_value, lowest_with
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.verdict import Verdict
from core.reports.spreadsheet import Cell, Sheet, to_csv, to_xlsx

LONG_HEADER = (
    *("app", "name", "category", "idp", "sso", "sso_standing", "provisioning"),
    *("provisioning_standing", "stale", "scim_plan", "as_of", "sources", "urls"),
)


def matrix_csv(matrix: Matrix) -> bytes:
    """A line for each app and IdP of which anything is known."""
    return to_csv(LONG_HEADER, _long_rows(matrix))


def matrix_xlsx(matrix: Matrix) -> bytes:
    """Three sheets: the matrix as on screen, the same as a list, and all claims."""
    names = list(matrix.idps.values())
    wide = [
        [
            app.name,
            app.category,
            *(cell_text(app.verdict(Fact.PROVISIONING, idp)) for idp in matrix.idps),
            *(cell_text(app.verdict(Fact.SSO, idp)) for idp in matrix.idps),
            _scim_plan(app),
        ]
        for app in matrix.apps
    ]
    header = (
        *("App", "Category"),
        *(f"{name}: provisioning" for name in names),
        *(f"{name}: sign-on" for name in names),
        "Plan for SCIM",
    )
    return to_xlsx(
        [
            Sheet("Matrix", header, wide),
            Sheet("List", LONG_HEADER, _long_rows(matrix)),
            Sheet("Claims", CLAIM_HEADER, _claim_rows(matrix)),
        ]
    )


def cell_text(verdict: Verdict) -> str:
    """A verdict in one cell: the value, with a mark where it is contested or stale."""
    return verdict.value + _mark(verdict)


def _mark(verdict: Verdict) -> str:
    if verdict.is_contested:
        return " (sources disagree)"
    return " (stale)" if verdict.is_stale else ""


def _scim_plan(app: AppEntry) -> str:
    """The plan that SCIM begins with, as the vendor calls it, or that none or each has it."""
    lowest = lowest_with(app, "scim")
    told = lowest.name if lowest else lowest_value(app, "scim")
    return told + _mark(app.verdict(Fact.SCIM_PLAN))


def _long_rows(matrix: Matrix) -> Iterator[Sequence[Cell]]:
    for app in matrix.apps:
        for idp in matrix.idps:
            cell = matrix.cell(app, idp)
            claims = {
                claim.source_id: claim for v in (cell.provisioning, cell.sso) for claim in v.claims
            }
            if not claims:
                continue
            yield (
                *(app.id, app.name, app.category, idp),
                *(cell.sso.value, cell.sso.standing.value),
                *(cell.provisioning.value, cell.provisioning.standing.value),
                "yes" if cell.is_stale else "no",
                lowest_value(app, "scim"),
                max(claim.as_of for claim in claims.values()),
                "; ".join(f"{claim.publisher}: {claim.source}" for claim in claims.values()),
                "; ".join(claim.url or "" for claim in claims.values()),
            )


CLAIM_HEADER = (
    *("app", "idp", "field", "value", "disputes", "publisher", "authority", "interest"),
    *("source", "url", "as_of", "note", "origin"),
)


def _claim_rows(matrix: Matrix) -> Iterator[Sequence[Cell]]:
    for app in matrix.apps:
        for (idp, fact), verdict in app.verdicts.items():
            if idp is not None and idp not in matrix.idps:
                continue
            for claim in verdict.claims:
                yield (
                    *(app.id, idp, fact.value, claim.value, claim.disputes, claim.publisher),
                    *(claim.authority.value, claim.interest, claim.source, claim.url),
                    *(claim.as_of, claim.note, claim.origin.value),
                )
