"""Our own small pages outside Streamlit: sign-in, first run, reset. Plain HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse, Response

from core.http.headers import FORM_POLICY

STYLE = """
:root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6472; --line: #8a93a3;
  --paper: #ffffff; --ground: #f4f5f7; --act: #1d4ed8; --on-act: #ffffff; --bad: #a01818;
  --bad-ground: #fdeeee; --good-ground: #edf6ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --soft: #aab2c0; --line: #717b8c;
  --paper: #1a1f29; --ground: #0f131a; --act: #8fb2ff; --on-act: #0f131a; --bad: #ffb3b3;
  --bad-ground: #3a1c1f; --good-ground: #1b2f20; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
  background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 25rem; background: var(--paper); padding: 2rem 1.75rem;
  border: 1px solid color-mix(in srgb, var(--line) 40%, transparent); border-radius: 10px; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; color: var(--soft); }
.brand { font-weight: 600; color: var(--soft); margin: 0 0 1.25rem; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
.help { display: block; font-weight: 400; font-size: .875rem; color: var(--soft); margin: 0; }
input { width: 100%; font: inherit; color: inherit; background: var(--paper); padding: .55rem .7rem;
  border: 1px solid var(--line); border-radius: 6px; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--act);
  outline-offset: 2px; }
button, a.button { display: block; width: 100%; margin-top: 1.5rem; padding: .65rem 1rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  border-radius: 6px;
  border: 1px solid var(--act); background: var(--act); color: var(--on-act); }
a.button { margin-top: .75rem; background: none; color: var(--act); }
.or { display: flex; align-items: center; gap: .75rem; color: var(--soft); margin: 1.5rem 0 .5rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); opacity: .5; }
.note { padding: .7rem .85rem; border-radius: 6px; margin: 1rem 0 0; color: var(--ink);
  background: var(--good-ground); }
.bad { background: var(--bad-ground); color: var(--bad); }
.foot { margin: 1.5rem 0 0; font-size: .875rem; }
"""


@dataclass(frozen=True)
class Entry:
    """One input of a form."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    value: str = ""
    help: str = ""
    required: bool = True


def entry_html(entry: Entry, *, focus: bool) -> str:
    """A labelled input."""
    help_id = f"{entry.name}-help"
    hint = f'<span class="help" id="{help_id}">{escape(entry.help)}</span>' if entry.help else ""
    return (
        f'<label for="{entry.name}">{escape(entry.label)}</label>{hint}'
        f'<input id="{entry.name}" name="{entry.name}" type="{entry.kind}" '
        f'autocomplete="{entry.autocomplete}" value="{escape(entry.value)}" maxlength="256" '
        f'autocapitalize="none" spellcheck="false"'
        f"{f' aria-describedby={chr(34)}{help_id}{chr(34)}' if entry.help else ''}"
        f"{' required' if entry.required else ''}{' autofocus' if focus else ''}>"
    )


def form_html(action: str, entries: Sequence[Entry], button: str, *, next_: str = "") -> str:
    """A form that is posted to ``action``."""
    empty = next((e.name for e in entries if not e.value), None)
    inputs = "".join(entry_html(entry, focus=entry.name == empty) for entry in entries)
    hidden = f'<input type="hidden" name="next" value="{escape(next_)}">' if next_ else ""
    return (
        f'<form method="post" action="{action}">{hidden}{inputs}'
        f'<button type="submit">{escape(button)}</button></form>'
    )


def page(
    title: str,
    lead: str,
    body: str,
    *,
    problem: str = "",
    notice: str = "",
    status: int = 200,
    script: str = "",
) -> Response:
    """A whole page; ``body`` is HTML, everything else is text."""
    said = f'<p class="note bad" role="alert">{escape(problem)}</p>' if problem else ""
    said += f'<p class="note" role="status">{escape(notice)}</p>' if notice else ""
    scripts = f'<script src="{script}" defer></script>' if script else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} · Offramp</title>"
        f'<link rel="stylesheet" href="/sign-in/style.css">{scripts}'
        f'</head><body><main><p class="brand">Offramp</p><h1>{escape(title)}</h1>'
        f"<p>{escape(lead)}</p>{said}{body}</main></body></html>",
        status_code=status,
        headers={"content-security-policy": FORM_POLICY},
    )
