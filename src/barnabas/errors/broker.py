# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
"""A class per error code of the protocol."""

from __future__ import annotations

from barnabas.errors.broker_base import BrokerError

__all__ = [
    "BY_CODE",
    "BrokerError",
    "BrokerIdNotRegisteredError",
    "BrokerNotAvailableError",
    "ClusterAuthorizationFailedError",
    "ConcurrentTransactionsError",
    "ControllerIdNotRegisteredError",
    "CoordinatorLoadInProgressError",
    "CoordinatorNotAvailableError",
    "CorruptMessageError",
    "DelegationTokenAuthDisabledError",
    "DelegationTokenAuthorizationFailedError",
    "DelegationTokenExpiredError",
    "DelegationTokenNotFoundError",
    "DelegationTokenOwnerMismatchError",
    "DelegationTokenRequestNotAllowedError",
    "DuplicateBrokerRegistrationError",
    "DuplicateResourceError",
    "DuplicateSequenceNumberError",
    "DuplicateVoterError",
    "ElectionNotNeededError",
    "EligibleLeadersNotAvailableError",
    "FeatureUpdateFailedError",
    "FencedInstanceIdError",
    "FencedLeaderEpochError",
    "FencedMemberEpochError",
    "FencedStateEpochError",
    "FetchSessionIdNotFoundError",
    "FetchSessionTopicIdError",
    "GroupAuthorizationFailedError",
    "GroupDeletionFailedError",
    "GroupIdNotFoundError",
    "GroupMaxSizeReachedError",
    "GroupSubscribedToTopicError",
    "IllegalGenerationError",
    "IllegalSaslStateError",
    "InconsistentClusterIdError",
    "InconsistentGroupProtocolError",
    "InconsistentTopicIdError",
    "InconsistentVoterSetError",
    "IneligibleReplicaError",
    "InvalidCommitOffsetSizeError",
    "InvalidConfigError",
    "InvalidFetchSessionEpochError",
    "InvalidFetchSizeError",
    "InvalidGroupIdError",
    "InvalidPartitionsError",
    "InvalidPrincipalTypeError",
    "InvalidProducerEpochError",
    "InvalidProducerIdMappingError",
    "InvalidRecordError",
    "InvalidRecordStateError",
    "InvalidRegistrationError",
    "InvalidRegularExpressionError",
    "InvalidReplicaAssignmentError",
    "InvalidReplicationFactorError",
    "InvalidRequestError",
    "InvalidRequiredAcksError",
    "InvalidSessionTimeoutError",
    "InvalidShareSessionEpochError",
    "InvalidTimestampError",
    "InvalidTopicError",
    "InvalidTransactionTimeoutError",
    "InvalidTxnStateError",
    "InvalidUpdateVersionError",
    "InvalidVoterKeyError",
    "KafkaStorageError",
    "LeaderNotAvailableError",
    "ListenerNotFoundError",
    "LogDirNotFoundError",
    "MemberIdRequiredError",
    "MessageTooLargeError",
    "MismatchedEndpointTypeError",
    "NetworkExceptionError",
    "NewLeaderElectedError",
    "NoReassignmentInProgressError",
    "NonEmptyGroupError",
    "NotControllerError",
    "NotCoordinatorError",
    "NotEnoughReplicasAfterAppendError",
    "NotEnoughReplicasError",
    "NotLeaderOrFollowerError",
    "OffsetMetadataTooLargeError",
    "OffsetMovedToTieredStorageError",
    "OffsetNotAvailableError",
    "OffsetOutOfRangeError",
    "OperationNotAttemptedError",
    "OutOfOrderSequenceNumberError",
    "PolicyViolationError",
    "PositionOutOfRangeError",
    "PreferredLeaderNotAvailableError",
    "PrincipalDeserializationFailureError",
    "ProducerFencedError",
    "ReassignmentInProgressError",
    "RebalanceInProgressError",
    "RebootstrapRequiredError",
    "RecordListTooLargeError",
    "ReplicaNotAvailableError",
    "RequestTimedOutError",
    "ResourceNotFoundError",
    "SaslAuthenticationFailedError",
    "SecurityDisabledError",
    "ShareSessionLimitReachedError",
    "ShareSessionNotFoundError",
    "SnapshotNotFoundError",
    "StaleBrokerEpochError",
    "StaleControllerEpochError",
    "StaleMemberEpochError",
    "StreamsInvalidTopologyEpochError",
    "StreamsInvalidTopologyError",
    "StreamsTopologyDescriptionUpdateFailedError",
    "StreamsTopologyFencedError",
    "TelemetryTooLargeError",
    "ThrottlingQuotaExceededError",
    "TopicAlreadyExistsError",
    "TopicAuthorizationFailedError",
    "TopicDeletionDisabledError",
    "TransactionAbortableError",
    "TransactionCoordinatorFencedError",
    "TransactionalIdAuthorizationFailedError",
    "TransactionalIdNotFoundError",
    "UnacceptableCredentialError",
    "UnknownControllerIdError",
    "UnknownLeaderEpochError",
    "UnknownMemberIdError",
    "UnknownProducerIdError",
    "UnknownServerError",
    "UnknownSubscriptionIdError",
    "UnknownTopicIdError",
    "UnknownTopicOrPartitionError",
    "UnreleasedInstanceIdError",
    "UnstableOffsetCommitError",
    "UnsupportedAssignorError",
    "UnsupportedCompressionTypeError",
    "UnsupportedEndpointTypeError",
    "UnsupportedForMessageFormatError",
    "UnsupportedSaslMechanismError",
    "UnsupportedVersionError",
    "VoterNotFoundError",
    "broker_error",
]


class UnknownServerError(BrokerError):
    """UNKNOWN_SERVER_ERROR: the broker failed in a way it has no code for; its log says more."""

    code = -1
    name = "UNKNOWN_SERVER_ERROR"
    text = "the broker failed in a way it has no code for; its log says more"


