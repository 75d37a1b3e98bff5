"""The bundled catalogue: its files, read and validated in one pass.

Format and meaning of the files: ``data/catalog/README.md``.
"""

import hashlib
from pathlib import Path

from core.catalog.bundle.app_files import AppFiles
from core.catalog.bundle.folder import Folder
from core.catalog.bundle.plan_names import PlanNames
from core.catalog.bundle.row_values import RowValues
from core.catalog.bundle.rows import Bundle, as_of, start_of
from core.catalog.bundle.table_files import TableFiles
from core.catalog.models import CustomScim, Idp
from core.files.data_files import BadFiles, Problem

__all__ = ["Bundle", "as_of", "digest", "read_bundle", "start_of"]

TABLES = ("listings.csv", "price_pairs.csv", "aliases.csv")
LISTS = ("idps.yaml", "publishers.yaml")
IDP_KEYS = ("id", "name", "custom_scim", "custom_scim_source", "custom_scim_note")


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the catalogue's files."""
    hashed = hashlib.sha256()
    for path in _files(folder):
        hashed.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        try:
            hashed.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            # read_bundle says which file, and why.
            hashed.update(b"unreadable")
    return hashed.hexdigest()


def read_bundle(folder: Path) -> Bundle:
    """Read and validate all files; raise :class:`BadFiles` with every problem at once."""
    problems: list[Problem] = []
    files = Folder(folder, problems)
    bundle = Bundle()
    values = RowValues(problems)
    _strangers(files)
    _read_idps(files, values, bundle)
    interests = _read_publishers(files, values)
    plans = PlanNames(values)
    AppFiles(files, values, bundle, interests, plans).read()
    TableFiles(files, values, bundle, interests, plans).read()
    plans.check(bundle.apps)
    if problems:
        raise BadFiles(problems)
    return bundle


def _files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.suffix in {".yaml", ".csv"} and path.is_file()
    )


def _strangers(files: Folder) -> None:
    """Note every data file that nothing reads, so that no work is lost unseen."""
    for path in sorted(files.path.rglob("*")):
        place = path.relative_to(files.path)
        is_app = len(place.parts) == 2 and place.parts[0] == "apps" and path.suffix == ".yaml"
        if is_app or place.as_posix() in (*TABLES, *LISTS) or place.name == "README.md":
            continue
        if path.suffix == ".yml":
            do = "Rename it to .yaml."
        elif path.suffix in {".yaml", ".csv"}:
            do = f"Apps belong in apps/SLUG.yaml; beside it: {', '.join((*LISTS, *TABLES))}."
        else:
            continue
        files.problems.append(Problem(files.name(path), 1, "is read by nothing.", do))


def _read_idps(files: Folder, values: RowValues, bundle: Bundle) -> None:
    for position, row in enumerate(files.yaml_rows("idps.yaml")):
        values.only(row, IDP_KEYS)
        idp = values.slug(row, "id")
        name = values.text(row, "name", required=True, most=200)
        custom_scim = values.member(row, "custom_scim", CustomScim) or CustomScim.UNKNOWN
        sourced = custom_scim is not CustomScim.UNKNOWN
        source = values.url(row, "custom_scim_source", required=sourced)
        note = values.text(row, "custom_scim_note")
        if idp in values.idps:
            values.problems.append(row.problem(f"IdP {idp!r} stands here twice.", "Keep one."))
        elif idp and name:
            values.idps.add(idp)
            bundle.idps.append(
                Idp(
                    id=idp,
                    name=name,
                    position=position,
                    custom_scim=custom_scim,
                    custom_scim_source=source,
                    custom_scim_note=note,
                )
            )


def _read_publishers(files: Folder, values: RowValues) -> dict[str, str]:
    interests: dict[str, str] = {}
    for row in files.yaml_rows("publishers.yaml"):
        values.only(row, ("name", "interest"))
        name = values.text(row, "name", required=True, most=200)
        interest = values.text(row, "interest", required=True)
        if name in interests:
            values.problems.append(row.problem(f"{name!r} stands here twice.", "Keep one."))
        elif name and interest:
            interests[name] = interest
    return interests
