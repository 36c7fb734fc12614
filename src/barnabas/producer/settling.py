"""When the first records of a transaction may go out, if the coordinator still ends the one before. A machine: no I/O, no clock.

EndTxn is answered when the decision is in the log; the markers are written after that, for a few milliseconds. By transaction
version 2 (KIP-890) a leader that is given records meanwhile asks the coordinator, is told CONCURRENT_TRANSACTIONS, and asks again after 20 ms
(`add.partitions.to.txn.retry.backoff.ms`, since Kafka 4.0), for which the records wait at the broker. So the producer asks how far the
coordinator is (DescribeTransactions, KIP-664, which whoever may write to the id may ask) and holds the records back until the markers are
written; never for longer than the broker would.
"""

from __future__ import annotations

WINDOW = 0.02  # seconds after the end of a transaction: later the markers are most likely written, and the broker waits as long itself
NEAR = 0.01  # an answer that takes longer is of no use: records sent at once are on their way for as long as the markers take
RESTS, RESTS_AT_MOST = 0.1, 10.0  # seconds without a question for who is far away or may not ask: longer each time
FIRST, MOST = 0.001, 0.008  # seconds between questions
ENDING = frozenset({"PrepareCommit", "PrepareAbort"})


class Settling:
    """Of one producer. Times are seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._until = self._rests_until = float("-inf")
        self._pause, self._rests = FIRST, RESTS

    def ended(self, now: float) -> None:
        """The coordinator has just answered that it will end a transaction."""
        self._until = now + WINDOW
        self._pause = FIRST

    def asks(self, now: float) -> bool:
        """Whether it is worth while to ask the coordinator how far it is."""
        return self._rests_until <= now < self._until

    def deadline(self, now: float) -> float:
        """Until when the answer to a question that goes out now is waited for."""
        return min(now + NEAR, self._until)

    def answered(self, state: str, now: float) -> float | None:
        """Seconds until it should be asked once more; None: records may go out."""
        self._rests = RESTS
        pause, self._pause = self._pause, min(2 * self._pause, MOST)
        if state not in ENDING or now + pause >= self._until:
            return None
        return pause

    def unanswered(self, now: float) -> None:
        """No answer in time, or a refusal: records may go out."""
        self._rests_until = now + self._rests
        self._rests = min(2 * self._rests, RESTS_AT_MOST)