class OffsetOutOfRangeError(BrokerError):
    """OFFSET_OUT_OF_RANGE: the offset is below the log start or above the high watermark of the partition."""

    code = 1
    name = "OFFSET_OUT_OF_RANGE"
    text = "the offset is below the log start or above the high watermark of the partition"


class CorruptMessageError(BrokerError):
    """CORRUPT_MESSAGE: the broker found a batch damaged: its checksum, size or form is wrong."""

    code = 2
    name = "CORRUPT_MESSAGE"
    text = "the broker found a batch damaged: its checksum, size or form is wrong"
    retriable = True


class UnknownTopicOrPartitionError(BrokerError):
    """UNKNOWN_TOPIC_OR_PARTITION: the broker does not know this topic or partition, or the client may not see it."""

    code = 3
    name = "UNKNOWN_TOPIC_OR_PARTITION"
    text = "the broker does not know this topic or partition, or the client may not see it"
    retriable = True


class InvalidFetchSizeError(BrokerError):
    """INVALID_FETCH_SIZE: the fetch size asked for is not valid."""

    code = 4
    name = "INVALID_FETCH_SIZE"
    text = "the fetch size asked for is not valid"


class LeaderNotAvailableError(BrokerError):
    """LEADER_NOT_AVAILABLE: the partition has no leader at the moment."""

    code = 5
    name = "LEADER_NOT_AVAILABLE"
    text = "the partition has no leader at the moment"
    retriable = True


class NotLeaderOrFollowerError(BrokerError):
    """NOT_LEADER_OR_FOLLOWER: the broker is not, or no longer, the replica that serves this partition."""

    code = 6
    name = "NOT_LEADER_OR_FOLLOWER"
    text = "the broker is not, or no longer, the replica that serves this partition"
    retriable = True


class RequestTimedOutError(BrokerError):
    """REQUEST_TIMED_OUT: the broker gave up waiting, for example for the other replicas; a write may have happened."""

    code = 7
    name = "REQUEST_TIMED_OUT"
    text = "the broker gave up waiting, for example for the other replicas; a write may have happened"
    retriable = True


class BrokerNotAvailableError(BrokerError):
    """BROKER_NOT_AVAILABLE: the broker is not available."""

    code = 8
    name = "BROKER_NOT_AVAILABLE"
    text = "the broker is not available"


class ReplicaNotAvailableError(BrokerError):
    """REPLICA_NOT_AVAILABLE: the replica is not available on this broker."""

    code = 9
    name = "REPLICA_NOT_AVAILABLE"
    text = "the replica is not available on this broker"
    retriable = True


class MessageTooLargeError(BrokerError):
    """MESSAGE_TOO_LARGE: the batch is larger than the topic's max.message.bytes."""

    code = 10
    name = "MESSAGE_TOO_LARGE"
    text = "the batch is larger than the topic's max.message.bytes"


class StaleControllerEpochError(BrokerError):
    """STALE_CONTROLLER_EPOCH: the controller that sent the request has been replaced."""

    code = 11
    name = "STALE_CONTROLLER_EPOCH"
    text = "the controller that sent the request has been replaced"


class OffsetMetadataTooLargeError(BrokerError):
    """OFFSET_METADATA_TOO_LARGE: the text beside a committed offset is longer than the broker allows."""

    code = 12
    name = "OFFSET_METADATA_TOO_LARGE"
    text = "the text beside a committed offset is longer than the broker allows"


class NetworkExceptionError(BrokerError):
    """NETWORK_EXCEPTION: the broker lost a connection before it could answer."""

    code = 13
    name = "NETWORK_EXCEPTION"
    text = "the broker lost a connection before it could answer"
    retriable = True


class CoordinatorLoadInProgressError(BrokerError):
    """COORDINATOR_LOAD_IN_PROGRESS: the coordinator is still loading its state."""

    code = 14
    name = "COORDINATOR_LOAD_IN_PROGRESS"
    text = "the coordinator is still loading its state"
    retriable = True


class CoordinatorNotAvailableError(BrokerError):
    """COORDINATOR_NOT_AVAILABLE: no coordinator is available for the group or transactional id."""

    code = 15
    name = "COORDINATOR_NOT_AVAILABLE"
    text = "no coordinator is available for the group or transactional id"
    retriable = True


class NotCoordinatorError(BrokerError):
    """NOT_COORDINATOR: the broker is not, or no longer, the coordinator of the group or transactional id."""

    code = 16
    name = "NOT_COORDINATOR"
    text = "the broker is not, or no longer, the coordinator of the group or transactional id"
    retriable = True


class InvalidTopicError(BrokerError):
    """INVALID_TOPIC_EXCEPTION: the topic's name is not valid, or the topic may not be used so."""

    code = 17
    name = "INVALID_TOPIC_EXCEPTION"
    text = "the topic's name is not valid, or the topic may not be used so"


class RecordListTooLargeError(BrokerError):
    """RECORD_LIST_TOO_LARGE: the batch is larger than the broker's segment size."""

    code = 18
    name = "RECORD_LIST_TOO_LARGE"
    text = "the batch is larger than the broker's segment size"


class NotEnoughReplicasError(BrokerError):
    """NOT_ENOUGH_REPLICAS: fewer replicas are in sync than min.insync.replicas asks for; nothing was written."""

    code = 19
    name = "NOT_ENOUGH_REPLICAS"
    text = "fewer replicas are in sync than min.insync.replicas asks for; nothing was written"
    retriable = True


class NotEnoughReplicasAfterAppendError(BrokerError):
    """NOT_ENOUGH_REPLICAS_AFTER_APPEND: fewer replicas are in sync than min.insync.replicas asks for; the leader has written it."""

    code = 20
    name = "NOT_ENOUGH_REPLICAS_AFTER_APPEND"
    text = "fewer replicas are in sync than min.insync.replicas asks for; the leader has written it"
    retriable = True


class InvalidRequiredAcksError(BrokerError):
    """INVALID_REQUIRED_ACKS: the acks of the request are not 0, 1 or -1."""

    code = 21
    name = "INVALID_REQUIRED_ACKS"
    text = "the acks of the request are not 0, 1 or -1"


