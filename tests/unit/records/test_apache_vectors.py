"""Record batches against Kafka's own classes: we read what they write, they read what we write."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from codegen.jars import PINNED
from oracle import java

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [pytest.mark.java, pytest.mark.timeout(600)]  # the first run fetches jars and compiles


@pytest.fixture(scope="module")
def ours() -> Path:
    """The program of crates/records that speaks for the Rust side."""
    cargo = shutil.which("cargo")
    if cargo is None:
        raise RuntimeError("Rust is needed to test the records crate: install it with rustup (https://rustup.rs)")
    command = [cargo, "build", "-q", "--profile", "quick", "-p", "barnabas-records", "--example", "oracle"]
    built = subprocess.run(
        [*command, "--message-format", "json"], cwd=ROOT, check=True, timeout=500, stdout=subprocess.PIPE
    )
    artifacts = [json.loads(line) for line in built.stdout.splitlines()]
    (program,) = [a["executable"] for a in artifacts if a.get("target", {}).get("name") == "oracle"]
    return Path(program)


def compare(cases: list[tuple[str, str]], found: list[str]) -> None:
    assert len(found) == len(cases)
    wrong = [
        f"{name}: {text[:400]} instead of {wanted[:400]}"
        for (name, wanted), text in zip(cases, found, strict=True)
        if text != wanted
    ]
    assert not wrong, f"{len(wrong)} of {len(cases)} differ:\n" + "\n".join(wrong[:10])


@pytest.mark.kip(31, 57, 82, 98, 110)
def test_we_read_what_kafka_writes(ours: Path) -> None:
    vectors = java.vectors("RecordsOracle", PINNED, "make")
    given = "".join(f"{data}\n" for _, data, _ in vectors)
    done = subprocess.run([ours, "describe"], input=given, capture_output=True, text=True, check=True, timeout=60)
    compare([(name, wanted) for name, _, wanted in vectors], done.stdout.splitlines())
    assert len(vectors) > 150


@pytest.mark.kip(57, 82, 98, 110)
def test_kafka_reads_what_we_write(ours: Path) -> None:
    done = subprocess.run([ours, "make"], capture_output=True, text=True, check=True, timeout=60)
    vectors = [line.split("\t") for line in done.stdout.splitlines()]
    found = java.run("RecordsOracle", PINNED, "read", stdin="".join(f"{data}\n" for _, data, _ in vectors))
    compare([(name, wanted) for name, _, wanted in vectors], found.splitlines())
    assert len(vectors) > 150
