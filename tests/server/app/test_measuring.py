"""The store of measures says what the log says: any range, after any restart, byte for byte once more."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.app.kept import DAY_BOOKS, MONTH_BOOKS, YEAR_BOOKS, Kept
from server.app.measures import Measured
from server.app.measuring import Measuring
from server.app.standings import Standings
from server.core import codec
from server.core.commands import (
    CallNext,
    CloseDay,
    Command,
    FinishService,
    LogScene,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    ProcessTicket,
    ReadyTicket,
    Scene,
    TransferTicket,
)
from server.core.plan import Choice, OfficeId, Span
from server.core.record import Recorded
from server.core.state import Office
from server.measure.books import ALL, BOOKS, Book, tallies_of_day
from server.measure.editions import EDITIONS, Edition, EditionUnknown, edition_on
from server.measure.months import Stretch
from server.measure.period import By, Day, days_of
from server.measure.sheet import TimeRow, VisitRow
from server.measure.tally import Count, Length, Only, Tally, Under, any_key, together
from server.ports.measures import SO_FAR, DayRow, Grain, OfferRow, PageRow, Written
from tests.server.measure.day import Told, ward
from tests.story import at, visitor

OFFICE = "midori"
FIRST = date(2026, 12, 21)
LAST = date(2028, 5, 12)
"""A whole fiscal year with parts of two others, the turn of three years and the 29th of February 2028."""

FURNISHED = replace(
    ward(),
    hours=(Span(8 * 60 + 30, 17 * 60),),
    sections={"residents": Choice("residents", {"ja": "section"})},
)


def one_day_in_three() -> list[date]:
    days = (FIRST + timedelta(days=each) for each in range((LAST - FIRST).days + 1))
    return [each for each in days if each in {FIRST, LAST} or each.toordinal() % 3 == 0]


def commands(day: date, chance: random.Random) -> list[tuple[int, Command]]:
    """Minutes after nine, and what happens then: few things, but of every kind."""
    made: list[tuple[int, Command]] = [(0, visitor()), (1, visitor("moving")), (2, visitor())]
    waits = [chance.randrange(1, 60) for _ in range(4)]
    made += [(3 + waits[0], CallNext("1")), (50 + waits[1], FinishService("1"))]
    made += [
        (70 + waits[2], CallNext("2")),
        (140 + waits[3], chance.choice([MarkNoShow, ProcessTicket])("2")),
    ]
    made += [(210, ReadyTicket("2", "B001")), (220, CallNext("2")), (230, TransferTicket("2", "moving"))]
    made += [(240, LogScene(str(day), Scene.PHONE, "residents", at("09:00", day), at("09:11", day)))]
    return made


def written() -> Sequence[Recorded]:
    """A year and a half of an office, sealed as its log would have it."""
    chance, story = random.Random(7), Told(Office(OFFICE))
    for day in one_day_in_three():
        story = story.then(at("08:30", day), OpenDay(replace(FURNISHED, date=day)))
        for each in FURNISHED.counters:
            story = story.if_allowed(at("08:30", day), OpenCounter(each, "sato"))
        for minutes, command in commands(day, chance):
            story = story.if_allowed(at("09:00", day) + timedelta(minutes=minutes), command)
        story = story.then(at("18:00", day), CloseDay(day))
    before, sealed = codec.BEGINNING, []
    for each in story.records:
        sealed.append(codec.sealed(before, each))
        before = sealed[-1].hash
    return sealed


@pytest.fixture(scope="module")
def records() -> Sequence[Recorded]:
    return written()


@pytest.fixture(scope="module")
def days(records: Sequence[Recorded]) -> Sequence[Day]:
    return list(days_of(OFFICE, records))


@dataclass
class House:
    """A log, a store and what asks them."""

    log: MemoryLog
    store: MemoryMeasures
    standings: Standings
    measured: Measured
    measuring: Measuring


async def house(
    records: Sequence[Recorded], store: MemoryMeasures | None = None, editions: Sequence[Edition] = EDITIONS
) -> House:
    log = MemoryLog()
    await log.append(records)
    standings, kept = Standings(log), store or MemoryMeasures()
    await standings.open(OFFICE)
    measuring = Measuring(log, kept, standings, ManualClock(at("12:00", LAST)), editions)
    return House(log, kept, standings, Measured(log, kept, standings, editions), measuring)


async def everything(store: MemoryMeasures) -> tuple[list[DayRow], list[OfferRow], list[PageRow]]:
    """Every row of a store."""
    days = list(await store.days(OFFICE, date.min, date.max))
    offers = list(await store.offers(OFFICE, sorted({each.offer for each in days})))
    pages = [
        page
        for grain in Grain
        for book in Book
        for page in await store.pages(OFFICE, grain, book, date.min, date.max)
    ]
    return days, offers, pages


def folded(
    days: Sequence[Day], since: date, until: date, book: Book, editions: Sequence[Edition] = EDITIONS
) -> Mapping[str, Tally]:
    """The same from the days themselves, without a store."""
    found = [each for each in days if since <= each.plan.date <= until]
    return together(*(counted(each, edition_on(each.plan.date, editions))[book] for each in found))


def counted(day: Day, edition: Edition) -> Mapping[Book, Mapping[str, Tally]]:
    """All books of a day; remembered, because every test asks for them again."""
    if (day.last, edition.number) not in _COUNTED:
        _COUNTED[day.last, edition.number] = tallies_of_day(day.sheet(), edition)
    return _COUNTED[day.last, edition.number]


_COUNTED: dict[tuple[int, int], Mapping[Book, Mapping[str, Tally]]] = {}


BORDERS = [
    date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1), date(2028, 2, 29),
    date(2028, 3, 31), date(2028, 4, 1), FIRST, LAST,
]  # fmt: skip


async def test_any_range_from_the_store_is_what_the_log_says(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    chance = random.Random(11)
    for turn in range(120):
        ends = [
            chance.choice(BORDERS) + timedelta(days=chance.choice([-1, 0, 1, 2, 30, 200])) for _ in range(2)
        ]
        since, until, book = min(ends), max(ends), BOOKS[turn % len(BOOKS)]
        assert await there.measured.tallies(OFFICE, since, until, book) == folded(days, since, until, book)


async def test_a_whole_fiscal_year_and_what_lies_around_it_is_what_the_log_says(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    year = (date(2027, 4, 1), date(2028, 3, 31))
    assert [row.since for row in await there.store.pages(OFFICE, Grain.YEARS, "office", FIRST, LAST)] == [
        year[0]
    ]
    first = await there.store.pages(OFFICE, Grain.YEARS, "office", date.min, FIRST)
    assert [row.since for row in first] == [date(2026, 4, 1)]
    for book in BOOKS:
        for since, until in (year, (FIRST, LAST), (date(2027, 3, 30), date(2028, 4, 2))):
            answer = await there.measured.tallies(OFFICE, since, until, book)
            assert answer == folded(days, since, until, book)


async def test_days_and_months_are_what_the_log_says(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    since, until = date(2028, 1, 20), LAST
    dates = [each.plan.date for each in days if since <= each.plan.date <= until]
    for book in BOOKS:
        daily = await there.measured.daily(OFFICE, since, until, book)
        assert daily == {day: folded(days, day, day, book) for day in dates}
        monthly = await there.measured.monthly(OFFICE, since, until, book)
        assert monthly == {
            date(2028, 1, 1): folded(days, since, date(2028, 1, 31), book),
            date(2028, 2, 1): folded(days, date(2028, 2, 1), date(2028, 2, 29), book),
            date(2028, 3, 1): folded(days, date(2028, 3, 1), date(2028, 3, 31), book),
            date(2028, 4, 1): folded(days, date(2028, 4, 1), date(2028, 4, 30), book),
            date(2028, 5, 1): folded(days, date(2028, 5, 1), LAST, book),
        }


async def test_fiscal_years_one_by_one_are_what_the_log_says_and_together_the_whole(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    for book in BOOKS:
        yearly = await there.measured.yearly(OFFICE, FIRST, LAST, book)
        assert yearly == {
            date(2026, 4, 1): folded(days, FIRST, date(2027, 3, 31), book),
            date(2027, 4, 1): folded(days, date(2027, 4, 1), date(2028, 3, 31), book),
            date(2028, 4, 1): folded(days, date(2028, 4, 1), LAST, book),
        }
        assert together(*yearly.values()) == folded(days, FIRST, LAST, book)


async def test_the_groups_that_are_wanted_are_those_of_the_whole_book(records: Sequence[Recorded]) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    for book in BOOKS:
        whole = await there.measured.tallies(OFFICE, FIRST, LAST, book)
        for key in whole:
            one = await there.measured.tallies(OFFICE, FIRST, LAST, book, Only(key))
            assert one == {key: whole[key]}


async def test_the_month_and_the_year_so_far_need_none_of_their_days(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    latest = (await there.store.last(OFFICE)).day  # type: ignore[union-attr]
    month = [await there.measured.tallies(OFFICE, date(2028, 5, 1), latest, book) for book in MONTH_BOOKS]
    year = [await there.measured.tallies(OFFICE, date(2028, 4, 1), latest, book) for book in YEAR_BOOKS]
    bare = MemoryMeasures()
    _, _, pages = await everything(there.store)
    so_far = [page for page in pages if page.grain in SO_FAR]
    await bare.write(Written(pages=so_far))
    kept = Kept(bare)
    assert month == [
        await kept.tallies(OFFICE, Stretch(date(2028, 5, 1), latest), book) for book in MONTH_BOOKS
    ]
    assert year == [
        await kept.tallies(OFFICE, Stretch(date(2028, 4, 1), latest), book) for book in YEAR_BOOKS
    ]
    assert month[0] == folded(days, date(2028, 5, 1), latest, MONTH_BOOKS[0])


async def test_what_is_not_counted_yet_is_answered_from_the_log(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    early = [each for each in records if each.position <= days[40].last + 1]
    part = await house(early, there.store)
    await part.measuring.catch_up(OFFICE)
    assert (await there.store.last(OFFICE)).day == days[40].plan.date  # type: ignore[union-attr]
    since, until = days[35].plan.date, LAST
    for book in (Book.OFFICE, Book.COUNTER):
        assert await there.measured.tallies(OFFICE, since, until, book) == folded(days, since, until, book)
    assert list(await there.measured.daily(OFFICE, since, until)) == [each.plan.date for each in days[35:]]


async def test_stopping_and_going_on_makes_the_same_rows(records: Sequence[Recorded]) -> None:
    at_once = await house(records)
    await at_once.measuring.catch_up(OFFICE)
    store = MemoryMeasures()
    for end in (100, 101, len(records) // 3, len(records) // 2, len(records)):
        there = await house(records[:end], store)
        await there.measuring.catch_up(OFFICE)
    assert await everything(store) == await everything(at_once.store)
    days, months, years, so_far = len(one_day_in_three()[:-1]), 17, 2, 1
    kept = len(DAY_BOOKS) * days + len(MONTH_BOOKS) * (months + years + so_far) + len(YEAR_BOOKS) * so_far
    assert len((await everything(store))[2]) == kept


async def test_two_nodes_at_once_make_the_same_rows(records: Sequence[Recorded]) -> None:
    alone, store = await house(records), MemoryMeasures()
    both = [await house(records, store) for _ in range(2)]
    await alone.measuring.catch_up(OFFICE)
    await asyncio.gather(*(each.measuring.catch_up(OFFICE) for each in both))
    assert await everything(store) == await everything(alone.store)


async def test_made_again_from_the_log_every_row_is_the_same_byte_for_byte(
    records: Sequence[Recorded],
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    before = await everything(there.store)
    await there.store.forget(OFFICE)
    assert await everything(there.store) == ([], [], [])
    await there.measuring.catch_up(OFFICE)
    assert await everything(there.store) == before


async def test_what_was_counted_from_another_log_is_forgotten(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records[: days[30].last + 1])
    await there.measuring.catch_up(OFFICE)
    other = [replace(each, actor="somebody else") for each in records[: days[20].last + 1]]
    before, sealed = codec.BEGINNING, []
    for each in other:
        sealed.append(codec.sealed(before, each))
        before = sealed[-1].hash
    again = await house(sealed, there.store)
    await again.measuring.catch_up(OFFICE)
    assert [each.day for each in await there.store.days(OFFICE, date.min, date.max)] == [
        each.plan.date for each in days[:20]
    ] + [days[20].plan.date]


async def test_what_an_older_program_counted_with_fewer_pages_is_counted_again(
    records: Sequence[Recorded],
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    days, offers, pages = before = await everything(there.store)
    fewer = MemoryMeasures()
    old = [each for each in pages if (each.grain, each.book) != (Grain.DAY, Book.COUNTER)]
    await fewer.write(Written(days, offers, old))
    again = await house(records, fewer)
    await again.measuring.catch_up(OFFICE)
    assert await everything(fewer) == before


class Asked(MemoryMeasures):
    """A store that knows how often it was asked for pages."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    async def pages(
        self, office: OfficeId, grain: Grain, book: str, since: date, until: date
    ) -> Sequence[PageRow]:
        self.times += 1
        return await super().pages(office, grain, book, since, until)


