"""The forms of the register: each on its own page, nothing lost to another, and a word on what was done."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.running import Running
from tests.server.evaluation.voices.test_journeys import (
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
    plan = {"remedy_kind": "preventive", "what": "Ring back.", "due_on": "2099-01-01", "remedy_owner": ""}
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
    plan = {"remedy_kind": "", "what": "Ring back.", "due_on": "2099-01-01", "remedy_owner": ""}
    refused = await take(manager, address, "plan", **plan)
    assert (refused.status_code, written(refused)) == (422, "Ring back.")
    assert "<span> (Kind)</span>" in refused.text
