"""What every ledger promises, whatever it is kept in: memory, SQLite or a real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest

from server.adapters.memory_ledger import MemoryLedger
from server.evaluation.core import codec
from server.ports.ledger import Entry, Ledger, LedgerDown, LedgerOvertaken
from tests.ledgers import KINDS, sql

JAPAN = timezone(timedelta(hours=9))
TEXT = '{"text":"見てください。"}'


@pytest.fixture(params=KINDS)
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    async with sql(url) as opened:
        yield opened


def entries(number: int, after: int = 0, command: str = "form", steps: bool = False) -> list[Entry]:
    """Entries that follow position `after`: each of a command of its own, or `steps` of one command."""
    made, before = [], codec.BEGINNING
    for place in range(number):
        position = after + place + 1
        name, step = (command, place) if steps else (f"{command}:{position}", 0)
        at = datetime(2026, 4, 1, 9, 0, place, tzinfo=JAPAN)
        plain = Entry(
            position, at, "GuidanceGiven", '{"text":"見てください。"}', name, step, "asked", "佐藤", ""
        )
        made.append(codec.sealed(before, plain))
        before = made[-1].hash
    return made


async def test_an_empty_ledger_holds_nothing(ledger: Ledger) -> None:
    assert list(await ledger.read(0)) == []
    await ledger.append([])
    assert list(await ledger.read(0)) == []


async def test_entries_come_back_equal_with_the_offset_of_the_city(ledger: Ledger) -> None:
    written = entries(3)
    await ledger.append(written)
    back = list(await ledger.read(0))
    assert back == written
    assert [each.at.utcoffset() for each in back] == [timedelta(hours=9)] * 3
    assert [codec.sealed(before, each) for before, each in chained(back)] == back


def chained(found: list[Entry]) -> list[tuple[str, Entry]]:
    return list(zip([codec.BEGINNING, *(each.hash for each in found)], found, strict=False))


async def test_reading_goes_page_by_page(ledger: Ledger) -> None:
    written = entries(25)
    for each in written:
        await ledger.append([each])
    pages = [list(await ledger.read(after, 10)) for after in (0, 10, 20, 25)]
    assert pages == [written[:10], written[10:20], written[20:], []]


async def test_a_taken_position_is_overtaken_and_nothing_is_written(ledger: Ledger) -> None:
    written = entries(3)
    await ledger.append(written)
    late = entries(3, after=1, command="late")
    with pytest.raises(LedgerOvertaken):
        await ledger.append(late)
    with pytest.raises(LedgerOvertaken):
        await ledger.append(late[1:2])
    assert list(await ledger.read(0)) == written
    await ledger.append(late[2:])
    assert list(await ledger.read(0)) == [*written, late[2]]


async def test_a_step_of_a_command_is_written_once_and_all_of_the_rest_not_either(ledger: Ledger) -> None:
    await ledger.append(entries(2, command="once", steps=True))
    again = replace(entries(1, after=2)[0], command_id="once", step=1)
    with pytest.raises(LedgerOvertaken):
        await ledger.append([replace(again, step=2), replace(again, position=4)])
    assert len(await ledger.read(0)) == 2
    await ledger.append([replace(again, step=2)])
    assert [each.step for each in await ledger.read(0)] == [0, 1, 2]


async def test_two_nodes_read_what_either_wrote(postgres_url: str) -> None:
    async with AsyncExitStack() as both:
        one, two = [await both.enter_async_context(sql(postgres_url)) for _ in range(2)]
        written = entries(4)
        await one.append(written[:2])
        await two.append(written[2:])
        with pytest.raises(LedgerOvertaken):
            await one.append(entries(1, after=2, command="late"))
        assert list(await one.read(0)) == list(await two.read(0)) == written


async def test_a_lock_of_somebody_else_is_a_ledger_that_is_down_and_it_goes_on_by_itself(
    postgres_url: str,
) -> None:
    async with sql(postgres_url) as opened:
        with psycopg.connect(postgres_url.replace("+psycopg", "")) as other:
            other.execute("LOCK TABLE ledger_entry")
            with pytest.raises(LedgerDown, match="somebody else's lock"):
                await opened.append(entries(1))
            with pytest.raises(LedgerDown):
                await opened.read(0)
        await opened.append(entries(1))
        assert list(await opened.read(0)) == entries(1)


async def test_entries_outlive_the_process(tmp_path: Path) -> None:
    written = entries(2)
    for part in (written[:1], written[1:]):
        async with sql(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
            await opened.append(part)
    async with sql(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
        assert list(await opened.read(0)) == written
