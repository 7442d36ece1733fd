"""The doorbell between nodes: it says how far an office's log has come, never what happened."""

from collections.abc import AsyncIterator
from typing import Protocol

from server.core.plan import OfficeId


class Bus(Protocol):
    """Rings may be lost, doubled or late; whoever listens also looks for itself every few seconds."""

    async def ring(self, office: OfficeId, position: int) -> None:
        """Say that this office's log has come to this position. Never raises: a lost ring costs time only."""

    def rings(self) -> AsyncIterator[tuple[OfficeId, int]]:
        """The rings of every node, this one included, for ever; it reconnects by itself."""
