"""`barnabas broker`: the development broker in a process of its own, until it is told to stop."""

from __future__ import annotations

import argparse
import errno
import re
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from barnabas.broker import Broker

PORT = 9092
SECURITY = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def address(text: str) -> tuple[str, int]:
    """``host:port``, ``host`` or ``[v6]:port``.

    >>> address("127.0.0.1:0"), address("localhost"), address("[::1]:9093")
    (('127.0.0.1', 0), ('localhost', 9092), ('::1', 9093))
    """
    found = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+))(?::(\d{1,5}))?", text)
    port = int(found[3] or PORT) if found else 0
    if found is None or port > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, as 127.0.0.1:9092")
    return found[1] or found[2], port


def size(text: str) -> int:
    """Bytes, perhaps with K, M or G.

    >>> size("64M"), size("1000")
    (67108864, 1000)
    """
    found = re.fullmatch(r"(\d+)([KMG]?)", text.upper())
    if found is None or int(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of bytes, as 1000000, 64M or 2G")
    return int(found[1]) * _UNITS[found[2]]


def pair(separator: str, example: str) -> Any:
    """The type of options that are two texts with `separator` between them."""

    def parse(text: str) -> tuple[str, str]:
        first, found, second = text.partition(separator)
        if not found or not first or not second:
            raise argparse.ArgumentTypeError(f"{text!r} is not as {example}")
        return first, second

    return parse


def positive(text: str) -> int:
    """A number of things, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    about = "a broker for development: one process, no replication, not for production"
    command = commands.add_parser("broker", help=about, description=about)
    add = command.add_argument
    add(
        "--listen",
        type=address,
        default=("127.0.0.1", PORT),
        metavar="HOST:PORT",
        help="where (127.0.0.1:9092); further nodes take the ports after it; port 0: any free ones",
    )
    add("--data", type=Path, metavar="FOLDER", help="keeps topics, records and groups there; without it, in memory")
    add("--nodes", type=positive, default=1, metavar="N", help="how many brokers the cluster has (1)")
    add("--partitions", type=positive, default=1, metavar="N", help="of topics that are made without saying (1)")
    add("--version", metavar="X.Y", help="the Kafka whose versions of the protocol it speaks (the newest)")
    add("--max-bytes", type=size, metavar="SIZE", help="of records in all, as 64M or 2G; more is refused (1G)")
    add("--security-protocol", choices=SECURITY, default="PLAINTEXT", help="of its listeners (PLAINTEXT)")
    add(
        "--user",
        type=pair(":", "alice:secret"),
        action="append",
        default=[],
        metavar="NAME:PASSWORD",
        help="may log in by PLAIN and SCRAM, with SASL; repeat for more",
    )
    add(
        "--config",
        type=pair("=", "log.retention.ms=60000"),
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a broker's setting by Kafka's name; repeat for more",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until Ctrl-C or SIGTERM; 2 if it cannot start."""
    host, port = options.listen
    settings: dict[str, Any] = {
        "host": host,
        "port": port,
        "nodes": options.nodes,
        "default_partitions": options.partitions,
        "data_dir": options.data,
        "version": options.version,
        "max_bytes": options.max_bytes,
        "security_protocol": options.security_protocol,
        "users": dict(options.user) or None,
        "configs": dict(options.config) or None,
    }
    stop = threading.Event()

    def stopped(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, stopped) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        from barnabas.broker import Broker

        with Broker(**{name: value for name, value in settings.items() if value is not None}) as broker:
            print(about(broker, options), flush=True)
            stop.wait()
            print("Stopped.", flush=True)
    except OSError as error:
        print(f"barnabas broker: {_why(error, host, port)}", file=sys.stderr)
        return 2
    except (ValueError, TypeError, ModuleNotFoundError) as error:
        print(f"barnabas broker: {error}", file=sys.stderr)
        return 2
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{host}:{port} is in use; stop who uses it, or choose another address with --listen"
    return str(error)


def about(broker: Broker, options: argparse.Namespace) -> str:
    """What a user sees first."""
    kept = f"kept in {options.data}" if options.data else "in memory, gone when it stops"
    lines = [
        f"Barnabas development broker, speaking as Kafka {broker.version}",
        f"  listening on  {broker.bootstrap_servers}  ({options.security_protocol})",
        f"  data          {kept}",
    ]
    if broker.tls is not None:
        lines.append(f"  CA            {broker.tls.ca_path}")
    host = options.listen[0]
    if host not in ("localhost", "::1") and not host.startswith("127."):
        lines.append(f"  careful       {host} can be reached from other machines")
    lines.append("For development only: no replication, one process. Not for production. Ctrl-C stops it.")
    return "\n".join(lines)
