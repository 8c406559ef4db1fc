"""Passwords as they are kept: argon2id. The only file that imports argon2."""

from __future__ import annotations

import secrets
import threading
from functools import cached_property

from argon2 import Parameters, PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION, Type

# Source: libraries.md section 0: 19 MiB, two rounds, one lane.
PROFILE = Parameters(
    type=Type.ID, version=ARGON2_VERSION, salt_len=16, hash_len=32, time_cost=2, memory_cost=19 * 1024, parallelism=1
)
CHEAPEST = profiles.CHEAPEST  # for tests only
AT_ONCE = 2  # a crowd that signs in waits in line and does not take all memory


class Passwords:
    """Hashes and compares; the same work whether or not there is anything to compare with."""

    def __init__(self, profile: Parameters = PROFILE) -> None:
        self._hasher = PasswordHasher.from_parameters(profile)
        self._line = threading.BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    def hashed(self, password: str) -> str:
        """Return what the database keeps of a password."""
        with self._line:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Return whether it is the password; where nothing is kept, the same work is done and nothing fits.

        Source: trust.md H5: sign-in errors are uniform in time.
        """
        nobodys = self._nobodys
        with self._line:
            try:
                return self._hasher.verify(kept or nobodys, password) and kept is not None
            except (VerificationError, InvalidHashError):
                return False
