"""The ledger of the improvement loop: one append-only book of entries for the whole city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class LedgerOvertaken(Exception):
    """Somebody else wrote this position or this command first: read on, then decide again."""


class LedgerDown(Exception):
    """The ledger cannot be written or read now; nothing was acknowledged. Says why in words."""


class LedgerDamaged(LedgerDown):
    """What the ledger holds cannot be read, now or later. Says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is kept: `event` is JSON, `hash` chains it to the entry before.

    `position` counts from 1 without a gap; `step` is the place among the entries of one command, `asked`
    names what the command asked, `actor` the account that asked.
    """

    position: int
    at: datetime
    kind: str
    event: str
    command_id: str
    step: int
    asked: str
    actor: str
    hash: str


class Ledger(Protocol):
    """Written once, never changed; low in volume: a city writes some thousands of entries a year."""

    async def append(self, entries: Sequence[Entry]) -> None:
        """Write these entries, all or none, durable when this returns.

        Raises LedgerOvertaken when a position or a (command_id, step) is already there, LedgerDown when it
        cannot be written (the outcome is unknown then: read on, then decide again).
        """

    async def read(self, after: int, limit: int = 10_000) -> Sequence[Entry]:
        """The next entries after this position, in order. Raises LedgerDown."""
