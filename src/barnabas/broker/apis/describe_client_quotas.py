"""DescribeClientQuotas, v0 and v1 (KIP-546): the quotas of users, client ids and addresses. They are kept, not enforced."""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.state.quotas import Component
from barnabas.broker.state.refused import RefusedError
from barnabas.protocol.messages.describe_client_quotas import DescribeClientQuotasRequest, DescribeClientQuotasResponse


async def handle(call: Call, request: DescribeClientQuotasRequest) -> DescribeClientQuotasResponse:
    """Answers at once."""
    wanted = [Component(asked.entity_type, asked.match_type, asked.match) for asked in request.components]
    response = DescribeClientQuotasResponse(error_message="")
    try:
        found = list(call.cluster.quotas.find(wanted, request.strict))
    except RefusedError as refused:
        response.error_code, response.error_message, response.entries = refused.code, refused.message, None
        return response
    response.entries = [
        DescribeClientQuotasResponse.EntryData(
            entity=[
                DescribeClientQuotasResponse.EntityData(entity_type=type_, entity_name=name) for type_, name in entity
            ],
            values=[DescribeClientQuotasResponse.ValueData(key=key, value=value) for key, value in quotas.items()],
        )
        for entity, quotas in found
    ]
    return response
