"""Administration of several nodes, of older releases, and over a restart: what only the development broker is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.errors import codes
from barnabas.protocol.messages.alter_user_scram_credentials import AlterUserScramCredentialsRequest
from barnabas.protocol.messages.create_partitions import CreatePartitionsRequest
from barnabas.protocol.messages.create_topics import CreateTopicsRequest
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest
from barnabas.protocol.messages.describe_configs import DescribeConfigsRequest
from barnabas.protocol.messages.describe_log_dirs import DescribeLogDirsRequest
from barnabas.protocol.messages.describe_quorum import DescribeQuorumRequest
from barnabas.protocol.messages.describe_user_scram_credentials import DescribeUserScramCredentialsRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.update_features import UpdateFeaturesRequest
from tests.embedded.admin_asks import (
    BROKER,
    GROUP,
    METRICS,
    SET,
    TOPIC,
    Asker,
    create,
    delete,
    describe,
    elect,
    grow,
    new,
    quota,
    quotas,
    reassign,
)

PREFERRED, UNCLEAN = 0, 1


def on(broker: Broker, node: int) -> Asker:
    """A connection to one of the nodes."""
    return Asker(broker.bootstrap_servers.split(",")[node - 1])


def partitions(asker: Asker, topic: str) -> list[tuple[int, list[int], list[int]]]:
    """Leader, replicas and in-sync replicas, partition by partition."""
    told = asker.ask(MetadataRequest(topics=[MetadataRequest.MetadataRequestTopic(name=topic)]), 12).topics[0]
    parts = sorted(told.partitions, key=lambda part: part.partition_index)
    return [(part.leader_id, part.replica_nodes, part.isr_nodes) for part in parts]


@pytest.fixture
def three() -> Iterator[Broker]:
    with Broker(nodes=3) as broker:
        yield broker


def test_replicas_are_spread_and_chosen(three: Broker) -> None:
    with on(three, 2) as ask:
        assert ask.created(new("spread", 6, 3)) == (0, None)
        found = partitions(ask, "spread")
        assert sorted(leader for leader, _, _ in found) == [1, 1, 2, 2, 3, 3]
        assert all(sorted(replicas) == [1, 2, 3] for _, replicas, _ in found)
        assert ask.created(new("chosen", assigned={0: [3, 1], 1: [2, 3]})) == (0, None)
        assert partitions(ask, "chosen") == [(3, [3, 1], [3, 1]), (2, [2, 3], [2, 3])]
        assert ask.grown("chosen", 3, [[1]])[0] == codes.INVALID_REPLICA_ASSIGNMENT, "two replicas, as the others have"
        assert ask.grown("chosen", 3, [[1, 2]]) == (0, None)
        assert partitions(ask, "chosen")[2] == (1, [1, 2], [1, 2])


def test_the_client_administers_it(three: Broker) -> None:
    with barnabas.Client(three.bootstrap_servers) as client:
        admin = client.admin
        (made,) = admin.create_topics([barnabas.NewTopic("orders", partitions=4, replication_factor=2)])
        assert made.error is None
        (found,) = admin.describe_topics(["orders"])
        assert [len(part.replicas) for part in found.partitions] == [2, 2, 2, 2]
        (again,) = admin.create_topics([barnabas.NewTopic("orders")], raise_on_error=False)
        assert "already exists" in str(again.error)
        admin.delete_topics(["orders"])
        assert "orders" not in [topic.name for topic in admin.list_topics()]


def test_elections(three: Broker) -> None:
    def told(asker: Asker, type_: int) -> int:
        code: int = asker.ask(elect(type_, "t", 0), 2).replica_election_results[0].partition_result[0].error_code
        return code

    with on(three, 3) as ask:
        ask.created(new("t", assigned={0: [1, 2]}))
        three.stop_node(1)
        assert partitions(ask, "t") == [(2, [1, 2], [2])]
        assert told(ask, PREFERRED) == codes.PREFERRED_LEADER_NOT_AVAILABLE
        assert told(ask, UNCLEAN) == codes.ELECTION_NOT_NEEDED
        three.start_node(1)
        assert partitions(ask, "t") == [(2, [1, 2], [1, 2])]
        assert told(ask, PREFERRED) == 0
        assert partitions(ask, "t") == [(1, [1, 2], [1, 2])]
        three.stop_node(1)
        three.stop_node(2)
        assert partitions(ask, "t")[0][0] == -1
        assert told(ask, UNCLEAN) == codes.ELIGIBLE_LEADERS_NOT_AVAILABLE
        everything = elect(PREFERRED, "t", 0)
        everything.topic_partitions = None
        (result,) = ask.ask(everything, 2).replica_election_results
        assert [part.error_code for part in result.partition_result] == [codes.PREFERRED_LEADER_NOT_AVAILABLE]


def test_reassignments_are_done_at_once(three: Broker) -> None:
    with on(three, 1) as ask:
        ask.created(new("t", assigned={0: [1, 2]}))
        assert ask.ask(reassign("t", 0, [2, 3]), 1).responses[0].partitions[0].error_code == 0
        assert partitions(ask, "t") == [(2, [2, 3], [2, 3])]
        assert ask.ask(reassign("t", 0, [3, 1, 2]), 1).responses[0].partitions[0].error_code == 0
        assert partitions(ask, "t") == [(2, [3, 1, 2], [3, 1, 2])], "who leads stays"
        request = reassign("t", 0, [3])
        request.allow_replication_factor_change = False
        part = ask.ask(request, 1).responses[0].partitions[0]
        assert (part.error_code, part.error_message) == (
            codes.INVALID_REPLICATION_FACTOR,
            "The replication factor is changed from 3 to 1",
        )


def test_each_node_tells_of_itself(three: Broker) -> None:
    with on(three, 1) as one, on(three, 3) as other:
        one.created(new("t", assigned={0: [1, 2]}))
        asked = DescribeLogDirsRequest()
        asked.topics = None
        assert [topic.name for topic in one.ask(asked, 4).results[0].topics] == ["t"]
        assert other.ask(asked, 4).results[0].topics == []
        assert other.configs(BROKER, "3", "node.id")["node.id"].value == "3"
        (result,) = one.ask(describe(BROKER, "3"), 4).results
        assert result.error_code == codes.INVALID_REQUEST
        part = DescribeQuorumRequest.PartitionData(partition_index=0)
        topic = DescribeQuorumRequest.TopicData(topic_name="__cluster_metadata", partitions=[part])
        for version in (0, 1, 2):
            told = one.ask(DescribeQuorumRequest(topics=[topic]), version).topics[0].partitions[0]
            assert [voter.replica_id for voter in told.current_voters] == [1, 2, 3]


def test_what_is_told_of_the_waits_for_further_members_is_what_holds() -> None:
    waits = ("group.initial.rebalance.delay.ms", "group.consumer.assignment.interval.ms")
    for given, told in (({}, "0"), (dict.fromkeys(waits, 50), "50")):
        with Broker(configs=given) as broker, on(broker, 1) as ask:
            found = ask.configs(BROKER, "1", *waits)
            assert [found[name].value for name in waits] == [told, told]
            groups = broker._runtime().cluster.groups.settings
            assert [groups.classic.initial_delay_ms, groups.consumer.interval_ms] == [int(told)] * 2


def test_topics_keep_to_what_the_broker_was_made_with() -> None:
    with Broker(configs={"log.retention.hours": "2", "delete.topic.enable": "false"}) as broker, on(broker, 1) as ask:
        ask.created(new("t"))
        assert ask.configs(TOPIC, "t", "retention.ms")["retention.ms"].value == "7200000"
        entry = ask.configs(BROKER, "1", "log.retention.hours")["log.retention.hours"]
        assert (entry.value, entry.config_source) == ("2", 4)
        assert ask.deleted("t")[0] == codes.TOPIC_DELETION_DISABLED
        old = DeleteTopicsRequest(topic_names=["t"])
        assert ask.ask(old, 1).responses[0].error_code == codes.INVALID_REQUEST


def test_what_was_set_is_there_after_a_restart(tmp_path: Path) -> None:
    with Broker(data_dir=tmp_path) as broker, on(broker, 1) as ask:
        ask.created(new("t", 2, configs={"retention.ms": "5"}))
        assert ask.altered(TOPIC, "t", ("segment.ms", SET, "9")) == (0, None)
        assert ask.altered(BROKER, "", ("log.retention.bytes", SET, "7")) == (0, None)
        assert ask.altered(GROUP, "g", ("consumer.session.timeout.ms", SET, "50000")) == (0, None)
        assert ask.altered(METRICS, "m/n", ("interval.ms", SET, "1000")) == (0, None)
        ask.ask(quota(("user", "a"), ("client-id", None), request_percentage=5.0), 1)
        up = AlterUserScramCredentialsRequest.ScramCredentialUpsertion(
            name="a", mechanism=2, iterations=4096, salt=b"1", salted_password=b"2"
        )
        ask.ask(AlterUserScramCredentialsRequest(upsertions=[up]), 0)
    with Broker(data_dir=tmp_path) as broker, on(broker, 1) as ask:
        found = ask.configs(TOPIC, "t")
        assert (found["retention.ms"].value, found["segment.ms"].value) == ("5", "9")
        assert (found["retention.bytes"].value, found["retention.bytes"].config_source) == ("7", 3)
        assert ask.configs(GROUP, "g")["consumer.session.timeout.ms"].value == "50000"
        assert ask.configs(METRICS, "m/n")["interval.ms"].value == "1000"
        (entry,) = ask.ask(quotas(("user", 0, "a"), ("client-id", 1, None)), 1).entries
        assert [(value.key, value.value) for value in entry.values] == [("request_percentage", 5.0)]
        (user,) = ask.ask(DescribeUserScramCredentialsRequest(), 0).results
        assert (user.user, [info.mechanism for info in user.credential_infos]) == ("a", [2])
        assert len(partitions(ask, "t")) == 2


def test_with_zookeeper_only_the_controller_changes_topics() -> None:
    with Broker(nodes=2, version="2.8") as broker, on(broker, 1) as controller, on(broker, 2) as other:
        assert other.ask(create(new("t")), 7).topics[0].error_code == codes.NOT_CONTROLLER
        assert controller.ask(create(new("t")), 7).topics[0].error_code == 0
        assert other.ask(grow("t", 2), 3).results[0].error_code == codes.NOT_CONTROLLER
        assert other.ask(elect(PREFERRED, "t", 0), 2).error_code == codes.NOT_CONTROLLER
        assert other.ask(reassign("t", 0, [2]), 0).error_code == codes.NOT_CONTROLLER
        feature = UpdateFeaturesRequest.FeatureUpdateKey(feature="x", max_version_level=1)
        assert other.ask(UpdateFeaturesRequest(feature_updates=[feature]), 0).error_code == codes.NOT_CONTROLLER
        assert other.ask(delete("t"), 6).responses[0].error_code == codes.NOT_CONTROLLER
        assert controller.ask(delete("t"), 6).responses[0].error_code == 0


def test_an_old_release_answers_in_its_versions() -> None:
    with Broker(version="0.11") as broker, on(broker, 1) as ask:
        topic = new("t", 2, configs={"retention.ms": "5"})
        told = ask.ask(CreateTopicsRequest(topics=[topic]), 0).topics[0]
        assert (told.name, told.error_code) == ("t", 0)
        asked = DescribeConfigsRequest.DescribeConfigsResource(resource_type=TOPIC, resource_name="t")
        asked.configuration_keys = None
        (result,) = ask.ask(DescribeConfigsRequest(resources=[asked]), 0).results
        found: dict[str, Any] = {entry.name: entry for entry in result.configs}
        assert (found["retention.ms"].value, found["retention.ms"].is_default) == ("5", False)
        assert found["segment.ms"].is_default
        asked.resource_type, asked.resource_name = BROKER, "1"
        (result,) = ask.ask(DescribeConfigsRequest(resources=[asked]), 0).results
        found = {entry.name: entry for entry in result.configs}
        assert not found["node.id"].is_default
        asked.resource_type = GROUP
        (result,) = ask.ask(DescribeConfigsRequest(resources=[asked]), 0).results
        assert result.error_code == codes.INVALID_REQUEST, "groups have no settings before 4.0"
        gone = DeleteTopicsRequest(topic_names=["t", "nope"])
        assert [one.error_code for one in ask.ask(gone, 0).responses] == [0, codes.UNKNOWN_TOPIC_OR_PARTITION]


@pytest.mark.parametrize("version", range(4))
def test_more_partitions_in_every_version(version: int) -> None:
    with Broker(version="3.9") as broker, on(broker, 1) as ask:
        ask.created(new("t"))
        asked = CreatePartitionsRequest.CreatePartitionsTopic(name="t", count=2)
        asked.assignments = None
        (told,) = ask.ask(CreatePartitionsRequest(topics=[asked]), version).results
        assert told.error_code == 0
