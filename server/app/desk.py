"""The desk: whoever wants something to happen comes here. Decide, write, answer; in groups, exactly once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import structlog

from server.app.standing import Standing, advanced
from server.app.standings import Standings
from server.core import codec
from server.core.commands import Command
from server.core.decide import decide
from server.core.plan import OfficeId
from server.core.record import Recorded
from server.core.refusal import Refused
from server.ports.bus import Bus
from server.ports.clock import Clock
from server.ports.log import Log, LogDown, Overtaken

TRIES = 20
"""How often a group is decided anew after another node wrote first (decision 0005)."""

GROUP = 256
"""Commands that share one commit."""

_said = structlog.get_logger(__name__)


class AskedOtherwise(Exception):
    """This command id was used before, for another request."""


@dataclass(slots=True)
class _Waiting:
    """A command that waits for its answer."""

    office: OfficeId
    command: Command
    command_id: str
    actor: str
    asked: str
    at: datetime | None
    answer: "asyncio.Future[tuple[Recorded, ...]]"


@dataclass(slots=True)
class _Draft:
    """What a group would write: standings as they would be, records, and every answer."""

    standings: dict[OfficeId, Standing]
    records: list[Recorded] = field(default_factory=list)
    made: dict[tuple[OfficeId, str], tuple[Recorded, ...]] = field(default_factory=dict)
    answers: list[tuple[_Waiting, tuple[Recorded, ...] | Exception]] = field(default_factory=list)


class Desk:
    """Carries out commands, one group after the other, on one log.

    `trouble` says in words why the last group could not be written; it is empty when all is well.
    """

    def __init__(
        self, log: Log, standings: Standings, bus: Bus, clock: Clock, zones: dict[OfficeId, ZoneInfo]
    ) -> None:
        self._log = log
        self._standings = standings
        self._bus = bus
        self._clock = clock
        self._zones = zones
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self.trouble = ""

    async def carry_out(
        self, office: OfficeId, command: Command, *, command_id: str, actor: str, at: datetime | None = None
    ) -> tuple[Recorded, ...]:
        """Make it happen, durably, and return what it made; the same id again returns the same again.

        `at` is when it was asked, for what is brought to the desk later (a replay, an offline kiosk); none
        means now. The log has whole seconds (decision 13), begun ones are not counted; an office's time never
        goes back, whatever is said.
        Raises Refused, AskedOtherwise (the id was used for another request) or LogDown (nothing was
        acknowledged: ask again with the same id). Needs `run` to be running.
        """
        answer: asyncio.Future[tuple[Recorded, ...]] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(office, command, command_id, actor, codec.asked(command), at, answer)
        self._queue.put_nowait(waiting)
        return await answer

    async def run(self) -> None:
        """Serve the queue for ever. One such task owns the writing."""
        while True:
            group = [await self._queue.get()]
            while len(group) < GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            try:
                await self._serve(group)
                self._say_trouble("")
            except (LogDown, Overtaken) as fault:
                self._say_trouble(str(fault))
                _refuse_all(group, fault if isinstance(fault, LogDown) else LogDown(str(fault)))
            except BaseException as fault:
                _refuse_all(group, LogDown(f"the desk stopped: {fault!r}"))
                raise

    def _say_trouble(self, trouble: str) -> None:
        """Once when it comes and once when it has gone, however many ask in between."""
        if bool(trouble) != bool(self.trouble):
            _said.warning("cannot_write" if trouble else "can_write_again", why=trouble)
        self.trouble = trouble

    async def _serve(self, group: Sequence[_Waiting]) -> None:
        offices = {each.office for each in group}
        async with self._standings.held(offices):
            for _ in range(TRIES):
                draft = self._draft(group, offices)
                try:
                    await self._write(draft)
                    break
                except Overtaken:
                    await self._read_on(draft)
            else:
                raise Overtaken("other nodes wrote first, again and again")
        for waiting, answer in draft.answers:
            _give(waiting, answer)
        for office in offices & {each.office for each in draft.records}:
            await self._bus.ring(office, draft.standings[office].position)

    async def _write(self, draft: _Draft) -> None:
        if not draft.records:
            return
        try:
            await self._log.append(draft.records)
        except LogDown:
            await self._forget_nothing(draft)
            raise
        for office in {each.office for each in draft.records}:
            written = [each for each in draft.records if each.office == office]
            self._standings.put(draft.standings[office], written)

    async def _read_on(self, draft: _Draft) -> None:
        """Learn who was first; if nobody was, a command was carried out longer ago than is remembered."""
        before = {office: self._standings.of(office).position for office in draft.standings}
        for office in before:
            await self._standings.read_on(office)
        if all(self._standings.of(office).position == position for office, position in before.items()):
            for office, command_id in draft.made:
                await self._standings.recall(office, command_id)

    async def _forget_nothing(self, draft: _Draft) -> None:
        """A commit that failed may still have happened: look, so that the next decision knows."""
        for office in draft.standings:
            try:
                await self._standings.read_on(office)
            except LogDown as down:
                _said.warning("log_down", office=office, why=str(down))

    def _draft(self, group: Sequence[_Waiting], offices: set[OfficeId]) -> _Draft:
        draft = _Draft({office: self._standings.of(office) for office in offices})
        for waiting in group:
            try:
                draft.answers.append((waiting, self._answer(waiting, draft)))
            except (Refused, AskedOtherwise) as refused:
                draft.answers.append((waiting, refused))
            except Exception as bug:  # noqa: BLE001  given to the asker, who logs it; the others go on
                draft.answers.append((waiting, bug))
        return draft

    def _answer(self, waiting: _Waiting, draft: _Draft) -> tuple[Recorded, ...]:
        key = (waiting.office, waiting.command_id)
        made = draft.made.get(key) or self._standings.made(*key)
        if made:
            if made[0].asked != waiting.asked:
                raise AskedOtherwise(waiting.command_id)
            return made
        made = self._decided(waiting, draft)
        draft.made[key] = made
        draft.records.extend(made)
        return made

    def _decided(self, waiting: _Waiting, draft: _Draft) -> tuple[Recorded, ...]:
        standing = draft.standings[waiting.office]
        asked_at = self._clock.now() if waiting.at is None else waiting.at
        at = _with_offset(asked_at.astimezone(self._zones[waiting.office])).replace(microsecond=0)
        if standing.office.at is not None:
            at = max(at, standing.office.at)
        made: list[Recorded] = []
        for step, event in enumerate(decide(standing.office, waiting.command, at)):
            recorded = Recorded(
                office=waiting.office,
                position=standing.position + 1,
                at=at,
                event=event,
                command_id=waiting.command_id,
                step=step,
                asked=waiting.asked,
                actor=waiting.actor,
                hash="",
            )
            recorded = codec.sealed(standing.hash, recorded)
            standing = advanced(standing, recorded)
            made.append(recorded)
        draft.standings[waiting.office] = standing
        return tuple(made)


def _with_offset(at: datetime) -> datetime:
    """The same moment as the log gives it back: with an offset instead of a zone."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()))


def _give(waiting: _Waiting, answer: tuple[Recorded, ...] | Exception) -> None:
    if waiting.answer.done():
        return
    if isinstance(answer, Exception):
        waiting.answer.set_exception(answer)
    else:
        waiting.answer.set_result(answer)


def _refuse_all(group: Sequence[_Waiting], fault: Exception) -> None:
    for waiting in group:
        _give(waiting, fault)
