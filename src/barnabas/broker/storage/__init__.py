"""What outlives the process: `--data DIR`.

    DIR/lock                        held while a broker runs
    DIR/journal                     topics, groups, transactions, producer ids: see `journal`
    DIR/logs/<topic id>/<partition> the batches of a partition: see `files`

Whatever was written is with the operating system before the broker answers: a process that is killed loses nothing that it
acknowledged. Nothing is forced to the disk, so a power cut may.
"""

from __future__ import annotations

from barnabas.broker.storage.directory import Storage
from barnabas.broker.storage.journal import FileJournal, Journal, NoJournal

__all__ = ["FileJournal", "Journal", "NoJournal", "Storage"]
