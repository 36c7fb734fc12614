"""How the Java producer takes a part in the ordeal: `Writer.java` beside this file, which does what `worker.write` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.harness import jars
from tests.harness.java import java

JVM = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
SOURCE = Path(__file__).with_name("Writer.java")


def command(told: dict[str, Any]) -> list[str]:
    """How it is started; what it is told goes by position, options by name."""
    options = [f"{name.replace('_', '.')}={value}" for name, value in told["options"].items()]
    placed = [told["bootstrap"], told["topic"], str(told["partitions"]), told["life"], told["journal"]]
    return [java(), *JVM, "-cp", jars.tools(), str(SOURCE), *placed, *options]
