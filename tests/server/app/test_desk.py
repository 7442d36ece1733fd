"""The desk under many hands: two nodes on one PostgreSQL, one on SQLite, faults, touches sent twice."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter as Tally
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from server.adapters.redis_bus import RedisBus
from server.adapters.sql_engines import SQLITE_PRAGMAS, Sqlite
from server.app.desk import AskedOtherwise
from server.core.commands import CallNext, CloseDay, FinishService, OpenDay
from server.core.events import NobodyWaited, TicketCalled, TicketIssued
from server.core.record import Recorded
from server.core.refusal import Reason, Refused
from server.ports.log import LogDown
from tests import story
from tests.house.tree import ROOT
from tests.server.app.nodes import ROUNDS, Node, call_next, node

KINDS = ["sqlite", "postgres"]


@asynccontextmanager
async def city(postgres_url: str, redis_url: str) -> AsyncIterator[list[Node]]:
    async with AsyncExitStack() as stack:
        nodes = []
        for seed in range(2):
            bus = RedisBus(redis_url, random.Random(seed))
            stack.push_async_callback(bus.close)
            nodes.append(await stack.enter_async_context(node(postgres_url, bus)))
        yield nodes


@pytest.fixture
async def two_nodes(postgres_url: str, redis_url: str) -> AsyncIterator[list[Node]]:
    """Two servers of one city."""
    async with city(postgres_url, redis_url) as both:
        yield both


@pytest.fixture(params=KINDS)
async def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[list[Node]]:
    """The servers of an office: one on SQLite, or two on PostgreSQL."""
    if request.param == "postgres":
        urls = [request.getfixturevalue(each) for each in ("postgres_url", "redis_url")]
        async with city(*urls) as both:
            yield both
        return
    async with node(f"sqlite:///{tmp_path}/log.sqlite") as one:
        yield [one]


async def opened(nodes: Sequence[Node], office: str, counters: int = 3) -> None:
    await nodes[0].opens(office, counters, last=9_999)
    for other in nodes[1:]:
        await other.knows(office)


async def until_nobody_waits(server: Node, office: str, counter: str) -> list[Recorded]:
    made: list[Recorded] = []
    for turn in range(1000):
        made += await server.does(office, CallNext(counter), f"call-{counter}-{turn}")
        if isinstance(made[-1].event, NobodyWaited):
            return made
    raise AssertionError("people without end")


def numbers(made: Sequence[Recorded]) -> list[str]:
    return [each.event.number for each in made if isinstance(each.event, TicketCalled)]


async def test_twenty_counters_calling_at_once_never_call_the_same_person(nodes: list[Node]) -> None:
    for turn in range(ROUNDS):
        office = f"midori-{turn}"
        await opened(nodes, office, counters=20)
        await nodes[0].does_all(office, "touch", [story.visitor() for _ in range(200)])
        counters = [(nodes[each % len(nodes)], str(each + 1)) for each in range(20)]
        made = await asyncio.gather(*(until_nobody_waits(on, office, name) for on, name in counters))
        in_order = sorted((each for all_of in made for each in all_of), key=lambda each: each.position)
        assert numbers(in_order) == [f"A{each:03d}" for each in range(1, 201)]
        assert sum(isinstance(each[-1].event, NobodyWaited) for each in made) == 20
        figures = await nodes[-1].verified(office)
        assert (figures.days, figures.tickets) == (1, 200)


async def test_fifty_kiosks_issuing_at_once_give_numbers_without_a_gap(nodes: list[Node]) -> None:
    for turn in range(ROUNDS):
        office = f"midori-{turn}"
        await opened(nodes, office)
        halves = [
            on.does_all(office, f"touch-{n}", [story.visitor() for _ in range(50 // len(nodes))])
            for n, on in enumerate(nodes)
        ]
        made = [record for half in await asyncio.gather(*halves) for record in half]
        assert sorted(each.event.number for each in made) == [f"A{each:03d}" for each in range(1, 51)]
        assert sorted(each.position for each in made) == list(range(6, 56))
        assert (await nodes[0].verified(office)).tickets == 50


async def test_calling_while_people_arrive_leaves_nobody_out(nodes: list[Node]) -> None:
    for turn in range(ROUNDS):
        office = f"midori-{turn}"
        await opened(nodes, office, counters=10)
        arriving = nodes[0].does_all(office, "touch", [story.visitor() for _ in range(60)])
        calling = [nodes[-1].does_all(office, f"rush-{again}", call_next(10)) for again in range(6)]
        await asyncio.gather(arriving, *calling)
        rest = await until_nobody_waits(nodes[-1], office, "1")
        assert (await nodes[0].verified(office)).tickets == 60
        records = await nodes[0].log.read(office, 0)
        assert rest[-1] == records[-1]
        assert Tally(numbers(records)) == Tally(f"A{each:03d}" for each in range(1, 61))


async def test_a_touch_sent_twice_issues_one_ticket(nodes: list[Node]) -> None:
    await opened(nodes, "midori")
    first = await nodes[0].does("midori", story.visitor(), "touch")
    again = await nodes[0].does("midori", story.visitor(), "touch")
    assert first == again
    assert (await nodes[0].verified("midori")).tickets == 1


async def test_a_touch_sent_many_times_at_once_issues_one_ticket(nodes: list[Node]) -> None:
    for turn in range(ROUNDS):
        office = f"midori-{turn}"
        await opened(nodes, office)
        asked = [nodes[each % len(nodes)].does(office, story.visitor(), "touch") for each in range(40)]
        answers = await asyncio.gather(*asked)
        assert len(set(answers)) == 1
        assert (await nodes[0].verified(office)).tickets == 1


async def test_a_touch_sent_again_to_the_other_node_issues_one_ticket(two_nodes: list[Node]) -> None:
    await opened(two_nodes, "midori")
    first = await two_nodes[0].does("midori", story.visitor(), "touch")
    assert await two_nodes[1].does("midori", story.visitor(), "touch") == first
    assert (await two_nodes[0].verified("midori")).tickets == 1


async def test_a_touch_sent_again_after_a_restart_issues_one_ticket(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    async with node(url) as before:
        await before.opens("midori")
        first = await before.does("midori", story.visitor(), "touch")
    async with node(url) as after:
        await after.opens("midori")
        assert await after.does("midori", story.visitor(), "touch") == first
        assert (await after.verified("midori")).tickets == 1


async def test_a_touch_sent_again_days_later_issues_one_ticket_and_holds_nobody_up(nodes: list[Node]) -> None:
    await opened(nodes, "midori")
    first = await nodes[0].does("midori", story.visitor(), "touch")
    for day in range(1, 4):
        before, after = (story.DAY.replace(day=story.DAY.day + each) for each in (day - 1, day))
        await nodes[0].does("midori", CloseDay(before), f"close-{before}")
        await nodes[0].does("midori", OpenDay(story.plan("midori", after)), f"open-{after}")
    late, other = await asyncio.gather(
        nodes[0].does("midori", story.visitor(), "touch"),
        nodes[0].does("midori", story.visitor(), "somebody else"),
    )
    assert late == first
    assert isinstance(other[0].event, TicketIssued)
    assert (await nodes[0].verified("midori")).tickets == 2


async def test_another_request_under_the_same_id_is_refused(nodes: list[Node]) -> None:
    await opened(nodes, "midori")
    first = await nodes[0].does("midori", story.visitor("certificate"), "touch")
    with pytest.raises(AskedOtherwise):
        await nodes[-1].does("midori", story.visitor("moving"), "touch")
    both = (nodes[0].does("midori", story.visitor(each), "twice") for each in ("certificate", "moving"))
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert [type(each).__name__ for each in answers] == ["tuple", "AskedOtherwise"]
    assert await nodes[0].does("midori", story.visitor("certificate"), "touch") == first


async def test_a_refusal_leaves_no_record(nodes: list[Node]) -> None:
    await opened(nodes, "midori")
    head = await nodes[0].log.head("midori")
    with pytest.raises(Refused) as refused:
        await nodes[0].does("midori", FinishService("1"), "finish")
    assert refused.value.reason is Reason.NOBODY_AT_COUNTER
    assert await nodes[0].log.head("midori") == head
    answers = await asyncio.gather(
        nodes[0].does("midori", FinishService("1"), "finish"),
        nodes[0].does("midori", story.visitor(), "touch"),
        return_exceptions=True,
    )
    assert isinstance(answers[0], Refused)
    assert await nodes[0].log.head("midori") == head + 1


async def test_the_other_node_hears_of_it_at_once(two_nodes: list[Node]) -> None:
    await opened(two_nodes, "midori")
    async with asyncio.timeout(2):
        for touch in range(20):
            (made,) = await two_nodes[0].does("midori", story.visitor(), f"touch-{touch}")
            standing = await two_nodes[1].standings.newer("midori", made.position - 1)
            assert standing.hash == made.hash
    assert two_nodes[0].standings.of("midori").office == two_nodes[1].standings.of("midori").office


@contextmanager
def a_megabyte(folder: Path, _: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A real disk of that size, which only root can make; gives what frees some of it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=True)
    try:
        (folder / "ballast").write_bytes(b"x" * 400_000)
        yield (folder / "ballast").unlink
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def few_pages(_: Path, patched: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A file that SQLite itself keeps from growing, with the same error."""
    pragmas = {**SQLITE_PRAGMAS, "max_page_count": 60}
    patched.setattr(Sqlite, "pragmas", pragmas)
    yield lambda: pragmas.update(max_page_count=1_000_000)


