"""Kerberos: a KDC of the test's own, a real Kafka, and the mechanism between them. Runs with ``--kerberos`` (`make test-kerberos`)."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

import barnabas
from tests.harness.kerberos import REALM, Kdc
from tests.harness.secured import SecuredBroker
from tests.security.roundtrip import round_trip
from tests.security.test_reauthentication import TIMES, renewed, work_on
from tests.security.test_tls_broker import refused

OPTIONS = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "GSSAPI"}
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def kdc() -> Iterator[Kdc]:
    """Kerberos for one realm; this process has the credentials of alice."""
    with Kdc() as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KRB5_CONFIG", str(made.config))
        patch.setenv("KRB5_CLIENT_KTNAME", made.keytab("alice"))
        patch.setenv("KRB5CCNAME", f"FILE:{made.folder}/cache")
        yield made


@pytest.fixture(scope="module")
def kerberized(kdc: Kdc) -> Iterator[SecuredBroker]:
    """A real Kafka with a listener for GSSAPI whose sessions last 1.5 s."""
    keytab = kdc.keytab("kafka/localhost")
    properties = {
        "listener.name.gss.sasl.enabled.mechanisms": "GSSAPI",
        "listener.name.gss.sasl.kerberos.service.name": "kafka",
        "listener.name.gss.gssapi.sasl.jaas.config": "com.sun.security.auth.module.Krb5LoginModule required"
        f' useKeyTab=true storeKey=true keyTab="{keytab}" principal="kafka/localhost@{REALM}";',
    }
    jvm = (f"-Djava.security.krb5.conf={kdc.config}",)
    with SecuredBroker(reauth_ms=1500, properties=properties, kinds={"GSS": "SASL_PLAINTEXT"}, jvm=jvm) as broker:
        yield broker


@pytest.mark.kip(12)
def test_a_round_trip(kdc: Kdc, kerberized: SecuredBroker) -> None:
    round_trip(kerberized.address["GSS"], **OPTIONS)
    round_trip(kerberized.address["GSS"], sasl_username=f"alice@{REALM}", **OPTIONS)


def test_ten_sessions(kdc: Kdc, kerberized: SecuredBroker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "barnabas.connection")
    work_on(kerberized.address["GSS"], lambda: renewed(caplog) >= TIMES, **OPTIONS)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


def test_what_the_kdc_does_not_know(kdc: Kdc, kerberized: SecuredBroker) -> None:
    error = refused(kerberized.address["GSS"], sasl_kerberos_service_name="other", **OPTIONS)
    assert isinstance(error, barnabas.SaslError)
    assert "GSSAPI failed for other@localhost" in str(error)
    error = refused(kerberized.address["GSS"], sasl_username="bob", **OPTIONS)
    assert "GSSAPI failed for kafka@localhost" in str(error)
