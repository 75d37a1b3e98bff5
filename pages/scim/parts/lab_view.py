"""Parts of the lab's page."""

from collections.abc import Sequence

import streamlit as st

from core.catalog import service as catalog
from core.catalog.values import CLOSED_VALUES, Fact, Observation
from core.errors import OfframpError
from core.rights import Action, may
from core.scim import service as scim
from core.scim.service import lab_share
from core.scim.values import (
    LAB_FIT,
    LAB_HEADINGS,
    LAB_IDPS,
    LAB_WHO,
    AuthKind,
    LabReport,
    LabTarget,
    OutboundView,
)
from pages.ui import words
from pages.ui.apps.app_picker import pick_app
from pages.ui.dates import moment
from pages.ui.exports import offer_shown
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database, reading, today
from pages.ui.table import Badge, Column, Content, Text, Tone, muted, table

MARKS = {"scim": "●\u00a0", "partial": "◐\u00a0", "none": "✕\u00a0", "unknown": "?\u00a0"}
REPORT = "lab-report"
OTHER = 0
"""Choice of an endpoint that is not connected."""

SIGN_IN = {
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.OAUTH: "OAuth 2 client credentials",
}


def latest() -> LabReport | None:
    """The last run of this browser tab; a run is kept by downloading or recording it."""
    found = st.session_state.get(REPORT)
    return found if isinstance(found, LabReport) else None


def ask(connections: Sequence[OutboundView]) -> None:
    """Which endpoint, and how much of it."""
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections}
    names[OTHER] = "Another endpoint"
    which = st.selectbox(
        "Endpoint", list(names), format_func=names.__getitem__, key="lab-endpoint", width=480
    )
    with st.form("lab", border=False, width=480):
        endpoint: int | LabTarget = which if which != OTHER else _target()
        rfc = st.checkbox(
            "Also every requirement of the RFCs",
            help="scim2-tester's checks; they make more users and groups, and remove them again.",
        )
        if not st.form_submit_button("Test it", type="primary"):
            return
    st.session_state.pop(REPORT, None)
    try:
        with st.spinner("Testing the endpoint. With the RFCs this takes up to a minute."):
            st.session_state[REPORT] = scim.run_lab(database(), authenticate(), endpoint, rfc=rfc)
    except OfframpError as error:
        _untested()
        st.markdown(words.md(error))


def _untested() -> None:
    st.subheader("The endpoint could not be tested", anchor=False)


def _target() -> LabTarget:
    url = st.text_input("Base URL", placeholder="https://app.example.com/scim/v2")
    auth = st.selectbox("Sign-in", list(SIGN_IN), format_func=SIGN_IN.__getitem__)
    left, right = st.columns(2)
    user = left.text_input("User name or client id", help="Not needed for a bearer token.")
    secret = right.text_input("Token, password or client secret", type="password")
    token_url = st.text_input("Token endpoint", help="For OAuth 2 client credentials only.")
    networks, http = "", False
    if may(authenticate(), Action.SCIM_CONFIGURE):
        with st.expander("In a private network"):
            networks = st.text_input("Networks that it may be in", placeholder="10.1.2.0/24")
            http = st.checkbox("Over http, without encryption")
    st.caption("Nothing of this is kept.")
    return LabTarget(
        url.strip(), auth, secret, user or None, token_url or None,
        tuple(each.strip() for each in networks.split(",") if each.strip()), http,
    )  # fmt: skip


def result(report: LabReport) -> None:
    """The report, and what to do with it."""
    if report.hindrance is not None:
        _untested()
        muted(f"{report.endpoint}, tested {moment(report.tested_at)}")
        st.markdown(words.md(report.hindrance))
        st.caption("This says nothing about what the app can do. Fix it, and test again.")
        return
    st.subheader(words.md(f"{report.met} of {report.total} requirements met"), anchor=False)
    muted(f"{report.endpoint}, tested {moment(report.tested_at)}")
    table(
        ["Identity provider", "Finds what it needs", Column("Met", number=True)],
        [
            [
                Text(name, strong=True),
                MARKS[fit := scim.provisioning(report, slug)] + LAB_FIT[fit],
                lab_share(report, name),
            ]
            for name, slug in LAB_IDPS.items()
        ],
        label="What follows",
    )
    with st.container(horizontal=True):
        name = f"scim-lab-{report.tested_at:%Y%m%d-%H%M}.pdf"
        of = f"scim-lab:{report.endpoint}"[:200]
        offer_shown("PDF", name, lambda: scim.report_pdf(report), needs=Action.SCIM_LAB, of=of)
        if may(authenticate(), Action.CATALOG_OBSERVE) and st.button("Record as our observation"):
            record(report)
    for who in LAB_WHO:
        _group(report, who)


def _group(report: LabReport, who: str) -> None:
    """What is asked for by one of them: what is not met, and folded away what is."""
    checks, untried = report.of(who), report.untried(who)
    if not checks and not untried:
        return
    met = [each for each in checks if each.met]
    st.markdown(f"**{LAB_HEADINGS[who]}**: {len(met)} of {len(checks) + len(untried)}")
    unmet: list[list[Content]] = [
        [Badge("✕ not met", Tone.WARN), c.requirement, Text(c.seen, muted=True)]
        for c in checks
        if not c.met
    ]
    unmet += [[Badge("– not tried"), what, ""] for what in untried]
    rows: list[list[Content]] = [
        [Badge("● met", Tone.OK), c.requirement, Text(c.seen.partition(" {")[0], muted=True)]
        for c in met
    ]
    if unmet:
        _requirements(unmet, LAB_HEADINGS[who])
    if rows:
        with st.expander(f"{len(rows)} that are met"):
            _requirements(rows, f"{LAB_HEADINGS[who]}, met")


def _requirements(rows: list[list[Content]], label: str) -> None:
    columns: list[Column | str] = [
        Column("Result", tight=True),
        Column("Requirement", wide=True),
        "Seen",
    ]
    table(columns, rows, label=label, row_header=False)


@st.dialog("Record as our observation", width="medium")
def record(report: LabReport) -> None:
    """A claim of the highest authority: the vendor's tick, tested."""
    st.caption("It outranks what vendors and directories write, until someone observes otherwise.")
    app = report.app_id
    who = authenticate()
    if app is None:
        with database().read() as session:
            whole = catalog.catalog(session, who, reading())
        app = pick_app(whole)
    scopes: dict[str | None, str] = {
        None: "The app as a whole",
        **{slug: name for name, slug in LAB_IDPS.items()},
    }
    idp = st.selectbox("Under", list(scopes), format_func=scopes.__getitem__)
    values = list(CLOSED_VALUES[Fact.PROVISIONING])
    proposed = scim.provisioning(report, idp)
    value = st.selectbox(
        "Provisioning", values, index=values.index(proposed), key=f"lab-value-{idp}"
    )
    evidence = st.text_area("Evidence", scim.evidence(report), height=150)
    if not st.button("Record", type="primary", disabled=app is None):
        return
    seen = Observation(str(app), Fact.PROVISIONING, str(value), evidence, today(), idp)
    attempt(
        lambda s: catalog.observe(s, who, seen, today=today()),
        "Recorded. The app's page and the matrix take it into account.",
    )
