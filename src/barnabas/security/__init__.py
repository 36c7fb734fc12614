"""How a client proves who it is and whom it talks to: TLS, SASL, and what its options say of them. No sockets here.

Mechanisms and sources of tokens for `sasl_mechanism` and `sasl_oauthbearer_token` are public: `Plain`, `Scram`, `OAuthBearer`,
`MskIam`, `Gssapi`, `Mechanism` (for one of your own); `Token`, `ClientCredentials`, `JwtBearer`, `TokenFile`, `MskToken`, `AwsCredentials`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas.security.options import SecurityOptions as SecurityOptions
    from barnabas.security.sasl.gssapi import Gssapi as Gssapi
    from barnabas.security.sasl.mechanism import Mechanism as Mechanism
    from barnabas.security.sasl.msk_iam import MskIam as MskIam
    from barnabas.security.sasl.msk_iam import MskToken as MskToken
    from barnabas.security.sasl.oauthbearer import OAuthBearer as OAuthBearer
    from barnabas.security.sasl.oauthbearer import Token as Token
    from barnabas.security.sasl.plain import Plain as Plain
    from barnabas.security.sasl.scram import Scram as Scram
    from barnabas.security.sasl.sigv4 import AwsCredentials as AwsCredentials
    from barnabas.security.sasl.token_sources import ClientCredentials as ClientCredentials
    from barnabas.security.sasl.token_sources import JwtBearer as JwtBearer
    from barnabas.security.sasl.token_sources import TokenFile as TokenFile

_PUBLIC = {
    "AwsCredentials": "sasl.sigv4",
    "ClientCredentials": "sasl.token_sources",
    "Gssapi": "sasl.gssapi",
    "JwtBearer": "sasl.token_sources",
    "Mechanism": "sasl.mechanism",
    "MskIam": "sasl.msk_iam",
    "MskToken": "sasl.msk_iam",
    "OAuthBearer": "sasl.oauthbearer",
    "Plain": "sasl.plain",
    "Scram": "sasl.scram",
    "SecurityOptions": "options",
    "Token": "sasl.oauthbearer",
    "TokenFile": "sasl.token_sources",
}
__all__ = [  # loaded by __getattr__
    "AwsCredentials",
    "ClientCredentials",
    "Gssapi",
    "JwtBearer",
    "Mechanism",
    "MskIam",
    "MskToken",
    "OAuthBearer",
    "Plain",
    "Scram",
    "SecurityOptions",
    "Token",
    "TokenFile",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    globals()[name] = value
    return value
