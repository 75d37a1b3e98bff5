"""What the audit log's actions are called: the part before the dot, and the rest in plain words."""

AREAS = {
    "account": "Accounts",
    "identity": "Sign-in",
    "group": "Groups",
    "case": "Cases",
    "checklist": "Checklists",
    "calendar": "Calendar links",
    "stack": "Our stack",
    "catalog": "Catalogue",
    "advice": "Recommendations and decisions",
    "cost": "Scenarios",
    "scim": "SCIM",
    "channel": "Notifications",
    "job": "Background jobs",
    "data": "Exports",
    "audit": "Audit log",
    "secrets": "Stored secrets",
}
"""First part of an action's code → what it is about."""


def action_in_words(code: str) -> str:
    """``account.set-role`` as *Accounts: set role*; a code that is none of ours as it is."""
    area, _, deed = code.partition(".")
    if area not in AREAS:
        return code
    return f"{AREAS[area]}: {deed.replace('-', ' ')}" if deed else AREAS[area]
