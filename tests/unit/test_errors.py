"""The error tree: two sides apart, context in the text, pickling with cause and subclass state."""

from __future__ import annotations

import pickle

import pytest

from barnabas import errors
from barnabas.errors import client as client_errors
from barnabas.errors.base import KafkaError
from barnabas.errors.broker_base import BrokerError

CLIENT_CLASSES = [
    value
    for value in vars(client_errors).values()
    if isinstance(value, type) and issubclass(value, KafkaError) and value is not KafkaError
]


def test_text_has_place_and_cause():
    error = errors.NetworkError("cannot connect", broker="1 (b1:9092)", topic="t", partition=3)
    error.__cause__ = ConnectionRefusedError(111, "Connection refused")
    assert str(error) == "cannot connect (topic t, partition 3, broker 1 (b1:9092)): Connection refused"


def test_cause_is_not_said_twice():
    error = errors.NetworkError("refused: boom").causing(OSError("boom"))
    assert str(error) == "refused: boom"


@pytest.mark.parametrize("cls", CLIENT_CLASSES)
def test_client_errors_are_client_errors_and_pickle(cls):
    error = cls("text", topic="t", partition=1, offset=9, broker="b", api="Fetch").causing(ValueError("why"))
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is cls
    assert str(copy) == str(error)
    assert (copy.topic, copy.partition, copy.offset, copy.broker, copy.api) == ("t", 1, 9, "b", "Fetch")
    assert isinstance(copy.__cause__, ValueError)
    assert isinstance(copy, errors.ClientError)
    assert not isinstance(copy, BrokerError)


def test_subclass_state_survives_pickle():
    error = errors.DeliveryTimeoutError("late")
    error.maybe_written = True
    assert pickle.loads(pickle.dumps(error)).maybe_written is True


def test_builtin_bases():
    assert issubclass(errors.ConfigurationError, ValueError)
    assert issubclass(errors.KafkaTimeoutError, TimeoutError)
    assert issubclass(errors.ForkedError, errors.ClosedError)


def test_broker_error_has_code_name_and_the_brokers_text():
    error = errors.broker_error(6, topic="t", partition=0)
    assert isinstance(error, BrokerError)
    assert (error.code, error.name, error.retriable) == (6, "NOT_LEADER_OR_FOLLOWER", True)
    assert "[6 NOT_LEADER_OR_FOLLOWER]" in str(error)
    assert "topic t, partition 0" in str(error)
    told = errors.broker_error(36, "Topic 'x' already exists.")
    assert "Topic 'x' already exists." in str(told)
    assert not isinstance(told, errors.ClientError)


def test_unknown_code_is_kept():
    error = errors.broker_error(12345)
    assert (error.code, error.name, error.retriable) == (12345, "UNKNOWN_CODE_12345", False)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.name) == (12345, "UNKNOWN_CODE_12345")


def test_every_broker_class_pickles_and_has_a_text():
    assert len(errors.BY_CODE) > 100
    for code, cls in errors.BY_CODE.items():
        error = errors.broker_error(code, topic="t")
        assert type(error) is cls
        assert error.code == code
        assert error.message
        copy = pickle.loads(pickle.dumps(error))
        assert str(copy) == str(error)
        assert getattr(errors, cls.__name__) is cls
