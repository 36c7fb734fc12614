"""Since which release of Kafka its brokers speak each version of each API: for errors that say what an older one lacks."""

from __future__ import annotations

from typing import Final

_NEWEST: Final = {
    0: "0.11:3 1.0:5 2.0:6 2.1:7 2.4:8 2.8:9 3.7:10 3.8:11 4.0:12 4.1:13",  # Produce
    1: "0.11:5 1.0:6 1.1:7 2.0:8 2.1:10 2.3:11 2.7:12 3.1:13 3.5:15 3.7:16 3.9:17 4.1:18",  # Fetch
    2: "0.11:2 2.0:3 2.1:4 2.2:5 2.8:6 3.0:7 3.5:8 3.9:9 4.0:10 4.2:11",  # ListOffsets
    3: "0.11:4 1.0:5 2.0:6 2.1:7 2.3:8 2.4:9 2.8:11 3.1:12 4.0:13",  # Metadata
    8: "0.11:3 2.0:4 2.1:6 2.3:7 2.4:8 3.7:9 4.2:10",  # OffsetCommit
    9: "0.11:3 2.0:4 2.1:5 2.4:6 2.5:7 3.0:8 3.7:9 4.2:10",  # OffsetFetch
    10: "0.11:1 2.0:2 2.4:3 3.0:4 3.8:5 3.9:6",  # FindCoordinator
    11: "0.11:2 2.0:3 2.2:4 2.3:5 2.4:6 2.5:7 3.2:9",  # JoinGroup
    12: "0.11:1 2.0:2 2.3:3 2.4:4",  # Heartbeat
    13: "0.11:1 2.0:2 2.4:4 3.2:5",  # LeaveGroup
    14: "0.11:1 2.0:2 2.3:3 2.4:4 2.5:5",  # SyncGroup
    15: "0.11:1 2.0:2 2.3:3 2.4:5 4.0:6",  # DescribeGroups
    16: "0.11:1 2.0:2 2.4:3 2.6:4 3.8:5",  # ListGroups
    17: "0.11:0 1.0:1",  # SaslHandshake
    18: "0.11:1 2.0:2 2.4:3 3.9:4 4.4:5",  # ApiVersions
    19: "0.11:2 2.0:3 2.4:5 2.7:6 2.8:7",  # CreateTopics
    20: "0.11:1 2.0:2 2.1:3 2.4:4 2.7:5 2.8:6",  # DeleteTopics
    21: "0.11:0 2.0:1 2.6:2",  # DeleteRecords
    22: "0.11:0 2.0:1 2.4:2 2.5:3 2.7:4 3.8:5",  # InitProducerId
    23: "0.11:0 2.0:1 2.1:2 2.3:3 2.8:4",  # OffsetForLeaderEpoch
    24: "0.11:0 2.0:1 2.7:2 2.8:3 3.6:4 3.8:5",  # AddPartitionsToTxn
    25: "0.11:0 2.0:1 2.7:2 2.8:3 3.8:4",  # AddOffsetsToTxn
    26: "0.11:0 2.0:1 2.7:2 2.8:3 3.8:4 4.0:5",  # EndTxn
    27: "0.11:0 2.8:1 4.2:2",  # WriteTxnMarkers
    28: "0.11:0 2.0:1 2.1:2 2.5:3 3.8:4 4.0:5 4.4:6",  # TxnOffsetCommit
    29: "0.11:0 2.0:1 2.5:2 3.3:3",  # DescribeAcls
    30: "0.11:0 2.0:1 2.5:2 3.3:3",  # CreateAcls
    31: "0.11:0 2.0:1 2.5:2 3.3:3",  # DeleteAcls
    32: "0.11:0 1.1:1 2.0:2 2.6:3 2.8:4",  # DescribeConfigs
    33: "0.11:0 2.0:1 2.8:2",  # AlterConfigs
    34: "1.0:0 2.0:1 2.8:2",  # AlterReplicaLogDirs
    35: "1.0:0 2.0:1 2.6:2 3.2:3 3.3:4 4.3:5",  # DescribeLogDirs
    36: "1.0:0 2.2:1 2.5:2",  # SaslAuthenticate
    37: "1.0:0 2.0:1 2.5:2 2.7:3",  # CreatePartitions
    38: "1.1:0 2.0:1 2.4:2 3.6:3",  # CreateDelegationToken
    39: "1.1:0 2.0:1 2.5:2",  # RenewDelegationToken
    40: "1.1:0 2.0:1 2.5:2",  # ExpireDelegationToken
    41: "1.1:0 2.0:1 2.5:2 3.6:3",  # DescribeDelegationToken
    42: "1.1:0 2.0:1 2.4:2 4.4:3",  # DeleteGroups
    43: "2.2:0 2.4:2",  # ElectLeaders
    44: "2.3:0 2.4:1",  # IncrementalAlterConfigs
    45: "2.4:0 4.1:1",  # AlterPartitionReassignments
    46: "2.4:0",  # ListPartitionReassignments
    47: "2.4:0",  # OffsetDelete
    48: "2.6:0 2.8:1",  # DescribeClientQuotas
    49: "2.6:0 2.8:1",  # AlterClientQuotas
    50: "2.7:0",  # DescribeUserScramCredentials
    51: "2.7:0",  # AlterUserScramCredentials
    55: "3.3:1 3.9:2",  # DescribeQuorum
    57: "2.7:0 3.3:1 4.0:2",  # UpdateFeatures
    60: "2.8:0 3.7:1 4.0:2",  # DescribeCluster
    61: "2.8:0",  # DescribeProducers
    64: "3.3:0",  # UnregisterBroker
    65: "3.0:0",  # DescribeTransactions
    66: "3.0:0 3.8:1 4.1:2",  # ListTransactions
    68: "3.7:0 4.0:1",  # ConsumerGroupHeartbeat
    69: "3.8:0 4.0:1",  # ConsumerGroupDescribe
    74: "3.7:0 4.1:1",  # ListConfigResources
    75: "3.8:0",  # DescribeTopicPartitions
    76: "4.1:1",  # ShareGroupHeartbeat
    77: "4.1:1",  # ShareGroupDescribe
    78: "4.1:1 4.2:2",  # ShareFetch
    79: "4.1:1 4.2:2",  # ShareAcknowledge
    80: "3.9:0 4.2:1",  # AddRaftVoter
    81: "3.9:0",  # RemoveRaftVoter
    88: "4.2:0 4.4:1",  # StreamsGroupHeartbeat
    89: "4.2:0 4.4:1",  # StreamsGroupDescribe
    90: "4.1:0 4.2:1",  # DescribeShareGroupOffsets
    91: "4.1:0",  # AlterShareGroupOffsets
    92: "4.1:0",  # DeleteShareGroupOffsets
    93: "4.4:0",  # StreamsGroupTopologyDescriptionUpdate
    94: "4.4:0",  # UnregisterController
}

