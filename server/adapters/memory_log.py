"""The log in memory: for tests, and for a replay that leaves nothing behind."""

from collections.abc import Sequence

from server.core import codec
from server.core.events import DayOpened
from server.core.plan import OfficeId
from server.core.record import Recorded
from server.ports.log import LogDamaged, Overtaken


class MemoryLog:
    """Log of this process, gone with it."""

    def __init__(self) -> None:
        self._records: dict[OfficeId, list[Recorded]] = {}
        self._made: dict[tuple[OfficeId, str], list[Recorded]] = {}

    async def append(self, records: Sequence[Recorded]) -> None:
        """See Log.append. Raises LogDamaged when a record does not go on from what the log holds."""
        hashes: dict[OfficeId, list[str]] = {}
        for record in sorted(records, key=lambda each: (each.office, each.position)):
            self._check(record, hashes.setdefault(record.office, []))
            hashes[record.office].append(record.hash)
        for record in sorted(records, key=lambda each: (each.office, each.position)):
            self._records.setdefault(record.office, []).append(record)
            self._made.setdefault((record.office, record.command_id), []).append(record)

    async def read(self, office: OfficeId, after: int, limit: int = 10_000) -> Sequence[Recorded]:
        """See Log.read."""
        start = max(after, 0)
        return tuple(self._records.get(office, [])[start : start + limit])

    async def made(self, office: OfficeId, command_id: str) -> Sequence[Recorded]:
        """See Log.made."""
        return tuple(self._made.get((office, command_id), ()))

    async def head(self, office: OfficeId) -> int:
        """See Log.head."""
        return len(self._records.get(office, ()))

    async def offices(self) -> Sequence[OfficeId]:
        """See Log.offices."""
        return sorted(self._records)

    async def beginnings(self, office: OfficeId) -> Sequence[int]:
        """See Log.beginnings."""
        records = self._records.get(office, ())
        return [each.position for each in records if isinstance(each.event, DayOpened)]

    def _check(self, record: Recorded, drafted: Sequence[str]) -> None:
        """`drafted` are the hashes of this office's records that come before it in the same append."""
        written = self._records.get(record.office, ())
        if not drafted and 0 < record.position <= len(written):
            raise Overtaken(f"{record.office} {record.position} is taken")
        before = (drafted or [each.hash for each in written[-1:]] or [codec.BEGINNING])[-1]
        contiguous = record.position == len(written) + len(drafted) + 1
        if not contiguous or (not drafted and codec.chained(before, record) != record.hash):
            raise LogDamaged(f"{record.office}: record {record.position} does not go on from {len(written)}")
        made = self._made.get((record.office, record.command_id), ())
        if any(each.step == record.step for each in made):
            raise Overtaken(f"{record.office} {record.command_id} {record.step} is there")
