"""The one script of the forms with passkeys. It asks the browser, and posts the answer."""

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

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[role=alert]");
  const say = (what) => { problem.textContent = what; problem.hidden = !what; };
  if (!window.PublicKeyCredential) {
    form.querySelector("button").disabled = true;
    say("This browser does not know passkeys.");
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    try {
      const options = JSON.parse(form.dataset.options);
      const ask = form.dataset.passkey === "create" ? made : used;
      const [credential, response] = await ask(options);
      form.elements.response.value = JSON.stringify({
        id: credential.id, rawId: text(credential.rawId), type: credential.type,
        response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
      });
      form.submit();
    } catch (error) {
      say(WHY[error.name] || "The passkey could not be used.");
    }
  });
  if ("start" in form.dataset) form.requestSubmit();
}
"""


def passkey_script(_request: Request) -> Response:
    """Sent by a path of its own: the forms' policy allows nothing inline."""
    return Response(SCRIPT, media_type="text/javascript")
