"""What becomes of a good answer: bytes that are wrong in one way or another, and how they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

EXTREMES = (
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff",
    b"\x80\x00",
    b"\xff\xff\xff\xff\x0f",
    b"\0",
)


class Answer(NamedTuple):
    """Pieces to send one after the other, and what then: go on, close the connection, or never say anything any more."""

    pieces: list[bytes]
    then: str = "go on"
    pause: float = 0.0  # seconds between the pieces


Way = Callable[[bytes, Random], Answer]


def framed(body: bytes) -> bytes:
    """A frame around header and body."""
    return len(body).to_bytes(4, "big", signed=True) + body


def flipped(frame: bytes, dice: Random) -> Answer:
    """Some bytes are others."""
    data = bytearray(frame)
    for _ in range(dice.choice((1, 1, 2, 8))):
        data[dice.randrange(4, len(data))] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return Answer([framed(bytes(data[4:]))])


def extreme(frame: bytes, dice: Random) -> Answer:
    """Somewhere stands a length or a number that is huge or negative."""
    data, put = bytearray(frame), dice.choice(EXTREMES)
    at = dice.randrange(8, max(9, len(data)))
    data[at : at + len(put)] = put
    return Answer([framed(bytes(data[4:]))])


def shortened(frame: bytes, dice: Random) -> Answer:
    """A whole frame with less in it."""
    return Answer([framed(frame[4 : dice.randrange(4, len(frame))])])


def spliced(frame: bytes, dice: Random) -> Answer:
    """A part of it comes twice, or random bytes stand inside."""
    a, b = sorted(dice.randrange(8, len(frame) + 1) for _ in range(2))
    middle = frame[a:b] * dice.choice((0, 2, 3)) if dice.random() < 0.5 else dice.randbytes(dice.randrange(64))
    return Answer([framed(frame[4:a] + middle + frame[b:])])


def noise(frame: bytes, dice: Random) -> Answer:
    """Only the correlation id is right."""
    return Answer([framed(frame[4:8] + dice.randbytes(dice.choice((0, 1, 4, 30, 1000))))])


def no_frame(frame: bytes, dice: Random) -> Answer:
    """Random bytes, whatever size they claim."""
    return Answer([dice.randbytes(dice.choice((1, 5, 100, 5000)))], dice.choice(("close", "silence")))


def impossible(frame: bytes, dice: Random) -> Answer:
    """A frame that claims to be huge, or less than nothing."""
    size = dice.choice((-1, -(2**31), 0, 1, 3, 2**31 - 1, 2**30))
    return Answer([size.to_bytes(4, "big", signed=True) + frame[4:]], "silence")


def cut(frame: bytes, dice: Random) -> Answer:
    """The connection ends in the middle."""
    return Answer([frame[: dice.randrange(len(frame))]], "close")


def stalled(frame: bytes, dice: Random) -> Answer:
    """The middle is where it stops, and the connection stays."""
    return Answer([frame[: dice.randrange(len(frame))]], "silence")


def dripped(frame: bytes, dice: Random) -> Answer:
    """Byte after byte, in time or not."""
    return Answer([frame[i : i + 1] for i in range(len(frame))], pause=dice.choice((0.0, 0.0, 0.03)))


def mistaken(frame: bytes, dice: Random) -> Answer:
    """The answer to another request."""
    number = int.from_bytes(frame[4:8], "big", signed=True) + dice.choice((1, -1, 1000, -(2**20)))
    return Answer([framed((number & 0xFFFFFFFF).to_bytes(4, "big") + frame[8:])])


def endless(frame: bytes, dice: Random) -> Answer:
    """Answers that nobody has asked for, as many as are taken."""
    return Answer([frame] * 10_000, "close")


def good(frame: bytes, dice: Random) -> Answer:
    """As it was."""
    return Answer([frame])


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        flipped,
        extreme,
        shortened,
        spliced,
        noise,
        no_frame,
        impossible,
        cut,
        stalled,
        dripped,
        mistaken,
        endless,
        good,
    )
}


def ways(dice: Random) -> Iterator[tuple[str, Way]]:
    """One after the other, at random; those that end a connection are the fewer."""
    names = list(WAYS)
    weights = [6, 6, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1, 8]
    while True:
        name = dice.choices(names, weights)[0]
        yield name, WAYS[name]
