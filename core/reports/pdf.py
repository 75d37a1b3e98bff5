"""PDF reports: a Typst template of ``data/reports`` with the data as JSON input."""

import json
from collections.abc import Mapping

from core.config import ROOT
from core.errors import NotFound

TEMPLATES = ROOT / "data" / "reports"


def render_pdf(template: str, data: Mapping[str, object]) -> bytes:
    """Render ``data/reports/<template>.typ`` and give back the PDF.

    The template reads ``json(bytes(sys.inputs.data))``: text in the data is text on the page and
    never markup. Moments and amounts go in as text. Raises :class:`NotFound` for an unknown
    template.
    """
    path = TEMPLATES / f"{template}.typ"
    if not template.replace("-", "").isalnum() or not path.is_file():
        raise NotFound(f"There is no report template {template!r}.", field="template")
    import typst  # only who wants a PDF waits for the typesetter

    rendered = typst.compile(
        str(path),
        root=str(TEMPLATES),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
    )
    if not isinstance(rendered, bytes):  # a list only for image formats of many pages
        raise TypeError("typst gave no PDF")
    return rendered