class IllegalGenerationError(BrokerError):
    """ILLEGAL_GENERATION: the group has moved on to another generation."""

    code = 22
    name = "ILLEGAL_GENERATION"
    text = "the group has moved on to another generation"


class InconsistentGroupProtocolError(BrokerError):
    """INCONSISTENT_GROUP_PROTOCOL: the member has no assignor in common with the group, or its kind of protocol differs."""

    code = 23
    name = "INCONSISTENT_GROUP_PROTOCOL"
    text = "the member has no assignor in common with the group, or its kind of protocol differs"


class InvalidGroupIdError(BrokerError):
    """INVALID_GROUP_ID: the group id is not valid."""

    code = 24
    name = "INVALID_GROUP_ID"
    text = "the group id is not valid"


class UnknownMemberIdError(BrokerError):
    """UNKNOWN_MEMBER_ID: the coordinator does not know this member, for example because its session ran out."""

    code = 25
    name = "UNKNOWN_MEMBER_ID"
    text = "the coordinator does not know this member, for example because its session ran out"


class InvalidSessionTimeoutError(BrokerError):
    """INVALID_SESSION_TIMEOUT: the session timeout is outside group.min.session.timeout.ms to group.max.session.timeout.ms."""

    code = 26
    name = "INVALID_SESSION_TIMEOUT"
    text = "the session timeout is outside group.min.session.timeout.ms to group.max.session.timeout.ms"


class RebalanceInProgressError(BrokerError):
    """REBALANCE_IN_PROGRESS: the group is rebalancing, so the member has to join again."""

    code = 27
    name = "REBALANCE_IN_PROGRESS"
    text = "the group is rebalancing, so the member has to join again"


class InvalidCommitOffsetSizeError(BrokerError):
    """INVALID_COMMIT_OFFSET_SIZE: the offsets are too large to be committed."""

    code = 28
    name = "INVALID_COMMIT_OFFSET_SIZE"
    text = "the offsets are too large to be committed"


class TopicAuthorizationFailedError(BrokerError):
    """TOPIC_AUTHORIZATION_FAILED: the client is not allowed to do this with the topic."""

    code = 29
    name = "TOPIC_AUTHORIZATION_FAILED"
    text = "the client is not allowed to do this with the topic"


class GroupAuthorizationFailedError(BrokerError):
    """GROUP_AUTHORIZATION_FAILED: the client is not allowed to use the group."""

    code = 30
    name = "GROUP_AUTHORIZATION_FAILED"
    text = "the client is not allowed to use the group"


class ClusterAuthorizationFailedError(BrokerError):
    """CLUSTER_AUTHORIZATION_FAILED: the client is not allowed to do this on the cluster."""

    code = 31
    name = "CLUSTER_AUTHORIZATION_FAILED"
    text = "the client is not allowed to do this on the cluster"


class InvalidTimestampError(BrokerError):
    """INVALID_TIMESTAMP: a record's timestamp is outside what the topic allows."""

    code = 32
    name = "INVALID_TIMESTAMP"
    text = "a record's timestamp is outside what the topic allows"


class UnsupportedSaslMechanismError(BrokerError):
    """UNSUPPORTED_SASL_MECHANISM: the broker does not offer this SASL mechanism."""

    code = 33
    name = "UNSUPPORTED_SASL_MECHANISM"
    text = "the broker does not offer this SASL mechanism"


class IllegalSaslStateError(BrokerError):
    """ILLEGAL_SASL_STATE: the request does not fit the state of authentication."""

    code = 34
    name = "ILLEGAL_SASL_STATE"
    text = "the request does not fit the state of authentication"


class UnsupportedVersionError(BrokerError):
    """UNSUPPORTED_VERSION: the broker does not support this version of the request."""

    code = 35
    name = "UNSUPPORTED_VERSION"
    text = "the broker does not support this version of the request"


class TopicAlreadyExistsError(BrokerError):
    """TOPIC_ALREADY_EXISTS: a topic of this name exists already."""

    code = 36
    name = "TOPIC_ALREADY_EXISTS"
    text = "a topic of this name exists already"


class InvalidPartitionsError(BrokerError):
    """INVALID_PARTITIONS: the number of partitions is not valid."""

    code = 37
    name = "INVALID_PARTITIONS"
    text = "the number of partitions is not valid"


class InvalidReplicationFactorError(BrokerError):
    """INVALID_REPLICATION_FACTOR: the replication factor is below 1 or above the number of brokers."""

    code = 38
    name = "INVALID_REPLICATION_FACTOR"
    text = "the replication factor is below 1 or above the number of brokers"


class InvalidReplicaAssignmentError(BrokerError):
    """INVALID_REPLICA_ASSIGNMENT: the assignment of replicas is not valid."""

    code = 39
    name = "INVALID_REPLICA_ASSIGNMENT"
    text = "the assignment of replicas is not valid"


class InvalidConfigError(BrokerError):
    """INVALID_CONFIG: a configuration value is not valid."""

    code = 40
    name = "INVALID_CONFIG"
    text = "a configuration value is not valid"


class NotControllerError(BrokerError):
    """NOT_CONTROLLER: the broker is not, or no longer, the controller."""

    code = 41
    name = "NOT_CONTROLLER"
    text = "the broker is not, or no longer, the controller"
    retriable = True


class InvalidRequestError(BrokerError):
    """INVALID_REQUEST: the broker finds the request malformed or not allowed in its state."""

    code = 42
    name = "INVALID_REQUEST"
    text = "the broker finds the request malformed or not allowed in its state"


class UnsupportedForMessageFormatError(BrokerError):
    """UNSUPPORTED_FOR_MESSAGE_FORMAT: the partition's old message format cannot do this."""

    code = 43
    name = "UNSUPPORTED_FOR_MESSAGE_FORMAT"
    text = "the partition's old message format cannot do this"


class PolicyViolationError(BrokerError):
    """POLICY_VIOLATION: the request breaks a policy that the cluster enforces."""

    code = 44
    name = "POLICY_VIOLATION"
    text = "the request breaks a policy that the cluster enforces"


