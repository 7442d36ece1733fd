"""Voices through the whole program: a visitor answers once, a clerk writes down, a manager deals with it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx2
import pytest

from tests.running import PASSWORDS, Running

SOON = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
WAITED = "説明がないまま一時間お待たせした、とのお叱り"
NAME = "緑 花子"
NOBODY_IN_CHARGE = (
    "この苦情は、担当する所属がまだ決まっていません。「内容を修正する」で担当する所属を選んでから、"
    "完了にしてください。"
)


@pytest.fixture
async def visitor(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    """A phone."""
    async with httpx2.AsyncClient(base_url=running.url, timeout=30) as client:
        yield client


@asynccontextmanager
async def signed_in(running: Running, who: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of a member of staff."""
    own = {"Origin": running.url}
    async with httpx2.AsyncClient(base_url=running.url, timeout=30, headers=own) as client:
        form = {"login": who, "password": PASSWORDS[who]}
        assert (await client.post("/sign-in", data=form)).status_code == 303
        yield client


@pytest.fixture
async def clerk(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(running, "clerk") as client:
        yield client


@pytest.fixture
async def manager(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(running, "manager") as client:
        yield client


def hidden(page: httpx2.Response, name: str) -> str:
    """The value of the first hidden field of this name."""
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found, f"{name} in {page.text}"
    return unescape(found.group(1))


def said(page: httpx2.Response) -> str:
    """What the page says no with."""
    found = re.search(r'class="says-no"[^>]*>(?:<p>)?(?:<strong>)?([^<]*)<', page.text)
    return unescape(found.group(1)) if found else ""


def written(page: httpx2.Response) -> str:
    """What stands in the first text field."""
    return unescape(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page.text)[0])


async def served(running: Running, service: str = "move", counter: str = "2") -> str:
    """Somebody was served: the secret of their ticket."""
    taken = await running.done("/tickets", {"service": service, "paper": False}, role="kiosk")
    await running.done(f"/counters/{counter}/open")
    await running.done(f"/counters/{counter}/call", {"number": taken["number"]})
    for verb in ("start", "finish"):
        await running.done(f"/counters/{counter}/{verb}")
    return str(taken["token"])


async def written_down(clerk: httpx2.AsyncClient, **more: str) -> str:
    """A complaint in the register: its address."""
    form = await clerk.get("/offices/midori/voices/new")
    fields = {
        "once": hidden(form, "once"), "kind": "complaint", "intake": "counter", "summary": WAITED,
        "received_on": day_of(form), "scene": "face_to_face", "service": "move", "section": "", "owner": "",
        "name": NAME, "phone": "044-000-0000", "mail": "", "address": "",
    }  # fmt: skip
    answer = await clerk.post("/offices/midori/voices", data=fields | more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removesuffix("?done=1")


def day_of(form: httpx2.Response) -> str:
    found = re.search(r'name="received_on"[^>]* value="([\d-]+)"', form.text)
    assert found
    return found.group(1)


async def take(manager: httpx2.AsyncClient, address: str, step: str, **fields: str) -> httpx2.Response:
    """One step of a manager, from the page as it is now."""
    remedy = f"?remedy={fields['remedy']}" if "remedy" in fields else ""
    page = await manager.get(f"{address}/{PAGE_OF.get(step, step)}{remedy}")
    return await manager.post(f"{address}/{step}", data=form_of(page) | fields)


PAGE_OF = {"forget-contact": "forget"}


def form_of(page: httpx2.Response) -> dict[str, str]:
    """What the form of a page carries hidden."""
    return {name: hidden(page, name) for name in ("once", "version", "seen")}


async def test_a_served_visitor_answers_once_and_nobody_else_does(
    running: Running, visitor: httpx2.AsyncClient
) -> None:
    token = await served(running)
    page = await visitor.get(f"/survey/midori?ticket={token}")
    assert page.status_code == 200
    form = {
        "ticket": token,
        "once": hidden(page, "once"),
        "overall": "4",
        "time": "2",
        "comment": "親切でした",
    }
    sent = [await visitor.post("/survey/midori", data=form) for _ in range(2)]
    assert [(each.status_code, each.headers["location"]) for each in sent] == [
        (303, "/survey/midori/thanks")
    ] * 2
    other = await visitor.post("/survey/midori", data=form | {"once": "another-form"})
    assert (other.status_code, (await visitor.get(f"/survey/midori?ticket={token}")).status_code) == (
        409,
        409,
    )
    assert (await visitor.get("/survey/midori/thanks")).status_code == 200


async def test_an_answer_that_says_nothing_is_asked_again(
    running: Running, visitor: httpx2.AsyncClient
) -> None:
    token = await served(running)
    form = {"ticket": token, "once": "a-form-of-mine", "overall": "9", "comment": " "}
    again = await visitor.post("/survey/midori?lang=en", data=form)
    assert (again.status_code, said(again)) == (422, "Please choose at least one answer, or write something.")


async def test_whoever_was_not_served_is_not_asked(running: Running, visitor: httpx2.AsyncClient) -> None:
    waiting = await running.done("/tickets", {"service": "seal", "paper": False}, role="kiosk")
    for ticket in ("nonsense", waiting["token"]):
        assert (await visitor.get(f"/survey/midori?ticket={ticket}")).status_code == 404
    form = {"ticket": str(waiting["token"]), "once": "a-form-of-mine", "overall": "1"}
    assert (await visitor.post("/survey/midori", data=form)).status_code == 404


async def test_without_a_ticket_the_survey_says_where_it_is_answered(visitor: httpx2.AsyncClient) -> None:
    page = await visitor.get("/survey/midori")
    assert page.status_code == 200
    assert (
        "番号札の二次元コードから開くページ、または庁舎のアンケート用の端末でお答えいただけます。"
        in page.text
    )
    main = page.text.partition("<main")[2]
    assert re.findall(r'href="([^"]+)"', main)[:2] == ["/survey/midori/results", "/offices/midori"]
    assert (await visitor.get("/survey/nowhere")).status_code == 404


async def test_a_touch_in_the_office_counts_once_and_the_screen_resets_itself(
    running: Running, visitor: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    before = await answers_of(manager, "庁舎の端末")
    page = await visitor.get("/offices/midori/kiosk/survey?section=child")
    form = {"once": hidden(page, "once"), "section": hidden(page, "section"), "service": "", "overall": "5"}
    sent = [await visitor.post("/offices/midori/kiosk/survey", data=form) for _ in range(2)]
    thanks = await visitor.get(sent[0].headers["location"])
    assert thanks.headers["refresh"] == "5; url=/offices/midori/kiosk/survey?section=child&service="
    assert await answers_of(manager, "庁舎の端末") == before + 1


@pytest.mark.parametrize(
    ("asked", "said", "shown"),
    [
        ("since=2026-05-01&until=2026-05-31", [], ("2026-05-01", "2026-05-31")),
        (
            "since=2026-05-31&until=2026-05-01",
            ["The dates were the wrong way round. They are shown in order."],
            ("2026-05-01", "2026-05-31"),
        ),
        (
            "since=2026-02-31&until=2026-05-31",
            ["A date cannot be read. The usual days are shown instead."],
            ("2026-05-02", "2026-05-31"),
        ),
        (
            "since=2020-01-01&until=2026-05-31",
            ["At most a year is shown at once: the last year of the time that was asked for."],
            ("2025-05-31", "2026-05-31"),
        ),
    ],
)
async def test_days_that_are_not_taken_as_they_stand_are_said_in_words(
    manager: httpx2.AsyncClient, asked: str, said: list[str], shown: tuple[str, str]
) -> None:
    page = (await manager.get(f"/offices/midori/voices/survey?{asked}&lang=en")).text
    assert re.findall(r'class="says-no" role="status">([^<]*)<', page) == said
    assert tuple(re.findall(r'type="date" name="(?:since|until)" value="([^"]*)"', page)) == shown


async def answers_of(manager: httpx2.AsyncClient, channel: str) -> int:
    """How many gave an overall grade through this channel."""
    page = await manager.get("/offices/midori/voices/survey?by=channel&lang=ja")
    found = re.search(rf'<th scope="row">{channel}</th>.*?</td>\s*<td>(\d+)</td>', page.text, re.DOTALL)
    return int(found.group(1)) if found else 0


async def test_paper_is_typed_in_by_rows_and_faults_are_said_with_their_row(
    running: Running, clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    page = await clerk.get("/offices/midori/voices/paper?lang=en")
    day = re.search(r'name="day"[^>]* value="([\d-]+)"', page.text)
    assert day
    form = {
        "once": hidden(page, "once"), "day": day.group(1), "section": "", "service": "tax",
        "handed_out": "３０", "overall-1": "5", "time-1": "４", "overall-3": "7", "comment-4": "椅子が少ない",
    }  # fmt: skip
    wrong = await clerk.post("/offices/midori/voices/paper", data=form)
    assert (wrong.status_code, said(wrong)) == (
        422, "Row 3 holds something else than a grade. Nothing was kept; please correct it.",
    )  # fmt: skip
    several = await clerk.post(
        "/offices/midori/voices/paper", data=form | {"time-3": "x", "handed_out": "many"}
    )
    assert (several.status_code, said(several)[:9], several.text.count('aria-invalid="true"')) == (
        422,
        "3 fields ",
        3,
    )
    for name in ("handed_out", "overall-3", "time-3"):
        assert f'<a href="#{name}">' in several.text
        assert f'aria-invalid="true" aria-describedby="{name}-wrong"' in several.text
    assert await answers_of(manager, "用紙") == 0
    for _ in range(2):
        kept = await clerk.post("/offices/midori/voices/paper", data=form | {"overall-3": "2"})
        assert kept.status_code == 303
        assert kept.headers["location"].startswith("/offices/midori/voices/paper?kept=3&")
    assert await answers_of(manager, "用紙") == 2
    amended = await clerk.post("/offices/midori/voices/paper", data=form | {"overall-3": "1"})
    assert (amended.status_code, said(amended)[:58]) == (
        409, "This form was sent before, with other questionnaires, and ",
    )  # fmt: skip
    assert (hidden(amended, "once") != form["once"], 'value="椅子が少ない"' in amended.text) == (True, True)
    assert await answers_of(manager, "用紙") == 2
    results = await manager.get("/offices/midori/voices/survey?by=channel&lang=ja")
    assert '10.0% <span class="soft">(3 / 30)</span>' in results.text


async def test_a_complaint_goes_from_the_counter_to_its_deletion(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    assert (NAME in (await clerk.get(address)).text, NAME in (await manager.get(address)).text) == (
        False,
        True,
    )
    refused = await take(manager, address, "close")
    assert (refused.status_code, said(refused)) == (
        422, "苦情は、回答をしてから完了とします。回答をしない場合は、その理由を記入してください。",
    )  # fmt: skip
    assert (await take(manager, address, "answer", answer="お詫びした", answered_on="")).status_code == 303
    plan = {"remedy_kind": "corrective", "what": "声をかける", "due_on": SOON, "remedy_owner": ""}
    assert (await take(manager, address, "plan", **plan)).status_code == 303
    assert said(await take(manager, address, "close")) == "まだ実施していない是正措置があります。"
    remedy = hidden(await manager.get(address), "remedy")
    assert (await take(manager, address, "done", remedy=remedy, done_on="")).status_code == 303
    assert said(await take(manager, address, "close")) == "効果をまだ確認していない是正措置があります。"
    check = {"remedy": remedy, "effective": "yes", "checked_on": ""}
    assert (await take(manager, address, "check", **check)).status_code == 303
    assert (await take(manager, address, "close")).status_code == 303
    assert (await take(manager, address, "forget")).status_code == 422
    assert (await take(manager, address, "forget", sure="yes")).status_code == 303
    page = (await manager.get(address)).text
    assert [word for word in (WAITED, NAME, "お詫びした", "声をかける") if word in page] == []
    assert len(re.findall(r"<time ", page)) == 7


async def test_a_complaint_of_no_section_is_closed_only_after_one_was_named(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk, service="")
    assert (await take(manager, address, "answer", answer="お詫びした", answered_on="")).status_code == 303
    listed = (await manager.get("/offices/midori/voices?lang=en")).text
    assert [word in listed for word in ("Cannot be closed yet", "Can be closed")] == [True, False]
    await manager.get("/offices/midori/voices?lang=ja")
    refused = await take(manager, address, "close")
    assert (refused.status_code, said(refused)) == (422, NOBODY_IN_CHARGE)
    form = await manager.get(f"{address}/edit")
    fields = {
        "once": hidden(form, "once"), "version": hidden(form, "version"), "kind": "complaint",
        "intake": "counter", "received_on": day_of(form), "summary": WAITED, "scene": "", "service": "",
        "section": "", "owner": "residents", "name": "", "phone": "", "mail": "", "address": "",
    }  # fmt: skip
    assert (await manager.post(f"{address}/edit", data=fields)).status_code == 303
    assert (await take(manager, address, "close")).status_code == 303


async def test_personal_data_of_an_open_entry_is_deleted_when_the_person_asks(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    assert (await take(manager, address, "forget-contact")).status_code == 303
    page = (await manager.get(address)).text
    assert (NAME in page, WAITED in page, "個人情報は" in page) == (False, True, True)
    assert (await take(manager, address, "forget")).status_code == 422
    assert (await take(manager, address, "forget", sure="yes")).status_code == 303
    page = (await manager.get(address)).text
    assert (WAITED in page, "個人情報と文章は" in page) == (False, True)
    assert (await take(manager, address, "answer", answer="お詫びした", answered_on="")).status_code == 303
    assert (await take(manager, address, "close")).status_code == 303
    assert (await take(manager, address, "forget", sure="yes")).status_code == 303
    assert "お詫びした" not in (await manager.get(address)).text


@pytest.mark.parametrize("typed", [{"remedy_owner": "山田"}, {"target": "山田様の件"}])
async def test_a_section_and_a_target_are_chosen_and_never_typed(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient, typed: dict[str, str]
) -> None:
    address = await written_down(clerk)
    plan = {
        "remedy_kind": "corrective",
        "what": "声をかける",
        "due_on": SOON,
        "remedy_owner": "residents",
    }
    refused = await take(manager, address, "plan", **plan | typed)
    assert (refused.status_code, said(refused)) == (
        422,
        "記入のしかたが合っていません。確認してください。",
    )
    assert (await take(manager, address, "plan", **plan)).status_code == 303


async def test_a_form_sent_twice_makes_one_entry_and_one_step(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    once = {"once": "one-form-sent-twice"}
    address = await written_down(clerk, **once)
    assert await written_down(clerk, **once) == address
    page = await manager.get(f"{address}/answer")
    fields = {**form_of(page), "answer": "説明した", "answered_on": ""}
    answers = [await manager.post(f"{address}/answer", data=fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert hidden(await manager.get(f"{address}/plan"), "version") == "2"


async def test_who_comes_second_keeps_their_words_and_is_told(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    await take(manager, address, "answer", answer="先の回答", answered_on="")
    late = {"once": "a-late-form", "version": "1", "answer": "後の回答", "answered_on": ""}
    answer = await manager.post(f"{address}/answer", data=late)
    assert answer.status_code == 409
    assert written(answer) == "後の回答"


async def test_an_entry_is_corrected_with_its_fields_filled_in(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    form = await manager.get(f"{address}/edit")
    assert written(form) == WAITED
    fields = {
        "once": hidden(form, "once"), "version": hidden(form, "version"), "kind": "request",
        "intake": "letter",
        "received_on": day_of(form), "summary": "番号をもっと大きく", "scene": "", "service": "",
        "section": "child", "owner": "",
        "name": "", "phone": "", "mail": "", "address": "",
    }  # fmt: skip
    assert (await manager.post(f"{address}/edit", data=fields | {"summary": ""})).status_code == 422
    assert (await manager.post(f"{address}/edit", data=fields)).status_code == 303
    page = await manager.get(f"{address}?lang=en")
    assert re.findall(r"<h1>(\w+) ", page.text) == ["Request"]


async def test_what_somebody_wrote_in_the_survey_is_taken_into_the_register(
    running: Running, visitor: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    words = "待合の椅子が足りません"
    token = await served(running, "seal", "4")
    await visitor.post("/survey/midori", data={"ticket": token, "once": "my-own-form", "comment": words})
    results = await manager.get("/offices/midori/voices/survey")
    found = re.search(rf"{words}</p>.*?name=\"comment\" value=\"(\w+)\"", results.text, re.DOTALL)
    assert found
    form = await manager.post("/offices/midori/voices/new", data={"comment": found.group(1)})
    assert written(form) == words
    gone = await manager.post("/offices/midori/voices/survey/forget", data={"comment": found.group(1)})
    assert gone.status_code == 303
    assert words not in (await manager.get("/offices/midori/voices/survey")).text


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("nobody", "/offices/midori/voices", 303),
        ("nobody", "/offices/midori/voices/survey", 303),
        ("nobody", "/survey/midori/results", 200),
        ("clerk", "/offices/midori/voices", 200),
        ("clerk", "/offices/midori/voices/nothing", 404),
        ("clerk", "/offices/nowhere/voices", 404),
        ("clerk", "/offices/nowhere/voices/paper", 404),
        ("nobody", "/survey/nowhere/results", 404),
        ("nobody", "/offices/nowhere/kiosk/survey", 404),
    ],
)
async def test_everybody_sees_what_is_theirs(
    running: Running, visitor: httpx2.AsyncClient, clerk: httpx2.AsyncClient, who: str, path: str, status: int
) -> None:
    client = clerk if who == "clerk" else visitor
    assert (await client.get(path)).status_code == status


async def test_a_clerk_may_write_down_and_only_a_manager_deals_with_it(clerk: httpx2.AsyncClient) -> None:
    address = await written_down(clerk)
    fields = {"once": "a-clerks-form", "version": "1", "answer": "勝手な回答"}
    assert (await clerk.post(f"{address}/answer", data=fields)).status_code == 403
    assert (await clerk.get(f"{address}/edit")).status_code == 403


async def test_another_site_cannot_write_in_the_name_of_a_clerk(clerk: httpx2.AsyncClient) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = await clerk.post("/offices/midori/voices", data={"summary": "偽"}, headers=foreign)
    assert answer.status_code == 403


async def test_an_address_puts_nothing_of_its_own_into_the_answer(
    running: Running, visitor: httpx2.AsyncClient
) -> None:
    strange = {"section": "tax\r\nX-Planted: yes", "service": "tax"}
    thanks = await visitor.get("/offices/midori/kiosk/survey/thanks", params=strange)
    assert thanks.headers["refresh"] == "5; url=/offices/midori/kiosk/survey?section=tax&service=tax"
    assert "x-planted" not in thanks.headers


async def test_a_screen_left_in_another_language_goes_back_to_the_office_s_own(
    running: Running, visitor: httpx2.AsyncClient
) -> None:
    pages = [
        await visitor.get(f"/offices/midori/kiosk/survey{each}") for each in ("", "?lang=en&section=tax")
    ]
    assert [each.headers.get("refresh") for each in pages] == [
        None, "60; url=/offices/midori/kiosk/survey?section=tax&service=",
    ]  # fmt: skip


async def test_the_language_can_be_changed_after_a_no(
    clerk: httpx2.AsyncClient, manager: httpx2.AsyncClient
) -> None:
    address = await written_down(clerk)
    refused = await take(manager, address, "close")
    assert re.findall(r'<a href="([^"]*)lang=en"', refused.text) == [f"{address}/close?"]
