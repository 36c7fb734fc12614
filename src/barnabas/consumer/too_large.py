"""Answers to Fetches that are larger than the client takes: what is asked for keeps below it, and a batch that does not is told of.

A broker sends the first batch of an answer whole, whatever the limits say. The answer does not tell whose it would have been,
so what was asked for together is asked for in halves until one partition is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from barnabas.consumer.partition import Partition
from barnabas.engine.engine import Engine
from barnabas.errors.client import RecordTooLargeError

BESIDE = 8  # a part of so many of `max_response_bytes` is for what stands in an answer beside the records


def most_asked(options: Mapping[str, Any]) -> int:
    """Bytes of records that a Fetch of a client with these options may ask for."""
    most: int = options["max_response_bytes"]
    return most - most // BESIDE


def few_enough(partitions: list[Partition]) -> list[Partition]:
    """Those to ask for at once: if an answer with one of them was too large, a part."""
    doubtful = [p for p in partitions if p.together]
    return doubtful[: min(p.together for p in doubtful)] if doubtful else partitions


def waits_for_the_user(p: Partition) -> bool:
    """Whether it is asked for only when what was fetched of it before has been given: alone it may be too large again, each such answer
    costs the connection, and there is nobody to tell yet.
    """
    return p.together == 1 and p.outstanding()


def was_too_large(engine: Engine, asked: Iterable[tuple[Partition, int]]) -> None:
    """The answer about these partitions, asked for in these turns, was."""
    asked = list(asked)
    for p, turn in asked:
        p.together = max(len(asked) // 2, 1)
        p.later(engine.now(), engine.backoff, engine.cluster.snapshot.leader(*p.key))
        if len(asked) == 1 and not p.outstanding():  # what was fetched before is given first
            text = (
                f"the next batch does not fit into max_response_bytes={engine.options['max_response_bytes']}:"
                " give the client more, or seek() to behind it"
            )
            p.stick(RecordTooLargeError(text, topic=p.key.topic, partition=p.key.partition, offset=p.fetch_at), turn)