"""By API key: `release:newest version` where it has changed. Made from the tables of `barnabas.broker.versions`; a test compares."""


FEATURES: Final = {
    ("JoinGroupRequest", "group_instance_id"): "static members (group_instance_id, KIP-345)",
    ("SyncGroupRequest", "group_instance_id"): "static members (group_instance_id, KIP-345)",
    ("HeartbeatRequest", "group_instance_id"): "static members (group_instance_id, KIP-345)",
    ("OffsetCommitRequest", "group_instance_id"): "static members (group_instance_id, KIP-345)",
    ("LeaveGroupRequest", "members"): "removing members by their group_instance_id (KIP-345)",
    ("DeleteTopicsRequest", "topics"): "deleting topics by their ids (KIP-516)",
    ("ListGroupsRequest", "states_filter"): "listing groups by their state (KIP-518)",
    ("ListGroupsRequest", "types_filter"): "listing groups by their type (KIP-848)",
    ("TxnOffsetCommitRequest", "group_instance_id"): "the group's metadata in a transaction (KIP-447)",
    ("TxnOffsetCommitRequest", "member_id"): "the group's metadata in a transaction (KIP-447)",
    ("TxnOffsetCommitRequest", "generation_id_or_member_epoch"): "the group's metadata in a transaction (KIP-447)",
    ("CreateTopicsRequest", "validate_only"): "a trial of creating topics (validate_only)",
}
"""What users call the fields that old versions cannot carry."""


def since(key: int, version: int) -> str | None:
    """The first release of Kafka whose brokers speak this version of an API; None if there is none yet.

    >>> since(11, 5), since(68, 0), since(0, 3), since(0, 99)
    ('2.3', '3.7', '0.11', None)
    """
    for entry in _NEWEST.get(key, "").split():
        release, _, newest = entry.partition(":")
        if int(newest) >= version:
            return release
    return None


def needs(key: int, version: int) -> str:
    """The words for it at the end of an error: empty where no release is known.

    >>> needs(11, 5)
    ', which needs Kafka 2.3 or newer'
    """
    release = since(key, version)
    return f", which needs Kafka {release} or newer" if release is not None else ""
