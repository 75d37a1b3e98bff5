"""Setting a bridge up: what to enter in the IdP, tokens, settings, rules."""

from typing import Any

import streamlit as st

from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import TOKEN_MINUTES, BridgeView, CredentialKind, CredentialView, Profile
from pages.scim.parts.bridge_view import fresh_token, url_of
from pages.scim.parts.bridge_words import KINDS, PROFILES, WHAT, WORK, owner
from pages.ui import undo, words
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Column, Content, Text, Tone, muted, table

_MADE = "bridge-token-made"
ENTER: dict[Profile, list[tuple[str, str]]] = {
    Profile.OKTA: [
        ("SCIM connector base URL", "the URL above"),
        ("Unique identifier field for users", "userName"),
        ("Supported provisioning actions", "Push New Users, Push Profile Updates, Push Groups"),
        ("Authentication mode", "HTTP Header, with a token from below"),
        ("Provisioning to App", "create, update and deactivate users"),
    ],
    Profile.ENTRA: [
        ("Provisioning mode", "Automatic"),
        ("Tenant URL", "the URL above"),
        ("Secret token", "a token from below"),
        ("Or OAuth 2 client credentials", "client id and secret from below; token endpoint: the "
         "URL with /oauth2/token at its end"),
        ("Matching attribute", "userName"),
    ],
    Profile.STRICT: [
        ("Base URL", "the URL above"),
        ("Authorization", "Bearer, with a token from below; or OAuth 2 client credentials at the "
         "URL with /oauth2/token at its end"),
        ("Matching attribute", "userName"),
    ],
}  # fmt: skip


def enter(bridge: BridgeView) -> None:
    """What goes into which field of the IdP."""
    st.caption("URL for the IdP")
    st.code(url_of(bridge), language=None, wrap_lines=True)
    if not url_of(bridge).startswith("https://"):
        muted(
            "Okta and Entra ID reach Offramp from outside, over HTTPS. The URL begins with what "
            "OFFRAMP_PUBLIC_URL says, such as https://offramp.example.com."
        )
    name = PROFILES[bridge.profile] if bridge.profile is not Profile.STRICT else "the IdP"
    with st.expander(f"What to enter in {name}", expanded=not bridge.users):
        table(
            ["Field", Column("What to enter", wide=True)],
            ENTER[bridge.profile],
            label="What to enter",
        )
        st.caption(
            "The IdP's connection test asks for a person who does not exist, and is answered with "
            "an empty list. 401: the token is wrong or revoked. 403: this connection is switched "
            "off. No answer: the IdP cannot reach the URL from outside."
        )


def credentials(bridge: BridgeView) -> None:
    """Tokens and client secrets, those that are valid first."""
    st.subheader("Tokens", anchor=False)
    if not bridge.credentials:
        st.markdown("There is no token: the IdP cannot sign in.")
    else:
        table(
            ["Kind", "Begins with", "Made", Column("Last used", tight=True), "State"],
            [_credential(c) for c in sorted(bridge.credentials, key=lambda c: bool(c.revoked_at))],
            label="Tokens",
        )
    who = authenticate()
    if not may(who, Action.SCIM_CONFIGURE):
        return
    with st.container(horizontal=True):
        token, secret = st.button("New token"), st.button("New OAuth client secret")
    if token or secret:
        _issue_or_ask(bridge, CredentialKind.BEARER if token else CredentialKind.CLIENT_SECRET)
    fresh_token(_MADE)
    st.caption(
        "Two tokens of a kind are valid at a time, so that the IdP can switch without a gap; a "
        "third ends the oldest."
    )
    live = {c.id: c for c in bridge.credentials if not c.revoked_at}
    if live:
        with st.expander("Revoke a token"), st.form("bridge-revoke", border=False):
            which = st.selectbox("Token", list(live), format_func=lambda i: _named(live[i]))
            st.caption(
                "Revoked at once, with every access token issued from it. This cannot be undone."
            )
            if st.form_submit_button("Revoke"):
                attempt(
                    lambda s: scim.revoke_credential(s, who, bridge.id, which),
                    "The token is revoked.",
                )


