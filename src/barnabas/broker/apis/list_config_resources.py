"""ListConfigResources, v0 and v1 (KIP-1142): what has a configuration: topics, brokers, groups, client metrics.

Until 4.0 it is ListClientMetricsResources, which is v0 (KIP-1000): only the subscriptions of client metrics. Groups and
subscriptions are those that have something set. Loggers are not modelled: nobody has any.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.state.configs import BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP, TOPIC
from barnabas.errors import codes
from barnabas.protocol.messages.list_config_resources import ListConfigResourcesRequest, ListConfigResourcesResponse

ALL = (GROUP, CLIENT_METRICS, BROKER_LOGGER, BROKER, TOPIC)  # in the order that Kafka tells them
SINCE_ALL = 1


async def handle(call: Call, request: ListConfigResourcesRequest) -> ListConfigResourcesResponse:
    """Answers at once."""
    wanted = request.resource_types if call.version >= SINCE_ALL else [CLIENT_METRICS]
    if any(type_ not in ALL for type_ in wanted):
        return ListConfigResourcesResponse(error_code=codes.UNSUPPORTED_VERSION)
    response = ListConfigResourcesResponse()
    for type_ in ALL:
        for name in _names(call, type_) if type_ in wanted or not wanted else ():
            told = ListConfigResourcesResponse.ConfigResource(resource_name=name)
            if call.version >= SINCE_ALL:
                told.resource_type = type_
            response.config_resources.append(told)
    return response


def _names(call: Call, type_: int) -> list[str]:
    if type_ == TOPIC:
        return list(call.cluster.topics)
    if type_ == BROKER:
        return [str(node.id) for node in call.cluster.live]
    return [name for there, name in call.cluster.configs.dynamic if there == type_ and type_ != BROKER_LOGGER]
