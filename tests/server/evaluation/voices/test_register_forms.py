"""The forms of the register: each on its own page, nothing lost to another, and a word on what was done."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from tests.running import Running
from tests.server.evaluation.voices.test_journeys import (
    SOON,
    WAITED,
    day_of,
    form_of,
    hidden,
    said,
    signed_in,
    take,
    written,
    written_down,
)


@pytest.fixture
async def clerk(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(running, "clerk") as client:
        yield client


@pytest.fixture
async def manager(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(running, "manager") as client:
        client.headers["Accept-Language"] = "en"
        yield client


def kept(page: httpx2.Response) -> str:
    """What a page says was just done."""
    found = re.search(r'id="done">(.*?)</p>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found.group(1)).split()) if found else ""


def now_there(page: httpx2.Response) -> str:
    """What a page says stands there now."""
    found = re.search(r'id="meanwhile">(.*?)</section>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split()) if found else ""


EMPTY = "Not filled in yet. Please choose or write something here."
AHEAD = "This day is still to come. Please enter today or an earlier day."


def marked(page: httpx2.Response) -> dict[str, str]:
    """What stands beside each field that is wrong; the summary leads to it, and it points to its sentence."""
    found = re.findall(r'<span class="field-wrong" id="(\w+)-wrong">([^<]*)</span>', page.text)
    for name, _words in found:
        assert f'<a href="#{name}">' in page.text
        assert re.search(rf'id="{name}"[^>]* aria-invalid="true" aria-describedby="{name}-wrong"', page.text)
    return {name: unescape(words) for name, words in found}


async def test_the_page_of_an_entry_has_nothing_to_fill_in(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    plan = {"remedy_kind": "preventive", "what": "Ring back.", "due_on": SOON, "remedy_owner": ""}
    assert (await take(manager, address, "plan", **plan)).status_code == 303
    page = (await manager.get(address)).text.partition("<main")[2]
    assert re.findall(r"<(textarea|select)|<input(?! type=\"hidden\")", page) == []
    for step in ("answer", "plan", "close", "forget"):
        assert f'href="{address}/{step}"' in page
        assert (await manager.get(f"{address}/{step}")).status_code == 200
    assert (await manager.get(f"{address}/nothing")).status_code == 404
    assert (await clerk.get(f"{address}/answer")).status_code == 403


async def test_the_entry_says_what_was_just_done_to_whoever_did_it(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    answer = await take(manager, address, "answer", answer="Sorry.", answered_on="")
    assert answer.headers["location"] == f"{address}?done=2"
    assert kept(await manager.get(f"{address}?done=2")) == "✓ Kept: Answer, Answered on"
    assert kept(await manager.get(address)) == ""
    assert kept(await manager.get(f"{address}?done=1")) == ""
    assert kept(await clerk.get(f"{address}?done=2")) == ""
    assert kept(await clerk.get(f"{address}?done=1&lang=en")) == "✓ Kept: Recorded"
    assert kept(await manager.get(f"{address}?done=x")) == ""


async def test_who_comes_second_sees_what_was_written_and_sends_again(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    opened = await manager.get(f"{address}/answer")
    await take(manager, address, "answer", answer="Theirs", answered_on="")
    mine = {"answer": "Mine", "answered_on": ""}
    late = await manager.post(f"{address}/answer", data={**form_of(opened), **mine})
    assert (late.status_code, written(late)) == (409, "Mine")
    assert "Answer Theirs" in now_there(late)
    sent = {**form_of(late), **mine}
    assert [(await manager.post(f"{address}/answer", data=sent)).status_code for _ in range(2)] == [303, 303]
    assert "Mine" in (await manager.get(address)).text


async def test_a_form_sent_once_more_with_other_words_loses_none_of_them(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    """The line broke off after it was sent: the person cannot know, amends it and sends it again."""
    address = await written_down(clerk)
    opened = form_of(await manager.get(f"{address}/answer"))
    first = {**opened, "answer": "First", "answered_on": ""}
    assert (await manager.post(f"{address}/answer", data=first)).status_code == 303
    amended = await manager.post(f"{address}/answer", data={**first, "answer": "Amended"})
    assert (amended.status_code, written(amended)) == (409, "Amended")
    assert "Answer First" in now_there(amended)
    again = {**form_of(amended), "answer": "Amended", "answered_on": ""}
    assert (await manager.post(f"{address}/answer", data=again)).status_code == 303
    assert "Amended" in (await manager.get(address)).text


async def test_a_correction_shows_what_somebody_else_corrected(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    opened = await manager.get(f"{address}/edit")
    day = re.search(r'name="received_on"[^>]* value="([\d-]+)"', opened.text)
    assert day
    fields = {
        "kind": "complaint", "intake": "counter", "summary": WAITED, "received_on": day.group(1),
        "scene": "face_to_face", "service": "move", "section": "residents", "owner": "residents",
        "name": "", "phone": "", "mail": "", "address": "",
    }  # fmt: skip
    theirs = {**form_of(await manager.get(f"{address}/edit")), **fields, "kind": "request"}
    assert (await manager.post(f"{address}/edit", data=theirs)).status_code == 303
    wrong = await manager.post(f"{address}/edit", data={**form_of(opened), **fields, "received_on": "soon"})
    assert (wrong.status_code, hidden(wrong, "version")) == (422, "1")
    assert said(wrong).startswith("A day is needed here.")
    assert marked(wrong) == {"received_on": "A day is needed here. Please write it like 2026-04-01."}
    late = await manager.post(f"{address}/edit", data={**form_of(wrong), **fields, "summary": "Mine"})
    assert (late.status_code, written(late)) == (409, "Mine")
    assert "Kind Request" in now_there(late)
    assert "Mine" not in now_there(late)
    again = {**form_of(late), **fields, "summary": "Mine"}
    assert (await manager.post(f"{address}/edit", data=again)).status_code == 303


async def test_what_has_to_be_chosen_says_so_and_is_not_taken_for_granted(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    page = await manager.get(f"{address}/plan")
    assert '<option value="">Please choose</option>' in page.text
    plan = {"remedy_kind": "", "what": "Ring back.", "due_on": SOON, "remedy_owner": ""}
    refused = await take(manager, address, "plan", **plan)
    assert (refused.status_code, written(refused)) == (422, "Ring back.")
    assert marked(refused) == {"remedy_kind": EMPTY}


@pytest.mark.parametrize(
    ("received_on", "refusal"),
    [
        ("1026-01-01", "Entries are kept for 365 days, and this day is longer ago. Please check the year."),
        ("2999-01-01", "This day is still to come. Please enter today or an earlier day."),
    ],
)
async def test_a_day_of_receipt_in_the_wrong_year_is_asked_again(
    manager: httpx2.AsyncClient, received_on: str, refusal: str
) -> None:
    opened = await manager.get("/offices/midori/voices/new")
    fields = {
        "once": hidden(opened, "once"), "kind": "complaint", "intake": "phone", "summary": WAITED,
        "received_on": received_on, "scene": "", "service": "", "section": "", "owner": "",
    }  # fmt: skip
    refused = await manager.post("/offices/midori/voices", data=fields)
    assert (refused.status_code, written(refused)) == (422, WAITED)
    assert said(refused).startswith(refusal)
    assert marked(refused) == {"received_on": refusal}
    assert f'value="{received_on}"' in refused.text
    assert '<option value="phone" selected>' in refused.text


@pytest.mark.parametrize(
    ("due_on", "refusal"),
    [
        ("1999-01-01", "This day is before the day of receipt. Please check both."),
        ("2999-01-01", "This day is more than three years from now. Please check the year."),
    ],
)
async def test_an_action_due_in_the_wrong_year_is_asked_again(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient, due_on: str, refusal: str
) -> None:
    address = await written_down(clerk)
    plan = {"remedy_kind": "preventive", "what": "Ring back.", "due_on": due_on, "remedy_owner": ""}
    refused = await take(manager, address, "plan", **plan)
    assert (refused.status_code, written(refused)) == (422, "Ring back.")
    assert said(refused).startswith(refusal)
    assert f'value="{due_on}"' in refused.text


def new_entry(opened: httpx2.Response, **fields: str) -> dict[str, str]:
    """The form of a new entry, filled in."""
    return {
        "once": hidden(opened, "once"), "kind": "complaint", "intake": "phone", "summary": WAITED,
        "received_on": day_of(opened), "scene": "", "service": "", "section": "residents", "owner": "",
        "name": "", "phone": "", "mail": "", "address": "",
    } | fields  # fmt: skip


async def entries_of(manager: httpx2.AsyncClient) -> list[str]:
    """The addresses of all entries, the newest first."""
    pages = [await manager.get(f"/offices/midori/voices?state=all&page={each}") for each in range(1, 9)]
    found = [
        each
        for page in pages
        for each in re.findall(r'href="(/offices/midori/voices/[0-9a-f]{16})"', page.text)
    ]
    return list(dict.fromkeys(found))


NEW = "/offices/midori/voices"
SENT = (
    "This form was sent before, with other words, and an entry was made of it. What you wrote now is still "
    "here, but it was not kept. Look at that entry, then choose below."
)


async def test_a_new_entry_sent_again_with_other_words_is_told_and_makes_no_second_one(
    manager: httpx2.AsyncClient,
) -> None:
    form = new_entry(await manager.get(f"{NEW}/new"))
    kept = (await manager.post(NEW, data=form)).headers["location"].partition("?")[0]
    before = await entries_of(manager)
    again = await manager.post(NEW, data=form)
    assert again.headers["location"].partition("?")[0] == kept
    for _ in range(2):
        told = await manager.post(NEW, data=form | {"summary": "Amended", "phone": "044"})
        assert (told.status_code, said(told), written(told)) == (409, SENT, "Amended")
        assert f"What was said {WAITED}" in now_there(told)
        assert f'<a href="{kept}">' in told.text
        assert 'value="044"' in told.text
    assert await entries_of(manager) == before


async def test_what_was_kept_before_is_corrected_with_the_words_of_now(manager: httpx2.AsyncClient) -> None:
    form = new_entry(await manager.get(f"{NEW}/new"))
    kept = (await manager.post(NEW, data=form)).headers["location"].partition("?")[0]
    before = await entries_of(manager)
    amended = form | {"summary": "Amended"}
    told = await manager.post(NEW, data=amended)
    (correct,) = re.findall(r'formaction="([^"]+)"', told.text)
    assert correct == f"{kept}/edit"
    sent = await manager.post(correct, data={**amended, **form_of(told)})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{kept}?done=2")
    assert ("Amended" in (await manager.get(kept)).text, await entries_of(manager)) == (True, before)


async def test_another_entry_is_made_when_that_is_chosen_and_once(manager: httpx2.AsyncClient) -> None:
    form = new_entry(await manager.get(f"{NEW}/new"))
    kept = (await manager.post(NEW, data=form)).headers["location"].partition("?")[0]
    before = await entries_of(manager)
    amended = form | {"summary": "Another"}
    told = await manager.post(NEW, data=amended)
    assert "Keep it as another entry" in told.text
    sent = [await manager.post(NEW, data={**amended, **form_of(told)}) for _ in range(2)]
    (other,) = {each.headers["location"].partition("?")[0] for each in sent}
    assert (other != kept, set(await entries_of(manager)) - set(before)) == (True, {other})
    corrected = await manager.post(f"{kept}/edit", data={**amended, **form_of(told)})
    assert (corrected.status_code, "Another" in (await manager.get(kept)).text) == (303, True)


async def test_a_clerk_is_told_who_corrects_and_sees_no_contact_that_a_manager_added(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    clerk.headers["Accept-Language"] = "en"
    form = new_entry(await clerk.get(f"{NEW}/new"))
    kept = (await clerk.post(NEW, data=form)).headers["location"].partition("?")[0]
    opened = await manager.get(f"{kept}/edit")
    named = form | form_of(opened) | {"name": "Midori Hanako", "kind": "request"}
    assert (await manager.post(f"{kept}/edit", data=named)).status_code == 303
    told = await clerk.post(NEW, data=form | {"summary": "Amended"})
    assert (told.status_code, "formaction" in told.text) == (409, False)
    assert "Managers can correct the entry that was kept." in told.text
    assert "Kind Request" in now_there(told)
    assert "Hanako" not in told.text


async def test_everything_that_is_wrong_with_an_entry_is_told_together(manager: httpx2.AsyncClient) -> None:
    form = new_entry(
        await manager.get(f"{NEW}/new"), summary="", received_on="soon", section="moon", phone="044"
    )
    wrong = await manager.post(NEW, data=form)
    assert (wrong.status_code, 'value="044"' in wrong.text) == (422, True)
    assert said(wrong) == "3 fields are empty or not filled in as expected. All that you wrote is still here."
    assert marked(wrong) == {
        "received_on": "A day is needed here. Please write it like 2026-04-01.",
        "summary": EMPTY,
        "section": "This is not filled in as expected. Please check it.",
    }
    ahead = await manager.post(NEW, data=form | {"received_on": "2999-01-01", "section": ""})
    assert marked(ahead) == {
        "received_on": "This day is still to come. Please enter today or an earlier day.",
        "summary": EMPTY,
    }


@pytest.mark.parametrize(
    ("step", "fields", "told"),
    [
        ("plan", {"remedy_kind": "", "what": "", "due_on": "", "remedy_owner": ""},
         {"remedy_kind": EMPTY, "due_on": EMPTY, "what": EMPTY}),
        ("plan", {"remedy_kind": "preventive", "what": "", "due_on": "1999-01-01", "remedy_owner": ""},
         {"due_on": "This day is before the day of receipt. Please check both.", "what": EMPTY}),
        ("answer", {"answer": "", "answered_on": "2999-01-01"},
         {"answer": EMPTY, "answered_on": AHEAD}),
        ("answer", {"answer": "", "answered_on": ""}, {"answer": "Please write down the answer."}),
        ("forget", {}, {"sure": "One field is not filled in as it should be. Please check it."}),
    ],
)  # fmt: skip
async def test_everything_that_is_wrong_with_a_step_is_told_together(
    clerk: httpx2.AsyncClient,
    manager: httpx2.AsyncClient,
    step: str,
    fields: dict[str, str],
    told: dict[str, str],
) -> None:
    address = await written_down(clerk)
    wrong = await take(manager, address, step, **fields)
    assert (wrong.status_code, marked(wrong)) == (422, told)
