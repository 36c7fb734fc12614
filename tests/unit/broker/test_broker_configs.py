"""Settings: what holds, where it comes from, and what is refused in which words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from barnabas.broker.state import config_changes, configs
from barnabas.broker.state.config_changes import Operation
from barnabas.broker.state.configs import BrokerConfigs, TopicConfigs
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import broker_settings, group_settings, topic_settings
from barnabas.errors import codes
from barnabas.errors.client import ConfigurationError

THROTTLED = "leader.replication.throttled.replicas"


def refused(call: Callable[[], object]) -> tuple[int, str | None]:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.code, caught.value.message


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("retention.ms", "abc", "Not a number of type LONG"),
        ("retention.ms", "", "Not a number of type LONG"),
        ("retention.ms", "-5", "Value must be at least -1"),
        ("segment.bytes", "99999999999", "Not a number of type INT"),
        ("segment.bytes", "14", "Value must be at least 1048576"),
        ("preallocate", "maybe", "Expected value to be either true or false"),
        ("compression.gzip.level", "0", "Value must be between 1 and 9 or equal to -1"),
        ("compression.zstd.level", "30", "Value must be no more than 22"),
        ("min.cleanable.dirty.ratio", "x", "Not a number of type DOUBLE"),
        ("message.timestamp.type", "createTime", "String must be one of: CreateTime, LogAppendTime"),
        ("cleanup.policy", "foo", "String must be one of: compact, delete"),
        (
            "compression.type",
            "brotli",
            "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer",
        ),
    ],
)
def test_refused_in_kafkas_words(name: str, value: str, said: str) -> None:
    code, text = refused(lambda: config_changes.topic_overrides(BrokerConfigs(), {name: value}))
    assert code == codes.INVALID_CONFIG
    assert text == f"Invalid value {value} for configuration {name}: {said}"


def test_refused_for_other_reasons() -> None:
    brokers = BrokerConfigs()
    assert refused(lambda: config_changes.topic_overrides(brokers, {"no.such": "1"})) == (
        codes.INVALID_CONFIG,
        "Unknown topic config name: no.such",
    )
    lags = {"min.compaction.lag.ms": "10", "max.compaction.lag.ms": "5"}
    assert refused(lambda: config_changes.topic_overrides(brokers, lags)) == (
        codes.INVALID_CONFIG,
        "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)",
    )
    assert "2.0 for" in str(
        refused(lambda: config_changes.topic_overrides(brokers, {"min.cleanable.dirty.ratio": "2"}))[1]
    )
    assert "[x] for" in str(refused(lambda: config_changes.topic_overrides(brokers, {THROTTLED: "x"}))[1])
    assert "Tiered" in str(
        refused(lambda: config_changes.topic_overrides(brokers, {"remote.storage.enable": "true"}))[1]
    )


def test_accepted_as_kafka_keeps_it() -> None:
    given = {
        "retention.ms": " 77 ",
        "preallocate": "TRUE",
        "cleanup.policy": "delete, compact,delete",
        "compression.type": " gzip ",
        "compression.gzip.level": "-1",
        THROTTLED: "0:1,1:1",
    }
    assert config_changes.topic_overrides(BrokerConfigs(), given) == {
        "retention.ms": "77",
        "preallocate": "true",
        "cleanup.policy": "delete,compact",
        "compression.type": "gzip",
        "compression.gzip.level": "-1",
        THROTTLED: "0:1,1:1",
    }
    assert (
        config_changes.topic_overrides(BrokerConfigs(), {THROTTLED: "*", "cleanup.policy": ""})["cleanup.policy"] == ""
    )


def test_every_default_is_accepted_by_its_own_setting() -> None:
    for settings in (topic_settings(), broker_settings(), group_settings()):
        for setting in settings.values():
            if setting.default is not None:
                assert setting.accept(setting.default) == setting.default, setting


def test_what_topics_go_back_to_is_known() -> None:
    for setting in (*topic_settings(before_4=True).values(), *group_settings().values()):
        assert not setting.other or setting.other in broker_settings(before_4=True), setting


def test_a_topic_goes_back_to_the_broker_and_to_the_default() -> None:
    brokers = BrokerConfigs({"log.retention.hours": "2", "message.max.bytes": "5"})
    topic = TopicConfigs(brokers, {"segment.ms": "9"})
    assert topic.get("segment.ms") == "9"
    assert topic.get("retention.ms") == "7200000"
    assert topic.get("max.message.bytes") == "5"
    assert topic.get("cleanup.policy") == "delete"
    assert topic.get("no.such") == ""
    brokers.replace(configs.BROKER, "", {"log.retention.ms": "1", "log.cleanup.policy": "compact"})
    assert topic.get("retention.ms") == "1"
    assert topic.get("cleanup.policy") == "compact"
    topic.replace({"cleanup.policy": "delete"})
    assert topic.get("cleanup.policy") == "delete"
    assert topic.get("segment.ms") == "604800000"
    assert topic.overrides == {"cleanup.policy": "delete"}


def test_a_release_before_4_has_what_4_took_away() -> None:
    old = BrokerConfigs({"log.message.downconversion.enable": "false"}, before_4=True)
    assert TopicConfigs(old).get("message.downconversion.enable") == "false"
    with pytest.raises(ConfigurationError, match=r"log\.message\.downconversion\.enable"):
        BrokerConfigs({"log.message.downconversion.enable": "false"})


def test_where_a_brokers_value_comes_from() -> None:
    brokers = BrokerConfigs({"log.retention.hours": "2", "log.cleaner.threads": "3"})
    brokers.replace(configs.BROKER, "", {"log.retention.ms": "7", "log.cleaner.threads": "4"})
    brokers.replace(configs.BROKER, "1", {"log.cleaner.threads": "5", "odd": "x", "sasl.jaas.config": "secret"})
    entries = {entry.name: entry for entry in brokers.entries(1)}
    threads = entries["log.cleaner.threads"]
    assert (threads.value, threads.source, threads.read_only) == ("5", configs.OF_BROKER, False)
    assert [(place.value, place.source) for place in threads.synonyms] == [("5", 2), ("4", 3), ("3", 4), ("1", 5)]
    retention = entries["log.retention.ms"]
    assert (retention.value, retention.source) == ("7", configs.OF_ALL_BROKERS)
    assert [place.name for place in retention.synonyms] == [
        "log.retention.ms",
        "log.retention.hours",
        "log.retention.hours",
    ]
    assert entries["log.retention.hours"].read_only
    assert (entries["odd"].value, entries["odd"].sensitive, entries["odd"].read_only) == (None, True, True)
    secret = entries["sasl.jaas.config"]
    assert (secret.value, secret.sensitive, secret.synonyms[0].value) == (None, True, None)
    assert brokers.get("log.cleaner.threads", 2) == "4"
    assert {entry.name: entry.value for entry in brokers.shared_entries()} == {
        "log.retention.ms": "7",
        "log.cleaner.threads": "4",
    }


def test_where_a_topics_value_comes_from() -> None:
    brokers = BrokerConfigs({"log.segment.bytes": "1048576"})
    entries = {entry.name: entry for entry in TopicConfigs(brokers, {"retention.ms": "5"}).entries()}
    assert len(entries) == 37
    assert (entries["retention.ms"].source, entries["retention.ms"].synonyms) == (1, [("retention.ms", "5", 1)])
    assert (entries["segment.ms"].value, entries["segment.ms"].source, entries["segment.ms"].synonyms) == (
        "604800000",
        configs.DEFAULT,
        [],
    )
    assert entries["segment.bytes"].synonyms == [
        ("log.segment.bytes", "1048576", configs.STATIC),
        ("log.segment.bytes", "1073741824", configs.DEFAULT),
    ]


def test_operations_on_lists() -> None:
    settings, now = topic_settings(), {"cleanup.policy": "delete"}
    run = config_changes.applied
    assert run(settings, now, [Operation("cleanup.policy", config_changes.APPEND, "compact,delete")], {}) == {
        "cleanup.policy": "delete,compact"
    }
    assert run(
        settings, {}, [Operation("cleanup.policy", config_changes.APPEND, "compact")], {"cleanup.policy": "delete"}
    ) == {"cleanup.policy": "delete,compact"}
    assert run(settings, now, [Operation("cleanup.policy", config_changes.SUBTRACT, "delete,nope")], {}) == {
        "cleanup.policy": ""
    }
    assert (
        run(
            settings,
            now,
            [Operation("cleanup.policy", config_changes.DELETE), Operation("x", config_changes.DELETE)],
            {},
        )
        == {}
    )
    assert refused(lambda: run(settings, now, [Operation("retention.ms", config_changes.APPEND, "5")], {})) == (
        codes.INVALID_CONFIG,
        "Can't APPEND to key retention.ms because its type is not LIST.",
    )


def test_what_brokers_do_not_change_while_they_run() -> None:
    brokers = BrokerConfigs()
    check = config_changes.broker_values
    code, text = refused(lambda: check(brokers, {"num.partitions": "7"}, for_all=True))
    assert (code, text) == (codes.INVALID_REQUEST, "Cannot update these configs dynamically: [num.partitions]")
    code, text = refused(lambda: check(brokers, {"ssl.keystore.location": "x"}, for_all=False))
    assert "only per-listener" in str(text)
    code, text = refused(lambda: check(brokers, {"listeners": "x"}, for_all=True))
    assert "broker id must be specified" in str(text)
    code, text = refused(lambda: check(brokers, {"min.insync.replicas": "x"}, for_all=True))
    assert (code, str(text)[:15]) == (codes.INVALID_REQUEST, "Invalid value x")
    assert check(brokers, {"min.insync.replicas": "2", "odd": "x"}, for_all=True) == {
        "min.insync.replicas": "2",
        "odd": "x",
    }


def test_groups_stay_within_the_brokers_limits() -> None:
    brokers = BrokerConfigs()
    name = "consumer.session.timeout.ms"
    assert refused(lambda: config_changes.group_values(brokers, {name: "5"})) == (
        codes.INVALID_CONFIG,
        f"{name} must be in the range 45000 to 60000 inclusive.",
    )
    brokers.replace(configs.GROUP, "g", config_changes.group_values(brokers, {name: "50000"}))
    assert brokers.group("g", name) == "50000"
    assert brokers.group("other", name) == "45000"
    (entry,) = [entry for entry in brokers.group_entries("g") if entry.name == name]
    assert entry.synonyms == [(name, "50000", configs.OF_GROUP), (f"group.{name}", "45000", configs.DEFAULT)]
    code, _ = refused(lambda: config_changes.group_values(brokers, {"share.auto.offset.reset": "x"}))
    assert code == codes.INVALID_CONFIG
    config_changes.group_values(brokers, {"share.auto.offset.reset": "by_duration:PT1H"})


def test_client_metrics() -> None:
    assert (
        config_changes.metrics_values({"interval.ms": "1000", "match": "client_id=x", "metrics": "a,b"})["match"]
        == "client_id=x"
    )
    assert refused(lambda: config_changes.metrics_values({"match": "foo=x"}))[0] == codes.INVALID_CONFIG
    assert refused(lambda: config_changes.metrics_values({"interval.ms": "1"}))[0] == codes.INVALID_REQUEST
    assert refused(lambda: config_changes.metrics_values({"nope": "1"}))[0] == codes.INVALID_REQUEST


def test_what_the_journal_kept_comes_back() -> None:
    brokers = BrokerConfigs()
    brokers.restore("4/", {"log.retention.ms": "7"})
    brokers.restore("32/a/b", {"consumer.session.timeout.ms": "50000"})
    assert brokers.get("log.retention.ms") == "7"
    assert brokers.of(configs.GROUP, "a/b")
    brokers.restore("4/", None)
    assert brokers.get("log.retention.ms") == "604800000"


def test_a_wrong_setting_of_the_broker_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"no setting 'log.retentoin.ms'; did you mean 'log.retention.ms'"):
        BrokerConfigs({"log.retentoin.ms": "1"})
    with pytest.raises(ConfigurationError, match="Not a number"):
        BrokerConfigs({"log.retention.ms": "x"})
    assert BrokerConfigs({"listener.name.x.ssl.keystore.location": "x"}).static
