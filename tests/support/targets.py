"""What a finger can and cannot hit: the targets of a page, measured in the browser.

WCAG 2.2, 2.5.5 asks for 44 by 44 CSS pixels. Excepted are links within a sentence, whose height is
the text's, and what is there for the keyboard alone.
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

_MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Violation:
    """A control that a finger misses: what is wrong, its name, and where in the page it is."""

    what: str
    name: str
    where: str


def hard_to_hit(page: Page, part: str = "") -> list[Violation]:
    """The controls of the page, or of what lies over it, that are too small, covered or cut off;
    and the page itself where it scrolls sideways. ``part``: what lies over it, as a selector; a
    dialog is found without."""
    over = part or ("[role=dialog]" if page.locator("[role=dialog]").count() else "html")
    found = [Violation(**one) for one in page.evaluate(_MEASURE, over)]
    wide = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".filter((at) => at && at.scrollWidth > at.clientWidth + 1).length"
    )
    return [*([Violation("scrolls sideways", "", "page")] if wide else []), *found]
