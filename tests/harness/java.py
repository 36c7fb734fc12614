"""The `java` command."""

from __future__ import annotations

import shutil

from codegen.maven import MissingToolError


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
