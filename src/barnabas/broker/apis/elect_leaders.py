"""ElectLeaders, v0 to v2: has partitions led by their first replica (KIP-183), from v1 on by any that lives (KIP-460).

v1 has an error for the whole. Without a list all partitions are meant, and those that need no election are not told. With
ZooKeeper only the controller answers. The timeout is not modelled: it is done at once. There is one log for all replicas: an
unclean election loses nothing.
"""

from __future__ import annotations

from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.broker.state.cluster import NO_LEADER, Partition
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.elect_leaders import ElectLeadersRequest, ElectLeadersResponse

Result = ElectLeadersResponse.PartitionResult

PREFERRED, UNCLEAN = 0, 1
WITH_TYPE = 1


async def handle(call: Call, request: ElectLeadersRequest) -> ElectLeadersResponse:
    """Partition by partition."""
    type_ = request.election_type if call.version >= WITH_TYPE else PREFERRED
    asked = request.topic_partitions
    if asked is None:
        wanted = [(topic.name, [part.index for part in topic.partitions]) for topic in call.cluster.topics.values()]
    else:
        wanted = [(topic.topic, topic.partitions) for topic in asked]
    response, whole = ElectLeadersResponse(), codes.NONE
    if not_controller(call):
        whole = codes.NOT_CONTROLLER
    elif type_ not in (PREFERRED, UNCLEAN):
        whole = codes.INVALID_REQUEST
    for topic, indexes in wanted:
        told = ElectLeadersResponse.ReplicaElectionResult(topic=topic)
        for index in indexes:
            result = Result(partition_id=index, error_code=whole, error_message=None)
            if whole == codes.INVALID_REQUEST:
                result.error_message = f"Unknown election type {type_}"
            elif not whole:
                _elect(call, type_, topic, result)
            if asked is not None or result.error_code != codes.ELECTION_NOT_NEEDED:
                told.partition_result.append(result)
        response.replica_election_results.append(told)
    if call.version >= WITH_TYPE:
        response.error_code = whole
    return response


def _elect(call: Call, type_: int, topic: str, result: Result) -> None:
    try:
        if call.cluster.topic(topic) is None:
            raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, f"No such topic as {topic}")
        partition = call.cluster.partition(topic, result.partition_id)
        if partition is None:
            raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, f"No such partition as {topic}-{result.partition_id}")
        call.cluster.set_leader(partition, _chosen(call, type_, partition))
    except RefusedError as refused:
        result.error_code, result.error_message = refused.code, refused.message


def _chosen(call: Call, type_: int, partition: Partition) -> int:
    preferred = partition.replicas[0]
    needless = partition.leader == preferred if type_ == PREFERRED else partition.leader != NO_LEADER
    if needless:
        raise RefusedError(codes.ELECTION_NOT_NEEDED, "Leader election not needed for topic partition.")
    if type_ == UNCLEAN:
        alive = [number for number in partition.replicas if call.cluster.alive(number)]
        if not alive:
            raise RefusedError(
                codes.ELIGIBLE_LEADERS_NOT_AVAILABLE, "Eligible topic partition leaders are not available."
            )
        return alive[0]
    if not call.cluster.alive(preferred):
        raise RefusedError(codes.PREFERRED_LEADER_NOT_AVAILABLE, "The preferred leader was not available.")
    return preferred
