"""Administration: the same requests to the development broker and to a real Kafka, which answer the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import barnabas
from barnabas.errors import codes
from barnabas.protocol.messages.alter_configs import AlterConfigsRequest
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest
from barnabas.protocol.messages.list_config_resources import ListConfigResourcesRequest
from tests.embedded.admin_asks import (
    APPEND,
    BROKER,
    DELETE,
    GROUP,
    METRICS,
    SET,
    SUBTRACT,
    TOPIC,
    Asker,
    alter,
    create,
    delete,
    describe,
    fresh,
    grow,
    new,
    soon,
)

if TYPE_CHECKING:
    from tests.harness.kafka import Kafka
from tests.harness.waiting import until

NO_ID = bytes(16)


# --- topics -------------------------------------------------------------------------------------------------------------


def test_a_new_topic_is_told_as_it_is(ask: Asker) -> None:
    name = fresh()
    told = ask.ask(create(new(name, 2, configs={"retention.ms": "77"})), 7).topics[0]
    assert (told.error_code, told.error_message, told.num_partitions, told.replication_factor) == (0, None, 2, 1)
    assert told.topic_id != NO_ID
    until(lambda: ask.topic_id(name) == told.topic_id, "the broker has heard of it from the controller")
    found = {config.name: config for config in told.configs}
    assert len(found) == 37
    assert (found["retention.ms"].value, found["retention.ms"].config_source) == ("77", 1)
    assert (found["cleanup.policy"].value, found["cleanup.policy"].config_source) == ("delete", 5)
    assert ask.deleted(told.topic_id) == (0, None)


def test_defaults_and_checks_only(ask: Asker) -> None:
    name = fresh()
    told = ask.ask(create(new(name, -1, -1), validate_only=True), 7).topics[0]
    assert (told.error_code, told.num_partitions, told.replication_factor) == (0, 1, 1)
    assert ask.deleted(name)[0] == codes.UNKNOWN_TOPIC_OR_PARTITION
    told = ask.ask(create(new(name, -1, -1)), 4).topics[0]
    assert (told.error_code, told.num_partitions) == (0, -1), "v4 does not tell what was made"
    assert ask.created(new(name)) == (codes.TOPIC_ALREADY_EXISTS, f"Topic '{name}' already exists.")
    assert ask.created(new(name.replace("-", "."))) == (0, None)
    twin = name.replace("-", "_")
    assert ask.created(new(twin)) == (
        codes.INVALID_TOPIC_EXCEPTION,
        f"Topic '{twin}' collides with existing topic: {name.replace('-', '.')}",
    )
    assert ask.ask(delete(name, name.replace("-", ".")), 6).responses[1].error_code == 0


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "x" * 250])
def test_names_that_no_topic_can_have(ask: Asker, name: str) -> None:
    code, text = ask.created(new(name))
    assert code == codes.INVALID_TOPIC_EXCEPTION
    assert str(text).startswith("Topic name is invalid: ")


@pytest.mark.parametrize(
    ("topic", "code", "said"),
    [
        (new("x", 0), codes.INVALID_PARTITIONS, "Number of partitions was set to an invalid non-positive value."),
        (new("x", -2), codes.INVALID_PARTITIONS, "Number of partitions was set to an invalid non-positive value."),
        (new("x", 1, 0), codes.INVALID_REPLICATION_FACTOR, "Replication factor must be larger than 0"),
        (new("x", 1, 9), codes.INVALID_REPLICATION_FACTOR, "Unable to replicate the partition 9 time(s)"),
        (new("x", 20_000), codes.POLICY_VIOLATION, "Excessively large number of partitions per request."),
        (new("x", 1, 3, assigned={0: [1]}), codes.INVALID_REQUEST, "A manual partition assignment was specified"),
        (new("x", 2, assigned={0: [1]}), codes.INVALID_REQUEST, "A manual partition assignment was specified"),
        (new("x", assigned={0: [1], 2: [1]}), codes.INVALID_REPLICA_ASSIGNMENT, "partitions should be a consecutive"),
        (
            new("x", assigned={0: [7]}),
            codes.INVALID_REPLICA_ASSIGNMENT,
            "The manual partition assignment includes broker 7",
        ),
        (
            new("x", assigned={0: [1, 1]}),
            codes.INVALID_REPLICA_ASSIGNMENT,
            "The manual partition assignment includes the",
        ),
        (
            new("x", assigned={0: []}),
            codes.INVALID_REPLICA_ASSIGNMENT,
            "The manual partition assignment includes an empty",
        ),
        (new("x", assigned=[(0, [1]), (0, [1])]), codes.INVALID_REPLICA_ASSIGNMENT, "Found multiple manual partition"),
        (new("x", configs={"retention.ms": None}), codes.INVALID_CONFIG, "Null value not supported for topic configs"),
        (new("x", configs={"no.such": "1"}), codes.INVALID_CONFIG, "Unknown topic config name: no.such"),
        (
            new("x", configs={"segment.bytes": "1"}),
            codes.INVALID_CONFIG,
            "Invalid value 1 for configuration segment.bytes",
        ),
        (new("x", configs={"remote.storage.enable": "true"}), codes.INVALID_CONFIG, "Tiered Storage functionality is"),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, str) else "",
)
def test_topics_that_are_refused(ask: Asker, topic: Any, code: int, said: str) -> None:
    topic.name = fresh()
    told, text = ask.created(topic)
    assert (told, str(text)[: len(said)]) == (code, said)


def test_a_topic_twice_in_one_request(ask: Asker) -> None:
    topic = new(fresh())
    told = ask.ask(create(topic, topic), 7).topics
    assert [(one.error_code, one.error_message) for one in told] == [(codes.INVALID_REQUEST, "Duplicate topic name.")]
    assert ask.deleted(topic.name)[0] == codes.UNKNOWN_TOPIC_OR_PARTITION


def test_topics_that_cannot_be_deleted(ask: Asker, made: str) -> None:
    assert ask.deleted("nope-" + made) == (
        codes.UNKNOWN_TOPIC_OR_PARTITION,
        "This server does not host this topic-partition.",
    )
    assert ask.deleted(b"\1" * 16) == (codes.UNKNOWN_TOPIC_ID, "This server does not host this topic ID.")
    assert ask.deleted((None, NO_ID)) == (codes.INVALID_REQUEST, "Neither topic name nor id were specified.")
    both = "You may not specify both topic name and topic id."
    assert ask.deleted((made, b"\1" * 16)) == (codes.INVALID_REQUEST, both)
    assert ask.deleted(made, made) == (codes.INVALID_REQUEST, "Duplicate topic name.")
    assert ask.topic_id(made) != NO_ID


def test_topics_are_deleted_by_name_in_older_versions(ask: Asker) -> None:
    name = fresh()
    ask.created(new(name))
    request = DeleteTopicsRequest(topic_names=[name, "nope-" + name], timeout_ms=20_000)
    told = {one.name: (one.error_code, one.error_message, one.topic_id) for one in ask.ask(request, 4).responses}
    assert told == {name: (0, None, NO_ID), "nope-" + name: (codes.UNKNOWN_TOPIC_OR_PARTITION, None, NO_ID)}


def test_more_partitions(ask: Asker, made: str, kafka: Kafka) -> None:
    assert ask.grown(made, 3) == (codes.INVALID_PARTITIONS, "Topic already has 3 partition(s).")
    fewer = f"The topic {made} currently has 3 partition(s); 2 would not be an increase."
    assert ask.grown(made, 2) == (codes.INVALID_PARTITIONS, fewer)
    assert ask.grown("nope-" + made, 2) == (codes.UNKNOWN_TOPIC_OR_PARTITION, None)
    assert ask.grown(made, 20_000)[0] == codes.POLICY_VIOLATION
    wrong = "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified."
    assert ask.grown(made, 5, [[1]]) == (codes.INVALID_REPLICA_ASSIGNMENT, wrong)
    for replicas in ([9], [1, 1], []):
        assert ask.grown(made, 4, [replicas])[0] == codes.INVALID_REPLICA_ASSIGNMENT
    assert ask.grown(made, 5, [[1], [1]], validate_only=True) == (0, None)
    assert ask.grown(made, 4, [[1]]) == (0, None)
    assert ask.grown(made, 6) == (0, None)
    request = grow(made, 9)
    request.topics *= 2
    told = ask.ask(request, 3).results
    assert [(one.error_code, one.error_message) for one in told] == [(codes.INVALID_REQUEST, "Duplicate topic name.")]
    with barnabas.Client(kafka.bootstrap) as client:
        until(lambda: len(client.admin.describe_topics([made])[0].partitions) == 6, "the broker has heard of all")


# --- settings -----------------------------------------------------------------------------------------------------------


def test_a_topics_settings_change(ask: Asker, made: str) -> None:
    def value(name: str) -> Callable[[], tuple[str, int]]:
        def read() -> tuple[str, int]:
            entry = ask.configs(TOPIC, made, name)[name]
            return entry.value, entry.config_source

        return read

    assert ask.altered(TOPIC, made, ("retention.ms", SET, "5"), ("cleanup.policy", APPEND, "compact")) == (0, None)
    soon(value("retention.ms"), ("5", 1))
    soon(value("cleanup.policy"), ("delete,compact", 1))
    assert ask.altered(TOPIC, made, ("cleanup.policy", SUBTRACT, "delete,nope"), ("no.such", DELETE, None)) == (0, None)
    soon(value("cleanup.policy"), ("compact", 1))
    assert ask.altered(TOPIC, made, ("retention.ms", SET, "6"), validate_only=True) == (0, None)
    soon(value("retention.ms"), ("5", 1))
    assert ask.altered(TOPIC, made, ("retention.ms", DELETE, None)) == (0, None)
    soon(value("retention.ms"), ("604800000", 5))
    configs = [AlterConfigsRequest.AlterableConfig(name="segment.ms", value="9")]
    resource = AlterConfigsRequest.AlterConfigsResource(resource_type=TOPIC, resource_name=made, configs=configs)
    (told,) = ask.ask(AlterConfigsRequest(resources=[resource]), 2).responses
    assert (told.error_code, told.error_message) == (0, None)
    soon(value("segment.ms"), ("9", 1))
    soon(value("cleanup.policy"), ("delete", 5))


@pytest.mark.parametrize(
    ("operation", "code", "said"),
    [
        (
            ("retention.ms", SET, "x"),
            codes.INVALID_CONFIG,
            "Invalid value x for configuration retention.ms: Not a number",
        ),
        (("no.such", SET, "x"), codes.INVALID_CONFIG, "Unknown topic config name: no.such"),
        (
            ("retention.ms", APPEND, "5"),
            codes.INVALID_CONFIG,
            "Can't APPEND to key retention.ms because its type is not LIST.",
        ),
        (
            ("cleanup.policy", APPEND, "x"),
            codes.INVALID_CONFIG,
            "Invalid value x for configuration cleanup.policy: String",
        ),
        (("retention.ms", SET, None), codes.INVALID_REQUEST, "Null value not supported for : retention.ms"),
        (("retention.ms", 9, "1"), codes.UNKNOWN_SERVER_ERROR, ""),
    ],
)
def test_operations_that_are_refused(ask: Asker, made: str, operation: Any, code: int, said: str) -> None:
    told, text = ask.altered(TOPIC, made, operation)
    assert (told, str(text or "")[: len(said)]) == (code, said)


def test_resources_that_are_refused(ask: Asker, made: str) -> None:
    one = ("retention.ms", SET, "1")
    nope = f"nope-{made}"
    assert ask.altered(TOPIC, nope, one) == (codes.UNKNOWN_TOPIC_OR_PARTITION, f"The topic '{nope}' does not exist.")
    assert ask.altered(TOPIC, "", one) == (codes.INVALID_REQUEST, "Default topic resources are not allowed.")
    assert ask.altered(TOPIC, "a b", one)[0] == codes.INVALID_TOPIC_EXCEPTION
    assert ask.altered(7, made, one) == (codes.INVALID_REQUEST, "Unknown resource type 7")
    assert ask.altered(TOPIC, made, one, one) == (codes.INVALID_REQUEST, "Error due to duplicate config keys")
    request = alter(TOPIC, made, one)
    request.resources *= 2
    told = [(answer.error_code, answer.error_message) for answer in ask.ask(request, 1).responses]
    assert told == [(codes.INVALID_REQUEST, "Each resource must appear at most once.")] * 2
    for type_, name, code in (
        (TOPIC, nope, codes.UNKNOWN_TOPIC_OR_PARTITION),
        (TOPIC, "a b", codes.INVALID_TOPIC_EXCEPTION),
        (BROKER, "2", codes.INVALID_REQUEST),
        (BROKER, "x", codes.INVALID_REQUEST),
        (GROUP, "", codes.INVALID_REQUEST),
        (METRICS, "", codes.INVALID_REQUEST),
        (7, "x", codes.INVALID_REQUEST),
    ):
        (result,) = ask.ask(describe(type_, name), 4).results
        assert (result.error_code, result.configs) == (code, []), result


def test_a_brokers_settings_reach_the_topics(ask: Asker, made: str) -> None:
    name = "log.flush.interval.messages"

    def told(type_: int, resource: str, key: str) -> Callable[[], Any]:
        def read() -> Any:
            entry = ask.configs(type_, resource, key).get(key)
            if entry is None:
                return None
            places = [(place.name, place.value, place.source) for place in entry.synonyms]
            return entry.value, entry.config_source, entry.read_only, places

        return read

    assert ask.altered(BROKER, "", (name, SET, "777")) == (0, None)
    try:
        default = (name, "9223372036854775807", 5)
        soon(told(BROKER, "", name), ("777", 3, False, [(name, "777", 3)]))
        soon(told(TOPIC, made, "flush.messages"), ("777", 3, False, [(name, "777", 3), default]))
        assert ask.altered(BROKER, "1", (name, SET, "888")) == (0, None)
        soon(told(BROKER, "1", name), ("888", 2, False, [(name, "888", 2), (name, "777", 3), default]))
    finally:
        for broker in ("1", ""):
            assert ask.altered(BROKER, broker, (name, DELETE, None)) == (0, None)
    soon(told(TOPIC, made, "flush.messages"), ("9223372036854775807", 5, False, [default]))


def test_a_brokers_own_settings(ask: Asker) -> None:
    found = ask.configs(BROKER, "1")
    assert len(found) > 300
    assert (found["node.id"].value, found["node.id"].config_source, found["node.id"].read_only) == ("1", 4, True)
    assert found["ssl.keystore.password"].is_sensitive
    assert found["ssl.keystore.password"].value is None
    assert (found["num.io.threads"].config_type, found["num.io.threads"].read_only) == (3, False)
    refused = codes.INVALID_REQUEST
    assert ask.altered(BROKER, "1", ("node.id", SET, "2")) == (
        refused,
        "Cannot update these configs dynamically: [node.id]",
    )
    assert ask.altered(BROKER, "2", ("num.io.threads", SET, "2")) == (
        refused,
        "Unexpected broker id, expected 1, but received 2",
    )
    assert ask.altered(BROKER, "x", ("num.io.threads", SET, "2"))[0] == refused
    assert ask.altered(BROKER, "", ("min.insync.replicas", SET, "x"))[0] == refused
    assert ask.altered(BROKER, "", ("ssl.keystore.location", SET, "x"))[0] == refused


def test_groups_and_client_metrics_have_settings(ask: Asker) -> None:
    group, metrics = fresh("group"), fresh("metrics")
    name = "consumer.session.timeout.ms"
    assert ask.altered(GROUP, group, (name, SET, "50000")) == (0, None)
    assert ask.altered(GROUP, group, (name, SET, "5")) == (
        codes.INVALID_CONFIG,
        f"{name} must be in the range 45000 to 60000 inclusive.",
    )
    assert ask.altered(GROUP, group, ("nope", SET, "5")) == (codes.INVALID_CONFIG, "Unknown group config name: nope")
    entry = ask.configs(GROUP, group, name)[name]
    assert [(place.name, place.value, place.source) for place in entry.synonyms] == [
        (name, "50000", 8),
        (f"group.{name}", "45000", 5),
    ]
    assert ask.altered(METRICS, metrics, ("interval.ms", SET, "1000"), ("match", SET, "client_id=x")) == (0, None)
    assert ask.altered(METRICS, metrics, ("match", SET, "foo=x"))[0] == codes.INVALID_CONFIG
    assert ask.altered(METRICS, metrics, ("interval.ms", SET, "1"))[0] == codes.INVALID_REQUEST
    assert ask.configs(METRICS, metrics)["interval.ms"].config_source == 7
    told = ask.ask(ListConfigResourcesRequest(resource_types=[GROUP, METRICS]), 1).config_resources
    assert {(one.resource_type, one.resource_name) for one in told} >= {(GROUP, group), (METRICS, metrics)}
    old = ask.ask(ListConfigResourcesRequest(), 0).config_resources
    assert metrics in [one.resource_name for one in old]
    assert ask.ask(ListConfigResourcesRequest(resource_types=[7]), 1).error_code == codes.UNSUPPORTED_VERSION
    ask.altered(GROUP, group, (name, DELETE, None))
    ask.altered(METRICS, metrics, ("interval.ms", DELETE, None), ("match", DELETE, None))
