// Keyboard shortcuts, and clicks on links of ours. Everything here can be done without it.

(() => {
"use strict";

const SINGLE_KEYS = "offramp-single-keys";
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

function press(name) {
  const button = document.querySelector(`.st-key-${name} button`);
  if (button) button.click();
  return button !== null;
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
    if (press("search-open")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (root.dataset.singleKeys === "off" || isTyping(event.target)) return;
  const opens = { "/": "search-open", "?": "keys-open" }[event.key];
  if (opens && press(opens)) event.preventDefault();
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

// The field of the search has the focus once its dialog is there.
new MutationObserver(() => {
  const field = document.querySelector("[role=dialog] .st-key-search-typed input");
  if (field && !field.dataset.wasFocused) {
    field.dataset.wasFocused = "yes";
    field.focus();
    field.select();
  }
}).observe(root, { childList: true, subtree: true });

document.addEventListener("click", (event) => {
  const chosen = event.target instanceof Element && event.target.closest("[data-keys]");
  if (!chosen) return;
  localStorage.setItem(SINGLE_KEYS, chosen.dataset.keys);
  showSwitch();
});
showSwitch();
})();