def _credential(each: CredentialView) -> list[Content]:
    return [
        KINDS[each.kind],
        f"ofr_{each.prefix}…",
        [[moment(each.created_at)], [Text(each.created_by, muted=True)]],
        moment(each.last_used_at) if each.last_used_at else Text("never", muted=True),
        [[Badge("✕ revoked")], [Text(moment(each.revoked_at), muted=True)]]
        if each.revoked_at
        else Badge("● valid", Tone.OK),
    ]


def _named(each: CredentialView) -> str:
    used = f"last used {moment(each.last_used_at)}" if each.last_used_at else "never used"
    return f"{KINDS[each.kind]} ofr_{each.prefix}…, {used}"


def _issue_or_ask(bridge: BridgeView, kind: CredentialKind) -> None:
    """A question first where a valid one ends by it: the IdP may still sign in with that."""
    ending = scim.ended_by_next(bridge.credentials, kind)
    if ending:
        st.dialog("The oldest one ends")(_ask)(bridge, ending[0])
    else:
        _issue(bridge, kind)


def _ask(bridge: BridgeView, oldest: CredentialView) -> None:
    st.markdown(words.md(f"{_named(oldest)}, ends at once: two of a kind are valid at a time."))
    st.caption("If the IdP still signs in with it, its requests are refused with 401.")
    if st.button("Make a new one", type="primary"):
        _issue(bridge, oldest.kind)


def _issue(bridge: BridgeView, kind: CredentialKind) -> None:
    attempt(
        lambda s: scim.rotate_token(s, authenticate(), bridge.id, kind),
        then=lambda text: _keep(bridge, kind, text),
    )


def _keep(bridge: BridgeView, kind: CredentialKind, text: str) -> None:
    url = url_of(bridge)
    if kind is CredentialKind.CLIENT_SECRET:
        fields = {
            "Client id": scim.client_id_of(text),
            "Client secret": text,
            "Token endpoint": f"{url}/oauth2/token",
            "URL": url,
        }
    else:
        fields = {"URL": url, "Token": text}
    st.session_state[_MADE] = (f"{KINDS[kind]} made", fields)


def settings(bridge: BridgeView) -> None:
    """What an administrator can change of the connection; others read it."""
    st.subheader("Settings", anchor=False)
    if not may(authenticate(), Action.SCIM_CONFIGURE):
        st.markdown(
            words.md(
                f"{PROFILES[bridge.profile]}; access tokens live {bridge.token_minutes} minutes; "
                f"at most {bridge.requests_per_second:,} requests a second. An administrator can "
                "change this."
            )
        )
        return
    with st.form(f"bridge-settings-{bridge.id}-{bridge.version}", border=False, width=480):
        name = st.text_input("Name", bridge.name)
        profiles = list(PROFILES)
        profile = st.selectbox(
            "IdP", profiles, profiles.index(bridge.profile), format_func=PROFILES.__getitem__
        )
        left, right = st.columns(2)
        minutes = left.number_input(
            words.md(
                f"Lifetime of an access token in minutes, {TOKEN_MINUTES.least} to "
                f"{TOKEN_MINUTES.most}"
            ),
            value=bridge.token_minutes,
            step=30,
            help="Of access tokens that are issued for a client secret from then on.",
        )
        rate = right.number_input(
            "Requests a second, at most", value=bridge.requests_per_second, step=100
        )
        if st.form_submit_button("Save", type="primary"):
            _change(
                bridge,
                "The settings are saved.",
                {
                    "name": name,
                    "profile": profile,
                    "token_minutes": int(minutes),
                    "requests_per_second": int(rate),
                },
            )
    with st.container(horizontal=True):
        if bridge.baseline and st.button("End the baseline"):
            _end_baseline(bridge)
        switched = st.button("Switch off" if bridge.enabled else "Switch on")
        if st.button("Delete"):
            st.dialog(words.md(f"Delete the bridge of {bridge.app_name}?"))(_delete)(bridge)
    if switched:
        attempt(
            lambda s: scim.change_bridge(
                s, authenticate(), bridge.id, bridge.version, enabled=not bridge.enabled
            ),
            then=lambda changed: _switched(bridge, changed),
        )


