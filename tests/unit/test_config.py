"""Options: defaults, wrong names with the nearest right one, wrong values with what is accepted."""

from __future__ import annotations

import pytest

from barnabas.config import Option, boolean, function, integer, number, one_of, resolve, text
from barnabas.errors import ConfigurationError

SPEC = [
    Option("linger_ms", 5, number(0), "linger.ms"),
    Option("acks", "all", one_of(["all", 0, 1, -1]), "acks"),
    Option("client_id", None, text(optional=True), "client.id"),
    Option("check_crcs", True, boolean(), "check.crcs"),
    Option("retries", 3, integer(0, 10), "retries"),
    Option("partitioner", None, function(), "partitioner.class"),
]


def test_defaults_and_given():
    assert resolve("X", SPEC, {"acks": 1})["acks"] == 1
    assert resolve("X", SPEC, {}) == {
        "linger_ms": 5, "acks": "all", "client_id": None, "check_crcs": True, "retries": 3, "partitioner": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["linger_mss", "linger.ms", "LINGER_MS", "linger-ms"])
def test_wrong_name_says_the_nearest(name):
    with pytest.raises(TypeError, match=r"Producer has no option .*did you mean 'linger_ms'\?"):
        resolve("Producer", SPEC, {name: 1})


def test_hopeless_name_gets_no_guess():
    with pytest.raises(TypeError, match=r"^Producer has no option 'zzzzzz'$"):
        resolve("Producer", SPEC, {"zzzzzz": 1})


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ({"linger_ms": -1}, "a number from 0 to 2147483647"),
        ({"linger_ms": True}, "a number from 0 to 2147483647"),
        ({"linger_ms": 2**31}, "a number from 0 to 2147483647"),
        ({"linger_ms": float("inf")}, "a number from 0 to 2147483647"),
        ({"linger_ms": float("nan")}, "a number from 0 to 2147483647"),
        ({"acks": "two"}, "one of 'all', 0, 1, -1"),
        ({"acks": True}, "one of 'all', 0, 1, -1"),
        ({"client_id": ""}, "a non-empty str or None"),
        ({"check_crcs": "true"}, "True or False"),
        ({"retries": 11}, "an int from 0 to 10"),
        ({"retries": 1.0}, "an int from 0 to 10"),
        ({"partitioner": 3}, "a callable or None"),
    ],
)
def test_wrong_value_says_argument_value_and_what_is_accepted(given, accepted):
    ((name, value),) = given.items()
    with pytest.raises(ConfigurationError) as caught:
        resolve("Producer", SPEC, given)
    assert f"{name}={value!r}" in str(caught.value)
    assert accepted in str(caught.value)
    assert isinstance(caught.value, ValueError)
