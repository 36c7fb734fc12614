"""The machines, and the tests that are to know all that they do. None of these tests has a broker."""

from __future__ import annotations

_CLASSIC = (
    "tests/unit/group/test_classic.py",
    "tests/unit/group/test_classic_edges.py",
    "tests/unit/group/test_classic_leftovers.py",
    "tests/unit/group/test_cooperative.py",
)
_MEMBER = ("tests/unit/group/test_consumer_member.py", "tests/unit/group/test_consumer_leftovers.py")
_SEQUENCES = ("tests/unit/producer/test_sequences.py", "tests/unit/producer/test_sequences_model.py")

MACHINES: dict[str, tuple[str, ...]] = {
    "barnabas.engine.looks": ("tests/unit/engine/test_looks.py",),
    "barnabas.consumer.session": ("tests/unit/consumer/test_fetch_session.py",),
    "barnabas.consumer.frontier": ("tests/unit/consumer/test_frontier.py",),
    "barnabas.group.classic": _CLASSIC,
    "barnabas.group.classic_requests": _CLASSIC,
    "barnabas.group.lead": _CLASSIC,
    "barnabas.group.missing": ("tests/unit/group/test_missing.py",),
    "barnabas.group.consumer": _MEMBER,
    "barnabas.group.machine": (*_CLASSIC, *_MEMBER),
    "barnabas.group.leader": ("tests/unit/group/test_leader.py", *_CLASSIC),
    "barnabas.producer.transaction": ("tests/unit/producer/test_transaction.py",),
    "barnabas.producer.sequences": _SEQUENCES,
    "barnabas.producer.settling": ("tests/unit/producer/test_settling.py",),
    "barnabas.producer.availability": ("tests/unit/producer/test_availability.py",),
}