def _switched(bridge: BridgeView, changed: BridgeView) -> None:
    off = "Off: every request of the IdP is answered with 403 until it is on again."
    undo.offer(
        off if bridge.enabled else "On again.",
        lambda s: scim.change_bridge(
            s, authenticate(), bridge.id, changed.version, enabled=bridge.enabled
        ),
        "On again." if bridge.enabled else "Off again.",
    )


def _delete(bridge: BridgeView) -> None:
    st.markdown(
        "Its tokens end at once: the identity provider's next request is refused. Its events stay "
        "on record. This cannot be undone."
    )
    if bridge.open_work:
        st.warning(
            f"{words.count(bridge.open_work, 'piece')} of work that it asked for stays to be done, "
            "on the steps of the cases."
        )
    if st.button("Delete the bridge"):
        attempt(
            lambda session: scim.delete_bridge(session, authenticate(), bridge.id, bridge.version),
            f"The bridge of {words.md(bridge.app_name)} is deleted.",
            then=lambda _: st.query_params.pop("connection", None),
        )


@st.dialog("End the baseline")
def _end_baseline(bridge: BridgeView) -> None:
    st.markdown(
        f"{words.count(bridge.users, 'user')} and {words.count(bridge.groups, 'group')} are "
        "recorded. From now on each new user makes work."
    )
    st.caption("Wait for the end of the IdP's first sync: users added later create tasks.")
    if st.button("End it", type="primary"):
        attempt(
            lambda session: scim.change_bridge(
                session, authenticate(), bridge.id, bridge.version, baseline=False
            ),
            "From now on new users create tasks.",
        )


def _change(bridge: BridgeView, notice: str, wanted: dict[str, Any]) -> None:
    attempt(
        lambda s: scim.change_bridge(s, authenticate(), bridge.id, bridge.version, **wanted),
        notice,
    )


def rules(bridge: BridgeView) -> None:
    """What each event asks for; an administrator can override parts for this connection."""
    viewer = authenticate()
    with database().read() as session:
        found = scim.bridge_rules(session, viewer, bridge.id)
    table(
        ["Event", Column("Work", wide=True), "Owner", Column("Hours", number=True), "Reminders"],
        [[WHAT[kind], [[WORK[rule.work]], [Text(rule.title, muted=True)]], owner(rule.owner),
          f"{rule.hours:g}", "at any hour" if rule.urgent else "in working hours"]
         for kind, rule in found.items()],
        label="Rules",
    )  # fmt: skip
    if not may(viewer, Action.SCIM_CONFIGURE) or bridge.deleted_at:
        return
    with st.expander("Change a rule for this connection"):
        kind = st.selectbox("Event", list(found), format_func=WHAT.__getitem__)
        rule = found[kind]
        with st.form(f"bridge-rule-{bridge.id}-{bridge.version}-{kind}", border=False):
            options = list(WORK)
            work = st.selectbox(
                "Work", options, options.index(rule.work), format_func=WORK.__getitem__
            )
            who = st.text_input(
                "Owner", rule.owner, help="app-owner, operator, or an e-mail address."
            )
            hours = st.number_input(
                "Hours until it is due", 0.0, 8760.0, float(rule.hours), 1.0, format="%g"
            )
            urgent = st.checkbox("Urgent: remind at any hour", rule.urgent)
            title = st.text_input(
                "Title", rule.title, help="{person}, {app} and {group} are filled in."
            )
            lines = st.text_area("Checklist, one line each", "\n".join(rule.checklist))
            if st.form_submit_button("Save", type="primary"):
                edits = {"work": work, "owner": who, "hours": hours, "urgent": urgent}
                edits |= {
                    "title": title,
                    "checklist": [line.strip() for line in lines.splitlines() if line.strip()],
                }
                attempt(
                    lambda s: scim.change_rule(s, viewer, bridge.id, bridge.version, kind, edits),
                    "The rule is changed for this connection.",
                )