class OutOfOrderSequenceNumberError(BrokerError):
    """OUT_OF_ORDER_SEQUENCE_NUMBER: a producer's batch arrived out of order."""

    code = 45
    name = "OUT_OF_ORDER_SEQUENCE_NUMBER"
    text = "a producer's batch arrived out of order"


class DuplicateSequenceNumberError(BrokerError):
    """DUPLICATE_SEQUENCE_NUMBER: a producer's batch is there already."""

    code = 46
    name = "DUPLICATE_SEQUENCE_NUMBER"
    text = "a producer's batch is there already"


class InvalidProducerEpochError(BrokerError):
    """INVALID_PRODUCER_EPOCH: a producer with an old epoch tried to write."""

    code = 47
    name = "INVALID_PRODUCER_EPOCH"
    text = "a producer with an old epoch tried to write"


class InvalidTxnStateError(BrokerError):
    """INVALID_TXN_STATE: the transaction is not in a state that allows this."""

    code = 48
    name = "INVALID_TXN_STATE"
    text = "the transaction is not in a state that allows this"


class InvalidProducerIdMappingError(BrokerError):
    """INVALID_PRODUCER_ID_MAPPING: the producer id is not the one that the transactional id has now."""

    code = 49
    name = "INVALID_PRODUCER_ID_MAPPING"
    text = "the producer id is not the one that the transactional id has now"


class InvalidTransactionTimeoutError(BrokerError):
    """INVALID_TRANSACTION_TIMEOUT: the transaction timeout is larger than transaction.max.timeout.ms."""

    code = 50
    name = "INVALID_TRANSACTION_TIMEOUT"
    text = "the transaction timeout is larger than transaction.max.timeout.ms"


class ConcurrentTransactionsError(BrokerError):
    """CONCURRENT_TRANSACTIONS: the transactional id's last transaction has not ended yet."""

    code = 51
    name = "CONCURRENT_TRANSACTIONS"
    text = "the transactional id's last transaction has not ended yet"
    retriable = True


class TransactionCoordinatorFencedError(BrokerError):
    """TRANSACTION_COORDINATOR_FENCED: the transaction coordinator has been replaced."""

    code = 52
    name = "TRANSACTION_COORDINATOR_FENCED"
    text = "the transaction coordinator has been replaced"


class TransactionalIdAuthorizationFailedError(BrokerError):
    """TRANSACTIONAL_ID_AUTHORIZATION_FAILED: the client is not allowed to use the transactional id."""

    code = 53
    name = "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"
    text = "the client is not allowed to use the transactional id"


class SecurityDisabledError(BrokerError):
    """SECURITY_DISABLED: the cluster has no authorizer configured."""

    code = 54
    name = "SECURITY_DISABLED"
    text = "the cluster has no authorizer configured"


class OperationNotAttemptedError(BrokerError):
    """OPERATION_NOT_ATTEMPTED: the operation was not tried, because another one in the request failed."""

    code = 55
    name = "OPERATION_NOT_ATTEMPTED"
    text = "the operation was not tried, because another one in the request failed"


class KafkaStorageError(BrokerError):
    """KAFKA_STORAGE_ERROR: the broker's disk failed for this partition."""

    code = 56
    name = "KAFKA_STORAGE_ERROR"
    text = "the broker's disk failed for this partition"
    retriable = True


class LogDirNotFoundError(BrokerError):
    """LOG_DIR_NOT_FOUND: the log directory is not in the broker's configuration."""

    code = 57
    name = "LOG_DIR_NOT_FOUND"
    text = "the log directory is not in the broker's configuration"


class SaslAuthenticationFailedError(BrokerError):
    """SASL_AUTHENTICATION_FAILED: authentication failed."""

    code = 58
    name = "SASL_AUTHENTICATION_FAILED"
    text = "authentication failed"


class UnknownProducerIdError(BrokerError):
    """UNKNOWN_PRODUCER_ID: the broker holds nothing of this producer id any more."""

    code = 59
    name = "UNKNOWN_PRODUCER_ID"
    text = "the broker holds nothing of this producer id any more"


class ReassignmentInProgressError(BrokerError):
    """REASSIGNMENT_IN_PROGRESS: the partition's replicas are being moved."""

    code = 60
    name = "REASSIGNMENT_IN_PROGRESS"
    text = "the partition's replicas are being moved"


class DelegationTokenAuthDisabledError(BrokerError):
    """DELEGATION_TOKEN_AUTH_DISABLED: delegation tokens are not enabled."""

    code = 61
    name = "DELEGATION_TOKEN_AUTH_DISABLED"
    text = "delegation tokens are not enabled"


class DelegationTokenNotFoundError(BrokerError):
    """DELEGATION_TOKEN_NOT_FOUND: the delegation token is not known."""

    code = 62
    name = "DELEGATION_TOKEN_NOT_FOUND"
    text = "the delegation token is not known"


class DelegationTokenOwnerMismatchError(BrokerError):
    """DELEGATION_TOKEN_OWNER_MISMATCH: the delegation token belongs to somebody else."""

    code = 63
    name = "DELEGATION_TOKEN_OWNER_MISMATCH"
    text = "the delegation token belongs to somebody else"


class DelegationTokenRequestNotAllowedError(BrokerError):
    """DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: delegation tokens cannot be asked for over this connection."""

    code = 64
    name = "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED"
    text = "delegation tokens cannot be asked for over this connection"


class DelegationTokenAuthorizationFailedError(BrokerError):
    """DELEGATION_TOKEN_AUTHORIZATION_FAILED: the client is not allowed to use delegation tokens so."""

    code = 65
    name = "DELEGATION_TOKEN_AUTHORIZATION_FAILED"
    text = "the client is not allowed to use delegation tokens so"


class DelegationTokenExpiredError(BrokerError):
    """DELEGATION_TOKEN_EXPIRED: the delegation token has expired."""

    code = 66
    name = "DELEGATION_TOKEN_EXPIRED"
    text = "the delegation token has expired"


