"""Every office folded to its latest record, and whoever waits for the next one."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from server.app.standing import Standing, advanced
from server.core.codec import BEGINNING
from server.core.events import DayOpened
from server.core.plan import Number, OfficeId
from server.core.record import Recorded
from server.core.state import Office, Ticket
from server.ports.log import Log

DAYS_REMEMBERED = 8
"""Open days that are folded at the start: what the call gap learns from (WAITS.md section 0)."""


@dataclass(slots=True)
class _Shelf:
    """One office's standing, what each command of today and yesterday made, and the bell for what comes."""

    standing: Standing
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    made: dict[str, tuple[Recorded, ...]] = field(default_factory=dict)
    made_before: dict[str, tuple[Recorded, ...]] = field(default_factory=dict)

    def remember(self, recorded: Recorded) -> None:
        if isinstance(recorded.event, DayOpened):
            self.made_before, self.made = self.made, {}
        self.made[recorded.command_id] = (*self.made.get(recorded.command_id, ()), recorded)


class Standings:
    """The latest standing of every office on this node."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._shelves: dict[OfficeId, _Shelf] = {}

    async def open(self, office: OfficeId) -> Standing:
        """Fold an office's last days from the log; from then on it is known here."""
        beginnings = await self._log.beginnings(office)
        first = beginnings[-DAYS_REMEMBERED:][0] if beginnings else 1
        before = await self._log.read(office, first - 2, 1) if first > 1 else ()
        start = Standing(Office(office), position=first - 1, hash=before[0].hash if before else BEGINNING)
        self._shelves.setdefault(office, _Shelf(start))
        await self.catch_up(office)
        return self.of(office)

    def offices(self) -> tuple[OfficeId, ...]:
        """The offices known on this node."""
        return tuple(self._shelves)

    def of(self, office: OfficeId) -> Standing:
        """The latest standing. Raises KeyError for an office that is not known here."""
        return self._shelves[office].standing

    def made(self, office: OfficeId, command_id: str) -> tuple[Recorded, ...]:
        """What this command made, today or the day before; empty if it is not known."""
        shelf = self._shelves[office]
        return shelf.made.get(command_id) or shelf.made_before.get(command_id, ())

    def ticket(self, token: str) -> tuple[Standing, Ticket] | None:
        """The ticket of a visitor's page, in whichever office it was issued."""
        for shelf in self._shelves.values():
            number: Number | None = shelf.standing.office.tokens.get(token)
            if number is not None:
                return shelf.standing, shelf.standing.office.tickets[number]
        return None

    @asynccontextmanager
    async def held(self, offices: Iterable[OfficeId]) -> AsyncIterator[None]:
        """Keep these offices from changing, so that a decision holds until it is written."""
        async with AsyncExitStack() as stack:
            for office in sorted(set(offices)):
                await stack.enter_async_context(self._shelves[office].lock)
            yield

    async def catch_up(self, office: OfficeId, position: int | None = None) -> None:
        """Read on to this position, or to the end; those who come while another reads find it done."""
        if position is None or self.of(office).position < position:
            async with self.held([office]):
                if position is None or self.of(office).position < position:
                    await self.read_on(office)

    async def read_on(self, office: OfficeId) -> None:
        """Read the log to its end. The caller holds the office."""
        while records := await self._log.read(office, self.of(office).position):
            standing = self.of(office)
            for recorded in records:
                standing = advanced(standing, recorded)
            self.put(standing, records)
            await asyncio.sleep(0)

    async def recall(self, office: OfficeId, command_id: str) -> None:
        """Remember from the log what this command made, however long ago. The caller holds the office."""
        if made := await self._log.made(office, command_id):
            self._shelves[office].made_before[command_id] = tuple(made)

    def put(self, standing: Standing, records: Sequence[Recorded]) -> None:
        """Take over a standing that these records led to, and wake everybody. The caller holds the office."""
        shelf = self._shelves[standing.office.id]
        shelf.standing = standing
        for recorded in records:
            shelf.remember(recorded)
        shelf.changed.set()
        shelf.changed = asyncio.Event()

    async def newer(self, office: OfficeId, position: int) -> Standing:
        """The latest standing, once it is beyond this position."""
        shelf = self._shelves[office]
        while shelf.standing.position <= position:
            await shelf.changed.wait()
        return shelf.standing
