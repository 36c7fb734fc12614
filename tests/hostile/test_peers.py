"""Peers that are not Kafka, or break off: clear errors or recovery; no hang, no crash."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

import barnabas
from barnabas import TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.sockets import Serving, end

WAIT = 30.0


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Each connection is served in a thread; gives the address, ends with the block."""
    with Serving(serve) as serving:
        yield serving.bootstrap


def closes_at_once(peer: socket.socket) -> None:
    return


def says_nothing(peer: socket.socket) -> None:
    while peer.recv(1000):
        pass


def speaks_http(peer: socket.socket) -> None:
    peer.recv(1000)
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def claims_too_much(peer: socket.socket) -> None:
    peer.recv(1000)
    peer.sendall((0x7FFFFFFF).to_bytes(4, "big") + bytes(100))
    says_nothing(peer)


def answers_another(peer: socket.socket) -> None:
    peer.recv(1000)
    peer.sendall((8).to_bytes(4, "big") + (77).to_bytes(4, "big") + bytes(4))
    says_nothing(peer)


def breaks_off_mid_frame(peer: socket.socket) -> None:
    peer.recv(1000)
    peer.sendall((1000).to_bytes(4, "big") + bytes(10))


@pytest.mark.parametrize(
    ("serve", "text"),
    [
        (closes_at_once, "closed the connection at once"),
        (says_nothing, "no answer within"),
        (speaks_http, "."),
        (claims_too_much, "."),
        (answers_another, "77"),
        (breaks_off_mid_frame, "."),
    ],
)
def test_a_peer_that_is_no_kafka_gives_a_clear_error(serve: Callable[[socket.socket], None], text: str) -> None:
    with server(serve) as address, barnabas.Client(address, socket_connection_setup_timeout_ms=300) as client:
        with pytest.raises(barnabas.NoBrokerAvailableError, match=text) as caught:
            client.admin.list_topics(timeout=1.0)
        assert address in str(caught.value)
        with pytest.raises(barnabas.KafkaError):
            client.producer(max_block_ms=500).send("orders", b"x")


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_crash_nothing(seed: int) -> None:
    dice = random.Random(seed)

    def babble(peer: socket.socket) -> None:
        while (request := peer.recv(65536)) and len(request) >= 12:
            size = dice.choice([0, 1, 4, 8, 50, 1000])
            body = request[8:12] + dice.randbytes(size) if dice.random() < 0.8 else dice.randbytes(size)
            peer.sendall(len(body).to_bytes(4, "big") + body)

    with server(babble) as address, barnabas.Client(address, socket_connection_setup_timeout_ms=300) as client:
        for _ in range(5):
            with pytest.raises(barnabas.KafkaError):
                client.admin.list_topics(timeout=0.3)


class Proxy:
    """Between client and broker; cuts connections after so many bytes of answers, often inside of a frame."""

    def __init__(self, target: str, dice: random.Random) -> None:
        self._host, port = target.split(":")
        self._port = int(port)
        self._dice = dice
        self.cuts = 0
        self.cutting = True

    def serve(self, peer: socket.socket) -> None:
        with socket.create_connection((self._host, self._port)) as broker:
            back = threading.Thread(target=self._back, args=(broker, peer))
            back.start()
            try:
                while data := peer.recv(65536):
                    broker.sendall(data)
            finally:
                end(broker, peer)
                back.join(WAIT)

    def _back(self, broker: socket.socket, peer: socket.socket) -> None:
        left = self._dice.randrange(500, 60_000)
        try:
            while data := broker.recv(1 << 14):
                if self.cutting and len(data) > left:
                    peer.sendall(data[:left])
                    self.cuts += 1
                    break
                left -= len(data)
                peer.sendall(data)
        except OSError:
            pass
        finally:
            end(broker, peer)


