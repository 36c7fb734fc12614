"""AlterClientQuotas, v0 and v1 (KIP-546): sets and takes away quotas. They are kept and told, not enforced: nobody is throttled.

Names of hosts as the entity of an address are not resolved: only addresses and localhost are taken.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.state.quotas import Entity, entity_of
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.alter_client_quotas import AlterClientQuotasRequest, AlterClientQuotasResponse


async def handle(call: Call, request: AlterClientQuotasRequest) -> AlterClientQuotasResponse:
    """Entity by entity."""
    asked: dict[Entity, list[AlterClientQuotasRequest.EntryData]] = {}
    for entry in request.entries:
        entity = entity_of((part.entity_type, part.entity_name) for part in entry.entity)
        asked.setdefault(entity, []).append(entry)
    response = AlterClientQuotasResponse()
    for entity, entries in asked.items():
        told = AlterClientQuotasResponse.EntryData(
            error_message=None,
            entity=[AlterClientQuotasResponse.EntityData(entity_type=t, entity_name=name) for t, name in entity],
        )
        try:
            _alter(call, entity, entries, request.validate_only)
        except RefusedError as refused:
            told.error_code, told.error_message = refused.code, refused.message
        response.entries.append(told)
    return response


def _alter(call: Call, entity: Entity, entries: list[AlterClientQuotasRequest.EntryData], validate_only: bool) -> None:
    operations = entries[0].ops
    changes = {op.key: None if op.remove else op.value for op in operations}
    if len(changes) == len(operations):
        call.cluster.quotas.alter(entity, changes, validate_only)
    if len(entries) > 1 or len(changes) < len(operations):
        named = ", ".join(f"{type_}={'<default>' if name is None else name}" for type_, name in entity)
        text = f"Ignoring duplicate entity ClientQuotaEntity(entries={{{named}}})"  # as Kafka says it, the first holds
        raise RefusedError(codes.INVALID_REQUEST, text)
