"""The doorbell inside one process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from server.core.plan import OfficeId


@dataclass(eq=False, slots=True)
class _Listener:
    """The newest position of every office that was rung for and not yet heard."""

    rung: dict[OfficeId, int] = field(default_factory=dict)
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class MemoryBus:
    """Bus for one server without others; a slow listener hears the newest ring of each office."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()

    async def ring(self, office: OfficeId, position: int) -> None:
        """See Bus.ring."""
        for listener in self._listeners:
            listener.rung[office] = max(position, listener.rung.get(office, 0))
            listener.heard.set()

    async def rings(self) -> AsyncIterator[tuple[OfficeId, int]]:
        """See Bus.rings."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            while True:
                await listener.heard.wait()
                listener.heard.clear()
                rung, listener.rung = listener.rung, {}
                for office, position in rung.items():
                    yield office, position
        finally:
            self._listeners.discard(listener)
