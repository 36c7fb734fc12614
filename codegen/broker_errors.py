"""Writes `errors/codes.py`, the protocol's error codes by their names, and `errors/broker.py`, a class for each.

Code, symbol and whether Kafka counts the error as retriable are Kafka's; the texts are ours. A test compares the table
with the newest pinned jar.
"""

from __future__ import annotations

from codegen.emit import HEADER

# code, symbol, R if retriable, text
TABLE = """
-1 UNKNOWN_SERVER_ERROR - the broker failed in a way it has no code for; its log says more
1 OFFSET_OUT_OF_RANGE - the offset is below the log start or above the high watermark of the partition
2 CORRUPT_MESSAGE R the broker found a batch damaged: its checksum, size or form is wrong
3 UNKNOWN_TOPIC_OR_PARTITION R the broker does not know this topic or partition, or the client may not see it
4 INVALID_FETCH_SIZE - the fetch size asked for is not valid
5 LEADER_NOT_AVAILABLE R the partition has no leader at the moment
6 NOT_LEADER_OR_FOLLOWER R the broker is not, or no longer, the replica that serves this partition
7 REQUEST_TIMED_OUT R the broker gave up waiting, for example for the other replicas; a write may have happened
8 BROKER_NOT_AVAILABLE - the broker is not available
9 REPLICA_NOT_AVAILABLE R the replica is not available on this broker
10 MESSAGE_TOO_LARGE - the batch is larger than the topic's max.message.bytes
11 STALE_CONTROLLER_EPOCH - the controller that sent the request has been replaced
12 OFFSET_METADATA_TOO_LARGE - the text beside a committed offset is longer than the broker allows
13 NETWORK_EXCEPTION R the broker lost a connection before it could answer
14 COORDINATOR_LOAD_IN_PROGRESS R the coordinator is still loading its state
15 COORDINATOR_NOT_AVAILABLE R no coordinator is available for the group or transactional id
16 NOT_COORDINATOR R the broker is not, or no longer, the coordinator of the group or transactional id
17 INVALID_TOPIC_EXCEPTION - the topic's name is not valid, or the topic may not be used so
18 RECORD_LIST_TOO_LARGE - the batch is larger than the broker's segment size
19 NOT_ENOUGH_REPLICAS R fewer replicas are in sync than min.insync.replicas asks for; nothing was written
20 NOT_ENOUGH_REPLICAS_AFTER_APPEND R fewer replicas are in sync than min.insync.replicas asks for; the leader has written it
21 INVALID_REQUIRED_ACKS - the acks of the request are not 0, 1 or -1
22 ILLEGAL_GENERATION - the group has moved on to another generation
23 INCONSISTENT_GROUP_PROTOCOL - the member has no assignor in common with the group, or its kind of protocol differs
24 INVALID_GROUP_ID - the group id is not valid
25 UNKNOWN_MEMBER_ID - the coordinator does not know this member, for example because its session ran out
26 INVALID_SESSION_TIMEOUT - the session timeout is outside group.min.session.timeout.ms to group.max.session.timeout.ms
27 REBALANCE_IN_PROGRESS - the group is rebalancing, so the member has to join again
28 INVALID_COMMIT_OFFSET_SIZE - the offsets are too large to be committed
29 TOPIC_AUTHORIZATION_FAILED - the client is not allowed to do this with the topic
30 GROUP_AUTHORIZATION_FAILED - the client is not allowed to use the group
31 CLUSTER_AUTHORIZATION_FAILED - the client is not allowed to do this on the cluster
32 INVALID_TIMESTAMP - a record's timestamp is outside what the topic allows
33 UNSUPPORTED_SASL_MECHANISM - the broker does not offer this SASL mechanism
34 ILLEGAL_SASL_STATE - the request does not fit the state of authentication
35 UNSUPPORTED_VERSION - the broker does not support this version of the request
36 TOPIC_ALREADY_EXISTS - a topic of this name exists already
37 INVALID_PARTITIONS - the number of partitions is not valid
38 INVALID_REPLICATION_FACTOR - the replication factor is below 1 or above the number of brokers
39 INVALID_REPLICA_ASSIGNMENT - the assignment of replicas is not valid
40 INVALID_CONFIG - a configuration value is not valid
41 NOT_CONTROLLER R the broker is not, or no longer, the controller
42 INVALID_REQUEST - the broker finds the request malformed or not allowed in its state
43 UNSUPPORTED_FOR_MESSAGE_FORMAT - the partition's old message format cannot do this
44 POLICY_VIOLATION - the request breaks a policy that the cluster enforces
45 OUT_OF_ORDER_SEQUENCE_NUMBER - a producer's batch arrived out of order
46 DUPLICATE_SEQUENCE_NUMBER - a producer's batch is there already
47 INVALID_PRODUCER_EPOCH - a producer with an old epoch tried to write
48 INVALID_TXN_STATE - the transaction is not in a state that allows this
49 INVALID_PRODUCER_ID_MAPPING - the producer id is not the one that the transactional id has now
50 INVALID_TRANSACTION_TIMEOUT - the transaction timeout is larger than transaction.max.timeout.ms
51 CONCURRENT_TRANSACTIONS R the transactional id's last transaction has not ended yet
52 TRANSACTION_COORDINATOR_FENCED - the transaction coordinator has been replaced
53 TRANSACTIONAL_ID_AUTHORIZATION_FAILED - the client is not allowed to use the transactional id
54 SECURITY_DISABLED - the cluster has no authorizer configured
55 OPERATION_NOT_ATTEMPTED - the operation was not tried, because another one in the request failed
56 KAFKA_STORAGE_ERROR R the broker's disk failed for this partition
57 LOG_DIR_NOT_FOUND - the log directory is not in the broker's configuration
58 SASL_AUTHENTICATION_FAILED - authentication failed
59 UNKNOWN_PRODUCER_ID - the broker holds nothing of this producer id any more
60 REASSIGNMENT_IN_PROGRESS - the partition's replicas are being moved
61 DELEGATION_TOKEN_AUTH_DISABLED - delegation tokens are not enabled
62 DELEGATION_TOKEN_NOT_FOUND - the delegation token is not known
63 DELEGATION_TOKEN_OWNER_MISMATCH - the delegation token belongs to somebody else
64 DELEGATION_TOKEN_REQUEST_NOT_ALLOWED - delegation tokens cannot be asked for over this connection
65 DELEGATION_TOKEN_AUTHORIZATION_FAILED - the client is not allowed to use delegation tokens so
66 DELEGATION_TOKEN_EXPIRED - the delegation token has expired
67 INVALID_PRINCIPAL_TYPE - the kind of principal is not supported
68 NON_EMPTY_GROUP - the group still has members
69 GROUP_ID_NOT_FOUND - no group of this name exists
70 FETCH_SESSION_ID_NOT_FOUND R the broker has forgotten the fetch session
71 INVALID_FETCH_SESSION_EPOCH R the fetch session is at another epoch
72 LISTENER_NOT_FOUND R the partition's leader has no listener of the kind this connection uses
73 TOPIC_DELETION_DISABLED - the cluster does not allow topics to be deleted
74 FENCED_LEADER_EPOCH R the leader epoch of the request is older than the broker's
75 UNKNOWN_LEADER_EPOCH R the leader epoch of the request is newer than the broker's
76 UNSUPPORTED_COMPRESSION_TYPE - the broker or the request's version does not support the codec
77 STALE_BROKER_EPOCH - the broker has registered anew meanwhile
78 OFFSET_NOT_AVAILABLE R a new leader does not know its high watermark yet
79 MEMBER_ID_REQUIRED - the member has to join again with the id it was given
80 PREFERRED_LEADER_NOT_AVAILABLE R the preferred leader is not available
81 GROUP_MAX_SIZE_REACHED - the group has as many members as the broker allows
82 FENCED_INSTANCE_ID - another member has taken this group.instance.id
83 ELIGIBLE_LEADERS_NOT_AVAILABLE R no replica that could lead is available
84 ELECTION_NOT_NEEDED R the partition has the leader that was asked for already
85 NO_REASSIGNMENT_IN_PROGRESS - the partition's replicas are not being moved
86 GROUP_SUBSCRIBED_TO_TOPIC - the group is still subscribed to the topic
87 INVALID_RECORD - the broker refused a record
88 UNSTABLE_OFFSET_COMMIT R offsets of a transaction that has not ended stand in the way
89 THROTTLING_QUOTA_EXCEEDED R the client has used up its quota
90 PRODUCER_FENCED - a newer producer with the same transactional id has taken over
91 RESOURCE_NOT_FOUND - the resource does not exist
92 DUPLICATE_RESOURCE - the resource exists already
93 UNACCEPTABLE_CREDENTIAL - the credential does not meet the broker's rules
94 INCONSISTENT_VOTER_SET - the quorum's voters differ between the two sides
95 INVALID_UPDATE_VERSION - the version of the update is not valid
96 FEATURE_UPDATE_FAILED - the features could not be updated
97 PRINCIPAL_DESERIALIZATION_FAILURE - a forwarded request's principal could not be read
98 SNAPSHOT_NOT_FOUND - the snapshot does not exist
99 POSITION_OUT_OF_RANGE - the position is outside the snapshot
100 UNKNOWN_TOPIC_ID R the broker does not know this topic id
101 DUPLICATE_BROKER_REGISTRATION - a broker of this id is registered already
102 BROKER_ID_NOT_REGISTERED - no broker of this id is registered
103 INCONSISTENT_TOPIC_ID R the topic id in the log is not the one in the request
104 INCONSISTENT_CLUSTER_ID - the cluster id of the request is not this cluster's
105 TRANSACTIONAL_ID_NOT_FOUND - the transactional id is not known
106 FETCH_SESSION_TOPIC_ID_ERROR R the fetch session mixes topic names and topic ids
107 INELIGIBLE_REPLICA - the replica may not join those in sync
108 NEW_LEADER_ELECTED - the partition has a new leader already
109 OFFSET_MOVED_TO_TIERED_STORAGE - the offset is in tiered storage
110 FENCED_MEMBER_EPOCH - the coordinator has fenced the member; it has to join again
111 UNRELEASED_INSTANCE_ID - another member still holds this group.instance.id
112 UNSUPPORTED_ASSIGNOR - the coordinator does not have this assignor
113 STALE_MEMBER_EPOCH - the member's epoch is old; the same call succeeds with the new one
114 MISMATCHED_ENDPOINT_TYPE - the request went to a controller instead of a broker, or the other way round
115 UNSUPPORTED_ENDPOINT_TYPE - the kind of endpoint is not supported
116 UNKNOWN_CONTROLLER_ID - no controller of this id is known
117 UNKNOWN_SUBSCRIPTION_ID - the telemetry subscription has changed
118 TELEMETRY_TOO_LARGE - the telemetry is larger than the broker accepts
119 INVALID_REGISTRATION - the controller refuses the broker's registration
120 TRANSACTION_ABORTABLE - the transaction cannot go on and has to be aborted
121 INVALID_RECORD_STATE - the record is not in a state that allows this acknowledgement
122 SHARE_SESSION_NOT_FOUND R the broker has forgotten the share session
123 INVALID_SHARE_SESSION_EPOCH R the share session is at another epoch
124 FENCED_STATE_EPOCH - the share coordinator's state has a newer epoch
125 INVALID_VOTER_KEY - the voter's key is not the one expected
126 DUPLICATE_VOTER - the voter is in the quorum already
127 VOTER_NOT_FOUND - the voter is not in the quorum
128 INVALID_REGULAR_EXPRESSION - the broker cannot use the regular expression
129 REBOOTSTRAP_REQUIRED - the client has to start again from its bootstrap addresses
130 STREAMS_INVALID_TOPOLOGY - the streams topology is not valid
131 STREAMS_INVALID_TOPOLOGY_EPOCH - the epoch of the streams topology is not valid
132 STREAMS_TOPOLOGY_FENCED - the streams topology is older than the group's
133 SHARE_SESSION_LIMIT_REACHED R the broker has as many share sessions as it allows
134 GROUP_DELETION_FAILED - the group could not be deleted
135 STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED - the description of the streams topology could not be stored
136 CONTROLLER_ID_NOT_REGISTERED - no controller of this id is registered
"""


