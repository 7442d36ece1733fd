"""What every log promises, whatever it is kept in: memory, SQLite or a real PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from server.adapters import sql_log
from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.core.commands import CallNext
from server.core.events import CounterOpened, DayOpened, NobodyWaited
from server.core.record import Recorded
from server.ports.log import Log, LogDamaged, LogDown, Overtaken
from tests import story
from tests.story import chain

KINDS = ["memory", "sqlite", "postgres"]


@asynccontextmanager
async def sql(url: str) -> AsyncIterator[sql_log.SqlLog]:
    database = Database(url)
    database.start(sql_log.metadata)
    try:
        yield sql_log.SqlLog(database)
    finally:
        await database.close()


@pytest.fixture(params=KINDS)
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    url = f"sqlite:///{tmp_path}/log.sqlite"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    async with sql(url) as opened:
        yield opened


def seats(number: int) -> list[CounterOpened]:
    return [CounterOpened(str(each), "佐藤") for each in range(number)]


async def test_an_empty_log_holds_nothing(log: Log) -> None:
    assert list(await log.read("midori", 0)) == []
    assert await log.head("midori") == 0
    assert list(await log.offices()) == []
    assert list(await log.beginnings("midori")) == []
    await log.append([])


async def test_records_come_back_equal(log: Log) -> None:
    day = story.given(story.visitor(), story.clerk()).and_given(CallNext("1"))
    opened = DayOpened(
        story.plan(),
        tickets=tuple(day.office.tickets.values()),
        counters=tuple(day.office.counters.values()),
        serial=1,
    )
    records = chain("midori", [opened, *seats(3)], at=story.at("08:30") + timedelta(microseconds=123_456))
    await log.append(records)
    back = list(await log.read("midori", 0))
    assert back == records
    assert [each.at.utcoffset() for each in back] == [timedelta(hours=9)] * 4


async def test_reading_goes_page_by_page(log: Log) -> None:
    records = chain("midori", seats(25))
    await log.append(records)
    pages = [list(await log.read("midori", after, 10)) for after in (0, 10, 20, 25)]
    assert pages == [records[:10], records[10:20], records[20:], []]
    assert await log.head("midori") == 25


async def test_offices_do_not_mix(log: Log) -> None:
    minato, midori = chain("minato", seats(2)), chain("midori", seats(3))
    await log.append([minato[0], midori[0], minato[1], *midori[1:]])
    assert list(await log.read("minato", 0)) == minato
    assert list(await log.read("midori", 0)) == midori
    assert list(await log.offices()) == ["midori", "minato"]


async def test_beginnings_are_the_days(log: Log) -> None:
    opened = DayOpened(story.plan())
    await log.append(chain("midori", [opened, *seats(2), opened, *seats(1), opened]))
    assert list(await log.beginnings("midori")) == [1, 4, 6]


async def test_what_a_command_made_is_found(log: Log) -> None:
    first, second = chain("midori", seats(2), command_id="touch")[:1], []
    second = chain("midori", seats(1), after=first[0], command_id="touch", step=1)
    await log.append([*first, *second])
    assert list(await log.made("midori", "touch")) == [*first, *second]
    assert list(await log.made("midori", "other")) == []
    assert list(await log.made("minato", "touch")) == []


async def test_a_taken_position_is_overtaken_and_nothing_is_written(log: Log) -> None:
    records = chain("midori", seats(3))
    await log.append(records)
    late = chain("midori", seats(4), after=records[1], command_id="late")[:1]
    fresh = [*chain("aoba", seats(1)), *chain("minato", seats(1))]
    with pytest.raises(Overtaken):
        await log.append([*late, *fresh])
    assert list(await log.read("midori", 0)) == records
    assert list(await log.offices()) == ["midori"]


async def test_a_repeated_command_is_overtaken_and_nothing_is_written(log: Log) -> None:
    records = chain("midori", seats(3))
    await log.append(records)
    more = chain("midori", seats(1), after=records[-1])
    again = chain("midori", seats(1), after=more[-1], command_id=records[0].command_id)
    with pytest.raises(Overtaken):
        await log.append([*more, *again])
    assert await log.head("midori") == 3
    await log.append(more)
    assert await log.head("midori") == 4


async def test_the_same_command_id_in_another_office_is_another_command(log: Log) -> None:
    await log.append([*chain("midori", seats(1), command_id="x"), *chain("minato", seats(1), command_id="x")])
    assert await log.head("midori") == await log.head("minato") == 1


@pytest.mark.parametrize("position", [2, 5])
async def test_no_gap_can_be_written(log: Log, position: int) -> None:
    ghosts = chain("midori", seats(position))
    with pytest.raises(LogDamaged):
        await log.append(ghosts[-1:])
    first = chain("midori", seats(1))
    with pytest.raises(LogDamaged):
        await log.append([*first, replace(ghosts[-1], position=7)])
    assert await log.head("midori") == 0


async def test_a_record_of_another_past_is_not_written(log: Log) -> None:
    await log.append(chain("midori", seats(3)))
    other = chain("midori", [NobodyWaited("1")] * 4)
    with pytest.raises(LogDamaged, match="midori"):
        await log.append(other[3:])
    assert await log.head("midori") == 3


async def race(log: Log, name: str, want: int) -> int:
    """Append `want` records one by one against others; how often another was first."""
    last: Recorded | None = None
    lost = done = 0
    while done < want:
        head = await log.head("midori")
        if head:
            last = (await log.read("midori", head - 1, 1))[0]
        try:
            await log.append(chain("midori", seats(1), after=last, command_id=f"{name}-{done}"))
            done += 1
        except Overtaken:
            lost += 1
    return lost


async def test_two_writers_never_write_the_same_place(postgres_url: str) -> None:
    async with AsyncExitStack() as both:
        one = await both.enter_async_context(sql(postgres_url))
        two = await both.enter_async_context(sql(postgres_url))
        lost = await asyncio.gather(*(race(each, f"{n}", 50) for n, each in enumerate([one, two, one, two])))
        records = list(await one.read("midori", 0))
    assert [each.position for each in records] == list(range(1, 201))
    assert len({each.command_id for each in records}) == 200
    assert sum(lost) > 0


async def test_two_writers_of_the_same_offices_do_not_wait_for_each_other(postgres_url: str) -> None:
    names = [f"office-{each}" for each in range(20)]
    async with AsyncExitStack() as both:
        logs = [await both.enter_async_context(sql(postgres_url)) for _ in range(2)]
        firsts = [[chain(name, seats(1), command_id=str(n))[0] for name in names] for n in range(2)]
        answers = await asyncio.gather(
            logs[0].append(firsts[0]), logs[1].append(firsts[1][::-1]), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in answers) == ["NoneType", "Overtaken"]


async def test_a_lost_connection_to_postgres_is_made_again_without_a_word(postgres_url: str) -> None:
    records = chain("midori", seats(2))
    async with sql(postgres_url) as log:
        await log.append(records[:1])
        await log.head("midori")
        kill_connections(postgres_url)
        await log.append(records[1:])
        assert await log.head("midori") == 2


def kill_connections(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'machiai' AND datname = current_database()"
        )


async def test_a_lock_of_somebody_else_is_a_log_that_is_down_and_it_goes_on_by_itself(
    postgres_url: str,
) -> None:
    records = chain("midori", seats(1))
    async with sql(postgres_url) as log:
        with psycopg.connect(postgres_url.replace("+psycopg", "")) as other:
            other.execute("LOCK TABLE record")
            began = time.monotonic()
            with pytest.raises(LogDown, match="somebody else's lock"):
                await log.append(records)
            assert time.monotonic() - began < 4
        await log.append(records)


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    database = Database("postgresql+psycopg://machiai@127.0.0.1:1/machiai")
    began = time.monotonic()
    with pytest.raises(DatabaseDown, match=r"machiai on 127\.0\.0\.1"):
        database.start(sql_log.metadata)
    assert time.monotonic() - began < 4


def test_an_address_of_no_known_kind_is_said_in_words() -> None:
    with pytest.raises(DatabaseBroken, match="sqlite:////path"):
        Database("mysql://root:secret@somewhere/machiai")


async def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    async with sql(url):
        second = Database(url)
        with pytest.raises(DatabaseBroken, match="in use by another server"):
            second.start(sql_log.metadata)
    async with sql(url) as log:
        assert await log.head("midori") == 0


async def damaged(path: Path, damage: Callable[[bytearray], None]) -> Database:
    async with sql(f"sqlite:///{path}") as log:
        await log.append(chain("midori", seats(500)))
    content = bytearray(path.read_bytes())
    damage(content)
    path.write_bytes(content)
    return Database(f"sqlite:///{path}")


def shuffle_pages(content: bytearray) -> None:
    content[4096 * 5 : 4096 * 20] = bytes(range(256)) * (16 * 15)


def ruin_beginning(content: bytearray) -> None:
    content[:100] = b"x" * 100


def cut_short(content: bytearray) -> None:
    del content[len(content) // 2 :]


@pytest.mark.parametrize("damage", [shuffle_pages, ruin_beginning, cut_short])
async def test_a_damaged_file_is_found_at_the_start(
    tmp_path: Path, damage: Callable[[bytearray], None]
) -> None:
    database = await damaged(tmp_path / "log.sqlite", damage)
    with pytest.raises(DatabaseBroken, match="restore the latest backup"):
        database.start(sql_log.metadata)


async def test_tables_of_a_newer_program_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    with monkeypatch.context() as newer:
        newer.setattr("server.adapters.sql_database.SCHEMA", 99)
        async with sql(url):
            pass
    with pytest.raises(DatabaseBroken, match="newer Machiai"):
        Database(url).start(sql_log.metadata)


async def test_every_connection_to_sqlite_is_durable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/log.sqlite")
    database.start(sql_log.metadata)
    asked = ["journal_mode", "synchronous", "foreign_keys", "query_only", "mmap_size"]

    def settings(connection: object) -> list[object]:
        return [connection.exec_driver_sql(f"PRAGMA {each}").scalar() for each in asked]  # type: ignore[attr-defined]

    writing = await database.write(settings)
    reading = await database.read(settings)
    await database.close()
    assert (writing[:4], reading[:4]) == (["wal", 2, 1, 0], ["wal", 2, 1, 1])
    assert not writing[4]
