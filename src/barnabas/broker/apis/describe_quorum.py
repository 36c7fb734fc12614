"""DescribeQuorum, v0 to v2 (KIP-595): the controllers. Every node is told as one, the cluster's controller as their leader.

v1 has times, v2 the nodes' addresses and texts (KIP-853). There is no log of metadata here: its offsets are 0, and all voters are
caught up at the time of the answer.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.state.cluster import Node
from barnabas.errors import codes
from barnabas.protocol.messages.describe_quorum import DescribeQuorumRequest, DescribeQuorumResponse

Answer = DescribeQuorumResponse.PartitionData

METADATA_TOPIC = "__cluster_metadata"
WITH_TIMES, WITH_NODES = 1, 2


async def handle(call: Call, request: DescribeQuorumRequest) -> DescribeQuorumResponse:
    """Answers for the one partition of the one topic; for anything else that is asked with it too, it is not found."""
    asked = [(topic.topic_name, part.partition_index) for topic in request.topics for part in topic.partitions]
    response = DescribeQuorumResponse()
    if asked == [(METADATA_TOPIC, 0)] and call.cluster.controller is not None:
        response.topics = [
            DescribeQuorumResponse.TopicData(
                topic_name=METADATA_TOPIC, partitions=[_quorum(call, call.cluster.controller)]
            )
        ]
        if call.version >= WITH_NODES:
            response.nodes = [_node(node) for node in call.cluster.nodes.values()]
    else:
        response.topics = [
            DescribeQuorumResponse.TopicData(
                topic_name=topic.topic_name,
                partitions=[_unknown(call, part.partition_index) for part in topic.partitions],
            )
            for topic in request.topics
        ]
    if call.version >= WITH_NODES:
        response.error_message = ""
    return response


def _quorum(call: Call, leader: Node) -> Answer:
    now = call.cluster.timers.wall_ms
    voters = []
    for number in call.cluster.nodes:
        voter = DescribeQuorumResponse.ReplicaState(replica_id=number)
        if call.version >= WITH_TIMES:
            voter.last_fetch_timestamp = voter.last_caught_up_timestamp = now
        voters.append(voter)
    answer = Answer(partition_index=0, leader_id=leader.id, leader_epoch=leader.epoch + 1, current_voters=voters)
    if call.version >= WITH_NODES:
        answer.error_message = ""
    return answer


def _node(node: Node) -> DescribeQuorumResponse.Node:
    listener = DescribeQuorumResponse.Listener(name="CONTROLLER", host=node.host, port=node.port)
    return DescribeQuorumResponse.Node(node_id=node.id, listeners=[listener])


def _unknown(call: Call, index: int) -> Answer:
    answer = Answer(partition_index=index, error_code=codes.UNKNOWN_TOPIC_OR_PARTITION)
    if call.version >= WITH_NODES:
        answer.error_message = "This server does not host this topic-partition."
    return answer
