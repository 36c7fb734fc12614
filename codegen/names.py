"""From Kafka's names to Python's."""

from __future__ import annotations

import keyword
import re


def snake(name: str) -> str:
    text = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()
    return text + "_" if keyword.iskeyword(text) else text


def module_of(message: str) -> str:
    """The module of a message: one per API, so that request and response meet."""
    return snake(message if message.endswith("Header") else message.removesuffix("Request").removesuffix("Response"))
