"""A laptop that slept for an hour while the cluster went on: the client goes on, and so does its place in the group.

The broker has a clock of its own. That of the client stood still meanwhile (as the system's clock does on Linux and macOS),
or it has jumped when the machine wakes (as on others).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.engine import suspension
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.testing import ManualClock
from tests.harness.relay import Relay
from tests.harness.scripted import ScriptedBroker
from tests.harness.waiting import until

WAIT = 30.0
HOUR = 3600.0


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Has the machine sleep: the system's clock for it counts, that of timers stands still."""
    total = [suspension.suspended()]
    monkeypatch.setattr(suspension, "suspended", lambda: total[0])

    def sleep(seconds: float) -> None:
        total[0] += seconds

    return sleep


def go_on(clocks: list[ManualClock], true: Callable[[], object], what: str) -> None:
    """Lets time pass for everybody, a little at a time, until something has come about."""

    def look() -> bool:
        for clock in clocks:
            clock.advance(0.25)
        return bool(true())

    until(look, what)


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
@pytest.mark.parametrize("jumps", [True, False])
def test_a_member_of_a_group_joins_again_and_reads_on(
    protocol: str, jumps: bool, asleep: Callable[[float], None]
) -> None:
    theirs, ours = ManualClock(), ManualClock()
    with (
        Broker(clock=theirs, default_partitions=2) as broker,
        barnabas.Client(broker.bootstrap_servers, clock=ours) as client,
        barnabas.Client(broker.bootstrap_servers) as other,
        other.producer() as producer,
        polling(client, protocol) as (values, told),
    ):
        producer.send("t", b"before").result(WAIT)
        go_on([ours, theirs], lambda: values == [b"before"], "the first record comes")
        before = len(told)
        for _ in range(24):  # the cluster goes on for an hour: the session ends, and idle connections are closed
            theirs.advance(HOUR / 24)
        if jumps:
            ours.jump(HOUR)
        else:
            asleep(HOUR)
        producer.send("t", b"after").result(WAIT)
        go_on([ours, theirs], lambda: b"after" in values, "reading goes on")
        # It is told that somebody else could have had its partitions, and has them again.
        again = lambda: any(news.lost for news in told[before:]) and len(told[-1].assigned) == 2  # noqa: E731 # shorter than a def, and as plain
        go_on([ours, theirs], again, "it is a member again")
        assert values.count(b"before") == 1


class polling:
    """A consumer that polls in a thread, and commits; gives the values and the rebalances that it was told of."""

    def __init__(self, client: barnabas.Client, protocol: str) -> None:
        self.values: list[bytes | None] = []
        self.told: list[barnabas.Rebalance] = []
        client.admin.create_topics([barnabas.NewTopic("t", partitions=2)], raise_on_error=True)
        self._consumer = client.consumer("t", group_id="g", auto_offset_reset="earliest", group_protocol=protocol)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> tuple[list[bytes | None], list[barnabas.Rebalance]]:
        self._thread.start()
        return self.values, self.told

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(WAIT)

    def _run(self) -> None:
        while not self._end.is_set():
            match self._consumer.poll(0.02):
                case barnabas.Rebalance() as news:
                    self.told.append(news)
                case records:
                    # Committed before it is told of, for then the session ends, and what was not would come again.
                    if len(records):
                        with suppress(barnabas.CommitFailedError):
                            self._consumer.commit()
                    self.values.extend(record.value for record in records)


def test_what_was_under_way_is_not_waited_for(asleep: Callable[[float], None]) -> None:
    """Every connection is gone without a word: the client does not wait for the request's timeout to find out."""
    clock = ManualClock()
    with (
        Broker(default_partitions=1) as broker,
        Relay(broker.bootstrap_servers) as relay,
        barnabas.Client(
            broker.bootstrap_servers, address_map=relay.map, clock=clock, request_timeout_ms=1_800_000
        ) as client,
        client.producer(linger_ms=0, delivery_timeout_ms=3_600_000) as producer,
    ):
        producer.send("t", b"before").result(WAIT)
        silent = relay.go_silent()
        under_way = producer.send("t", b"during")
        asleep(HOUR)
        go_on([clock], under_way.done, "it is sent again")
        assert under_way.result(WAIT).offset == 1
        assert producer.send("t", b"after").result(WAIT).offset == 2
        assert clock.now < 30
        relay.wait_closed(silent)


@pytest.mark.parametrize("slept", [0.0, 10.0])
def test_a_nap_costs_no_connection(asleep: Callable[[float], None], slept: float) -> None:
    clock = ManualClock()
    with ScriptedBroker() as broker, barnabas.Client(broker.bootstrap, clock=clock) as client:
        ask(client, 2)
        asleep(slept)
        clock.advance(20)
        ask(client)
        assert len({seen.connection for seen in broker.of(MetadataRequest)}) == 2  # the bootstrap address' and node 1's


def ask(client: barnabas.Client, times: int = 1) -> None:
    """Asks for metadata, first at the bootstrap address, then at a broker that is known."""
    engine = client._engine
    for _ in range(times):
        engine.run(lambda: engine.cluster.update(deadline=engine.now() + WAIT))


@pytest.fixture
def quiet() -> Iterator[ScriptedBroker]:
    with ScriptedBroker() as broker:
        yield broker


def test_an_idle_connection_is_replaced_before_it_is_used(quiet: ScriptedBroker) -> None:
    """Also when nobody had the time to close it: the machine slept, and the clock jumps at the moment of the call."""
    clock = ManualClock()
    with barnabas.Client(quiet.bootstrap, clock=clock, connections_max_idle_ms=540_000) as client:
        ask(client, 2)
        used = quiet.of(MetadataRequest)[-1].connection
        engine = client._engine

        async def late() -> None:
            clock._now += HOUR  # in the loop's turn that asks, before any timer of it
            await engine.send(1, MetadataRequest(), timeout=WAIT)

        engine.run(late)
        assert used == 1
        assert quiet.of(MetadataRequest)[-1].connection == 2


def test_an_idle_client_falls_silent(quiet: ScriptedBroker) -> None:
    """That its own connections were idle is no reason to look for brokers that were lost."""
    clock = ManualClock()
    options = {"metadata_max_age_ms": 36_000_000, "connections_max_idle_ms": 540_000}
    with barnabas.Client(quiet.bootstrap, clock=clock, **options) as client:
        ask(client, 2)
        asked = len(quiet.seen)
        clock.advance(600)
        quiet.wait_open(lambda count: count == 0)
        clock.advance(HOUR)
        assert len(quiet.seen) == asked
        assert quiet.open == 0
        assert not quiet.of(HeartbeatRequest)


def test_this_system_can_tell() -> None:
    assert suspension.suspended() > -0.001  # two clocks are read one after the other
    assert suspension.Sleeper().slept() == 0.0
