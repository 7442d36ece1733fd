"""The business day is kept by every node alike: opened, closed, and reception turned at the hours."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from server.adapters.japan_holidays import japan_holidays
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.adapters.yaml_plans import EXAMPLES, OFFICES, YamlPlans
from server.app.desk import Desk
from server.app.keep import catch_up_day, command_id, due, keep
from server.app.standings import Standings
from server.core.commands import CloseDay, Command, IssueTicket, OpenCounter, OpenDay, TurnReception
from server.core.decide import decide
from server.core.events import DayClosed, DayOpened, ReceptionTurned, TicketIssued
from server.core.evolve import evolve
from server.core.plan import OfficeId, Plan
from server.core.record import Recorded
from server.core.state import CounterState, Office
from server.ports.log import LogDown

JAPAN = ZoneInfo("Asia/Tokyo")
PLANS = YamlPlans([OFFICES, EXAMPLES], japan_holidays())
ZONES = {office: PLANS.zone(office) for office in PLANS.offices()}


def at(day: str, clock: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=JAPAN)


def plan_of(office: OfficeId, day: str) -> Plan:
    plan = PLANS.plan(office, date.fromisoformat(day))
    assert plan is not None
    return plan


def after(office: Office, command: Command, now: datetime) -> Office:
    for event in decide(office, command, now):
        office = evolve(office, event, now)
    return office


TUESDAY = plan_of("sakura", "2026-11-24")
WEDNESDAY = plan_of("sakura", "2026-11-25")
OPENED = after(Office("sakura"), OpenDay(TUESDAY), at("2026-11-24"))
CLOSED = after(OPENED, CloseDay(TUESDAY.date), at("2026-11-25"))


@dataclass(frozen=True)
class Node:
    """One server: its own standings and desk on a log that it shares."""

    standings: Standings
    desk: Desk
    clock: ManualClock

    async def keeps_once(self) -> None:
        await catch_up_day(self.desk, self.standings, PLANS, self.clock)

    async def keeps(self) -> None:
        await keep(self.desk, self.standings, PLANS, self.clock)

    async def does(self, office: OfficeId, command: Command, name: str) -> Sequence[Recorded]:
        return await self.desk.carry_out(office, command, command_id=name, actor="test")

    def office(self, office: OfficeId) -> Office:
        return self.standings.of(office).office


@asynccontextmanager
async def node(log: MemoryLog, clock: ManualClock, *offices: OfficeId) -> AsyncIterator[Node]:
    standings = Standings(log)
    for office in offices:
        await standings.open(office)
    made = Node(standings, Desk(log, standings, MemoryBus(), clock, ZONES), clock)
    async with running(made.desk.run()):
        yield made


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def asleep(clock: ManualClock) -> None:
    """Return when the keeper has done its round and waits for the next minute."""
    while (wakes := clock.next_due()) is None or wakes <= clock.now():
        await asyncio.sleep(0)


async def pass_until(clock: ManualClock, end: datetime) -> None:
    """Let every minute pass one by one, with the keeper at work in each."""
    await asleep(clock)
    while (wakes := clock.next_due()) is not None and wakes <= end:
        clock.set(wakes)
        await asleep(clock)


async def events(log: MemoryLog, office: OfficeId, *kinds: type) -> list[Recorded]:
    return [each for each in await log.read(office, 0) if isinstance(each.event, kinds)]


# What is due.


def test_an_office_before_its_first_day_is_opened_when_it_has_a_plan_and_left_alone_when_not() -> None:
    assert due(Office("sakura"), TUESDAY, at("2026-11-24", "00:00")) == (OpenDay(TUESDAY),)
    assert due(Office("sakura"), None, at("2026-11-23", "10:00")) == ()


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("08:29", ()), ("08:30", (TurnReception(),)), ("16:59", (TurnReception(),)), ("17:00", ())],
)
def test_reception_is_due_to_turn_while_what_is_accepted_is_not_what_the_hours_say(
    clock: str, expected: tuple[Command, ...]
) -> None:
    assert due(OPENED, TUESDAY, at("2026-11-24", clock)) == expected


def test_at_midnight_the_old_day_is_closed_and_then_the_new_one_opened() -> None:
    assert due(OPENED, TUESDAY, at("2026-11-24", "23:59")) == ()
    assert due(OPENED, WEDNESDAY, at("2026-11-25")) == (CloseDay(TUESDAY.date), OpenDay(WEDNESDAY))


def test_on_a_closed_day_the_old_day_is_closed_and_nothing_opened() -> None:
    assert due(OPENED, None, at("2026-11-28")) == (CloseDay(TUESDAY.date),)
    assert due(CLOSED, None, at("2026-11-28")) == ()


def test_a_day_that_was_closed_is_not_opened_again() -> None:
    early = after(OPENED, CloseDay(TUESDAY.date), at("2026-11-24", "15:00"))
    assert due(early, TUESDAY, at("2026-11-24", "15:01")) == ()
    assert due(early, WEDNESDAY, at("2026-11-25")) == (OpenDay(WEDNESDAY),)


def test_a_node_whose_clock_is_late_does_not_undo_what_another_has_done() -> None:
    turned = after(OPENED, TurnReception(), at("2026-11-24", "08:30"))
    assert due(turned, TUESDAY, at("2026-11-24", "08:29")) == ()
    opened = after(CLOSED, OpenDay(WEDNESDAY), at("2026-11-25"))
    assert due(opened, TUESDAY, at("2026-11-24", "23:59")) == ()


def test_a_clock_in_another_zone_makes_the_same_day_of_it() -> None:
    in_utc = evolve_in_utc(OPENED)
    assert due(in_utc, TUESDAY, at("2026-11-24", "08:30")) == (TurnReception(),)
    assert due(in_utc, WEDNESDAY, at("2026-11-25")) == (CloseDay(TUESDAY.date), OpenDay(WEDNESDAY))


def evolve_in_utc(office: Office) -> Office:
    assert office.at is not None
    return replace(office, at=office.at.astimezone(UTC))


def test_nodes_that_are_minutes_apart_give_a_turn_of_reception_the_same_id() -> None:
    early, late = at("2026-11-24", "08:30"), at("2026-11-24", "08:43")
    assert command_id(TurnReception(), OPENED, early) == "reception-2026-11-24-0830"
    assert command_id(TurnReception(), OPENED, late) == "reception-2026-11-24-0830"
    assert command_id(TurnReception(), OPENED, at("2026-11-24", "12:05")) == "reception-2026-11-24-1200"


# Kept on a real desk.


async def test_a_weekday_turns_reception_at_every_hour_that_its_plan_names() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-24"))
    async with node(log, clock, "sakura") as here, running(here.keeps()):
        await pass_until(clock, at("2026-11-24", "23:59"))
    turned = [
        (each.at.strftime("%H:%M"), sorted(each.event.accepting))
        for each in await events(log, "sakura", ReceptionTurned)
        if isinstance(each.event, ReceptionTurned)
    ]
    morning = ["certificate", "insurance", "move", "seal"]
    assert turned == [
        ("00:00", []),
        ("08:30", morning),
        ("09:00", ["certificate", "child", "insurance", "move", "seal"]),
        ("12:00", morning),
        ("13:00", ["certificate", "child", "insurance", "move", "seal"]),
        ("16:00", morning),
        ("16:30", ["certificate", "insurance", "seal"]),
        ("17:00", []),
    ]


async def test_midnight_in_utc_is_mid_morning_and_does_not_roll_the_day() -> None:
    log, clock = MemoryLog(), ManualClock(datetime(2026, 11, 20, 23, 58, tzinfo=UTC))
    async with node(log, clock, "midori") as here, running(here.keeps()):
        await pass_until(clock, datetime(2026, 11, 21, 0, 5, tzinfo=UTC))
        office = here.office("midori")
    assert (office.date, office.open) == (date(2026, 11, 21), True)
    assert len(await events(log, "midori", DayOpened)) == 1
    assert await events(log, "midori", DayClosed) == []


async def test_a_process_that_lives_over_three_midnights_opens_four_days() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-21", "20:00"))
    async with node(log, clock, "midori") as here, running(here.keeps()):
        await pass_until(clock, at("2026-11-21", "21:00"))
        await here.does("midori", OpenCounter("3", "sato"), "sit")
        await pass_until(clock, at("2026-11-24", "01:00"))
        office = here.office("midori")
    days = await events(log, "midori", DayOpened, DayClosed)
    assert [(type(each.event).__name__, each.command_id, each.at) for each in days] == [
        ("DayOpened", "open-2026-11-21", at("2026-11-21", "20:00")),
        ("DayClosed", "close-2026-11-21", at("2026-11-22")),
        ("DayOpened", "open-2026-11-22", at("2026-11-22")),
        ("DayClosed", "close-2026-11-22", at("2026-11-23")),
        ("DayOpened", "open-2026-11-23", at("2026-11-23")),
        ("DayClosed", "close-2026-11-23", at("2026-11-24")),
        ("DayOpened", "open-2026-11-24", at("2026-11-24")),
    ]
    assert {each.actor for each in days} == {"keep"}
    assert (office.date, office.accepting) == (
        date(2026, 11, 24),
        frozenset(plan_of("midori", "2026-11-24").services),
    )
    assert (office.counters["3"].state, office.counters["3"].clerk) == (CounterState.OPEN, "sato")


async def test_a_long_weekend_stays_closed_from_friday_evening_to_tuesday() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-20", "16:00"))
    async with node(log, clock, "sakura") as here, running(here.keeps()):
        await pass_until(clock, at("2026-11-24", "10:00"))
    days = await events(log, "sakura", DayOpened, DayClosed)
    assert [each.command_id for each in days] == ["open-2026-11-20", "close-2026-11-20", "open-2026-11-24"]


async def test_160_people_who_wait_over_midnight_keep_numbers_that_nobody_else_gets() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-21", "23:00"))
    async with node(log, clock, "midori") as here, running(here.keeps()):
        await pass_until(clock, at("2026-11-21", "23:58"))
        evening = await take_tickets(here, 160)
        await pass_until(clock, at("2026-11-22", "00:01"))
        assert set(here.office("midori").tickets) == set(evening)
        morning = await take_tickets(here, 160)
        office = here.office("midori")
    assert (evening[0], evening[-1], morning[0], morning[-1]) == ("A001", "A160", "A161", "A320")
    assert set(office.tickets) == set(evening) | set(morning)
    assert (len(set(evening) & set(morning)), len(office.tickets)) == (0, 320)


async def take_tickets(here: Node, people: int) -> list[str]:
    day = here.office("midori").date
    made = [
        await here.does("midori", IssueTicket("certificate", f"token-{day}-{each}"), f"touch-{day}-{each}")
        for each in range(people)
    ]
    return [each.event.number for records in made for each in records if isinstance(each.event, TicketIssued)]


async def test_a_server_that_was_off_for_three_days_catches_up_before_it_serves() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-17", "16:00"))
    async with node(log, clock, "midori", "sakura") as here:
        await here.keeps_once()
    clock.set(at("2026-11-20", "09:10"))
    async with node(log, clock, "midori", "sakura") as here:
        await here.keeps_once()
        assert [here.office(each).date for each in ("midori", "sakura")] == [date(2026, 11, 20)] * 2
        assert len(here.office("sakura").accepting) == 5
    for office in ("midori", "sakura"):
        days = await events(log, office, DayOpened, DayClosed)
        assert [each.command_id for each in days] == [
            "open-2026-11-17",
            "close-2026-11-17",
            "open-2026-11-20",
        ]


async def test_several_nodes_that_keep_the_day_at_once_make_each_event_once() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-24", "08:00"))
    async with (
        node(log, clock, "sakura") as one,
        node(log, clock, "sakura") as two,
        node(log, clock, "sakura") as three,
    ):
        for now in (
            at("2026-11-24", "08:00"),
            at("2026-11-24", "08:30"),
            at("2026-11-25"),
            at("2026-11-25", "08:30"),
        ):
            clock.set(now)
            await asyncio.gather(one.keeps_once(), two.keeps_once(), three.keeps_once())
            for each in (one, two, three):
                await each.standings.catch_up("sakura")
        assert one.office("sakura") == two.office("sakura") == three.office("sakura")
    assert [(each.command_id, each.step) for each in await log.read("sakura", 0)] == [
        ("open-2026-11-24", 0),
        ("open-2026-11-24", 1),
        ("reception-2026-11-24-0830", 0),
        ("close-2026-11-24", 0),
        ("open-2026-11-25", 0),
        ("open-2026-11-25", 1),
        ("reception-2026-11-25-0830", 0),
    ]


async def test_a_day_that_somebody_else_closed_by_hand_is_opened_all_the_same() -> None:
    log, clock = MemoryLog(), ManualClock(at("2026-11-24", "10:00"))
    async with node(log, clock, "sakura") as here, node(log, clock, "sakura") as other:
        await here.keeps_once()
        await other.standings.catch_up("sakura")
        clock.set(at("2026-11-25", "10:00"))
        await other.does("sakura", CloseDay(TUESDAY.date), "by-hand")
        with capture_logs() as said:
            await here.keeps_once()
        assert here.office("sakura").date == WEDNESDAY.date
    assert [(each["event"], each["command_id"]) for each in said] == [
        ("another_node_was_first", "close-2026-11-24")
    ]


class LogWithACut(MemoryLog):
    """The log in memory, behind a line that can be cut."""

    cut = False
    tried = 0

    async def append(self, records: Sequence[Recorded]) -> None:
        """See Log.append."""
        self.tried += 1
        if self.cut:
            raise LogDown("the line is cut")
        await super().append(records)


async def test_while_the_log_is_down_it_is_said_once_each_time_and_tried_again_until_it_works() -> None:
    log, clock = LogWithACut(), ManualClock(at("2026-11-24", "08:00"))
    async with node(log, clock, "sakura") as here:
        log.cut = True
        with capture_logs() as said:
            async with running(here.keeps()):
                await pass_until(clock, at("2026-11-24", "08:01"))
                tried = log.tried
                log.cut = False
                await pass_until(clock, at("2026-11-24", "08:29"))
                log.cut = True
                await pass_until(clock, at("2026-11-24", "08:31"))
    assert (tried, log.tried) == (13, 27)
    told = [each for each in said if each["event"] == "log_down"]
    assert [(each["event"], each["log_level"], each["why"]) for each in told] == [
        ("log_down", "warning", "the line is cut")
    ] * 2
    assert here.office("sakura").open


async def test_before_the_first_visitor_a_log_that_is_down_stops_the_start() -> None:
    log, clock = LogWithACut(), ManualClock(at("2026-11-24", "08:00"))
    log.cut = True
    async with node(log, clock, "sakura") as here:
        with pytest.raises(LogDown):
            await here.keeps_once()