class InvalidPrincipalTypeError(BrokerError):
    """INVALID_PRINCIPAL_TYPE: the kind of principal is not supported."""

    code = 67
    name = "INVALID_PRINCIPAL_TYPE"
    text = "the kind of principal is not supported"


class NonEmptyGroupError(BrokerError):
    """NON_EMPTY_GROUP: the group still has members."""

    code = 68
    name = "NON_EMPTY_GROUP"
    text = "the group still has members"


class GroupIdNotFoundError(BrokerError):
    """GROUP_ID_NOT_FOUND: no group of this name exists."""

    code = 69
    name = "GROUP_ID_NOT_FOUND"
    text = "no group of this name exists"


class FetchSessionIdNotFoundError(BrokerError):
    """FETCH_SESSION_ID_NOT_FOUND: the broker has forgotten the fetch session."""

    code = 70
    name = "FETCH_SESSION_ID_NOT_FOUND"
    text = "the broker has forgotten the fetch session"
    retriable = True


class InvalidFetchSessionEpochError(BrokerError):
    """INVALID_FETCH_SESSION_EPOCH: the fetch session is at another epoch."""

    code = 71
    name = "INVALID_FETCH_SESSION_EPOCH"
    text = "the fetch session is at another epoch"
    retriable = True


class ListenerNotFoundError(BrokerError):
    """LISTENER_NOT_FOUND: the partition's leader has no listener of the kind this connection uses."""

    code = 72
    name = "LISTENER_NOT_FOUND"
    text = "the partition's leader has no listener of the kind this connection uses"
    retriable = True


class TopicDeletionDisabledError(BrokerError):
    """TOPIC_DELETION_DISABLED: the cluster does not allow topics to be deleted."""

    code = 73
    name = "TOPIC_DELETION_DISABLED"
    text = "the cluster does not allow topics to be deleted"


class FencedLeaderEpochError(BrokerError):
    """FENCED_LEADER_EPOCH: the leader epoch of the request is older than the broker's."""

    code = 74
    name = "FENCED_LEADER_EPOCH"
    text = "the leader epoch of the request is older than the broker's"
    retriable = True


class UnknownLeaderEpochError(BrokerError):
    """UNKNOWN_LEADER_EPOCH: the leader epoch of the request is newer than the broker's."""

    code = 75
    name = "UNKNOWN_LEADER_EPOCH"
    text = "the leader epoch of the request is newer than the broker's"
    retriable = True


class UnsupportedCompressionTypeError(BrokerError):
    """UNSUPPORTED_COMPRESSION_TYPE: the broker or the request's version does not support the codec."""

    code = 76
    name = "UNSUPPORTED_COMPRESSION_TYPE"
    text = "the broker or the request's version does not support the codec"


class StaleBrokerEpochError(BrokerError):
    """STALE_BROKER_EPOCH: the broker has registered anew meanwhile."""

    code = 77
    name = "STALE_BROKER_EPOCH"
    text = "the broker has registered anew meanwhile"


class OffsetNotAvailableError(BrokerError):
    """OFFSET_NOT_AVAILABLE: a new leader does not know its high watermark yet."""

    code = 78
    name = "OFFSET_NOT_AVAILABLE"
    text = "a new leader does not know its high watermark yet"
    retriable = True


class MemberIdRequiredError(BrokerError):
    """MEMBER_ID_REQUIRED: the member has to join again with the id it was given."""

    code = 79
    name = "MEMBER_ID_REQUIRED"
    text = "the member has to join again with the id it was given"


class PreferredLeaderNotAvailableError(BrokerError):
    """PREFERRED_LEADER_NOT_AVAILABLE: the preferred leader is not available."""

    code = 80
    name = "PREFERRED_LEADER_NOT_AVAILABLE"
    text = "the preferred leader is not available"
    retriable = True


class GroupMaxSizeReachedError(BrokerError):
    """GROUP_MAX_SIZE_REACHED: the group has as many members as the broker allows."""

    code = 81
    name = "GROUP_MAX_SIZE_REACHED"
    text = "the group has as many members as the broker allows"


class FencedInstanceIdError(BrokerError):
    """FENCED_INSTANCE_ID: another member has taken this group.instance.id."""

    code = 82
    name = "FENCED_INSTANCE_ID"
    text = "another member has taken this group.instance.id"


class EligibleLeadersNotAvailableError(BrokerError):
    """ELIGIBLE_LEADERS_NOT_AVAILABLE: no replica that could lead is available."""

    code = 83
    name = "ELIGIBLE_LEADERS_NOT_AVAILABLE"
    text = "no replica that could lead is available"
    retriable = True


class ElectionNotNeededError(BrokerError):
    """ELECTION_NOT_NEEDED: the partition has the leader that was asked for already."""

    code = 84
    name = "ELECTION_NOT_NEEDED"
    text = "the partition has the leader that was asked for already"
    retriable = True


class NoReassignmentInProgressError(BrokerError):
    """NO_REASSIGNMENT_IN_PROGRESS: the partition's replicas are not being moved."""

    code = 85
    name = "NO_REASSIGNMENT_IN_PROGRESS"
    text = "the partition's replicas are not being moved"


class GroupSubscribedToTopicError(BrokerError):
    """GROUP_SUBSCRIBED_TO_TOPIC: the group is still subscribed to the topic."""

    code = 86
    name = "GROUP_SUBSCRIBED_TO_TOPIC"
    text = "the group is still subscribed to the topic"


class InvalidRecordError(BrokerError):
    """INVALID_RECORD: the broker refused a record."""

    code = 87
    name = "INVALID_RECORD"
    text = "the broker refused a record"


class UnstableOffsetCommitError(BrokerError):
    """UNSTABLE_OFFSET_COMMIT: offsets of a transaction that has not ended stand in the way."""

    code = 88
    name = "UNSTABLE_OFFSET_COMMIT"
    text = "offsets of a transaction that has not ended stand in the way"
    retriable = True


