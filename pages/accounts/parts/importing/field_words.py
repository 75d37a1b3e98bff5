"""What the fields of a list are called."""

from collections.abc import Mapping

from core.accounts.values import Subject

FIELDS: Mapping[Subject, Mapping[str, str]] = {
    Subject.ACCOUNTS: {
        "email": "E-mail",
        "user_name": "User name",
        "external_id": "Id in the app",
        "name": "Name",
        "status": "Status",
        "admin": "Administrator",
        "second_factor": "Second factor",
        "kind": "Kind",
        "roles": "Roles",
        "licences": "Licences",
        "billed": "Billed",
        "last_active": "Last active",
        "never_active": "Never active",
        "created": "Created",
        "expires": "Access ends",
        "employee_number": "Employee number",
    },
    Subject.PEOPLE: {
        "name": "Name",
        "given_name": "First name",
        "family_name": "Last name",
        "email": "E-mail",
        "addresses": "Other addresses",
        "user_names": "User names",
        "employee_number": "Employee number",
        "manager": "Manager",
        "department": "Department",
        "title": "Title",
        "kind": "Kind",
        "employment": "Status",
        "start": "First day",
        "end": "Last day",
        "zone": "Time zone",
    },
}
"""Field of ``core.accounts.frames`` → what a page calls it."""


def name(subject: Subject, field: str) -> str:
    """What a field is called."""
    return FIELDS[subject].get(field, field.replace("_", " ").capitalize())
