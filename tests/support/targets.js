// The controls of a part of the page, or of the dialog over it, that a finger misses (targets.py).
(part) => {
  const ASKED = 44;
  const CONTROLS = "a[href], button, summary, input, select, textarea, "
    + "[role=button], [role=tab], [role=link], [role=combobox], [role=radio], [role=checkbox]";
  const FIELDS = "[role=group], [data-testid=stTextInputRootElement], "
    + "[data-testid=stNumberInputContainer]";
  const found = [];

  const isSeen = (at) => at.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && at.getClientRects().length > 0;

  // Its own words, without those of controls and what joins them.
  function words(at) {
    const copy = at.cloneNode(true);
    copy.querySelectorAll(CONTROLS).forEach((one) => one.remove());
    return copy.textContent.replace(/[\s·,;.›|()+–-]+/g, "");
  }

  // A link among the words of a sentence: its height is theirs.
  function isInSentence(at) {
    if (at.tagName !== "A" || getComputedStyle(at).display !== "inline") return false;
    let block = at.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return words(block).length >= 8;
  }

  // What takes a tap for it: its label, or the frame that looks like the field.
  function areaOf(at) {
    if (at.matches("input[type=checkbox], input[type=radio]")) return at.closest("label") || at;
    return (at.matches("input") && at.closest(FIELDS)) || at;
  }

  // Folded away at the left (the menu), or there only once the tab key comes to it.
  function isForKeysAlone(at, sizes) {
    if (sizes.right <= 0 || sizes.bottom <= 0) return true;
    for (let each = at; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath === "inset(50%)") return true;
    }
    return false;
  }

  const name = (at) => (at.getAttribute("aria-label") || at.innerText || at.value
    || at.placeholder || at.closest("label")?.innerText || "")
    .trim().replace(/\s+/g, " ").slice(0, 40);

  function where(at) {
    const keyed = at.closest("[class*='st-key-']");
    const key = keyed ? [...keyed.classList].find((one) => one.startsWith("st-key-")) : "";
    const test = at.closest("[data-testid]")?.dataset.testid;
    const own = [...at.classList].filter((one) => one.startsWith("of-") || one.startsWith("offramp-"));
    return [at.tagName.toLowerCase(), test, key, ...own].filter(Boolean).join(" ");
  }

  function look(at, area) {
    area.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const sizes = area.getBoundingClientRect();
    if (isForKeysAlone(area, sizes)) return;
    const sentence = isInSentence(at);
    const middle = sentence ? area.getClientRects()[0] : sizes;
    const x = Math.min(Math.max(middle.left + middle.width / 2, 1), innerWidth - 1);
    const y = middle.top + middle.height / 2;
    const isHit = (left, top) => {
      const hit = document.elementFromPoint(left, top);
      return hit !== null && (area.contains(hit) || hit.closest("label")?.control === at);
    };
    const problem = (what) => found.push({ what, name: name(at), where: where(at) });
    if (!isHit(x, y)) {
      const over = document.elementFromPoint(x, y);
      // Streamlit's buttons at the ends of tabs go once one has scrolled there, after this look.
      if (at.matches("[role=tab]") && over?.closest("[data-testid^=stTabsScroll]")) return;
      return problem(`covered by ${over ? where(over) : "nothing: off the screen"}`);
    }
    if (sentence) return;
    const reach = (across, down) => {
      let far = 0;
      while (far < ASKED && isHit(x + across * (far + 1), y + down * (far + 1))) far += 1;
      return far;
    };
    const width = reach(-1, 0) + reach(1, 0) + 1;
    const height = reach(0, -1) + reach(0, 1) + 1;
    // Counted in whole pixels from a middle that may lie between two.
    if (width < ASKED - 1 || height < ASKED - 1) problem(`${width} × ${height}`);
  }

  const looked = new Set();
  for (const at of document.querySelector(part).querySelectorAll(CONTROLS)) {
    const area = areaOf(at);
    const isLeftOut = at.disabled || at.closest("[aria-hidden=true], [inert]")
      || (at.tabIndex < 0 && !at.matches("[role=tab], [role=radio], input[type=radio]"));
    if (isLeftOut || looked.has(area) || !isSeen(area)) continue;
    looked.add(area);
    look(at, area);
  }
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  return found;
}
