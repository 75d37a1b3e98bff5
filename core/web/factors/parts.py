"""Parts of the pages about second factors, as HTML."""

from collections.abc import Sequence
from html import escape

import segno

from core.web.form_page import Entry, form_html

CODE = Entry(
    "code",
    "Code",
    autocomplete="one-time-code",
    help="Six digits from your authenticator app, or a recovery code.",
)


def passkey_form(
    action: str,
    kind: str,
    options: str,
    button: str,
    *,
    next_: str = "",
    entries: str = "",
    starts: bool = False,
) -> str:
    """A button that asks the browser for a passkey (``kind``: ``create`` or ``get``)."""
    start = " data-start" if starts else ""
    return (
        f'<form method="post" action="{action}" data-passkey="{kind}"{start} '
        f'data-options="{escape(options)}">{hidden("next", next_) if next_ else ""}'
        f'{hidden("response", "")}{entries}<button type="submit">{escape(button)}</button>'
        '<p class="note bad" role="alert" hidden></p></form>'
    )


def hidden(name: str, value: str) -> str:
    """A field that is not seen."""
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def button(action: str, label: str, about: str = "", **values: str) -> str:
    """A form with nothing but a button; ``about`` says to screen readers what it is about."""
    name = f' aria-label="{escape(f"{label} {about}")}"' if about else ""
    fields = "".join(hidden(name, value) for name, value in values.items())
    return (
        f'<form method="post" action="{action}">{fields}'
        f'<button type="submit" class="second"{name}>{escape(label)}</button></form>'
    )


def app_form(action: str, address: str, secret: str, sealed: str, next_: str) -> str:
    """The QR code for an authenticator app, the same as text, and the field for its first code."""
    picture = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=3, dark="#000000", light="#ffffff", svgclass=None, lineclass=None
    )
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    code = Entry("code", "Code", autocomplete="one-time-code", help="Six digits that it shows.")
    form = form_html(action, [code], "Set up", next_=next_)
    return (
        f'<div class="qr" role="img" aria-label="QR code for the authenticator app">{picture}</div>'
        "<p>Cannot scan it? Type this into the app: "
        f'<span class="secret">{escape(groups)}</span></p>'
        + form.replace("<label", hidden("sealed", sealed) + "<label", 1)
    )


def codes_list(codes: Sequence[str]) -> str:
    """Recovery codes."""
    return '<ul class="codes">' + "".join(f"<li>{escape(c)}</li>" for c in codes) + "</ul>"
