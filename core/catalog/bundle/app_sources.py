"""Which apps the bundled catalogue has, and the sources that their files name."""

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from core.catalog.bundle.folder import Folder
from core.catalog.bundle.table_files import LISTING_COLUMNS
from core.files.data_files import Problem, Row
from core.files.scalars import SLUG


class AppSources:
    """Reads only what is asked for. What is wrong in these files, ``catalog check`` says."""

    def __init__(self, folder: Path, others: Collection[str] = ()) -> None:
        self.folder = folder
        self.others = others
        """Apps that the files do not have: an organisation's own."""
        self._sources: dict[str, Mapping[str, tuple[str, str]]] = {}

    def knows(self, app: str) -> bool:
        """Whether there is such an app."""
        return app in self.others or self._file(app).is_file() or app in self._listed

    def sources(self, app: str) -> Mapping[str, tuple[str, str]]:
        """Title and address of each source in the app's file, by its name there."""
        if app not in self._sources:
            self._sources[app] = self._read(app)
        return self._sources[app]

    def _file(self, app: str) -> Path:
        return self.folder / "apps" / f"{app if SLUG.fullmatch(app) else '-'}.yaml"

    @cached_property
    def _listed(self) -> frozenset[str]:
        problems: list[Problem] = []
        rows = Folder(self.folder, problems).csv_rows("listings.csv", LISTING_COLUMNS)
        return frozenset(str(row["app"]) for row in rows if "app" in row)

    def _read(self, app: str) -> Mapping[str, tuple[str, str]]:
        path = self._file(app)
        whole = Folder(self.folder, []).yaml(path) if path.is_file() else None
        sources = whole.get("sources") if isinstance(whole, Row) else None
        if not isinstance(sources, Row):
            return {}
        return {
            name: (str(source["title"]), str(source["url"]))
            for name, source in sources.items()
            if isinstance(source, Row) and "title" in source and "url" in source
        }
