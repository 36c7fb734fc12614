"""AlterConfigs, v0 to v2 (KIP-133): the whole configuration of a topic, a broker or another resource; what is not named is
taken away. Replaced by IncrementalAlterConfigs. Loggers cannot be set by it, in Kafka neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from barnabas.broker.apis._configs import change, check_asked
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import Setting
from barnabas.protocol.messages.alter_configs import AlterConfigsRequest, AlterConfigsResponse


async def handle(call: Call, request: AlterConfigsRequest) -> AlterConfigsResponse:
    """Resource by resource."""
    asked = [(resource.resource_type, resource.resource_name) for resource in request.resources]
    response = AlterConfigsResponse()
    for resource in request.resources:
        type_, name = resource.resource_type, resource.resource_name
        told = AlterConfigsResponse.AlterConfigsResourceResponse(resource_type=type_, resource_name=name)
        told.error_message = None
        values = {config.name: config.value for config in resource.configs}
        try:
            check_asked(call, asked, type_, name, values, [config.name for config in resource.configs])
            after = {key: value or "" for key, value in values.items()}
            change(call, type_, name, partial(_after, after), request.validate_only)
        except RefusedError as refused:
            told.error_code, told.error_message = refused.code, refused.message
        response.responses.append(told)
    return response


def _after(after: dict[str, str], settings: Mapping[str, Setting], now: Mapping[str, str]) -> dict[str, str]:
    return after  # whatever was set before
