"""The `kafka-clients` jars that the generator reads: pinned, fetched by Maven into `.cache/jars`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PINNED = "4.4.0"
PINNED_OLD = "3.9.1"  # the last release that still speaks with brokers of 0.11 to 2.0
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "jars"


def clients(version: str) -> Path:
    """The path of kafka-clients of `version`; fetched if it is not there."""
    jar = CACHE / f"kafka-clients-{version}.jar"
    if not jar.exists():
        if shutil.which("mvn") is None:
            raise SystemExit(
                "Maven is needed to fetch Kafka's jars: install the package maven (Debian: apt-get install maven)"
            )
        CACHE.mkdir(parents=True, exist_ok=True)
        plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
        artifact = f"org.apache.kafka:kafka-clients:{version}"
        subprocess.run(
            ["mvn", "-q", "-B", f"{plugin}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={CACHE}"],
            check=True,
            timeout=300,
        )
    return jar
