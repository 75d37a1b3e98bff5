"""The style and the scripts that every page's document links to."""

import re

from pages.ui.runtime import styles
from pages.ui.runtime.early_parts import _SCRIPTS, ELEMENTS, with_early_parts


def test_every_sheet_is_in_the_style_once() -> None:
    assert sorted(styles.SHEETS) == sorted(path.stem for path in styles.FOLDER.glob("*.css"))
    assert styles.joined().count("{") == styles.joined().count("}")


def test_the_scripts_of_common_elements_run_early_and_are_there() -> None:
    document = (_SCRIPTS.parents[1] / "index.html").read_text(encoding="utf-8")
    ours = with_early_parts(document)
    run = re.findall(r'<script type="module" crossorigin src="\./static/js/([^"]+)"', ours)
    assert [name.split(".")[0] for name in run[-len(ELEMENTS) :]] == list(ELEMENTS)
    fetched = re.findall(r'rel="modulepreload" crossorigin href="\./static/js/([^"]+)"', ours)
    assert len(fetched) == len({*fetched})
    assert all((_SCRIPTS / name).is_file() for name in (*run, *fetched))
