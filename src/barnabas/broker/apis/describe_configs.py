"""DescribeConfigs, v0 to v4: the settings of topics, brokers, groups and client metrics, and where they come from.

v0 says only whether a value is the default; v1 names its source and the others that it could have come from (KIP-226), v3 its
type and, if asked, what it is for (KIP-569). A broker is described by itself only; the empty name is what was set for all
while they ran. Not modelled: what settings are for (`documentation` is null), and loggers (INVALID_REQUEST).
"""

from __future__ import annotations

from barnabas.broker.apis._configs import invalid, types
from barnabas.broker.call import Call
from barnabas.broker.state.configs import BROKER, BROKER_LOGGER, CLIENT_METRICS, DEFAULT, GROUP, OF_TOPIC, TOPIC, Entry
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.topics import Node, refused_name
from barnabas.errors import codes
from barnabas.protocol.messages.describe_configs import DescribeConfigsRequest, DescribeConfigsResponse

Asked = DescribeConfigsRequest.DescribeConfigsResource
Answer = DescribeConfigsResponse.DescribeConfigsResult
Told = DescribeConfigsResponse.DescribeConfigsResourceResult

WITH_SOURCE, WITH_TYPE = 1, 3


async def handle(call: Call, request: DescribeConfigsRequest) -> DescribeConfigsResponse:
    """Resource by resource."""
    response = DescribeConfigsResponse()
    for asked in request.resources:
        told = Answer(resource_type=asked.resource_type, resource_name=asked.resource_name, error_message="")
        try:
            wanted = set(asked.configuration_keys or ())
            told.configs = [
                _told(call, asked.resource_type, entry, request.include_synonyms)
                for entry in _entries(call, asked.resource_type, asked.resource_name)
                if not wanted or entry.name in wanted
            ]
        except RefusedError as refused:
            told.error_code, told.error_message = refused.code, refused.message
        response.results.append(told)
    return response


def _entries(call: Call, type_: int, name: str) -> list[Entry]:
    configs = call.cluster.configs
    if type_ == BROKER_LOGGER:
        raise invalid("The loggers of this broker are not modelled")
    if type_ not in types(call):
        raise invalid(f"Unsupported resource type: {type_}")
    if type_ == TOPIC:
        return _of_topic(call, name)
    if type_ == BROKER:
        if not name:
            return configs.shared_entries()
        _check_node(call, name)
        configs.own[call.node.id] = _own(call.node, call.peer.listener)
        return configs.entries(call.node.id)
    if not name:
        what = "Client metrics subscription" if type_ == CLIENT_METRICS else "Group"
        raise invalid(f"{what} name must not be empty")
    return configs.group_entries(name) if type_ == GROUP else configs.metrics_entries(name)


def _of_topic(call: Call, name: str) -> list[Entry]:
    if why := refused_name(name):
        raise RefusedError(codes.INVALID_TOPIC_EXCEPTION, why)
    topic = call.cluster.topic(name)
    if topic is None:
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, "")
    return topic.configs.entries()


def _check_node(call: Call, name: str) -> None:
    if not name.removeprefix("-").isdigit():
        raise invalid(f"Broker id must be an integer, but it is: {name}")
    if int(name) != call.node.id:
        raise invalid(f"Unexpected broker id, expected {call.node.id} or empty string, but received {name}")


def _own(node: Node, security: str) -> dict[str, str]:
    """What a node's file of settings would say of itself."""
    address = f"{security}://{node.host}:{node.port}"
    own = {"node.id": str(node.id), "broker.id": str(node.id), "listeners": address, "advertised.listeners": address}
    return own if node.rack is None else {**own, "broker.rack": node.rack}


def _told(call: Call, type_: int, entry: Entry, synonyms: bool) -> Told:
    told = Told(name=entry.name, value=entry.value, read_only=entry.read_only, is_sensitive=entry.sensitive)
    if call.version < WITH_SOURCE:
        told.is_default = entry.source != OF_TOPIC if type_ == TOPIC else entry.source == DEFAULT
        return told
    told.config_source = entry.source
    if synonyms:
        told.synonyms = [
            DescribeConfigsResponse.DescribeConfigsSynonym(name=place.name, value=place.value, source=place.source)
            for place in entry.synonyms
        ]
    if call.version >= WITH_TYPE:
        told.config_type, told.documentation = entry.type, None
    return told
