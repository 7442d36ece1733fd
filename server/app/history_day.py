"""One simulated day of an office: out come the events of a day, as the core would have decided them.

Much quicker than the desk, and still nothing that the desk would refuse: order, numbers, estimates and
lives of tickets are those of server.core. Everything happens at whole seconds.
"""

import math
from collections import Counter as Count
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from functools import partial
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

from immutables import Map

from server.app.history_agenda import Agenda
from server.app.history_floor import Floor
from server.app.history_gaps import Gaps
from server.app.history_lines import Visitor
from server.app.history_scenes import Scenes
from server.app.history_story import HOUR, USUAL, Load
from server.core.commands import Channel
from server.core.events import DayClosed, DayOpened, Event, ReceptionTurned, TicketIssued
from server.core.numbers import next_number
from server.core.plan import Number, Plan, ServiceId
from server.core.state import Office
from server.forecast.pace import Pace

Moments: TypeAlias = list[tuple[datetime, Event]]

BEFORE_OPENING_S = 900
AFTER_CLOSING_S = 900
"""At the earliest; nobody leaves before everybody has been served."""

BY_STAFF = 0.06
NO_SHOW = {Channel.KIOSK: 0.02, Channel.PHONE: 0.06, Channel.STAFF: 0.01}
PRIORITY = 0.07
NEED = 0.04
FURTHER_LEG = 0.22
OTHER_LANGUAGE = 0.09
IMPATIENT = 0.3
"""Share of visitors who go home when they have waited too long for the first call."""

PATIENCE_S, PATIENCE_SPREAD = 4200, 0.45
"""Median and sigma of what is too long for them."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a day takes over from the one before: the serial of the last call, and what the lines taught."""

    serial: int = 0
    pace: Pace = field(default_factory=Pace)


def simulated_day(plan: Plan, load: Load, chance: Random, past: Past) -> tuple[Moments, Past]:
    """What happens on this day and when, from DayOpened to DayClosed, and what the next day takes over.

    Times carry the office's offset. Everybody who came has gone when the day closes, nothing is carried
    over. Services that the story does not know (history_story.USUAL) have no visitors.
    """
    visitors = {each: mean for each, mean in load.visitors.items() if each in plan.services}
    return _Day(plan, replace(load, visitors=visitors), chance, past).over()


class _Day:
    def __init__(self, plan: Plan, load: Load, chance: Random, past: Past) -> None:
        midnight = _midnight(plan)
        self._plan, self._load, self._chance, self._past = plan, load, chance, past
        self._agenda = Agenda(midnight, load.opens - BEFORE_OPENING_S)
        self._gaps = Gaps(past.pace, midnight)
        self._floor = Floor(plan, load, chance, self._agenda, self._gaps, past.serial)
        self._scenes = Scenes(plan, load, chance, self._agenda, self._floor)
        self._issued: Count[str] = Count()

    def over(self) -> tuple[Moments, Past]:
        """Everything that happens."""
        self._open()
        for shift in self._load.shifts:
            self._floor.expect(shift)
        for service, mean in self._load.visitors.items():
            self._expect(service, mean)
        self._scenes.expect()
        self._agenda.run()
        self._close()
        return self._agenda.said, Past(self._floor.serial, self._gaps.pace())

    def _open(self) -> None:
        at = self._agenda.moment(self._agenda.now)
        accepting = tuple(each.id for each in self._plan.services.values() if each.accepts(at))
        self._agenda.say(DayOpened(self._plan, notices=self._plan.notices, serial=self._past.serial))
        self._agenda.say(ReceptionTurned(accepting))

    def _close(self) -> None:
        self._agenda.now = max(self._agenda.latest, self._load.closes + AFTER_CLOSING_S)
        self._floor.close()
        self._agenda.now += 60
        self._agenda.say(DayClosed(self._plan.date, ended=_numbers(self._floor.absent)))

    # Visitors.

    def _expect(self, service: ServiceId, mean: float) -> None:
        drawn = max(0, round(self._chance.gauss(mean, mean**0.5)))
        hours, shares = tuple(self._load.share_of_hour), tuple(self._load.share_of_hour.values())
        for hour in self._chance.choices(hours, shares, k=drawn):
            begins, ends = max(hour * HOUR, self._load.opens), min((hour + 1) * HOUR, self._load.closes)
            self._agenda.put(self._chance.randrange(begins, ends), partial(self._come, service))

    def _come(self, service: ServiceId) -> None:
        visitor = self._with_ticket(service)
        self._floor.join(visitor)
        if self._chance.random() < IMPATIENT:
            patience = self._chance.lognormvariate(math.log(PATIENCE_S), PATIENCE_SPREAD)
            self._agenda.after(patience, partial(self._floor.lose_patience, visitor))

    def _with_ticket(self, service_id: ServiceId) -> Visitor:
        plan, now = self._plan, self._agenda.now
        service = plan.services[service_id]
        series, count = next_number(Office(plan.office, issued=Map(self._issued)), plan, service.series)
        self._issued[series.id] = count
        priority, needs = self._priority(), self._needs()
        head_start = plan.priorities[priority].head_start_min * 60 if priority else 0
        ahead = self._floor.lines.ahead_of_newcomer(service_id, now - head_start)
        legs, channel = self._legs(service_id), self._channel()
        self._agenda.say(
            TicketIssued(
                number=series.written(count),
                service=service_id,
                series=series.id,
                count=count,
                token=f"{self._chance.getrandbits(80):020x}",
                channel=channel,
                language=self._language(),
                priority=priority,
                needs=needs,
                legs=legs,
                paper=False,
                people_ahead=ahead,
                estimate=self._gaps.estimate(service, ahead),
            )
        )
        reliable = self._chance.random() >= NO_SHOW[channel]
        return Visitor(
            series.written(count),
            sum(self._issued.values()),
            service_id,
            now,
            now,
            head_start,
            frozenset(needs),
            legs,
            reliable,
        )

    def _channel(self) -> Channel:
        drawn = self._chance.random()
        if drawn < self._load.by_phone:
            return Channel.PHONE
        return Channel.STAFF if drawn < self._load.by_phone + BY_STAFF else Channel.KIOSK

    def _language(self) -> str:
        first, *others = self._plan.languages
        return self._chance.choice(others) if others and self._chance.random() < OTHER_LANGUAGE else first

    def _priority(self) -> str:
        if not self._plan.priorities or self._chance.random() >= PRIORITY:
            return ""
        return self._chance.choice(list(self._plan.priorities))

    def _needs(self) -> tuple[str, ...]:
        if not self._plan.needs or self._chance.random() >= NEED:
            return ()
        return (self._chance.choice(list(self._plan.needs)),)

    def _legs(self, service: ServiceId) -> tuple[ServiceId, ...]:
        legs = [each for each in USUAL[service].legs if each in self._load.visitors]
        return (self._chance.choice(legs),) if legs and self._chance.random() < FURTHER_LEG else ()


def _numbers(visitors: Iterable[Visitor]) -> tuple[Number, ...]:
    """In the order of issue."""
    return tuple(each.number for each in sorted(visitors, key=lambda each: each.sequence))


def _midnight(plan: Plan) -> datetime:
    """With the offset of noon: clocks are changed at night."""
    noon = datetime.combine(plan.date, time(12), ZoneInfo(plan.zone))
    return datetime.combine(plan.date, time(), timezone(noon.utcoffset() or timedelta()))
