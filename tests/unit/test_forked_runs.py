"""`--forks`, as a run with it ends: nothing is lost, also where a process is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import os
import pytest

@pytest.fixture(scope="module", autouse=True)
def mine():
    yield os.getpid()
    print("the module's end")

@pytest.mark.parametrize("n", range(40))
def test_good(n, tmp_path, capfd):
    os.write(1, b"unseen")
    (tmp_path / "x").write_text(str(os.getpid()))
    assert capfd.readouterr().out == "unseen"

def test_bad():
    print("what it wrote")
    assert os.getppid() == 0

def test_gone():
    os._exit(3)
"""


def run(folder: Path, *arguments: str) -> str:
    options = ["-q", "-c", "/dev/null", "-p", "tests.harness.forks", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *options, *arguments, str(folder)]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the plugins that are installed take most of its time
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False).stdout


def test_each_test_is_told_of_once_and_a_lost_process_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(CODE)
    told = run(tmp_path, "--forks", "3", "--basetemp", str(tmp_path / "base"))
    assert "2 failed, 40 passed" in told.splitlines()[-1], told
    assert "what it wrote" in told
    assert "unseen" not in told
    assert "the process ended in this test: exit code 3" in told
    assert 1 < len({path.read_text() for path in tmp_path.rglob("x")}) <= 3  # processes


def test_what_the_others_have_started_ends_with_the_first_failure(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pathlib, pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def started():\n"
        "    here = pathlib.Path(__file__).parent\n"
        "    here.joinpath('begun').touch()\n"
        "    yield\n"
        "    here.joinpath('ended').touch()\n"
    )
    (tmp_path / "test_a.py").write_text("import threading\ndef test_waits(started):\n    threading.Event().wait(50)\n")
    (tmp_path / "test_b.py").write_text(
        "import pathlib\n"
        "def test_bad():\n"
        "    while not pathlib.Path(__file__).with_name('begun').exists():\n"
        "        pass\n"
        "    assert False\n"
    )
    told = run(tmp_path, "--forks", "2", "-x", "--basetemp", str(tmp_path / "base"))
    assert "1 failed" in told.splitlines()[-1], told
    assert (tmp_path / "ended").exists()


def test_a_part_is_not_taken_while_a_test_runs_and_kafkas_end_with_the_last_that_asks_them(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pathlib, pytest\n"
        "from tests.harness.forks import ON_REAL\n"
        "HERE = pathlib.Path(__file__).parent\n"
        "def pytest_collection_modifyitems(items):\n"
        "    items[0].stash[ON_REAL] = True\n"
        "def wait(name):\n"
        "    while not (HERE / name).exists():\n"
        "        pass\n"
        "@pytest.fixture(scope='session')\n"
        "def kafka():\n"
        "    yield wait\n"
        "    (HERE / 'ended').touch()\n"
    )
    # The first waits for the second, which is a part of its own, and the third for what the first has started to end.
    (tmp_path / "test_a.py").write_text("def test_real(kafka):\n    kafka('begun')\n")
    (tmp_path / "test_b.py").write_text(
        "import conftest\ndef test_other():\n    (conftest.HERE / 'begun').touch()\n    conftest.wait('ended')\n"
    )
    (tmp_path / "test_c.py").write_text("def test_more():\n    pass\n")
    told = run(tmp_path, "--forks", "2", "--basetemp", str(tmp_path / "base"))
    assert "3 passed" in told.splitlines()[-1], told


def test_the_first_failure_may_end_it(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(CODE)
    assert "1 failed" in run(tmp_path, "--forks", "1", "-x", "-k", "bad or gone").splitlines()[-1]
