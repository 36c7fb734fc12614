"""Placeholder until the generator writes it."""

from __future__ import annotations

from typing import Any

from barnabas.errors.broker_base import BrokerError

__all__ = ["BY_CODE", "BrokerError", "broker_error"]
BY_CODE: dict[int, type[BrokerError]] = {}


def broker_error(code: int, message: str | None = None, **context: Any) -> BrokerError:
    cls = BY_CODE.get(code)
    if cls is None:
        error = BrokerError(message or f"the broker answered with the unknown error code {code}", **context)
        error.code, error.name = code, f"UNKNOWN_CODE_{code}"
        return error
    return cls(message, **context)
