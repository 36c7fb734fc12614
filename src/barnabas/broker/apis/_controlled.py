"""What only the controller answers in a cluster with ZooKeeper; with KRaft any broker passes it on (KIP-590)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from barnabas.broker.call import Call

MOST_PARTITIONS: Final = 10_000  # that one request may make

ASSIGNED_AND_REPLICATION = "A manual partition assignment was specified, but replication factor was not set to -1."
ASSIGNED_AND_COUNTED = "A manual partition assignment was specified, but numPartitions was not set to -1."
TOO_MANY = "Excessively large number of {}partitions per request."


def not_controller(call: Call) -> bool:
    """Whether the client has to ask another node: NOT_CONTROLLER."""
    controller = call.cluster.controller
    return call.cluster.versions.zookeeper and (controller is None or controller.id != call.node.id)


def check_replicas(call: Call, replicas: Sequence[int]) -> None:
    """Refuses a partition's replicas that somebody has chosen.

    Raises:
        RefusedError: INVALID_REPLICA_ASSIGNMENT, in Kafka's words.
    """
    if not replicas:
        raise _assignment("The manual partition assignment includes an empty replica list.")
    for number in sorted(replicas):
        if number not in call.cluster.nodes:
            text = f"The manual partition assignment includes broker {number}, but no such broker is registered."
            raise _assignment(text)
    for number in sorted(replicas):
        if list(replicas).count(number) > 1:
            raise _assignment(f"The manual partition assignment includes the broker {number} more than once.")


def check_replication(call: Call, factor: int) -> None:
    """Refuses a replication factor that there are not enough nodes for.

    Raises:
        RefusedError: INVALID_REPLICATION_FACTOR, in Kafka's words.
    """
    there = len(call.cluster.live)
    if factor > there:
        raise RefusedError(
            codes.INVALID_REPLICATION_FACTOR,
            f"Unable to replicate the partition {factor} time(s): The target replication factor of {factor} cannot be "
            f"reached because only {there} broker(s) are registered.",
        )


def _assignment(text: str) -> RefusedError:
    return RefusedError(codes.INVALID_REPLICA_ASSIGNMENT, text)
