"""`barnabas demo`: a tour on the development broker, or on the cluster that `--bootstrap` names."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

import barnabas

if TYPE_CHECKING:
    from argparse import _SubParsersAction

OWN_SESSION_MS = 1_000  # the development broker may be told to give up a member so early
KAFKAS_SESSION_MS = 6_000  # group.min.session.timeout.ms of a Kafka as it comes


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    about = "a tour: a topic, records, a group of two, a rebalance, a crash; a few seconds"
    command = commands.add_parser("demo", help=about, description=about)
    command.add_argument(
        "--bootstrap", metavar="HOST:PORT", help="a cluster to run on; without it, a broker in this process"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs it; 1 if the cluster did not go along."""
    begin = time.perf_counter()
    try:
        if options.bootstrap is None:
            _on_own_broker()
        else:
            _tour(options.bootstrap, KAFKAS_SESSION_MS)
    except (barnabas.KafkaError, TimeoutError) as error:
        print(f"barnabas demo: {error}", file=sys.stderr)
        return 1
    print(f"\nThat was all, in {time.perf_counter() - begin:.1f} s.")
    return 0


def _on_own_broker() -> None:
    from barnabas.broker import Broker

    begin = time.perf_counter()
    with Broker(configs={"group.min.session.timeout.ms": str(OWN_SESSION_MS)}) as broker:
        took = 1000 * (time.perf_counter() - begin)
        print(
            f"A broker in this process, up in {took:.0f} ms at {broker.bootstrap_servers}: for development, without Java."
        )
        _tour(broker.bootstrap_servers, OWN_SESSION_MS)


def _tour(bootstrap: str, session_timeout_ms: int) -> None:
    from barnabas.demo.tour import Tour

    Tour(bootstrap, session_timeout_ms).run()
