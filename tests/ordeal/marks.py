"""What every record of the ordeal carries: who wrote it, the how manyth it is in its partition, the transaction, a checksum."""

from __future__ import annotations

import zlib
from typing import NamedTuple

PAD = b"." * 40


class Mark(NamedTuple):
    """A record's content. `transaction` is -1 outside of one."""

    life: str
    partition: int
    sequence: int
    transaction: int = -1


def written(mark: Mark) -> bytes:
    """A record's value."""
    body = b"%s|%d|%d|%d|" % (mark.life.encode(), mark.partition, mark.sequence, mark.transaction)
    return body + PAD + b"|%08x" % zlib.crc32(body)


def read(value: bytes) -> Mark:
    """The mark of a value.

    Raises:
        ValueError: it is damaged.
    """
    life, partition, sequence, transaction, pad, checksum = value.split(b"|")
    body = b"%s|%s|%s|%s|" % (life, partition, sequence, transaction)
    if pad != PAD or int(checksum, 16) != zlib.crc32(body):
        raise ValueError(f"a damaged record: {value!r}")
    return Mark(life.decode(), int(partition), int(sequence), int(transaction))
