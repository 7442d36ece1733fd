"""What every store of measures promises, whatever it is kept in: memory, SQLite or a real PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from server.adapters import sql_measures
from server.adapters.memory_measures import MemoryMeasures
from server.adapters.sql_database import Database, DatabaseBroken
from server.ports.measures import DayRow, Grain, Measures, MeasuresDown, OfferRow, PageRow, Written

KINDS = ["memory", "sqlite", "postgres"]
MONDAY = date(2027, 4, 5)
DAYS = tuple(MONDAY + timedelta(days=each) for each in range(5))


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Measures]:
    if request.param == "memory":
        yield MemoryMeasures()
        return
    url = f"sqlite:///{tmp_path}/measures.sqlite"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    database.start(sql_measures.metadata)
    yield sql_measures.SqlMeasures(database)
    await database.close()


def row(day: date, office: str = "midori") -> DayRow:
    place = day.toordinal()
    return DayRow(office, day, 1, place, place + 9, "hash", "offer", bytes([0, 255, day.day]))


def page(grain: Grain, since: date, book: str = "office", office: str = "midori") -> PageRow:
    return PageRow(office, grain, since, book, f"{grain} {since} {book}".encode())


async def test_an_empty_store_holds_nothing(store: Measures) -> None:
    assert await store.last("midori") is None
    assert list(await store.days("midori", date.min, date.max)) == []
    assert list(await store.offers("midori", ["offer"])) == []
    assert list(await store.pages("midori", Grain.MONTH, "office", date.min, date.max)) == []
    assert await store.years("midori", "office", date.max) is None
    await store.write(Written())


async def test_rows_come_back_equal_in_order_and_only_those_asked_for(store: Measures) -> None:
    offer = OfferRow("midori", "offer", b"\x00offer")
    others = (row(DAYS[4] + timedelta(days=1), "sakura"),)
    await store.write(Written(tuple(reversed([row(each) for each in DAYS])), (offer,)))
    await store.write(Written(others, (replace(offer, office="sakura"),)))
    assert list(await store.days("midori", DAYS[1], DAYS[3])) == [row(each) for each in DAYS[1:4]]
    assert await store.last("midori") == row(DAYS[4])
    assert await store.last("sakura") == others[0]
    assert list(await store.offers("midori", ["offer", "other"])) == [offer]


async def test_pages_are_found_by_grain_book_and_range(store: Measures) -> None:
    months = [page(Grain.MONTH, date(2027, each, 1)) for each in (4, 5, 6)]
    years = [page(Grain.YEARS, date(year, 4, 1)) for year in (2025, 2026)]
    beside = (page(Grain.MONTH, date(2027, 5, 1), "service"), page(Grain.DAY, date(2027, 5, 1)))
    await store.write(Written(pages=(*months, *years, *beside)))
    found = await store.pages("midori", Grain.MONTH, "office", date(2027, 5, 1), date(2027, 6, 30))
    assert list(found) == months[1:]
    assert await store.years("midori", "office", date(2027, 3, 31)) == years[1]
    assert await store.years("midori", "office", date(2026, 3, 31)) == years[0]
    assert await store.years("midori", "office", date(2025, 3, 31)) is None
    assert await store.years("midori", "service", date.max) is None


async def test_a_day_takes_the_place_of_what_was_so_far_up_to_an_earlier_one(store: Measures) -> None:
    grains = (Grain.MONTH_SO_FAR, Grain.YEAR_SO_FAR, Grain.MONTH)
    await store.write(Written((row(MONDAY),), pages=[page(each, MONDAY) for each in grains]))
    await store.write(Written(pages=[page(Grain.MONTH_SO_FAR, MONDAY, office="sakura")]))
    await store.write(Written((row(MONDAY),)))
    assert len(await store.pages("midori", Grain.MONTH_SO_FAR, "office", MONDAY, MONDAY)) == 1
    await store.write(Written((row(DAYS[1]),)))
    left = [list(await store.pages("midori", each, "office", date.min, date.max)) for each in grains]
    assert left == [[], [], [page(Grain.MONTH, MONDAY)]]
    assert len(await store.pages("sakura", Grain.MONTH_SO_FAR, "office", MONDAY, MONDAY)) == 1


async def test_a_row_that_is_there_stays_as_it_is(store: Measures) -> None:
    first = Written((row(MONDAY),), (OfferRow("midori", "offer", b"a"),), (page(Grain.DAY, MONDAY),))
    later = Written(
        (replace(row(MONDAY), content=b"other"), row(DAYS[1])),
        (OfferRow("midori", "offer", b"b"),),
        (replace(page(Grain.DAY, MONDAY), content=b"other"),),
    )
    await store.write(first)
    await store.write(later)
    assert list(await store.days("midori", date.min, date.max)) == [row(MONDAY), row(DAYS[1])]
    assert list(await store.offers("midori", ["offer"])) == list(first.offers)
    assert list(await store.pages("midori", Grain.DAY, "office", date.min, date.max)) == list(first.pages)


async def test_forgetting_one_office_leaves_the_others(store: Measures) -> None:
    for office in ("midori", "sakura"):
        rows = (
            (row(MONDAY, office),),
            (OfferRow(office, "offer", b"a"),),
            (page(Grain.DAY, MONDAY, office=office),),
        )
        await store.write(Written(*rows))
    await store.forget("midori")
    assert await store.last("midori") is None
    assert list(await store.offers("midori", ["offer"])) == []
    assert list(await store.pages("midori", Grain.DAY, "office", date.min, date.max)) == []
    assert await store.last("sakura") == row(MONDAY, "sakura")
    assert len(await store.pages("sakura", Grain.DAY, "office", date.min, date.max)) == 1


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/measures.sqlite"
    for _ in range(2):
        database = Database(url)
        database.start(sql_measures.metadata)
        store = sql_measures.SqlMeasures(database)
        await store.write(Written((row(MONDAY),)))
        assert await store.last("midori") == row(MONDAY)
        await database.close()


async def test_a_store_serves_one_process_and_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/measures.sqlite"
    database = Database(url)
    database.start(sql_measures.metadata)
    with pytest.raises(DatabaseBroken, match="in use by another server"):
        Database(url).start(sql_measures.metadata)
    await database.close()


async def test_a_store_that_cannot_be_written_says_so_in_words(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/measures.sqlite")
    database.start(sql_measures.metadata)
    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(MeasuresDown, match="full"):
        await sql_measures.SqlMeasures(database).write(
            Written((replace(row(MONDAY), content=bytes(100_000)),))
        )
    await database.close()
