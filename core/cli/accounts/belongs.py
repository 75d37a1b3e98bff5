"""Command line of whose accounts are: ``accounts confirm|own``."""

from typing import Annotated

import typer
from sqlmodel import Session

from core.accounts import service
from core.accounts.values import NOBODYS, AccountKind, AccountQuery, AccountRow, Belongs
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.accounts.followed import outcomes, show
from core.cli.acting import actor
from core.cli.output import reading
from core.errors import Invalid, NotFound

APP = Annotated[str, typer.Option("--app", help="The app that has it.")]
ACCOUNT = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="Its user name, address or id in the app.")
]


def confirm(
    account: ACCOUNT,
    of_app: APP,
    person: Annotated[
        str | None, typer.Option(help="Whose it is: an address, user name or employee number.")
    ] = None,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="What was said of it holds no longer.")
    ] = False,
) -> None:
    """Say whose an account is. It outlives every later list."""
    if take_back is (person is not None):
        raise Invalid("Whose is it?", field="person", hint="--person PERSON, or --take-back.")
    with runtime().database.write() as session:
        row = _account(session, of_app, account)
        who = service.find_person(session, actor(), person) if person else None
        service.confirm(session, actor(), [Belongs(row.app, row.key, who)])
        followed = outcomes(session)
    print(f"{row.account}, {row.app}: {person or 'as its names say'}")
    show(followed)


def own(
    account: ACCOUNT,
    of_app: APP,
    kind: Annotated[AccountKind, typer.Option(help="service, shared or bot.")],
    owner: Annotated[
        str, typer.Option(help="A person (address or whole name), a group, or an address.")
    ] = "",
) -> None:
    """Say that an account is no person's, what it is for, and who answers for it."""
    if kind not in NOBODYS:
        raise Invalid(f"{kind} is a person's.", field="kind", hint=", ".join(NOBODYS))
    with runtime().database.write() as session:
        row = _account(session, of_app, account)
        kept = service.set_owner(session, actor(), row.app, [row.key], owner, kind)
    print(f"{row.account}, {row.app}: {kind}, owner: {kept or '-'}")


def _account(session: Session, of_app: str, said: str) -> AccountRow:
    """The one account of the app with this name; raises :class:`NotFound`."""
    app = catalog.find_app(session, actor(), reading(), of_app).id
    query = AccountQuery(app, search=said, gone=True)
    rows = service.accounts(session, actor(), query, limit=1_000).rows
    wanted = said.strip().casefold()
    found = [
        row
        for row in rows
        if wanted
        in {
            name.casefold() for name in (row.key, row.external_id, row.user_name, row.email) if name
        }
    ]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} accounts have" if found else "No account has"
    raise NotFound(f"{app}: {what} the name {said!r}.", field="account", hint="accounts list")
