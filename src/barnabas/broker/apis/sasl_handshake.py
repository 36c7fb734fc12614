"""SaslHandshake: a mechanism is agreed on. After v0 the tokens follow without headers, after v1 in SaslAuthenticate.

The connection's gate decides (`server/sasl.py`); where there is no SASL, and after it, the answer is ILLEGAL_SASL_STATE.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.server.sasl import gate_of
from barnabas.protocol.messages.sasl_handshake import SaslHandshakeRequest, SaslHandshakeResponse


async def handle(call: Call, request: SaslHandshakeRequest) -> SaslHandshakeResponse:
    """Answers at once."""
    code, mechanisms = gate_of(call.peer.data).handshake(request.mechanism, call.version, call.now)
    return SaslHandshakeResponse(error_code=code, mechanisms=mechanisms)
