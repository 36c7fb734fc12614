"""DescribeUserScramCredentials, v0 (KIP-554): who has SCRAM credentials, by which mechanism, with how many iterations."""

from __future__ import annotations

from collections import Counter

from barnabas.broker.call import Call
from barnabas.broker.state.credentials import mechanism_type
from barnabas.errors import codes
from barnabas.protocol.messages.describe_user_scram_credentials import (
    DescribeUserScramCredentialsRequest,
    DescribeUserScramCredentialsResponse,
)

Result = DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult


async def handle(call: Call, request: DescribeUserScramCredentialsRequest) -> DescribeUserScramCredentialsResponse:
    """User by user; all of them if none is named."""
    there = dict(call.cluster.credentials.scram_users())
    asked = Counter(user.name for user in request.users or ())
    response = DescribeUserScramCredentialsResponse(error_message="")
    for name in asked or there:
        told = Result(user=name, error_message="")
        if asked[name] > 1:
            told.error_code = codes.DUPLICATE_RESOURCE
            text = "Cannot describe SCRAM credentials for the same user twice in a single request"
            told.error_message = f"{text}: {name}"
        elif name not in there:
            told.error_code = codes.RESOURCE_NOT_FOUND
            told.error_message = f"Attempt to describe a user credential that does not exist: {name}"
        else:
            told.credential_infos = [
                DescribeUserScramCredentialsResponse.CredentialInfo(
                    mechanism=mechanism_type(mechanism), iterations=keys.iterations
                )
                for mechanism, keys in there[name]
            ]
        response.results.append(told)
    return response
