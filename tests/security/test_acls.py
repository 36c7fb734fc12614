"""What a user may not do: its own clear error, at the first attempt, on a real Kafka with ACLs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

import barnabas
from tests.harness.secured import USER, SecuredBroker
from tests.harness.waiting import until
from tests.security.test_sasl_broker import login

WAIT = 60.0
TOPIC = "guarded"


@pytest.fixture(scope="module")
def guarded() -> Iterator[SecuredBroker]:
    """A real Kafka that allows nothing without an ACL, but to those who come without SASL."""
    properties = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    with SecuredBroker(properties=properties) as broker, barnabas.Client(broker.broker.bootstrap) as client:
        client.admin.create_topics([barnabas.NewTopic(TOPIC, partitions=1, replication_factor=1)], raise_on_error=True)
        yield broker


def binding(kind: Any, operation: Any) -> dict[str, Any]:
    return {
        "restype": kind,
        "name": TOPIC,
        "resource_pattern_type": ResourcePatternType.LITERAL,
        "principal": f"User:{USER}",
        "host": "*",
        "operation": operation,
        "permission_type": AclPermissionType.ALLOW,
    }


ALL = [
    binding(ResourceType.TOPIC, AclOperation.READ),
    binding(ResourceType.TOPIC, AclOperation.WRITE),
    binding(ResourceType.TOPIC, AclOperation.DESCRIBE),
    binding(ResourceType.GROUP, AclOperation.READ),
]


def test_a_revoked_acl(guarded: SecuredBroker) -> None:
    admin = AdminClient({"bootstrap.servers": guarded.broker.bootstrap})
    for future in admin.create_acls([AclBinding(**item) for item in ALL]).values():
        future.result(WAIT)
    with barnabas.Client(guarded.address["SASL"], **login("SCRAM-SHA-256")) as client:

        def sent() -> bool:
            try:
                client.producer(max_block_ms=60_000).send(TOPIC, b"x").result(WAIT)
            except barnabas.BrokerError as error:
                assert error.name in ("TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED")
                return False
            return True

        until(sent, "the ACLs hold")
        with client.consumer(TOPIC, group_id=TOPIC, auto_offset_reset="earliest") as consumer:
            while not isinstance(polled := consumer.poll(WAIT), barnabas.Records) or not len(polled):
                continue
        for future in admin.delete_acls([AclBindingFilter(**item) for item in ALL]).values():
            future.result(WAIT)
        until(lambda: not sent(), "the ACLs are gone")
        with client.producer(max_block_ms=60_000) as producer:
            with pytest.raises(barnabas.BrokerError, match=r"(TOPIC|CLUSTER)_AUTHORIZATION_FAILED") as caught:
                producer.send(TOPIC, b"x").result(WAIT)
            assert not caught.value.retriable
        with (
            client.consumer(TOPIC, group_id=TOPIC) as consumer,
            pytest.raises(barnabas.BrokerError, match=r"(TOPIC|GROUP)_AUTHORIZATION_FAILED"),
        ):
            consumer.poll(WAIT)
