"""The forms of the register: each on its own page, nothing lost to another, and a word on what was done."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.running import Running
from tests.server.evaluation.voices.test_journeys import (
    SOON,
    WAITED,
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
    day = re.search(r'name="received_on" required value="([\d-]+)"', opened.text)
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
    assert said(wrong).startswith("One field is not filled in")
    assert "<span> (Received on)</span>" in wrong.text
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
    assert "<span> (Kind)</span>" in refused.text


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
    assert "<span> (Received on)</span>" in refused.text
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
