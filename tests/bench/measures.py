"""Five years of twenty offices in the store of measures: `python -m tests.bench.measures [offices] [years]`.

Loads synthetic days through the real counting (two offices; the others are copies of their rows), then asks
what managers ask. The reference is what one such answer costs without a store: sorting the waits of all
tickets, already in memory. Needs some 2 GB of disk and five minutes.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database
from server.adapters.sql_measures import SqlMeasures, metadata
from server.app.counting import Source, Volume, counted
from server.app.measures import Measured
from server.app.standings import Standings
from server.core.commands import Channel, Scene
from server.core.plan import Duty, Stage
from server.measure.books import ALL, Book, weekday_hours_of
from server.measure.definitions import CATALOGUE
from server.measure.editions import EDITIONS
from server.measure.rows import Ending, Outcome
from server.measure.sheet import (
    Offer,
    OfferedCounter,
    OfferedService,
    SceneRow,
    SessionRow,
    Sheet,
    StayRow,
    TimeRow,
    VisitRow,
    WaitRow,
)
from server.measure.tally import Tally
from server.ports.measures import Grain, Written

FIRST = date(2021, 4, 1)
TICKETS = 1_000
SERVICES = ("certificate", "move", "seal", "family_register", "insurance", "child", "mynumber", "tax")
SHARES = (30, 14, 8, 6, 16, 8, 10, 8)
SECTIONS = ("residents", "residents", "residents", "residents", "insurance", "child", "residents", "tax")
COUNTERS = tuple(str(each) for each in range(1, 31))
ROUNDS = 20


def offer(office: str) -> Offer:
    """Eight services in four sections; thirty counters."""
    services = {
        each: OfferedService({"ja": each, "en": each}, section, 1_200)
        for each, section in zip(SERVICES, SECTIONS, strict=True)
    }
    counters = {
        each: OfferedCounter(
            {"ja": each}, SECTIONS[int(each) % 8], (Duty(SERVICES[int(each) % 8], Stage.RECEPTION),)
        )
        for each in COUNTERS
    }
    names = {"ja": office}
    sections = dict.fromkeys(dict.fromkeys(SECTIONS), names)
    return Offer(
        office, names, "Asia/Tokyo", {"ja": "heijitsu"}, (30_600, 61_200), services, counters, sections
    )


def business_days(end: date) -> Iterator[date]:
    """Mondays to Fridays, and every second Saturday, up to the day before `end`."""
    day = FIRST
    while day < end:
        if day.weekday() < 5 or (day.weekday() == 5 and day.isocalendar().week % 2 == 0):
            yield day
        day += timedelta(days=1)


def sheet(its_offer: Offer, day: date, chance: random.Random) -> Sheet:
    """A day of a thousand tickets; the wait swells towards noon, one in three comes back for the result."""
    visits = tuple(visit(number, chance) for number in range(TICKETS))
    sessions = tuple(
        SessionRow(each, 30_300, 61_500, (("lunch", 43_200, 46_800),) if int(each) % 2 else ())
        for each in COUNTERS
    )
    scenes = tuple(
        SceneRow(Scene.PHONE, "residents", None, chance.randrange(30_600, 60_000), chance.randrange(60, 900))
        for _ in range(40)
    )
    ordered = tuple(sorted(visits, key=lambda each: each.issued_at))
    return Sheet(its_offer, day, 30_000, 62_000, ordered, sessions, scenes)


def visit(number: int, chance: random.Random) -> VisitRow:
    """One ticket."""
    place = chance.choices(range(8), SHARES)[0]
    service = SERVICES[place]
    issued = min(60_900, max(30_600, int(chance.gauss(44_000, 9_000))))
    crowd = 1 + max(0.0, 1 - abs(issued - 43_000) / 9_000) * 2
    waited = int(chance.gammavariate(1.6, 260) * crowd)
    counter = COUNTERS[place + 8 * chance.randrange(3)]
    called = issued + waited
    arrival, lasted = chance.randrange(5, 40), 60 + int(chance.gammavariate(2, 140))
    left = called + arrival + lasted
    quoted = int(chance.gammavariate(1.6, 260) * crowd)
    wait = WaitRow(service, Stage.RECEPTION, False, issued, waited, counter)
    if chance.random() < 0.04:
        gone = TimeRow(service, Stage.RECEPTION, counter, called, None, 300, 300, Outcome.NO_SHOW)
        return VisitRow(
            f"A{number:03d}",
            service,
            service,
            Channel.KIOSK,
            issued,
            False,
            quoted,
            waits=(wait,),
            times=(gone,),
        )
    two_calls = chance.random() < 0.35
    outcome = Outcome.PROCESSING if two_calls else Outcome.FINISHED
    waits, times, stays = (
        [wait],
        [TimeRow(service, Stage.RECEPTION, counter, called, arrival, lasted, left - called, outcome)],
        [],
    )
    if two_calls:
        worked, hand_over = 300 + int(chance.gammavariate(2, 300)), int(chance.gammavariate(1.2, 90))
        stays.append(StayRow(service, left, worked))
        waits.append(WaitRow(service, Stage.ISSUANCE, False, left + worked, hand_over, counter))
        called = left + worked + hand_over
        left = called + 90 + chance.randrange(120)
        times.append(
            TimeRow(
                service, Stage.ISSUANCE, counter, called, None, left - called, left - called, Outcome.FINISHED
            )
        )
    channel = Channel.PHONE if chance.random() < 0.2 else Channel.KIOSK
    return VisitRow(
        f"A{number:03d}", service, service, channel, issued, False, quoted, left, left - issued, Ending.DONE,
        tuple(waits), tuple(times), tuple(stays),
    )  # fmt: skip


def names_of(offices: int) -> list[str]:
    """The offices."""
    return [f"office{each:02d}" for each in range(1, offices + 1)]


def end_of(years: int) -> date:
    """The day after so many fiscal years."""
    return FIRST.replace(year=FIRST.year + years)


def load(folder: str, offices: list[str], end: date) -> float:
    """Fill a database with these offices; seconds."""
    begun = time.perf_counter()
    asyncio.run(_load(folder, offices, end))
    return time.perf_counter() - begun


async def _load(folder: str, offices: list[str], end: date) -> None:
    database = Database(f"sqlite:///{folder}/measures.sqlite")
    database.start(metadata)
    store = SqlMeasures(database)
    for office in offices[:1]:
        its_offer, chance = offer(office), random.Random(office)
        volume, days = Volume(office, store), list(business_days(end))
        for position, day in enumerate(days, start=1):
            following = days[position] if position < len(days) else end
            rows = counted(sheet(its_offer, day, chance), EDITIONS[0], Source(position, position, ""))
            await volume.write(rows, following)
        await volume.keep_so_far()
    for copy in offices[1:]:
        await _copy(store, offices[0], copy)
    await database.close()


async def _copy(store: SqlMeasures, office: str, name: str) -> None:
    """The same rows under another name: a twentieth of the hours, and as many bytes to read."""
    year = FIRST
    while days := await store.days(office, year, year.replace(year=year.year + 1) - timedelta(days=1)):
        pages = [
            page
            for book in Book
            for grain in Grain
            for page in await store.pages(office, grain, book, year, days[-1].day)
        ]
        offers = await store.offers(office, [days[0].offer])
        await store.write(
            Written(*([replace(row, office=name) for row in rows] for rows in (days, offers, pages)))
        )
        year = year.replace(year=year.year + 1)


class House:
    """The loaded store, and questions to it."""

    def __init__(self, folders: list[str], years: int) -> None:
        self.years = years
        self.databases = [Database(f"sqlite:///{folder}/measures.sqlite") for folder in folders]
        for database in self.databases:
            database.start(metadata)
        self.houses = {}

    async def open(self, parts: list[list[str]]) -> None:
        """Know which office is in which database."""
        log = MemoryLog()
        standings = Standings(log)
        for database, offices in zip(self.databases, parts, strict=True):
            for office in offices:
                await standings.open(office)
                self.houses[office] = Measured(log, SqlMeasures(database), standings)

    def range(self, years: int) -> tuple[date, date]:
        """The last so many fiscal years."""
        end = end_of(self.years)
        return end.replace(year=end.year - years), end - timedelta(days=1)

    async def one(self, office: str, years: int) -> Tally:
        """One office as a whole: mean, median, nine in ten, attainment and occupancy."""
        tally = (await self.houses[office].tallies(office, *self.range(years)))[ALL]
        _ = [CATALOGUE[each].value(tally) for each in TILES]
        return tally

    async def all(self, years: int) -> None:
        """Every office side by side."""
        for office in self.houses:
            await self.one(office, years)

    async def heat(self, office: str, years: int, figure: str) -> None:
        """Weekday by hour."""
        hours = await self.houses[office].tallies(office, *self.range(years), Book.WEEKDAY_HOUR)
        _ = {place: CATALOGUE[figure].value(tally) for place, tally in weekday_hours_of(hours).items()}

    async def trend(self, office: str, years: int) -> None:
        """Month by month."""
        months = await self.houses[office].monthly(office, *self.range(years))
        _ = [CATALOGUE[each].value(month[ALL]) for month in months.values() for each in TILES]

    async def services(self, office: str, years: int) -> None:
        """Services side by side."""
        found = await self.houses[office].tallies(office, *self.range(years), Book.SERVICE)
        _ = [CATALOGUE[each].value(tally) for tally in found.values() for each in TILES]

    async def close(self) -> None:
        """Close the databases."""
        for database in self.databases:
            await database.close()


TILES = ("wait_mean", "wait_median", "wait_p90", "attainment", "occupancy", "no_show_rate")


async def timed(ask: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Milliseconds: the median of some rounds, and the second worst of twenty."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await ask()
        times.append(1e3 * (time.perf_counter() - begun))
    times.sort()
    return statistics.median(times), times[int(0.95 * (len(times) - 1))]


async def ask(folders: list[str], parts: list[list[str]], years: int) -> None:
    """Print what each question takes, for one year and for all."""
    house = House(folders, years)
    await house.open(parts)
    first = parts[0][0]
    questions = {
        "one office": lambda span: house.one(first, span),
        f"{len(house.houses)} offices side by side": house.all,
        "services side by side": lambda span: house.services(first, span),
        "heat map of means": lambda span: house.heat(first, span, "wait_mean"),
        "heat map of nine in ten": lambda span: house.heat(first, span, "wait_p90"),
        "trend by month": lambda span: house.trend(first, span),
    }
    print(f"reference: every wait of one office and {years} years sorted: {reference(years):,.0f} ms")
    for name, question in questions.items():
        one, many = await timed(lambda q=question: q(1)), await timed(lambda q=question: q(years))
        print(
            f"{name:<26} 1 year p50 {one[0]:6.1f} p95 {one[1]:6.1f} ms   {years} years p50 {many[0]:6.1f} "
            f"p95 {many[1]:6.1f} ms   ratio {many[0] / one[0]:.2f}"
        )
    await house.close()


def reference(years: int) -> float:
    """What the same answer costs without a store: sort the waits of all tickets; milliseconds."""
    chance = random.Random(1)
    waits = [int(chance.gammavariate(1.6, 400)) for _ in range(TICKETS * 280 * years)]
    begun = time.perf_counter()
    waits.sort()
    return 1e3 * (time.perf_counter() - begun)


def main(offices: int = 20, years: int = 5) -> None:
    """Load in two processes, say how large it is, ask."""
    parts = [names_of(offices)[0::2], names_of(offices)[1::2]]
    with TemporaryDirectory(prefix="machiai-measures-") as folder:
        folders = [str(Path(folder) / each) for each in "ab"]
        begun = time.perf_counter()
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(load, folders, parts, [end_of(years)] * 2))
        elapsed = time.perf_counter() - begun
        tickets = offices * TICKETS * len(list(business_days(end_of(years))))
        size = sum(each.stat().st_size for each in Path(folder).rglob("*.sqlite*"))
        print(f"{tickets:,} tickets of {offices} offices and {years} years: {size / 1e6:,.0f} MB on disk,")
        print(f"{size / tickets:.1f} bytes a ticket; two offices counted, others copied: {elapsed:,.0f} s")
        asyncio.run(ask(folders, parts, years))


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
