"""Use cases that only look at an app's endpoint: test, lab and dry run."""

from dataclasses import dataclass, field

from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.net import guard
from core.rights import Action, require
from core.scim.lab import checks
from core.scim.lab.report import LabReport
from core.scim.models import AuthKind
from core.scim.outbound import discovery
from core.scim.outbound.client import Client, Target
from core.scim.outbound.connections import usable_row
from core.scim.outbound.discovery import Remark
from core.scim.outbound.runner import target_of
from core.storage.database import Database


def run_test(
    database: Database,
    actor: Actor,
    connection: int,
    *,
    resolver: guard.Resolver = guard.system_resolver,
) -> list[Remark]:
    """Read the app's configuration; keep and return what it can and where it departs.

    Takes the database, not a session: no transaction is held open while the app is asked.
    """
    require(actor, Action.SCIM_REMOVE)
    with database.read() as session:
        target = target_of(usable_row(session, connection))
    with Client(target, resolver=resolver) as client:
        found = discovery.report(client)
    with database.write() as session:
        row = usable_row(session, connection)
        row.tested_at, row.report = clock.now(), [vars(each) for each in found]
        session.add(row)
        failed = sum(each.verdict == "fails" for each in found)
        after = {"remarks": len(found), "failed": failed}
        audit.record(session, actor, "scim.test", f"scim-outbound:{connection}", after=after)
    return found


@dataclass(frozen=True)
class LabTarget:
    """An endpoint that is not connected: tested now, and nothing of it is kept."""

    base_url: str
    auth: AuthKind
    secret: str = field(repr=False)
    user_name: str | None = None
    token_url: str | None = None
    allowed_networks: tuple[str, ...] = ()
    allow_http: bool = False


def run_lab(
    database: Database,
    actor: Actor,
    endpoint: int | LabTarget,
    *,
    rfc: bool = True,
    resolver: guard.Resolver = guard.system_resolver,
) -> LabReport:
    """What Okta, Entra ID and the RFCs need of an endpoint; users made there are removed.

    Takes the number of a connection, or any endpoint; one in a private network only from who may
    configure connections.
    """
    require(actor, Action.SCIM_LAB)
    app = None
    if isinstance(endpoint, LabTarget):
        if endpoint.allowed_networks or endpoint.allow_http:
            require(actor, Action.SCIM_CONFIGURE)
        target = Target(**vars(endpoint))
        guard.check(
            target.base_url,
            allow_http=target.allow_http,
            allowed=target.allowed_networks,
            resolver=resolver,
        )
    else:
        with database.read() as session:
            row = usable_row(session, endpoint)
            app, target = row.app_id, target_of(row)
    with Client(target, resolver=resolver) as client:
        found = checks.idp_checks(client)
        if rfc and all(each.requirement != checks.REACHED for each in found):
            found += checks.rfc_checks(client)
    report = LabReport(target.base_url, app, clock.now(), actor.name, tuple(found))
    with database.write() as session:
        after = {"endpoint": report.endpoint, "checks": len(found), "met": report.met}
        about = f"scim-outbound:{endpoint}" if isinstance(endpoint, int) else "scim-lab"
        audit.record(session, actor, "scim.lab", about, after=after)
    return report


def dry_run(session: Session, actor: Actor, connection: int, user: str) -> list[str]:
    """What would be sent; nothing is."""
    require(actor, Action.SCIM_REMOVE)
    row = usable_row(session, connection)
    base, literal = row.base_url, '"' + user.replace("\\", "\\\\").replace('"', '\\"') + '"'
    looks = [f"GET {base}/Users?filter=userName eq {literal}"]
    looks.append(f"GET {base}/Users?filter=externalId eq {literal}")
    if "@" in user:
        looks.append(f"GET {base}/Users?filter=emails.value eq {literal}")
    looks.append(f"GET {base}/Users/{{id}}  (inactive already?)")
    patch = '{"op":"replace","path":"active","value":false}'
    act = f"DELETE {base}/Users/{{id}}" if row.deletes else f"PATCH {base}/Users/{{id}}  {patch}"
    return [*looks, act, f"GET {base}/Users/{{id}}  (proof)"]
