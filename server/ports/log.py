"""The log of every office: append-only, contiguous, idempotent by command id."""

from collections.abc import Sequence
from typing import Protocol

from server.core.plan import OfficeId
from server.core.record import Recorded


class Overtaken(Exception):
    """Somebody else wrote this position or this command first: read on, then decide again."""


class LogDown(Exception):
    """The log cannot be written or read now; nothing is lost, nothing was acknowledged. Says why in words."""


class LogDamaged(Exception):
    """What the log holds is not what was written: stop, and restore from a backup. Says where."""


class Log(Protocol):
    """One append-only log per office."""

    async def append(self, records: Sequence[Recorded]) -> None:
        """Write these records, of one or several offices, all or none, durable when this returns.

        Positions go on where each office's log ends. Raises Overtaken when one is already taken (by another
        node) or when the same (command_id, step) is already there; LogDown when the log cannot be written
        (full disk, lost connection). After LogDown the outcome is unknown: read on, then decide again.
        """

    async def read(self, office: OfficeId, after: int, limit: int = 10_000) -> Sequence[Recorded]:
        """The next records after this position, in order, at most `limit`. Raises LogDown."""

    async def made(self, office: OfficeId, command_id: str) -> Sequence[Recorded]:
        """What this command made, however long ago; empty if it is not there. Raises LogDown."""

    async def head(self, office: OfficeId) -> int:
        """The last position, 0 for an empty log. Raises LogDown."""

    async def offices(self) -> Sequence[OfficeId]:
        """Every office that has a record, in alphabetical order."""

    async def beginnings(self, office: OfficeId) -> Sequence[int]:
        """The positions of every DayOpened, in order: where a fold may start (see events.DayOpened)."""
