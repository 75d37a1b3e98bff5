"""Passkeys (WebAuthn level 3), checked by the package ``webauthn``; no attestation is asked for.

The package is imported where it is used: it takes a tenth of a second that commands need not wait.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col

from core.errors import Conflict, Invalid, OfframpError
from core.identity.models import Account
from core.identity.second_factor import challenges
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.factors import passkeys_of
from core.identity.second_factor.models import Passkey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

MOST = 20
"""Passkeys of one account."""
LONGEST_RESPONSE = 12_000


@dataclass(frozen=True)
class RelyingParty:
    """Who a passkey is for: the host's name and the exact origin that browsers see."""

    id: str
    origin: str


class NotAccepted(Invalid):
    """The device's answer does not hold."""


def creation_options(
    session: Session, account: Account, party: RelyingParty, browser: str, now: datetime
) -> str:
    """What the browser needs to make a passkey, as JSON."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    return options_to_json(
        generate_registration_options(
            rp_id=party.id,
            rp_name="Offramp",
            user_id=bytes.fromhex(account.id),
            user_name=account.username,
            user_display_name=account.name,
            challenge=challenges.make(Purpose.REGISTER, browser, now),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(passkeys_of(session, account.id)),
        )
    )


def request_options(
    session: Session,
    party: RelyingParty,
    purpose: Purpose,
    browser: str,
    account_id: str | None,
    now: datetime,
) -> str:
    """What the browser needs to ask for a passkey, as JSON.

    Without an account any passkey of this host is asked for, and the device has to verify who
    holds it (PIN, finger, face): it is then both factors.
    """
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    alone = account_id is None
    allowed = [] if account_id is None else passkeys_of(session, account_id)
    return options_to_json(
        generate_authentication_options(
            rp_id=party.id,
            challenge=challenges.make(purpose, browser, now),
            allow_credentials=_descriptors([key for key in allowed if key.disabled_at is None]),
            user_verification=UserVerificationRequirement.REQUIRED
            if alone
            else UserVerificationRequirement.PREFERRED,
        )
    )


def register(
    session: Session,
    account: Account,
    name: str,
    response: str,
    party: RelyingParty,
    browser: str,
    now: datetime,
) -> Passkey:
    """Store the passkey that a device has made; raises :class:`NotAccepted`."""
    from webauthn import verify_registration_response
    from webauthn.helpers import (
        bytes_to_base64url,
        parse_client_data_json,
        parse_registration_credential_json,
    )

    try:
        parsed = parse_registration_credential_json(response[:LONGEST_RESPONSE])
        challenge = parse_client_data_json(parsed.response.client_data_json).challenge
        challenges.spend(session, challenge, Purpose.REGISTER, browser, now)
        made = verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except OfframpError:
        raise
    except Exception as problem:
        # Half a dozen parsers of a stranger's bytes, each with errors of its own.
        raise _not_accepted() from problem
    known = bytes_to_base64url(made.credential_id)
    if session.scalar(select(col(Passkey.id)).where(col(Passkey.credential_id) == known)):
        raise Conflict("This passkey is registered already.")
    if len(passkeys_of(session, account.id)) >= MOST:
        raise Invalid(f"An account has up to {MOST} passkeys.", hint="Remove one first.")
    row = Passkey(
        id=uuid.uuid4().hex,
        account_id=account.id,
        credential_id=known,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=shown_name(name),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def check(
    session: Session,
    response: str,
    party: RelyingParty,
    purpose: Purpose,
    browser: str,
    now: datetime,
) -> Passkey:
    """The passkey whose answer this is, disabled just now if its counter went back; raises
    :class:`NotAccepted`."""
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json, parse_client_data_json

    try:
        parsed = parse_authentication_credential_json(response[:LONGEST_RESPONSE])
        challenge = parse_client_data_json(parsed.response.client_data_json).challenge
        challenges.spend(session, challenge, purpose, browser, now)
        chosen = select(Passkey).where(col(Passkey.credential_id) == parsed.id[:1400])
        row = session.scalars(chosen.with_for_update()).first()
        if row is None:
            raise NotAccepted("This passkey is not known here.", hint="Sign in another way.")
        verified = verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            # The package would refuse a counter that went back before it looks at the signature,
            # and anybody could have a passkey disabled.
            credential_current_sign_count=0,
            require_user_verification=purpose is Purpose.SIGN_IN,
        )
    except OfframpError:
        raise
    except Exception as problem:
        # Half a dozen parsers of a stranger's bytes, each with errors of its own.
        raise _not_accepted() from problem
    if row.disabled_at is not None:
        raise NotAccepted("This passkey is disabled: there may be a copy of it.")
    counted = verified.new_sign_count
    if (counted or row.sign_count) and counted <= row.sign_count:
        row.disabled_at = now
    else:
        row.sign_count, row.last_used_at = counted, now
    session.add(row)
    session.flush()
    return row


def shown_name(name: str) -> str:
    """A passkey's name on one line."""
    said = "".join(c for c in " ".join(name.split()) if c.isprintable())[:60]
    return said or "Passkey"


def _descriptors(rows: list[Passkey]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(r.credential_id)) for r in rows]


def _not_accepted() -> NotAccepted:
    return NotAccepted("The passkey was not accepted.", hint="Try again, or use another way.")
