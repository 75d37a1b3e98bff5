// Keyboard shortcuts, the theme, and clicks on links of ours. Without it links load the page anew,
// and the search is a button. It runs before Streamlit's own scripts.

(() => {
"use strict";

// Every page is below the root: Streamlit would ask for its socket below the page's own path first.
window.__streamlit = { BACKEND_BASE_URL: location.origin };

const SINGLE_KEYS = "offramp-single-keys";
const THEME = "offramp-theme";
const LATER = "offramp-later";
const PAGES = "PATHS".split(" ");
const root = document.documentElement;

// -- keys ---------------------------------------------------------------------

function showSwitch() {
  root.dataset.singleKeys = localStorage.getItem(SINGLE_KEYS) === "off" ? "off" : "on";
}

function isTyping(at) {
  return at instanceof Element
    && (at.closest("input, textarea, select, [role=combobox], [role=listbox], [role=grid]") !== null
      || at.isContentEditable);
}

// A key may be pressed before the page is drawn.
function press(name, until = Date.now() + 3000) {
  const button = document.querySelector(`.st-key-${name} button`);
  if (button) button.click();
  else if (Date.now() < until) setTimeout(press, 50, name, until);
}

function dialog() {
  return document.querySelector("[role=dialog]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const search = document.querySelector("[role=dialog] .st-key-search-typed input");
  if (search) return searchKeys(event, search);
  if (dialog()) return;
  const isCommand = (event.ctrlKey !== event.metaKey) && !event.altKey && !event.shiftKey;
  if (isCommand && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return press("search-open");
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (root.dataset.singleKeys === "off" || isTyping(event.target)) return;
  const opens = { "/": "search-open", "?": "keys-open" }[event.key];
  if (!opens) return;
  event.preventDefault();
  press(opens);
}, true);

function searchKeys(event, field) {
  const links = [...document.querySelectorAll("[role=dialog] .of-found a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    const target = next < 0 ? field : links[Math.min(next, links.length - 1)];
    if (!target) return;
    event.preventDefault();
    target.focus();
  } else if (event.key === "Escape" && event.target === field) {
    event.preventDefault();  // a browser would only empty the field
    field.closest("[role=dialog]").querySelector("button[aria-label=Close]").click();
  } else if (event.key === "Enter" && event.target === field && field.value.trim()) {
    openFirst(field, Date.now() + 3000);
  }
}

// What is shown may still answer to fewer letters than were typed.
function openFirst(field, until) {
  const found = document.querySelector("[role=dialog] .of-found");
  if (found && found.dataset.answerTo === field.value.trim()) {
    found.querySelector("a").click();
  } else if (field.isConnected && Date.now() < until) {
    setTimeout(openFirst, 50, field, until);
  }
}

// -- what a dialog or the account's menu needs once it is there ----------------

new MutationObserver(() => {
  const field = document.querySelector("[role=dialog] .st-key-search-typed input");
  if (field && !field.dataset.wasFocused) {
    field.dataset.wasFocused = "yes";
    field.focus();
    field.select();
  }
  markTheme();
  beginAtTheTop();
  lookHere();
}).observe(root, { childList: true, subtree: true, characterData: true });

// A step of the guided start begins at its top, however far down the one before was left.
let step = "";

function beginAtTheTop() {
  const title = document.querySelector(".st-key-start-title h2");
  const now = title ? title.textContent : "";
  if (now && step && now !== step) document.querySelector("[data-testid=stMain]").scrollTo(0, 0);
  step = now;
}

// What is wrong is said at its field, which may be out of sight (pages/ui/errors.py).
function lookHere() {
  for (const at of document.querySelectorAll("[data-look-here]:not([data-was-seen])")) {
    at.dataset.wasSeen = "yes";
    at.closest("[data-testid=stElementContainer]").parentElement.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const chosen = at && at.closest("[data-keys], [data-press], [data-theme-choice], [data-later]");
  if (!chosen) return;
  if (chosen.dataset.later) {
    sessionStorage.setItem(LATER, chosen.dataset.later);
    showLater();
  }
  if (chosen.dataset.press) press(chosen.dataset.press);
  if (chosen.dataset.keys) {
    localStorage.setItem(SINGLE_KEYS, chosen.dataset.keys);
    showSwitch();
    // The button is gone now, and with it the keys that belong to its dialog.
    document.querySelector(`[data-keys]:not([data-keys="${chosen.dataset.keys}"])`).focus();
  }
  if (chosen.dataset.themeChoice) {
    localStorage.setItem(THEME, chosen.dataset.themeChoice);
    useTheme();
    location.reload();
  }
});

// -- what can wait ------------------------------------------------------------------

// Out of sight in this tab until somebody signs in there again (core/web/open_tabs.py).
function showLater() {
  root.dataset.later = sessionStorage.getItem(LATER) || "";
}

// -- theme ---------------------------------------------------------------------

// Streamlit remembers a theme for each path; the choice here holds for every page.
function useTheme() {
  const chosen = localStorage.getItem(THEME);
  if (!["System", "Light", "Dark"].includes(chosen)) return;
  localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(chosen));
}

function markTheme() {
  const chosen = localStorage.getItem(THEME) || "System";
  for (const button of document.querySelectorAll("[data-theme-choice]:not([aria-pressed])")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

// -- nothing moves while a page loads ---------------------------------------------

// Until its script has run, or what is there fills the window, and the scripts of its elements are
// there; a page that takes long, or has something that does, shows what there is.
const LONGEST = 1500;

function isDrawn() {
  const app = document.querySelector("[data-testid=stApp]");
  const main = app && app.querySelector("[data-testid=stMain]");
  if (!main || !main.querySelector("[data-testid=stElementContainer]")) return false;
  if (!hasBegun) hasBegun = setTimeout(show, LONGEST);
  const waits = [...main.querySelectorAll("[data-testid=stSkeleton]")];
  if (waits.some((at) => at.getBoundingClientRect().top < innerHeight)) return false;
  return app.dataset.testScriptState === "notRunning"
    || main.firstElementChild.scrollHeight > innerHeight;
}

function show() {
  drawing.disconnect();
  clearTimeout(hasBegun);
  delete root.dataset.drawing;
}

let hasBegun = 0;
const drawing = new MutationObserver(() => isDrawn() && show());
root.dataset.drawing = "yes";
drawing.observe(root, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
});

// -- links ---------------------------------------------------------------------

// A click on a link to another page of ours goes the way of the browser's back button, which
// Streamlit listens to: the page changes without being loaded anew. Not where the click asks for a
// tab or a window, and not on the same page, whose boxes would keep what was chosen and typed; but
// a list and one thing of it have no box in common.
const ONE_THING = ["case", "decision"];

function changesAllBoxes(to) {
  if (to.pathname !== location.pathname) return true;
  const [here, there] = [location.search, to.search].map((each) => new URLSearchParams(each));
  return ONE_THING.some((name) => here.has(name) !== there.has(name));
}

// Streamlit's own links to pages (the menu, the tabs) go the same way: it would take what was chosen
// on the page that is left out of its address first, and back would come to a page without it.
const LINKS = ":is(.stHtml, .stMarkdown, .stPageLink) a[href]:not([target=_blank], [download])";

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0) return;
  const link = event.target instanceof Element ? event.target.closest(LINKS) : null;
  const app = document.querySelector("[data-testid=stApp]");
  if (!link || !app) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    event.stopPropagation();  // the browser opens a tab; Streamlit would change this page
    return;
  }
  const to = link.getAttribute("href") ? link : new URL("/", location);  // Streamlit's to the first
  const isPage = to.pathname === "/" || PAGES.includes(to.pathname.slice(1));
  const isConnected = app.dataset.testConnectionState === "CONNECTED";
  if (to.origin !== location.origin || to.hash || !isPage || !isConnected) return;
  if (!changesAllBoxes(to)) return;
  event.preventDefault();
  event.stopPropagation();
  go(to.href);
  fold(link.closest("[data-testid=stSidebar]"));
}, true);

function go(address) {
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  document.querySelector("[data-testid=stMain]").scrollTo(0, 0);
}

// On a phone the menu lies over the page.
function fold(menu) {
  if (menu && matchMedia("(max-width: 768px)").matches) {
    menu.querySelector("[data-testid=stSidebarCollapseButton] button").click();
  }
}

// -- an address that is no page -------------------------------------------------

const { missing } = root.dataset;
if (missing && location.pathname !== `/${missing}`) {
  history.replaceState({}, "", `/${missing}?address=${encodeURIComponent(location.pathname)}`);
}

useTheme();
showSwitch();
showLater();
})();
