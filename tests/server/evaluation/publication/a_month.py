"""A month of an office for the tests of its report: simulated days in a log of this process."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from random import Random
from zoneinfo import ZoneInfo

from server.adapters.japan_holidays import japan_holidays
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.adapters.yaml_plans import YamlPlans
from server.app.history import write_history
from server.app.measures import Measured
from server.app.measuring import Measuring
from server.app.standings import Standings
from server.core.plan import Names, OfficeId, Plan
from server.evaluation.publication.month import MonthReader
from server.evaluation.readings import Readings
from server.ports.voices import Answer, Entry, Sheets
from tests.server.evaluation.publication import a_year

OFFICE = "midori"
MONTH = date(2026, 4, 1)
TODAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 3, tzinfo=UTC)
"""Noon of that day at the office."""

DAYS = frozenset(
    day
    for since in (date(2025, 4, 1), date(2026, 3, 23), date(2026, 4, 1))
    for day in (since + timedelta(days=number) for number in range(9))
) | {date(2026, 4, 30)}


class FewDays:
    """The furnished plans, open on few days: a year is more than a test needs."""

    def __init__(self, days: frozenset[date] = DAYS) -> None:
        self._plans = YamlPlans((resources.files("server") / "offices",), japan_holidays())
        self._days = days

    def offices(self) -> Sequence[OfficeId]:
        return self._plans.offices()

    def names(self, office: OfficeId) -> Names:
        return self._plans.names(office)

    def zone(self, office: OfficeId) -> ZoneInfo:
        return self._plans.zone(office)

    def plan(self, office: OfficeId, day: date) -> Plan | None:
        return self._plans.plan(office, day) if day in self._days else None

    def next_open_day(self, office: OfficeId, after: date) -> Plan | None:
        return next((self.plan(office, day) for day in sorted(self._days) if day > after), None)


class NoVoices:
    """Nobody has said anything yet: what a survey and a register answer then."""

    async def answers(self, *_asked: object) -> Sequence[Answer]:
        return ()

    async def sheets(self, *_asked: object) -> Sequence[Sheets]:
        return ()

    async def entries(self, *_asked: object) -> Sequence[Entry]:
        return ()


class Offices:
    """An office with its log and its measures, counted to the last day that is over."""

    def __init__(self) -> None:
        self.plans = FewDays()
        self.log = MemoryLog()
        self.store = MemoryMeasures()
        self.standings = Standings(self.log)
        self.clock = ManualClock(NOW)
        self.measured = Measured(self.log, self.store, self.standings)
        voices = NoVoices()
        readings = Readings(self.measured, voices, voices, (OFFICE,))  # type: ignore[arg-type]  # reads only
        self.reader = MonthReader(self.measured, readings, self.plans, a_year.city())

    async def filled(self) -> "Offices":
        """With its past written and counted."""
        await write_history(self.log, OFFICE, self.plans, TODAY, Random(7), japan_holidays())
        await self.standings.open(OFFICE)
        await Measuring(self.log, self.store, self.standings, self.clock).catch_up(OFFICE)
        return self