class ThrottlingQuotaExceededError(BrokerError):
    """THROTTLING_QUOTA_EXCEEDED: the client has used up its quota."""

    code = 89
    name = "THROTTLING_QUOTA_EXCEEDED"
    text = "the client has used up its quota"
    retriable = True


class ProducerFencedError(BrokerError):
    """PRODUCER_FENCED: a newer producer with the same transactional id has taken over."""

    code = 90
    name = "PRODUCER_FENCED"
    text = "a newer producer with the same transactional id has taken over"


class ResourceNotFoundError(BrokerError):
    """RESOURCE_NOT_FOUND: the resource does not exist."""

    code = 91
    name = "RESOURCE_NOT_FOUND"
    text = "the resource does not exist"


class DuplicateResourceError(BrokerError):
    """DUPLICATE_RESOURCE: the resource exists already."""

    code = 92
    name = "DUPLICATE_RESOURCE"
    text = "the resource exists already"


class UnacceptableCredentialError(BrokerError):
    """UNACCEPTABLE_CREDENTIAL: the credential does not meet the broker's rules."""

    code = 93
    name = "UNACCEPTABLE_CREDENTIAL"
    text = "the credential does not meet the broker's rules"


class InconsistentVoterSetError(BrokerError):
    """INCONSISTENT_VOTER_SET: the quorum's voters differ between the two sides."""

    code = 94
    name = "INCONSISTENT_VOTER_SET"
    text = "the quorum's voters differ between the two sides"


class InvalidUpdateVersionError(BrokerError):
    """INVALID_UPDATE_VERSION: the version of the update is not valid."""

    code = 95
    name = "INVALID_UPDATE_VERSION"
    text = "the version of the update is not valid"


class FeatureUpdateFailedError(BrokerError):
    """FEATURE_UPDATE_FAILED: the features could not be updated."""

    code = 96
    name = "FEATURE_UPDATE_FAILED"
    text = "the features could not be updated"


class PrincipalDeserializationFailureError(BrokerError):
    """PRINCIPAL_DESERIALIZATION_FAILURE: a forwarded request's principal could not be read."""

    code = 97
    name = "PRINCIPAL_DESERIALIZATION_FAILURE"
    text = "a forwarded request's principal could not be read"


class SnapshotNotFoundError(BrokerError):
    """SNAPSHOT_NOT_FOUND: the snapshot does not exist."""

    code = 98
    name = "SNAPSHOT_NOT_FOUND"
    text = "the snapshot does not exist"


class PositionOutOfRangeError(BrokerError):
    """POSITION_OUT_OF_RANGE: the position is outside the snapshot."""

    code = 99
    name = "POSITION_OUT_OF_RANGE"
    text = "the position is outside the snapshot"


class UnknownTopicIdError(BrokerError):
    """UNKNOWN_TOPIC_ID: the broker does not know this topic id."""

    code = 100
    name = "UNKNOWN_TOPIC_ID"
    text = "the broker does not know this topic id"
    retriable = True


class DuplicateBrokerRegistrationError(BrokerError):
    """DUPLICATE_BROKER_REGISTRATION: a broker of this id is registered already."""

    code = 101
    name = "DUPLICATE_BROKER_REGISTRATION"
    text = "a broker of this id is registered already"


class BrokerIdNotRegisteredError(BrokerError):
    """BROKER_ID_NOT_REGISTERED: no broker of this id is registered."""

    code = 102
    name = "BROKER_ID_NOT_REGISTERED"
    text = "no broker of this id is registered"


class InconsistentTopicIdError(BrokerError):
    """INCONSISTENT_TOPIC_ID: the topic id in the log is not the one in the request."""

    code = 103
    name = "INCONSISTENT_TOPIC_ID"
    text = "the topic id in the log is not the one in the request"
    retriable = True


class InconsistentClusterIdError(BrokerError):
    """INCONSISTENT_CLUSTER_ID: the cluster id of the request is not this cluster's."""

    code = 104
    name = "INCONSISTENT_CLUSTER_ID"
    text = "the cluster id of the request is not this cluster's"


class TransactionalIdNotFoundError(BrokerError):
    """TRANSACTIONAL_ID_NOT_FOUND: the transactional id is not known."""

    code = 105
    name = "TRANSACTIONAL_ID_NOT_FOUND"
    text = "the transactional id is not known"


class FetchSessionTopicIdError(BrokerError):
    """FETCH_SESSION_TOPIC_ID_ERROR: the fetch session mixes topic names and topic ids."""

    code = 106
    name = "FETCH_SESSION_TOPIC_ID_ERROR"
    text = "the fetch session mixes topic names and topic ids"
    retriable = True


class IneligibleReplicaError(BrokerError):
    """INELIGIBLE_REPLICA: the replica may not join those in sync."""

    code = 107
    name = "INELIGIBLE_REPLICA"
    text = "the replica may not join those in sync"


class NewLeaderElectedError(BrokerError):
    """NEW_LEADER_ELECTED: the partition has a new leader already."""

    code = 108
    name = "NEW_LEADER_ELECTED"
    text = "the partition has a new leader already"


class OffsetMovedToTieredStorageError(BrokerError):
    """OFFSET_MOVED_TO_TIERED_STORAGE: the offset is in tiered storage."""

    code = 109
    name = "OFFSET_MOVED_TO_TIERED_STORAGE"
    text = "the offset is in tiered storage"


class FencedMemberEpochError(BrokerError):
    """FENCED_MEMBER_EPOCH: the coordinator has fenced the member; it has to join again."""

    code = 110
    name = "FENCED_MEMBER_EPOCH"
    text = "the coordinator has fenced the member; it has to join again"


class UnreleasedInstanceIdError(BrokerError):
    """UNRELEASED_INSTANCE_ID: another member still holds this group.instance.id."""

    code = 111
    name = "UNRELEASED_INSTANCE_ID"
    text = "another member still holds this group.instance.id"


class UnsupportedAssignorError(BrokerError):
    """UNSUPPORTED_ASSIGNOR: the coordinator does not have this assignor."""

    code = 112
    name = "UNSUPPORTED_ASSIGNOR"
    text = "the coordinator does not have this assignor"


