"""From API keys to names and classes; a class's module is loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from barnabas.errors.client import ProtocolError
from barnabas.protocol.message import Request
from barnabas.protocol.messages import APIS


def api_name(key: int) -> str:
    """The name of an API, as ``"Produce"``; ``"key 1234"`` for one that this client does not know."""
    entry = APIS.get(key)
    return entry[1] if entry else f"key {key}"


def request_class(key: int) -> type[Request]:
    """The request class of an API key.

    Raises:
        ProtocolError: no API has this key.
    """
    entry = APIS.get(key)
    if entry is None:
        raise ProtocolError(f"no request has the API key {key}")
    module, name = entry
    return cast("type[Request]", getattr(import_module(f"barnabas.protocol.messages.{module}"), f"{name}Request"))
