"""The states of a transactional producer, one by one; and what each error code means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import barnabas
from barnabas.errors import InvalidProducerIdMappingError, UnknownProducerIdError, broker_error
from barnabas.producer.transaction import ID_LOST, State, Transaction, Verdict, fenced, produce_is_fatal, verdict
from barnabas.types import TopicPartition

PLACE = TopicPartition("t", 0)
CALLS: dict[str, Callable[[Transaction], object]] = {
    "begin": lambda now: now.begin(False),
    "send": lambda now: now.check_open("send"),
    "commit": lambda now: now.commit(),
    "abort": lambda now: now.abort(),
}


@pytest.fixture
def now(request: pytest.FixtureRequest) -> Transaction:
    """A transaction in the test's `state`; without one it is ready."""
    made = Transaction("id")
    callspec = getattr(request.node, "callspec", None)
    made.state = callspec.params.get("state", State.READY) if callspec is not None else State.READY
    if made.state in (State.BROKEN, State.FATAL):
        made.error = barnabas.KafkaError("the first error")
    return made


ALLOWED = {
    State.NEW: set(),
    State.READY: {"begin"},
    State.OPEN: {"send", "commit", "abort"},
    State.COMMITTING: {"commit", "abort"},
    State.ABORTING: {"abort"},
    State.BROKEN: {"abort"},
    State.FATAL: set(),
}


AFTER = {"begin": State.OPEN, "send": State.OPEN, "commit": State.COMMITTING, "abort": State.ABORTING}


def test_nothing_is_known_of_a_producer_that_is_new() -> None:
    now = Transaction("id")
    assert (now.transactional_id, now.state, now.error) == ("id", State.NEW, None)
    assert (now.second, now.started, now.unheard, now.over, now.decided, now.anew, now.id_lost) == (False,) * 7
    assert not now.added
    assert not now.missing
    assert not now.late
    assert not now.astray


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("call", list(CALLS))
def test_what_may_be_called_when(now: Transaction, state: State, call: str) -> None:
    if call in ALLOWED[state]:
        CALLS[call](now)
        assert now.state is AFTER[call]
        return
    with pytest.raises(barnabas.KafkaError) as raised:
        CALLS[call](now)
    if state is State.FATAL:
        assert str(raised.value) == "the first error"
    elif state is State.BROKEN:
        assert isinstance(raised.value, barnabas.TransactionAbortedError)
        assert "the first error" in str(raised.value)
    else:
        assert isinstance(raised.value, barnabas.TransactionStateError)
    assert now.state is state


@pytest.mark.parametrize("state", list(State))
def test_when_nobody_knows_what_became_of_it(now: Transaction, state: State) -> None:
    assert not now.undecided
    now.decided = True
    assert now.undecided is (state in (State.COMMITTING, State.FATAL))


@pytest.mark.parametrize("state", list(State))
def test_what_nobody_heard_of_is_taken_back(now: Transaction, state: State) -> None:
    now.take_back()
    assert now.state is (State.READY if state is State.OPEN else state)


@pytest.mark.parametrize("what", ["started", "unheard", "missing"])
def test_but_not_when_something_is_in_it(what: str) -> None:
    now = Transaction("id")
    now.state = State.OPEN
    setattr(now, what, {PLACE: None} if what == "missing" else True)
    now.take_back()
    assert now.state is State.OPEN


@pytest.mark.parametrize("state", [State.COMMITTING])
def test_what_may_be_committed_already_is_not_aborted(now: Transaction, state: State) -> None:
    now.decided = True
    with pytest.raises(barnabas.TransactionStateError):
        now.abort()
    assert not now.may_abort


