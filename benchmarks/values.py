"""What the benchmarks send: 1000 distinct JSON-like strings of an exact size, used in turn."""

from __future__ import annotations

import random

DISTINCT = 1000
WORDS = ("amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "harbor", "inlet", "jasper", "knoll", "lagoon")


def values(size: int) -> list[bytes]:
    """1000 distinct values of `size` bytes each; the same ones on every call."""
    rng = random.Random(size)
    return [_value(rng, number, size) for number in range(DISTINCT)]


def _value(rng: random.Random, number: int, size: int) -> bytes:
    head = f'{{"id":{number:06d},"user":"u-{rng.randrange(10**6):06d}","amount":{rng.uniform(1, 9999):.2f},"note":"'
    parts = [head]
    length = len(head)
    while length < size:
        part = f"{rng.choice(WORDS)} {rng.randrange(10**4)} "
        parts.append(part)
        length += len(part)
    return ("".join(parts)[: size - 2] + '"}').encode()


def compressible(size: int) -> list[bytes]:
    """As `values`, but nearly all of each is one letter, so that a batch shrinks by far more than 100:1."""
    return [f"{number:06d}".encode() + b"a" * (size - 6) for number in range(DISTINCT)]