class StaleMemberEpochError(BrokerError):
    """STALE_MEMBER_EPOCH: the member's epoch is old; the same call succeeds with the new one."""

    code = 113
    name = "STALE_MEMBER_EPOCH"
    text = "the member's epoch is old; the same call succeeds with the new one"


class MismatchedEndpointTypeError(BrokerError):
    """MISMATCHED_ENDPOINT_TYPE: the request went to a controller instead of a broker, or the other way round."""

    code = 114
    name = "MISMATCHED_ENDPOINT_TYPE"
    text = "the request went to a controller instead of a broker, or the other way round"


class UnsupportedEndpointTypeError(BrokerError):
    """UNSUPPORTED_ENDPOINT_TYPE: the kind of endpoint is not supported."""

    code = 115
    name = "UNSUPPORTED_ENDPOINT_TYPE"
    text = "the kind of endpoint is not supported"


class UnknownControllerIdError(BrokerError):
    """UNKNOWN_CONTROLLER_ID: no controller of this id is known."""

    code = 116
    name = "UNKNOWN_CONTROLLER_ID"
    text = "no controller of this id is known"


class UnknownSubscriptionIdError(BrokerError):
    """UNKNOWN_SUBSCRIPTION_ID: the telemetry subscription has changed."""

    code = 117
    name = "UNKNOWN_SUBSCRIPTION_ID"
    text = "the telemetry subscription has changed"


class TelemetryTooLargeError(BrokerError):
    """TELEMETRY_TOO_LARGE: the telemetry is larger than the broker accepts."""

    code = 118
    name = "TELEMETRY_TOO_LARGE"
    text = "the telemetry is larger than the broker accepts"


class InvalidRegistrationError(BrokerError):
    """INVALID_REGISTRATION: the controller refuses the broker's registration."""

    code = 119
    name = "INVALID_REGISTRATION"
    text = "the controller refuses the broker's registration"


class TransactionAbortableError(BrokerError):
    """TRANSACTION_ABORTABLE: the transaction cannot go on and has to be aborted."""

    code = 120
    name = "TRANSACTION_ABORTABLE"
    text = "the transaction cannot go on and has to be aborted"


class InvalidRecordStateError(BrokerError):
    """INVALID_RECORD_STATE: the record is not in a state that allows this acknowledgement."""

    code = 121
    name = "INVALID_RECORD_STATE"
    text = "the record is not in a state that allows this acknowledgement"


class ShareSessionNotFoundError(BrokerError):
    """SHARE_SESSION_NOT_FOUND: the broker has forgotten the share session."""

    code = 122
    name = "SHARE_SESSION_NOT_FOUND"
    text = "the broker has forgotten the share session"
    retriable = True


class InvalidShareSessionEpochError(BrokerError):
    """INVALID_SHARE_SESSION_EPOCH: the share session is at another epoch."""

    code = 123
    name = "INVALID_SHARE_SESSION_EPOCH"
    text = "the share session is at another epoch"
    retriable = True


class FencedStateEpochError(BrokerError):
    """FENCED_STATE_EPOCH: the share coordinator's state has a newer epoch."""

    code = 124
    name = "FENCED_STATE_EPOCH"
    text = "the share coordinator's state has a newer epoch"


class InvalidVoterKeyError(BrokerError):
    """INVALID_VOTER_KEY: the voter's key is not the one expected."""

    code = 125
    name = "INVALID_VOTER_KEY"
    text = "the voter's key is not the one expected"


class DuplicateVoterError(BrokerError):
    """DUPLICATE_VOTER: the voter is in the quorum already."""

    code = 126
    name = "DUPLICATE_VOTER"
    text = "the voter is in the quorum already"


class VoterNotFoundError(BrokerError):
    """VOTER_NOT_FOUND: the voter is not in the quorum."""

    code = 127
    name = "VOTER_NOT_FOUND"
    text = "the voter is not in the quorum"


class InvalidRegularExpressionError(BrokerError):
    """INVALID_REGULAR_EXPRESSION: the broker cannot use the regular expression."""

    code = 128
    name = "INVALID_REGULAR_EXPRESSION"
    text = "the broker cannot use the regular expression"


class RebootstrapRequiredError(BrokerError):
    """REBOOTSTRAP_REQUIRED: the client has to start again from its bootstrap addresses."""

    code = 129
    name = "REBOOTSTRAP_REQUIRED"
    text = "the client has to start again from its bootstrap addresses"


class StreamsInvalidTopologyError(BrokerError):
    """STREAMS_INVALID_TOPOLOGY: the streams topology is not valid."""

    code = 130
    name = "STREAMS_INVALID_TOPOLOGY"
    text = "the streams topology is not valid"


class StreamsInvalidTopologyEpochError(BrokerError):
    """STREAMS_INVALID_TOPOLOGY_EPOCH: the epoch of the streams topology is not valid."""

    code = 131
    name = "STREAMS_INVALID_TOPOLOGY_EPOCH"
    text = "the epoch of the streams topology is not valid"


class StreamsTopologyFencedError(BrokerError):
    """STREAMS_TOPOLOGY_FENCED: the streams topology is older than the group's."""

    code = 132
    name = "STREAMS_TOPOLOGY_FENCED"
    text = "the streams topology is older than the group's"


class ShareSessionLimitReachedError(BrokerError):
    """SHARE_SESSION_LIMIT_REACHED: the broker has as many share sessions as it allows."""

    code = 133
    name = "SHARE_SESSION_LIMIT_REACHED"
    text = "the broker has as many share sessions as it allows"
    retriable = True


class GroupDeletionFailedError(BrokerError):
    """GROUP_DELETION_FAILED: the group could not be deleted."""

    code = 134
    name = "GROUP_DELETION_FAILED"
    text = "the group could not be deleted"


class StreamsTopologyDescriptionUpdateFailedError(BrokerError):
    """STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED: the description of the streams topology could not be stored."""

    code = 135
    name = "STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED"
    text = "the description of the streams topology could not be stored"


