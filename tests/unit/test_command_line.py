"""What the command line takes, and what it says of what it does not; `tests/embedded/test_cli.py` runs it as users do."""

from __future__ import annotations

import argparse

import pytest

from barnabas import cli


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["broker", "--max-bytes", "0"], "'0' is not a number of bytes, as 1000000, 64M or 2G"),
        (["broker", "--max-bytes", "2T"], "'2T' is not a number of bytes"),
        (["broker", "--nodes", "0"], "'0' is not a number from 1 on"),
        (["broker", "--nodes", "two"], "'two' is not a number from 1 on"),
        (["broker", "--user", "alice"], "'alice' is not as "),
        (["broker", "--user", ":secret"], "':secret' is not as "),
        ([], "required: COMMAND"),
    ],
)
def test_what_it_does_not_take(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_ctrl_c_is_a_code_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("barnabas.cli.demo.run", interrupted)
    assert cli.main(["demo"]) == 130
    assert capsys.readouterr() == ("", "\n")