def rows() -> list[tuple[int, str, bool, str]]:
    parsed = []
    for line in TABLE.strip().splitlines():
        code, symbol, retriable, words = line.split(" ", 3)
        parsed.append((int(code), symbol, retriable == "R", words))
    return parsed


def class_name(symbol: str) -> str:
    base = "".join(part.capitalize() for part in symbol.replace("TOPIC_EXCEPTION", "TOPIC").split("_"))
    return base if base.endswith("Error") else base + "Error"


def codes_text() -> str:
    lines = [
        HEADER
        + '"""Kafka\'s error codes by the protocol\'s names, as a response carries them. `errors.broker` has their meanings."""'
    ]
    lines += ["", "from __future__ import annotations", "", "from typing import Final", "", "NONE: Final = 0"]
    lines += [f"{symbol}: Final = {code}" for code, symbol, _, _ in rows()]
    return "\n".join(lines) + "\n"


def classes_text() -> str:
    names = [class_name(symbol) for _, symbol, _, _ in rows()]
    everything = sorted([*names, "BY_CODE", "BrokerError", "broker_error"])
    lines = [HEADER + '"""A class per error code of the protocol."""', "", "from __future__ import annotations", ""]
    lines += [
        "from barnabas.errors.broker_base import BrokerError",
        "",
        "__all__ = [",
        *[f'    "{n}",' for n in everything],
        "]",
    ]
    for code, symbol, retriable, words in rows():
        lines += ["", "", f"class {class_name(symbol)}(BrokerError):", f'    """{symbol}: {words}."""', ""]
        lines += [
            f"    code = {code}",
            f'    name = "{symbol}"',
            f'    text = "{words}"',
            *(["    retriable = True"] if retriable else []),
        ]
    lines += [
        "",
        "",
        "BY_CODE: dict[int, type[BrokerError]] = {",
        *[f"    {code}: {class_name(s)}," for code, s, _, _ in rows()],
        "}",
    ]
    return "\n".join(lines) + FUNCTION


FUNCTION = '''


def broker_error(
    code: int,
    message: str | None = None,
    *,
    topic: str | None = None,
    partition: int | None = None,
    offset: int | None = None,
    broker: str | None = None,
    api: str | None = None,
) -> BrokerError:
    """The error of a code, with the broker's own text if it sent one; an unknown code keeps its number."""
    cls = BY_CODE.get(code)
    if cls is not None:
        return cls(message, topic=topic, partition=partition, offset=offset, broker=broker, api=api)
    words = message or f"the broker answered with the error code {code}, which this client does not know"
    error = BrokerError(words, topic=topic, partition=partition, offset=offset, broker=broker, api=api)
    error.code, error.name = code, f"UNKNOWN_CODE_{code}"
    return error
'''
