"""Requests that were written by who sends the record, and not by the engine."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.engine.connection import Connection


def departures(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Their correlation ids, from now on, as the engine takes them into its books."""
    found: list[int] = []
    whole = Connection.departed

    def departed(self: Connection, *given: Any) -> None:
        found.append(given[3])
        whole(self, *given)

    monkeypatch.setattr(Connection, "departed", departed)
    return found
