"""TLS against brokers: it works, and each failed check is an error of its own, at once."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.certificates import Authority
from tests.harness.secured import SecuredBroker
from tests.harness.waiting import until
from tests.security.roundtrip import around_trip, round_trip

LONG = 60.0  # what a refused client must not wait for


def refused(bootstrap: str, **options: Any) -> barnabas.KafkaError:
    """The error of a client that must not get in. It comes at the first attempt: no deadline is reached."""
    with barnabas.Client(bootstrap, **options) as client:
        with pytest.raises(barnabas.AuthenticationError) as caught:
            client.admin.list_topics(timeout=LONG)
        with pytest.raises(barnabas.AuthenticationError):
            client.producer(max_block_ms=60_000).send("orders", b"x")
        with client.consumer("orders", group_id="refused") as consumer, pytest.raises(barnabas.AuthenticationError):
            consumer.poll(timeout=LONG)
    assert bootstrap in str(caught.value)
    return caught.value


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "another-ca")


def test_tls_on_the_development_broker() -> None:
    with Broker(security_protocol="SSL") as broker:
        assert broker.tls is not None
        round_trip(broker.bootstrap_servers, security_protocol="SSL", ssl_cafile=broker.tls.ca_path)


def test_large_batches_through_tls() -> None:
    with Broker(security_protocol="SSL") as broker:
        assert broker.tls is not None
        options: dict[str, Any] = {"security_protocol": "SSL", "ssl_cafile": broker.tls.ca}
        with barnabas.Client(broker.bootstrap_servers, **options) as client:
            client.admin.create_topics([barnabas.NewTopic("large", partitions=1, replication_factor=1)])
            values = [bytes([i]) * 900_000 for i in range(20)]
            with client.producer() as producer:
                for delivery in [producer.send("large", value) for value in values]:
                    delivery.result(LONG)
            with client.consumer(auto_offset_reset="earliest") as consumer:
                consumer.assign([barnabas.TopicPartition("large", 0)])
                found: list[bytes | None] = []
                while len(found) < len(values):
                    found.extend(record.value for record in consumer.poll(timeout=LONG))
            assert found == values


@pytest.mark.asyncio
async def test_tls_through_the_async_face() -> None:
    with Broker(security_protocol="SSL") as broker:
        assert broker.tls is not None
        await around_trip(broker.bootstrap_servers, security_protocol="SSL", ssl_cafile=broker.tls.ca_path)


def test_tls_on_kafka(secured: SecuredBroker) -> None:
    round_trip(secured.address["TLS"], **secured.tls())


def test_mutual_tls_on_kafka(secured: SecuredBroker) -> None:
    path = secured.authority.issue("mutual")
    round_trip(secured.address["MTLS"], **secured.tls(ssl_certfile=path))
    encrypted = secured.authority.issue("mutual-encrypted", password="key-secret")
    round_trip(secured.address["MTLS"], **secured.tls(ssl_certfile=encrypted, ssl_password="key-secret"))


@pytest.mark.kip(651)
def test_pem_in_place_on_kafka(secured: SecuredBroker) -> None:
    """KIP-651: no file at all."""
    text = Path(secured.authority.issue("in-place")).read_text()
    at = text.index("-----BEGIN CERTIFICATE")
    round_trip(
        secured.address["MTLS"],
        security_protocol="SSL",
        ssl_cafile=secured.authority.text,
        ssl_certfile=text[at:],
        ssl_keyfile=text[:at],
    )


@pytest.mark.kip(573)
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_each_version_of_tls_on_kafka(secured: SecuredBroker, version: str) -> None:
    round_trip(secured.address["TLS"], **secured.tls(ssl_enabled_protocols=version))


@pytest.mark.kip(519)
def test_a_context_of_the_users_on_kafka(secured: SecuredBroker) -> None:
    context = ssl.create_default_context(cafile=secured.ca)
    round_trip(secured.address["TLS"], security_protocol="SSL", ssl_context=context)


def _no_authority(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "TLS", {"security_protocol": "SSL"}


def _other_authority(secured: SecuredBroker, other: Authority) -> tuple[str, dict[str, Any]]:
    return "TLS", secured.tls(ssl_cafile=other.path)


def _wrong_name(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "OTHERNAME", secured.tls()


def _expired(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "EXPIRED", secured.tls()


def _no_certificate(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "MTLS", secured.tls()


def _no_certificate_with_tls_1_2(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "MTLS", secured.tls(ssl_enabled_protocols="TLSv1.2")


def _strange_certificate(secured: SecuredBroker, other: Authority) -> tuple[str, dict[str, Any]]:
    return "MTLS", secured.tls(ssl_certfile=other.issue("stranger"))


def _old_certificate(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "MTLS", secured.tls(ssl_certfile=secured.authority.issue("past", from_day=-20, to_day=-10))


def _tls_on_plaintext(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    secured.address["PLAINTEXT"] = secured.broker.bootstrap
    return "PLAINTEXT", secured.tls()


def _plaintext_on_tls(secured: SecuredBroker, _: Authority) -> tuple[str, dict[str, Any]]:
    return "TLS", {}


@pytest.mark.kip(294)
@pytest.mark.parametrize(
    ("case", "text"),
    [
        (_no_authority, "not from an authority that this client trusts .*set ssl_cafile"),
        (_other_authority, "not from an authority that this client trusts"),
        (_wrong_name, r"not for the name '127\.0\.0\.1'"),
        (_expired, "certificate has expired"),
        (_no_certificate, "wants a certificate of this client, and it has shown none; set ssl_certfile"),
        (_no_certificate_with_tls_1_2, "wants a certificate of this client, and it has shown none"),
        (_strange_certificate, "refused this client's certificate"),
        (_old_certificate, "refused this client's certificate"),
        (_tls_on_plaintext, "does not speak TLS on this port"),
        (_plaintext_on_tls, "speaks TLS on this port; set security_protocol"),
    ],
)
def test_each_failed_check_is_told_at_once(
    secured: SecuredBroker, authority: Authority, case: Callable[..., tuple[str, dict[str, Any]]], text: str
) -> None:
    listener, options = case(secured, authority)
    error = refused(secured.address[listener], **options)
    assert isinstance(error, barnabas.TlsError)
    assert not error.retriable
    import re

    assert re.search(text, str(error)), str(error)


def test_no_attempt_follows_a_refused_one(secured: SecuredBroker) -> None:
    """The broker counts them in its log."""

    def failed() -> int:
        return secured.broker.log().count("SSL handshake failed")

    before = failed()
    with barnabas.Client(secured.address["EXPIRED"], **secured.tls()) as client:
        with pytest.raises(barnabas.TlsError):
            client.admin.list_topics(timeout=LONG)
        until(lambda: failed() > before, "the broker has logged it")
    assert failed() == before + 1


def test_another_name_is_accepted_when_asked_for(secured: SecuredBroker) -> None:
    round_trip(secured.address["OTHERNAME"], **secured.tls(ssl_endpoint_identification_algorithm=""))


def test_a_renewed_certificate_is_used_by_new_connections(secured: SecuredBroker, tmp_path: Path) -> None:
    path = tmp_path / "mine.pem"
    path.write_text(Path(secured.authority.issue("short")).read_text())
    with barnabas.Client(secured.address["MTLS"], **secured.tls(ssl_certfile=str(path))) as client:
        client.admin.list_topics()
        path.write_text(Path(Authority(tmp_path, "not-trusted").issue("stranger")).read_text())
        client.admin.list_topics()  # open connections stay
        client.disconnect()
        with pytest.raises(barnabas.TlsError, match="refused this client's certificate"):
            client.admin.list_topics()
        path.write_text(Path(secured.authority.issue("renewed")).read_text())
        client.admin.list_topics()


def test_a_listener_with_sasl_says_so(secured: SecuredBroker) -> None:
    for listener, options in (("SASL", {}), ("SASLTLS", secured.tls())):
        error = refused(secured.address[listener], **options)
        assert isinstance(error, barnabas.SaslError)
        assert "wants SASL on this port (" in str(error)
        assert "PLAIN" in str(error)


def test_a_peer_that_answers_tls_with_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG)
        with barnabas.Client(
            f"127.0.0.1:{server.getsockname()[1]}", security_protocol="SSL", default_api_timeout_ms=5000
        ) as client:
            import threading

            def serve() -> None:
                peer, _ = server.accept()
                peer.recv(1000)
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.recv(1000)
                peer.close()

            thread = threading.Thread(target=serve)
            thread.start()
            with pytest.raises(barnabas.TlsError, match="does not speak TLS"):
                client.admin.list_topics()
            thread.join(LONG)
