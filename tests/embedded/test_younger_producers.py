"""An elder producer of a transactional id never takes back the place of a younger one, whatever it meets first."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

import barnabas
from barnabas import errors
from barnabas.broker import Broker
from tests.harness import reading

WAIT = 60.0


class Pair:
    """Two clients of a broker, and the producers of one transactional id: the elder, and the younger that comes later."""

    def __init__(self, version: str) -> None:
        self.stack = contextlib.ExitStack()
        self.broker = self.stack.enter_context(Broker(version=version))
        clients = [
            self.stack.enter_context(barnabas.Client(self.broker.bootstrap_servers, client_id=name))
            for name in ("elder", "younger")
        ]
        clients[0].admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        self.elder, self.younger = (
            self.stack.enter_context(client.producer(transactional_id="x")) for client in clients
        )

    def committed(self) -> list[bytes | None]:
        with barnabas.Client(self.broker.bootstrap_servers) as client:
            return reading.committed(client, "t")


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    made = Pair(request.param)
    with made.stack:
        yield made


def once(producer: barnabas.Producer, value: bytes) -> None:
    with producer.transaction():
        producer.send("t", value)


@pytest.mark.kip(360)
@pytest.mark.parametrize("pair", ["2.4", "2.5", "3.9", "4.4"], indirect=True)
@pytest.mark.parametrize("how", ["expired", "epochs used up"])
def test_an_elder_whose_id_is_gone_is_fenced(pair: Pair, how: str) -> None:
    once(pair.elder, b"elder")
    known = pair.broker._runtime().cluster.transactions._all
    if how == "expired":
        del known["x"]  # as by transactional.id.expiration.ms
    else:
        known["x"].epoch = 32766  # the next producer has another id
    once(pair.younger, b"younger")
    pair.younger.begin_transaction()
    pair.younger.send("t", b"open").result(WAIT)
    with pytest.raises((errors.TransactionAbortedError, errors.ProducerFencedError)):
        once(pair.elder, b"zombie")
    with pytest.raises(errors.ProducerFencedError):
        once(pair.elder, b"zombie")
    pair.younger.commit_transaction()
    assert pair.committed() == [b"elder", b"younger", b"open"]


@pytest.mark.parametrize("pair", ["2.4", "2.5"], indirect=True)
def test_an_elder_that_has_written_nothing_is_fenced_as_it_aborts(pair: Pair) -> None:
    once(pair.elder, b"elder")
    pair.elder.begin_transaction()
    pair.younger.begin_transaction()
    pair.younger.send("t", b"open").result(WAIT)
    pair.broker.inject(api="AddPartitionsToTxn", error="TOPIC_AUTHORIZATION_FAILED", client_id="elder")
    with pytest.raises(errors.TransactionAbortedError):
        pair.elder.send("t", b"zombie").result(WAIT)
    with pytest.raises(errors.ProducerFencedError):
        pair.elder.abort_transaction()
    pair.younger.commit_transaction()
    assert pair.committed() == [b"elder", b"open"]


@pytest.mark.parametrize("pair", ["3.9", "4.4"], indirect=True)
def test_one_whose_id_is_gone_goes_on_under_another_where_there_is_no_younger_one(pair: Pair) -> None:
    once(pair.elder, b"first")
    del pair.broker._runtime().cluster.transactions._all["x"]
    with pytest.raises(errors.TransactionAbortedError):
        once(pair.elder, b"lost")
    once(pair.elder, b"second")
    assert pair.committed() == [b"first", b"second"]
