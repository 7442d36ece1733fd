"""Stories for tests: a small office, given what happened, when something is asked, then what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from server.core import codec
from server.core.commands import Command, IssueTicket, OpenCounter, OpenDay
from server.core.decide import decide
from server.core.events import Event
from server.core.evolve import evolve
from server.core.plan import Congestion, CounterPlan, Duty, Names, Plan, Rules, Series, Service, Span
from server.core.record import Recorded
from server.core.refusal import Reason, Refused
from server.core.state import Office

JAPAN = timezone(timedelta(hours=9))
DAY = date(2026, 11, 24)
ALL_DAY = (Span(0, 1440),)
_tokens = count(1)


def at(clock: str = "10:00", day: date = DAY) -> datetime:
    """A moment of the day, in Japan."""
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=JAPAN)


def plan(
    office: str = "midori",
    day: date = DAY,
    counters: int = 3,
    last: int = 999,
    services: Sequence[str] = ("certificate", "moving"),
    **rules: Any,
) -> Plan:
    """An office that is open around the clock; every counter serves every service, the first one first."""
    prefixes = dict(zip(services, "ABCDEFGH", strict=False))
    duties = tuple(Duty(each) for each in services)
    return Plan(
        office=office,
        names=_named("みどり区役所", "Midori Ward Office"),
        zone="Asia/Tokyo",
        date=day,
        day_names=_named("平日", "Weekday"),
        hours=ALL_DAY,
        series={prefix: Series(prefix, prefix, 1, last) for prefix in prefixes.values()},
        services={each: _service(each, prefix) for each, prefix in prefixes.items()},
        counters={str(each): _counter(str(each), duties) for each in range(1, counters + 1)},
        purposes={},
        sections={},
        needs={},
        pauses={},
        priorities={},
        rules=Rules(**rules),
    )


def _named(japanese: str, english: str) -> Names:
    return {"ja": japanese, "en": english}


def _service(name: str, prefix: str) -> Service:
    return Service(name, _named(f"{name}の窓口", name), prefix, ALL_DAY, Congestion("people", 5, 10, 20))


def _counter(name: str, duties: tuple[Duty, ...]) -> CounterPlan:
    return CounterPlan(name, _named(f"{name}番窓口", f"Counter {name}"), duties)


def visitor(service: str = "certificate", **more: Any) -> IssueTicket:
    """Somebody comes and takes a number."""
    return IssueTicket(service, **({"token": f"token-{next(_tokens)}"} | more))


def clerk(counter: str = "1", name: str = "sato") -> OpenCounter:
    """Somebody sits down at a counter."""
    return OpenCounter(counter, name)


@dataclass(frozen=True)
class Story:
    """An office after everything that is given; each command comes a minute after the one before."""

    office: Office
    now: datetime

    def and_given(self, *commands: Command) -> "Story":
        """This happened too."""
        story = self
        for command in commands:
            story = story.after(decide(story.office, command, story.now))
        return story

    def after(self, events: Sequence[Event]) -> "Story":
        """The story a minute after these events."""
        office = self.office
        for event in events:
            office = evolve(office, event, self.now)
        return Story(office, self.now + timedelta(minutes=1))

    def later(self, **time: float) -> "Story":
        """The same office some time later (minutes=..., hours=...)."""
        return replace(self, now=self.now + timedelta(**time))

    def when(self, command: Command) -> "Outcome":
        """Ask for something."""
        try:
            events = tuple(decide(self.office, command, self.now))
        except Refused as refused:
            return Outcome(self, (), refused)
        return Outcome(self.after(events), events, None)


@dataclass(frozen=True)
class Outcome:
    """What was answered, and the office afterwards."""

    story: Story
    events: tuple[Event, ...]
    refused: Refused | None

    def then(self, *events: Event) -> Story:
        """Exactly this happened."""
        assert (self.events, self.refused) == (events, None)
        return self.story

    def then_refused(self, reason: Reason, about: str | None = None) -> Story:
        """The office said no, for this reason, and nothing happened."""
        assert self.refused is not None, self.events
        assert self.refused.reason == reason
        assert about in {None, self.refused.about}
        return self.story


def given(*commands: Command, office: Plan | None = None, clock: str = "10:00") -> Story:
    """The day is open, and this happened."""
    opened = office or plan()
    start = Story(Office(opened.office), at(clock, opened.date))
    return start.and_given(OpenDay(opened), *commands)


def chain(office: str, events: Sequence[Event], after: Recorded | None = None, **same: Any) -> list[Recorded]:
    """Records of these events, each of a command of its own, chained to the record before them."""
    last, records = after, []
    for event in events:
        position = last.position + 1 if last else 1
        said: dict[str, Any] = {"at": at(), "command_id": f"{office}-{position}", "step": 0} | same
        unsealed = Recorded(office, position, event=event, asked="asked", actor="test", hash="", **said)
        last = codec.sealed(last.hash if last else codec.BEGINNING, unsealed)
        records.append(last)
    return records
