"""The rows of an app's list as accounts: what each column means, taken together. Pure."""

import polars as pl

from core.accounts import identifiers
from core.accounts.formats import cells
from core.accounts.formats.dates import DateColumn
from core.accounts.formats.fields import Fields, counted, unique_rows
from core.accounts.formats.known import NOT_ADMIN
from core.accounts.formats.words import Worded, having
from core.accounts.frames import ACCOUNTS
from core.accounts.kinds import AccountKind, AccountStatus

DATE_FIELDS = ("last_active", "created", "expires")
_PLAIN = identifiers.Rules()
_RANK = (
    AccountStatus.DEACTIVATED,
    AccountStatus.SUSPENDED,
    AccountStatus.INVITED,
    AccountStatus.ACTIVE,
)
"""Of several things that are said of an account, the one that lets it do least."""
_KINDS = (AccountKind.BOT, AccountKind.SERVICE, AccountKind.SHARED, AccountKind.GUEST)
_SERVICE_NAMES = r"(?i)^(?:(?:no-?reply|do-?not-?reply)@|svc[-_.])"
"""Names that no person has: everything else is a person's until the list says otherwise."""
_MEANT = {
    **{"status": "Status", "active": "Status", "suspended": "Status", "blocked": "Status"},
    **{"roles": "Whether someone is an administrator is", "second_factor": "Second factor"},
    **{"admin": "Whether someone is an administrator is", "kind": "Kind of account"},
}
_IDENTIFYING = (*("external_id", "user_name", "user_names", "email", "proxies", "employee_number"),)
_LICENCES_END = r"\s*[+;|]\s*"
_NO_LICENCE = {"unlicensed", "nicht lizenziert", "sans licence", "sin licencia"}


def read_accounts(fields: Fields) -> pl.DataFrame:
    """``frames.ACCOUNTS``, one row an account; what is wrong is in ``fields``."""
    dates = {name: fields.dates(name) for name in DATE_FIELDS}
    for name, column in dates.items():
        fields.say_dates(name, column, matters=name == "expires")
    status_words = fields.effects("status")
    role_words = fields.effects("roles")
    kind_words = fields.effects("kind")
    email = _email(fields)
    user_name = fields.identifier("user_name")
    licences, billed = _licences(fields)
    frame = pl.DataFrame(
        {
            "external_id": fields.identifier("external_id"),
            "user_name": user_name,
            "email": email,
            "name": _name(fields),
            "status": _status(fields, [having(*status_words, _RANK)]),
            "admin": _admin(fields, [status_words, role_words, kind_words]),
            "second_factor": fields.flag("second_factor"),
            "kind": _kind(fields, [status_words, role_words, kind_words], email, user_name),
            "roles": fields.text("roles"),
            "licences": licences,
            "billed": billed,
            "last_active": dates["last_active"].moments,
            "never_active": _never(fields, dates["last_active"]),
            "created": dates["created"].moments,
            "expires": dates["expires"].moments,
            "employee_number": fields.identifier("employee_number"),
            "line": fields.table.lines,
        }
    )
    fields.say_unknown_words(_MEANT)
    return _keyed(fields, frame)


def _email(fields: Fields) -> pl.Series:
    given = cells.named(fields.text("email", cells.tidy))
    found = fields.text("email", cells.addresses)
    lost = given.is_not_null() & found.is_null()
    if lost.any():
        number = counted(int(lost.sum()), "value", "values")
        fields.notes.append(
            f"{number} in the column of e-mail addresses left out, being none: such as "
            f"“{given.filter(lost)[0]:.40}”."
        )
    several = (given.str.count_matches("@") > 1).fill_null(False)
    if several.any():
        number = counted(int(several.sum()), "row has", "rows have")
        fields.notes.append(f"{number} several e-mail addresses: the first one counts.")
    if not fields.has("proxies"):
        return found
    primary = [
        next(iter(cells.proxies(text)), None) if text else None for text in fields.text("proxies")
    ]
    return pl.select(pl.coalesce(found, pl.Series(primary, dtype=pl.String))).to_series()


def _name(fields: Fields) -> pl.Series:
    given, family = fields.text("given_name", cells.named), fields.text("family_name", cells.named)
    joined = pl.concat_str(given, family, separator=" ", ignore_nulls=True).replace("", None)
    return pl.select(
        pl.coalesce(fields.text("name", cells.named), joined).replace("", None)
    ).to_series()


def _status(fields: Fields, said: list[pl.Series]) -> pl.Series:
    """The most restrictive of all that is said; a *no* to "suspended" is at least active."""
    rows = said + [
        _when(fields.flag(name), yes, no)
        for name, yes, no in (
            ("active", AccountStatus.ACTIVE, AccountStatus.DEACTIVATED),
            ("suspended", AccountStatus.SUSPENDED, AccountStatus.ACTIVE),
            ("archived", AccountStatus.SUSPENDED, AccountStatus.ACTIVE),
            ("blocked", AccountStatus.DEACTIVATED, AccountStatus.ACTIVE),
            ("deleted", AccountStatus.DEACTIVATED, AccountStatus.ACTIVE),
        )
        if fields.has(name)
    ]
    frame = pl.DataFrame({str(at): column for at, column in enumerate(rows)})
    ranked = pl.coalesce(
        pl.when(pl.any_horizontal(pl.all() == status.value)).then(pl.lit(status.value))
        for status in _RANK
    )
    return frame.select(ranked.fill_null(AccountStatus.UNKNOWN.value)).to_series()


