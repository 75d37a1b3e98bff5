"""Step 1: the identity providers. What the browser says of the time zone is taken over."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from core.stack import service as stack
from core.stack.values import OrganisationView
from core.time_zones import known_zones
from pages.start.parts import progress
from pages.start.parts.progress import Step
from pages.ui.dates import home_zone
from pages.ui.markdown import md
from pages.ui.notices import write
from pages.ui.page_context import authenticate
from pages.ui.table import muted

OFTEN = ("okta", "entra-id", "google-workspace", "onelogin", "jumpcloud", "ping")
_COMMON, _OTHERS, _MAIN, _ZONE = "start-idps", "start-more-idps", "start-main-idp", "start-zone"
_UNSAID, _OUR_UTC = "UTC", "Etc/UTC"


def draw(organisation: OrganisationView, idps: Mapping[str, str]) -> None:
    """Which ones, the main one where there are several, and the time zone."""
    st.markdown("Where do people sign in? It decides which apps can remove a leaver automatically.")
    common = [idp for idp in OFTEN if idp in idps]
    chosen = st.pills(
        "Identity providers",
        common,
        selection_mode="multi",
        default=[idp for idp in organisation.idps if idp in common],
        format_func=lambda idp: md(idps[idp]),
        key=_COMMON,
        persist_state="session",
    )
    others = [idp for idp in idps if idp not in common]
    chosen = chosen + st.multiselect(
        "Another one",
        others,
        default=[idp for idp in organisation.idps if idp in others],
        format_func=idps.__getitem__,
        placeholder="Type a part of its name",
        select_all=False,
        key=_OTHERS,
        persist_state="session",
    )
    if len(chosen) > 1:
        main = st.radio(
            "The main one",
            chosen,
            index=_first(organisation.idps, chosen),
            format_func=lambda idp: md(idps[idp]),
            horizontal=True,
            key=_MAIN,
        )
        chosen = [main, *(idp for idp in chosen if idp != main)]
    zone = _zone(organisation)
    progress.foot(
        Step.PROVIDER,
        "Save and continue",
        lambda: _save(organisation, chosen, zone),
        skip="Skip, none yet" if not organisation.idps else "Skip",
        disabled=not chosen,
        why_disabled="Choose an identity provider, or skip this step.",
    )


def _first(ours: tuple[str, ...], chosen: list[str]) -> int:
    return chosen.index(ours[0]) if ours and ours[0] in chosen else 0


def _zone(organisation: OrganisationView) -> str:
    zones = sorted(known_zones() - {_UNSAID})
    here = home_zone(organisation)
    said = st.selectbox(
        "Time zone",
        zones,
        index=zones.index(_OUR_UTC if here == _UNSAID else here),
        width=320,
        key=_ZONE,
        persist_state="session",
    )
    if organisation.time_zone == _UNSAID:
        muted("From your browser. A leaver's last day ends in this zone.")
    return said


def _save(seen: OrganisationView, chosen: list[str], zone: str) -> None:
    new = replace(seen, idps=tuple(chosen), time_zone=zone)
    if new == seen or write(lambda s: stack.set_organisation(s, authenticate(), new)):
        progress.go_to(Step.APPS)
