"""After a step the next page says what was done, as the ledger has it, to whoever did it and nobody else."""

import re
from datetime import datetime
from uuid import uuid4

import pytest

from server.evaluation.core.commands import BeginStandards, DraftStandard
from tests.loop_story import JAPAN, YEAR, standard
from tests.server.evaluation.ward.ward_office import WardOffice, done_on, hidden

THIS = f"/evaluation/wards/midori/{YEAR}"
POLICY = {"text": "お待たせしません。", "goal": "まち", "council_on": "2026-02-10"}
SAID = "✓ Policy set: “お待たせしません。”"


async def sets_the_policy(office: WardOffice) -> str:
    """Where the page leads on to."""
    async with office.browser() as client:
        page = await client.get(f"{THIS}/policy")
        answer = await client.post(f"{THIS}/policy", data={**hidden(page), **POLICY})
    return str(answer.headers["location"])


async def test_the_next_page_says_what_was_done_in_the_words_of_the_history(office: WardOffice) -> None:
    await office.reach("adopted", "midori")
    onward = await sets_the_policy(office)
    assert onward == f"{THIS}?done={len(office.secretariat.history)}"
    async with office.browser() as client:
        page = await client.get(onward)
        assert done_on(page) == SAID
        assert '<p class="says-done" role="status"' in page.text
        assert done_on(await client.get(onward)) == SAID
        assert done_on(await client.get(THIS)) == ""


async def test_somebody_elses_step_is_not_said_to_be_ones_own(office: WardOffice) -> None:
    await office.reach("adopted", "midori")
    onward = await sets_the_policy(office)
    async with office.browser("nobody") as client:
        page = await client.get(onward)
    assert (page.status_code, done_on(page)) == (200, "")


@pytest.mark.parametrize("done", ["0", "-1", "999999", "1", "x", "", "1" * 30, "²"])
async def test_an_address_alone_makes_nothing_done(office: WardOffice, done: str) -> None:
    async with office.browser() as client:
        page = await client.get(THIS, params={"done": done})
    assert (page.status_code, done_on(page)) == (200, "")


async def test_the_part_of_the_page_that_changed_is_a_link_in_it(office: WardOffice) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    new = f"/evaluation/city/{YEAR}/standards/new"
    said = {"sentence": "We ring back.", "scene": "phone", "principle": "empathy", "evidence": ""}
    async with office.browser() as client:
        sent = {**hidden(await client.get(new)), **said}
        page = await client.get((await client.post(new, data=sent)).headers["location"])
        forged = await client.get(f"{THIS}?done=1&place=%22%3E%3Cscript%3E")
    assert done_on(page) == "✓ Standard in the draft: “We ring back.” Show it"
    assert '<a href="#phone">Show it</a>' in page.text
    assert "<script>" not in forged.text


async def test_a_long_text_is_cut(office: WardOffice) -> None:
    await office.reach("adopted", "midori")
    async with office.browser() as client:
        page = await client.get(f"{THIS}/policy")
        sent = {**hidden(page), **POLICY, "text": "とても長い方針です。" * 60}
        answer = await client.post(f"{THIS}/policy", data=sent)
        assert len(done_on(await client.get(answer.headers["location"]))) < 220


# --- one form on a page


async def test_the_committee_has_a_page_for_each_deed_and_no_form_that_another_could_lose(
    office: WardOffice,
) -> None:
    office.clock.set(datetime(YEAR + 1, 3, 31, 10, tzinfo=JAPAN))
    await office.reach("results", "midori")
    async with office.browser() as client:
        for number in range(2):
            page = (await client.get(f"{THIS}/committee")).text
            assert re.findall(r"<form", page.partition("<main")[2]) == []
            (onward,) = re.findall(r'<strong>Next:</strong> <a class="button" href="([^"]*)"', page)
            opened = await client.get(onward)
            answer = await client.post(onward, data={**hidden(opened), "outcome": "C"})
            assert answer.status_code == 303, number
        last = await client.get(answer.headers["location"])
    assert done_on(last).startswith("✓ Outcome of “A wait of six minutes”: C")
    assert f'<strong>Next:</strong> <a class="button" href="{THIS}/committee/council"' in last.text


