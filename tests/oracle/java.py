"""Runs one of the Java programs of this folder against pinned jars; what it printed is kept in `.cache/vectors`."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from codegen import jars
from tests.harness.java import java

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / ".cache" / "vectors"


def run(program: str, version: str, *arguments: str, stdin: str | None = None) -> str:
    """What `program` prints with the classes of Kafka `version`."""
    command = [java(), "-cp", f"{jars.classpath(version)}/*", str(HERE / f"{program}.java"), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", timeout=300, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed with Kafka {version}:\n{done.stderr[-4000:]}")
    return done.stdout


def vectors(program: str, version: str, *arguments: str) -> list[list[str]]:
    """The lines that `program` prints, cut at tabs; run once for each text of the program."""
    source = (HERE / f"{program}.java").read_bytes()
    key = hashlib.sha256("\0".join([version, *arguments]).encode() + source).hexdigest()[:16]
    kept = VECTORS / f"{program}-{version}-{key}.tsv"
    if not kept.exists():
        text = run(program, version, *arguments)
        VECTORS.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        partial.rename(kept)
    return [line.split("\t") for line in kept.read_text(encoding="utf-8").splitlines()]
