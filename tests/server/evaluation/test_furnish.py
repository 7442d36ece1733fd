"""The demo's loop: a whole year and the one that goes on, by the figures of the office's own counters."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from argon2 import PasswordHasher

from server.adapters.japan_holidays import japan_holidays
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_ledger import MemoryLedger
from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople
from server.adapters.sql_people import metadata as people_tables
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.sql_voices_access import metadata as voices_tables
from server.adapters.yaml_city import YamlCity
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.app.demo_people import furnish_people
from server.app.history import write_history
from server.app.measuring import Measuring
from server.app.passwords import Passwords
from server.app.standings import Standings
from server.core.plan import OfficeId
from server.evaluation.core.commands import BeginStandards, EvaluateTarget, GiveDuty, ReportProgress
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.events import CityStandardProposed
from server.evaluation.core.guideline import Grade, Status
from server.evaluation.core.papers import Progress
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.furnish import furnish_demo, furnish_loop
from server.evaluation.furnish_voices import furnish_voices
from server.evaluation.readings import Readings
from server.evaluation.sample.told import told
from server.evaluation.secretariat import Secretariat
from server.measure.books import Book
from server.measure.histogram import Histogram
from server.measure.tally import Count, Length, Tally
from server.ports.people import Role
from server.ports.voices import Entry
from tests.loop_story import evaluation, reading
from tests.server.evaluation.test_furnish_voices import OPEN, plan_of, room_of

TODAY = date(2026, 11, 21)
ADMIN = Asker("admin", administrator=True)


class Noon:
    """A clock that stands at noon in Japan, today."""

    def now(self) -> datetime:
        """Always the same moment."""
        return datetime(2026, 11, 21, 3, tzinfo=UTC)


def tally(minutes: int, long: int, transferred: int) -> Tally:
    """A hundred people: `long` of them wait an hour, the others so many minutes."""
    lengths = Histogram({minutes * 60: 100 - long, 3600: long})
    return Tally(
        {Count.VISITS_ENDED: 100, Count.TRANSFERRED: transferred},
        {Length.WAIT: lengths, Length.VISIT_DURATION: lengths},
    )


class Past:
    """What was counted of an office in which everything became better after April 2025."""

    async def tallies(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE
    ) -> Mapping[str, Tally]:
        """Each section and service as every other, only the insurance still makes people wait."""
        assert office == "midori"
        better = until > date(2025, 4, 30)
        keys = ("certificate", "insurance", "mynumber", "residents", "child")
        counted = dict.fromkeys(keys, tally(12, 9, 2) if better else tally(20, 30, 4))
        return counted | ({"insurance": tally(12, 20, 2)} if better else {})

    async def monthly(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE
    ) -> Mapping[date, Mapping[str, Tally]]:
        """Not asked for by the steps of the sample."""
        return {}


class Nothing(Past):
    """An office that has counted nothing."""

    async def tallies(
        self, office: OfficeId, since: date, until: date, book: Book = Book.OFFICE
    ) -> Mapping[str, Tally]:
        """Nothing at all."""
        return {}


def readings(past: Past) -> Readings:
    return Readings(past, Silent(), Silent(), ["midori"])


class Silent:
    """Neither survey nor register: the sample asks only the counters."""


async def furnished(today: date = TODAY, ledger: MemoryLedger | None = None) -> Secretariat:
    secretariat = Secretariat(ledger or MemoryLedger(), YamlCity().city(), Noon())
    await furnish_loop(secretariat, readings(Past()), admin="admin", visitor="manager", today=today)
    return secretariat


async def test_last_year_is_a_whole_loop_in_every_ward() -> None:
    secretariat = await furnished()
    loop, wards = secretariat.loop, secretariat.city.wards
    for ward in wards:
        year = loop.ward(ward, 2025)
        assert year.results_published_at is not None
        assert {each.outcome is not None for each in year.targets.values()} == {True}
    assert loop.standards[2025].conclusion == told().verified
    checks = [each for ward in wards for kept in loop.ward(ward, 2025).checks.values() for each in kept]
    assert [each.improvement_measure for each in checks if not each.kept] == [
        each.improvement_measure for each in told().not_kept["last"]
    ]
    targets = [each for ward in wards for each in loop.ward(ward, 2025).targets.values()]
    missed = {each.id: each.evaluation.follow_up for each in targets if not each.met}
    assert missed == {
        "2025-midori-insurance-30": told().targets["insurance-30"].follow_up,
        "2025-hikari-phone-rings": told().targets["phone-rings"].follow_up,
        "2025-kodama-child-guide": told().targets["child-guide"].follow_up,
    }


async def test_what_every_ward_achieved_stands_in_this_years_standards() -> None:
    secretariat = await furnished()
    proposed = [each.event for each in secretariat.history if isinstance(each.event, CityStandardProposed)]
    assert [(each.item, [ward for ward, _, _ in each.achieved]) for each in proposed] == [
        (told().targets["certificates-15"].item, [*secretariat.city.wards])
    ]
    standards = secretariat.loop.adopted(2026)
    assert [each.id for each in standards] == [*(each.id for each in told().standards), "face-certificates"]
    assert [each.sample for each in standards] == [True] * len(told().standards) + [False]


async def test_the_first_wards_figures_are_those_of_its_counters() -> None:
    secretariat = await furnished()
    past = readings(Past())
    for target in secretariat.loop.ward("midori", 2025).targets.values():
        frozen = target.evaluation.reading
        assert frozen == await past.read(target.aim.indicator, frozen.since, frozen.until)
        assert (frozen.since, frozen.until) == (date(2025, 4, 1), date(2026, 2, 28))
        assert (target.evaluation.grade, target.evaluation.reason) == (target.proposed, "")
    for target in secretariat.loop.ward("midori", 2026).targets.values():
        before = await past.read(target.aim.indicator, date(2025, 4, 1), date(2026, 2, 28))
        assert target.aim.baseline == round(before.value, 1)


async def test_the_visitor_can_take_every_step_of_the_ward_that_comes_next() -> None:
    secretariat = await furnished()
    manager = Asker("manager")
    year = secretariat.loop.ward("midori", 2026)
    assert (list(year.orders), list(year.answers), year.evaluated) == (["2026-1"], [], frozenset())
    told_now = Progress(11, Status.BEHIND, "まだです。")
    of_year = reading(80.0, since=date(2026, 4, 1), until=date(2026, 11, 20))
    missed = evaluation(
        grade=Grade.FAR_BELOW, reading=of_year, reason="まだ途中です。", follow_up="続けます。",
        context_change="年度の途中です。",
    )  # fmt: skip
    for command in (
        ReportProgress("midori", 2026, "2026-midori-insurance-30", "1", told_now),
        EvaluateTarget("midori", 2026, "2026-midori-insurance-30", missed),
        BeginStandards(2027),
    ):
        await secretariat.carry_out(command, command_id=str(command), asker=manager)
    of_others = ReportProgress("sakura", 2026, "2026-sakura-phone-rings", "1", told_now)
    with pytest.raises(LoopRefused) as no:
        await secretariat.carry_out(of_others, command_id="sakura", asker=manager)
    assert no.value.reason is Reason.NOT_YOUR_STEP


@pytest.mark.parametrize(
    "today", [date(2026, 4, 1), date(2026, 4, 30), date(2026, 6, 1), date(2026, 10, 25), date(2027, 3, 31)]
)
async def test_it_fits_any_day_of_the_year_and_nothing_lies_in_the_future(today: date) -> None:
    secretariat = await furnished(today)
    assert max(each.at.date() for each in secretariat.history) <= today
    assert secretariat.loop.ward("midori", 2025).results_published_at is not None
    assert (secretariat.loop.ward("midori", 2026).plan_published_at is not None) == (
        today > date(2026, 5, 15)
    )


@pytest.mark.parametrize("written", [0, 5, 120, 400, 700])
async def test_a_start_that_was_cut_off_goes_on_and_a_second_start_adds_nothing(written: int) -> None:
    whole = MemoryLedger()
    await furnished(ledger=whole)
    entries = list(await whole.read(0))
    cut = MemoryLedger()
    await cut.append(entries[:written])
    for _ in range(2):
        again = await furnished(ledger=cut)
    assert [each.event for each in again.history] == [each.event for each in (await furnished()).history]


async def test_a_loop_that_people_have_begun_is_left_alone() -> None:
    secretariat = Secretariat(MemoryLedger(), YamlCity().city(), Noon())
    conference = Post(Duty.CONFERENCE)
    await secretariat.carry_out(GiveDuty("sato", conference), command_id="1", asker=ADMIN)
    await secretariat.carry_out(BeginStandards(2026), command_id="2", asker=Asker("sato"))
    await furnish_loop(secretariat, readings(Past()), admin="admin", visitor="manager", today=TODAY)
    assert [each.command_id for each in secretariat.history] == ["1", "2"]


async def test_an_office_that_has_counted_nothing_is_said() -> None:
    secretariat = Secretariat(MemoryLedger(), YamlCity().city(), Noon())
    with pytest.raises(LookupError, match="midori"):
        await furnish_loop(secretariat, readings(Nothing()), admin="admin", visitor="manager", today=TODAY)


async def test_the_demo_waits_until_its_simulated_past_is_counted(tmp_path: Path) -> None:
    log, clock, holidays = MemoryLog(), ManualClock(Noon().now()), japan_holidays()
    plans = YamlPlans([OFFICES], holidays)
    since = date(2026, 11, 18)
    await write_history(log, "midori", plans, TODAY, Random(1), lambda day: day < since or holidays(day))
    standings = Standings(log)
    await standings.open("midori")
    measuring = Measuring(log, MemoryMeasures(), standings, clock)
    database = Database(f"sqlite:///{tmp_path}/people.sqlite", shared=True)
    database.start(people_tables)
    people = SqlPeople(database)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    await furnish_people(people, quick, {Role.ADMIN: "machiai-admin", Role.MANAGER: "machiai-manager"})
    voices = Database(f"sqlite:///{tmp_path}/voices.sqlite", shared=True)
    voices.start(voices_tables)
    surveys, register = SqlSurveys(voices), SqlRegister(voices)
    await furnish_voices(room_of(surveys, register), plan_of(TODAY), OPEN, Random(1), TODAY)
    secretariat = Secretariat(MemoryLedger(), YamlCity().city(), clock)
    furnishing = asyncio.create_task(
        furnish_demo(secretariat, readings(Past()), register, measuring, log, people, clock)
    )
    async with asyncio.timeout(30):
        while clock.next_due() is None:
            await asyncio.sleep(0)
    assert secretariat.history == []
    await measuring.catch_up("midori")
    clock.advance(1)
    manager = await people.enrolled("manager")
    async with asyncio.timeout(30):
        while len(secretariat.loop.posts.get(manager.person.id, ())) < 8 and not furnishing.done():
            await asyncio.sleep(0)
    assert secretariat.loop.ward("midori", 2026).plan_published_at is not None
    before_the_review(secretariat, await register.entries("midori"))
    furnishing.cancel()
    await asyncio.gather(furnishing, return_exceptions=True)
    await voices.close()
    await database.close()


def before_the_review(secretariat: Secretariat, entries: Sequence[Entry]) -> None:
    """The first ward's review had the actions of its register before it, as they stood on that day."""
    review = secretariat.loop.ward("midori", 2025).review
    assert review is not None
    assert review.actions
    here = {f"{each.year}-{each.number:03}": each for each in entries}
    for action in review.actions:
        assert here[action.number].received_on <= review.held_on
        assert action.done_on is None or action.done_on <= review.held_on
        (now,) = (each for each in here[action.number].remedies if each.id == action.id)
        assert (now.kind, now.owner, now.due_on) == (action.kind, action.section, action.due_on)
        assert now.done_on == action.done_on or (action.done_on is None and now.done_on > review.held_on)
    others = [secretariat.loop.ward(ward, 2025).review for ward in secretariat.city.wards if ward != "midori"]
    assert [each.actions for each in others if each] == [None] * 6
