"""The `java` command, and Kafka's tools as commands of it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from codegen.maven import MissingToolError
from tests.harness import jars

QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
TOOL = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", QUIET)


def java() -> str:
    """Its path.

    Raises:
        MissingToolError: it is not installed.
    """
    found = shutil.which("java")
    if found is None:
        raise MissingToolError(
            "Java is needed to run Kafka and its classes: install a JDK of 17 or later"
            " (Debian: apt-get install openjdk-17-jdk-headless)"
        )
    return found


def archive(classpath: str) -> Path:
    """Where the classes of a class path are kept as this Java has loaded them; see `archives`. Another Java has another file."""
    program = Path(java()).resolve()
    of = hashlib.sha256(f"{program} {program.stat().st_mtime_ns}".encode()).hexdigest()[:8]
    folder = Path(classpath.removesuffix("/*"))
    return folder.with_name(f"{folder.name}-{of}.jsa")


def on(classpath: str) -> list[str]:
    """The options for a class path: with its archive, where that was made."""
    kept = archive(classpath)
    # A file that this Java does not like is passed over, and not told of in what a tool prints.
    shared = [f"-XX:SharedArchiveFile={kept}", "-Xlog:disable"] if kept.exists() else []
    return [*shared, "-cp", classpath]


def tool(name: str, *arguments: str) -> list[str]:
    """How a tool of `org.apache.kafka.tools` is started."""
    return [java(), *TOOL, *on(jars.tools()), f"org.apache.kafka.tools.{name}", *arguments]
