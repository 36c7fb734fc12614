"""Delegation tokens (KIP-48) are not modelled: all of their APIs answer as brokers without delegation.token.secret.key do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.call import Call


def refused(call: Call) -> int:
    """The code for a request: who has not shown who they are may not ask at all."""
    security, anonymous = call.peer.listener, call.peer.principal == "User:ANONYMOUS"
    if security == "PLAINTEXT" or (security == "SSL" and anonymous):
        return codes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
    return codes.DELEGATION_TOKEN_AUTH_DISABLED
