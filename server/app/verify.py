"""Checking a whole log: positions, chain of hashes, and the laws of the house, record by record."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from server.core import order
from server.core.codec import BEGINNING, chained
from server.core.events import DayOpened, NobodyWaited, TicketCalled, TicketIssued
from server.core.evolve import evolve
from server.core.plan import CounterId, Number, OfficeId
from server.core.record import Recorded
from server.core.state import AT_COUNTER, Office
from server.ports.log import Log, LogDamaged

PAGE = 2_000
"""Records that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A log without a fault: its figures, and the hash that stands for all of it."""

    office: OfficeId
    records: int
    days: int
    tickets: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first record that cannot be right, and why, in words."""

    office: OfficeId
    position: int
    words: str


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far the checking has come."""

    state: Office
    last: Recorded | None = None
    days: int = 0
    tickets: int = 0

    @property
    def position(self) -> int:
        return self.last.position if self.last else 0

    @property
    def hash(self) -> str:
        return self.last.hash if self.last else BEGINNING


async def verify(log: Log, office: OfficeId, tell: Callable[[int], None] | None = None) -> Verified | Fault:
    """Read the office's whole log and check it; `tell` hears the position now and then. Raises LogDown."""
    progress = _Progress(Office(office))
    try:
        async for record in _records(log, office):
            checked = _checked(progress, record)
            if isinstance(checked, str):
                return Fault(office, record.position, checked)
            progress = checked
            if tell is not None and record.position % PAGE == 0:
                tell(record.position)
    except LogDamaged as damaged:
        return Fault(office, progress.position + 1, str(damaged))
    return Verified(office, progress.position, progress.days, progress.tickets, progress.hash)


async def _records(log: Log, office: OfficeId) -> AsyncIterator[Recorded]:
    """Page by page; a page with a record that cannot be read comes one by one, up to that record."""
    position, size = 0, PAGE
    while True:
        try:
            page = await log.read(office, position, size)
        except LogDamaged:
            if size == 1:
                raise
            size = 1
            continue
        if not page:
            return
        for record in page:
            yield record
        position = page[-1].position


def _checked(progress: _Progress, record: Recorded) -> _Progress | str:
    """The progress after this record, or what is wrong with it."""
    before = progress.state
    words = _misplaced(progress, record) or _unlawful(before, record)
    if words:
        return words
    try:
        after = evolve(before, record.event, record.at)
    except Exception as fault:  # noqa: BLE001  whatever a damaged log makes evolve stumble over is the finding
        return f"{type(record.event).__name__} does not follow from what was before: {fault!r}"
    words = "" if after.counters is before.counters else _seats(after)
    return words or _Progress(
        state=after,
        last=record,
        days=progress.days + isinstance(record.event, DayOpened),
        tickets=progress.tickets + isinstance(record.event, TicketIssued),
    )


def _misplaced(progress: _Progress, record: Recorded) -> str:
    """What is wrong with the record's place in the log, if anything."""
    if record.position != progress.position + 1:
        return f"the log goes from position {progress.position} to {record.position}"
    if chained(progress.hash, record) != record.hash:
        return "the hash does not fit: this record, or the one before it, is not what was written"
    last = progress.last
    if last is not None and record.at < last.at:
        return f"time goes back from {last.at.isoformat()} to {record.at.isoformat()}"
    goes_on = last is not None and record.command_id == last.command_id and record.step == last.step + 1
    if record.step != 0 and not goes_on:
        return f"step {record.step} of command {record.command_id} does not follow its step {record.step - 1}"
    return ""


def _unlawful(before: Office, record: Recorded) -> str:
    """Which law the event breaks, if any."""
    match record.event:
        case DayOpened(plan=plan) if before.date is not None and plan.date <= before.date:
            return f"{plan.date} began after {before.date}"
        case TicketIssued(number=number) if number in before.tickets:
            return f"{number} was given out twice on {before.date}"
        case NobodyWaited(counter=counter) if (waiting := _next(before, counter)) is not None:
            return f"counter {counter} was told that nobody waits, but {waiting} waited"
        case TicketCalled(number=number, counter=counter, chosen=False) if _next(before, counter) != number:
            return f"counter {counter} called {number}, but it was the turn of {_next(before, counter)}"
        case _:
            return ""


def _next(before: Office, counter: CounterId) -> Number | None:
    return order.next_for(before, before.plan.counters[counter]) if before.plan else None


def _seats(after: Office) -> str:
    """Every counter serves at most one visitor, who is nowhere else."""
    for counter, number in _served(after):
        ticket = after.tickets.get(number)
        if ticket is None:
            return f"counter {counter} serves {number}, whom nobody knows"
        if ticket.counter != counter or ticket.phase not in AT_COUNTER:
            return f"counter {counter} serves {number}, who is {ticket.phase} at {ticket.counter}"
    return ""


def _served(office: Office) -> Iterator[tuple[CounterId, Number]]:
    return ((each.id, each.serving) for each in office.counters.values() if each.serving is not None)
