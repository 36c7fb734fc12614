"""DescribeCluster: id, controller and brokers. v1 names the kind of endpoint (KIP-919), v2 lists fenced brokers (KIP-1073).

The endpoint is always a broker's: who asks for controllers gets MISMATCHED_ENDPOINT_TYPE, as from Kafka's brokers. A node that
is down is fenced.
"""

from __future__ import annotations

from barnabas.broker.apis._metadata import CLUSTER_OPERATIONS, NOT_ASKED
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.describe_cluster import DescribeClusterRequest, DescribeClusterResponse

BROKERS, CONTROLLERS = 1, 2


async def handle(call: Call, request: DescribeClusterRequest) -> DescribeClusterResponse:
    """Answers at once."""
    if request.endpoint_type != BROKERS:
        known = request.endpoint_type == CONTROLLERS
        return DescribeClusterResponse(
            error_code=codes.MISMATCHED_ENDPOINT_TYPE if known else codes.UNSUPPORTED_ENDPOINT_TYPE,
            error_message=(
                "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER"
                if known
                else f"Unsupported endpoint type {request.endpoint_type}"
            ),
        )
    cluster = call.cluster
    told = cluster.nodes.values() if request.include_fenced_brokers else cluster.live
    return DescribeClusterResponse(
        cluster_id=cluster.cluster_id,
        controller_id=cluster.controller.id if cluster.controller is not None else -1,
        brokers=[
            DescribeClusterResponse.DescribeClusterBroker(
                broker_id=node.id, host=node.host, port=node.port, rack=node.rack, is_fenced=not node.alive
            )
            for node in told
        ],
        cluster_authorized_operations=(
            CLUSTER_OPERATIONS if request.include_cluster_authorized_operations else NOT_ASKED
        ),
    )
