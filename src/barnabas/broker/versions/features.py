"""The features (KIP-584) that brokers of each release support and that a new cluster of that release has on."""

from __future__ import annotations

from typing import Final

_OF_4 = "kraft.version:0-1 transaction.version:0-2 group.version:0-1 eligible.leader.replicas.version:0-1"
_ON_IN_4 = "transaction.version:2 group.version:1"

# What is supported, then what is on. Nothing before 3.3: a cluster with ZooKeeper has no features.
# Of 4.1 and later, share.version and streams.version are left out: those groups are not modelled.
FEATURES: Final[dict[str, tuple[str, str]]] = {
    "3.3": ("metadata.version:1-7", "metadata.version:7"),
    "3.4": ("metadata.version:1-8", "metadata.version:8"),
    "3.5": ("metadata.version:1-11", "metadata.version:11"),
    "3.6": ("metadata.version:1-14", "metadata.version:14"),
    "3.7": ("metadata.version:1-19", "metadata.version:19"),
    "3.8": ("metadata.version:1-20", "metadata.version:20"),
    "3.9": ("metadata.version:1-21 kraft.version:0-1", "metadata.version:21"),
    "4.0": (f"metadata.version:7-25 {_OF_4}", f"metadata.version:25 {_ON_IN_4}"),
    "4.1": (f"metadata.version:7-27 {_OF_4}", f"metadata.version:27 {_ON_IN_4} eligible.leader.replicas.version:1"),
    "4.2": (f"metadata.version:7-29 {_OF_4}", f"metadata.version:29 {_ON_IN_4} eligible.leader.replicas.version:1"),
    "4.3": (f"metadata.version:7-30 {_OF_4}", f"metadata.version:30 {_ON_IN_4} eligible.leader.replicas.version:1"),
    "4.4": (f"metadata.version:7-33 {_OF_4}", f"metadata.version:33 {_ON_IN_4} eligible.leader.replicas.version:1"),
}
