"""IncrementalAlterConfigs, v0 and v1 (KIP-339): sets, deletes, appends to and subtracts from settings of topics, brokers (all
or one), groups (KIP-848) and client metrics (KIP-714).

A broker's own settings are changed at that broker. Settings that have no part in this broker are kept and told, and do
nothing. Not modelled: loggers; they are refused as an unknown type.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from barnabas.broker.apis._configs import change, check_asked
from barnabas.broker.call import Call
from barnabas.broker.state.config_changes import DELETE, SUBTRACT, Operation, applied
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.settings import Setting
from barnabas.errors import codes
from barnabas.protocol.messages.incremental_alter_configs import (
    IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
)

Asked = IncrementalAlterConfigsRequest.AlterConfigsResource
Answer = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse


async def handle(call: Call, request: IncrementalAlterConfigsRequest) -> IncrementalAlterConfigsResponse:
    """Resource by resource."""
    asked = [(resource.resource_type, resource.resource_name) for resource in request.resources]
    response = IncrementalAlterConfigsResponse()
    for resource in request.resources:
        told = Answer(resource_type=resource.resource_type, resource_name=resource.resource_name, error_message=None)
        try:
            _alter(call, asked, resource, request.validate_only)
        except RefusedError as refused:
            told.error_code, told.error_message = refused.code, refused.message
        response.responses.append(told)
    return response


def _alter(call: Call, asked: list[tuple[int, str]], resource: Asked, validate_only: bool) -> None:
    type_, name = resource.resource_type, resource.resource_name
    operations = [Operation(config.name, config.config_operation, config.value) for config in resource.configs]
    values = {operation.name: operation.value for operation in operations if operation.op != DELETE}
    check_asked(call, asked, type_, name, values, [operation.name for operation in operations])
    if not all(0 <= operation.op <= SUBTRACT for operation in operations):
        raise RefusedError(codes.UNKNOWN_SERVER_ERROR)  # what a controller makes of it
    change(call, type_, name, partial(_after, operations), validate_only)


def _after(operations: list[Operation], settings: Mapping[str, Setting], now: Mapping[str, str]) -> dict[str, str]:
    defaults = {name: setting.default or "" for name, setting in settings.items()}
    return applied(settings, now, operations, defaults)
