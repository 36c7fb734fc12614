"""AlterUserScramCredentials, v0 (KIP-554): sets and takes away users' SCRAM credentials.

One change per user and request, as Kafka has it, even for two mechanisms. With ZooKeeper only the controller answers.
"""

from __future__ import annotations

from collections import Counter

from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.alter_user_scram_credentials import (
    AlterUserScramCredentialsRequest,
    AlterUserScramCredentialsResponse,
)

Result = AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult
Deletion = AlterUserScramCredentialsRequest.ScramCredentialDeletion
Upsertion = AlterUserScramCredentialsRequest.ScramCredentialUpsertion


async def handle(call: Call, request: AlterUserScramCredentialsRequest) -> AlterUserScramCredentialsResponse:
    """User by user."""
    results = {}
    changes: list[Deletion | Upsertion] = [*request.deletions, *request.upsertions]
    seen = Counter(change.name for change in changes)
    for change in changes:
        code, text = (codes.NOT_CONTROLLER, None) if not_controller(call) else _refusal(call, change, seen[change.name])
        results[change.name] = Result(user=change.name, error_code=code, error_message=text)
    credentials = call.cluster.credentials
    for gone in request.deletions:
        if not results[gone.name].error_code:
            credentials.delete(gone.name, gone.mechanism)
    for new in request.upsertions:
        if not results[new.name].error_code:
            credentials.upsert(new.name, new.mechanism, new.iterations, new.salt, new.salted_password)
    return AlterUserScramCredentialsResponse(results=list(results.values()))


def _refusal(call: Call, change: Deletion | Upsertion, times: int) -> tuple[int, str | None]:
    if times > 1:
        return codes.DUPLICATE_RESOURCE, "A user credential cannot be altered twice in the same request"
    iterations = change.iterations if isinstance(change, Upsertion) else None
    return call.cluster.credentials.refusal(change.name, change.mechanism, iterations)
