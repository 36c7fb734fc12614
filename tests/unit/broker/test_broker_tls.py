"""The certificates that are made on the fly: whom they convince, and whom not."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from barnabas.broker.server.tls import Tls, principal


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str = "localhost") -> ssl.SSLObject:
    """A handshake in memory; the server's end of it."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    theirs = client.wrap_bio(to_client, to_server, server_hostname=name)
    ours = server.wrap_bio(to_server, to_client, server_side=True)
    left = [theirs, ours]
    for _ in range(10):
        for end in list(left):
            try:
                end.do_handshake()
                left.remove(end)
            except ssl.SSLWantReadError:
                continue
    if left:
        raise AssertionError("the handshake did not end")
    return ours


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "kafka.test", "10.0.0.7"])
def test_a_client_that_trusts_the_authority(name: str):
    tls = Tls(("kafka.test", "10.0.0.7"))
    ours = shake(tls.server_context, tls.client_context(), name)
    assert principal(ours) == "User:ANONYMOUS"
    assert Path(tls.ca_path).read_text() == tls.ca


def test_others_are_not_convinced():
    tls = Tls()
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(tls.server_context, ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(tls.server_context, Tls().client_context())
    with pytest.raises(ssl.SSLCertVerificationError, match=r"(?i)hostname|match"):
        shake(tls.server_context, tls.client_context(), "example.org")


def test_a_client_shows_a_certificate_where_it_must():
    tls = Tls(client_auth="required")
    assert principal(shake(tls.server_context, tls.client_context())) == "User:CN=client"
    bare = ssl.create_default_context(cadata=tls.ca)
    bare.maximum_version = ssl.TLSVersion.TLSv1_2  # with 1.3 a client learns of the refusal only when it reads on
    with pytest.raises(ssl.SSLError):
        shake(tls.server_context, bare)
    requested = Tls(client_auth="requested")
    assert (
        principal(shake(requested.server_context, ssl.create_default_context(cadata=requested.ca))) == "User:ANONYMOUS"
    )
    with pytest.raises(ValueError, match="required"):
        Tls(client_auth="please")


def test_its_files_go():
    tls = Tls()
    paths = [Path(tls.ca_path), Path(tls.client_certificate)]
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    tls.close()
    assert not any(path.exists() for path in paths)


def test_without_the_package_it_says_what_to_install():
    code = "import sys; sys.modules['cryptography'] = None; from barnabas.broker.server.tls import Tls; Tls()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'barnabas[broker]'" in done.stderr.splitlines()[-1]
