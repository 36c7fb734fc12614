"""A `with` block whose end fails: the user's own exception goes first, and nothing is swallowed."""

from __future__ import annotations

import logging

import pytest

from barnabas.managed import AsyncManaged, Managed


class Failing(Managed):
    __slots__ = ()

    def close(self) -> None:
        raise OSError("the close failed")


class AsyncFailing(AsyncManaged):
    __slots__ = ()

    async def close(self) -> None:
        raise OSError("the close failed")


def test_a_close_that_fails_is_raised() -> None:
    with pytest.raises(OSError, match="the close failed"), Failing():
        pass


def test_and_told_beside_an_exception_of_the_block(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "barnabas"), pytest.raises(ZeroDivisionError), Failing():
        raise ZeroDivisionError
    assert "the close failed" in caplog.text


@pytest.mark.asyncio
async def test_asynchronous(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OSError, match="the close failed"):
        async with AsyncFailing():
            pass
    assert not caplog.text
    with caplog.at_level(logging.ERROR, "barnabas"), pytest.raises(ZeroDivisionError):
        async with AsyncFailing():
            raise ZeroDivisionError
    assert "the close failed" in caplog.text
