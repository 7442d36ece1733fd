"""What an indicator reads: from measures, survey and register, in the units in which people speak."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.adapters.sql_database import Database
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.sql_voices_access import metadata
from server.app.measures import Measured
from server.app.standings import Standings
from server.core import codec
from server.core.commands import CallNext, FinishService
from server.core.plan import Choice
from server.evaluation.catalogue import FIGURES, UNITS, Unit, denominator, explained, is_offered
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.readings import Readings
from server.main import packages
from server.measure.definitions import CATALOGUE
from server.measure.tally import ZERO
from server.ports.voices import Answer, Sheets, SurveyChannel
from server.web.date_words import fiscal_year_words, month_words
from server.web.words import Words
from tests.server.measure.day import Told, opened, ward
from tests.story import DAY, visitor

OFFICE = "midori"
NEXT = date(2026, 11, 25)


def told() -> Told:
    """Three visitors: certificates after 10 and 20 minutes, moving after 40 minutes."""
    furnished = ward()
    services = {id: replace(each, section="residents") for id, each in furnished.services.items()}
    services["moving"] = replace(services["moving"], section="child")
    sections = {each: Choice(each, {"ja": each}) for each in ("residents", "child")}
    story = opened(replace(furnished, services=services, sections=sections))
    story = story.then("09:00", visitor(), visitor(), visitor("moving"))
    story = story.then("09:10", CallNext("1")).then("09:15", FinishService("1"))
    story = story.then("09:20", CallNext("1")).then("09:30", FinishService("1"))
    return story.then("09:40", CallNext("1")).then("09:45", FinishService("1"))


@dataclass
class Counted:
    """Readings of an office with one day in its log, and the survey to add to."""

    readings: Readings
    surveys: SqlSurveys

    async def says(self, indicator: Indicator, since: date = DAY, until: date = DAY) -> Reading:
        return await self.readings.read(indicator, since, until)


@pytest.fixture
async def counted(tmp_path: Path) -> AsyncIterator[Counted]:
    log, before, sealed = MemoryLog(), codec.BEGINNING, []
    for each in told().records:
        sealed.append(codec.sealed(before, each))
        before = sealed[-1].hash
    await log.append(sealed)
    standings = Standings(log)
    await standings.open(OFFICE)
    measured = Measured(log, MemoryMeasures(), standings)
    database = Database(f"sqlite:///{tmp_path}/voices.sqlite", shared=True)
    database.start(metadata)
    surveys = SqlSurveys(database)
    yield Counted(Readings(measured, surveys, SqlRegister(database), (OFFICE,)), surveys)
    await database.close()


def figure(id: str, **more: object) -> Indicator:
    return replace(Indicator(Source.MEASURES, id, office=OFFICE), **more)  # type: ignore[arg-type]


async def test_waits_are_read_in_minutes_and_shares_in_percent(counted: Counted) -> None:
    assert await counted.says(figure("wait_mean")) == Reading(DAY, DAY, 70 / 3, None, 3.0, 1)
    within = await counted.says(figure("attainment_within", minutes=15))
    assert (within.value, within.numerator, within.denominator) == (pytest.approx(100 / 3), 1.0, 3.0)
    over = await counted.says(figure("over", minutes=15))
    assert (over.value, over.numerator, over.denominator) == (2.0, None, None)


async def test_a_service_and_a_section_are_read_by_themselves(counted: Counted) -> None:
    assert (await counted.says(figure("wait_mean", service="moving"))).value == 40.0
    assert (await counted.says(figure("wait_mean", section="residents"))).value == 15.0
    assert (await counted.says(figure("wait_mean", section="child"))).denominator == 1.0


async def test_an_office_without_a_log_here_and_days_without_visitors_have_no_figure(
    counted: Counted,
) -> None:
    nothing = Reading(DAY, DAY, None, edition=1)
    assert await counted.says(figure("wait_mean", office="sakura")) == nothing
    assert await counted.says(figure("wait_mean", service="pension")) == nothing
    assert (await counted.says(figure("wait_mean", office=""))).value == 70 / 3
    assert (await counted.says(figure("wait_mean"), date(2025, 4, 1), date(2026, 3, 31))).value is None


async def test_what_is_counted_by_hand_is_not_read(counted: Counted) -> None:
    by_hand = Indicator(Source.COUNTED, "smiles", unit="smiles")
    assert await counted.says(by_hand) == Reading(DAY, DAY, None)
    assert await counted.readings.months(by_hand, 2026, DAY) == (None,) * 12


async def test_the_months_of_a_year_begin_with_april(counted: Counted) -> None:
    months = await counted.readings.months(figure("wait_mean"), 2026, NEXT)
    assert months == (None,) * 7 + (70 / 3,) + (None,) * 4
    assert await counted.readings.months(figure("wait_mean"), 2026, date(2026, 3, 31)) == (None,) * 12


async def test_the_survey_is_read_with_its_own_denominators(counted: Counted) -> None:
    given = [
        Answer(str(number), OFFICE, DAY, 2026, SurveyChannel.PAPER, {"overall": grade}, "residents")
        for number, grade in enumerate((5, 4, 2, 1))
    ]
    await counted.surveys.add_sheets(Sheets(OFFICE, DAY, 8, "residents"), given, "once")
    asked = Indicator(Source.SURVEY, "satisfaction", office=OFFICE)
    assert await counted.says(asked) == Reading(DAY, DAY, 50.0, 2, 4, 2026)
    assert (await counted.says(replace(asked, figure="mean_grade"))).value == 3.0
    assert (await counted.says(replace(asked, figure="paper_response_rate"))).value == 50.0
    of_residents = replace(asked, figure="response_rate", section="residents")
    assert await counted.says(of_residents) == Reading(DAY, DAY, 200.0, 4, 2, 2026)
    assert (await counted.readings.months(asked, 2026, NEXT))[7] == 50.0


async def test_an_empty_register_has_no_complaints_and_no_shares_of_them(counted: Counted) -> None:
    asked = Indicator(Source.REGISTER, "received", office=OFFICE)
    assert await counted.says(asked) == Reading(DAY, DAY, 0.0, 0, 1, 2026)
    for share in ("recorded_in_time", "answered_in_time", "days_to_answer"):
        assert await counted.says(replace(asked, figure=share)) == Reading(DAY, DAY, None, 0, 0, 2026)


# --- the catalogue


def test_every_figure_has_a_denominator_that_can_be_counted() -> None:
    without = [each.id for each in CATALOGUE.values() if not each.of]
    assert {id: denominator(CATALOGUE[id], ZERO) for id in without} == dict.fromkeys(without)
    shares = [each for each in CATALOGUE.values() if each.of]
    assert {each.id: denominator(each, ZERO) for each in shares} == {each.id: 0.0 for each in shares}


def test_every_figure_is_called_something_in_japanese_and_keeps_its_gaps() -> None:
    japanese = Words(folder / "words" for folder in packages().values()).of("ja")
    said = {words for each in FIGURES for words in (each.name, each.says, each.of) if words}
    said |= {words for words in UNITS.values() if words not in {"", "%"}}
    assert {words for words in said if japanese.gettext(words) == words} == set()
    for each in FIGURES:
        assert "{" not in japanese.gettext(each.name).format(**each.given)


def test_a_figure_with_minutes_is_called_by_its_minutes() -> None:
    found = explained(figure("attainment_within", minutes=15))
    assert (found.name.format(**found.given), found.unit) == ("Called within 15 minutes", Unit.PERCENT)
    assert found.direction is Direction.UP


def test_only_figures_of_the_catalogue_are_offered() -> None:
    assert is_offered(figure("wait_mean"))
    assert not is_offered(figure("satisfaction"))
    assert explained(figure("of another time")).name == "of another time"


# --- years and months as people say them


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_a_fiscal_year_is_called_by_its_era(year: int, words: str) -> None:
    assert fiscal_year_words(year, "ja") == words


def test_other_languages_count_as_everybody_does() -> None:
    assert (fiscal_year_words(2026, "en"), month_words(4, "en"), month_words(4, "ja")) == (
        "FY 2026",
        "Apr",
        "4月",
    )
