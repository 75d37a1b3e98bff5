"""Parts of the app page: the answer in short, and what each identity provider does."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.catalog.service import by_provisioning, what_to_do
from core.catalog.values import UNKNOWN, AppEntry, ClaimView, Fact, Idp, Verdict
from core.rights import Action, may
from core.stack.values import Removal, Route, StackEntry
from pages.catalogue.parts.app_support import CONTESTED, credentials, source_link, verdict_cell
from pages.ui import words
from pages.ui.apps import route_words
from pages.ui.page_context import authenticate
from pages.ui.table import (
    Column,
    Content,
    Fold,
    Lines,
    Link,
    Piece,
    Text,
    badge_line,
    line,
    muted,
    table,
)

_SENDS = {
    "yes": "{} can send SCIM to an address of yours, as the SCIM bridge needs",
    "no": "{} cannot send SCIM to an address of yours, which the SCIM bridge needs",
    "unknown": "Whether {} can send SCIM to an address of yours, as the SCIM bridge needs, is not "
    "known",
}


def here(route: Route, entry: StackEntry | None) -> None:
    """How a leaver gets out of the app here, on our plan; nothing where we said neither."""
    if entry is None and not route.idp:
        return
    plan = route.plan.name
    where = f"On our plan {plan}" if plan else "Our plan is not known"
    if entry is None:
        where = "Not in our stack; if it were"
    badge_line([route_words.badge(route)], where)
    muted(route.why)
    is_open = route.removal is Removal.UNCONFIRMED
    if entry is not None and is_open and may(authenticate(), Action.STACK_EDIT):
        line([Link("Say whether it is switched on", f"stack?app={entry.app}")])


def in_short(app: AppEntry, own: Sequence[str], idps: Mapping[str, str]) -> None:
    """What each of our own identity providers does with the app's accounts, and what to do.

    Without one of our own: by value, all of which anything is known. How a leaver gets out of the
    app here is for the route to say (:func:`here`).
    """
    lines = []
    for idp in own:
        verdict = app.verdict(Fact.PROVISIONING, idp)
        meaning = words.PROVISIONING_MEANINGS[verdict.value]
        lead = f"**{words.md(idps[idp])}: {words.md(words.value(verdict))}**"
        lead += f" ({words.md(words.standing(verdict))})" if verdict.winner else ""
        lines.append(f"{lead} – {meaning}. {words.md(what_to_do(verdict))}")
    if not own:
        found = by_provisioning(app.verdict(Fact.PROVISIONING, idp) for idp in idps)
        for value, verdicts in found.items():
            named = ", ".join(_named(verdict, idps) for verdict in verdicts)
            meaning = words.PROVISIONING_MEANINGS[value]
            lines.append(f"**{words.PROVISIONING_WORDS[value]}** under {named} – {meaning}")
        if not found:
            lines.append("No source says what an identity provider does with this app's accounts.")
    st.markdown("  \n".join([*lines, *_disagreement(app)]))


def _named(verdict: Verdict, idps: Mapping[str, str]) -> words.Markdown:
    name = idps[verdict.idp or ""]
    return words.md(f"{name} (⚠ sources disagree)" if verdict.is_contested else name)


def _disagreement(app: AppEntry) -> list[words.Markdown]:
    """That the sources disagree, with the way to both sides, and the step that matters."""
    if not app.contested:
        return []
    told = words.count(app.contested, "point")
    line = f"⚠ The sources disagree on [{told}](#{CONTESTED})."
    facts = {fact for (_, fact), verdict in app.verdicts.items() if verdict.is_contested}
    if facts & {Fact.PROVISIONING, Fact.SCIM_PLAN}:
        line += " **Have the vendor confirm SCIM in writing before paying for a plan.**"
    return [words.Markdown(line)]


def idp_table(app: AppEntry, own: Sequence[str], idps: Mapping[str, str]) -> None:
    """What each identity provider does for this app, the organisation's own first."""
    st.header("Identity providers", anchor="identity-providers")
    known = [
        idp
        for idp in idps
        if (idp, Fact.PROVISIONING) in app.verdicts or (idp, Fact.SSO) in app.verdicts
    ]
    order = list(dict.fromkeys((*own, *known)))
    if not order:
        st.info("No source says anything about an identity provider for this app.")
        return
    table(
        [
            *("IdP", "Provisioning", "Sign-on"),
            Column("What the sources say", wide=True),
            "What to do",
        ],
        [
            [
                [[idps[idp]], [Text("ours", muted=True)]] if idp in own else idps[idp],
                _provisioning(app, idp),
                verdict_cell(app, app.verdict(Fact.SSO, idp)),
                _folded(app, idp),
                Text(what_to_do(app.verdict(Fact.PROVISIONING, idp)), muted=True),
            ]
            for idp in order
        ],
        label="Support by identity provider",
    )
    missing = len(idps) - len(order)
    if missing:
        st.caption(
            f"No source says anything about the other {words.count(missing, 'provider')}. "
            "Unknown is not no."
        )


