"""The pages name only what there is; what they show in blocks runs in `tests/kafka/test_docs.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.harness.names import named, public

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    ROOT / "docs" / "index.md",
    *sorted((ROOT / "docs" / "howto").glob("*.md")),
]
FIXTURES = {"kafka", "kafka_client", "kafka_session", "kafka_session_client", "kafka_options"}
OTHERS = {
    *FIXTURES,
    *(f"async_{name}" for name in FIXTURES),
    *("logging", "getLogger", "setLevel", "Event", "DataFrame", "AsyncAvroSerializer", "multiprocessing"),
    "create_task",
    *("read_committed", "ClientOptions"),
    *("keyTab", "KRB5_CLIENT_KTNAME", "JwtBearerJwtRetriever", "FileJwtRetriever"),  # Java's, and Kerberos'
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M)
    for span in re.findall(r"`([^`\n]+)`", text):
        for name in named(span):
            assert name in public() | OTHERS, f"`{span}` of {page.name}"