async def test_what_is_over_is_read_once_and_again_when_another_day_is_over(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    store = Asked()
    early = [each for each in records if each.position <= days[-3].last + 1]
    there = await house(early, store)
    await there.measuring.catch_up(OFFICE)
    for since in (FIRST, date(2028, 1, 20)):
        for wanted in (any_key, Only(ALL), Under(frozenset({"certificate"}))):
            before = store.times
            first = await there.measured.tallies(OFFICE, since, LAST, wanted=wanted)
            once = store.times
            assert await there.measured.tallies(OFFICE, since, LAST, wanted=wanted) == first
            assert (once > before, store.times) == (True, once)
    await there.log.append([each for each in records if each.position > days[-3].last + 1])
    await there.standings.catch_up(OFFICE)
    await there.measuring.catch_up(OFFICE)
    found = await there.measured.tallies(OFFICE, FIRST, LAST)
    assert store.times > once
    assert found == folded(days, FIRST, LAST, Book.OFFICE)


async def test_an_answer_from_another_log_is_not_remembered(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    since, until = days[0].plan.date, days[9].plan.date
    assert await there.measured.tallies(OFFICE, since, until) == folded(days, since, until, Book.OFFICE)
    shorter = await house(records[: days[5].last + 1])
    await shorter.measuring.catch_up(OFFICE)
    rows = await everything(shorter.store)
    await there.store.forget(OFFICE)
    await there.store.write(Written(*rows))
    until = days[4].plan.date
    assert await there.measured.tallies(OFFICE, since, until) == folded(days, since, until, Book.OFFICE)
    assert await there.measured.daily(OFFICE, since, until) == {
        each.plan.date: counted(each, EDITIONS[0])[Book.OFFICE] for each in days[:5]
    }


async def test_before_an_older_programs_store_is_counted_again_the_log_answers(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    rows, offers, pages = await everything(there.store)
    fewer = MemoryMeasures()
    old = [each for each in pages if (each.grain, each.book) != (Grain.DAY, Book.COUNTER)]
    await fewer.write(Written(rows, offers, old))
    again = await house(records, fewer)
    since = date(2028, 4, 12)
    for _ in ("before", "after"):
        assert await again.measured.tallies(OFFICE, since, LAST, Book.COUNTER) == folded(
            days, since, LAST, Book.COUNTER
        )
        await again.measuring.catch_up(OFFICE)


class Forgetful(MemoryMeasures):
    """A store that another node makes anew, just when somebody asks it for pages."""

    def __init__(self) -> None:
        super().__init__()
        self.forgets = False

    async def pages(
        self, office: OfficeId, grain: Grain, book: str, since: date, until: date
    ) -> Sequence[PageRow]:
        if self.forgets:
            self.forgets = False
            await self.forget(office)
        return await super().pages(office, grain, book, since, until)


async def test_a_store_that_is_forgotten_while_it_is_asked_says_nothing_wrong(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records, Forgetful())
    await there.measuring.catch_up(OFFICE)
    since = date(2028, 4, 12)
    await there.measured.tallies(OFFICE, LAST, LAST)  # by now it has seen that no older program made it
    there.store.forgets = True  # type: ignore[attr-defined]
    for _ in ("forgotten", "remembered", "counted again"):
        assert await there.measured.tallies(OFFICE, since, LAST) == folded(days, since, LAST, Book.OFFICE)
        await there.measuring.catch_up(OFFICE)


async def test_the_answers_of_two_offices_are_kept_apart(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    """Both stores end with a day of the same hash, as copies made for a trial do."""
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    rows, offers, pages = await everything(there.store)
    early = [replace(each, office="sakura") for each in pages if each.since < date(2027, 4, 1)]
    last = [replace(each, office="sakura") for each in pages if each.since == rows[-1].day]
    await there.store.write(
        Written(
            [replace(each, office="sakura") for each in rows],
            [replace(each, office="sakura") for each in offers],
            [*early, *last],
        )
    )
    await there.standings.open("sakura")
    answers = [await there.measured.yearly(each, FIRST, rows[-1].day) for each in (OFFICE, "sakura")]
    assert answers[0] != answers[1]


async def test_all_figures_of_one_answer_are_of_one_moment(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records[:-6])
    await there.measuring.catch_up(OFFICE)
    today = there.standings.of(OFFICE).office.date
    assert today is not None

    async def go_on() -> None:
        for each in records[-6:]:
            await there.log.append([each])
            await there.standings.catch_up(OFFICE)
            for _ in range(20):
                await asyncio.sleep(0)

    async def look() -> None:
        for _ in range(40):
            found = await there.measured.measured(OFFICE, today, today, by=By.COUNTER)
            minutes = sum(each.open_minutes for each in found.groups.values())
            assert found.whole.open_minutes == pytest.approx(minutes)

    await asyncio.gather(go_on(), look())


async def test_the_tickets_behind_a_figure_are_as_many_as_it_says(records: Sequence[Recorded]) -> None:
    there = await house(records)
    await there.measuring.catch_up(OFFICE)
    since, until = date(2028, 5, 1), LAST
    whole = (await there.measured.tallies(OFFICE, since, until))[ALL]
    for count in (Count.ISSUED, Count.NO_SHOW, Count.SERVED, Count.HOPS, Count.ABANDONED):
        assert len(await there.measured.visits(OFFICE, since, until, count)) == whole.count(count)
    for length in Length:
        behind = await there.measured.visits(OFFICE, since, until, length)
        assert sorted(each.seconds or 0 for each in behind) == list(whole.length(length).values())
    of_counter = await there.measured.visits(OFFICE, since, until, Length.WAIT, counter="2")
    found = await there.measured.tallies(OFFICE, since, until, Book.COUNTER)
    assert len(of_counter) == found["2"].length(Length.WAIT).count > 0


# Editions.

CHANGE = date(2027, 9, 15)


def nobody(_: VisitRow) -> TimeRow | None:
    """Another rule: there are no no-shows."""
    return None


SECOND = (*EDITIONS, Edition(2, CHANGE, no_show=nobody))


async def test_a_new_edition_counts_from_its_day_on_and_moves_nothing_before(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    old = await house(records)
    await old.measuring.catch_up(OFFICE)
    new = await house(records, editions=SECOND)
    await new.measuring.catch_up(OFFICE)

    async def no_shows(there: House, since: date, until: date) -> int:
        return (await there.measured.tallies(OFFICE, since, until))[ALL].count(Count.NO_SHOW)

    eve = CHANGE - timedelta(days=1)
    assert await no_shows(new, FIRST, eve) == await no_shows(old, FIRST, eve) > 0
    assert await no_shows(old, CHANGE, LAST) > 0
    assert await no_shows(new, CHANGE, LAST) == 0
    assert await no_shows(new, FIRST, LAST) == await no_shows(old, FIRST, eve)
    rows = await new.store.days(OFFICE, date.min, date.max)
    assert [row.edition for row in rows] == [1 if row.day < CHANGE else 2 for row in rows]
    assert await new.measured.tallies(OFFICE, FIRST, LAST) == folded(days, FIRST, LAST, Book.OFFICE, SECOND)


async def test_days_counted_before_an_edition_came_stay_as_they_were_also_after_a_rebuild(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    store = MemoryMeasures()
    before = [each for each in days if each.plan.date < CHANGE]
    early = await house(records[: before[-1].last + 1], store)
    await early.measuring.catch_up(OFFICE)
    then = await everything(store)
    later = await house(records, store, SECOND)
    await later.measuring.catch_up(OFFICE)
    grown = await everything(store)
    assert grown[0][: len(then[0])] == then[0]
    over = [row for row in then[2] if row.grain not in SO_FAR]
    assert [row for row in grown[2] if row in over] == over
    await store.forget(OFFICE)
    await later.measuring.catch_up(OFFICE)
    assert await everything(store) == grown
    with pytest.raises(EditionUnknown, match="Edition 2"):
        await (await house(records, store)).measured.sheets(OFFICE, CHANGE, LAST)


async def test_the_follower_counts_a_day_when_the_next_one_opens(
    records: Sequence[Recorded], days: Sequence[Day]
) -> None:
    there = await house(records[: days[1].last])
    work = asyncio.create_task(there.measuring.run(OFFICE))
    while (await there.store.last(OFFICE)) is None:
        await asyncio.sleep(0)
    assert (await there.store.last(OFFICE)).day == days[0].plan.date  # type: ignore[union-attr]
    assert there.measuring.progress(OFFICE).done == days[0].last
    await there.log.append(records[days[1].last : days[1].last + 1])
    await there.standings.catch_up(OFFICE)
    while (await there.store.last(OFFICE)).day == days[0].plan.date:  # type: ignore[union-attr]
        await asyncio.sleep(0)
    assert (await there.store.last(OFFICE)).day == days[1].plan.date  # type: ignore[union-attr]
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
