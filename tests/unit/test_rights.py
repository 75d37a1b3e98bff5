"""Every service function × every role, against the one table of rights.

The functions are discovered. One that takes ``(session, actor, …)`` must ask for a right before it
touches the session or any other argument; one that takes no actor must be in :data:`OPEN`, with
the reason.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import core
from core.actor import Actor, Role
from core.errors import Forbidden
from core.identity import rights
from core.identity.rights import RIGHTS, Action

OPEN = {
    "core.audit.service.record": "called by services that have asked already",
    "core.audit.service.history": "called by services that asked whether the object may be seen",
    "core.audit.service.head": "a count and a hash, which say nothing of what was done",
    "core.audit.service.verify_entries": "checks an exported file; knows nothing of its own",
    "core.secrets.service.encrypt": "used by services that have asked already",
    "core.secrets.service.decrypt": "used by services that have asked already",
    "core.secrets.service.derive": "used by services that have asked already",
    "core.secrets.service.derive_if_any": "used by services that have asked already",
    "core.secrets.service.new_token": "random bits",
    "core.secrets.service.recognisable": "a hash",
    "core.secrets.service.recognises": "compares two values of the caller's",
    "core.identity.service.actor_of": "for links that stand for an account",
    "core.identity.service.addresses": "for other rooms' messages",
    "core.notify.service.hours": "for other rooms, which have asked",
    "core.notify.service.open_channels": "for other rooms' messages",
    "core.notify.service.last_posts": "for other rooms' messages",
    "core.notify.service.post": "called by services that have asked already",
    "core.jobs.service.schedule": "called by services that have asked already",
    "core.jobs.service.schedule_many": "called by services that have asked already",
    "core.jobs.service.withdraw": "called by services that have asked already",
    "core.advice.service.check_shared": "checks the caller's own answers, reads nothing",
    "core.stack.service.app_ids": "computes from what the caller has read",
}
"""Functions that need no right, each with the reason."""


class Touched(Exception):
    """Something was read before the right was asked for."""


class Untouchable:
    """Stands for any argument: whoever uses it in any way is caught."""

    def _caught(self, *_arguments: object, **_named: object) -> Any:
        raise Touched

    __getattr__ = __iter__ = __len__ = __bool__ = __eq__ = __str__ = __call__ = _caught
    __getitem__ = __contains__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __sub__ = _caught
    __hash__ = None  # type: ignore[assignment]


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for room in pkgutil.iter_modules(core.__path__, "core."):
        if not room.ispkg:
            continue
        if "service" not in {
            m.name for m in pkgutil.iter_modules([f"{core.__path__[0]}/{room.name[5:]}"])
        }:
            continue
        module = importlib.import_module(f"{room.name}.service")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


FUNCTIONS = dict(functions())


def outcome(function: Callable[..., Any], role: Role) -> type[Exception] | None:
    """What comes of calling the function as somebody with this role."""
    given = {
        name: Actor("test", "Test", role) if name == "actor" else Untouchable()
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        and (parameter.default is parameter.empty or name == "actor")
    }
    try:
        result = function(**given)
        if inspect.isgenerator(result):
            next(result)
    except Exception as error:  # noqa: BLE001
        return type(error)
    return None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_service_function_asks_for_a_right_first(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = FUNCTIONS[name]
    if "actor" not in inspect.signature(function).parameters or name in OPEN:
        assert name in OPEN, f"{name} takes no actor: say in OPEN why it needs no right"
        return
    asked: list[Action] = []
    real = rights.may

    def heard(actor: Actor, action: Action) -> bool:
        asked.append(action)
        return real(actor, action)

    monkeypatch.setattr(rights, "may", heard)
    for role in Role:
        asked.clear()
        found = outcome(function, role)
        assert asked, f"{name} touches its arguments before it asks whether {role} may"
        refused = found is not None and issubclass(found, Forbidden)
        assert refused is not (role in RIGHTS[asked[0]]), f"{name} as {role}: {found}"


def test_the_open_functions_are_still_there() -> None:
    assert set(OPEN) <= set(FUNCTIONS)


def test_every_action_is_in_the_table_and_administrators_may_do_it() -> None:
    assert set(RIGHTS) == set(Action)
    assert all(Role.ADMINISTRATOR in roles for roles in RIGHTS.values())


def test_viewers_and_auditors_change_nothing_but_their_own_account() -> None:
    changing = {
        Action.CATALOG_LOAD,
        Action.CATALOG_OBSERVE,
        Action.CATALOG_CHECK_LINKS,
        Action.STACK_EDIT,
        Action.ACCOUNT_MANAGE,
        Action.AUDIT_CHECKPOINT,
        Action.SECRETS_ROTATE,
        Action.ADVICE_DECIDE,
    }
    for action in changing:
        assert not RIGHTS[action] & {Role.VIEWER, Role.AUDITOR}, action
    assert Role.OPERATOR not in RIGHTS[Action.AUDIT_READ]
