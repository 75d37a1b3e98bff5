"""Tables of accounts and people as they go from one part to the next: Polars frames, by schema.

Nulls mean *not known*. Frames are values: nobody changes one that was handed on.
"""

import polars as pl

MOMENT = pl.Datetime("us", "UTC")
Schema = dict[str, pl.DataType | type[pl.DataType]]

ACCOUNTS: Schema = {
    "key": pl.String,  # what the account is the same by: external id, else user name, else e-mail
    "external_id": pl.String,
    "user_name": pl.String,
    "email": pl.String,
    "name": pl.String,
    "status": pl.String,  # AccountStatus; never null
    "admin": pl.Boolean,
    "second_factor": pl.Boolean,
    "kind": pl.String,  # AccountKind; never null
    "roles": pl.String,  # as the app calls them, joined by "; "
    "licences": pl.String,  # as the app calls them, joined by "; "
    "billed": pl.Boolean,
    "last_active": MOMENT,
    "never_active": pl.Boolean,  # True: the feed says that there never was any activity
    "created": MOMENT,
    "expires": MOMENT,  # when a guest's access is to end
    "employee_number": pl.String,
    "line": pl.Int64,  # where in the delivery it stands, counted from 1
}
"""One row an account, as one delivery says it. ``key`` is unique in a delivery."""

STANDING: Schema = {
    **{name: kind for name, kind in ACCOUNTS.items() if name != "line"},
    "email_form": pl.String,  # in normal form, before what the settings say of domains and plus
    "user_form": pl.String,
    "first_seen": MOMENT,  # the moment of the first snapshot that has it
    "first_snapshot": pl.Int64,
    "last_seen": MOMENT,  # of the newest that has it
    "last_snapshot": pl.Int64,
    "status_since": MOMENT,  # of the first that has it with the status of now
    "gone": pl.Boolean,  # the newest complete one lacks it; never null
    "gone_at": MOMENT,
    "returned_at": MOMENT,  # usable again after it was gone or deactivated; null: never was
}
"""One row an account that a feed ever listed, as it stands with the newest concluded snapshot."""

PEOPLE: Schema = {
    "key": pl.String,  # employee number, else main address: what the record is the same by
    "name": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "email": pl.String,
    "addresses": pl.List(pl.String),  # further addresses
    "user_names": pl.List(pl.String),
    "employee_number": pl.String,
    "manager": pl.String,  # as given: an address, an employee number or a name
    "department": pl.String,
    "title": pl.String,
    "kind": pl.String,  # PersonKind; never null
    "employment": pl.String,  # Employment; never null
    "start": pl.Date,
    "end": pl.Date,  # the last day
    "start_moment": MOMENT,  # where a day is given as a moment with a zone, and no midnight
    "end_moment": MOMENT,
    "zone": pl.String,  # IANA
    "line": pl.Int64,
}
"""One row a person, as one roster says it."""

PERSONS: Schema = {
    "person": pl.Int64,
    "name": pl.String,
    "email": pl.String,
    "kind": pl.String,
    "employment": pl.String,
    "start_at": MOMENT,
    "end_at": MOMENT,
    "left_at": MOMENT,  # since when they are known to have left; null: they have not
    "end_told_at": MOMENT,  # when their end was said or moved; null: from the beginning
}
"""One row a person, as they stand here."""

IDENTIFIERS: Schema = {"form": pl.String, "identifier_kind": pl.String, "person": pl.Int64}
"""One row for each name that a person is known by, in normal form."""

MATCHES: Schema = {
    "key": pl.String,
    "person": pl.Int64,
    "match": pl.String,  # MatchKind; null: nobody's
    "owner": pl.String,  # of a service, shared or bot account
    "kind": pl.String,  # as the app says it, or as somebody here said
}
"""One row an account of one app: whose it is. Suggestions are asked for apart."""

DECISIONS: Schema = {
    "app": pl.String,
    "key": pl.String,
    "person": pl.Int64,
    "owner": pl.String,
    "kind": pl.String,  # AccountKind; null: as the app says
    "email": pl.String,  # the account's address then, in normal form
    "user_name": pl.String,
}
"""What people here said of accounts: at most one row an account."""

FINDINGS: Schema = {
    "id": pl.String,
    "kind": pl.String,
    "app": pl.String,
    "feed": pl.Int64,
    "key": pl.String,
    "account": pl.String,  # what people know it by: user name, e-mail or external id
    "person": pl.Int64,
    "since": MOMENT,
    "seen": pl.Boolean,  # since the first list that shows it; it may have begun earlier
    "snapshot": pl.Int64,
    "as_of": MOMENT,
    "detail": pl.String,  # what the sentence of its kind needs: a date, another account
}
"""One row a finding, without what people said of it."""

REMOVALS: Schema = {
    "app": pl.String,
    "form": pl.String,  # a name of the case's person, in normal form
    "case": pl.Int64,
    "step": pl.Int64,
    "done": pl.Boolean,  # whether the step that removes is done, or still to be done
    "at": MOMENT,  # since when it is done; null where it is not
    "ends": pl.Boolean,  # whether they have nothing after it: in use again, it has returned
    "was": MOMENT,  # of the last list that proved it, where it was opened again since
}
"""What cases remove, a row for each name of their person: offboarding tells it."""

ASSIGNED: Schema = {"app": pl.String, "form": pl.String}
"""Names that an IdP has assigned to an app, for apps of which that is known."""

ACCEPTANCES: Schema = {"finding": pl.String, "until": pl.Date}
"""Findings that someone accepted, by id, and through which day."""

SUGGESTIONS: Schema = {
    "app": pl.String,
    "key": pl.String,
    "person": pl.Int64,
    "score": pl.Int64,  # 0 to 100: how many of a hundred such suggestions are right, about
    "rival": pl.Int64,  # another person who fits about as well; null: nobody does
    "reason": pl.String,  # a sentence, with the rival's name
}
"""Whose an unmatched account may be, best first; nothing follows from it."""

REFUSED: Schema = {"app": pl.String, "key": pl.String, "person": pl.Int64}
"""Suggestions that someone said are wrong."""


def empty(schema: Schema) -> pl.DataFrame:
    """A frame of that schema without rows."""
    return pl.DataFrame(schema=schema)
