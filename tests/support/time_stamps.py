"""A time-stamp service on loopback: ``openssl ts -reply`` behind a small web server."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
"""


class TimeStampService:
    """Answers as told: ``honest``, or with the fault that ``fault`` names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "openssl.cnf").write_text(CONFIG.format(folder=folder))
        self.root = self._signer("honest", timedelta(days=-9), timedelta(days=9))
        self._signer("other", timedelta(days=-9), timedelta(days=9))
        self._signer("expired", timedelta(days=-9), timedelta(days=-2), same_root=True)
        self.fault = ""
        self.asked = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tsr"

    def _signer(
        self, name: str, begin: timedelta, end: timedelta, *, same_root: bool = False
    ) -> Path:
        """A signer and its root; the root's file."""
        now = datetime.now(UTC)
        ca_key = self._ca_key if same_root else rsa.generate_private_key(65537, 2048)
        ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test root")])
        ca = (
            x509.CertificateBuilder(ca_name, ca_name, ca_key.public_key(), 1)
            .not_valid_before(now - timedelta(days=99))
            .not_valid_after(now + timedelta(days=99))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(ca_key, hashes.SHA256())
        )
        if not hasattr(self, "_ca_key"):
            self._ca_key = ca_key
        key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Stamps, {name}")])
        leaf = (
            x509.CertificateBuilder(ca_name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now + begin)
            .not_valid_after(now + end)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
            .sign(ca_key, hashes.SHA256())
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.key").write_bytes(private)
        (self.folder / f"{name}.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
        root = self.folder / f"{name}-root.pem"
        root.write_bytes(ca.public_bytes(Encoding.PEM))
        return root

    def answer(self, query: bytes) -> bytes:
        """The response to a query, with the fault that is set."""
        if self.fault == "garbage":
            return b"\x30\x03nonsense"
        if self.fault == "empty":
            return b""
        # The SHA-256 in a request is an OCTET STRING of 32 bytes (RFC 3161 §2.4.1).
        at = query.index(b"\x04\x20") + 2
        digest = query[at : at + 32]
        asked = self.folder / "query.tsq"
        asked.write_bytes(query)
        if self.fault == "wrong digest":
            asked.write_bytes(query.replace(digest, bytes(32)))
        if self.fault == "wrong nonce":  # openssl takes another each time
            asked.write_bytes(self._openssl("-query", "-sha256", "-cert", "-digest", digest.hex()))
        signer = self.fault if self.fault in {"other", "expired"} else "honest"
        return self._openssl(
            "-reply", "-queryfile", str(asked), "-inkey", str(self.folder / f"{signer}.key"),
            "-signer", str(self.folder / f"{signer}.pem"),
        )  # fmt: skip

    def _openssl(self, *arguments: str) -> bytes:
        command = ["openssl", "ts", arguments[0], "-config", str(self.folder / "openssl.cnf")]
        out = self.folder / "out"
        subprocess.run(
            [*command, *arguments[1:], "-out", str(out)], check=True, capture_output=True
        )
        return out.read_bytes()


@contextmanager
def time_stamps(folder: Path) -> Iterator[TimeStampService]:
    service = TimeStampService(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.asked += 1
            query = self.rfile.read(int(self.headers["content-length"]))
            assert self.headers["content-type"] == "application/timestamp-query"
            content = b"" if service.fault == "down" else service.answer(query)
            self.send_response(503 if service.fault == "down" else 200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
