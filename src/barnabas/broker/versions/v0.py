"""Kafka 0.11: `key:oldest-newest` as a broker of each release tells them in ApiVersions."""

from __future__ import annotations

from typing import Final

RANGES: Final[dict[str, str]] = {
    "0.11": (
        "0:0-3 1:0-5 2:0-2 3:0-4 8:0-3 9:0-3 10:0-1 11:0-2 12:0-1 13:0-1 14:0-1 15:0-1 16:0-1 17:0-0 18:0-1 19:0-2 "
        "20:0-1 21:0-0 22:0-0 23:0-0 24:0-0 25:0-0 26:0-0 27:0-0 28:0-0 29:0-0 30:0-0 31:0-0 32:0-0 33:0-0"
    ),
}
