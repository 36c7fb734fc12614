"""Members of a consumer group that tests watch, whoever's they are."""

from __future__ import annotations

from collections import Counter

from tests.interop.tools import Verifiable


class Member:
    """What one holds now, and how many records it has read of each partition."""

    def __init__(self) -> None:
        self.held: frozenset[int] = frozenset()
        self.read = Counter[int]()

    def look(self) -> None:
        """Brings both up to date."""


class JavaMember(Member):
    """`VerifiableConsumer`, by what it prints."""

    def __init__(self, tool: Verifiable) -> None:
        super().__init__()
        self._tool = tool
        self._at = 0

    def look(self) -> None:
        self._tool.drain()
        for event in self._tool.seen[self._at :]:
            numbers = frozenset(place["partition"] for place in event.get("partitions", []))
            match event["name"]:
                case "partitions_assigned":
                    self.held |= numbers
                case "partitions_revoked":
                    self.held -= numbers
                case "records_consumed":
                    self.read.update({place["partition"]: place["count"] for place in event["partitions"]})
        self._at = len(self._tool.seen)
