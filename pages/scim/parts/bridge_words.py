"""Words and marks of the bridge. Marks never rest on colour alone."""

from core.scim.values import CredentialKind, EventKind, Profile, WorkState
from pages.ui.table import Badge, Tone

PROFILES = {
    Profile.STRICT: "Any SCIM client, by the RFC",
    Profile.OKTA: "Okta",
    Profile.ENTRA: "Entra ID",
}
STATES = {
    WorkState.NONE: "–\u00a0no work",
    WorkState.PENDING: "◌\u00a0pending",
    WorkState.OPEN: "○\u00a0open",
    WorkState.HELD: "▲\u00a0held for a decision",
    WorkState.JOINED: "=\u00a0already requested",
    WorkState.DONE: "●\u00a0done",
    WorkState.CANCELLED: "✕\u00a0cancelled",
}
TONES = {WorkState.DONE: Tone.OK, WorkState.HELD: Tone.WARN, WorkState.PENDING: Tone.WARN}


def state(of: WorkState) -> Badge:
    """Where the work of an event stands."""
    return Badge(STATES[of], TONES.get(of, Tone.NEUTRAL))


WHAT = {
    EventKind.USER_CREATED: "assigned",
    EventKind.USER_RENAMED: "renamed",
    EventKind.USER_DEACTIVATED: "deactivated",
    EventKind.USER_REACTIVATED: "active again",
    EventKind.USER_DELETED: "deleted",
    EventKind.MEMBER_ADDED: "joined a group",
    EventKind.MEMBER_REMOVED: "left a group",
    EventKind.LAST_GROUP_LEFT: "left the last group",
}
WORK = {
    "create-account": "Create an account",
    "change-role": "Change the role",
    "remove-access": "Remove the access",
    "none": "No work, only recorded",
}
KINDS = {
    CredentialKind.BEARER: "Bearer token",
    CredentialKind.CLIENT_SECRET: "OAuth client secret",
}


def owner(rule_owner: str) -> str:
    """Whose a step of a rule is."""
    return {"app-owner": "the app's owner", "operator": "anyone who takes it"}.get(
        rule_owner, rule_owner
    )
