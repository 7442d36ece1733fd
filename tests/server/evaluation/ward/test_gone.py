"""What somebody writes for is taken away meanwhile: they are told by whom, and lose no word of it."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest

from server.evaluation.core.commands import (
    BeginStandards,
    DraftStandard,
    DropStandard,
    WithdrawTarget,
)
from tests.loop_story import YEAR, standard
from tests.server.evaluation.ward.test_two_people import (
    A_TARGET,
    AN_EVALUATION,
    DRAFT,
    RESIDENTS,
    TARGET,
    THIS,
    WAIT,
    send,
    words,
)
from tests.server.evaluation.ward.ward_office import WardOffice, refusal

GONE = "What you were writing about is no longer there. Nothing was kept; all that you wrote is still here."
WITHDRAWN = "Target withdrawn: “A wait of six minutes” Reason: Another does it."
ITS_HEAD = "midori residents head"
OF_TARGETS: list[tuple[str, str, Mapping[str, Any], tuple[str, ...]]] = [
    (f"{TARGET}/words", "set", {**A_TARGET, "plan": "One\nmore counter.", "value": "ten"},
     ("Who works for it Section residents", "What we want to reach, and how One more counter.",
      "Where we want to be ten", "What it is measured by Counted by hand", "Office Midori Ward Office")),
    (f"{TARGET}/withdrawal", "set", {"reason": "Mine"}, ("Reason Mine",)),
    (f"{TARGET}/initiatives/new", "set",
     {"initiative": "Mine", "owner": "desk", "budget": "none", "months": ["4", "5"]},
     ("What is done Mine", "Money No budget needed", "Months Apr, May")),
    (f"{TARGET}/initiatives/1", "planned",
     {"initiative": "Mine", "owner": "desk", "budget": "none", "months": ["13"]},
     ("What is done Mine", "Months 13")),
    (f"{TARGET}/initiatives/1/progress", "planned", {"month": "11", "status": "odd", "text": "Mine"},
     ("Text Mine", "How it goes odd")),
    (f"{TARGET}/evaluation", "planned", {**AN_EVALUATION, "result": "Mine", "since": "soon"},
     ("Result Mine", "From soon", "By what it is seen Tally sheet")),
    (f"{TARGET}/outcome", "planned", {"outcome": "C"}, ("Outcome C",)),
]  # fmt: skip


def onward(text: str) -> str:
    """Where a page leads on to."""
    found = re.findall(r'<p class="links"><a class="button plain" href="([^"]+)"', text)
    return unescape(found[-1])


@pytest.mark.parametrize(
    ("url", "stage", "mine", "told"), OF_TARGETS, ids=[each[0].rpartition("/")[2] for each in OF_TARGETS]
)
async def test_whoever_writes_for_a_target_that_was_withdrawn_is_told_and_loses_nothing(
    office: WardOffice, url: str, stage: str, mine: Mapping[str, Any], told: tuple[str, ...]
) -> None:
    await office.reach(stage, "midori")
    async with office.browser() as client:
        opened = await client.get(url)
        assert opened.status_code == 200
        await office.given(WithdrawTarget("midori", YEAR, WAIT, "Another does it."), ITS_HEAD)
        before = office.loop
        late = await send(client, url, opened, mine)
        assert (late.status_code, refusal(late), office.loop) == (410, GONE, before)
        became, _heading, typed = words(late).partition("What you wrote Copy from here")
        by, _day, time = became.partition(f"What became of it {WITHDRAWN} ")[2].partition("2026")
        assert (by.startswith(ITS_HEAD), "10:00" in time) == (True, True)
        for each in told:
            assert each in typed
        assert onward(late.text) == f"{RESIDENTS}/targets"
        assert (await client.get(onward(late.text))).status_code == 200
        assert (await client.get(url)).status_code == 404


async def test_a_target_of_the_whole_ward_leads_on_to_its_year(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    async with office.browser() as client:
        page = await client.get(f"{THIS}/targets/new")
        made = await send(client, f"{THIS}/targets/new", page, {**A_TARGET, "who": "ward", "key": "wide"})
        assert made.status_code == 303
        url = f"{THIS}/targets/wide/withdrawal"
        opened = await client.get(url)
        await send(client, url, await client.get(url), {"reason": "Theirs"})
        late = await send(client, url, opened, {"reason": "Mine"})
    assert (late.status_code, onward(late.text)) == (410, THIS)
    assert "緑 花子" in words(late)


async def test_nothing_is_shown_as_written_where_nothing_was(office: WardOffice) -> None:
    await office.reach("set", "midori")
    await office.given(WithdrawTarget("midori", YEAR, WAIT, "Another does it."), ITS_HEAD)
    async with office.browser() as client:
        late = await client.post(f"{TARGET}/withdrawal", data={"key": "a-key", "reason": " "})
    assert (late.status_code, "What you wrote Copy" in words(late)) == (410, False)


@pytest.mark.parametrize("url", [f"{THIS}/targets/none/words", f"{DRAFT}/none", f"{DRAFT}/none/drop"])
async def test_an_address_that_never_was_stays_unknown(office: WardOffice, url: str) -> None:
    await office.reach("set", "midori")
    await office.given(WithdrawTarget("midori", YEAR, WAIT, "Another does it."), ITS_HEAD)
    async with office.browser() as client:
        assert (await client.post(url, data={"key": "a-key", "title": "Mine"})).status_code == 404


async def test_what_is_gone_tells_nothing_to_whoever_is_not_signed_in(office: WardOffice) -> None:
    await office.reach("set", "midori")
    await office.given(WithdrawTarget("midori", YEAR, WAIT, "Another does it."), ITS_HEAD)
    async with office.browser("") as client:
        answer = await client.post(f"{TARGET}/words", data={"title": "Mine"})
    assert (answer.status_code, "Another does it." in answer.text) == (401, False)


@pytest.mark.parametrize(
    ("step", "mine", "told"),
    [
        ("", {"sentence": "Mine", "scene": "phone", "principle": "needs", "evidence": ""}, "Standard Mine"),
        ("/drop", {"reason": "Mine"}, "Reason Mine"),
    ],
)
async def test_whoever_writes_for_a_standard_that_was_left_out_is_told_and_loses_nothing(
    office: WardOffice, step: str, mine: Mapping[str, str], told: str
) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    await office.given(DraftStandard(YEAR, standard()), "conference")
    url = f"{DRAFT}/greeting{step}"
    async with office.browser() as client:
        opened = await client.get(url)
        await office.given(DropStandard(YEAR, "greeting", "Said twice."), "conference")
        late = await send(client, url, opened, mine)
        assert (late.status_code, refusal(late), onward(late.text)) == (410, GONE, DRAFT)
        became, _heading, typed = words(late).partition("What you wrote Copy from here")
    assert "Standard left out: “We greet first.” Reason: Said twice. conference " in became
    assert told in typed
