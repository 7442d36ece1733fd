"""Passwords: what makes one acceptable, and slow hashing that never stops the other work."""

import asyncio
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 8
LONGEST = 128
AT_ONCE = 2
"""Hashes in work at the same time: each takes 19 MB and one core for some 20 ms."""

_LEFT_OVER = 4
"""Letters that must be left of a password without the words that everybody would try."""


class Weakness(StrEnum):
    """Why a password is not accepted."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"


class PasswordWeak(Exception):
    """This password is not accepted, because of `weakness`."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness.value)
        self.weakness = weakness


def weakness_of(password: str, words: Iterable[str] = ()) -> Weakness | None:
    """Why this password is not accepted, None when it is (OWASP ASVS 5.0, 6.2: no rules of composition).

    `words` are those that somebody would try here: the login, the person's name, the offices.
    """
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    folded = _folded(password)
    if folded in COMMON or len(set(folded)) <= 2 or _is_made_of(folded, {*COMMON, *map(_folded, words)}):
        return Weakness.COMMON
    return None


def _is_made_of(folded: str, words: Iterable[str]) -> bool:
    before = _letters(folded)
    left = before
    for word in sorted(filter(None, map(_letters, words)), key=len, reverse=True):
        left = left.replace(word, "")
    return left != before and len(left) < _LEFT_OVER


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _common() -> frozenset[str]:
    text = resources.files("server.app").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(_folded(line) for line in text.splitlines() if line and not line.startswith("#"))


COMMON = _common()
"""Passwords, and words in passwords, that everybody would try."""


class Passwords:
    """argon2id in threads, two at a time. The parameters are OWASP's (t=2, m=19 MiB, p=1)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = self._hasher.hash("")

    async def hashed(self, password: str) -> str:
        """The hash to keep."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one of this hash; without a hash no, after the same time."""
        too_long = len(password) > LONGEST
        given, against = ("-", None) if too_long else (password, password_hash)
        async with self._turns:
            fits = await asyncio.to_thread(self._verify, against or self._nobody, given)
        return fits and against is not None

    def is_old(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
