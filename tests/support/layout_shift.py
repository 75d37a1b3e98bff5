"""How far what is on a page moves while it loads: the browser's cumulative layout shift."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

_WATCH = """
window.shifts = [];
function where(node) {
  const at = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  if (!at) return "";
  const keyed = at.closest("[class*='st-key-']");
  const key = keyed ? [...keyed.classList].find((each) => each.startsWith("st-key-")) : "";
  return [at.dataset.testid || at.className, key].filter(Boolean).join(" ");
}
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (one.hadRecentInput) continue;
    window.shifts.push({ score: one.value, moved: one.sources.map(({ node }) => where(node)) });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class Shift:
    """The sum over a load, as Web Vitals counts it (no burst here is longer than five seconds), and
    what moved."""

    score: float
    moved: tuple[str, ...]


def watch_shifts(context: BrowserContext) -> None:
    """From now on every page of this browser counts them."""
    context.add_init_script(_WATCH)


def shift_of(page: Page) -> Shift:
    """What the page counted since it was loaded."""
    found = page.evaluate("window.shifts")
    return Shift(
        sum(one["score"] for one in found),
        tuple(f"{one['score']:.3f}: {', '.join(one['moved'])}" for one in found),
    )
