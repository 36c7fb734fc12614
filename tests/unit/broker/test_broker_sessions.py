"""Fetch sessions as a machine (KIP-227)."""

from __future__ import annotations

from barnabas.broker.state.sessions import (
    MAX_EPOCH,
    Context,
    FetchPartition,
    PartitionData,
    Place,
    Sessions,
    next_epoch,
)
from barnabas.errors import codes


def asked(*places: Place) -> list[tuple[Place, FetchPartition]]:
    return [(place, FetchPartition(partition=place[1], fetch_offset=0)) for place in places]


def told(place: Place, *, high_watermark: int = 0, records: bytes = b"", error: int = 0) -> tuple[Place, PartitionData]:
    data = PartitionData(
        partition_index=place[1], high_watermark=high_watermark, records=records, error_code=error, log_start_offset=0
    )
    return place, data


A, B, C = ("t", 0), ("t", 1), ("t", 2)


class Client:
    def __init__(self, sessions: Sessions, now: float = 0.0, by_id: bool = False) -> None:
        self.sessions, self.now, self.by_id = sessions, now, by_id
        self.id, self.epoch = 0, 0

    def begin(self, want: list[tuple[Place, FetchPartition]], forget: tuple[Place, ...] = ()) -> Context:
        return self.sessions.begin(self.id, self.epoch, want, forget, by_id=self.by_id, now=self.now)

    def answer(self, context: Context, *data: tuple[Place, PartitionData]) -> tuple[int, list[Place]]:
        error, self.id, named = self.sessions.answer(context, list(data), by_id=self.by_id, now=self.now)
        self.epoch = next_epoch(self.epoch)
        return error, [place for place, _ in named]

    def open(self, *places: Place) -> None:
        assert self.answer(self.begin(asked(*places)), *(told(place) for place in places)) == (0, list(places))


def test_only_what_changed_is_told():
    client = Client(Sessions())
    client.open(A, B, C)
    assert client.id > 0
    context = client.begin([])
    assert [place for place, _ in context.partitions] == [A, B, C]
    assert client.answer(context, told(A), told(B, high_watermark=1), told(C, records=b"x")) == (0, [B, C])
    # C was served and goes to the end; an error is told each time, and told again when it is gone
    context = client.begin(asked(C))
    assert [place for place, _ in context.partitions] == [A, B, C]
    assert client.answer(context, told(A, error=3), told(B, high_watermark=1), told(C)) == (0, [A])
    assert client.answer(client.begin([]), told(A), told(B, high_watermark=1), told(C)) == (0, [A])


def test_who_was_served_waits_for_the_others():
    client = Client(Sessions())
    client.open(A, B)
    client.answer(client.begin([]), told(A, records=b"x"), told(B))
    assert [place for place, _ in client.begin([]).partitions] == [B, A]


def test_partitions_are_added_changed_and_forgotten():
    client = Client(Sessions())
    client.open(A, B)
    changed = [(A, FetchPartition(partition=0, fetch_offset=9)), *asked(C)]
    context = client.begin(changed, forget=(B,))
    assert [(place, request.fetch_offset) for place, request in context.partitions] == [(A, 9), (C, 0)]
    client.answer(context, told(A), told(C))
    context = client.begin([], forget=(A, C))
    assert context.partitions == []
    assert len(client.sessions) == 0  # nothing left: the session is closed
    assert client.answer(context) == (0, [])
    assert client.id == 0


def test_errors():
    client = Client(Sessions())
    client.open(A)
    good = client.id, client.epoch
    client.id += 1 if client.id < MAX_EPOCH else -1
    assert client.begin([]).error_code == codes.FETCH_SESSION_ID_NOT_FOUND
    client.id, client.epoch = good[0], good[1] + 1
    assert client.begin([]).error_code == codes.INVALID_FETCH_SESSION_EPOCH
    client.epoch, client.by_id = good[1], True
    assert client.begin([]).error_code == codes.FETCH_SESSION_TOPIC_ID_ERROR
    client.by_id = False
    first, _ = client.begin([]), setattr(client, "epoch", 2)
    client.begin([])  # the client went on without the answer
    error, session_id, named = client.sessions.answer(first, [told(A)], by_id=False, now=0)
    assert (error, session_id, named) == (codes.INVALID_FETCH_SESSION_EPOCH, good[0], [])


def test_a_full_request_ends_the_session_before():
    client = Client(Sessions())
    client.open(A)
    client.epoch = -1
    assert client.answer(client.begin(asked(A)), told(A)) == (0, [A])
    assert (client.id, len(client.sessions)) == (0, 0)


def test_epochs_begin_anew_at_one():
    assert (next_epoch(0), next_epoch(MAX_EPOCH)) == (1, 1)


def test_slots_are_limited_and_the_idle_give_way():
    sessions = Sessions(slots=2)
    one, two, three = (Client(sessions) for _ in range(3))
    one.open(A, B)
    two.open(A)
    three.open(A, B, C)
    assert (len(sessions), three.id) == (2, 0)  # no room: the answer is full each time
    two.now = 100
    two.answer(two.begin([]), told(A))
    late = Client(sessions, now=121)
    late.open(A)
    assert late.id > 0
    assert one.begin([]).error_code == codes.FETCH_SESSION_ID_NOT_FOUND  # idle for longest
    two.now = 122
    two.answer(two.begin([]), told(A))
    larger = Client(sessions, now=130)
    larger.open(A, B)
    assert larger.id > 0
    assert two.begin([]).error_code == codes.FETCH_SESSION_ID_NOT_FOUND  # old, and smaller
