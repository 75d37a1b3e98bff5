"""The scripts of these forms: one asks the browser for a passkey and posts the answer, one copies
and saves recovery codes. The forms' policy allows nothing inline."""

from starlette.requests import Request
from starlette.responses import Response

PATH = "/sign-in/passkey.js"
SCRIPT = """\
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function made(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  return [credential, { attestationObject: text(credential.response.attestationObject) }];
}

async function used(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  };
  const credential = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = credential.response;
  return [credential, {
    authenticatorData: text(authenticatorData), signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  }];
}

const WHY = {
  InvalidStateError: "This device has a passkey for Offramp already.",
  NotAllowedError: "No passkey was used: it was cancelled, took too long, or none is here.",
  SecurityError: "The browser allows no passkeys at this address.",
};

const WORKED = "offramp-passkey";
function worked() {
  try { return localStorage.getItem(WORKED) !== null; } catch { return false; }
}
function remember() {
  try { localStorage.setItem(WORKED, "worked"); } catch { /* not kept: not asked at once */ }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[role=alert]");
  const say = (what) => { problem.textContent = what; problem.hidden = !what; };
  if (!window.PublicKeyCredential) {
    form.querySelector("button").disabled = true;
    say("This browser does not know passkeys.");
    continue;
  }
  let asked = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = asked;
    asked = true;
    say("");
    try {
      const options = JSON.parse(form.dataset.options);
      const ask = form.dataset.passkey === "create" ? made : used;
      const [credential, response] = await ask(options);
      form.elements.response.value = JSON.stringify({
        id: credential.id, rawId: text(credential.rawId), type: credential.type,
        response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
      });
      remember();
      form.submit();
    } catch (error) {
      // No one asked for this one: a person who dismissed it wants something else.
      if (!wanted && error.name === "NotAllowedError") return;
      say(WHY[error.name] || "The passkey could not be used.");
    }
  });
  // Without a click only where a passkey has worked before: elsewhere it leads nowhere.
  if ("start" in form.dataset && worked()) {
    asked = false;
    form.requestSubmit();
  }
}
"""
CODES_PATH = "/sign-in/recovery-codes.js"
CODES_SCRIPT = """\
const list = document.querySelector(".codes");
const tools = document.querySelector(".row");
const said = document.querySelector("[role=status]");
const codes = [...list.children].map((item) => item.textContent);
const day = new Date().toISOString().slice(0, 10);
const file = [
  `Recovery codes for Offramp, ${location.origin}`, `${list.dataset.name}, made ${day}`,
  "Each signs you in once. Newer ones make these void.", "", ...codes, "",
].join("\\n");
const ways = {
  async copy() {
    try {
      await navigator.clipboard.writeText(codes.join("\\n"));
      said.textContent = "Copied. Paste them into your password manager.";
    } catch {
      said.textContent = "The browser does not let them be copied: download or print them.";
    }
  },
  save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file], { type: "text/plain" }));
    link.download = "offramp-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(link.href);
    said.textContent = "Downloaded. Do not leave the file on this device.";
  },
  print() { window.print(); },
};
for (const button of tools.querySelectorAll("button")) {
  button.addEventListener("click", ways[button.dataset.do]);
  button.hidden = button.dataset.do === "copy" && !navigator.clipboard;
}
tools.hidden = false;
"""


def passkey_script(_request: Request) -> Response:
    """The one for passkeys."""
    return Response(SCRIPT, media_type="text/javascript")


def codes_script(_request: Request) -> Response:
    """The one for recovery codes."""
    return Response(CODES_SCRIPT, media_type="text/javascript")
