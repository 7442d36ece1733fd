"""Long texts, the same sent again, and what was there before: the forms say so and lose nothing."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from server.web.forms import LARGEST_FORM
from tests.loop_story import YEAR
from tests.server.evaluation.ward.test_forms import (
    A_POLICY,
    A_TARGET,
    AN_INITIATIVE,
    NEWS,
    RESIDENTS,
    SAME,
    TARGET,
    THIS,
    TO_MEND,
)
from tests.server.evaluation.ward.ward_office import WardOffice, done_on, hidden, refusal, shown

LONG = {"current_state": "字" * 4_000, "plan": "𠮷" * 4_000, "title": "字" * 120, "item": "字" * 120}


async def sent(office: WardOffice, url: str, filled: dict[str, Any], language: str = "en") -> httpx2.Response:
    """The answer to this form, opened and filled in anew, and where it leads on to."""
    async with office.browser(language=language) as browser:
        page = await browser.get(url)
        said = {**hidden(page), "key": uuid4().hex, **filled}
        answer = await browser.post(url, data=said, headers={"Accept": "text/html"})
        return await browser.get(answer.headers["location"]) if answer.is_redirect else answer


async def test_a_form_filled_to_its_limits_is_kept(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    page = await sent(office, f"{THIS}/targets/new", A_TARGET | LONG)
    assert (page.status_code, refusal(page)) == (200, "")
    (kept,) = office.loop.ward("midori", YEAR).targets.values()
    assert (kept.aim.current_state, kept.aim.plan) == (LONG["current_state"], LONG["plan"])


async def test_a_text_that_is_too_long_is_kept_in_its_form_with_a_sentence(office: WardOffice) -> None:
    await office.reach("published", "midori")
    page = await sent(office, f"{RESIDENTS}/guidance", {"text": "字" * 8_000}, "ja")
    assert (page.status_code, shown(page, "text")) == (409, "字" * 8_000)
    assert refusal(page).startswith("長すぎます。4,000字までで書いてください。")
    assert '<textarea id="text" name="text" rows="4" maxlength="4000"' in page.text


async def test_the_fields_say_their_limits(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    async with office.browser() as browser:
        page = await browser.get(f"{THIS}/targets/new")
    for name, most in (("title", 120), ("plan", 4000), ("item", 120), ("unit", 20), ("counted", 120)):
        start = page.text.index(f'id="{name}" name="{name}"')
        assert f'maxlength="{most}"' in page.text[start : page.text.index(">", start)]


@pytest.mark.parametrize("named", [True, False], ids=["of a size that is named", "in pieces"])
async def test_what_is_larger_than_any_form_is_refused_on_a_page_in_words(
    office: WardOffice, named: bool
) -> None:
    await office.reach("published", "midori")

    async def pieces() -> Any:
        for _ in range(LARGEST_FORM // 1024 + 1):
            yield b"x" * 1024

    body = b"x" * (LARGEST_FORM + 1) if named else pieces()
    headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
    async with office.browser(language="ja") as browser:
        page = await browser.post(f"{RESIDENTS}/guidance", content=body, headers=headers)
    assert (page.status_code, page.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "送信された内容が大きすぎます。" in page.text
    assert "文章を短くして、もう一度送信してください。" in page.text
    assert "content-security-policy" in page.headers


@pytest.mark.parametrize(
    ("stage", "path", "filled"),
    [
        ("policy", f"{THIS}/targets/new", A_TARGET),
        ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE),
        ("published", f"{TARGET}/initiatives/1/progress", NEWS),
        ("published", f"{RESIDENTS}/guidance", {"text": "学ぶこと。"}),
        ("published", f"{RESIDENTS}/orders/new", TO_MEND),
    ],
)
async def test_the_same_sent_again_from_a_new_page_is_not_recorded_twice(
    office: WardOffice, stage: str, path: str, filled: dict[str, Any]
) -> None:
    await office.reach(stage, "midori")
    assert refusal(await sent(office, path, filled)) == ""
    before = office.loop
    again = await sent(office, path, filled)
    assert (again.status_code, refusal(again)) == (409, SAME)
    assert office.loop == before


async def test_what_is_worded_anew_is_not_said_to_be_set(office: WardOffice) -> None:
    await office.reach("adopted", "midori")
    for text, said in (("一", "Policy set"), ("二", "Policy worded anew")):
        page = await sent(office, f"{THIS}/policy", A_POLICY | {"text": text})
        assert done_on(page) == f"✓ {said}: “{text}”"
    await office.step("policy", "midori")
    await office.step("set", "midori")
    page = await sent(office, f"{TARGET}/words", A_TARGET | {"title": "三"})
    assert done_on(page) == "✓ Target worded anew: “三”"
    page = await sent(office, f"{TARGET}/initiatives/new", AN_INITIATIVE)
    assert done_on(page) == "✓ Initiative planned: “昼休みをずらす” for “三”"
    await office.step("planned", "midori")
    page = await sent(office, f"{TARGET}/initiatives/1", AN_INITIATIVE | {"owner": "案内係"})
    assert done_on(page) == "✓ Initiative planned anew: “昼休みをずらす” for “三”"


async def test_days_of_a_figure_are_said_as_people_write_them(office: WardOffice) -> None:
    await office.reach("checked", "midori")
    days = {"since": f"{YEAR}-04-01", "until": f"{YEAR}-10-31", "figure_counted": "5", "evidence": "表"}
    said = days | {"result": "早くなりました。", "grade": "2"}
    page = await sent(office, f"{TARGET}/evaluation", said, "ja")
    assert (page.status_code, f"（{YEAR}年4月1日～10月31日）" in refusal(page)) == (409, True)
    page = await sent(office, f"{TARGET}/evaluation", said | {"until": f"{YEAR}-03-01"}, "ja")
    assert refusal(page).startswith("期間の始まりの日が、終わりの日より後になっています。")


async def test_the_content_can_be_reached_at_once_with_the_keyboard(office: WardOffice) -> None:
    await office.reach("published", "midori")
    async with office.browser(language="ja") as browser:
        for url in (THIS, f"{RESIDENTS}/guidance", "/evaluation/desk", f"/evaluation/city/{YEAR}/standards"):
            page = (await browser.get(url)).text
            assert page.index('<a class="skip" href="#main">本文へ</a>') < page.index("<header")
            assert page.count('id="main"') == 1
