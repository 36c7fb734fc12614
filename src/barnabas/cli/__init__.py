"""The command line: `barnabas broker` and `barnabas demo`. Parses, calls the public interface, prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import barnabas
from barnabas.cli import broker, demo


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="barnabas", description="A Kafka client for Python, and a broker to develop with."
    )
    top.add_argument("--version", action="version", version=f"barnabas {barnabas.__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (broker, demo):
        command.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; its exit code. 2 is for what cannot be done as it was asked, as argparse has it."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return code
