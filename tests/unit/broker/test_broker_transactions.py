"""The transaction coordinator: every phase met with every request, epochs and fencing, timeouts, restarts."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from barnabas.broker.state.groups.offsets import Committed
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.transactions.transaction import OFFSETS_TOPIC, Phase, java_hash, offsets_partition
from barnabas.errors import codes
from unit.broker.group_bench import GROUP, Bench

TX = "tx"
HERE, THERE = ("t", 0), ("t", 1)
MINUTE = 60_000


class Held(NamedTuple):
    """A bench and the producer that its transactional id has."""

    bench: Bench
    producer_id: int
    epoch: int

    @property
    def phase(self) -> Phase:
        found = self.bench.transactions.get(TX)
        assert found is not None
        return found.phase

    def add(self, *partitions: tuple[str, int], epoch: int | None = None) -> int:
        epoch = self.epoch if epoch is None else epoch
        return self.bench.transactions.add(TX, self.producer_id, epoch, partitions)

    def end(self, commit: bool, *, two: bool = False, epoch: int | None = None) -> tuple[int, int, int]:
        epoch = self.epoch if epoch is None else epoch
        return self.bench.transactions.end(TX, self.producer_id, epoch, commit, two=two)

    def markers(self, index: int = 0) -> list[tuple[int, int, bool]]:
        found: list[tuple[int, int, bool]] = self.bench.topics["t"].partitions[index].log.markers
        return found


def begun(version: str = "4.4") -> Held:
    bench = Bench(version=version)
    bench.topic("t", 2)
    error, producer_id, epoch = bench.transactions.init(TX, MINUTE)
    assert error == 0
    return Held(bench, producer_id, epoch)


def in_phase(phase: Phase, *, two: bool = False) -> Held:
    held = begun()
    if phase is Phase.EMPTY:
        return held
    if phase in (Phase.PREPARE_COMMIT, Phase.PREPARE_ABORT):
        held.bench.topics["t"].partitions[0].leader = -1
    assert held.add(HERE) == 0
    if phase is not Phase.ONGOING:
        held.end(phase in (Phase.PREPARE_COMMIT, Phase.COMPLETE_COMMIT), two=two)
    assert held.phase is phase
    return held


OK, BUSY, STATE, FENCED = codes.NONE, codes.CONCURRENT_TRANSACTIONS, codes.INVALID_TXN_STATE, codes.PRODUCER_FENCED


@pytest.mark.parametrize(
    ("phase", "init", "add", "commit", "abort"),
    [
        (Phase.EMPTY, OK, OK, STATE, STATE),
        (Phase.ONGOING, BUSY, OK, OK, OK),
        (Phase.PREPARE_COMMIT, BUSY, BUSY, BUSY, STATE),
        (Phase.PREPARE_ABORT, BUSY, BUSY, STATE, BUSY),
        (Phase.COMPLETE_COMMIT, OK, OK, OK, STATE),
        (Phase.COMPLETE_ABORT, OK, OK, STATE, OK),
    ],
)
def test_every_request_in_every_phase(phase: Phase, init: int, add: int, commit: int, abort: int) -> None:
    assert in_phase(phase).bench.transactions.init(TX, MINUTE).error == init
    assert in_phase(phase).add(HERE, THERE) == add
    assert in_phase(phase).end(True)[0] == commit
    assert in_phase(phase).end(False)[0] == abort


@pytest.mark.parametrize(
    ("phase", "now", "commit", "abort", "commit_again", "abort_again"),
    [
        # With the epoch of now, and as a repetition with the one before (KIP-890).
        (Phase.EMPTY, 0, STATE, OK, FENCED, FENCED),
        (Phase.ONGOING, 0, OK, OK, FENCED, FENCED),
        (Phase.PREPARE_COMMIT, 1, FENCED, FENCED, BUSY, STATE),
        (Phase.PREPARE_ABORT, 1, FENCED, FENCED, STATE, BUSY),
        (Phase.COMPLETE_COMMIT, 1, STATE, OK, OK, STATE),
        (Phase.COMPLETE_ABORT, 1, STATE, OK, STATE, OK),
    ],
)
def test_the_end_of_the_second_kind_in_every_phase(
    phase: Phase, now: int, commit: int, abort: int, commit_again: int, abort_again: int
) -> None:
    assert in_phase(phase, two=True).end(True, two=True, epoch=now)[0] == commit
    assert in_phase(phase, two=True).end(False, two=True, epoch=now)[0] == abort
    assert in_phase(phase, two=True).end(True, two=True, epoch=now - 1)[0] == commit_again
    assert in_phase(phase, two=True).end(False, two=True, epoch=now - 1)[0] == abort_again


@pytest.mark.parametrize(
    ("transactional_id", "timeout", "code"),
    [
        ("", MINUTE, codes.INVALID_REQUEST),
        (TX, 0, codes.INVALID_TRANSACTION_TIMEOUT),
        (TX, 900_001, codes.INVALID_TRANSACTION_TIMEOUT),
        (TX, 900_000, codes.NONE),
    ],
)
def test_what_init_checks(transactional_id: str, timeout: int, code: int) -> None:
    assert Bench().transactions.init(transactional_id, timeout).error == code


def test_each_init_raises_the_epoch_and_fences_the_former_producer() -> None:
    held = begun()
    again = held.bench.transactions.init(TX, MINUTE)
    assert (again.producer_id, again.epoch) == (held.producer_id, 1)
    assert held.add(HERE) == FENCED
    assert held.end(True)[0] == FENCED
    assert held.bench.transactions.add("other", 1, 0, [HERE]) == codes.INVALID_PRODUCER_ID_MAPPING
    assert held.bench.transactions.add(TX, 999, 0, [HERE]) == codes.INVALID_PRODUCER_ID_MAPPING
    assert held.bench.transactions.add("", 1, 0, [HERE]) == codes.INVALID_REQUEST
    assert held.bench.transactions.end("other", 1, 0, True, two=False).error == codes.INVALID_PRODUCER_ID_MAPPING


@pytest.mark.parametrize(("version", "epoch"), [("3.9", 1), ("4.4", 1)])
def test_init_aborts_an_open_transaction_under_a_higher_epoch(version: str, epoch: int) -> None:
    held = begun(version)
    held.add(HERE)
    assert held.bench.transactions.init(TX, MINUTE).error == BUSY
    assert held.phase is Phase.COMPLETE_ABORT
    assert held.markers() == [(held.producer_id, epoch, False)]
    assert held.bench.transactions.init(TX, MINUTE).epoch == epoch + 1


def test_a_producer_goes_on_by_naming_itself() -> None:
    held = begun()
    transactions = held.bench.transactions
    bumped = transactions.init(TX, MINUTE, (held.producer_id, 0))
    assert (bumped.error, bumped.epoch) == (0, 1)
    assert transactions.init(TX, MINUTE, (held.producer_id, 0)) == bumped, "the same again, when the answer was lost"
    assert transactions.init(TX, MINUTE, (held.producer_id, 1)).epoch == 2
    assert transactions.init(TX, MINUTE, (held.producer_id, 0)).error == FENCED
    assert transactions.init(TX, MINUTE, (999, 2)).error == FENCED


def test_a_producer_id_whose_epochs_are_used_up_is_replaced() -> None:
    held = begun()
    transactions = held.bench.transactions
    found = transactions.get(TX)
    assert found is not None
    found.epoch = 32766
    new = transactions.init(TX, MINUTE, (held.producer_id, 32766))
    assert new.producer_id != held.producer_id
    assert new.epoch == 0
    assert transactions.init(TX, MINUTE, (held.producer_id, 32766)) == new


def test_the_end_of_the_second_kind_gives_a_new_producer_when_epochs_are_used_up() -> None:
    held = begun()
    found = held.bench.transactions.get(TX)
    assert found is not None
    found.epoch = 32766
    held.add(HERE, epoch=32766)
    error, producer_id, epoch = held.end(True, two=True, epoch=32766)
    assert (error, epoch) == (0, 0)
    assert producer_id != held.producer_id
    assert held.markers() == [(held.producer_id, 32767, True)]
    assert held.end(True, two=True, epoch=32766) == (0, producer_id, 0), "the same again"
    assert held.bench.transactions.add(TX, producer_id, 0, [HERE]) == 0


@pytest.mark.parametrize("commit", [True, False])
@pytest.mark.parametrize(("two", "epoch"), [(False, 0), (True, 1)])
def test_the_end_writes_markers_and_completes_offsets(commit: bool, two: bool, epoch: int) -> None:
    held = begun()
    held.add(HERE, THERE)
    assert held.bench.transactions.add_group(TX, held.producer_id, 0, GROUP) == 0
    offsets = held.bench.groups.offsets
    offsets.commit_pending(held.producer_id, GROUP, HERE, Committed(42))
    assert held.end(commit, two=two) == (0, held.producer_id, epoch)
    assert held.markers(0) == held.markers(1) == [(held.producer_id, epoch, commit)]
    assert bool(offsets.of(GROUP)) == commit
    assert not offsets.is_pending(GROUP, HERE)


def test_a_partition_without_a_leader_holds_the_end_up() -> None:
    held = begun()
    first = held.bench.topics["t"].partitions[0]
    held.add(HERE, THERE)
    first.leader = -1
    assert held.end(True)[0] == 0
    assert held.phase is Phase.PREPARE_COMMIT
    assert (held.markers(0), len(held.markers(1))) == ([], 1)
    first.leader = 2
    for watcher in list(first.watchers):
        watcher()
    held.bench.advance(0)
    assert held.phase is Phase.COMPLETE_COMMIT
    assert len(held.markers(0)) == len(held.markers(1)) == 1
    assert not first.watchers


def test_a_deleted_partition_needs_no_marker() -> None:
    held = begun()
    held.add(HERE)
    held.bench.delete_topic("t")
    assert held.end(True)[0] == 0
    assert held.phase is Phase.COMPLETE_COMMIT


def test_a_partition_that_has_seen_a_newer_epoch_does_not_hold_the_end_up(caplog: pytest.LogCaptureFixture) -> None:
    """Brokers before 3.6 take records of any epoch that is newer, also of one that no coordinator gave."""
    held = begun("2.8")
    assert held.add(HERE, THERE) == OK

    def refuses(*_: object) -> int:
        raise RefusedError(codes.INVALID_PRODUCER_EPOCH, "epoch 7 was seen")

    held.bench.topics["t"].partitions[0].log.write_marker = refuses
    assert held.end(True)[0] == OK
    assert held.phase is Phase.COMPLETE_COMMIT
    assert held.markers() == []
    assert len(held.markers(1)) == 1
    assert "ends without a marker in t partition 0" in caplog.text


def test_a_transaction_that_lasts_too_long_is_aborted_and_its_producer_fenced() -> None:
    held = begun()
    held.bench.advance(100)
    held.add(HERE)
    held.bench.advance(59)
    held.add(THERE)
    assert held.phase is Phase.ONGOING
    held.bench.advance(1)
    assert held.phase is Phase.COMPLETE_ABORT
    assert held.markers(0) == held.markers(1) == [(held.producer_id, 1, False)]
    assert held.end(True)[0] == FENCED
    assert held.add(HERE) == FENCED


def test_a_transaction_that_ended_has_no_timeout_any_more() -> None:
    held = begun()
    held.add(HERE)
    held.end(True)
    held.bench.advance(30)
    held.add(HERE)
    held.bench.advance(45)
    assert held.phase is Phase.ONGOING


@pytest.mark.parametrize(
    ("version", "added", "epoch", "code"),
    [
        (9, True, 0, codes.NONE),
        (9, False, 0, codes.INVALID_TXN_STATE),
        (11, False, 0, codes.TRANSACTION_ABORTABLE),
        (12, False, 0, codes.NONE),
        (9, True, 5, codes.INVALID_PRODUCER_EPOCH),
        (12, True, 5, codes.INVALID_PRODUCER_EPOCH),
    ],
)
def test_a_leader_asks_before_it_appends(version: int, added: bool, epoch: int, code: int) -> None:
    held = begun()
    held.add(THERE)
    if added:
        held.add(HERE)
    verify = held.bench.transactions.verify
    assert verify(TX, held.producer_id, epoch, *HERE, version) == code
    found = held.bench.transactions.get(TX)
    assert found is not None
    assert (HERE in found.partitions) == (added or version == 12)


@pytest.mark.parametrize(("version", "code"), [(11, codes.NOT_ENOUGH_REPLICAS), (12, codes.CONCURRENT_TRANSACTIONS)])
def test_a_leader_that_asks_while_the_former_transaction_ends(version: int, code: int) -> None:
    held = in_phase(Phase.PREPARE_COMMIT)
    assert held.bench.transactions.verify(TX, held.producer_id, 0, *HERE, version) == code


def test_leaders_did_not_ask_before_3_6() -> None:
    assert begun("3.5").bench.transactions.verify(TX, 1, 0, *HERE, 9) == codes.NONE
    assert begun("3.6").bench.transactions.verify(TX, 1, 0, *HERE, 9) == codes.INVALID_PRODUCER_ID_MAPPING
    assert begun().bench.transactions.verify(None, 1, 0, *HERE, 9) == codes.INVALID_REQUEST


def test_an_idle_transactional_id_is_forgotten() -> None:
    held = begun()
    held.bench.advance(604_799)
    assert held.bench.transactions.all()
    held.bench.advance(2)
    assert not held.bench.transactions.all()
    assert held.bench.transactions.init(TX, MINUTE).producer_id != held.producer_id


@pytest.mark.parametrize("phase", list(Phase))
def test_a_restart_goes_on_where_it_was(phase: Phase) -> None:
    held = in_phase(phase)
    after = Bench(journal=held.bench.journal)
    after.topic("t", 2)
    found = after.transactions.get(TX)
    assert found is not None
    assert (found.producer_id, found.epoch, found.phase) == (held.producer_id, 0, phase)
    after.advance(0)
    if phase in (Phase.PREPARE_COMMIT, Phase.PREPARE_ABORT):
        assert found.phase.value == phase.value.replace("Prepare", "Complete")
        assert after.topics["t"].partitions[0].log.markers == [(held.producer_id, 0, phase is Phase.PREPARE_COMMIT)]
    after.advance(60)
    if phase is Phase.ONGOING:
        assert found.phase is Phase.COMPLETE_ABORT


@pytest.mark.parametrize(
    ("text", "code"), [("", 0), ("a", 97), ("my-group", -1906497762), ("ü€", 16176), ("😀", 1772899)]
)
def test_java_s_hash(text: str, code: int) -> None:
    assert java_hash(text) == code


def test_the_partition_of_a_group() -> None:
    assert offsets_partition("my-group") == (OFFSETS_TOPIC, 1906497762 % 50)
    assert java_hash("polygenelubricants") == -(2**31), "which has no positive counterpart"
    assert offsets_partition("polygenelubricants") == (OFFSETS_TOPIC, 0)
