"""The bridge's door: connections that IdPs provision into, and the events that came of it."""

from core.scim.bridge.accounts import apps_of
from core.scim.bridge.connections import (
    TOKEN_MINUTES,
    AccessToken,
    bridge_rules,
    buy_access_token,
    change_bridge,
    change_rule,
    client_id_of,
    create_bridge,
    delete_bridge,
    get_bridge,
    list_bridges,
    revoke_credential,
    rotate_token,
)
from core.scim.bridge.events.service import (
    EventView,
    finish_event,
    get_event,
    list_events,
    open_requests,
    retry_pending,
    settle,
)
from core.scim.bridge.views import BridgeView, CredentialView, ended_by_next

__all__ = [
    "TOKEN_MINUTES",
    "AccessToken",
    "BridgeView",
    "CredentialView",
    "EventView",
    "apps_of",
    "bridge_rules",
    "buy_access_token",
    "change_bridge",
    "change_rule",
    "client_id_of",
    "create_bridge",
    "delete_bridge",
    "ended_by_next",
    "finish_event",
    "get_bridge",
    "get_event",
    "list_bridges",
    "list_events",
    "open_requests",
    "retry_pending",
    "revoke_credential",
    "rotate_token",
    "settle",
]
