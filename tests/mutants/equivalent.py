"""Mutants that no test could notice, each with the reason."""

from __future__ import annotations

_NEVER_BELOW = "offsets are not negative, and epochs not below -1: each number below them is as good"

_FAR = "the few batches that are out never take up a third of all numbers"
_ONLY_COMPARED = "counts that are only compared with each other, for being the same"
_DECLARED = "declares the name: no state that reads it is reached before it is set"

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
    "barnabas.group.classic": {
        "self._epoch = 0: 0 → 1": _ONLY_COMPARED,
        "self._epoch += 1 → self._epoch -= 1": _ONLY_COMPARED,
        "self._epoch += 1: 1 → 2": _ONLY_COMPARED,
        "self._protocol = \"\": self._protocol = '' → pass": _DECLARED,
        "self._retry_at = 0.0 → pass": _DECLARED,
        "self._asked_at = 0.0 → pass": _DECLARED,
        "self._beat_at = 0.0 → pass": _DECLARED,
    },
    "barnabas.group.consumer": {
        "self._lives = 0: 0 → 1": _ONLY_COMPARED,
        "self._lives += 1 → self._lives -= 1": _ONLY_COMPARED,
        "self._lives += 1: 1 → 2": _ONLY_COMPARED,
        "self._beat_at = 0.0 → pass": _DECLARED,
        "self._interval = 0.0 → pass": _DECLARED,
    },
    "barnabas.group.machine": {
        "self._last_poll = 0.0 → pass": _DECLARED,
    },
    "barnabas.producer.sequences": {
        "if (end - line.acked) % WRAP < WRAP // 2:: (end - line.acked) % WRAP < WRAP // 2 → (end - line.acked) % WRAP <= WRAP // 2": _FAR,
        "if (end - line.acked) % WRAP < WRAP // 2:: 2 → 3": _FAR,
    },
}
