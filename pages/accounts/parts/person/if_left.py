"""What would follow if a person left now: what ends, what stays, what breaks, how much work."""

from datetime import timedelta

import streamlit as st

from core.identity import service as identity
from core.offboarding import service as offboarding
from core.offboarding.service import length
from core.offboarding.values import AppIfLeft, Breaks, Broken, IfLeft
from core.rights import Action, may
from pages.accounts.parts import inventory_words
from pages.ui import case_words, words
from pages.ui.apps import route_words
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, Content, Figure, OnPhone, figures, muted, plain, work_table

ADDED = 8
"""So many apps are added up in sight."""


def applies() -> bool:
    """Whether the viewer may see what a case would be."""
    return may(authenticate(), Action.CASE_READ)


def draw(person: int) -> None:
    """As a case of theirs would be opened now; nothing is stored."""
    with database().read() as session:
        found = offboarding.if_left(session, authenticate(), reading(), person)
    st.subheader(words.md(_headline(found)), anchor=False)
    figures(
        [
            Figure("Apps with access", f"{len(found.apps):,}"),
            Figure("End automatically", f"{len(found.ends):,}"),
            Figure(
                "Hours of access",
                f"{found.hours:,}",
                "Of all apps together, at the most, if nobody hurries.",
            ),
            Figure("Steps", f"{found.steps:,}"),
        ]
    )
    if found.apps:
        _apps(found)
        muted(_hours(found))
    _breaks(found)
    _work(found)
    if found.not_known:
        muted(f"? Not known, because there is no recent list: {', '.join(found.not_known)}.")


def _headline(found: IfLeft) -> str:
    if not found.apps:
        return "No access is known that would have to end"
    if not found.stays:
        return "All access would end automatically"
    longest = length(timedelta(hours=found.longest))
    apps = words.count(len(found.stays), "app")
    return f"Access to {apps} would stay until someone removes it, up to {longest}"


def _apps(found: IfLeft) -> None:
    work_table(
        [
            Column("App", clip=True),
            Column("Who removes", tight=True),
            Column("Access may stay", number=True, phone=OnPhone.BESIDE),
            Column("Account", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Administrator", tight=True, phone=OnPhone.LEFT_OUT),
        ],
        [_app(each) for each in found.apps],
        label="What would end, and what would stay",
    )


def _app(of: AppIfLeft) -> list[Content]:
    return [
        of.name,
        route_words.badge(of.route),
        length(timedelta(hours=of.hours)),
        of.account,
        inventory_words.yes_or_no(of.is_admin),
    ]


def _hours(found: IfLeft) -> str:
    """How the hours come about."""
    if len(found.apps) == 1:
        return "Access may stay so long at the most, if no step is forgotten."
    added = " + ".join(f"{each.hours:,}" for each in found.apps[:ADDED])
    more = " + …" if len(found.apps) > ADDED else ""
    return (
        f"Hours of access: how long access may stay at the most, added up over the apps: "
        f"{added}{more} = {found.hours:,} h. The longest stays first."
    )


def _breaks(found: IfLeft) -> None:
    if not found.breaks:
        return
    st.markdown("**What would break**")
    for each in found.breaks:
        plain(f"▲ {_broken(each)}")


def _broken(of: Broken) -> str:
    match of.kind:
        case Breaks.ONLY_ADMINISTRATOR:
            return f"{of.what} would have no administrator."
        case Breaks.SERVICE_ACCOUNT:
            return f"No one would answer for the account {of.what}."
        case Breaks.APP:
            return f"{of.what} would have no owner."
        case Breaks.GROUP:
            return f"No one of the group {of.what} could work its steps."
        case Breaks.STEP:
            return f"{words.count(of.number, 'unfinished step')} of other cases would be no one's."


def _work(found: IfLeft) -> None:
    if not found.steps:
        return
    with database().read() as session:
        names = identity.account_names(session)
    shares = [
        f"{case_words.owner(owner, names).text} {number:,}"
        for owner, number in found.steps_of.items()
        if owner
    ]
    if found.roles:
        # A step without an owner is somebody's by its role, as the case will show it.
        by_role = [f"{case_words.OWNERS[role]} {number:,}" for role, number in found.roles.items()]
        shares.append(f"not assigned to anyone yet: {', '.join(by_role)}")
    plain(f"The work: {words.count(found.steps, 'step')} ({'; '.join(shares)}).")