def _when(flag: pl.Series, yes: str, no: str) -> pl.Series:
    return flag.replace_strict(
        {True: str(yes), False: str(no)}, default=None, return_dtype=pl.String
    )


def _admin(fields: Fields, words: list[Worded]) -> pl.Series:
    """Yes where anything says so; no where something says no and nothing yes; else not known."""
    meant = [having(column, effects, ("admin", NOT_ADMIN)) for column, effects in words]
    empty = fields.chosen.format.empty_role if fields.chosen.format else None
    if empty and fields.has("roles"):
        meant.append(_empty_as(fields.text("roles"), empty))
    flag = fields.flag("admin")
    said = [
        column.replace_strict(
            {"admin": True, NOT_ADMIN: False}, default=None, return_dtype=pl.Boolean
        )
        for column in meant
    ]
    frame = pl.DataFrame({str(at): column for at, column in enumerate([flag, *said])})
    return frame.select(
        pl.when(pl.any_horizontal(pl.all().fill_null(False)))
        .then(True)
        .when(pl.any_horizontal((~pl.all()).fill_null(False)))
        .then(False)
    ).to_series()


def _empty_as(column: pl.Series, meaning: str) -> pl.Series:
    return pl.select(pl.when(column.is_null()).then(pl.lit(meaning))).to_series()


def _kind(
    fields: Fields,
    words: list[Worded],
    email: pl.Series,
    user_name: pl.Series,
) -> pl.Series:
    said = [having(column, effects, _KINDS) for column, effects in words]
    for name, kind in (
        ("bot", AccountKind.BOT),
        ("service", AccountKind.SERVICE),
        ("guest", AccountKind.GUEST),
    ):
        if fields.has(name):
            said.append(_when(fields.flag(name), kind, AccountKind.PERSON))
    if fields.has("internal"):
        said.append(_when(fields.flag("internal"), AccountKind.PERSON, AccountKind.GUEST))
    nobodys = email.str.contains(_SERVICE_NAMES) | user_name.str.contains(_SERVICE_NAMES)
    said.append(_when(nobodys, AccountKind.SERVICE, AccountKind.PERSON))
    frame = pl.DataFrame({str(at): column for at, column in enumerate(said)})
    ranked = pl.coalesce(
        pl.when(pl.any_horizontal(pl.all() == kind.value)).then(pl.lit(kind.value))
        for kind in _KINDS
    )
    return frame.select(ranked.fill_null(AccountKind.PERSON.value)).to_series()


def _licences(fields: Fields) -> tuple[pl.Series, pl.Series]:
    """Names joined by a semicolon; and whether a seat is paid, where the list says so."""
    text = fields.text("licences", cells.tidy)
    without = text.str.to_lowercase().is_in(list(_NO_LICENCE))
    text = cells.said(text.set(without.fill_null(False), None)).str.replace_all(_LICENCES_END, "; ")
    products = fields.chosen.format.products if fields.chosen.format else ()
    if places := fields.table.heads.find(products):
        text = _products(fields, places, text)
    billed = fields.flag("billed")
    return text, billed.set(billed.is_null() & without.fill_null(False), False)


def _products(fields: Fields, places: tuple[int, ...], text: pl.Series) -> pl.Series:
    """The names of the columns in which something stands that is not a no."""
    no = {"no", "false", "0", "none", "never", "never accessed", "no access", "-"}
    columns = []
    for at in places:
        column = cells.said(fields.table.column(at))
        has = column.is_not_null() & ~column.str.to_lowercase().is_in(list(no)).fill_null(False)
        head = fields.table.heads.texts[at]
        columns.append(pl.select(pl.when(has).then(pl.lit(head))).to_series())
    frame = pl.DataFrame({str(at): column for at, column in enumerate([text, *columns])})
    joined = pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).replace("", None)
    return frame.select(joined).to_series()


def _never(fields: Fields, column: DateColumn) -> pl.Series:
    """True: never; false: there was some; null: not said."""
    if not fields.has("last_active"):
        return pl.repeat(None, fields.height, dtype=pl.Boolean, eager=True)
    return pl.select(
        pl.when(column.never).then(True).when(column.moments.is_not_null()).then(False)
    ).to_series()


def _keyed(fields: Fields, frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(
        key=pl.coalesce(
            "external_id",
            identifiers.forms(pl.col("user_name"), _PLAIN),
            identifiers.forms(pl.col("email"), _PLAIN),
        )
    )
    frame = without_key(fields, frame, "has no e-mail address, user name or id.")
    kept, same = unique_rows(frame, fields.errors, "account", ("user_name", "email", "external_id"))
    if same and not fields.errors:
        fields.notes.append(f"{counted(same, 'row', 'rows')} left out that stand there twice.")
    return kept.select(pl.col(name).cast(kind) for name, kind in ACCOUNTS.items())


def without_key(fields: Fields, frame: pl.DataFrame, message: str) -> pl.DataFrame:
    """The rows that say who they are; an error for each other that is not blank."""
    lost = frame["key"].is_null()
    if not lost.any() or not any(fields.has(name) for name in _IDENTIFYING):
        return frame.filter(~lost)
    filled = fields.table.cells.select(
        pl.any_horizontal(pl.all().str.strip_chars() != "").fill_null(False)
    ).to_series()
    fields.fail(lost & filled, message)
    return frame.filter(~lost)
