"""Quotas, users, directories, elections, features and the rest: the same requests to the development broker and to a real Kafka, which answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from barnabas.errors import codes
from barnabas.protocol.messages.alter_replica_log_dirs import AlterReplicaLogDirsRequest
from barnabas.protocol.messages.alter_user_scram_credentials import AlterUserScramCredentialsRequest
from barnabas.protocol.messages.create_acls import CreateAclsRequest
from barnabas.protocol.messages.create_delegation_token import CreateDelegationTokenRequest
from barnabas.protocol.messages.delete_acls import DeleteAclsRequest
from barnabas.protocol.messages.describe_acls import DescribeAclsRequest
from barnabas.protocol.messages.describe_delegation_token import DescribeDelegationTokenRequest
from barnabas.protocol.messages.describe_log_dirs import DescribeLogDirsRequest
from barnabas.protocol.messages.describe_quorum import DescribeQuorumRequest
from barnabas.protocol.messages.describe_user_scram_credentials import DescribeUserScramCredentialsRequest
from barnabas.protocol.messages.expire_delegation_token import ExpireDelegationTokenRequest
from barnabas.protocol.messages.list_partition_reassignments import ListPartitionReassignmentsRequest
from barnabas.protocol.messages.renew_delegation_token import RenewDelegationTokenRequest
from barnabas.protocol.messages.unregister_broker import UnregisterBrokerRequest
from barnabas.protocol.messages.update_features import UpdateFeaturesRequest
from tests.embedded.admin_asks import (
    Asker,
    elect,
    fresh,
    quota,
    quotas,
    reassign,
    soon,
)

if TYPE_CHECKING:
    pass

NO_ID = bytes(16)


# --- quotas and users ---------------------------------------------------------------------------------------------------


def test_quotas(ask: Asker) -> None:
    user, client = fresh("user"), fresh("client")

    def put(*entity: tuple[str, str | None], **values: float | None) -> int:
        code: int = ask.ask(quota(*entity, **values), 1).entries[0].error_code
        return code

    assert put(("user", user), producer_byte_rate=10.0, request_percentage=1.5) == 0
    assert put(("user", user), ("client-id", client), consumer_byte_rate=7.0) == 0
    soon(lambda: sorted(len(one.entity) for one in ask.ask(quotas(("user", 0, user)), 1).entries), [1, 2])
    found = ask.ask(quotas(("user", 0, user), strict=True), 1).entries
    assert [{value.key: value.value for value in one.values} for one in found] == [
        {"producer_byte_rate": 10.0, "request_percentage": 1.5}
    ]
    found = ask.ask(quotas(("client-id", 0, client), ("user", 2, None)), 1).entries
    assert {(part.entity_type, part.entity_name) for part in found[0].entity} == {("user", user), ("client-id", client)}
    assert put(("user", user), producer_byte_rate=None, request_percentage=None) == 0
    assert put(("client-id", client), ("user", user), consumer_byte_rate=None) == 0
    soon(lambda: ask.ask(quotas(("user", 0, user)), 1).entries, [])


@pytest.mark.parametrize(
    ("entity", "values", "said"),
    [
        ([("user", "a")], {"nope": 1.0}, "Invalid configuration key nope"),
        ([("user", "a")], {"connection_creation_rate": 1.0}, "Invalid configuration key connection_creation_rate"),
        ([("user", "a")], {"producer_byte_rate": 0.0}, "Quota producer_byte_rate must be greater than 0"),
        ([("user", "a")], {"producer_byte_rate": 1.5}, "producer_byte_rate cannot be a fractional value."),
        (
            [("user", "a")],
            {"producer_byte_rate": 1e300},
            "Proposed value for producer_byte_rate is too large for a LONG.",
        ),
        ([], {"producer_byte_rate": 1.0}, "Invalid empty client quota entity"),
        ([("nope", "a")], {"producer_byte_rate": 1.0}, "Unhandled client quota entity type: nope"),
        ([("user", "")], {"producer_byte_rate": 1.0}, "Empty user not supported"),
        (
            [("user", "a"), ("ip", "1.2.3.4")],
            {"producer_byte_rate": 1.0},
            "Invalid quota entity combination, IP entity",
        ),
        ([("ip", "bad host!")], {"connection_creation_rate": 1.0}, "bad host! is not a valid IP or resolvable host."),
    ],
)
def test_quotas_that_are_refused(ask: Asker, entity: Any, values: dict[str, float], said: str) -> None:
    told = ask.ask(quota(*entity, **values), 1).entries[0]
    assert (told.error_code, told.error_message[: len(said)]) == (codes.INVALID_REQUEST, said)


@pytest.mark.parametrize(
    ("components", "code"),
    [
        ([("user", 0, "a"), ("ip", 0, "1.2.3.4")], codes.INVALID_REQUEST),
        ([("nope", 2, None)], codes.UNSUPPORTED_VERSION),
        ([("user", 2, None), ("user", 2, None)], codes.INVALID_REQUEST),
        ([("user", 7, None)], codes.INVALID_REQUEST),
        ([("user", 0, None)], codes.INVALID_REQUEST),
        ([("user", 1, "x")], codes.INVALID_REQUEST),
        ([("", 2, None)], codes.INVALID_REQUEST),
    ],
)
def test_filters_that_are_refused(ask: Asker, components: Any, code: int) -> None:
    told = ask.ask(quotas(*components), 1)
    assert (told.error_code, told.entries) == (code, None)
    assert told.error_message


def test_scram_users(ask: Asker) -> None:
    change = AlterUserScramCredentialsRequest

    def up(name: str, mechanism: int = 1, iterations: int = 4096) -> Any:
        return change.ScramCredentialUpsertion(
            name=name, mechanism=mechanism, iterations=iterations, salt=b"1", salted_password=b"2"
        )

    def alter_users(**changes: Any) -> dict[str, int]:
        return {one.user: one.error_code for one in ask.ask(change(**changes), 0).results}

    def users(*names: str) -> list[tuple[str, int, list[tuple[int, int]]]]:
        asked = DescribeUserScramCredentialsRequest(
            users=[DescribeUserScramCredentialsRequest.UserName(name=name) for name in names]
        )
        told = ask.ask(asked, 0).results  # in the order of a hash map
        return sorted(
            (u.user, u.error_code, sorted((c.mechanism, c.iterations) for c in u.credential_infos)) for u in told
        )

    a, b = fresh("a"), fresh("b")
    assert alter_users(upsertions=[up(a), up(a, 2)]) == {a: codes.DUPLICATE_RESOURCE}, "one mechanism at a time"
    assert alter_users(upsertions=[up(a, 2, 8192)]) == {a: 0}
    assert alter_users(upsertions=[up(a), up(b, 3), up("", 1)]) == {
        a: 0,
        b: codes.UNSUPPORTED_SASL_MECHANISM,
        "": codes.UNACCEPTABLE_CREDENTIAL,
    }
    assert alter_users(upsertions=[up(b, 1, 1)]) == {b: codes.UNACCEPTABLE_CREDENTIAL}
    assert alter_users(upsertions=[up(b, 1, 99_999)]) == {b: codes.UNACCEPTABLE_CREDENTIAL}
    assert alter_users(upsertions=[up(b), up(b)]) == {b: codes.DUPLICATE_RESOURCE}
    soon(lambda: users(a, b), [(a, 0, [(1, 4096), (2, 8192)]), (b, codes.RESOURCE_NOT_FOUND, [])])
    assert users(a, a) == [(a, codes.DUPLICATE_RESOURCE, [])]
    assert (a, 0, [(1, 4096), (2, 8192)]) in users()
    for mechanism in (1, 2):
        gone = [change.ScramCredentialDeletion(name=name, mechanism=mechanism) for name in (a, b)]
        assert alter_users(deletions=gone) == {a: 0, b: codes.RESOURCE_NOT_FOUND}
    soon(lambda: users(a), [(a, codes.RESOURCE_NOT_FOUND, [])])


# --- the cluster --------------------------------------------------------------------------------------------------------


def test_log_directories(ask: Asker, made: str) -> None:
    def asked(*partitions: int) -> Any:
        topic = DescribeLogDirsRequest.DescribableLogDirTopic(topic=made, partitions=list(partitions))
        return DescribeLogDirsRequest(topics=[topic] if partitions else [])

    def told() -> list[tuple[str, list[int]]]:
        (found,) = ask.ask(asked(0, 1, 9), 4).results
        return [(one.name, sorted(part.partition_index for part in one.partitions)) for one in found.topics]

    soon(told, [(made, [0, 1])])
    (directory,) = ask.ask(asked(0), 4).results
    assert ask.ask(asked(), 4).results[0].topics == []
    everything = DescribeLogDirsRequest()
    everything.topics = None
    assert made in [one.name for one in ask.ask(everything, 4).results[0].topics]

    def move(path: str, name: str, index: int = 0) -> int:
        wanted = AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic(name=name, partitions=[index])
        dirs = [AlterReplicaLogDirsRequest.AlterReplicaLogDir(path=path, topics=[wanted])]
        code: int = ask.ask(AlterReplicaLogDirsRequest(dirs=dirs), 2).results[0].partitions[0].error_code
        return code

    assert move(directory.log_dir, made) == 0
    assert move("/nope", made) == codes.LOG_DIR_NOT_FOUND
    assert move(directory.log_dir, "nope-" + made) == codes.UNKNOWN_TOPIC_OR_PARTITION
    assert move(directory.log_dir, made, 77) == codes.UNKNOWN_TOPIC_OR_PARTITION


def test_elections_that_are_not_needed(ask: Asker, made: str) -> None:
    def told(request: Any, version: int = 2) -> Any:
        answer = ask.ask(request, version)
        result = answer.replica_election_results[0].partition_result[0]
        return answer.error_code, result.error_code, result.error_message

    needless = (0, codes.ELECTION_NOT_NEEDED, "Leader election not needed for topic partition.")
    assert told(elect(0, made, 0)) == told(elect(1, made, 1)) == told(elect(0, made, 2), 0) == needless
    unknown = codes.UNKNOWN_TOPIC_OR_PARTITION
    assert told(elect(0, "nope-" + made, 0)) == (0, unknown, f"No such topic as nope-{made}")
    assert told(elect(0, made, 99)) == (0, unknown, f"No such partition as {made}-99")
    assert told(elect(7, made, 0)) == (codes.INVALID_REQUEST, codes.INVALID_REQUEST, "Unknown election type 7")


def test_reassignments(ask: Asker, made: str) -> None:
    def told(topic: str, index: int, replicas: list[int] | None) -> tuple[int, str | None]:
        result = ask.ask(reassign(topic, index, replicas), 1).responses[0].partitions[0]
        return result.error_code, result.error_message

    assert told(made, 0, [1]) == (0, None)
    assert told(made, 0, None) == (codes.NO_REASSIGNMENT_IN_PROGRESS, None)
    assert told(made, 0, [9])[0] == codes.INVALID_REPLICA_ASSIGNMENT
    assert told(made, 0, [1, 1])[0] == codes.INVALID_REPLICA_ASSIGNMENT
    assert told(made, 0, [])[0] == codes.INVALID_REPLICA_ASSIGNMENT
    assert told("nope-" + made, 0, [1]) == (
        codes.UNKNOWN_TOPIC_OR_PARTITION,
        f"Unable to find a topic named nope-{made}.",
    )
    assert told(made, 99, [1]) == (codes.UNKNOWN_TOPIC_OR_PARTITION, f"Unable to find partition {made}:99.")
    everything = ListPartitionReassignmentsRequest()
    everything.topics = None
    answer = ask.ask(everything, 0)
    assert (answer.error_code, answer.topics) == (0, [])


@pytest.mark.parametrize(
    ("feature", "level", "kind", "said"),
    [
        ("group.version", 1, 1, None),
        ("group.version", 0, 2, None),
        (
            "group.version",
            0,
            1,
            "Invalid update version 0 for feature group.version. Can't downgrade the version of this",
        ),
        ("group.version", 9, 1, "Invalid update version 9 for feature group.version. Local controller 1 only supports"),
        (
            "group.version",
            -1,
            1,
            "Invalid update version -1 for feature group.version. A feature version cannot be less",
        ),
        ("nope", 1, 1, "Invalid update version 1 for feature nope. Local controller 1 does not support this feature."),
        ("metadata.version", 33, 1, None),
        ("metadata.version", 25, 2, "Unsupported metadata.version downgrade from 33 to 25."),
        (
            "transaction.version",
            2,
            9,
            "Invalid update version 2 for feature transaction.version. The controller does not",
        ),
    ],
)
def test_features_are_checked(ask: Asker, feature: str, level: int, kind: int, said: str | None) -> None:
    asked = UpdateFeaturesRequest.FeatureUpdateKey(feature=feature, max_version_level=level, upgrade_type=kind)
    told = ask.ask(UpdateFeaturesRequest(feature_updates=[asked], validate_only=True, timeout_ms=20_000), 2)
    if said is None:
        assert (told.error_code, told.error_message) == (0, None)
    else:
        start = "The update failed for all features since the following feature had an error: "
        assert told.error_code == codes.INVALID_UPDATE_VERSION
        assert told.error_message.startswith(start + said)


def test_the_quorum(ask: Asker) -> None:
    def told(name: str, index: int) -> Any:
        part = DescribeQuorumRequest.PartitionData(partition_index=index)
        request = DescribeQuorumRequest(topics=[DescribeQuorumRequest.TopicData(topic_name=name, partitions=[part])])
        return ask.ask(request, 2)

    answer = told("__cluster_metadata", 0)
    part = answer.topics[0].partitions[0]
    assert (answer.error_code, part.error_code, part.leader_id) == (0, 0, 1)
    assert [voter.replica_id for voter in part.current_voters] == [node.node_id for node in answer.nodes] == [1]
    for name, index in (("nope", 0), ("__cluster_metadata", 1)):
        part = told(name, index).topics[0].partitions[0]
        assert part.error_code == codes.UNKNOWN_TOPIC_OR_PARTITION


def test_what_an_unsecured_cluster_does_not_have(ask: Asker) -> None:
    any_: dict[str, Any] = {"resource_type_filter": 1, "pattern_type_filter": 1, "operation": 1, "permission_type": 1}
    told = ask.ask(DescribeAclsRequest(**any_), 3)
    assert (told.error_code, told.error_message) == (
        codes.SECURITY_DISABLED,
        "No Authorizer is configured on the broker",
    )
    acl = CreateAclsRequest.AclCreation(
        resource_type=2,
        resource_name="t",
        resource_pattern_type=3,
        principal="User:a",
        host="*",
        operation=3,
        permission_type=3,
    )
    none = (codes.SECURITY_DISABLED, "No Authorizer is configured.")
    told = ask.ask(CreateAclsRequest(creations=[acl, acl]), 3).results
    assert [(one.error_code, one.error_message) for one in told] == [none, none]
    told = ask.ask(DeleteAclsRequest(filters=[DeleteAclsRequest.DeleteAclsFilter(**any_)]), 3).filter_results
    assert [(one.error_code, one.error_message) for one in told] == [none]
    refused = codes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
    assert ask.ask(DescribeDelegationTokenRequest(), 3).error_code == refused
    assert ask.ask(RenewDelegationTokenRequest(hmac=b"x"), 2).error_code == refused
    assert ask.ask(ExpireDelegationTokenRequest(hmac=b"x"), 2).error_code == refused
    token = ask.ask(CreateDelegationTokenRequest(max_lifetime_ms=-1), 3)
    assert (token.error_code, token.principal_name, token.token_requester_principal_name) == (
        refused,
        "ANONYMOUS",
        "ANONYMOUS",
    )
    told = ask.ask(UnregisterBrokerRequest(broker_id=9), 0)
    assert (told.error_code, told.error_message) == (
        codes.BROKER_ID_NOT_REGISTERED,
        "Broker ID 9 is not currently registered",
    )