SMALL_DISKS = [few_pages, a_megabyte] if os.geteuid() == 0 else [few_pages]


async def issue_until_it_fails(server: Node) -> tuple[int, LogDown]:
    for touch in range(5_000):
        try:
            await server.does("midori", story.visitor(), f"touch-{touch}")
        except LogDown as down:
            return touch, down
    raise AssertionError("a disk without end")


@pytest.mark.parametrize("small_disk", SMALL_DISKS)
async def test_a_full_disk_is_said_in_words_and_it_goes_on_by_itself(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small_disk: Callable[[Path, pytest.MonkeyPatch], AbstractContextManager[Callable[[], None]]],
) -> None:
    with small_disk(tmp_path, monkeypatch) as free_some_space:
        async with node(f"sqlite:///{tmp_path}/log.sqlite") as server:
            await server.opens("midori", last=9_999)
            issued, down = await issue_until_it_fails(server)
            assert "the disk is full" in str(down)
            assert issued > 20
            assert (await server.verified("midori")).tickets == issued
            with pytest.raises(LogDown):
                await server.does("midori", story.visitor(), "another")
            free_some_space()
            for touch in range(issued + 20):
                await server.does("midori", story.visitor(), f"touch-{touch}")
            assert (await server.verified("midori")).tickets == issued + 20


