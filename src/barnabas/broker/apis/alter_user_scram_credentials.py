"""AlterUserScramCredentials, v0 (KIP-554): sets and takes away users' SCRAM credentials.

A user with any change that is refused keeps what there was. With ZooKeeper only the controller answers.
"""

from __future__ import annotations

from collections import Counter

from barnabas.broker import codes
from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.protocol.messages.alter_user_scram_credentials import (
    AlterUserScramCredentialsRequest,
    AlterUserScramCredentialsResponse,
)

Result = AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult


async def handle(call: Call, request: AlterUserScramCredentialsRequest) -> AlterUserScramCredentialsResponse:
    """User by user."""
    results = {change.name: Result(user=change.name, error_message=None) for change in _changes(request)}
    seen = Counter((change.name, change.mechanism) for change in _changes(request))
    for (name, type_), times in seen.items():
        code, text = (
            (codes.NOT_CONTROLLER, None) if not_controller(call) else _refusal(call, request, name, type_, times)
        )
        if code and not results[name].error_code:
            results[name].error_code, results[name].error_message = code, text
    credentials = call.cluster.credentials
    for gone in request.deletions:
        if not results[gone.name].error_code:
            credentials.delete(gone.name, gone.mechanism)
    for new in request.upsertions:
        if not results[new.name].error_code:
            credentials.upsert(new.name, new.mechanism, new.iterations, new.salt, new.salted_password)
    return AlterUserScramCredentialsResponse(results=list(results.values()))


def _changes(
    request: AlterUserScramCredentialsRequest,
) -> list[
    AlterUserScramCredentialsRequest.ScramCredentialDeletion | AlterUserScramCredentialsRequest.ScramCredentialUpsertion
]:
    return [*request.deletions, *request.upsertions]


def _refusal(
    call: Call, request: AlterUserScramCredentialsRequest, name: str, type_: int, times: int
) -> tuple[int, str | None]:
    if times > 1:
        return codes.DUPLICATE_RESOURCE, "A user credential cannot be altered twice in the same request"
    new = next((up for up in request.upsertions if (up.name, up.mechanism) == (name, type_)), None)
    return call.cluster.credentials.refusal(name, type_, None if new is None else new.iterations)
