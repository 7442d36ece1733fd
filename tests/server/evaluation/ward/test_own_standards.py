"""Standards that were targets once: the list of a ward, and how the committee ends one with a reason."""

from urllib.parse import quote

import pytest

from server.evaluation.core.commands import EndSectionStandard, SetTarget
from server.evaluation.core.events import ProposalDecided, SectionStandardMade, TargetSet
from server.evaluation.core.evolve import evolve
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop
from server.evaluation.ward.views.choices import choices
from server.evaluation.ward.views.own_standards import ended_lines, own_line, own_parts
from tests.loop_story import (
    CITY,
    OF_DIVISION,
    TODAY,
    WIDE,
    YEAR,
    aim,
    asker,
    next_year,
    target_of,
)
from tests.server.evaluation.ward.test_gone import GONE, onward
from tests.server.evaluation.ward.test_two_people import send, words
from tests.server.evaluation.ward.ward_office import OVER, WardOffice, done_on, key_of, refusal, where

WAIT, CHILD = target_of("residents"), target_of("child")
NEXT = YEAR + 1
THIS = f"/evaluation/wards/midori/{NEXT}"
ALL = f"{THIS}/own-standards"
ITS_END = f"{ALL}/{quote(WAIT)}/end"
REASON = {"reason": "法令で定められたため。"}


@pytest.fixture
async def planning(office: WardOffice) -> WardOffice:
    """Every ward has met its targets of the year; the next year's standards are in force."""
    office.clock.set(OVER)
    await office.reach("verified")
    await office.step("adopted", year=NEXT)
    return office


def with_wider_ones() -> Loop:
    """Also a division and the whole of midori have met a target."""
    story = next_year()
    loop = story.loop
    for id, scope in (("floor", OF_DIVISION), ("signs", WIDE)):
        section = {each: value for each, value in scope.items() if each != "section"}
        loop = evolve(loop, TargetSet("midori", YEAR, id, aim("", **section)), story.now)
        loop = evolve(loop, SectionStandardMade("midori", YEAR, "", id, ("residents",)), story.now)
    return loop


def test_own_standards_stand_by_section_then_those_of_divisions_and_of_the_whole_ward() -> None:
    parts = own_parts(CITY, with_wider_ones(), "midori", NEXT)
    assert [(each.section, each.division, [line.id for line in each.lines]) for each in parts] == [
        ("residents", "", [WAIT]),
        ("child", "", [CHILD]),
        ("", "service", ["floor"]),
        ("", "", ["signs"]),
    ]
    assert {line.since for each in parts for line in each.lines} == {NEXT}
    assert own_parts(CITY, next_year().loop, "midori", YEAR) == ()
    assert own_parts(CITY, next_year().loop, "", NEXT) == ()


def test_what_ended_stands_apart_with_its_reason_in_that_year_only() -> None:
    loop = next_year().and_given(EndSectionStandard("midori", NEXT, WAIT, "It is law now.")).loop
    assert [each.section for each in own_parts(CITY, loop, "midori", NEXT)] == ["child"]
    assert [(each.id, each.end_reason) for each in ended_lines(loop, "midori", NEXT)] == [
        (WAIT, "It is law now.")
    ]
    assert ended_lines(loop, "midori", NEXT + 1) == ended_lines(loop, "sakura", NEXT) == ()
    assert own_line(loop, "midori", NEXT, WAIT) is None


def test_an_item_that_became_a_standard_of_the_city_is_said_to_be_one_from_that_year_on() -> None:
    story = next_year()
    taken = evolve(story.loop, ProposalDecided(NEXT, "short wait", True, "All keep it."), story.now)
    later = evolve(story.loop, ProposalDecided(NEXT + 1, "short wait", True, "All keep it."), story.now)
    found = [own_line(each, "midori", NEXT, WAIT) for each in (story.loop, taken, later)]
    assert [each.of_city for each in found if each] == [False, True, False]


def test_a_target_cannot_be_built_on_what_is_no_standard_any_more() -> None:
    story = next_year()
    ended = story.and_given(EndSectionStandard("midori", NEXT, WAIT, "It is law now."))
    offered = [
        {
            each.id
            for each in choices(Case(CITY, each.loop, asker("everybody"), TODAY), "midori", NEXT).standards
        }
        for each in (story, ended)
    ]
    assert offered == [{"greeting", WAIT, CHILD}, {"greeting", CHILD}]


