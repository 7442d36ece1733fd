"""The secretariat of the loop: whoever wants to take a step comes here. Decide, write, answer, once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from server.evaluation.core import codec
from server.evaluation.core.commands import Command
from server.evaluation.core.decide import decide
from server.evaluation.core.duties import Asker
from server.evaluation.core.events import Event
from server.evaluation.core.evolve import evolve
from server.evaluation.core.noted import Noted
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop
from server.ports.city import City
from server.ports.clock import Clock
from server.ports.ledger import Entry, Ledger, LedgerDamaged, LedgerOvertaken

AGAIN_AND_AGAIN = "other nodes wrote first, again and again"

TRIES = 20
"""How often a step is decided anew after another node wrote first."""


CHECKED_AT_ONCE = 500
"""Entries that are checked before others get their turn: a few milliseconds."""


class StepAskedOtherwise(Exception):
    """This command id was used before, for another step."""


class LoopChanged(Exception):
    """The loop says something else by now than when whoever asks for this step looked at it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A step that was taken in the past, on paper or in a demo, and is brought in later."""

    command: Command
    command_id: str
    asker: Asker
    at: datetime


class Secretariat:
    """The loop of one city, folded to its latest entry, and the one way to change it."""

    def __init__(self, ledger: Ledger, city: City, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lock = asyncio.Lock()
        self._hash = codec.BEGINNING
        self._zone = ZoneInfo(city.zone)
        self.city = city
        self.loop = Loop()
        self.history: list[Noted] = []
        self._by_command: dict[str, list[Noted]] = {}

    async def current(self) -> Loop:
        """The loop as of now, with what other nodes wrote. Raises LedgerDown, LedgerDamaged."""
        async with self._lock:
            await self._read_on()
            return self.loop

    async def fault(self) -> int | None:
        """Read the ledger anew and check its chain: the first position that does not fit, None if all do.

        An entry that was changed, added in between, or cut off at the end is found. Raises LedgerDown.
        """
        await self.current()
        length, head = len(self.history), self._hash
        before, position = codec.BEGINNING, 0
        while entries := await self._ledger.read(position, CHECKED_AT_ONCE):
            for entry in entries:
                position += 1
                fits = entry.position == position and entry == codec.sealed(before, entry)
                before = entry.hash
                if not fits or (position == length and before != head):
                    return position
            await asyncio.sleep(0)
        return None if position >= length else position + 1

    def made(self, command_id: str) -> Sequence[Noted]:
        """The entries that a command made, as far as this node has read; none for an unknown id."""
        return tuple(self._by_command.get(command_id, ()))

    async def carry_out(
        self,
        command: Command,
        *,
        command_id: str,
        asker: Asker,
        at: datetime | None = None,
        still: Callable[[Loop], bool] | None = None,
    ) -> tuple[Event, ...]:
        """Take a step, durably, and return what it made; the same id again returns the same again.

        `at` is for steps brought in later (the demo's past years); none means now. `still` says whether the
        loop is what whoever asks took it for: it is asked of the loop on which the step is decided.
        Raises LoopRefused, StepAskedOtherwise (the id was used for another step), LoopChanged (`still` says
        no to a step that would be possible) or LedgerDown.
        """
        asked = codec.asked(command)
        async with self._lock:
            for _ in range(TRIES):
                await self._read_on()
                if made := self._made(command_id, asked):
                    return made
                step = Brought(command, command_id, asker, at or self._clock.now())
                entries = self._entries([step])
                if still is not None and not still(self.loop):
                    raise LoopChanged(command_id)
                if await self._written(entries):
                    return tuple(each.event for each in self.history[-len(entries) :])
        raise LedgerOvertaken(AGAIN_AND_AGAIN)

    async def bring_in(self, steps: Sequence[Brought]) -> None:
        """Take these steps of the past one after the other in one go: all that were not taken yet, or none.

        Raises as carry_out does; a refusal of one is a refusal of all.
        """
        async with self._lock:
            for _ in range(TRIES):
                await self._read_on()
                due = [each for each in steps if not self._made(each.command_id, codec.asked(each.command))]
                if not due or await self._written(self._entries(due)):
                    return
        raise LedgerOvertaken(AGAIN_AND_AGAIN)

    async def _written(self, entries: Sequence[Entry]) -> bool:
        try:
            await self._ledger.append(entries)
        except LedgerOvertaken:
            return False
        self._take(entries)
        return True

    def _made(self, command_id: str, asked: str) -> tuple[Event, ...]:
        made = self.made(command_id)
        if made and made[0].asked != asked:
            raise StepAskedOtherwise(command_id)
        return tuple(each.event for each in made)

    async def _read_on(self) -> None:
        while entries := await self._ledger.read(len(self.history)):
            self._take(entries)

    def _take(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            event = _event(entry)
            at = entry.at.astimezone(self._zone)
            self.loop = evolve(self.loop, event, at)
            noted = Noted(entry.position, at, entry.actor, entry.command_id, entry.asked, event)
            self.history.append(noted)
            self._by_command.setdefault(noted.command_id, []).append(noted)
            self._hash = entry.hash

    def _entries(self, steps: Sequence[Brought]) -> list[Entry]:
        """What the steps make, each decided on the loop after the one before."""
        entries: list[Entry] = []
        loop, before = self.loop, self._hash
        for step in steps:
            at = step.at.astimezone(self._zone).replace(microsecond=0)
            asked = codec.asked(step.command)
            case = Case(self.city, loop, step.asker, at.date())
            for number, event in enumerate(decide(case, step.command)):
                position = len(self.history) + len(entries) + 1
                kind, text = type(event).__name__, codec.encoded(event)
                plain = Entry(
                    position, at, kind, text, step.command_id, number, asked, step.asker.account, ""
                )
                entries.append(codec.sealed(before, plain))
                loop, before = evolve(loop, event, at), entries[-1].hash
        return entries


def _event(entry: Entry) -> Event:
    try:
        return codec.decoded(entry.kind, entry.event)
    except (KeyError, ValueError) as fault:
        raise LedgerDamaged(
            f"Entry {entry.position} of the ledger cannot be read ({fault}): it is not what was written. "
            "Restore the latest backup: machiai restore. If it was written by a newer Machiai, install that."
        ) from fault
