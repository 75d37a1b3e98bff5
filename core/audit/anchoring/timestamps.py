"""Time stamps of the log's head by a service that others run (RFC 3161).

Only a digest leaves the installation. A token says: at this moment the log had so many entries and
this last hash. Import it where a stamp is asked for or checked.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from core.audit.anchoring.anchors import Anchor, Source
from core.errors import Invalid, OfframpError

Post = Callable[[bytes], bytes]
"""Sends a request to the service; its answer."""


class NotStamped(OfframpError):
    """The service gave no token, or one that is not for what was asked."""


def stamp(post: Post, where: str, count: int, hash_: str, roots: Path | None) -> Anchor:
    """Have the head stamped; raises :class:`NotStamped` with the reason."""
    request = (
        TimestampRequestBuilder()
        .data(_message(count, hash_))
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    answer = post(request.as_bytes())
    response = _decoded(answer)
    if response.tst_info.nonce != request.nonce:
        raise NotStamped("The time stamp is not for this request: its nonce is another.")
    anchor = Anchor(
        Source.TIME_STAMP, where, count, hash_,
        response.tst_info.gen_time.astimezone(UTC), b64encode(answer).decode(),
    )  # fmt: skip
    problem = fault(anchor, roots)
    if problem:
        raise NotStamped(f"The time stamp cannot be used: {problem}.")
    return anchor


def fault(anchor: Anchor, roots: Path | None) -> str | None:
    """What is wrong with a stored time stamp, or ``None``.

    Without ``roots`` (PEM: the service's root, and what lies between) that it is for this head is
    checked, and who signed it is not.
    """
    try:
        response = _decoded(b64decode(anchor.token or "", validate=True))
    except (NotStamped, ValueError) as problem:
        return str(problem).rstrip(".").lower() if anchor.token else "it has no token"
    if response.tst_info.gen_time.astimezone(UTC) != anchor.at:
        return "it was made at another moment"
    message = _message(anchor.count, anchor.hash)
    if not roots:
        return None if _is_for(response, message) else "it is for other content"
    builder = VerifierBuilder()
    for certificate in certificates(roots):
        if certificate.subject == certificate.issuer:
            builder = builder.add_root_certificate(certificate)
        else:
            builder = builder.add_intermediate_certificate(certificate)
    try:
        builder.build().verify_message(response, message)
    except (VerificationError, ValueError) as problem:
        return f"{str(problem).rstrip('.')}"
    return None


def certificates(roots: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file; raises :class:`Invalid`."""
    hint = "OFFRAMP_TIMESTAMP_CERTIFICATES names a PEM file with the service's root certificate."
    try:
        return x509.load_pem_x509_certificates(roots.read_bytes())
    except OSError as problem:
        raise Invalid(f"{roots} cannot be read: {problem.strerror}.", hint=hint) from None
    except ValueError:
        raise Invalid(f"{roots} has no certificate in it.", hint=hint) from None


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(answer)
        if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            why = "; ".join(response.status_string) or PKIStatus(response.status).name.lower()
            raise NotStamped(f"The service refused: {why}.")
        _ = response.tst_info
    except ValueError:
        raise NotStamped("The answer is not a time stamp.") from None
    return response


def _is_for(response: TimeStampResponse, message: bytes) -> bool:
    imprint = response.tst_info.message_imprint
    return imprint.message == sha256(message).digest()


def _message(count: int, hash_: str) -> bytes:
    return f"offramp audit head\n{count}\n{hash_}".encode()