# --- what is closed


FORMS = (
    "policy", "targets/new", "targets/residents%20short%20wait/words",
    "targets/residents%20short%20wait/withdrawal", "targets/residents%20short%20wait/initiatives/new",
    "targets/residents%20short%20wait/initiatives/1",
    "targets/residents%20short%20wait/initiatives/1/progress",
    "targets/residents%20short%20wait/evaluation", "targets/residents%20short%20wait/outcome",
    "sections/residents/targets", "sections/residents/standards/greeting", "sections/residents/results",
    "sections/residents/guidance", "sections/residents/orders/new", "sections/residents/return",
    "council", "publication", "committee", "committee/council", "review",
)  # fmt: skip


@pytest.mark.parametrize("path", [*FORMS, "", "sections/residents/standards"])
async def test_a_closed_year_shows_no_form_and_no_way_to_one(office: WardOffice, path: str) -> None:
    await office.reach("closed", "midori")
    async with office.browser() as client:
        main = (await client.get(f"{THIS}/{path}".rstrip("/"))).text.partition("<main")[2]
        assert re.findall(r'<form[^>]*method="post"', main) == []
        for link in re.findall(r'class="button plain" href="([^"]*)"', main):
            if link.startswith(THIS):
                answer = await client.get(link)
                assert re.findall(r'<form[^>]*method="post"', answer.text.partition("<main")[2]) == []


async def test_a_closed_form_says_why_and_what_stands_there(office: WardOffice) -> None:
    await office.reach("closed", "midori")
    async with office.browser() as client:
        page = (await client.get(f"{THIS}/policy")).text
    assert "The plan of this year has gone to the council or is published; it does not change." in page
    assert "We come to meet you." in page


@pytest.mark.parametrize("path", ["new", "greeting", "greeting/drop", "adopt"])
async def test_standards_in_force_show_no_form(office: WardOffice, path: str) -> None:
    await office.reach("adopted")
    async with office.browser() as client:
        page = await client.get(f"/evaluation/city/{YEAR}/standards/{path}")
    assert re.findall(r'<form[^>]*method="post"', page.text.partition("<main")[2]) == []
    assert "The standards of this year are in force and do not change." in page.text


async def test_what_was_written_too_late_is_not_lost(office: WardOffice) -> None:
    await office.reach("closed", "midori")
    late = {"key": uuid4().hex, "summary": "Written too late.", "text": "Written too late."}
    async with office.browser() as client:
        for path in (f"{THIS}/committee/council", f"{THIS}/sections/residents/return"):
            answer = await client.post(path, data=late)
            assert (answer.status_code, ">Written too late.</textarea>" in answer.text) == (409, True)


@pytest.mark.parametrize("key", ["new", "../..", "..", "", "a/b?c", "new\u200b"])
async def test_no_key_of_a_form_makes_a_standard_that_no_address_can_name(
    office: WardOffice, key: str
) -> None:
    await office.reach("posts")
    await office.given(BeginStandards(YEAR), "conference")
    await office.given(DraftStandard(YEAR, standard()), "conference")
    said = {"sentence": "We ring back.", "scene": "phone", "principle": "empathy", "evidence": ""}
    async with office.browser() as client:
        answer = await client.post(f"/evaluation/city/{YEAR}/standards/new", data={"key": key, **said})
        assert answer.status_code == 303
        id = office.loop.standards[YEAR].standards[-1].id
        assert re.fullmatch(r"s-[0-9a-f]{12}", id)
        assert (await client.get(f"/evaluation/city/{YEAR}/standards/{id}")).status_code == 200
