"""The demo's voices: two fiscal years of survey that become better, and a register with open ends."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from server.adapters.japan_holidays import japan_holidays
from server.adapters.sql_database import Database
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.sql_voices_access import metadata
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.app.history_story import is_open
from server.core.plan import OfficeId, Plan
from server.evaluation.furnish_voices import WHO, furnish_voices
from server.evaluation.sample.voiced import told_entries, told_survey
from server.evaluation.voices.changes import change
from server.evaluation.voices.questionnaire import OVERALL, asked_in
from server.evaluation.voices.questionnaire_file import standard
from server.evaluation.voices.reminders import Duty, reminders
from server.evaluation.voices.room import Room
from server.evaluation.voices.survey import results
from server.evaluation.voices.terms import Terms
from server.evaluation.voices.visits import Came
from server.ports.voices import Entry, Intake, Kind, RemedyKind, SurveyChannel

TODAY = date(2026, 11, 21)
FIRST = date(2025, 4, 1)
DAY = timedelta(days=1)
OPEN = partial(is_open, holidays=japan_holidays())


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/voices.sqlite", shared=True)
    database.start(metadata)
    yield database
    await database.close()


def plan_of(today: date) -> Plan:
    plan = YamlPlans([OFFICES], japan_holidays()).plan("midori", today)
    assert plan is not None
    return plan


async def furnished(database: Database, today: date = TODAY) -> tuple[SqlSurveys, SqlRegister]:
    surveys, register = SqlSurveys(database), SqlRegister(database)
    await furnish_voices(room_of(surveys, register), plan_of(today), OPEN, Random(1), today)
    return surveys, register


def room_of(surveys: SqlSurveys, register: SqlRegister) -> Room:
    async def nobody(office: OfficeId, since: date, until: date) -> Came:
        return Came()

    return Room(register, surveys, nobody)


async def everything(surveys: SqlSurveys, register: SqlRegister) -> object:
    return (
        [(*astuple(each), each.comment) for each in await surveys.answers("midori", date.min, date.max)],
        await surveys.sheets("midori", date.min, date.max),
        await register.entries("midori"),
    )


async def test_every_month_of_two_fiscal_years_has_answers_by_every_channel(database: Database) -> None:
    surveys, _register = await furnished(database)
    answers = await surveys.answers("midori", FIRST, TODAY)
    told = told_survey()
    by_month = Counter((each.day.year, each.day.month, each.channel) for each in answers)
    months = {(day.year, day.month) for day in (FIRST + number * DAY for number in range(599))}
    assert by_month == {(*month, each): told.channels[each] for month in months for each in SurveyChannel}
    assert [each for each in answers if not OPEN(each.day) or each.day >= TODAY] == []
    assert {each.service for each in answers if each.channel is not SurveyChannel.KIOSK} == {*told.services}
    plan = plan_of(TODAY)
    assert [
        each for each in answers if each.service and each.section != plan.services[each.service].section
    ] == []
    assert {each.comment for each in answers} - {""} == {each.text for each in told.comments}


async def test_visitors_become_more_satisfied(database: Database) -> None:
    surveys, _register = await furnished(database)
    asked = asked_in(standard(), 2026)
    shares = [
        results(await surveys.answers("midori", *half), asked).items[OVERALL].share or 0
        for half in ((FIRST, date(2025, 9, 30)), (date(2026, 5, 1), TODAY))
    ]
    assert 0.5 < shares[0] < shares[1] - 0.05 < 0.9


async def test_paper_says_how_many_sheets_were_handed_out(database: Database) -> None:
    surveys, _register = await furnished(database)
    sheets = await surveys.sheets("midori", FIRST, TODAY)
    assert [each.handed_out for each in sheets] == [told_survey().handed_out] * 20
    papers = [
        each.day
        for each in await surveys.answers("midori", FIRST, TODAY)
        if each.channel is SurveyChannel.PAPER
    ]
    assert {*papers} == {each.day for each in sheets}


async def test_the_register_holds_all_kinds_and_ways_and_they_were_dealt_with(database: Database) -> None:
    _surveys, register = await furnished(database)
    entries = await register.entries("midori")
    assert len(entries) == len(told_entries())
    assert {each.kind for each in entries} == {*Kind}
    assert {each.intake for each in entries} == {*Intake}
    assert {remedy.kind for each in entries for remedy in each.remedies} == {*RemedyKind}
    assert {each.year for each in entries} == {2025, 2026}
    assert [each.id for each in entries if each.contact.name] == ["sample-answer-wanted"]
    for told in told_entries():
        entry = next(each for each in entries if each.id == f"sample-{told.id}")
        assert (entry.closed_on is None) == (told.closed is None)
        assert entry.version == len(await register.history(entry.id))
        days = (entry.received_on, entry.recorded_on, entry.answered_on, entry.closed_on)
        assert [each for each in days if each and (each >= TODAY or not OPEN(each))] == []


async def test_something_is_overdue_and_something_is_due_soon(database: Database) -> None:
    _surveys, register = await furnished(database)
    found = reminders(await register.entries("midori"), TODAY, Terms())
    assert [(each.entry.id, each.duty) for each in found if each.overdue] == [
        ("sample-phone-noon", Duty.ACTION),
        ("sample-child-paper", Duty.EFFECT),
        ("sample-child-paper", Duty.ACTION),
        ("sample-answer-wanted", Duty.ANSWER),
    ]
    assert [(each.entry.id, each.duty) for each in found if not each.overdue] == [
        ("sample-notice-english", Duty.ANSWER),
        ("sample-sign-card", Duty.ACTION),
        ("sample-bench", Duty.ACTION),
    ]


@pytest.mark.parametrize("later", [TODAY, TODAY + DAY, date(2027, 4, 1)])
async def test_a_second_start_adds_nothing_that_was_there(database: Database, later: date) -> None:
    surveys, register = await furnished(database)
    before = await everything(surveys, register)
    await furnished(database, later)
    assert await everything(surveys, register) == before


async def test_what_people_did_with_the_sample_stays(database: Database) -> None:
    _surveys, register = await furnished(database)
    entry = await register.entry("midori", "sample-warm-words")
    assert entry is not None
    mine = replace(entry, summary="べつの話", version=entry.version + 1)
    await register.replace(mine, change(entry, mine, "person:1", datetime(2026, 11, 21, tzinfo=UTC)))
    await furnished(database)
    assert await register.entry("midori", entry.id) == mine


class CutOff(Exception):
    """The power has gone."""


class Failing(SqlRegister):
    """A register whose node stops after so many changes."""

    def __init__(self, database: Database, left: int) -> None:
        super().__init__(database)
        self.left = left

    async def replace(self, entry: Entry, change: object, once: str = "") -> None:
        """Only as long as there is power."""
        if not self.left:
            raise CutOff
        self.left -= 1
        await super().replace(entry, change, once)  # type: ignore[arg-type]


async def test_a_start_that_was_cut_off_goes_on(database: Database, tmp_path: Path) -> None:
    surveys, failing = SqlSurveys(database), Failing(database, 7)
    with pytest.raises(CutOff):
        await furnish_voices(room_of(surveys, failing), plan_of(TODAY), OPEN, Random(1), TODAY)
    cut = await everything(*await furnished(database))
    whole = Database(f"sqlite:///{tmp_path}/whole.sqlite", shared=True)
    whole.start(metadata)
    assert cut == await everything(*await furnished(whole))
    await whole.close()


@pytest.mark.parametrize("today", [date(2026, 4, 1), date(2026, 4, 3), date(2027, 3, 31)])
async def test_it_fits_any_day_of_the_year(database: Database, today: date) -> None:
    surveys, register = await furnished(database, today)
    days = [each.day for each in await surveys.answers("midori", date.min, date.max)]
    assert (min(days) >= date(2025, 4, 1), max(days) < today) == (True, True)
    entries = await register.entries("midori")
    assert min(each.received_on for each in entries) >= date(2025, 4, 1)
    changes = [change for each in entries for change in await register.history(each.id)]
    assert {each.who for each in changes} == {WHO}
    assert max(each.at.date() for each in changes) < today