def sends_scim(own: Sequence[str], idps: Mapping[str, Idp]) -> None:
    """Whether our identity providers send SCIM to an address of ours, and which page says so."""
    for idp in (idps[one] for one in own):
        if idp.custom_scim_source:
            told = _SENDS[idp.custom_scim].format(idp.name)
            note = f" ({idp.custom_scim_note})" if idp.custom_scim_note else ""
            st.caption(words.linked(f"{told}{note}: {idp.custom_scim_source}"))


def _provisioning(app: AppEntry, idp: str) -> Content:
    lines = verdict_cell(app, app.verdict(Fact.PROVISIONING, idp))
    account = app.verdict(Fact.DEPROVISIONING, idp)
    if account.value == UNKNOWN:
        return lines
    return [*lines, [Text(f"leaver's account: {account.value}", muted=True)]]


def _folded(app: AppEntry, idp: str) -> Content:
    """Who says so, with their words one click away."""
    lines = _said(app, idp)
    if not lines:
        return ""
    facts = (Fact.PROVISIONING, Fact.SSO, *_MORE)
    who = dict.fromkeys(claim.publisher for f in facts for claim in app.verdict(f, idp).claims)
    named = ", ".join(list(who)[:MOST_NAMED])
    more = f" and {len(who) - MOST_NAMED} more" if len(who) > MOST_NAMED else ""
    return Fold(named + more, lines)


MOST_NAMED = 3
_MORE = (Fact.OPERATIONS, Fact.INTEGRATION, Fact.SCIM_PLAN, Fact.IDP_PLAN)


def _said(app: AppEntry, idp: str) -> Lines:
    """What each publisher says of provisioning and sign-on, what it is worth, and its note."""
    together: dict[tuple[str, str | None, bool], list[ClaimView]] = {}
    for fact in (Fact.PROVISIONING, Fact.SSO):
        for claim in app.verdict(fact, idp).claims:
            key = (claim.publisher, claim.note, claim.older_copy)
            together.setdefault(key, []).append(claim)
    lines: list[list[Piece]] = []
    for (_, note, _), claims in together.items():
        lines.append(_statements(claims))
        worth = credentials(claims[0])
        lines.append([Text(f"{note} ({worth})" if note else worth, muted=True)])
    for fact in _MORE:
        for claim in app.verdict(fact, idp).claims:
            told = f"{words.FACT_NAMES[fact]}: {words.said(claim, app)}"
            lines.append([source_link(claim), Text(told, muted=True)])
    return lines


def _statements(claims: Sequence[ClaimView]) -> list[Piece]:
    """One publisher's words on one line, each page linked once."""
    pieces: list[Piece] = []
    linked: str | None = None
    for claim in claims:
        told = words.on_accounts(claim)
        if claim.source_id != linked:
            pieces.append(source_link(claim))
            linked = claim.source_id
        elif told and isinstance(pieces[-1], Text):
            told = f"· {told}"
        if told:
            pieces.append(Text(told))
    return pieces if len(pieces) > 1 else [*pieces, Text("silent")]
