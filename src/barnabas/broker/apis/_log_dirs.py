"""The directory that a node would have its logs in: there is one, by the name that Kafka's settings give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas.broker.call import Call


def log_dir(call: Call) -> str:
    """log.dirs, else log.dir; of several the first."""
    configs = call.cluster.configs
    return (configs.get("log.dirs") or configs.get("log.dir") or "").partition(",")[0].strip()
