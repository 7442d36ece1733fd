"""All that is empty or wrong in a form is told at once: at its top with links, and beside each field."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx2
import pytest

from server.evaluation.core.commands import BeginStandards
from tests.loop_story import YEAR
from tests.server.evaluation.ward.test_forms import A_CHECK, A_POLICY, A_TARGET, AN_INITIATIVE, WITHIN
from tests.server.evaluation.ward.test_two_people import AN_EVALUATION, RESIDENTS, TARGET, THIS, send
from tests.server.evaluation.ward.ward_office import WardOffice, refusal, shown

EMPTY = "Not filled in yet. Please choose or write something here."
WRONG = "This is not filled in as expected. Please check it."
NO_NUMBER = "A number is needed here. Please write it in figures."
NO_DAY = "A day is needed here. Please write it like 2026-04-01."
ITS_HEAD = "midori residents head"

FORMS: list[tuple[str, str, Mapping[str, Any], int, Mapping[str, str]]] = [
    ("adopted", f"{THIS}/policy", A_POLICY | {"text": "", "goal": " ", "council_on": "soon"}, 422,
     {"text": EMPTY, "goal": EMPTY, "council_on": NO_DAY}),
    ("adopted", f"{THIS}/policy", A_POLICY | {"text": "", "goal": ""}, 409, {"text": EMPTY, "goal": EMPTY}),
    ("policy", f"{THIS}/targets/new",
     A_TARGET | {"who": "", "title": "", "scene": "dinner", "principle": "", "baseline": "many", "value": ""},
     422, {"who": EMPTY, "title": EMPTY, "scene": WRONG, "principle": EMPTY, "baseline": NO_NUMBER,
           "value": EMPTY}),
    ("policy", f"{THIS}/targets/new", A_TARGET | {"title": "\u2800", "item": "", "plan": ""},
     409, {"plan": EMPTY, "item": EMPTY, "title": EMPTY}),
    ("policy", f"{THIS}/targets/new",
     A_TARGET | WITHIN | {"of_section": "moon", "minutes": "0", "value": "101", "direction": "down"}, 422,
     {"of_section": WRONG, "minutes": WRONG, "value": WRONG, "direction": WRONG}),
    ("policy", f"{THIS}/targets/new", A_TARGET | {"figure": "", "direction": "", "minutes": "soon"}, 422,
     {"figure": EMPTY, "direction": EMPTY}),
    ("policy", f"{THIS}/targets/new",
     A_TARGET | {"of_section": "moon", "service": "moon", "read": "yes", "title": ""}, 422,
     {"of_section": WRONG, "service": WRONG}),
    ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE | {"owner": "", "budget": "", "months": ["13"]}, 422,
     {"owner": EMPTY, "budget": EMPTY, "months": WRONG}),
    ("published", f"{TARGET}/initiatives/1/progress", {"month": "", "status": "", "text": ""}, 422,
     {"month": EMPTY, "status": EMPTY, "text": EMPTY}),
    ("published", f"{RESIDENTS}/standards/greeting", A_CHECK | {"kept": "", "evidence": ""}, 422,
     {"kept": EMPTY, "evidence": EMPTY}),
    ("published", f"{RESIDENTS}/orders/new", {"text": "", "due_on": ""}, 422,
     {"text": EMPTY, "due_on": EMPTY}),
    ("checked", f"{TARGET}/evaluation",
     AN_EVALUATION | {"since": "soon", "figure_counted": "many", "grade": "", "result": ""}, 422,
     {"since": NO_DAY, "figure_counted": NO_NUMBER, "grade": EMPTY, "result": EMPTY}),
    ("checked", f"{TARGET}/evaluation", AN_EVALUATION | {"since": "soon", "until": "later", "read": "yes"},
     422, {"since": NO_DAY, "until": NO_DAY}),
    ("informed", f"{THIS}/review", {"held_on": "", "conclusion": ""}, 422,
     {"held_on": EMPTY, "conclusion": EMPTY}),
    ("adopted", "/evaluation/city/2027/standards/new",
     {"sentence": "", "scene": "", "principle": "x", "evidence": ""}, 422,
     {"sentence": EMPTY, "scene": EMPTY, "principle": WRONG}),
    ("reviewed", "/evaluation/city/proposals/decide?item=short+wait",
     {"item": "short wait", "accepted": "yes", "reason": "", "year": "x", "sentence": "", "scene": ""}, 422,
     {"reason": EMPTY, "year": NO_NUMBER, "sentence": EMPTY, "scene": EMPTY, "principle": EMPTY}),
]  # fmt: skip


def beside(answer: httpx2.Response) -> dict[str, str]:
    """What stands beside the fields; each of them points to its sentence, and is marked as wrong."""
    found = re.findall(r'<span class="field-wrong" id="([\w-]+)-wrong">([^<]*)</span>', answer.text)
    tied = re.findall(r'aria-invalid="true" aria-describedby="([\w-]+)-wrong[ "]', answer.text)
    assert tied == [name for name, _words in found]
    return {name: unescape(words) for name, words in found}


def at_the_top(answer: httpx2.Response) -> dict[str, str]:
    """The fields to which the summary leads, each with what it says."""
    (summary,) = re.findall(
        r'role="alert" tabindex="-1" autofocus id="refused">(.*?)</div>', answer.text, re.DOTALL
    )
    return {
        name: unescape(words)
        for name, words in re.findall(r'<a href="#([\w-]+)">[^<]+</a>: ([^<]+)', summary)
    }


@pytest.mark.parametrize(
    ("stage", "url", "filled", "status", "told"),
    FORMS,
    ids=[f"{each[1].rpartition('/')[2]}-{len(each[4])}" for each in FORMS],
)
async def test_all_that_is_empty_or_wrong_is_told_together(
    office: WardOffice,
    stage: str,
    url: str,
    filled: Mapping[str, Any],
    status: int,
    told: Mapping[str, str],
) -> None:
    await office.reach(stage, "midori") if stage != "reviewed" else await office.reach(stage)
    if "city" in url:
        await office.given(BeginStandards(YEAR + 1), "conference")
    async with office.browser() as client:
        opened = await client.get(url)
        before = office.loop
        answer = await send(client, url.partition("?")[0], opened, filled)
    assert (answer.status_code, office.loop) == (status, before)
    count = len(told)
    assert refusal(answer).startswith(f"{count} fields are empty or not filled in as expected.")
    assert (at_the_top(answer), set(beside(answer).items())) == (told, set(told.items()))
    for name in told:
        assert re.search(rf'<(input|select|textarea)[^>]* id="{name}"', answer.text), name
    for name in ("evidence", "title", "goal"):
        if filled.get(name) and f'name="{name}"' in answer.text:
            assert filled[name] in answer.text


async def test_one_fault_keeps_its_own_sentence_at_the_top(office: WardOffice) -> None:
    await office.reach("adopted", "midori")
    async with office.browser() as client:
        opened = await client.get(f"{THIS}/policy")
        answer = await send(client, f"{THIS}/policy", opened, A_POLICY | {"council_on": "soon"})
        long = await send(client, f"{THIS}/policy", opened, A_POLICY | {"goal": "字" * 401})
    assert (answer.status_code, refusal(answer)) == (422, f"{NO_DAY} (Day of the council)")
    assert '<a href="#council_on">Day of the council</a>' in answer.text
    assert beside(answer) == {"council_on": NO_DAY}
    assert beside(long) == {"goal": "This is too long. Please write it in at most 400 letters."}


async def test_a_rule_of_the_loop_stays_one_sentence(office: WardOffice) -> None:
    await office.reach("reported", "midori")
    async with office.browser() as client:
        answer = await client.post(f"{THIS}/targets/new", data=A_TARGET | {"title": "", "item": ""})
        nobody = await client.post(f"{TARGET}/withdrawal", data={"reason": ""})
    assert refusal(answer).startswith("The targets of this year have been reported already.")
    assert refusal(nobody).startswith("The committee has these targets already")
    assert (beside(answer), beside(nobody), shown(answer, "plan")) == ({}, {}, A_TARGET["plan"])