@pytest.mark.timeout(180)
def test_connections_cut_inside_of_frames_lose_nothing(topic: Topics, start_broker: Callable[..., object]) -> None:
    dice = random.Random(7)
    # The broker must tell clients the proxy's address, or they would go around it.
    holder: dict[str, Proxy] = {}
    with server(lambda peer: holder["proxy"].serve(peer)) as address:
        broker = start_broker(properties={"advertised.listeners": f"PLAINTEXT://{address}"})
        holder["proxy"] = proxy = Proxy(broker.bootstrap, dice)  # type: ignore[attr-defined]
        with barnabas.Client(address, request_timeout_ms=5000, reconnect_backoff_max_ms=100) as client:
            proxy.cutting = False
            client.admin.create_topics(
                [barnabas.NewTopic("cut", partitions=1, replication_factor=1)], raise_on_error=True
            )
            with client.producer(linger_ms=0, batch_size=5000) as producer:
                producer.send("cut", b"warm").result(WAIT)
                proxy.cutting = True
                deliveries = [producer.send("cut", b"%d" % i + bytes(200)) for i in range(2000)]
                for delivery in deliveries:
                    delivery.result(WAIT)
            found: list[int] = []
            consumer = client.consumer(auto_offset_reset="earliest", max_partition_fetch_bytes=10_000)
            consumer.assign([TopicPartition("cut", 0)])
            offset = 0
            while len(set(found)) < 2000:
                records = consumer.poll(WAIT)
                assert len(records)
                for record in records:
                    assert record.offset == offset  # none doubled, none left out
                    offset += 1
                    if record.value != b"warm":
                        found.append(int((record.value or b"").rstrip(b"\0")))
            assert proxy.cuts > 3
            proxy.cutting = False


def test_a_damaged_batch_stands_beside_good_records(kafka: Kafka, topic: Topics) -> None:
    """The bytes are damaged between broker and consumer."""
    name = topic(partitions=2)
    with barnabas.Client(kafka.bootstrap) as client:
        with client.producer() as producer:
            for p in range(2):
                producer.send_many(name, [b"good"] * 3, partition=p).result(WAIT)
            producer.send(name, b"DAMAGE-ME", partition=0).result(WAIT)
        with barnabas.Client(kafka.bootstrap) as other:
            consumer = other.consumer(auto_offset_reset="earliest")
            damaged(consumer)
            keys = [TopicPartition(name, p) for p in range(2)]
            consumer.assign(keys)
            found: list[tuple[int, int]] = []
            errors: dict[TopicPartition, barnabas.KafkaError] = {}
            while len(found) < 6 or not errors:
                try:
                    records = consumer.poll(WAIT)
                except barnabas.CorruptBatchError as error:
                    errors[keys[0]] = error
                    continue
                found.extend((r.partition, r.offset) for r in records)
                errors.update(getattr(records, "errors", {}))
            assert sorted(found) == [(p, o) for p in range(2) for o in range(3)]
            error = errors[keys[0]]
            assert isinstance(error, barnabas.CorruptBatchError)
            assert (error.topic, error.partition, error.offset) == (name, 0, 3)
            assert consumer.position(keys[0]) == 3
            for _ in range(2):  # it comes again until the user does something
                with pytest.raises(barnabas.CorruptBatchError):
                    consumer.poll(WAIT)
            consumer.pause(keys[0])
            assert len(consumer.poll(0.1)) == 0
            consumer.resume(keys[0])
            consumer.seek(keys[0], 4)
            assert len(consumer.poll(0.3)) == 0


def damaged(consumer: barnabas.Consumer[bytes, bytes]) -> None:
    """Flips a byte of the record that asks for it, in what comes from the wire."""
    fetcher = consumer._core.fetcher
    received = fetcher._received

    def spoil(response, asked, names):  # type: ignore[no-untyped-def]
        for one in response.responses:
            for data in one.partitions:
                if data.records and (at := bytes(data.records).find(b"DAMAGE-ME")) >= 0:
                    copy = bytearray(data.records)
                    copy[at] ^= 1
                    data.records = memoryview(copy)
        return received(response, asked, names)

    fetcher._received = spoil  # type: ignore[method-assign]
