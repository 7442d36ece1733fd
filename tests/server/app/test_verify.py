"""A log that was tampered with, or that breaks a law, is found, at the record and in words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from server.adapters import sql_log
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database
from server.app.verify import Fault, Verified, verify
from server.core.codec import BEGINNING, sealed
from server.core.commands import CallNext, CallTicket
from server.core.events import CounterOpened, DayOpened, NobodyWaited, TicketCalled, TicketIssued
from server.core.plan import Stage
from server.core.record import Recorded
from server.ports.log import LogDamaged
from tests import story
from tests.server.app.nodes import node, running


class Given:
    """A log that holds just these records, right or wrong."""

    def __init__(self, records: Sequence[Recorded], unreadable: int = 0) -> None:
        self.records = records
        self.unreadable = unreadable

    async def read(self, _office: str, after: int, limit: int) -> Sequence[Recorded]:
        page = [each for each in self.records if each.position > after][:limit]
        if any(each.position == self.unreadable for each in page):
            raise LogDamaged(f"record {self.unreadable} cannot be read")
        return page


async def a_day() -> list[Recorded]:
    """Six visitors and two counters: day, reception, seats (1-4), visitors (5-10), calls (11-13)."""
    log = MemoryLog()
    async with running(log, MemoryBus()) as server:
        await server.opens("midori", counters=2)
        await server.does_all("midori", "touch", [story.visitor() for _ in range(6)])
        await server.does("midori", CallNext("1"), "call-1")
        await server.does("midori", CallNext("2"), "call-2")
        await server.does("midori", CallTicket("1", "A006", finish=True), "call-3")
        return list(await log.read("midori", 0))


def chained_anew(records: Sequence[Recorded]) -> list[Recorded]:
    """As a forger would who knows how: positions and hashes fit."""
    before, anew = BEGINNING, []
    for position, record in enumerate(records, 1):
        anew.append(sealed(before, replace(record, position=position)))
        before = anew[-1].hash
    return anew


async def test_a_good_log_gives_its_figures() -> None:
    records = await a_day()
    assert await verify(Given(records), "midori") == Verified("midori", 14, 1, 6, records[-1].hash)


async def test_an_empty_log_is_a_good_log() -> None:
    assert await verify(MemoryLog(), "midori") == Verified("midori", 0, 0, 0, BEGINNING)


def without_the_seventh(records: list[Recorded]) -> list[Recorded]:
    return records[:6] + records[7:]


def another_actor(records: list[Recorded]) -> list[Recorded]:
    records[6] = replace(records[6], actor="nobody")
    return records


def exchanged(records: list[Recorded]) -> list[Recorded]:
    records[6], records[7] = replace(records[7], position=7), replace(records[6], position=8)
    return records


def back_in_time(records: list[Recorded]) -> list[Recorded]:
    records[6] = replace(records[6], at=records[5].at - timedelta(seconds=1))
    return chained_anew(records)


def number_twice(records: list[Recorded]) -> list[Recorded]:
    assert isinstance(records[6].event, TicketIssued)
    records[6] = replace(records[6], event=replace(records[6].event, number="A001"))
    return chained_anew(records)


def falsely_nobody(records: list[Recorded]) -> list[Recorded]:
    records[10] = replace(records[10], event=NobodyWaited("1"))
    return chained_anew(records)


def out_of_turn(records: list[Recorded]) -> list[Recorded]:
    records[10] = replace(records[10], event=TicketCalled("A003", "1", Stage.RECEPTION, 1, chosen=False))
    return chained_anew(records)


def called_to_two_counters(records: list[Recorded]) -> list[Recorded]:
    records[11] = replace(records[11], event=TicketCalled("A001", "2", Stage.RECEPTION, 2, chosen=True))
    return chained_anew(records)


def unknown_counter(records: list[Recorded]) -> list[Recorded]:
    records[6] = replace(records[6], event=CounterOpened("99", "sato"))
    return chained_anew(records)


def half_a_command(records: list[Recorded]) -> list[Recorded]:
    records[6] = replace(records[6], step=3)
    return chained_anew(records)


def the_same_day_again(records: list[Recorded]) -> list[Recorded]:
    records[6] = replace(records[6], event=DayOpened(story.plan(counters=2)))
    return chained_anew(records)


FORGERIES: list[tuple[Callable[[list[Recorded]], list[Recorded]], int, str]] = [
    (without_the_seventh, 8, "from position 6 to 8"),
    (another_actor, 7, "hash does not fit"),
    (exchanged, 7, "hash does not fit"),
    (back_in_time, 7, "time goes back"),
    (number_twice, 7, "A001 was given out twice"),
    (falsely_nobody, 11, "but A001 waited"),
    (out_of_turn, 11, "it was the turn of A001"),
    (called_to_two_counters, 12, "counter 1 serves A001, who is called at 2"),
    (unknown_counter, 7, "does not follow"),
    (half_a_command, 7, "step 3"),
    (the_same_day_again, 7, "began after"),
]


@pytest.mark.parametrize(
    ("forge", "position", "words"), FORGERIES, ids=lambda each: getattr(each, "__name__", "")
)
async def test_what_cannot_be_right_is_found(
    forge: Callable[[list[Recorded]], list[Recorded]], position: int, words: str
) -> None:
    found = await verify(Given(forge(await a_day())), "midori")
    assert isinstance(found, Fault)
    assert (found.position, words in found.words) == (position, True), found


async def test_a_record_that_cannot_be_read_is_named() -> None:
    found = await verify(Given(await a_day(), unreadable=9), "midori")
    assert found == Fault("midori", 9, "record 9 cannot be read")


@pytest.mark.parametrize(
    "change", ["actor = 'x'", "event = '{}'", "kind = 'Nothing'", "at = 'noon'", "step = 9"]
)
async def test_a_row_changed_behind_our_back_is_found(tmp_path: Path, change: str) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    async with node(url) as server:
        await server.opens("midori")
        await server.does_all("midori", "touch", [story.visitor() for _ in range(10)])
    database = Database(url)
    database.start(sql_log.metadata)
    await database.write(
        lambda connection: connection.execute(text(f"UPDATE record SET {change} WHERE position = 9"))
    )
    found = await verify(sql_log.SqlLog(database), "midori")
    await database.close()
    assert isinstance(found, Fault)
    assert found.position == 9
