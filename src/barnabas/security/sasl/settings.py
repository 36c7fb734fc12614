"""From the options of SASL to a mechanism for each connection."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from barnabas.errors.client import ConfigurationError
from barnabas.security.sasl.gssapi import Gssapi, library
from barnabas.security.sasl.mechanism import Factory, Mechanism
from barnabas.security.sasl.msk_iam import MskIam
from barnabas.security.sasl.oauthbearer import OAuthBearer
from barnabas.security.sasl.plain import Plain
from barnabas.security.sasl.scram import Scram
from barnabas.security.sasl.tokens import Tokens

OffLoop = Callable[[Callable[[], Any]], Awaitable[Any]]


def factory_of(options: Mapping[str, Any], owner: str, off_loop: OffLoop, wall: Callable[[], float]) -> Factory:
    """What makes the mechanism for a connection, given host and port; `wall` is the clock of dates.

    Raises:
        ConfigurationError: an option is missing, or has no effect with the mechanism; a package is missing.
    """
    given: Any = options["sasl_mechanism"]
    if given is None:
        raise ConfigurationError(f"{owner}: security_protocol={options['security_protocol']!r} needs sasl_mechanism")
    name = given if isinstance(given, str) else None
    username, password = options["sasl_username"], options["sasl_password"]
    _fits(options, owner, name)
    if name is None:
        assert not isinstance(given, str)
        if isinstance(given, Scram | Gssapi):
            kind = type(given).__name__
            raise ConfigurationError(
                f"{owner}: sasl_mechanism={kind}(...) is not accepted: one is for one authentication at a time, and connections are opened"
                f" side by side; give what makes them: lambda host, port: {kind}(...)"
            )
        if isinstance(given, Mechanism) and not isinstance(given, type):
            return lambda host, port: given

        async def of_the_user(host: str, port: int) -> Any:
            made = (
                given(host, port) if inspect.iscoroutinefunction(given) else await off_loop(lambda: given(host, port))
            )
            return await made if inspect.isawaitable(made) else made

        return of_the_user
    if name == "OAUTHBEARER":
        tokens = Tokens(options["sasl_oauthbearer_token"], wall, off_loop)

        async def with_token(host: str, port: int) -> Mechanism:
            return OAuthBearer(await tokens.get())

        return with_token
    if name == "AWS_MSK_IAM":

        async def with_credentials(host: str, port: int) -> Any:  # it may read files, for the region
            return await off_loop(lambda: MskIam(host, wall=wall))

        return with_credentials
    if name == "GSSAPI":
        library()  # that it is missing is told now
        service, principal = options["sasl_kerberos_service_name"], username
        return lambda host, port: Gssapi(host, service, principal)
    if name == "PLAIN":
        plain = Plain(username, password)
        return lambda host, port: plain
    Scram(name, username, password)
    return lambda host, port: Scram(name, username, password)


def _fits(options: Mapping[str, Any], owner: str, name: str | None) -> None:
    shown = name or "a mechanism of your own"
    needed = {
        "PLAIN": {"sasl_username", "sasl_password"},
        "SCRAM-SHA-256": {"sasl_username", "sasl_password"},
        "SCRAM-SHA-512": {"sasl_username", "sasl_password"},
        "OAUTHBEARER": {"sasl_oauthbearer_token"},
    }.get(name or "", set())
    allowed = needed | ({"sasl_username"} if name == "GSSAPI" else set())
    for option in ("sasl_username", "sasl_password", "sasl_oauthbearer_token"):
        there = options[option] is not None
        if option in needed and not there:
            raise ConfigurationError(f"{owner}: sasl_mechanism={name!r} needs {option}")
        if there and option not in allowed:
            raise ConfigurationError(f"{owner}: {option} would have no effect with {shown}")