async def test_the_committee_ends_a_standard_with_a_reason(planning: WardOffice) -> None:
    async with planning.browser() as client:
        listed = await client.get(ALL)
        assert f'href="{ITS_END}"' in listed.text
        assert "residents A wait of six minutes (6 minutes or less) Standard since FY 2027" in words(listed)
        page = await client.get(ITS_END)
        answer = await send(client, ITS_END, page, REASON)
        assert (answer.status_code, where(answer)) == (303, ALL)
        after = await client.get(answer.headers["location"])
    assert done_on(after).endswith(f"Reason: {REASON['reason']}")
    assert "Ended: no standard any more in FY 2027" in words(after)
    assert (f'href="{ITS_END}"' in after.text, REASON["reason"] in after.text) == (False, True)
    assert planning.loop.to_keep("midori", "residents", NEXT) == ("greeting",)


async def test_a_form_sent_twice_ends_a_standard_once(planning: WardOffice) -> None:
    async with planning.browser() as client:
        sent = {**REASON, "key": key_of(await client.get(ITS_END))}
        answers = [await client.post(ITS_END, data=sent) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_without_a_reason_nothing_ends_and_the_field_says_so(planning: WardOffice) -> None:
    before = planning.loop
    async with planning.browser() as client:
        answer = await send(client, ITS_END, await client.get(ITS_END), {"reason": " "})
    assert (answer.status_code, planning.loop) == (409, before)
    assert ('aria-invalid="true"' in answer.text, "(Reason)" in refusal(answer)) == (True, True)


async def test_whoever_comes_second_is_told_and_keeps_their_reason(planning: WardOffice) -> None:
    async with planning.browser() as client:
        opened = await client.get(ITS_END)
        await planning.given(EndSectionStandard("midori", NEXT, WAIT, "It is law now."), "midori chair")
        late = await send(client, ITS_END, opened, REASON)
        assert (late.status_code, refusal(late), onward(late.text)) == (410, GONE, ALL)
        assert (await client.get(ITS_END)).status_code == 404
    assert "Standard of the section ended: “A wait of six minutes” Reason: It is law now." in words(late)
    assert f"Reason {REASON['reason']}" in words(late)


async def test_whoever_is_not_of_the_committee_reads_and_ends_nothing(planning: WardOffice) -> None:
    before = planning.loop
    async with planning.browser("nobody") as client:
        listed, page = await client.get(ALL), await client.get(ITS_END)
        answer = await client.post(ITS_END, data={"key": "a-key", **REASON})
    assert ("A wait of six minutes" in listed.text, "End this standard" in listed.text) == (True, False)
    assert ("This step belongs to somebody else." in page.text, '<textarea id="reason"' in page.text) == (
        True,
        False,
    )
    assert (answer.status_code, planning.loop) == (409, before)


async def test_a_standard_on_which_a_target_builds_says_so_in_place_of_the_form(planning: WardOffice) -> None:
    await planning.step("policy", "midori", year=NEXT)
    beyond = aim(standard=WAIT, baseline=6.0, value=5.0)
    await planning.given(SetTarget("midori", NEXT, "beyond", beyond), "midori residents head")
    async with planning.browser() as client:
        page = await client.get(ITS_END)
    assert ("goes beyond this standard" in page.text, '<textarea id="reason"' in page.text) == (True, False)


async def test_once_the_plan_is_published_its_standards_stand(planning: WardOffice) -> None:
    for stage in ("policy", "set", "planned", "reported", "council", "published"):
        await planning.step(stage, "midori", year=NEXT)
    async with planning.browser() as client:
        listed, page = await client.get(ALL), await client.get(ITS_END)
    assert "A standard can be ended in the plan of the next year." in listed.text
    assert (ITS_END in listed.text, '<textarea id="reason"' in page.text) == (False, False)


@pytest.mark.parametrize("path", [f"{THIS}", f"{THIS}/publication"])
async def test_the_years_pages_lead_to_the_list(planning: WardOffice, path: str) -> None:
    async with planning.browser() as client:
        assert f'href="{ALL}"' in (await client.get(path)).text


async def test_a_standard_that_never_was_is_not_found(planning: WardOffice) -> None:
    async with planning.browser() as client:
        for standard in ("greeting", "none"):
            assert (await client.get(f"{ALL}/{standard}/end")).status_code == 404
            assert (await client.post(f"{ALL}/{standard}/end", data={"key": "k"})).status_code == 404
