"""How far the promised waits are from the real ones, over a ticket log that is replayed in time order.

    .venv/bin/python -m tests.bench.estimate_error FILE.csv [--zone Europe/Warsaw]

Each estimate is made at the issue of a ticket. Prints, for visitors with people ahead, the error of the
shipped estimate (as shown, rounded) beside two usual ones: the wait of the last one called (LES) and the mean
of the last ten. Minutes; coverage is the share of real waits between low and high. Days are learnt from as
they go by: the first has no history. WAITS.md section 1 has the protocol, its section 4 the figures to
compare with (other days and offices).
"""

import argparse
import asyncio
import secrets
import statistics
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from server.adapters.machine_clock import MachineClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.app.replay import Plugs, replay
from server.app.replay_rows import read_rows
from server.app.replay_script import script_of
from server.app.standings import Standing, advanced
from server.core import order
from server.core.events import DayOpened, TicketCalled, TicketIssued
from server.core.record import Recorded
from server.core.state import Office
from server.forecast.pace import estimate

BANDS = ((1, 3), (4, 9), (10, 19), (20, 10_000))


@dataclass(frozen=True)
class Case:
    """One ticket: its day, people ahead at its issue, what was promised, and the real wait; minutes."""

    day: date
    ahead: int
    real: float
    low: float
    mid: float
    high: float
    last_wait: float | None
    mean_of_ten: float | None


@dataclass
class Walk:
    """Walks through the records of one office; knows only what is past."""

    standing: Standing
    promised: dict[str, tuple[datetime, int, float, float, float, float | None, float | None]] = field(
        default_factory=dict
    )
    waits: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=10)))
    cases: list[Case] = field(default_factory=list)

    def step(self, recorded: Recorded) -> None:
        self.standing = advanced(self.standing, recorded)
        match recorded.event:
            case DayOpened():
                self.promised.clear()
                self.waits.clear()
            case TicketIssued(number=number, service=service):
                self.promise(number, service, recorded.at)
            case TicketCalled(number=number) if number in self.promised:
                since, ahead, low, mid, high, last_wait, mean_of_ten = self.promised.pop(number)
                real = (recorded.at - since).total_seconds() / 60
                self.waits[self.standing.office.tickets[number].service].append(real)
                self.cases.append(Case(since.date(), ahead, real, low, mid, high, last_wait, mean_of_ten))
            case _:
                pass

    def promise(self, number: str, service: str, at: datetime) -> None:
        office = self.standing.office
        ahead = order.people_ahead(office, office.tickets[number])
        assert ahead is not None
        assert office.plan is not None
        found = estimate(self.standing.pace, office.plan.services[service], ahead)
        past = self.waits[service]
        last_wait = past[-1] if past else None
        mean_of_ten = statistics.fmean(past) if past else None
        shown = (found.low / 60, found.mid / 60, found.high / 60)
        self.promised[number] = (at, ahead, *shown, last_wait, mean_of_ten)


async def cases_of(path: Path, zone: ZoneInfo) -> list[Case]:
    log = MemoryLog()
    script = script_of(read_rows(path, zone), zone)
    plugs = Plugs(log, MemoryBus(), MachineClock())
    await replay(script, plugs, mark="bench", token=secrets.token_urlsafe)
    cases = []
    for office in await log.offices():
        walk = Walk(Standing(Office(office)))
        after = 0
        while page := await log.read(office, after):
            for recorded in page:
                walk.step(recorded)
            after = page[-1].position
        cases += walk.cases
    return cases


def errors(name: str, pairs: list[tuple[float, float]], coverage: float | None = None) -> str:
    off = [promised - real for promised, real in pairs]
    sizes = [abs(each) for each in off]
    mean, middle, bias = statistics.fmean(sizes), statistics.median(sizes), statistics.fmean(off)
    covered = "" if coverage is None else f"{coverage:8.1%}"
    return f"{name:<22}{len(off):>8,}{mean:>8.2f}{middle:>8.2f}{bias:>+8.2f}{covered:>9}"


def within(cases: list[Case]) -> float:
    return statistics.fmean(each.low <= each.real <= each.high for each in cases)


def report(cases: list[Case]) -> str:
    delayed = [each for each in cases if each.ahead >= 1]
    last = [(each.last_wait, each.real) for each in delayed if each.last_wait is not None]
    ten = [(each.mean_of_ten, each.real) for each in delayed if each.mean_of_ten is not None]
    lines = [
        f"{len(cases):,} tickets called, {len(delayed):,} with people ahead; minutes",
        f"{'people ahead >= 1':<22}{'n':>8}{'MAE':>8}{'median':>8}{'bias':>8}{'covered':>9}",
        errors("shipped estimate", [(each.mid, each.real) for each in delayed], within(delayed)),
        errors("last one called (LES)", last),
        errors("mean of last ten", ten),
    ]
    for low, high in BANDS:
        band = [each for each in delayed if low <= each.ahead <= high]
        if band:
            lines.append(
                errors(f"  shipped, from {low} on", [(each.mid, each.real) for each in band], within(band))
            )
    for day in sorted({each.day for each in delayed}):
        of_day = [each for each in delayed if each.day == day]
        lines.append(errors(f"  shipped, {day}", [(each.mid, each.real) for each in of_day], within(of_day)))
    return "\n".join(lines)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", type=Path)
    asked.add_argument("--zone", default="Europe/Warsaw", type=ZoneInfo)
    options = asked.parse_args()
    print(report(asyncio.run(cases_of(options.file, options.zone))))
