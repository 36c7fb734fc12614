"""Jars from Maven's repository, fetched by the ordinary `mvn` into folders that are whole or not there."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
TIMEOUT = 600  # seconds
# Of the seconds that it runs, half would go into compiling for longer runs.
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class MissingToolError(RuntimeError):
    """A command is not installed; the text says which package has it."""


class Artifact(NamedTuple):
    """A jar in Maven's terms; `without` names artifacts of its group that are not brought along."""

    group: str
    name: str
    version: str
    without: Sequence[str] = ()

    def xml(self) -> str:
        kept_out = "".join(
            f"<exclusion><groupId>{self.group}</groupId><artifactId>{name}</artifactId></exclusion>"
            for name in self.without
        )
        return (
            f"<dependency><groupId>{self.group}</groupId><artifactId>{self.name}</artifactId>"
            f"<version>{self.version}</version><exclusions>{kept_out}</exclusions></dependency>"
        )


def maven(*arguments: str) -> str:
    """Runs Maven quietly; what it printed.

    Raises:
        MissingToolError: it is not installed.
        RuntimeError: it failed; the text has its last words.
    """
    if shutil.which("mvn") is None:
        raise MissingToolError(
            "Maven is needed to fetch Kafka's jars: install the package maven (Debian: apt-get install maven)"
        )
    env = {**os.environ, "MAVEN_OPTS": f"{SHORT} {os.environ.get('MAVEN_OPTS', '')}"}
    done = subprocess.run(
        ["mvn", "-B", *arguments], timeout=TIMEOUT, capture_output=True, encoding="utf-8", check=False, env=env
    )
    if done.returncode != 0:
        raise RuntimeError(f"mvn {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def pom(folder: Path, artifacts: Sequence[Artifact]) -> Path:
    """A project file in `folder` that depends on `artifacts`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pom.xml"
    file.write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>barnabas</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>"
        f"<dependencies>{''.join(artifact.xml() for artifact in artifacts)}</dependencies></project>\n"
    )
    return file


def classpath(folder: Path, artifacts: Sequence[Artifact]) -> Path:
    """`folder`, filled with `artifacts` and all they need to run; fetched if it is not there."""
    with whole(folder) as partial:
        if partial is not None:
            file = pom(partial, artifacts)
            maven(
                "-f",
                str(file),
                f"{PLUGIN}:copy-dependencies",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={partial}",
            )
    return folder


@contextmanager
def whole(path: Path) -> Iterator[Path | None]:
    """What is missing at `path` is made under another name and moved there at the end of the block: a run that is cut short leaves
    nothing that looks whole. None if it is there already; of several processes one makes it, and the others wait for that.
    """
    if path.exists():
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system takes it back from whoever dies
        if path.exists():
            yield None
            return
        partial = path.with_name(path.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        yield partial
        partial.rename(path)
