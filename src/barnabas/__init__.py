"""Barnabas: a Kafka client for Python.

Everything public is here and in `barnabas.errors`. Names are loaded when first used, so that `import barnabas` costs
next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas.client import AsyncClient as AsyncClient
    from barnabas.client import Client as Client

__version__ = "0.1.0"

# name -> the module that holds it
_PUBLIC = {
    "AsyncClient": "barnabas.client",
    "Client": "barnabas.client",
}
__all__ = ["AsyncClient", "Client"]


def __getattr__(name: str) -> object:
    try:
        module = _PUBLIC[name]
    except KeyError:
        raise AttributeError(f"module 'barnabas' has no attribute {name!r}") from None
    value = globals()[name] = getattr(importlib.import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
