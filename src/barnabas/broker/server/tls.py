"""TLS for the listeners: an authority and certificates made on the fly, for loopback and for a few days only.

Needs the package `cryptography`: `pip install 'barnabas[broker]'`.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import shutil
import ssl
import tempfile
import weakref
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

NAMES: Final = ("localhost", "127.0.0.1", "::1")
LASTS: Final = dt.timedelta(days=7)
_WHEN: Final = dt.timedelta(hours=1)  # clocks of containers differ a little


class Tls:
    """What a client needs to trust the broker, and the broker's own side. Paths are of a folder that goes with the object.

    Args:
        hosts: names and addresses that the server's certificate is for, beside loopback's.
        client_auth: as Kafka's `ssl.client.auth`: ``"none"``, ``"requested"`` or ``"required"`` (mutual TLS).

    Attributes:
        ca: the authority's certificate, PEM.
        ca_path: the same as a file, for options such as `ssl.ca.location`.
        close: takes the files away; what was read of them stays in use. Called by itself at the end.
    """

    def __init__(self, hosts: tuple[str, ...] = (), client_auth: str = "none") -> None:
        modes = {"none": ssl.CERT_NONE, "requested": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}
        if client_auth not in modes:
            raise ValueError(f"ssl.client.auth={client_auth!r}: known are {', '.join(modes)}")
        self._verify = modes[client_auth]
        self._hosts = tuple(dict.fromkeys((*NAMES, *hosts)))
        self._folder = Path(tempfile.mkdtemp(prefix="barnabas-tls-"))
        self.close = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._authority_key, self._authority = _authority()
        self.ca = _pem(self._authority)
        self.ca_path = self._write("ca.pem", self.ca)

    def _write(self, name: str, text: str) -> str:
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return str(path)

    def _issue(self, name: str, hosts: tuple[str, ...]) -> str:
        """A file with a new key and the certificate that the authority gives it."""
        key = _key()
        certificate = _signed(name, key, self._authority_key, self._authority, hosts)
        return self._write(f"{name}.pem", _key_pem(key) + _pem(certificate))

    @cached_property
    def server_context(self) -> ssl.SSLContext:
        """For the listener."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._issue("server", self._hosts))
        context.verify_mode = self._verify
        if self._verify is not ssl.CERT_NONE:
            context.load_verify_locations(self.ca_path)
        return context

    @cached_property
    def client_certificate(self) -> str:
        """The path of a PEM file with a key and a certificate for a client, where `client_auth` wants one."""
        return self._issue("client", ())

    def client_context(self) -> ssl.SSLContext:
        """For clients in Python: trusts the broker and, where it wants a certificate, shows one."""
        context = ssl.create_default_context(cadata=self.ca)
        if self._verify is not ssl.CERT_NONE:
            context.load_cert_chain(self.client_certificate)
        return context


def principal(ssl_object: Any) -> str:
    """Kafka's principal of a client by its certificate: its distinguished name, or anonymous."""
    certificate = ssl_object.getpeercert() if ssl_object is not None else None
    if not certificate:
        return "User:ANONYMOUS"
    short = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C"}
    parts = [f"{short.get(name, name)}={value}" for group in certificate["subject"] for name, value in group]
    return "User:" + ",".join(reversed(parts))  # as X.500 writes it, the last one first


def _needed() -> None:
    try:
        import cryptography  # noqa: F401 # only whether it is there
    except ImportError:
        raise ModuleNotFoundError(
            "TLS in the development broker needs the package cryptography: pip install 'barnabas[broker]'"
        ) from None


def _key() -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    _needed()
    key = _key()
    return key, _signed("Barnabas development broker", key, key, None, ())


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate | None,
    hosts: tuple[str, ...],
) -> x509.Certificate:
    """A certificate: the authority's own if there is none yet, a server's if it has hosts, else a client's."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject if authority is not None else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _WHEN)
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if authority is None:
        usage = dict.fromkeys(("digital_signature", "key_cert_sign", "crl_sign"), True)
        others = (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        )
        builder = builder.add_extension(x509.KeyUsage(**usage, **dict.fromkeys(others, False)), critical=True)
    else:
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if hosts else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if hosts:
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(by, hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
