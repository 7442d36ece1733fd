"""A section's own standard says which value it keeps wherever it is read, and how the figure stands to it."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from server.evaluation.core.commands import EvaluateTarget, SetTarget
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.evaluation.voices.changes import change
from tests.loop_story import STAGES, WARDS, YEAR, aim, evaluation, steps_of
from tests.server.evaluation.publication.a_year import pen
from tests.server.evaluation.voices.entries import entry
from tests.server.evaluation.ward.ward_office import WardOffice

NEXT = f"/evaluation/wards/midori/{YEAR + 1}"
ITS_STANDARDS = f"{NEXT}/sections/residents/standards"
ITS_CHECK = f"{ITS_STANDARDS}/residents%20short%20wait"
IN_TIME = aim(
    indicator=Indicator(Source.REGISTER, "recorded_in_time", "midori"),
    title="Complaints are written down on their day",
    baseline=60.0,
    value=85.0,
    direction=Direction.UP,
)


async def reviewed(office: WardOffice) -> None:
    """The year is over in which the section met this target, and the next one has standards."""
    for stage in STAGES:
        for account, command in steps_of(office.loop, stage, WARDS, YEAR):
            match command:
                case SetTarget("midori" as ward, year, target, Aim(section="residents")):
                    await office.given(SetTarget(ward, year, target, IN_TIME), account)
                case EvaluateTarget("midori" as ward, year, "residents short wait" as target, _):
                    await office.given(EvaluateTarget(ward, year, target, evaluation(85.0)), account)
                case _:
                    await office.given(command, account)
    office.clock.set(office.clock.now().replace(year=YEAR + 1))
    for stage in ("adopted", "policy"):
        await office.step(stage, year=YEAR + 1)


async def complained(office: WardOffice, recorded_on: date) -> None:
    day = date(YEAR + 1, 6, 1)
    said = entry(id=uuid4().hex, received_on=day, recorded_on=recorded_on, record_due_on=day, year=YEAR + 1)
    register = office.app.state.voices.register
    await register.add(said, change(None, said, "person:x", office.clock.now()), said.id)


def plain(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_the_check_of_an_own_standard_shows_its_value_and_whether_the_figure_reaches_it(
    office: WardOffice,
) -> None:
    await reviewed(office)
    on_the_day, late = date(YEAR + 1, 6, 1), date(YEAR + 1, 6, 9)
    for recorded_on in (on_the_day, late):
        await complained(office, recorded_on)
    async with office.browser() as browser:
        half = plain((await browser.get(ITS_CHECK)).text)
        for _ in range(6):
            await complained(office, on_the_day)
        nearly_all = plain((await browser.get(ITS_CHECK)).text)
    assert "Complaints are written down on their day (85.0% or more)" in half
    assert "Complaints recorded in time: 50.0% ( 1 ÷ 2 )" in half.replace("(1 ÷ 2)", "( 1 ÷ 2 )")
    assert "Value of the standard 85.0% or more × The figure does not reach it" in half
    assert "Value of the standard 85.0% or more ○ The figure reaches it" in nearly_all


async def test_lists_and_forms_name_the_value_of_an_own_standard(office: WardOffice) -> None:
    await reviewed(office)
    sentence = "Complaints are written down on their day (85.0% or more)"
    async with office.browser() as browser:
        for path in (ITS_STANDARDS, f"{NEXT}/targets/new", f"/evaluation/wards/midori/{YEAR}/review"):
            assert (path, sentence in (await browser.get(path)).text) == (path, True)


@pytest.mark.parametrize(
    ("direction", "figure", "ja", "en"),
    [
        (Direction.UP, "one_stop_rate", "（6.0%以上）", "(6.0% or more)"),
        (Direction.DOWN, "wait_p90", "（6.0分以内）", "(within 6.0 minutes)"),
        (Direction.DOWN, "transfer_rate", "（6.0%以下）", "(6.0% or less)"),
    ],
)
def test_a_value_is_told_with_its_unit_and_its_direction(
    direction: Direction, figure: str, ja: str, en: str
) -> None:
    own = aim(indicator=Indicator(Source.MEASURES, figure), direction=direction)
    assert pen("ja").standard("お呼びします。", own) == f"お呼びします。{ja}"
    assert pen("en").standard("We call you.", own) == f"We call you. {en}"


def test_a_standard_of_the_city_is_told_as_it_is() -> None:
    assert pen("ja").standard("お呼びします。") == "お呼びします。"
