"""TLS contexts from options, read again when the files that they came from have changed."""

from __future__ import annotations

import logging
import os
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from barnabas.errors.client import ConfigurationError
from barnabas.secret import Secret
from barnabas.security.options import TLS_VERSIONS

log = logging.getLogger("barnabas.security")
_PEM = "-----BEGIN "
_Stamp = tuple[tuple[str, int, int, int], ...]


class TlsContext:
    """Gives the context for a new connection.

    Raises:
        ConfigurationError: when it is made: a file that cannot be read, or what is in it; names the option.
    """

    def __init__(self, options: Mapping[str, Any], owner: str) -> None:
        self._options = options
        self._owner = owner
        self._own: ssl.SSLContext | None = options["ssl_context"]
        self.check_names: bool = options["ssl_endpoint_identification_algorithm"] == "https"
        if self._own is not None:
            if not self.check_names:
                raise ConfigurationError(
                    f"{owner}: ssl_context is given, so ssl_endpoint_identification_algorithm has no effect; set its check_hostname"
                )
            self.shows_certificate = True  # perhaps; it cannot be asked
            return
        self.shows_certificate = options["ssl_certfile"] is not None
        self._stamp = self._look()
        self._context = self._build()

    def current(self) -> ssl.SSLContext:
        """The context for a new connection. When a file has changed and cannot be used, the one before stays, and a warning is logged."""
        if self._own is not None:
            return self._own
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._context = self._build()
                log.info("certificates were read again: a file has changed")
            except ConfigurationError as error:
                log.warning(
                    "a certificate's file has changed and cannot be used, the one before stays in use: %s", error
                )
        return self._context

    def _look(self) -> _Stamp:
        """What tells that a file has changed."""
        found = []
        for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
            path = self._path(name)
            if path is not None:
                try:
                    stat = Path(path).stat()
                except (OSError, ValueError):
                    found.append((name, 0, 0, 0))
                else:
                    found.append((name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(found)

    def _build(self) -> ssl.SSLContext:
        options = self._options
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = self.check_names
        versions = sorted(TLS_VERSIONS[name] for name in options["ssl_enabled_protocols"])
        context.minimum_version, context.maximum_version = versions[0], versions[-1]
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        if options["ssl_cipher_suites"] is not None:
            try:
                context.set_ciphers(options["ssl_cipher_suites"])
            except ssl.SSLError as error:
                raise self._refused("ssl_cipher_suites", "OpenSSL knows no such cipher") from error
        self._load_authorities(context)
        self._load_certificate(context)
        return context

    def _load_authorities(self, context: ssl.SSLContext) -> None:
        given = self._options["ssl_cafile"]
        if given is None:
            context.load_default_certs(ssl.Purpose.SERVER_AUTH)
            return
        try:
            if _PEM in given:
                context.load_verify_locations(cadata=given)
            else:
                context.load_verify_locations(cafile=given)
        except (ssl.SSLError, ValueError) as error:
            raise self._refused("ssl_cafile", "holds no certificate in PEM") from error
        except OSError as error:
            raise self._refused("ssl_cafile", "cannot be read") from error
        if not context.get_ca_certs() and not context.cert_store_stats()["x509"]:
            raise self._refused("ssl_cafile", "holds no certificate in PEM")

    def _load_certificate(self, context: ssl.SSLContext) -> None:
        chain, key = self._options["ssl_certfile"], self._options["ssl_keyfile"]
        if chain is None:
            if key is not None:
                raise ConfigurationError(f"{self._owner}: ssl_keyfile needs ssl_certfile, the certificate of the key")
            return
        secret: Secret | None = self._options["ssl_password"]
        asked: list[bool] = []

        def password() -> str:  # OpenSSL would ask at the terminal otherwise
            asked.append(True)
            return secret.reveal() if secret is not None else ""

        for name in ("ssl_certfile", "ssl_keyfile"):
            path = self._path(name)
            if path is not None:
                try:
                    with Path(path).open("rb"):
                        pass
                except (OSError, ValueError) as error:  # ValueError: a NUL in it
                    raise self._refused(name, "cannot be read") from error
        try:
            with _as_file(chain) as certificate, _as_file(_shown(key)) as private:
                context.load_cert_chain(str(certificate), private, password=password)
        except ssl.SSLError as error:
            named = "ssl_keyfile" if key is not None else "ssl_certfile"
            if asked:
                what = (
                    "is encrypted; set ssl_password"
                    if secret is None
                    else "cannot be decrypted; is ssl_password right?"
                )
                raise ConfigurationError(f"{self._owner}: the private key in {named} {what}") from None
            if error.reason == "KEY_VALUES_MISMATCH":
                raise self._refused(named, "is the key of another certificate") from None
            raise self._refused(named, "holds no certificate with its private key in PEM") from None

    def _path(self, name: str) -> str | None:
        """The path that an option has, None if it has none, or the text itself."""
        value = _shown(self._options[name])
        return value if value is not None and _PEM not in value else None

    def _refused(self, name: str, why: str) -> ConfigurationError:
        path = self._path(name)
        # What looks like no path may be the key itself, as Base64 without PEM's first line: it has no dot, and begins with "M".
        like_one = path is not None and (name != "ssl_keyfile" or "." in path or path.startswith("/"))
        shown = f"={path!r}" if like_one else "" if path is None else f" (a text of {len(path)} characters, not shown)"
        return ConfigurationError(f"{self._owner}: {name}{shown} {why}")


def _shown(value: str | Secret | None) -> str | None:
    return value.reveal() if isinstance(value, Secret) else value


@contextmanager
def _as_file(value: str | None) -> Iterator[str | None]:
    """The path of a PEM text: OpenSSL takes a key from files only. It is in memory where the system can do that."""
    if value is None or _PEM not in value:
        yield value
        return
    data = value.encode()
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        fd = os.memfd_create("barnabas", os.MFD_CLOEXEC)
        try:
            os.write(fd, data)
            yield f"/proc/self/fd/{fd}"
        finally:
            os.close(fd)
        return
    fd, path = tempfile.mkstemp(prefix="barnabas-")  # for its owner alone
    try:
        os.write(fd, data)
        os.close(fd)
        yield path
    finally:
        Path(path).unlink()
