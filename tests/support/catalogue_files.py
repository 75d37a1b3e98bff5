"""The files of a small, sound catalogue: what the bundled one has, in two apps."""

from collections.abc import Mapping
from pathlib import Path

from core.catalog.bundle.table_files import ALIAS_COLUMNS, LISTING_COLUMNS, PAIR_COLUMNS

APP = """\
app: notes
name: Notes
sources:
  docs: {title: Help, url: 'https://notes.example/help', publisher: Notes, kind: vendor,
    read: '2026-11-23'}
claims:
  - {field: sso, value: "yes", source: docs}
  - {field: provisioning, idp: okta, value: scim, source: docs}
  - {field: operations, value: [create, update], source: docs}
prices:
  - {plan: team, name: Team, low: 5, high: 8, currency: USD, per: month, unit: seat, source: docs}
remarks:
  - {about: leaver, text: Remove by hand, source: docs}
setup:
  - {idp: okta, how: OIN app, source: docs}
benchmarks:
  - {employees: 500, it_hours: 101, basis: aggregate, source: docs}
"""
LISTING = (
    'tasks,Tasks,okta,yes,scim,,SAML 2.0,create|update,,,,"a note",Okta: Tasks,'
    "https://okta.example/tasks,,Okta,idp,2026-01,2026-11-23"
)
PAIR = "tasks,Tasks,https://tasks.example,5,user,month,9,user,month,USD,80,,,2024-05-01,"


def csv_text(columns: tuple[str, ...], *lines: str) -> str:
    return "\n".join([",".join(columns), *lines]) + "\n"


GOOD = {
    "idps.yaml": "- {id: okta, name: Okta}\n- {id: entra-id, name: Entra}\n",
    "publishers.yaml": "- {name: Seller, interest: sells the other way}\n",
    "apps/notes.yaml": APP,
    "listings.csv": csv_text(LISTING_COLUMNS, LISTING),
    "price_pairs.csv": csv_text(PAIR_COLUMNS, PAIR),
    "aliases.csv": csv_text(ALIAS_COLUMNS, "todo,tasks"),
}


def write_catalogue(folder: Path, changed: Mapping[str, str | bytes | None]) -> Path:
    """The small catalogue with some files replaced, or left out (``None``)."""
    for name, text in {**GOOD, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
