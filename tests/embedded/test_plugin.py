"""The pytest plugin, as the tests of a user's project see it: each of these runs a pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

LIMIT = 60.0
SENDS = """
import pytest

def sent(client, topic="orders"):
    with client.producer() as producer:
        return producer.send(topic, b"one").result(timeout=10)
"""


def run(folder: Path, code: str, expected: str, *arguments: str) -> str:
    """Runs the tests in `code`; pytest's last line says `expected`."""
    (folder / "test_it.py").write_text(SENDS + code)
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    if not entry_points(group="pytest11", name="barnabas"):  # run from the sources
        arguments = ("-p", "barnabas.testing.plugin", *arguments)
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:hypothesispytest",
        "--strict-markers",
        "-W",
        "error",
        *arguments,
    ]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.stdout.splitlines()[-1].startswith(f"{expected} in"), done.stdout + done.stderr
    return done.stdout


def test_each_test_has_a_broker_of_its_own(tmp_path: Path):
    code = """
@pytest.mark.parametrize("n", range(3))
def test_first(kafka, kafka_client, n):
    assert sent(kafka_client).offset == 0
    assert kafka.requests(api="Produce")
"""
    run(tmp_path, code, "3 passed")


def test_the_marker_gives_options_and_the_nearest_counts(tmp_path: Path):
    conftest = (
        "import pytest\n@pytest.fixture(scope='session')\ndef kafka_options():\n    return {'default_partitions': 2}\n"
    )
    (tmp_path / "conftest.py").write_text(conftest)
    code = """
def partitions(client):
    sent(client)
    return len(client.admin.describe_topics(["orders"])[0].partitions)

@pytest.mark.kafka(nodes=2, default_partitions=6, version="3.9")
class TestMarked:
    @pytest.mark.kafka(nodes=3, version="2.8")
    def test_nearest(self, kafka, kafka_client):
        assert len(kafka_client.admin.describe_cluster().brokers) == 3
        assert partitions(kafka_client) == 6
        assert kafka.version == "2.8"

def test_plain(kafka, kafka_client):
    assert partitions(kafka_client) == 2

@pytest.mark.kafka(3)
def test_positional(kafka):
    pass
"""
    assert "takes options by name" in run(tmp_path, code, "2 passed, 1 error")


def test_the_session_has_one_for_each_worker(tmp_path: Path):
    code = """
@pytest.mark.parametrize("n", range(4))
def test_shared(kafka_session, kafka_session_client, n, tmp_path_factory):
    sent(kafka_session_client, f"topic-{n}")
    (tmp_path_factory.getbasetemp().parent / f"seen-{n}").write_text(kafka_session.bootstrap_servers)
"""
    seen = tmp_path / "out"
    seen.mkdir()
    run(tmp_path, code, "4 passed", "-n", "2", "--dist", "load", "--basetemp", str(seen / "base"))
    assert len({path.read_text() for path in seen.rglob("seen-*")}) == 2


def test_asynchronous_tests(tmp_path: Path):
    code = """
async def asent(client):
    async with client.producer() as producer:
        return await (await producer.send("orders", b"one"))

@pytest.mark.asyncio
async def test_own(async_kafka_client, kafka):
    assert (await asent(async_kafka_client)).offset == 0

@pytest.mark.asyncio
@pytest.mark.parametrize("n", range(2))
async def test_shared(async_kafka_session_client, n):
    assert (await asent(async_kafka_session_client)).offset == n
"""
    run(tmp_path, code, "3 passed")


def test_a_projects_own_fixture_comes_first(tmp_path: Path):
    (tmp_path / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef kafka():\n    return 7\n")
    run(tmp_path, "def test_it(kafka):\n    assert kafka == 7\n", "1 passed")


def test_unused_it_costs_nothing(tmp_path: Path):
    code = """
import sys

def test_it():
    heavy = ("barnabas.broker", "barnabas.client", "barnabas._native", "barnabas.protocol")
    assert not [name for name in sys.modules if name.startswith(heavy)]
"""
    run(tmp_path, code, "1 passed")
