"""Who may log in: keys derived from passwords, never the passwords. SCRAM's as RFC 5802 has them, PLAIN's made alike."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.storage.journal import Journal

MIN_ITERATIONS: Final = 4096
MAX_ITERATIONS: Final = 16384
HASHES: Final = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
TYPES: Final = {1: "SCRAM-SHA-256", 2: "SCRAM-SHA-512"}  # as (Describe|Alter)UserScramCredentials number them
KIND: Final = "scram"  # in the journal


def mechanism_type(mechanism: str) -> int:
    """The number that the admin's requests use for a SCRAM mechanism."""
    return next(number for number, name in TYPES.items() if name == mechanism)


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What a server keeps of a password (RFC 5802, section 3): enough to check a proof, not enough to make one."""

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes

    @classmethod
    def of_salted(cls, hash_name: str, salted: bytes, salt: bytes, iterations: int) -> Keys:
        """From a password that the client has salted already, as the admin sends it (KIP-554)."""
        client_key = hmac.digest(salted, b"Client Key", hash_name)
        stored = hashlib.new(hash_name, client_key).digest()
        return cls(salt, iterations, stored, hmac.digest(salted, b"Server Key", hash_name))

    @classmethod
    def of(cls, hash_name: str, password: str, iterations: int = MIN_ITERATIONS, salt: bytes | None = None) -> Keys:
        """From a password; UTF-8 as it is, Kafka does not normalise it either."""
        salt = os.urandom(16) if salt is None else salt
        salted = hashlib.pbkdf2_hmac(hash_name, password.encode(), salt, iterations)
        return cls.of_salted(hash_name, salted, salt, iterations)

    def fit(self, hash_name: str, password: str) -> bool:
        """Whether it is the password's, told without a hint in how long it takes."""
        again = Keys.of(hash_name, password, self.iterations, self.salt)
        return hmac.compare_digest(again.stored_key, self.stored_key)

    def __repr__(self) -> str:
        return f"<Keys, {self.iterations} iterations>"


class Credentials:
    """The cluster's users. `journal`, if given, is told of SCRAM's, which the admin can change.

    >>> users = Credentials({"alice": "secret"})
    >>> users.plain("alice", "secret"), users.plain("alice", "wrong"), users.plain("bob", "secret")
    (True, False, False)
    """

    def __init__(self, users: dict[str, str] | None = None, journal: Journal | None = None) -> None:
        self._plain: dict[str, Keys] = {}
        self._scram: dict[tuple[str, str], Keys] = {}
        self._journal = journal
        for name, password in (users or {}).items():
            self.add(name, password)

    def add(self, name: str, password: str) -> None:
        """A user who may log in by PLAIN and by both kinds of SCRAM. One that is there gets the new password."""
        self._plain[name] = Keys.of("sha256", password)
        for mechanism, hash_name in HASHES.items():
            self._scram[name, mechanism] = Keys.of(hash_name, password)

    def plain(self, name: str, password: str) -> bool:
        """Whether PLAIN lets them in."""
        keys = self._plain.get(name)
        return keys is not None and keys.fit("sha256", password)

    def scram(self, name: str, mechanism: str) -> Keys | None:
        """The keys of a user for a SCRAM mechanism."""
        return self._scram.get((name, mechanism))

    def scram_users(self) -> Iterator[tuple[str, list[tuple[str, Keys]]]]:
        """All users that have SCRAM keys, in order, each with its mechanisms in the order of their numbers."""
        for name in sorted({user for user, _ in self._scram}):
            yield name, [(m, self._scram[name, m]) for m in TYPES.values() if (name, m) in self._scram]

    def refusal(self, name: str, type_: int, iterations: int | None) -> tuple[int, str | None]:
        """Why the admin may not set (`iterations` given) or delete (None) a user's keys: an error code and its words."""
        if not name:
            return codes.UNACCEPTABLE_CREDENTIAL, "Username must not be empty"
        mechanism = TYPES.get(type_)
        if mechanism is None:
            return codes.UNSUPPORTED_SASL_MECHANISM, "Unknown SCRAM mechanism"
        if iterations is None:
            if (name, mechanism) not in self._scram:
                return codes.RESOURCE_NOT_FOUND, "Attempt to delete a user credential that does not exist"
        elif iterations < MIN_ITERATIONS:
            return codes.UNACCEPTABLE_CREDENTIAL, "Too few iterations"
        elif iterations > MAX_ITERATIONS:
            return codes.UNACCEPTABLE_CREDENTIAL, "Too many iterations"
        return codes.NONE, None

    def upsert(self, name: str, type_: int, iterations: int, salt: bytes, salted_password: bytes) -> None:
        """Sets the keys of a user who was not refused; what AlterUserScramCredentials carries."""
        mechanism = TYPES[type_]
        keys = Keys.of_salted(HASHES[mechanism], salted_password, salt, iterations)
        self._scram[name, mechanism] = keys
        if self._journal is not None:
            self._journal.put(KIND, f"{mechanism}/{name}", _written(keys))

    def delete(self, name: str, type_: int) -> None:
        """Takes the keys of a user who was not refused."""
        mechanism = TYPES[type_]
        del self._scram[name, mechanism]
        if self._journal is not None:
            self._journal.put(KIND, f"{mechanism}/{name}", None)

    def restore(self, key: str, value: dict[str, Any] | None) -> None:
        """One entry of the journal, at the start."""
        mechanism, _, name = key.partition("/")
        if value is None:
            self._scram.pop((name, mechanism), None)
        else:
            self._scram[name, mechanism] = Keys(
                base64.b64decode(value["salt"]),
                value["iterations"],
                base64.b64decode(value["stored_key"]),
                base64.b64decode(value["server_key"]),
            )


def _written(keys: Keys) -> dict[str, Any]:
    fields = {"salt": keys.salt, "stored_key": keys.stored_key, "server_key": keys.server_key}
    return {"iterations": keys.iterations, **{name: base64.b64encode(v).decode() for name, v in fields.items()}}