class ControllerIdNotRegisteredError(BrokerError):
    """CONTROLLER_ID_NOT_REGISTERED: no controller of this id is registered."""

    code = 136
    name = "CONTROLLER_ID_NOT_REGISTERED"
    text = "no controller of this id is registered"


BY_CODE: dict[int, type[BrokerError]] = {
    -1: UnknownServerError,
    1: OffsetOutOfRangeError,
    2: CorruptMessageError,
    3: UnknownTopicOrPartitionError,
    4: InvalidFetchSizeError,
    5: LeaderNotAvailableError,
    6: NotLeaderOrFollowerError,
    7: RequestTimedOutError,
    8: BrokerNotAvailableError,
    9: ReplicaNotAvailableError,
    10: MessageTooLargeError,
    11: StaleControllerEpochError,
    12: OffsetMetadataTooLargeError,
    13: NetworkExceptionError,
    14: CoordinatorLoadInProgressError,
    15: CoordinatorNotAvailableError,
    16: NotCoordinatorError,
    17: InvalidTopicError,
    18: RecordListTooLargeError,
    19: NotEnoughReplicasError,
    20: NotEnoughReplicasAfterAppendError,
    21: InvalidRequiredAcksError,
    22: IllegalGenerationError,
    23: InconsistentGroupProtocolError,
    24: InvalidGroupIdError,
    25: UnknownMemberIdError,
    26: InvalidSessionTimeoutError,
    27: RebalanceInProgressError,
    28: InvalidCommitOffsetSizeError,
    29: TopicAuthorizationFailedError,
    30: GroupAuthorizationFailedError,
    31: ClusterAuthorizationFailedError,
    32: InvalidTimestampError,
    33: UnsupportedSaslMechanismError,
    34: IllegalSaslStateError,
    35: UnsupportedVersionError,
    36: TopicAlreadyExistsError,
    37: InvalidPartitionsError,
    38: InvalidReplicationFactorError,
    39: InvalidReplicaAssignmentError,
    40: InvalidConfigError,
    41: NotControllerError,
    42: InvalidRequestError,
    43: UnsupportedForMessageFormatError,
    44: PolicyViolationError,
    45: OutOfOrderSequenceNumberError,
    46: DuplicateSequenceNumberError,
    47: InvalidProducerEpochError,
    48: InvalidTxnStateError,
    49: InvalidProducerIdMappingError,
    50: InvalidTransactionTimeoutError,
    51: ConcurrentTransactionsError,
    52: TransactionCoordinatorFencedError,
    53: TransactionalIdAuthorizationFailedError,
    54: SecurityDisabledError,
    55: OperationNotAttemptedError,
    56: KafkaStorageError,
    57: LogDirNotFoundError,
    58: SaslAuthenticationFailedError,
    59: UnknownProducerIdError,
    60: ReassignmentInProgressError,
    61: DelegationTokenAuthDisabledError,
    62: DelegationTokenNotFoundError,
    63: DelegationTokenOwnerMismatchError,
    64: DelegationTokenRequestNotAllowedError,
    65: DelegationTokenAuthorizationFailedError,
    66: DelegationTokenExpiredError,
    67: InvalidPrincipalTypeError,
    68: NonEmptyGroupError,
    69: GroupIdNotFoundError,
    70: FetchSessionIdNotFoundError,
    71: InvalidFetchSessionEpochError,
    72: ListenerNotFoundError,
    73: TopicDeletionDisabledError,
    74: FencedLeaderEpochError,
    75: UnknownLeaderEpochError,
    76: UnsupportedCompressionTypeError,
    77: StaleBrokerEpochError,
    78: OffsetNotAvailableError,
    79: MemberIdRequiredError,
    80: PreferredLeaderNotAvailableError,
    81: GroupMaxSizeReachedError,
    82: FencedInstanceIdError,
    83: EligibleLeadersNotAvailableError,
    84: ElectionNotNeededError,
    85: NoReassignmentInProgressError,
    86: GroupSubscribedToTopicError,
    87: InvalidRecordError,
    88: UnstableOffsetCommitError,
    89: ThrottlingQuotaExceededError,
    90: ProducerFencedError,
    91: ResourceNotFoundError,
    92: DuplicateResourceError,
    93: UnacceptableCredentialError,
    94: InconsistentVoterSetError,
    95: InvalidUpdateVersionError,
    96: FeatureUpdateFailedError,
    97: PrincipalDeserializationFailureError,
    98: SnapshotNotFoundError,
    99: PositionOutOfRangeError,
    100: UnknownTopicIdError,
    101: DuplicateBrokerRegistrationError,
    102: BrokerIdNotRegisteredError,
    103: InconsistentTopicIdError,
    104: InconsistentClusterIdError,
    105: TransactionalIdNotFoundError,
    106: FetchSessionTopicIdError,
    107: IneligibleReplicaError,
    108: NewLeaderElectedError,
    109: OffsetMovedToTieredStorageError,
    110: FencedMemberEpochError,
    111: UnreleasedInstanceIdError,
    112: UnsupportedAssignorError,
    113: StaleMemberEpochError,
    114: MismatchedEndpointTypeError,
    115: UnsupportedEndpointTypeError,
    116: UnknownControllerIdError,
    117: UnknownSubscriptionIdError,
    118: TelemetryTooLargeError,
    119: InvalidRegistrationError,
    120: TransactionAbortableError,
    121: InvalidRecordStateError,
    122: ShareSessionNotFoundError,
    123: InvalidShareSessionEpochError,
    124: FencedStateEpochError,
    125: InvalidVoterKeyError,
    126: DuplicateVoterError,
    127: VoterNotFoundError,
    128: InvalidRegularExpressionError,
    129: RebootstrapRequiredError,
    130: StreamsInvalidTopologyError,
    131: StreamsInvalidTopologyEpochError,
    132: StreamsTopologyFencedError,
    133: ShareSessionLimitReachedError,
    134: GroupDeletionFailedError,
    135: StreamsTopologyDescriptionUpdateFailedError,
    136: ControllerIdNotRegisteredError,
}


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
