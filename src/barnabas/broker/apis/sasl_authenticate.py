"""SaslAuthenticate: a token of the mechanism that was agreed on. v1 tells how long the session lasts (KIP-368).

Not modelled: Kafka's delay of an answer to a failed login (`connection.failed.authentication.delay.ms`); it comes at once.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.server.sasl import gate_of
from barnabas.protocol.messages.sasl_authenticate import SaslAuthenticateRequest, SaslAuthenticateResponse


async def handle(call: Call, request: SaslAuthenticateRequest) -> SaslAuthenticateResponse:
    """Answers at once; the connection closes behind a refusal."""
    gate = gate_of(call.peer.data)
    outcome = gate.authenticate(bytes(request.auth_bytes), call.now, call.cluster.timers.wall_ms)
    return SaslAuthenticateResponse(
        error_code=outcome.error_code,
        error_message=outcome.error_message,
        auth_bytes=outcome.auth_bytes,
        session_lifetime_ms=outcome.session_lifetime_ms,
    )
