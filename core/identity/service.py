"""The identity room's door: accounts and roles, sign-in, sessions, company sign-in."""

from core.identity.administration import (
    account_list,
    actor_of,
    add,
    addresses,
    administrators,
    change_password,
    colleagues,
    disable,
    enable,
    end_my_session,
    known_as,
    my_account,
    my_sessions,
    reset_password,
    revoke_sessions,
    set_role,
)
from core.identity.company_sign_in import exchange as exchange_assertion
from core.identity.company_sign_in import record_refusal as record_refused_assertion
from core.identity.company_sign_in import ways as ways_to_sign_in
from core.identity.oidc_providers import read_providers
from core.identity.sign_in import (
    admit,
    first_run,
    needs_first_run,
    reset_with_code,
    set_up_code,
    sign_out,
)
from core.identity.sign_in import find as find_session
from core.identity.sign_in import touch as touch_session
from core.identity.sign_in import was_ever as was_ever_signed_in
from core.identity.sign_in import with_password as sign_in_with_password

__all__ = [
    "account_list",
    "actor_of",
    "add",
    "addresses",
    "administrators",
    "admit",
    "change_password",
    "colleagues",
    "disable",
    "enable",
    "end_my_session",
    "exchange_assertion",
    "find_session",
    "first_run",
    "known_as",
    "my_account",
    "my_sessions",
    "needs_first_run",
    "read_providers",
    "record_refused_assertion",
    "reset_password",
    "reset_with_code",
    "revoke_sessions",
    "set_role",
    "set_up_code",
    "sign_in_with_password",
    "sign_out",
    "touch_session",
    "was_ever_signed_in",
    "ways_to_sign_in",
]
