"""Mutants that no test could notice, each with the reason."""

from __future__ import annotations

_NEVER_BELOW = "offsets are not negative, and epochs not below -1: each number below them is as good"

EQUIVALENT: dict[str, dict[str, str]] = {
    "barnabas.consumer.session": {
        "self._by_id = False: False → True": "a new session has nothing that a change to topic ids could end",
    },
    "barnabas.consumer.frontier": {
        "self._end = -1: 1 → 2": _NEVER_BELOW,
        "self._epoch = -1: 1 → 2": _NEVER_BELOW,
        "def give(self, offsets: Sequence[int], epochs: tuple[int, int] = (-1, -1)) -> None:: 1 → 2": _NEVER_BELOW,
        "return False → return None": "what is not true is asked for, and nothing else",
        "self._done[at] = 1: 1 → 2": "a byte that is not 0",
    },
}
