"""Managers' pages over 32 million tickets: `python -m tests.bench.pages [folder [rounds [part of a name]]]`.

Loads the store of measures once (into `folder`, where it is found again; 2 GB, some minutes), with the log of
yesterday and today beside it, and runs the real program: twenty offices, one database file. Each page is
asked by one client, then by two at once. Two references from the same run stand beside it: the sign-in page,
which reads nothing, and a fixed loop of Python, which tells how much of the machine others use.
"""

import asyncio
import itertools
import random
import sys
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy import Connection, func, select, update

from server.adapters.japan_holidays import japan_holidays
from server.adapters.sql_database import Database
from server.adapters.sql_log import SqlLog
from server.adapters.sql_log import metadata as log_tables
from server.adapters.sql_measures import TABLES
from server.adapters.sql_measures import metadata as measures_tables
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.app.history_day import Past, simulated_day
from server.app.history_story import first_day, load_of
from server.core.codec import BEGINNING, sealed
from server.core.events import DayOpened
from server.core.plan import OfficeId, Plan
from server.core.record import Recorded
from tests.bench.measures import TICKETS, business_days, load, names_of
from tests.running import Running

ZONE = ZoneInfo("Asia/Tokyo")
MANY = names_of(20)
FIRST_OFFICE = MANY[0]
FIGURES = f"/offices/{FIRST_OFFICE}/manage/figures"
PRESETS = ("this_month", "last_month", "this_year", "last_year", "five_years")
WHERE = {"office": "", "service": "&service=certificate", "section": "&section=residents"}
HEATS = ("wait_mean", "wait_median", "wait_p90")
GOAL_MS, RATIO = 300, 1.2


def offices_in(folder: Path) -> None:
    """Twenty files of the demo office under other names."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (OFFICES / "midori.yaml").read_text("utf-8")
    for each in MANY:
        (folder / f"{each}.yaml").write_text(
            text.replace("\noffice: midori\n", f"\noffice: {each}\n"), "utf-8"
        )


def todays(plan: Plan, now: datetime, position: int, before: str) -> list[Recorded]:
    """The records of today up to now: an ordinary Monday's visitors."""
    monday = plan.date - timedelta(days=plan.date.weekday())
    expected = load_of(monday, first_day(monday), japan_holidays())
    moments, _ = simulated_day(plan, expected, random.Random(plan.office), Past())
    made = []
    for number, (at, event) in enumerate((at, event) for at, event in moments if at <= now):
        place = position + number + 1
        unsealed = Recorded(plan.office, place, at, event, f"today-{number}", 0, "", "bench", "")
        made.append(sealed(before, unsealed))
        before = made[-1].hash
    return made


async def logged(data: Path, plans: YamlPlans) -> Mapping[OfficeId, Recorded]:
    """Write yesterday's opening of each office and today's records; what was written of yesterday."""
    database = Database(f"sqlite:///{data}/log.sqlite")
    database.start(log_tables)
    log, now = SqlLog(database), datetime.now(UTC).astimezone(ZONE)
    yesterdays = {}
    for office in MANY:
        day = now.date() - timedelta(days=1)
        plan, today = plans.plan(office, day), plans.plan(office, now.date())
        assert plan is not None
        assert today is not None
        opened = datetime.combine(day, clock_time(8), ZONE)
        first = sealed(BEGINNING, Recorded(office, 1, opened, DayOpened(plan), "bench", 0, "", "bench", ""))
        yesterdays[office] = first
        await log.append([first, *todays(today, now, 1, first.hash)])
    await database.close()
    return yesterdays


async def chained(data: Path, yesterdays: Mapping[OfficeId, Recorded]) -> None:
    """Let the store believe that its latest day was counted from this log."""
    day = next(table for table in TABLES if table.name == "measure_day")
    database = Database(f"sqlite:///{data}/measures.sqlite")
    database.start(measures_tables)

    def write(connection: Connection) -> None:
        for office, record in yesterdays.items():
            latest = select(func.max(day.c.day)).where(day.c.office == office).scalar_subquery()
            at = (day.c.office == office, day.c.day == latest)
            connection.execute(update(day).where(*at).values(last=record.position, hash=record.hash))

    await database.write(write)
    await database.close()


def addresses(until: date) -> dict[str, str]:
    """Every page, by what it is called in the table."""
    found = {}
    for (place, chosen), preset in itertools.product(WHERE.items(), PRESETS):
        found[f"figures, {place}, {preset}"] = f"{FIGURES}?preset={preset}{chosen}"
    for measure, preset in itertools.product(HEATS, ("last_month", "last_year", "five_years")):
        found[f"figures, {measure}, {preset}"] = f"{FIGURES}?preset={preset}&measure={measure}"
    year = until.year if until.month >= 4 else until.year - 1
    for years in (1, 5):
        span = f"from={year - years}-04-01&to={year}-03-31"
        for place, chosen in WHERE.items():
            found[f"figures, {place}, {years} whole years"] = f"{FIGURES}?{span}{chosen}"
        found[f"figures, nine in ten, {years} whole years"] = f"{FIGURES}?{span}&measure=wait_p90"
        found[f"all offices, {years} whole years"] = f"/figures?{span}"
        found[f"all offices, nine in ten, {years} whole years"] = f"/figures?{span}&measure=wait_p90"
    for preset in PRESETS:
        found[f"all offices, {preset}"] = f"/figures?preset={preset}"
    tickets = f"{FIGURES}/tickets?preset=last_month"
    for which in ("wait", "late", "issued", "served", "no_show"):
        found[f"tickets, {which}, last_month"] = f"{tickets}&which={which}"
    found["tickets, one cell of the heat map"] = f"{tickets}&which=wait&weekday=1&hour=10"
    found["tickets, one service"] = f"{tickets}&which=wait&service=certificate"
    crooked = (until - timedelta(days=40), until - timedelta(days=12))
    found["figures, office, 4 weeks across a month"] = f"{FIGURES}?from={crooked[0]}&to={crooked[1]}"
    changed = (until - timedelta(weeks=20)).isoformat()
    for place, chosen in WHERE.items():
        found[f"effect, {place}, 8 weeks"] = f"{FIGURES}/effect?date={changed}&weeks=8{chosen}"
    return found


