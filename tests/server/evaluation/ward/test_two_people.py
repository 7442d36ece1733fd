"""Two people write the same thing: whoever comes second is told, loses nothing, and may send again."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from server import evaluation
from server.evaluation.core.commands import (
    BeginStandards,
    Command,
    DraftStandard,
    PlanInitiative,
    SetTarget,
)
from server.evaluation.core.papers import Standard
from tests.loop_story import JAPAN, YEAR, aim, initiative, standard, target_of
from tests.server.evaluation.ward.ward_office import WardOffice, hidden, refusal, shown, where

THIS = f"/evaluation/wards/midori/{YEAR}"
WAIT = target_of("residents")
TARGET = f"{THIS}/targets/{quote(WAIT)}"
RESIDENTS = f"{THIS}/sections/residents"
DRAFT = f"/evaluation/city/{YEAR}/standards"
MEANWHILE = (
    "While you were writing, this was changed. What you wrote is still here. Compare it with what stands "
    "there now; send again to put yours in its place."
)
SHOWN = "While you were reading, what this page shows was changed. Look at it again, then send it."
A_TARGET = {
    "who": "section:residents", "title": "Mine", "current_state": "20", "plan": "One counter more.",
    "item": "short wait", "scene": "face_to_face", "principle": "needs", "basis": "exceeds_standard",
    "standard": "greeting", "latitude": "ward_own", "figure": "counted:", "counted": "waiting", "unit": "min",
    "office": "midori", "of_section": "", "service": "", "of_item": "", "minutes": "",
    "baseline": "20", "value": "10", "direction": "down",
}  # fmt: skip
AN_EVALUATION = {
    "figure_counted": "6", "evidence": "Tally sheet", "result": "Mine", "grade": "3", "reason": "",
    "follow_up": "", "context_change": "", "response": "", "since": "", "until": "",
}  # fmt: skip

FORMS: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any], tuple[str, ...]]] = [
    ("policy", f"{THIS}/policy", {"text": "Mine", "goal": "G", "council_on": "2026-02-10"},
     {"text": "Theirs", "goal": "A ward to live in", "council_on": "2026-02-11"},
     ("Policy Theirs", "Day of the council 11 February 2026")),
    ("set", f"{TARGET}/words", A_TARGET, {**A_TARGET, "title": "Theirs", "who": "division:service"},
     ("Target, as a citizen sees it Theirs", "Who works for it Division service")),
    ("planned", f"{TARGET}/initiatives/1",
     {"initiative": "Mine", "owner": "desk", "budget": "none", "months": ["4"]},
     {"initiative": "Theirs", "owner": "desk", "budget": "next_year", "months": ["5", "6"]},
     ("Money Ward issues budget, next year", "Months May, Jun", "What is done Theirs")),
    ("published", f"{TARGET}/initiatives/1/progress", {"month": "11", "status": "behind", "text": "Mine"},
     {"month": "11", "status": "done", "text": "Theirs"},
     ("How it goes Carried out", "What was done Theirs")),
    ("published", f"{RESIDENTS}/standards/greeting",
     {"kept": "yes", "evidence": "Mine", "improvement_measure": ""},
     {"kept": "no", "evidence": "Theirs", "improvement_measure": "Practise."},
     ("Is it kept? Not kept", "By what it is seen Theirs", "What will be done about it Practise.")),
    ("checked", f"{TARGET}/evaluation", AN_EVALUATION, {**AN_EVALUATION, "result": "Theirs"},
     ("Result Theirs",)),
    ("results", f"{TARGET}/outcome", {"outcome": "C"}, {"outcome": "A"},
     ("Outcome A Aim as it was: more budget or staff",)),
]  # fmt: skip


def words(answer: httpx2.Response) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def send(
    client: httpx2.AsyncClient, url: str, page: httpx2.Response, fields: Mapping[str, Any]
) -> httpx2.Response:
    """The form as it was opened, filled in."""
    return await client.post(url, data={"key": uuid4().hex, **hidden(page), **fields})


@pytest.fixture
async def late(office: WardOffice) -> WardOffice:
    """The loop in the last days of the fiscal year, so that every form of it can be sent."""
    office.clock.set(datetime(YEAR + 1, 3, 31, 10, tzinfo=JAPAN))
    return office


@pytest.mark.parametrize(
    ("stage", "url", "mine", "theirs", "told"), FORMS, ids=[each[1].rpartition("/")[2] for each in FORMS]
)
async def test_whoever_comes_second_is_shown_what_stands_there_and_may_send_again(
    late: WardOffice,
    stage: str,
    url: str,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    told: tuple[str, ...],
) -> None:
    await late.reach(stage, "midori")
    async with late.browser() as client:
        opened = await client.get(url)
        assert (await send(client, url, await client.get(url), theirs)).status_code == 303
        before = late.loop
        second = await send(client, url, opened, mine)
        assert (second.status_code, refusal(second), late.loop) == (409, MEANWHILE, before)
        said = words(second).partition("What stands there now")[2]
        assert said.startswith(" 緑 花子 31 March 2027 10:00")
        for each in told:
            assert each in said
        for name in ("text", "title", "evidence", "result"):
            if name in mine:
                assert shown(second, name) == mine[name]
        assert (await send(client, url, second, mine)).status_code == 303
        assert late.loop != before


async def test_what_nobody_else_changed_is_not_shown_as_changed(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    url, mine = f"{THIS}/policy", {"text": "Mine", "goal": "Mine too", "council_on": "2026-02-10"}
    async with office.browser() as client:
        opened = await client.get(url)
        theirs = {"text": "Theirs", "goal": shown(opened, "goal"), "council_on": "2026-02-10"}
        await send(client, url, await client.get(url), theirs)
        said = words(await send(client, url, opened, mine)).partition("What stands there now")[2]
    assert "Policy Theirs" in said
    assert "Goal of the ward that it serves A ward to live in" not in said


async def test_a_fault_in_the_form_does_not_hide_that_it_was_changed(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    url, mine = f"{THIS}/policy", {"text": "Mine", "goal": "G", "council_on": "2026-02-10"}
    async with office.browser() as client:
        opened = await client.get(url)
        await send(client, url, await client.get(url), {**mine, "text": "Theirs"})
        wrong = await send(client, url, opened, {**mine, "council_on": "soon"})
        assert (wrong.status_code, hidden(wrong)["seen"]) == (422, hidden(opened)["seen"])
        assert refusal(await send(client, url, wrong, mine)) == MEANWHILE


async def test_a_double_click_is_no_second_writer(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    url, mine = f"{THIS}/policy", {"text": "Mine", "goal": "G", "council_on": "2026-02-10"}
    async with office.browser() as client:
        sent = {**hidden(await client.get(url)), **mine}
        answers = [await client.post(url, data=sent) for _ in range(2)]
    assert [(each.status_code, each.headers["location"]) for each in answers] == [
        (303, answers[0].headers["location"])
    ] * 2


async def test_the_same_words_of_two_people_are_no_conflict(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    url, mine = f"{THIS}/policy", {"text": "Ours", "goal": "G", "council_on": "2026-02-10"}
    async with office.browser() as client:
        opened = await client.get(url)
        await send(client, url, await client.get(url), mine)
        assert (await send(client, url, opened, mine)).status_code == 303


async def test_a_form_that_says_nothing_of_what_it_saw_saw_nothing(office: WardOffice) -> None:
    url, mine = f"{THIS}/policy", {"text": "Mine", "goal": "G", "council_on": "2026-02-10"}
    await office.reach("adopted", "midori")
    async with office.browser() as client:
        assert (await client.post(url, data={"key": "a", **mine})).status_code == 303
        second = await client.post(url, data={"key": "b", **mine, "text": "Theirs"})
    assert (second.status_code, refusal(second)) == (409, MEANWHILE)


async def test_whoever_goes_back_in_the_browser_is_shown_what_was_kept(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    url, mine = f"{THIS}/policy", {"text": "Mine", "goal": "G", "council_on": "2026-02-10"}
    async with office.browser() as client:
        opened = hidden(await client.get(url))
        await client.post(url, data={**opened, **mine})
        again = await client.post(url, data={**opened, **mine, "text": "Mine, better"})
        assert refusal(again).startswith("This form was sent before, with other words.")
        assert "Policy Mine" in words(again).partition("What stands there now")[2]
        assert (await send(client, url, again, {**mine, "text": "Mine, better"})).status_code == 303


# --- what a mere button confirms is what was read


async def confirmed_late(office: WardOffice, url: str, change: Command, account: str) -> None:
    """Somebody changes what a page shows before its button is pressed."""
    async with office.browser() as client:
        opened = await client.get(url)
        await office.given(change, account)
        second = await send(client, url, opened, {})
        assert (second.status_code, refusal(second)) == (409, SHOWN)
        assert (await send(client, url, second, {})).status_code == 303


async def test_targets_are_reported_as_they_were_read(office: WardOffice) -> None:
    await office.reach("planned", "midori")
    anew = PlanInitiative("midori", YEAR, WAIT, "1", initiative(title="Something else"))
    await confirmed_late(office, f"{RESIDENTS}/targets", anew, "midori residents head")


async def test_the_plan_is_published_as_it_was_read(office: WardOffice) -> None:
    await office.reach("council", "midori")
    more = PlanInitiative("midori", YEAR, WAIT, "2", initiative(title="One more"))
    await confirmed_late(office, f"{THIS}/publication", more, "midori residents head")


async def test_standards_are_adopted_as_they_were_read(office: WardOffice) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    await office.given(DraftStandard(YEAR, standard()), "conference")
    reworded = DraftStandard(YEAR, standard(sentence="We always greet first."))
    await confirmed_late(office, f"{DRAFT}/adopt", reworded, "conference")


async def test_a_target_is_withdrawn_as_it_was_read(office: WardOffice) -> None:
    await office.reach("set", "midori")
    url = f"{TARGET}/withdrawal"
    async with office.browser() as client:
        opened = await client.get(url)
        reworded = SetTarget("midori", YEAR, WAIT, aim(title="Another target"))
        await office.given(reworded, "midori residents head")
        second = await send(client, url, opened, {"reason": "It is done."})
        assert (second.status_code, shown(second, "reason")) == (409, "It is done.")
        assert "Target, as a citizen sees it Another target" in words(second)
        sent = {"key": uuid4().hex, **hidden(second), "reason": "It is done."}
        answers = [await client.post(url, data=sent) for _ in range(2)]
    assert [(each.status_code, where(each)) for each in answers] == [(303, THIS)] * 2


# --- the city's draft


async def test_two_people_word_a_standard_of_the_city(office: WardOffice) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    await office.given(DraftStandard(YEAR, standard()), "conference")
    url = f"{DRAFT}/greeting"
    mine = {"sentence": "Mine", "scene": "face_to_face", "principle": "empathy", "evidence": ""}
    async with office.browser() as client:
        opened = await client.get(url)
        theirs = {**mine, "sentence": "Theirs", "scene": "phone"}
        await send(client, url, await client.get(url), theirs)
        second = await send(client, url, opened, mine)
        assert (second.status_code, refusal(second)) == (409, MEANWHILE)
        assert "Standard Theirs" in words(second).partition("What stands there now")[2]
        assert "Scene Telephone" in words(second).partition("What stands there now")[2]
        assert ">Mine</textarea>" in second.text
        assert (await send(client, url, second, mine)).status_code == 303
    assert office.loop.standards[YEAR].standards == (
        Standard("greeting", standard().scene, standard().principle, "Mine"),
    )


async def test_a_standard_is_left_out_as_it_was_read_and_a_double_click_leaves_it_out_once(
    office: WardOffice,
) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    await office.given(DraftStandard(YEAR, standard()), "conference")
    url, said = f"{DRAFT}/greeting/drop", {"reason": "Mine"}
    async with office.browser() as client:
        opened = await client.get(url)
        await office.given(DraftStandard(YEAR, standard(sentence="Theirs")), "conference")
        second = await send(client, url, opened, said)
        assert (second.status_code, ">Mine</textarea>" in second.text) == (409, True)
        sent = {"key": uuid4().hex, **hidden(second), **said}
        assert [(await client.post(url, data=sent)).status_code for _ in range(2)] == [303, 303]
    assert office.loop.standards[YEAR].standards == ()


# --- no form without it

LOOP = Path(evaluation.__file__).parent


def test_every_form_of_the_loop_says_what_was_seen_and_carries_its_key() -> None:
    found = [
        (path.name, form)
        for room in ("ward", "city")
        for path in sorted((LOOP / room / "templates").rglob("*.html"))
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    ]
    assert len(found) > 20
    carried = ('{% include "evaluation/_hidden.html" %}', "{{ send(")
    assert [name for name, form in found if not any(each in form for each in carried)] == []
