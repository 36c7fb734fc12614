"""A member of a churning group: a user's loop in a thread of its own, and what its journal says.

    S                               begun, before its first poll
    T place first . generation      taken: told by a poll; it begins at offset `first`, -1 if that was not known. Without a
                                    place: an assignment of nothing
    G place                         given up: the next poll, which is the consent, or the end begins now
    L place                         told that it is lost
    P place first last              given by a poll: consecutive offsets
    C place offset begun generation a commit, asked for at `begun` (milliseconds), was answered with success
    V . . . generation              the generation, or epoch, is another one than before
    U topics                        subscribed to these now, a bit for each
    I                               is alive; every second
    E                               ended in good order

A place is a partition, numbered through all topics.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import barnabas
from barnabas import Rebalance, Records, TopicPartition
from tests.ordeal.journal import Journal, runs

log = logging.getLogger("churn.member")
POLL = 0.2  # seconds
COMMIT_EVERY = 0.5
# Also the longest that a wait for the next generation may hold up this loop, in which all partitions stand still.
COMMIT_MOST = 2.0
IN_BACKGROUND = 20.0
ALIVE = 1.0


class Places:
    """Numbers of partitions, through all topics."""

    def __init__(self, topics: Mapping[str, int]) -> None:
        self._base = dict(zip(topics, itertools.accumulate(topics.values(), initial=0), strict=False))

    def __getitem__(self, key: TopicPartition) -> int:
        return self._base[key.topic] + key.partition

    def bits(self, topics: Iterable[str]) -> int:
        """A bit for each topic."""
        order = list(self._base)
        return sum(1 << order.index(topic) for topic in topics)


class Member:
    """See above. `told`: `life`, `journal`, `topics` with their counts, `group`, `subscribed`, `options`, `background`."""

    def __init__(self, told: Mapping[str, Any], client: barnabas.Client) -> None:
        self._journal = Journal(Path(told["journal"]))
        self._places = Places(told["topics"])
        self._background: bool = told["background"]  # whether commits between rebalances are waited for by nobody
        self._commands: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._held: dict[TopicPartition, object] = {}  # with an object of its own for each time
        self._going: list[TopicPartition] = []  # given up by the next poll
        self._done: dict[TopicPartition, int] = {}  # where to go on; not committed yet
        self._asked: dict[TopicPartition, int] = {}  # the last offset that was to be committed
        self._under_way = False  # a commit in the background
        self._generation = -1
        self._committed_at = self._alive_at = 0.0
        self._over = False
        self._leave: bool | None = None
        self._note("U", self._places.bits(told["subscribed"]))
        self._consumer: barnabas.Consumer[Any, Any] = client.consumer(
            *told["subscribed"], group_id=told["group"], auto_offset_reset="earliest", **told["options"]
        )
        self._thread = threading.Thread(target=self._run, name=told["life"])
        self._thread.start()

    def tell(self, command: dict[str, Any]) -> None:
        """What it does before its next poll: `leave`, `die` (without a word), `subscribe` to `topics`."""
        self._commands.put(command)

    def join(self) -> None:
        """Waits for its end."""
        self._thread.join()

    # --- the loop -----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._note("S")
        self._journal.flush()
        try:
            try:
                while not self._over:
                    self._turn()
                if self._leave is None:
                    self._commit_now()
            finally:
                self._give_up(list(self._held))
                self._journal.flush()
                self._consumer.close(leave=self._leave)
        except Exception:
            log.exception("a member ended")  # and its journal has no E, which is judged
        else:
            self._note("E")
        self._journal.flush()

    def _turn(self) -> None:
        self._give_up(self._going)
        self._going = []
        self._journal.flush()
        while not self._commands.empty():
            self._obey(self._commands.get())
        if self._over:
            return
        try:
            found = self._consumer.poll(POLL)
        except barnabas.NoBrokerAvailableError as error:  # it began while the broker was away, and has not seen one yet
            log.info("a poll failed: %s", error)
            return
        self._look()
        if isinstance(found, Rebalance):
            self._rebalanced(found)
        elif isinstance(found, Records) and len(found):
            self._given(found)
        now = time.monotonic()
        if now - self._committed_at >= COMMIT_EVERY and self._done:
            self._committed_at = now
            if not self._background:
                self._commit_now()
            elif not self._under_way:  # else more and more of them would wait for each other's generation
                self._commit_soon()

    def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "leave":
                self._over = True
            case "die":
                self._over, self._leave = True, False
            case "subscribe":
                self._consumer.subscribe(*command["topics"])
                self._note("U", self._places.bits(command["topics"]))
            case other:
                raise ValueError(f"a command is {other!r}")

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._alive_at >= ALIVE:
            self._alive_at = now
            self._note("I")
        generation = self._consumer.health().generation_id
        if generation not in (-1, self._generation):
            self._generation = generation
            self._note("V", generation=generation)

    def _rebalanced(self, news: Rebalance) -> None:
        generation = self._consumer.group_metadata().generation_id
        if not (news.assigned or news.revoked or news.lost):
            self._note("T", generation=generation)
        for key, first in news.assigned.items():
            self._held[key] = object()
            self._note("T", self._places[key], -1 if first is None else first, generation=generation)
        for key in news.lost:
            self._note("L", self._places[key])
            self._held.pop(key, None)
            self._done.pop(key, None)
        if news.revoked:
            self._commit_now()
            self._going = list(news.revoked)

    def _given(self, records: Records[Any, Any]) -> None:
        for key, part in records.by_partition().items():
            for first, last in runs(list(part.offsets())):
                self._note("P", self._places[key], first, last)
                self._done[key] = last + 1
        self._journal.flush()  # before it is committed: a record is known to be given, whatever becomes of the process

    def _give_up(self, partitions: Iterable[TopicPartition]) -> None:
        for key in partitions:
            if self._held.pop(key, None) is not None:
                self._note("G", self._places[key])
            self._done.pop(key, None)

    # --- commits ------------------------------------------------------------------------------------------------------

    def _commit_now(self) -> None:
        offsets, told = self._begin()
        try:
            if offsets:
                self._consumer.commit(offsets, timeout=COMMIT_MOST)
        except (barnabas.CommitFailedError, barnabas.KafkaTimeoutError, barnabas.NoBrokerAvailableError) as error:
            told(error)
        else:
            told(None)

    def _commit_soon(self) -> None:
        offsets, told = self._begin()
        self._under_way = True

        def ended(_: object, error: barnabas.KafkaError | None) -> None:
            self._under_way = False
            told(error)

        self._consumer.commit_async(offsets, ended, timeout=IN_BACKGROUND)

    def _begin(self) -> tuple[Mapping[TopicPartition, int], Callable[[barnabas.KafkaError | None], None]]:
        offsets, self._done = self._done, {}
        self._asked.update(offsets)
        tenures = {key: self._held.get(key) for key in offsets}
        begun, generation = round(time.monotonic() * 1000), self._generation

        def told(error: barnabas.KafkaError | None) -> None:
            if error is not None:
                log.info("a commit failed: %s", error)
            for key, offset in offsets.items():
                if error is None:
                    self._note("C", self._places[key], offset, begun, generation)
                elif self._held.get(key) is tenures[key] is not None and self._asked[key] == offset:
                    # Once more; unless a later one is on its way, behind which it would take the offset back.
                    self._done.setdefault(key, offset)

        return offsets, told

    def _note(self, kind: str, partition: int = -1, first: int = -1, last: int = -1, generation: int = -1) -> None:
        self._journal.note(kind, partition, first, last, generation)
