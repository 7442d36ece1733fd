"""The response rate of the survey: of the office by visits, of a part of it by matters, without screens."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
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
from server.evaluation.catalogue import explained
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.readings import Readings
from server.evaluation.voices.survey import By
from server.evaluation.voices.views.results import ResultsPage, public_page, results_page
from server.evaluation.voices.views.results import Source as Found
from server.evaluation.voices.visits import Came, visits_of
from server.main import packages
from server.ports.voices import Answer, SurveyChannel
from server.web.pages import Pages
from tests.server.evaluation.voices.test_views import ASKED, FEW, many
from tests.server.measure.day import opened, ward
from tests.story import DAY, visitor

OFFICE = "midori"
RATE = Indicator(Source.SURVEY, "response_rate", office=OFFICE)


@pytest.fixture
async def measured() -> Measured:
    """Two people were served, one of them with two matters: a certificate, and then moving."""
    furnished = ward()
    services = {id: replace(each, section="residents") for id, each in furnished.services.items()}
    services["moving"] = replace(services["moving"], section="child")
    sections = {each: Choice(each, {"ja": each}) for each in ("residents", "child")}
    told = opened(replace(furnished, services=services, sections=sections))
    told = told.then("09:00", visitor(legs=("moving",)), visitor())
    for call, end in (("09:10", "09:15"), ("09:20", "09:30"), ("09:40", "09:45")):
        told = told.then(call, CallNext("1")).then(end, FinishService("1"))
    log, before, sealed = MemoryLog(), codec.BEGINNING, []
    for each in told.records:
        sealed.append(codec.sealed(before, each))
        before = sealed[-1].hash
    await log.append(sealed)
    standings = Standings(log)
    await standings.open(OFFICE)
    return Measured(log, MemoryMeasures(), standings)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """One answer by phone and two at the screen, all for the residents' section."""
    database = Database(f"sqlite:///{tmp_path}/voices.sqlite", shared=True)
    database.start(metadata)
    channels = (SurveyChannel.PHONE, SurveyChannel.KIOSK, SurveyChannel.KIOSK)
    given = [
        Answer(str(number), OFFICE, DAY, 2026, channel, {"overall": 5}, "residents")
        for number, channel in enumerate(channels)
    ]
    await SqlSurveys(database).add(given, "once", DAY)
    yield database
    await database.close()


async def test_visits_count_people_and_what_was_finished_counts_matters(measured: Measured) -> None:
    came = await visits_of(measured)(OFFICE, DAY, DAY)
    assert came == Came({DAY: 2}, {(DAY, "certificate"): 2, (DAY, "moving"): 1})


@pytest.mark.parametrize(("section", "of"), [("", 2.0), ("residents", 2.0), ("child", 1.0)])
async def test_the_rate_is_of_visits_for_the_office_and_of_matters_for_a_section(
    measured: Measured, database: Database, section: str, of: float
) -> None:
    readings = Readings(measured, SqlSurveys(database), SqlRegister(database), (OFFICE,))
    read = await readings.read(replace(RATE, section=section), DAY, DAY)
    assert (read.numerator, read.denominator) == (0 if section == "child" else 1, of)


def test_the_catalogue_says_of_what_the_rate_is() -> None:
    assert explained(RATE).of == "Visits ended"
    assert explained(replace(RATE, section="residents")).of == "Matters finished at the counters"


def page_of(*, public: bool) -> ResultsPage:
    answers = [*many(6), *many(5, channel=SurveyChannel.KIOSK)]
    source = Found(answers, (), {DAY: 12}, {(DAY, "move"): 20}, {"move": "residents"})
    found = public_page(source, ASKED, DAY, DAY, FEW)
    return found if public and found else results_page(source, ASKED, DAY, DAY, By.SECTION)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "50.0% （スマートフォンと用紙の回答数 ÷ 手続きを終えた来庁の件数：6 ÷ 12）"),
        ("en", "50.0% (answers by phone and on paper ÷ visits that ended: 6 ÷ 12)"),
    ],
)
def test_everybody_reads_what_the_rate_is_of_and_what_it_leaves_out(language: str, words: str) -> None:
    html = Pages(packages()).fragment(
        "voices/public.html", language, here="/survey/midori/results", office=OFFICE,
        office_names={"ja": "みどり"}, page=page_of(public=True), since=DAY, until=DAY, small=FEW,
        service_names={}, section_names={"residents": {"ja": "区民課"}},
    )  # fmt: skip
    said = " ".join(re.sub(r"<[^>]*>", " ", html[html.index("<main") :]).split())
    assert words in said
    left_out = {
        "ja": "ほかに庁舎の端末での回答が5件（回答率には含めません）",
        "en": "and 5 answers at the screen in the office, not in the rate",
    }
    assert left_out[language] in said
