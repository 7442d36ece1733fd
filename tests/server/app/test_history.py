"""The demo's simulated past: days that the core would have decided, written once, sound, with a story."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from random import Random
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from server.adapters import sql_log
from server.adapters.japan_holidays import japan_holidays
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.app.history import ACTOR, Written, beside_others, write_history
from server.app.history_agenda import Agenda
from server.app.history_day import Past, simulated_day
from server.app.history_floor import Floor
from server.app.history_gaps import Gaps
from server.app.history_lines import Visitor
from server.app.history_story import HOUR, USUAL, Shift, first_day, is_open, load_of
from server.app.keep import due
from server.app.standing import Standing, advanced
from server.app.standings import Standings
from server.app.verify import Verified, verify
from server.core import codec, commands, events
from server.core.calendar import Holidays
from server.core.commands import CloseDay, Command, OpenDay
from server.core.decide import decide
from server.core.events import DayClosed, DayOpened, Event, TicketCalled, TicketIssued
from server.core.plan import Plan, ServiceId
from server.core.record import Recorded
from server.core.state import CounterState, Office, Phase
from server.forecast.pace import Pace, estimate
from server.ports.log import Log, Overtaken
from tests import story
from tests.server.app.nodes import running

OFFICE = "midori"
HOLIDAYS = japan_holidays()
PLANS = YamlPlans([OFFICES], HOLIDAYS)
JAPAN = ZoneInfo("Asia/Tokyo")
FIRST = date(2025, 4, 1)


def open_since(first: date) -> Holidays:
    """So that a history is short: everything before is a holiday."""
    return lambda day: day < first or HOLIDAYS(day)


async def history(log: Log, since: date, today: date, seed: int = 1) -> Written:
    return await write_history(log, OFFICE, PLANS, today, Random(seed), open_since(since))


def days(since: date, until: date, seed: int = 1) -> list[Recorded]:
    """The records of the days from `since` to `until`, both included, of a history that begins on FIRST."""
    past = Past()
    records: list[Recorded] = []
    for day in (since + timedelta(days=ahead) for ahead in range((until - since).days + 1)):
        plan = PLANS.plan(OFFICE, day)
        if plan is not None and is_open(day, HOLIDAYS):
            load = load_of(day, FIRST, HOLIDAYS)
            moments, past = simulated_day(plan, load, Random(f"{seed} {day}"), past)
            records += (recorded(len(records) + n, *each) for n, each in enumerate(moments, 1))
    return records


def recorded(position: int, at: datetime, event: Event) -> Recorded:
    return Recorded(OFFICE, position, at, event, str(position), 0, "", ACTOR, "")


# What the core would have decided.


def command_for(event: Event, standing: Standing) -> Command:
    """The command that makes this event."""
    match event:
        case DayOpened(plan=plan):
            return commands.OpenDay(plan)
        case DayClosed(date=day):
            return commands.CloseDay(day)
        case TicketIssued():
            return issue_for(event, standing)
        case events.TicketCancelled(number, counter):
            return commands.CancelTicket(number, counter)
        case events.SceneStarted(entry, scene, section, counter, started_at):
            return commands.StartScene(entry, scene, section, counter, started_at)
        case events.SceneEnded(entry, quantity, accurate):
            return commands.EndScene(entry, quantity, accurate)
        case events.SceneLogged(entry, scene, section, started_at, ended_at, quantity, accurate, counter):
            return commands.LogScene(entry, scene, section, started_at, ended_at, quantity, accurate, counter)
        case _:
            return command_of_counter(event)


def issue_for(event: TicketIssued, standing: Standing) -> Command:
    """With the estimate that the office itself would promise now."""
    assert standing.office.plan is not None
    return commands.IssueTicket(
        event.service,
        event.token,
        event.channel,
        event.language,
        event.priority,
        frozenset(event.needs),
        event.legs,
        event.paper,
        estimate(standing.pace, standing.office.plan.services[event.service], event.people_ahead),
    )


def command_of_counter(event: Event) -> Command:
    match event:
        case events.CounterOpened(counter, clerk):
            return commands.OpenCounter(counter, clerk)
        case events.CounterClosed(counter):
            return commands.CloseCounter(counter)
        case events.CounterPaused(counter, reason):
            return commands.PauseCounter(counter, reason)
        case events.CounterReopened(counter):
            return commands.ReopenCounter(counter)
        case TicketCalled(counter=counter):
            return commands.CallNext(counter)
        case events.TicketRecalled(counter=counter):
            return commands.RecallTicket(counter)
        case events.NoShowMarked(counter=counter):
            return commands.MarkNoShow(counter)
        case events.ServiceStarted(counter=counter):
            return commands.StartService(counter)
        case events.ServiceFinished(counter=counter, quantity=quantity, accurate=accurate):
            return commands.FinishService(counter, quantity, accurate)
        case events.TicketHeld(counter=counter):
            return commands.HoldTicket(counter)
        case events.TicketResumed(number, counter):
            return commands.ResumeTicket(counter, number)
        case events.TicketTransferred(counter=counter, service=service):
            return commands.TransferTicket(counter, service)
        case events.ProcessingStarted(counter=counter):
            return commands.ProcessTicket(counter)
        case events.IssuancePrepared(number, counter):
            return commands.ReadyTicket(counter, number)
        case events.DocumentsReturned(number, counter):
            return commands.ReturnTicket(counter, number)
        case _:
            raise AssertionError(f"no simulated day has {event}")


def by_command(records: Iterable[Recorded]) -> Iterator[list[Recorded]]:
    return (list(group) for _, group in groupby(records, key=lambda each: each.command_id))


RUSH = (date(2026, 3, 23), date(2026, 4, 7))
BEFORE_THE_GUIDE = (date(2025, 5, 26), date(2025, 6, 17))


@pytest.mark.parametrize(("since", "until"), [RUSH, BEFORE_THE_GUIDE])
async def test_every_event_is_what_the_core_decides_then(since: date, until: date) -> None:
    log = MemoryLog()
    await write_history(log, OFFICE, PLANS, until + timedelta(days=1), Random(10), open_since(since))
    standing = Standing(Office(OFFICE))
    for made in by_command(await log.read(OFFICE, 0, 100_000)):
        command, at = command_for(made[0].event, standing), made[0].at
        assert [each.event for each in made] == list(decide(standing.office, command, at)), command
        for each in made:
            standing = advanced(standing, each)
    assert standing.office.date == until


def test_what_a_day_hands_on_is_what_a_follower_of_the_log_knows() -> None:
    plan = PLANS.plan(OFFICE, FIRST)
    assert plan is not None
    moments, past = simulated_day(plan, load_of(FIRST, FIRST, HOLIDAYS), Random(1), Past())
    standing = Standing(Office(OFFICE))
    for position, (at, event) in enumerate(moments, 1):
        standing = advanced(standing, recorded(position, at, event))
    assert past == Past(standing.office.serial, standing.pace)


def test_a_month_has_seen_everything_that_happens_at_a_counter() -> None:
    kinds = {type(each.event) for each in days(date(2025, 4, 1), date(2025, 4, 30))}
    made_by_hand = {events.NoticePosted, events.NoticeWithdrawn, events.StepUndone, events.NobodyWaited}
    of_paper = {events.SlipRequested, events.SlipReported}
    assert kinds == set(codec.KINDS.values()) - made_by_hand - of_paper


def test_visitors_take_numbers_in_the_hours_of_a_ward_office() -> None:
    issued = [each.at for each in days(date(2025, 5, 1), date(2025, 5, 31)) if is_issue(each)]
    weekdays = [at.time() for at in issued if at.weekday() < 5]
    saturdays = [at.time() for at in issued if at.weekday() == 5]
    assert time(8, 30) <= min(weekdays) < max(weekdays) < time(17)
    assert time(9) <= min(saturdays) < max(saturdays) < time(12, 30)


def is_issue(record: Recorded) -> bool:
    return isinstance(record.event, TicketIssued)


def test_everything_happens_at_whole_seconds_and_in_order() -> None:
    times = [each.at for each in days(*RUSH)]
    assert times == sorted(times)
    assert {(at.microsecond, at.utcoffset()) for at in times} == {(0, timedelta(hours=9))}


def without(plan: Plan, counter: str, service: str) -> Plan:
    return replace(
        plan,
        counters={name: each for name, each in plan.counters.items() if name != counter},
        services={name: each for name, each in plan.services.items() if name != service},
    )


def test_an_office_that_is_furnished_otherwise_still_closes_with_nobody_left() -> None:
    plan = PLANS.plan(OFFICE, FIRST)
    assert plan is not None
    furnished = without(plan, counter="8", service="mynumber")
    moments, _ = simulated_day(furnished, load_of(FIRST, FIRST, HOLIDAYS), Random(1), Past())
    standing = Standing(Office(OFFICE))
    for position, (at, event) in enumerate(moments, 1):
        standing = advanced(standing, recorded(position, at, event))
    assert {each.phase for each in standing.office.tickets.values()} == {Phase.DONE, Phase.CANCELLED}
    assert {each.service for each in standing.office.tickets.values()} == USUAL.keys() - {"mynumber"}


def test_who_needs_a_counter_that_was_left_is_called_by_another() -> None:
    plan = story.plan(OFFICE, counters=2, services=["certificate"])
    suited = replace(plan.counters["1"], suits=("wheelchair",))
    plan = replace(plan, counters={**plan.counters, "1": suited})
    midnight, nine = story.at("00:00"), 9 * HOUR
    agenda = Agenda(midnight, nine)
    load = load_of(plan.date, FIRST, HOLIDAYS)
    floor = Floor(plan, load, Random(1), agenda, Gaps(Pace(), midnight), 0)
    floor.expect(Shift("1", nine, ends=nine + 325))
    floor.expect(Shift("2", nine))
    for sequence, comes in enumerate((nine + 300, nine + 323), 1):
        agenda.put(comes, partial(floor.join, in_a_wheelchair(sequence, comes)))
    agenda.run()
    called = [each for _, each in reversed(agenda.said) if isinstance(each, TicketCalled)]
    first_called = {each.number: each.counter for each in called}
    assert first_called == {"A001": "1", "A002": "2"}


def in_a_wheelchair(sequence: int, at: int) -> Visitor:
    number, needs = f"A{sequence:03d}", frozenset({"wheelchair"})
    return Visitor(number, sequence, "certificate", at, at, 0, needs, (), reliable=True)


# The log.


async def test_a_history_is_a_log_without_a_fault() -> None:
    log = MemoryLog()
    written = await history(log, date(2026, 10, 26), date(2026, 11, 21))
    found = await verify(log, OFFICE)
    assert isinstance(found, Verified), found
    assert Written(found.days, found.tickets, found.records) == written
    assert (written.days, written.tickets > 1500) == (20, True)


async def test_the_office_opens_on_weekdays_and_two_saturdays_and_on_no_holiday() -> None:
    log = MemoryLog()
    await history(log, date(2025, 11, 1), date(2025, 12, 1))
    opened = [each.plan.date.day for each in await beginnings(log)]
    assert opened == [4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 22, 25, 26, 27, 28]


@pytest.mark.parametrize(
    ("day", "opens"), [("2025-12-29", False), ("2026-01-03", False), ("2026-01-05", True)]
)
def test_the_office_rests_at_the_turn_of_the_year(day: str, opens: bool) -> None:
    assert is_open(date.fromisoformat(day), HOLIDAYS) is opens


async def beginnings(log: MemoryLog) -> list[DayOpened]:
    records = await log.read(OFFICE, 0, 1_000_000)
    return [each.event for each in records if isinstance(each.event, DayOpened)]


async def test_nobody_and_nothing_is_carried_over() -> None:
    log = MemoryLog()
    await history(log, date(2026, 3, 23), date(2026, 4, 11))
    carried = {(each.tickets, each.counters, each.scenes) for each in await beginnings(log)}
    assert carried == {((), (), ())}
    office = (await Standings(log).open(OFFICE)).office
    assert (office.open, {each.state for each in office.counters.values()}) == (False, {CounterState.CLOSED})


async def test_the_same_chance_tells_the_same_days() -> None:
    hashes = []
    for seed in (1, 1, 2):
        log = MemoryLog()
        await history(log, date(2026, 4, 1), date(2026, 4, 4), seed)
        hashes.append((await log.read(OFFICE, await log.head(OFFICE) - 1))[0].hash)
    assert (hashes[0] == hashes[1], hashes[0] == hashes[2]) == (True, False)


async def test_a_history_that_was_cut_off_goes_on_where_it_ended() -> None:
    log = MemoryLog()
    first = await history(log, date(2026, 11, 2), date(2026, 11, 11))
    second = await history(log, date(2026, 11, 2), date(2026, 11, 21))
    found = await verify(log, OFFICE)
    assert isinstance(found, Verified), found
    assert (first.days, second.days, found.days) == (6, 9, 15)
    assert await history(log, date(2026, 11, 2), date(2026, 11, 21)) == Written()


@pytest.mark.parametrize("past", [True, False], ids=["after a history", "in an empty log"])
async def test_a_log_in_which_a_real_day_has_begun_is_left_alone(past: bool) -> None:
    log = MemoryLog()
    if past:
        await history(log, date(2026, 11, 16), date(2026, 11, 20))
    async with running(log, MemoryBus()) as server:
        server.zones[OFFICE] = JAPAN
        standing = await server.standings.open(OFFICE)
        plan = PLANS.plan(OFFICE, date(2026, 11, 20))
        assert plan is not None
        await server.does(OFFICE, OpenDay(plan), "open-2026-11-20")
        await server.does(OFFICE, CloseDay(plan.date), "close-2026-11-20")
    assert await history(log, date(2026, 11, 16), date(2026, 11, 25)) == Written()
    assert await log.head(OFFICE) == standing.position + 3


async def test_after_a_history_today_opens_as_usual() -> None:
    log = MemoryLog()
    await history(log, date(2026, 11, 16), date(2026, 11, 21))
    office = (await Standings(log).open(OFFICE)).office
    plan = PLANS.plan(OFFICE, date(2026, 11, 21))
    assert plan is not None
    assert due(office, plan, datetime(2026, 11, 21, 10, tzinfo=JAPAN)) == (OpenDay(plan),)


async def test_whoever_waits_for_it_is_told_how_far_it_has_come() -> None:
    told: list[tuple[int, int]] = []
    log, since = MemoryLog(), open_since(date(2026, 10, 19))
    await write_history(
        log, OFFICE, PLANS, date(2026, 11, 21), Random(1), since, lambda *far: told.append(far)
    )
    assert told == [(20, 26), (26, 26)]


async def test_whoever_cancels_a_history_waits_for_one_day_at_most() -> None:
    log, since = MemoryLog(), open_since(date(2026, 10, 19))
    writing = asyncio.create_task(write_history(log, OFFICE, PLANS, date(2026, 11, 21), Random(1), since))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await log.head(OFFICE) == 0


# Several nodes.


async def passing(clock: ManualClock) -> None:
    """Time passes as quickly as the nodes let it."""
    while True:
        await asyncio.sleep(0)
        clock.advance(1)


@pytest.fixture(params=["memory", "postgres"])
async def logs(request: pytest.FixtureRequest) -> AsyncIterator[list[Log]]:
    """One log as two nodes see it."""
    if request.param == "memory":
        yield [MemoryLog()] * 2
        return
    databases = [Database(request.getfixturevalue("postgres_url")) for _node in range(2)]
    for each in databases:
        each.start(sql_log.metadata)
    yield [sql_log.SqlLog(each) for each in databases]
    for each in databases:
        await each.close()


async def test_two_nodes_that_begin_on_one_empty_log_write_one_history(logs: list[Log]) -> None:
    clock, today = ManualClock(datetime(2026, 11, 21, tzinfo=JAPAN)), date(2026, 11, 21)
    overtaken: list[str] = []

    async def node(log: Log) -> Written:
        async def write() -> Written:
            try:
                return await history(log, date(2026, 9, 14), today)
            except Overtaken:
                overtaken.append("overtaken")
                raise

        return await beside_others(write, log, OFFICE, clock)

    time_passes = asyncio.create_task(passing(clock))
    await asyncio.gather(*map(node, logs))
    time_passes.cancel()
    found, alone = await verify(logs[0], OFFICE), MemoryLog()
    assert isinstance(found, Verified), found
    assert overtaken != []
    assert (found.days, found.records) == (await only_one(alone, today), await alone.head(OFFICE))


async def only_one(log: MemoryLog, today: date) -> int:
    """How many days a node writes that is alone."""
    return (await history(log, date(2026, 9, 14), today)).days


async def test_who_was_overtaken_waits_until_the_other_is_quiet_and_then_goes_on() -> None:
    log, clock = MemoryLog(), ManualClock(datetime(2026, 11, 21, tzinfo=JAPAN))
    tries: list[int] = []

    async def write() -> Written:
        tries.append(await log.head(OFFICE))
        if len(tries) == 1:
            await history(log, date(2026, 11, 2), date(2026, 11, 6))
            raise Overtaken
        return await history(log, date(2026, 11, 2), date(2026, 11, 21))

    waiting = asyncio.create_task(beside_others(write, log, OFFICE, clock))
    while clock.next_due() is None and not waiting.done():
        await asyncio.sleep(0)
    await history(log, date(2026, 11, 2), date(2026, 11, 10))
    while not waiting.done():
        clock.advance(5)
        await asyncio.sleep(0)
    grown = len([each for each in await log.read(OFFICE, 0, 1_000_000) if each.at.day < 10])
    assert (tries, (await waiting).days) == ([0, grown], 10)


async def test_nobody_waits_for_a_history_once_the_real_day_has_begun() -> None:
    log, clock = MemoryLog(), ManualClock(datetime(2026, 11, 21, tzinfo=JAPAN))
    await history(log, date(2026, 11, 16), date(2026, 11, 20))
    async with running(log, MemoryBus()) as server:
        server.zones[OFFICE] = JAPAN
        await server.standings.open(OFFICE)
        plan = PLANS.plan(OFFICE, date(2026, 11, 20))
        assert plan is not None
        await server.does(OFFICE, OpenDay(plan), "open-2026-11-20")
    tries: list[int] = []

    async def write() -> Written:
        tries.append(len(tries))
        if len(tries) == 1:
            raise Overtaken
        return await history(log, date(2026, 11, 16), date(2026, 11, 20))

    assert await beside_others(write, log, OFFICE, clock) == Written()


# The story.


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-11-21", "2025-04-01"), ("2026-03-31", "2024-04-01"), ("2026-04-01", "2025-04-01")],
)
def test_it_begins_with_the_last_complete_fiscal_year(today: str, first: str) -> None:
    assert first_day(date.fromisoformat(today)) == date.fromisoformat(first)


def waits(service: ServiceId, since: date, until: date) -> list[float]:
    """Minutes from the issue to the first call, shortest first."""
    issued: dict[str, datetime] = {}
    found: list[float] = []
    for each in days(since, until):
        match each.event:
            case TicketIssued(number=number, service=of) if of == service:
                issued[number] = each.at
            case TicketCalled(number=number) if number in issued:
                found.append((each.at - issued.pop(number)).total_seconds() / 60)
            case DayClosed():
                issued.clear()
            case _:
                pass
    return sorted(found)


def within(minutes: int, found: list[float]) -> float:
    """The share of those who waited no longer than this."""
    return sum(each <= minutes for each in found) / len(found)


def test_certificates_are_quicker_once_there_is_a_floor_guide_and_one_more_counter() -> None:
    before = waits("certificate", date(2025, 9, 1), date(2025, 9, 30))
    after = waits("certificate", date(2025, 10, 1), date(2025, 10, 31))
    assert fmean(after) < fmean(before) * 0.7
    assert within(20, before) < 0.92 < within(20, after)


def test_health_insurance_suffers_in_the_second_spring_and_recovers_in_july() -> None:
    assert within(30, waits("insurance", date(2026, 6, 1), date(2026, 6, 30))) < 0.8
    assert within(30, waits("insurance", date(2026, 7, 1), date(2026, 7, 31))) > 0.85


def test_those_who_move_come_in_the_weeks_around_the_first_of_april() -> None:
    rush = waits("move", date(2026, 3, 25), date(2026, 4, 7))
    usual = waits("move", date(2026, 5, 13), date(2026, 5, 26))
    assert len(rush) > 2 * len(usual)