async def test_a_disk_fault_at_the_commit_is_said_in_words_and_it_goes_on_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Connection) -> None:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))

    async with node(f"sqlite:///{tmp_path}/log.sqlite") as server:
        await server.opens("midori")
        with monkeypatch.context() as broken:
            broken.setattr(Connection, "commit", fail)
            with pytest.raises(LogDown, match="reports an error"):
                await server.does("midori", story.visitor(), "touch")
        assert (await server.verified("midori")).tickets == 0
        await server.does("midori", story.visitor(), "touch")
        assert (await server.verified("midori")).tickets == 1


async def test_a_commit_whose_answer_was_lost_is_found_by_the_next_touch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Connection.commit

    def commit_and_fail(connection: Connection) -> None:
        commit(connection)
        raise OperationalError("COMMIT", None, Exception("the line went dead"))

    async with node(f"sqlite:///{tmp_path}/log.sqlite") as server:
        await server.opens("midori")
        with monkeypatch.context() as broken:
            broken.setattr(Connection, "commit", commit_and_fail)
            with pytest.raises(LogDown):
                await server.does("midori", story.visitor(), "touch")
        assert "A001" in server.standings.of("midori").office.tickets
        (made,) = await server.does("midori", story.visitor(), "touch")
        assert made.event.number == "A001"
        assert (await server.verified("midori")).tickets == 1


def killed_writer(url: str, name: str, after: int) -> list[list[str]]:
    """What a server acknowledged that was killed after some answers."""
    command = [sys.executable, "-m", "tests.server.app.writer", url, name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = [server.stdout.readline() for _ in range(after)]
        server.kill()
        said += server.stdout.readlines()
    return [line.split() for line in said if line.endswith("\n")]


async def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite"
    chance, acknowledged = random.Random(5), []
    for turn in range(ROUNDS):
        acknowledged += killed_writer(url, f"run-{turn}", chance.randint(1, 400))
        async with node(url) as server:
            await server.opens("midori")
            records = {each.command_id: each for each in await server.log.read("midori", 0, 1_000_000)}
            for command_id, position, number in acknowledged:
                made = records[command_id]
                assert [str(made.position), made.event.number] == [position, number]
            figures = await server.verified("midori")
            assert figures.tickets >= len(acknowledged) > 0
    print(f"{ROUNDS} kills, {len(acknowledged)} acknowledged, {figures.tickets} in the log, 0 lost")
