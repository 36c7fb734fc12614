"""The development broker's regular expressions: what RE2/J refuses, and what only RE2/J has, is an error."""

from __future__ import annotations

import pytest

from barnabas.broker.state.groups.regex import compiled
from barnabas.broker.state.refused import RefusedError


@pytest.mark.parametrize(
    "regex",
    [
        "a.*",
        "[a-z]+",
        "a{2,3}?",
        r"\d+\.\w",
        "(?i)orders",
        "(?P<n>a)",
        "(?:a|b)",
        r"[\]]",
        "[]a]",
        r"\(?=",
        "[(?=]",
        r"a\+\+",
        "[+*]+",
    ],
)
def test_what_both_have(regex: str) -> None:
    compiled(regex)


@pytest.mark.parametrize(
    "regex",
    [
        "(",
        "[a",
        "*",
        "a(?=b)",
        "(?!a)",
        "(?<=a)b",
        "(?<!a)b",
        r"(a)\1",
        "(?P<n>a)(?P=n)",
        "(?>a)",
        "a++",
        "a{2}+",
        r"a\Z",
        "[[:alpha:]]",
        "[a[:digit:]]",
        r"\pL",
        r"\Qa.b\E",
        r"a\z",
    ],
)
def test_what_is_refused(regex: str) -> None:
    with pytest.raises(RefusedError, match="is not a valid regular expression"):
        compiled(regex)
