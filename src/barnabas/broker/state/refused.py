"""How a state machine says no: an error code and, where the response has room for it, a text."""

from __future__ import annotations


class RefusedError(Exception):
    """Nothing has changed; the answer carries `code`, and `message` where the API has a field for it."""

    def __init__(self, code: int, message: str | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class LogError(RefusedError):
    """An append or a read that the log refuses; `record_errors` are the records at fault (KIP-467)."""

    def __init__(
        self, code: int, message: str | None = None, record_errors: list[tuple[int, str]] | None = None
    ) -> None:
        super().__init__(code, message)
        self.record_errors = record_errors or []
