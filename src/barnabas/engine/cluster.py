"""Keeping the picture of the cluster fresh: by age, by error and by need. Only topics in use are asked for (KIP-526)."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from barnabas.engine.backoff import Backoff
from barnabas.engine.expected import Expected
from barnabas.engine.looks import Looks
from barnabas.engine.snapshot import BrokerInfo, ClusterSnapshot
from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE, BrokerError, broker_error
from barnabas.errors.client import AuthenticationError, KafkaError, UnknownTopicError
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.cluster")


class Endpoint(Protocol):
    """A broker's address in an answer that names leaders; each message has a class of its own for it."""

    node_id: int
    host: str
    port: int
    rack: str | None


Ask = Callable[[MetadataRequest, float], Awaitable[MetadataResponse]]


class Cluster:
    """The newest snapshot, and what makes it newer. All but `snapshot` belongs to the engine's loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        ask: Ask,
        max_age: float,
        backoff: Backoff,
        timeout: float,
        late: Callable[[], KafkaError],
        patience: float | None = None,
    ) -> None:
        self._loop = loop
        self._ask = ask
        self._max_age = max_age
        self._backoff = backoff
        self._timeout = timeout
        self._late = late  # what to say when nobody has answered in time
        self._patience = patience  # seconds without an answer, after which the brokers known are forgotten (KIP-1102)
        self._silent_since: float | None = None
        self._interest: Counter[str] = Counter()
        self._wanted = asyncio.Event()
        self._lock = asyncio.Lock()
        self._listeners: list[Callable[[ClusterSnapshot], None]] = []
        self._all = 0  # how many follow every topic
        self._expected = Expected()
        self._looks = Looks()
        self._next_look: asyncio.TimerHandle | None = None
        self.snapshot = ClusterSnapshot()

    # --- interest -----------------------------------------------------------------------------------------------------

    def follow(self, topics: Iterable[str], *, fresh: bool = False) -> None:
        """Keeps these topics in the picture; counted, so each `follow` has its `unfollow`. `fresh` are those just asked for."""
        topics = list(topics)
        if not fresh and not all(self._fresh(t) for t in topics):
            self.update_soon("new topics")
        self._interest.update(topics)

    def unfollow(self, topics: Iterable[str]) -> None:
        """Ends a `follow`."""
        self._interest.subtract(topics)
        self._interest += Counter()  # drops what nobody follows

    def expect(self, topics: Iterable[str], *, create: bool) -> None:
        """Follows topics that should be there: they are looked for until they are, about once in the longest back-off.

        With `create` a broker that makes topics when a client names them may make those that are not there. Only until they
        are first seen: one that is deleted later is waited for. Each `expect` has its `expect_no_more`.
        """
        topics = list(topics)
        self._expected.add(topics, may_be_made=[name for name in topics if create and not self.usable(name)])
        self.follow(topics)

    def expect_no_more(self, topics: Iterable[str]) -> None:
        """Ends an `expect`."""
        topics = list(topics)
        self._expected.remove(topics)
        self.unfollow(topics)

    def follow_all(self) -> None:
        """Keeps every topic in the picture, as far as this client may see them; counted."""
        self._all += 1

    def unfollow_all(self) -> None:
        """Ends a `follow_all`."""
        self._all -= 1

    def listen(self, fn: Callable[[ClusterSnapshot], None]) -> None:
        """Has `fn` called on the loop after each change."""
        self._listeners.append(fn)

    def unlisten(self, fn: Callable[[ClusterSnapshot], None]) -> None:
        """Ends a `listen`."""
        self._listeners.remove(fn)

    # --- refreshing ---------------------------------------------------------------------------------------------------

    def update_soon(self, reason: str, *, failures: int = 1) -> None:
        """Asks for fresh metadata in the background.

        From the second of so many failures in a row on it is asked for less and less often (KIP-580), together with what others
        look for in vain, and at least once in the longest back-off.
        """
        if failures > 1:
            self._looks.asked()
            self._look_later(reason)
        elif not self._wanted.is_set():
            log.debug("metadata will be refreshed: %s", reason)
            self._wanted.set()

    async def keep_fresh(self) -> None:
        """The background task: refreshes when asked to and when the picture is old; never ends by itself."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(self._max_age):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            self._wanted.clear()
            try:
                await self.update(deadline=self._loop.time() + self._timeout)
                failures = 0
            except KafkaError as error:
                log.debug("metadata could not be refreshed: %s", error)
                failures += 1
                self._wanted.set()  # also after a refusal: until the user calls, that costs nothing (`Pool.asked`)
            except Exception:  # a mistake of ours, or in what a user gave: nobody else would keep the picture fresh
                log.exception("metadata could not be refreshed")
                failures += 1
                self._wanted.set()
            # Also after a success: a partition that stays without a leader must not make a busy loop.
            await asyncio.sleep(self._backoff.delay(max(failures, 1)))

    def hint(self, leaders: Mapping[tuple[str, int], tuple[int, int]], endpoints: Iterable[Endpoint]) -> bool:
        """Works in where partitions are led (node id and leader epoch), as a Fetch or Produce answer tells (KIP-951).

        True if that was news. It saves the wait for metadata, but does not replace it: call `update_soon` as well.
        """
        named = [BrokerInfo(e.node_id, e.host, e.port, e.rack) for e in endpoints]
        known = [broker for broker in named if broker.possible]
        snapshot = self.snapshot.led(leaders, known)
        if snapshot is self.snapshot:
            return False
        self.snapshot = snapshot
        self._tell()
        return True

    async def update(
        self, *, deadline: float, topics: Iterable[str] = (), auto_create: bool = False, everything: bool = False
    ) -> None:
        """Asks a broker now, for the topics followed and `topics`, or for all.

        Raises:
            NoBrokerAvailableError: none answered by the deadline, or whoever asked before still waits for that.
        """
        await self._turn(deadline)
        try:
            keep = frozenset(self._interest)
            # Who wants topics made names these alone: the word holds for all that a request names, and what others follow
            # may have been deleted for good.
            named = frozenset(topics) if auto_create else keep | frozenset(topics)
            asked = None if everything or (self._all and not auto_create) else named
            wanted = None if asked is None else [MetadataRequest.MetadataRequestTopic(name=n) for n in sorted(asked)]
            request = MetadataRequest(topics=wanted, allow_auto_topic_creation=auto_create)
            if wanted is None:
                request.topics = None
            response = await self.ask(request, deadline)
            known, found = self.snapshot.cluster_id, response.cluster_id
            if known is not None and found is not None and known != found:
                # Addresses that were given to others, or a cluster that was made anew: offsets mean something else now.
                log.error("this is another cluster than before: its id is %s, and was %s", found, known)
            self.snapshot = self.snapshot.merged(response, asked, keep)
            missing = self._expected.missing(self.usable)
            if self._expected.creatable:
                await self._create(self._expected.creatable, keep, deadline)
        finally:
            self._lock.release()
        self._tell()
        self._look_for(missing, self.snapshot.leaderless(keep))
        if older := max((topic.older for name in keep if (topic := self.snapshot.topics.get(name))), default=0):
            # Nothing would be refused that tells who is right, the broker or what it was believed before.
            self.update_soon("a broker names an id that a topic has left", failures=older)

    async def _create(self, names: list[str], keep: frozenset[str], deadline: float) -> None:
        """Names topics that are not there to a broker that may make them; whether it does is seen by the next looks."""
        wanted = [MetadataRequest.MetadataRequestTopic(name=name) for name in names]
        try:
            response = await self._answer(MetadataRequest(topics=wanted, allow_auto_topic_creation=True), deadline)
        except KafkaError as error:
            log.debug("topics that are not there could not be named: %s", error)
            return
        made = [topic for topic in response.topics or () if topic.partitions]
        for topic in response.topics or ():
            # Old brokers say LEADER_NOT_AVAILABLE while they make it, newer ones that they do not know it.
            known = topic.error_code in (0, codes.UNKNOWN_TOPIC_OR_PARTITION, codes.LEADER_NOT_AVAILABLE)
            if not known and topic.name not in self._looks.missing:
                refusal = broker_error(topic.error_code, topic=topic.name, api="Metadata")
                log.warning("topic %s is not there, and the broker does not make it: %s", topic.name, refusal)
        if made:
            log.info("the broker made %s", ", ".join(topic.name or "" for topic in made))
            response.topics = made
            self.snapshot = self.snapshot.merged(response, frozenset(names), keep)

    def _look_for(self, missing: list[str], leaderless: list[TopicPartition]) -> None:
        """Also what nobody reads or writes now: keyless records go where there is a leader, and come back when there is one again."""
        if new := [name for name in missing if name not in self._looks.missing]:
            log.info("waiting for topics that are not there: %s", ", ".join(new))
        news = self._looks.saw([*missing, *leaderless])
        if self._next_look is not None and (news or not self._looks.wanted):
            self._next_look.cancel()
            self._next_look = None
        if self._looks.wanted:
            self._look_later("topics are missing, or leaders of partitions")

    def _look_later(self, reason: str) -> None:
        if self._next_look is None:
            self._next_look = self._loop.call_later(self._backoff.delay(self._looks.next()), self._look_again, reason)

    def _look_again(self, reason: str) -> None:
        self._next_look = None
        self.update_soon(reason)

    async def ask(self, request: MetadataRequest, deadline: float) -> MetadataResponse:
        """What a broker says of the cluster; the picture stays as it is.

        Raises:
            NoBrokerAvailableError: none answered by the deadline.
            BrokerError: the broker does not say.
        """
        response = await self._answer(request, deadline)
        if response.error_code == codes.REBOOTSTRAP_REQUIRED and self._patience is not None:
            self._start_again("a broker asks for it")
            response = await self._answer(request, deadline)
        if response.error_code:
            raise broker_error(response.error_code, api="Metadata")
        return response

    async def _answer(self, request: MetadataRequest, deadline: float) -> MetadataResponse:
        try:
            response = await self._ask(request, deadline)
        except AuthenticationError:  # a refusal is an answer: who is known stays known
            self._silent_since = None
            raise
        except KafkaError:
            now = self._loop.time()
            if self._silent_since is None:
                self._silent_since = now
            elif self._patience is not None and now - self._silent_since >= self._patience and self.snapshot.brokers:
                self._start_again(f"no broker has told of the cluster for {now - self._silent_since:.0f} s")
            raise
        self._silent_since = None
        return response

    def _start_again(self, why: str) -> None:
        """KIP-1102: the brokers known are of no use any more, so that only the bootstrap addresses are asked."""
        log.info("this client starts again from its bootstrap addresses: %s", why)
        self.snapshot = replace(self.snapshot, version=self.snapshot.version + 1, controller_id=-1, brokers={})
        self._silent_since = None

    def _tell(self) -> None:
        for fn in list(self._listeners):
            fn(self.snapshot)

    async def _turn(self, deadline: float) -> None:
        """Takes the lock. Who asked before may have a later deadline, and a broker that does not answer."""
        try:
            async with asyncio.timeout_at(deadline):
                await self._lock.acquire()
        except TimeoutError as error:
            raise self._late() from error

    async def topics(self, names: Iterable[str], *, deadline: float, auto_create: bool = False) -> ClusterSnapshot:
        """The picture once it has all of `names`; those that nobody follows are asked for, for it may have grown old.

        Raises:
            UnknownTopicError: a topic is not there when the deadline comes; names it and the brokers asked.
            BrokerError: a topic's name is invalid, or it may not be seen; or the brokers did not tell until the deadline.
        """
        names = list(names)
        asked: set[str] = set()
        last: BrokerError | None = None
        failures = 0
        while True:
            missing = [n for n in names if not self.usable(n) or not (self._fresh(n) or n in asked)]
            if not missing:
                return self.snapshot
            if failures:
                delay = self._backoff.delay(failures)
                if self._loop.time() + delay >= deadline:
                    raise last or self._unknown(missing)
                await asyncio.sleep(delay)
            failures += 1
            last = None
            try:
                await self.update(deadline=deadline, topics=missing, auto_create=auto_create)
            except BrokerError as error:
                if not error.retriable:
                    raise
                log.debug("metadata was refused: %s", error)
                last = error
                continue
            asked.update(missing)
            for name in missing:
                if (refused := self._refused(name)) is not None:
                    raise refused

    def _refused(self, name: str) -> BrokerError | None:
        topic = self.snapshot.topics.get(name)
        known = BY_CODE.get(topic.error_code) if topic else None
        if topic is None or known is None or known.retriable:
            return None
        return broker_error(topic.error_code, topic=name, api="Metadata")

    def trouble(self, name: str, partition: int | None = None) -> KafkaError | None:
        """What keeps a topic, or a partition of it, from being used: it is not there, its name is invalid, it may not be seen. None if nothing does."""
        if not self.usable(name):
            return self._refused(name) or self._unknown([name])
        topic = self.snapshot.topics[name]
        return None if partition is None or partition in topic.partitions else topic.lacks(partition)

    def usable(self, name: str) -> bool:
        """Whether the picture has the topic with its partitions."""
        topic = self.snapshot.topics.get(name)
        return topic is not None and bool(topic.partitions) and topic.error_code != codes.UNKNOWN_TOPIC_OR_PARTITION

    def _fresh(self, name: str) -> bool:
        """Whether a topic is in the picture and kept there."""
        return name in self.snapshot.topics and (self._all > 0 or self._interest[name] > 0)

    def _unknown(self, names: list[str]) -> UnknownTopicError:
        brokers = ", ".join(f"{b.id} ({b.host}:{b.port})" for b in self.snapshot.brokers.values())
        topic = self.snapshot.topics.get(names[0])
        error = UnknownTopicError(
            f"topic {', '.join(names)} is not known to the cluster (brokers {brokers})", topic=names[0]
        )
        return error.causing(broker_error(topic.error_code) if topic and topic.error_code else None)
