"""Mutants that no test could notice, each with the reason."""

from __future__ import annotations

EQUIVALENT: dict[str, dict[str, str]] = {
    "barnabas.consumer.session": {
        "`False` → `True`": "a new session has nothing that a change to topic ids could end",
    },
}