PAIRS = {
    **{f"figures, {each}": f"figures, {each}" for each in (*WHERE, "nine in ten")},
    "all offices": "all offices",
    "all offices, nine in ten": "all offices, nine in ten",
}
"""Pages of one and of five whole fiscal years, to be compared."""


async def asked(client: httpx2.AsyncClient, path: str, rounds: int, clients: int) -> list[float]:
    """Milliseconds of each answer, in order of size."""

    async def one() -> list[float]:
        times = []
        for _ in range(rounds // clients):
            begun = time.perf_counter()
            answer = await client.get(path)
            times.append(1e3 * (time.perf_counter() - begun))
            assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return times

    return sorted(itertools.chain(*await asyncio.gather(*(one() for _ in range(clients)))))


def at_share(times: list[float], share: float) -> float:
    """The time that this share of the answers does not exceed."""
    return times[min(len(times) - 1, int(share * len(times)))]


def loop_ms() -> float:
    """A fixed piece of Python; milliseconds."""
    begun = time.perf_counter()
    total = 0
    for each in range(1_000_000):
        total += each & 7
    return 1e3 * (time.perf_counter() - begun)


async def measure(running: Running, rounds: int, only: str) -> None:
    """Ask every page and print what it took."""
    headers = {"Authorization": f"Bearer {running.token('manager')}", "Accept-Language": "ja"}
    alone: dict[str, list[float]] = {}
    missed = 0
    async with httpx2.AsyncClient(base_url=running.url, headers=headers, timeout=120) as client:
        pages = {
            "reference: sign-in page": "/sign-in",
            **addresses(datetime.now(UTC).astimezone(ZONE).date()),
        }
        print(f"{'':<42} {'1 client':>24}   {'2 clients':>15}   fixed loop")
        print(f"{'milliseconds':<42} {'first':>8}{'p50':>8}{'p95':>8}   {'p50':>7}{'p95':>8}")
        for name, path in pages.items():
            if only not in name:
                continue
            loop = loop_ms()
            first = (await asked(client, path, 1, 1))[0]
            alone[name] = await asked(client, path, rounds, 1)
            two = await asked(client, path, rounds, 2)
            missed += at_share(alone[name], 0.95) > GOAL_MS
            one_by_one = f"{at_share(alone[name], 0.5):8.0f}{at_share(alone[name], 0.95):8.0f}"
            at_once = f"{at_share(two, 0.5):7.0f}{at_share(two, 0.95):8.0f}"
            print(f"{name:<42} {first:8.0f}{one_by_one}   {at_once}   {loop:6.0f}", flush=True)
    print(f"{missed} of {len(alone)} pages have a p95 over {GOAL_MS} ms with one client")
    for name in PAIRS:
        one, five = alone.get(f"{name}, 1 whole years"), alone.get(f"{name}, 5 whole years")
        if one and five:
            ratio = at_share(five, 0.5) / at_share(one, 0.5)
            print(f"{name:<42} five years / one year {ratio:.2f} (goal {RATIO})")


def loaded(data: Path, until: date) -> int:
    """Fill the store if it is not there; how many tickets it holds."""
    if not (data / "measures.sqlite").exists():
        data.mkdir(parents=True, exist_ok=True)
        print(f"loaded in {load(str(data), MANY, until):,.0f} s, one office counted and the others copied")
    return len(MANY) * TICKETS * len(list(business_days(until)))


async def run(data: Path, rounds: int, only: str) -> None:
    """Load, serve, ask."""
    today = datetime.now(UTC).astimezone(ZONE).date()
    tickets = loaded(data, today)
    size = (data / "measures.sqlite").stat().st_size
    print(f"{tickets:,} tickets, {len(MANY)} offices: {size / 1e6:,.0f} MB, {size / tickets:.1f} bytes each")
    offices_in(data / "offices")
    for stale in data.glob("log.sqlite*"):
        stale.unlink()
    await chained(data, await logged(data, YamlPlans([data / "offices"], japan_holidays())))
    told = {"MACHIAI_OFFICES": str(data / "offices"), "MACHIAI_PRINTER": "none"}
    running = await Running(data, environment=told).start()
    try:
        await measure(running, rounds, only)
    finally:
        running.stop()


def main(folder: str = "", rounds: str = "40", only: str = "") -> None:
    """In this folder, which is kept, or in one that goes away."""
    with TemporaryDirectory(prefix="machiai-pages-") as other:
        asyncio.run(run(Path(folder or other).resolve(), int(rounds), only))


if __name__ == "__main__":
    main(*sys.argv[1:4])