@pytest.mark.parametrize("decided", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_when_there_is_something_to_abort(now: Transaction, state: State, decided: bool) -> None:
    now.decided = decided
    wanted = {State.OPEN, State.BROKEN, State.ABORTING} | (set() if decided else {State.COMMITTING})
    assert now.may_abort is (state in wanted)


def test_by_the_first_version_partitions_are_added_before_anything_is_sent(now: Transaction) -> None:
    now.begin(False)
    assert now.may_send(PLACE) is False
    assert list(now.missing) == [PLACE]
    assert not now.started
    now.were_added([PLACE])
    assert not now.missing
    assert now.may_send(PLACE)
    assert now.started
    now.commit()
    now.ended()
    now.begin(False)
    assert not now.may_send(PLACE)  # of another transaction


@pytest.mark.kip(890)
def test_by_the_second_version_they_add_themselves(now: Transaction) -> None:
    now.begin(True)
    assert now.may_send(PLACE)
    assert not now.missing
    assert not now.started  # by what goes out, and not by the question


@pytest.mark.parametrize("state", [State.COMMITTING, State.ABORTING])
def test_one_that_has_ended_leaves_nothing_to_the_next(now: Transaction, state: State) -> None:
    now.error = barnabas.KafkaError("the first error")
    now.started = now.unheard = now.over = now.decided = now.anew = now.id_lost = True
    now.added.add(PLACE)
    now.missing[PLACE] = None
    now.ended()
    assert (now.state, now.error) == (State.READY, None)
    assert (now.started, now.unheard, now.over, now.decided, now.anew, now.id_lost) == (False,) * 6
    assert not now.added
    assert not now.missing


@pytest.mark.parametrize("state", list(State))
def test_nothing_is_sent_outside_of_a_transaction(now: Transaction, state: State) -> None:
    now.added.add(PLACE)
    assert now.may_send(PLACE) is (state in (State.OPEN, State.COMMITTING))


@pytest.mark.parametrize("fatal", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_a_failure_breaks_what_is_open_and_a_fatal_one_everything(now: Transaction, state: State, fatal: bool) -> None:
    if fatal:
        now.failed(barnabas.KafkaError("a later error"), fatal=True)
        assert now.state is State.FATAL
    else:
        now.failed(barnabas.KafkaError("a later error"))
        broken = state in (State.OPEN, State.COMMITTING)
        assert now.state is (State.BROKEN if broken else state)
        assert now.anew is (broken or state is State.ABORTING)
    if state is State.FATAL:
        assert str(now.error) == "the first error"


@pytest.mark.kip(360)
def test_records_that_went_astray_have_the_epoch_rise_and_are_remembered_beyond_the_end(now: Transaction) -> None:
    now.begin(False)
    now.abort()
    now.given_up(set())
    assert not now.anew
    now.given_up({PLACE})
    assert now.anew
    now.ended()
    assert (now.anew, now.astray) == (False, {PLACE})


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (3, Verdict.AGAIN),  # UNKNOWN_TOPIC_OR_PARTITION
        (14, Verdict.AGAIN),  # COORDINATOR_LOAD_IN_PROGRESS
        (15, Verdict.AGAIN),  # COORDINATOR_NOT_AVAILABLE
        (16, Verdict.AGAIN),  # NOT_COORDINATOR
        (22, Verdict.ABORT),  # ILLEGAL_GENERATION
        (25, Verdict.ABORT),  # UNKNOWN_MEMBER_ID
        (29, Verdict.ABORT),  # TOPIC_AUTHORIZATION_FAILED
        (30, Verdict.ABORT),  # GROUP_AUTHORIZATION_FAILED
        (31, Verdict.FATAL),  # CLUSTER_AUTHORIZATION_FAILED
        (35, Verdict.FATAL),  # UNSUPPORTED_VERSION
        (43, Verdict.FATAL),  # UNSUPPORTED_FOR_MESSAGE_FORMAT
        (47, Verdict.FATAL),  # INVALID_PRODUCER_EPOCH, from a coordinator
        (48, Verdict.FATAL),  # INVALID_TXN_STATE
        (49, Verdict.ABORT),  # INVALID_PRODUCER_ID_MAPPING
        (51, Verdict.AGAIN),  # CONCURRENT_TRANSACTIONS
        (53, Verdict.FATAL),  # TRANSACTIONAL_ID_AUTHORIZATION_FAILED
        (55, Verdict.ABORT),  # OPERATION_NOT_ATTEMPTED
        (59, Verdict.ABORT),  # UNKNOWN_PRODUCER_ID
        (82, Verdict.ABORT),  # FENCED_INSTANCE_ID
        (90, Verdict.FATAL),  # PRODUCER_FENCED
        (120, Verdict.ABORT),  # TRANSACTION_ABORTABLE
    ],
)
def test_what_coordinators_errors_mean(code: int, means: Verdict) -> None:
    assert verdict(code) is means


def test_an_error_that_nobody_knows_ends_the_transaction() -> None:
    assert verdict(12345) is Verdict.ABORT


@pytest.mark.parametrize(("code", "ends"), [(29, False), (31, True), (32, False), (45, False), (53, True), (54, False)])
def test_which_errors_of_leaders_end_the_producer(code: int, ends: bool) -> None:
    assert produce_is_fatal(broker_error(code)) is ends


@pytest.mark.kip(588)
def test_a_leaders_old_epoch_is_for_the_coordinator_to_judge() -> None:
    assert not produce_is_fatal(broker_error(47))  # KIP-588
    assert produce_is_fatal(broker_error(90))
    assert not produce_is_fatal(barnabas.DeliveryTimeoutError("late"))


@pytest.mark.kip(588)
@pytest.mark.parametrize(
    ("code", "api", "overtaken"),
    [(90, "Produce", True), (47, "AddPartitionsToTxn", True), (48, "EndTxn", True), (48, "AddPartitionsToTxn", False)],
)
def test_which_errors_say_that_another_one_has_taken_its_place(code: int, api: str, overtaken: bool) -> None:
    error = broker_error(code, api=api)
    told = fenced(error)
    assert isinstance(told, barnabas.errors.ProducerFencedError) is overtaken
    assert (told.__cause__ if overtaken else told) is error


def test_which_errors_say_that_the_coordinator_has_forgotten_the_id() -> None:
    assert {InvalidProducerIdMappingError.code, UnknownProducerIdError.code} == ID_LOST
