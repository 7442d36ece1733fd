"""A receipt printer at a TCP port: ask, send, wait for the printer's own word, and doubt everything else."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TypeVar

from hardware import escpos
from hardware.link import LineLost, Link
from hardware.printer import Attempt, Health, NotSent, Outcome, Printed, Proof, Trouble, Uncertain
from hardware.replies import (
    Change,
    Cleared,
    Echo,
    Reply,
    Roll,
    paper_low,
    paper_out,
    troubles_of_change,
    troubles_of_states,
)

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the printer is given; a citizen waits in front of it."""

    connect: float = 1.5
    answer: float = 0.7
    """For the four bytes of DLE EOT; a real printer needs some milliseconds."""
    whole: float = 5.0
    """From the first question to the outcome; and at most as long again until it is this paper's turn."""
    grace: float = 1.0
    """Between GS r, which is answered when the dots are read, and belief that they are on paper."""
    last_word: float = 0.3
    """After bad news: the paper may have been finished just before, and its echo be on the way."""


class NetworkPrinter:
    """One printer, one line, one paper at a time; `Printed` only on the printer's own word."""

    def __init__(self, host: str, port: int = 9100, patience: Patience = Patience()) -> None:
        """Nothing is sent before the first paper or the first question."""
        self.host, self.port = host, port
        self._patience = patience
        self._turn = asyncio.Lock()
        self._link: Link | None = None
        self._unsettled = False  # a paper was sent, and nobody knows what became of it
        self._stuck = False  # and its line was dropped, so that the printer may wait for the rest of it
        self._echoes = False
        self._rolls_owed = 0
        self._late: list[str] = []

    async def print(self, name: str, data: bytes, attempt: Attempt) -> Outcome:
        """Bring out `data` within `patience.whole` seconds of its turn; see `Patience` and `Outcome`."""
        if not escpos.asks_for(data, attempt.process_id):
            raise ValueError(f"the bytes of {name} do not belong to attempt {attempt.number}")
        if not await self._my_turn():
            return NotSent(Trouble.BUSY)
        return await self._in_turn(self._print(data, attempt))

    async def health(self) -> Health:
        """Ask DLE EOT 1 to 4; ask every ten seconds or so, or an idle line dies unnoticed."""
        if not await self._my_turn():
            return Health(Trouble.BUSY)
        return await self._in_turn(self._asked())

    async def clear(self) -> bool:
        """Make the printer forget what is not on paper yet; only after True may the paper go to it again."""
        if not await self._my_turn():
            return False
        return await self._in_turn(self._asked_and_cleared())

    def take_late(self) -> tuple[str, ...]:
        """Process ids of papers that came out after their outcome was told; each is told once."""
        late, self._late = tuple(self._late), []
        return late

    async def close(self) -> None:
        """Hang up, after the paper that is in hand."""
        async with self._turn:
            self._drop()

    async def _my_turn(self) -> bool:
        try:
            async with asyncio.timeout(self._patience.whole):
                return await self._turn.acquire()
        except TimeoutError:
            return False

    async def _in_turn(self, work: Coroutine[object, object, Answer]) -> Answer:
        try:
            return await work
        except asyncio.CancelledError:
            self._drop()  # answers may be on their way that nobody would hear in their place
            raise
        finally:
            self._turn.release()

    async def _print(self, data: bytes, attempt: Attempt) -> Outcome:
        until = _now() + self._patience.whole
        health = await self._asked()
        if health.ready and self._link is not None and self._stuck:
            health = await self._unstuck(self._link)
        if health.trouble is not None or self._link is None:
            return NotSent(health.trouble or Trouble.UNREACHABLE)
        return await self._sent(self._link, data, attempt, until)

    async def _sent(self, link: Link, data: bytes, attempt: Attempt, until: float) -> Outcome:
        self._unsettled = True
        self._rolls_owed += 1
        link.send(data)
        try:
            outcome = await self._verdict(link, attempt, until)
        except LineLost as lost:
            log.warning("printer %s: line lost in attempt %s: %s", self.host, attempt.process_id, lost)
            self._drop()
            return Uncertain(Trouble.CONNECTION_LOST)
        if isinstance(outcome, Printed):
            self._unsettled = False
        elif not link.all_sent:
            self._drop()
        return outcome

    async def _unstuck(self, link: Link) -> Health:
        """Rid the printer of the rest of a broken-off paper, before a new one would be eaten by it."""
        if await self._cleared(link):
            return Health()
        health = await self._asked()
        if health.ready and self._link is not None and not await self._flushed(self._link):
            return Health(Trouble.CONNECTION_LOST)
        return health

    async def _asked(self) -> Health:
        """Once more on a new line when the old one had died unnoticed, or was not yet free again after us."""
        kept = self._link is not None
        health = await self._asked_once()
        if health.trouble is Trouble.CONNECTION_LOST or (kept and self._link is None):
            health = await self._asked_once()
        return health

    async def _asked_once(self) -> Health:
        try:
            link = self._link = self._link or await Link.open(self.host, self.port, self._patience.connect)
        except OSError as error:
            log.info("printer %s: cannot be reached: %s", self.host, str(error) or "no answer")
            return Health(Trouble.UNREACHABLE)
        try:
            health = await self._state(link)
        except LineLost:
            self._drop()
            return Health(Trouble.CONNECTION_LOST)
        except TimeoutError:
            self._drop()  # its answers may still come, and would be taken for those to the next question
            return Health(Trouble.SILENT)
        for reply in link.heard_so_far():
            self._note(reply)
        return health

    async def _state(self, link: Link) -> Health:
        states = await link.states(_now() + self._patience.answer)
        troubles = troubles_of_states(*states)
        return Health(troubles[0] if troubles else None, paper_low(states[3]))

    async def _verdict(self, link: Link, attempt: Attempt, until: float) -> Outcome:
        """Listen until the echo, or bad news, or nothing more to expect."""
        limit, trouble = until - self._patience.answer, None
        try:
            while True:
                reply = await link.hear(limit)
                if reply == Echo(attempt.process_id):
                    return self._echoed()
                self._note(reply)
                if bad := _trouble_of(reply):
                    limit, trouble = min(limit, _now() + self._patience.last_word), bad
                elif self._second_best(reply):
                    limit = min(limit, _now() + self._patience.grace)
        except TimeoutError:
            return Uncertain(trouble) if trouble else await self._last_question(link, attempt)

    async def _last_question(self, link: Link, attempt: Attempt) -> Outcome:
        """No echo came: how is the printer, and did it at least answer GS r in its turn?"""
        try:
            health = await self._state(link)
        except TimeoutError:
            self._drop()
            return Uncertain(Trouble.SILENT)
        heard = link.heard_so_far()
        if Echo(attempt.process_id) in heard:
            return self._echoed()
        for reply in heard:
            self._note(reply)
        if health.trouble is None and not self._echoes and self._rolls_owed == 0:
            return Printed(Proof.ROLL_STATUS)
        return Uncertain(health.trouble or Trouble.SILENT)

    def _echoed(self) -> Outcome:
        self._echoes = True
        return Printed(Proof.PROCESS_ID)

    def _second_best(self, reply: Reply) -> bool:
        return isinstance(reply, Roll) and not self._echoes and self._rolls_owed == 0

    def _note(self, reply: Reply) -> None:
        """Remember what a reply says about other papers than the one in hand."""
        match reply:
            case Echo(process_id):
                self._echoes = True
                self._late.append(process_id)
                log.warning("printer %s: attempt %s came out late", self.host, process_id)
            case Roll():
                self._rolls_owed = max(0, self._rolls_owed - 1)
            case _:
                pass

    async def _asked_and_cleared(self) -> bool:
        await self._asked()
        return self._link is not None and await self._cleared(self._link)

    async def _cleared(self, link: Link) -> bool:
        link.send(escpos.CLEAR_BUFFERS)
        until = _now() + self._patience.answer
        try:
            while (reply := await link.hear(until)) != Cleared():
                self._note(reply)
        except (LineLost, TimeoutError):
            self._drop()
            return False
        link.send(escpos.INITIALISE + escpos.PARTIAL_CUT)
        self._unsettled = self._stuck = False
        self._rolls_owed = 0
        return True

    async def _flushed(self, link: Link) -> bool:
        """For old printers, which cannot clear: finish what broke off, then wait until all is answered."""
        link.send(escpos.UNSTICK + escpos.ASK_ROLL)
        end = _now() + 3 * self._patience.grace
        try:
            while True:
                reply = await link.hear(min(end, _now() + self._patience.grace))
                self._note(reply)
                if isinstance(reply, Roll):
                    self._rolls_owed = 0
        except TimeoutError:
            self._unsettled = self._stuck = False
            return True
        except LineLost:
            self._drop()
            return False

    def _drop(self) -> None:
        """Hang up; a printer in the middle of a paper now waits for bytes that will never come."""
        self._stuck = self._stuck or self._unsettled
        if self._link is not None:
            self._link.drop()
            self._link = None


def _trouble_of(reply: Reply) -> Trouble | None:
    match reply:
        case Change():
            return next(iter(troubles_of_change(reply)), None)
        case Roll() if paper_out(reply):
            return Trouble.NO_PAPER
        case _:
            return None


def _now() -> float:
    return asyncio.get_running_loop().time()
