"""Folders of jars: whole or not there, and of several that want one the first fetches it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from codegen.maven import whole

WAIT = 30.0


def test_of_two_that_want_it_one_makes_it_and_the_other_waits(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "jars"
    made: list[str] = []
    asked = threading.Event()

    def want(name: str) -> None:
        asked.set()
        with whole(folder) as partial:
            if partial is not None:
                made.append(name)
                partial.mkdir()

    with whole(folder) as partial:
        assert partial is not None
        other = threading.Thread(target=want, args=("the other",))
        other.start()
        assert asked.wait(WAIT)
        partial.mkdir()
        (partial / "a.jar").write_bytes(b"x")
        assert not folder.exists()
    other.join(WAIT)
    assert not made
    assert (folder / "a.jar").read_bytes() == b"x"
    with whole(folder) as partial:
        assert partial is None


def test_what_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "jars"
    with pytest.raises(RuntimeError, match="no network"), whole(folder) as partial:
        assert partial is not None
        partial.mkdir()
        (partial / "half").write_bytes(b"x")
        raise RuntimeError("no network")
    assert not folder.exists()
    with whole(folder) as partial:
        assert partial is not None
        assert not partial.exists()
        partial.mkdir()
    assert list(folder.iterdir()) == []
