"""The ledger in memory: for tests, and for whoever only wants to look."""

from collections.abc import Sequence

from server.ports.ledger import Entry, LedgerOvertaken


class MemoryLedger:
    """Ledger of this process, gone with it."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    async def append(self, entries: Sequence[Entry]) -> None:
        """See Ledger.append."""
        known = {(each.command_id, each.step) for each in self._entries}
        for place, entry in enumerate(entries, start=len(self._entries) + 1):
            if entry.position != place or (entry.command_id, entry.step) in known:
                raise LedgerOvertaken(f"entry {entry.position} cannot stand at {place}")
        self._entries.extend(entries)

    async def read(self, after: int, limit: int = 10_000) -> Sequence[Entry]:
        """See Ledger.read."""
        return tuple(self._entries[max(after, 0) : max(after, 0) + limit])
