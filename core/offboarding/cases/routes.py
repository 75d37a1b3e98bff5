"""How a leaver gets out of a case's apps today: what a page says beside each of them."""

from sqlmodel import Session

from core.actor import Actor
from core.advice import service as advice
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.offboarding.views import CaseView
from core.rights import Action, require
from core.stack.service import route_of
from core.stack.values import Route


def routes_of_case(
    session: Session, actor: Actor, reading: Reading, case: CaseView
) -> dict[str, Route]:
    """App of the case → its route as it is now; the steps are those of when it was opened.

    An app that the catalogue has no more is left out.
    """
    require(actor, Action.CASE_READ)
    apps = catalog.catalog(session, actor, reading).apps
    here = advice.our_circumstances(session, actor)
    of_case = {step.app for step in case.steps if step.app} & apps.keys()
    return {app: route_of(apps[app], here(app)) for app in sorted(of_case)}
