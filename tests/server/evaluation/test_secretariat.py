"""The secretariat takes each step once, whoever else writes, and every node sees the same loop."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.adapters.memory_ledger import MemoryLedger
from server.evaluation.core import codec
from server.evaluation.core.commands import BeginStandards, Command, DraftStandard, GiveDuty, OrderImprovement
from server.evaluation.core.events import DutyGiven, StandardDrafted, StandardsBegun
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.state import Loop
from server.evaluation.secretariat import (
    TRIES,
    Brought,
    LoopChanged,
    Secretariat,
    StepAskedOtherwise,
)
from server.ports.ledger import Entry, Ledger, LedgerOvertaken
from tests.ledgers import KINDS, sql
from tests.loop_story import CITY, JAPAN, POSTS, YEAR, a_whole_year, asker, standard

OVER = datetime(2031, 4, 1, 0, 0, tzinfo=UTC)
"""The whole year of the story is over."""

NOON = datetime(2026, 4, 1, 3, 0, 0, 999_999, tzinfo=UTC)
ADMIN, EVERYBODY = asker("admin"), asker("everybody")
BEGIN = BeginStandards(YEAR)


class Noon:
    """A clock that stands at noon in Japan, on the first day of the fiscal year."""

    def now(self) -> datetime:
        """Always the same moment."""
        return NOON


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


async def begun(ledger: Ledger) -> Secretariat:
    """A secretariat whose small city has given its posts."""
    secretariat = Secretariat(ledger, CITY, Noon())
    for account in (*POSTS, "everybody"):
        step = GiveDuty(account, POSTS.get(account, POSTS["conference"]))
        await secretariat.carry_out(step, command_id=f"post:{account}", asker=ADMIN)
    return secretariat


async def test_a_step_sent_twice_is_taken_once_and_answered_the_same(ledger: Ledger) -> None:
    secretariat = await begun(ledger)
    before = len(secretariat.history)
    made = [await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY) for _ in range(2)]
    assert made == [(StandardsBegun(YEAR, ()),)] * 2
    again = await Secretariat(ledger, CITY, Noon()).carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    assert again == made[0]
    await secretariat.current()
    assert len(secretariat.history) == before + 1


async def test_a_key_used_for_another_step_is_refused(ledger: Ledger) -> None:
    secretariat = await begun(ledger)
    await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    with pytest.raises(StepAskedOtherwise):
        await secretariat.carry_out(BeginStandards(YEAR + 1), command_id="form:1", asker=EVERYBODY)
    assert list((await secretariat.current()).standards) == [YEAR]


async def test_a_step_is_not_taken_on_another_loop_than_was_looked_at(ledger: Ledger) -> None:
    secretariat = await begun(ledger)

    def still(loop: Loop) -> bool:
        return YEAR not in loop.standards

    await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY, still=still)
    before = list(secretariat.history)
    draft = DraftStandard(YEAR, standard())
    with pytest.raises(LoopChanged):
        await secretariat.carry_out(draft, command_id="form:2", asker=EVERYBODY, still=still)
    with pytest.raises(LoopRefused):  # what is not possible at all is said first
        await secretariat.carry_out(BEGIN, command_id="form:3", asker=EVERYBODY, still=still)
    assert secretariat.history == before
    again = await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY, still=still)
    assert again == (StandardsBegun(YEAR, ()),)


async def test_the_entries_of_a_command_are_known_by_its_id(ledger: Ledger) -> None:
    secretariat = await begun(ledger)
    await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    reread = Secretariat(ledger, CITY, Noon())
    await reread.current()
    for each in (secretariat, reread):
        assert each.made("form:1") == (each.history[-1],)
        assert each.made("form:2") == ()


async def test_a_refused_step_leaves_nothing_and_may_be_taken_later_with_the_same_key(
    ledger: Ledger,
) -> None:
    secretariat = await begun(ledger)
    draft = DraftStandard(YEAR, standard())
    with pytest.raises(LoopRefused) as no:
        await secretariat.carry_out(draft, command_id="form:1", asker=EVERYBODY)
    assert no.value.reason is Reason.STANDARDS_NOT_BEGUN
    await secretariat.carry_out(BEGIN, command_id="form:2", asker=EVERYBODY)
    made = await secretariat.carry_out(draft, command_id="form:1", asker=EVERYBODY)
    assert made == (StandardDrafted(YEAR, standard()),)


async def test_the_history_says_who_when_and_what_in_the_citys_time(ledger: Ledger) -> None:
    secretariat = await begun(ledger)
    past = datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
    await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY, at=past)
    await secretariat.carry_out(DraftStandard(YEAR, standard()), command_id="form:2", asker=EVERYBODY)
    reread = Secretariat(ledger, CITY, Noon())
    await reread.current()
    for each in (secretariat, reread):
        noted = each.history[-2:]
        assert [(one.actor, one.command_id, one.at) for one in noted] == [
            ("everybody", "form:1", datetime(2025, 4, 1, 9, 0, tzinfo=JAPAN)),
            ("everybody", "form:2", datetime(2026, 4, 1, 12, 0, 0, tzinfo=JAPAN)),
        ]
        assert [one.at.utcoffset() for one in noted] == [timedelta(hours=9)] * 2


async def test_a_whole_year_read_again_is_the_same_loop_and_its_chain_holds(ledger: Ledger) -> None:
    secretariat = Secretariat(ledger, CITY, Noon())
    for number, (account, command) in enumerate(a_whole_year().asked):
        at = taken_at(command)
        await secretariat.carry_out(command, command_id=f"step:{number}", asker=asker(account), at=at)
    reread = Secretariat(ledger, CITY, Noon())
    assert await reread.current() == await secretariat.current()
    assert reread.history == secretariat.history
    assert [each.event for each in reread.history] == [event for event, _ in a_whole_year().happened]
    before = codec.BEGINNING
    for entry in await ledger.read(0):
        assert codec.sealed(before, entry) == entry
        before = entry.hash


async def test_two_nodes_at_once_lose_no_step_and_take_none_twice(ledger: Ledger) -> None:
    nodes = [await begun(ledger), Secretariat(ledger, CITY, Noon())]
    steps = [(f"form:{number}", GiveDuty(f"clerk {number}", POSTS["conference"])) for number in range(20)]
    twice = [node.carry_out(command, command_id=id, asker=ADMIN) for id, command in steps for node in nodes]
    made = await asyncio.gather(*twice)
    assert made == [(DutyGiven(each.account, each.post),) for _, each in steps for _ in nodes]
    one, two = [await each.current() for each in nodes]
    assert one == two
    assert nodes[0].history == nodes[1].history
    assert sorted(each.command_id for each in nodes[0].history[-20:]) == sorted(id for id, _ in steps)
    positions = [each.position for each in await ledger.read(0)]
    assert positions == list(range(1, len(POSTS) + 22))


class Crowded(MemoryLedger):
    """A ledger in which `rivals` write just before each of the next entries."""

    def __init__(self, *rivals: Sequence[Entry]) -> None:
        super().__init__()
        self.rivals = list(rivals)

    async def append(self, entries: Sequence[Entry]) -> None:
        """The next rival is quicker."""
        if self.rivals:
            await super().append(self.rivals.pop(0))
        await super().append(entries)


def of_rival(position: int, before: str, command_id: str) -> Entry:
    event = StandardsBegun(YEAR, ()) if command_id == "same" else DutyGiven("rival", POSTS["conference"])
    return codec.sealed(
        before,
        Entry(
            position, NOON.replace(microsecond=0), type(event).__name__, codec.encoded(event), command_id, 0,
            codec.asked(BEGIN), "rival", "",
        ),
    )  # fmt: skip


async def crowded(*command_ids: str) -> Secretariat:
    """A secretariat with its first posts, where these commands come in between."""
    ledger = Crowded()
    secretariat = Secretariat(ledger, CITY, Noon())
    first = GiveDuty("everybody", POSTS["conference"])
    await secretariat.carry_out(first, command_id="post", asker=ADMIN)
    before = (await ledger.read(0))[0].hash
    for position, command_id in enumerate(command_ids, start=2):
        ledger.rivals.append([of_rival(position, before, command_id)])
        before = ledger.rivals[-1][0].hash
    return secretariat


async def test_an_overtaken_step_is_decided_anew_after_what_came_between() -> None:
    secretariat = await crowded("other", "another")
    made = await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    assert made == (StandardsBegun(YEAR, ()),)
    assert [each.command_id for each in secretariat.history] == ["post", "other", "another", "form:1"]


async def test_a_step_that_another_node_took_meanwhile_is_answered_and_not_taken_again() -> None:
    secretariat = await crowded("same")
    assert await secretariat.carry_out(BEGIN, command_id="same", asker=EVERYBODY) == (
        StandardsBegun(YEAR, ()),
    )
    assert [each.command_id for each in secretariat.history] == ["post", "same"]


async def test_an_overtaken_step_that_no_longer_fits_is_refused() -> None:
    secretariat = await crowded("same")
    with pytest.raises(LoopRefused) as no:
        await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    assert no.value.reason is Reason.STANDARDS_ALREADY_BEGUN


async def test_an_overtaken_step_looks_again_at_what_it_was_asked_on() -> None:
    secretariat = await crowded("other")
    with pytest.raises(LoopChanged):
        await secretariat.carry_out(
            BEGIN, command_id="form:1", asker=EVERYBODY, still=lambda loop: "rival" not in loop.posts
        )
    assert [each.command_id for each in secretariat.history] == ["post", "other"]


async def test_who_is_overtaken_again_and_again_gives_up_and_says_so() -> None:
    secretariat = await crowded(*(f"rival {number}" for number in range(TRIES)))
    with pytest.raises(LedgerOvertaken, match="again and again"):
        await secretariat.carry_out(BEGIN, command_id="form:1", asker=EVERYBODY)
    assert list((await secretariat.current()).standards) == []


async def test_steps_of_the_past_are_brought_in_together_once_and_at_their_time(ledger: Ledger) -> None:
    one_by_one = Secretariat(ledger, CITY, Noon())
    steps = brought()
    for each in steps[:40]:
        await one_by_one.carry_out(each.command, command_id=each.command_id, asker=each.asker, at=each.at)
    together = Secretariat(ledger, CITY, Noon())
    for _ in range(2):
        await together.bring_in(steps)
    assert [each.event for each in together.history] == [event for event, _ in a_whole_year().happened]
    of_order, of_others = datetime(2026, 11, 20, 9, tzinfo=JAPAN), datetime(2031, 4, 1, 9, tzinfo=JAPAN)
    assert {each.at for each in together.history} == {of_order, of_others}
    assert await one_by_one.current() == together.loop
    assert await together.fault() is None


async def test_one_refused_step_of_the_past_refuses_all_that_came_with_it(ledger: Ledger) -> None:
    secretariat = Secretariat(ledger, CITY, Noon())
    wrong = replace(brought()[-1], command_id="wrong")
    with pytest.raises(LoopRefused) as no:
        await secretariat.bring_in([*brought()[:10], wrong])
    assert no.value.reason is Reason.STANDARDS_NOT_ADOPTED
    assert list(await ledger.read(0)) == []


def taken_at(command: Command) -> datetime:
    """When a step of the small city's year was taken."""
    return OVER.replace(year=2026, month=11, day=20) if isinstance(command, OrderImprovement) else OVER


def brought() -> list[Brought]:
    """The small city's whole year, as steps of one moment, with an order that was given in mid-year."""
    return [
        Brought(command, f"step:{number}", asker(account), taken_at(command))
        for number, (account, command) in enumerate(a_whole_year().asked)
    ]
