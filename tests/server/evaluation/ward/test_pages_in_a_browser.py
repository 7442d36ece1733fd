"""The ward's pages in a real browser: for everybody, at both sizes, by keyboard, without scripts."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from server.evaluation.core.commands import CheckCompliance, DecideOutcome, WithdrawTarget
from server.evaluation.core.guideline import Outcome
from tests.loop_story import MID_YEAR, NOT_KEPT, YEAR, target_of
from tests.running import free_port
from tests.server.evaluation.ward.ward_office import PASSWORD, WardOffice

THIS = f"/evaluation/wards/midori/{YEAR}"
TARGET = f"{THIS}/targets/residents%20short%20wait"
RESIDENTS = f"{THIS}/sections/residents"
PAGES = (
    "/evaluation/desk", THIS, f"{THIS}/policy", f"{THIS}/targets/new?section=child", TARGET,
    f"{TARGET}/withdrawal", f"{TARGET}/initiatives/1", f"{TARGET}/initiatives/1/progress",
    f"{RESIDENTS}/targets", f"{THIS}/council", f"{THIS}/publication", f"{RESIDENTS}/standards",
    f"{RESIDENTS}/standards/greeting", f"{RESIDENTS}/guidance", f"{RESIDENTS}/orders/new",
    f"{THIS}/orders/1", f"/evaluation/wards/whole-city/{YEAR}",
)  # fmt: skip
SIZES = {"ja": {"width": 390, "height": 844}, "en": {"width": 1366, "height": 768}}


@pytest.fixture
async def address(office: WardOffice) -> AsyncIterator[str]:
    """Where the ward office answers real browsers."""
    port = free_port()
    serving = uvicorn.Server(uvicorn.Config(office.app, port=port, lifespan="off", log_config=None))
    task = asyncio.create_task(serving.serve())
    while not serving.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{port}"
    serving.should_exit = True
    await task


async def signed_in(page: Page, address: str, language: str) -> None:
    await page.goto(f"{address}/sign-in?lang={language}")
    await page.fill("#login", "everybody")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{address}/")


async def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    found = (await Axe().run(page)).response["violations"]
    wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found] + ["too wide"] * (wider > 0)


@pytest.mark.parametrize("language", SIZES)
async def test_every_page_is_usable_by_everybody(
    office: WardOffice, browser: Browser, address: str, language: str
) -> None:
    await office.reach("published", "midori")
    for account, command in MID_YEAR[:2]:
        await office.given(command, account)
    check = CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT)
    await office.given(check, "midori residents head")
    context = await browser.new_context(viewport=SIZES[language], locale=language)  # type: ignore[arg-type]
    page = await context.new_page()
    await signed_in(page, address, language)
    found = {}
    for path in PAGES:
        answer = await page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status == 200
        found[path] = await faults(page)
    await context.close()
    assert found == {path: [] for path in PAGES}


YEAR_END = (
    f"{THIS}/committee", f"{TARGET}/outcome", f"{RESIDENTS}/return", f"{THIS}/committee/council",
    f"{THIS}/review", f"{THIS}/policy", f"{TARGET}/words", f"{TARGET}/evaluation", "/evaluation/duties",
    f"/evaluation/city/{YEAR}/standards/greeting",
)  # fmt: skip


@pytest.mark.parametrize("language", SIZES)
async def test_the_pages_of_the_year_s_end_and_closed_ones_are_usable_by_everybody(
    office: WardOffice, browser: Browser, address: str, language: str
) -> None:
    await office.reach("results", "midori")
    context = await browser.new_context(viewport=SIZES[language], locale=language)  # type: ignore[arg-type]
    page = await context.new_page()
    await signed_in(page, address, language)
    found = {}
    for path in YEAR_END:
        await page.goto(f"{address}{path}")
        found[path] = await faults(page)
    await page.goto(f"{address}{TARGET}/outcome")
    await page.check("[value=C]")
    await office.given(DecideOutcome("midori", YEAR, target_of("residents"), Outcome.EXPAND), "midori chair")
    await page.locator("main form button").click()
    await page.locator(".meanwhile").wait_for()
    found["a conflict"] = await faults(page)
    await page.locator("main form button").click()
    await page.locator("[role=status]").wait_for()
    found["done"] = await faults(page)
    height = await page.locator(".loop-head").evaluate("each => each.offsetHeight")
    await context.close()
    assert found == {path: [] for path in found}
    assert height < 110


async def test_a_policy_is_set_with_the_keyboard_alone_and_without_scripts(
    office: WardOffice, browser: Browser, address: str
) -> None:
    await office.reach("adopted")
    context = await browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = await context.new_page()
    await signed_in(page, address, "ja")
    await page.goto(f"{address}/evaluation/desk")
    await page.get_by_role("link", name="区役所サービス向上方針を策定する").first.press("Enter")
    await page.wait_for_url(f"{address}{THIS}/policy")
    await page.focus("#text")
    await page.keyboard.type("お待たせしません。")
    await page.keyboard.press("Tab")
    await page.keyboard.type("住み続けたいまち")
    await page.get_by_role("button", name="方針を策定する").press("Enter")
    refused = page.get_by_role("alert")
    assert "区企画調整会議の開催日" in await refused.inner_text()
    assert await page.input_value("#text") == "お待たせしません。"
    await page.fill("#council_on", "2026-02-10")
    await page.get_by_role("button", name="方針を策定する").press("Enter")
    await page.wait_for_url(f"{address}{THIS}?done=*")
    done = page.get_by_role("status")
    assert "お待たせしません。" in await done.inner_text()
    await context.close()
    policy = office.loop.ward("midori", YEAR).policy
    assert policy is not None
    assert (policy.text, policy.goal) == ("お待たせしません。", "住み続けたいまち")


@pytest.mark.parametrize("language", SIZES)
async def test_all_that_is_wrong_is_told_at_the_top_and_each_link_leads_to_its_field(
    office: WardOffice, browser: Browser, address: str, language: str
) -> None:
    await office.reach("policy", "midori")
    context = await browser.new_context(viewport=SIZES[language], locale=language)  # type: ignore[arg-type]
    page = await context.new_page()
    await signed_in(page, address, language)
    await page.goto(f"{address}{THIS}/targets/new")
    await page.fill("#title", "正午の待ち時間")
    await page.fill("#baseline", "many")
    await page.locator(".send button").click()
    summary = page.locator("#refused")
    await summary.wait_for()
    assert await summary.evaluate("each => each === document.activeElement && each.role") == "alert"
    assert await page.input_value("#title") == "正午の待ち時間"
    links = [await each.get_attribute("href") for each in await summary.locator("a").all()]
    wrong = await page.locator("[aria-invalid=true]").count()
    assert (len(links), wrong) == (len(set(links)), len(links))
    for link in links:
        await summary.locator(f'[href="{link}"]').click()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Shift+Tab")
        assert await page.evaluate("document.activeElement.id") == str(link).removeprefix("#")
    found = await faults(page)
    await context.close()
    assert found == []


async def test_what_is_gone_is_shown_to_everybody_with_all_that_was_typed(
    office: WardOffice, browser: Browser, address: str
) -> None:
    await office.reach("set", "midori")
    context = await browser.new_context(viewport=SIZES["ja"], locale="ja")  # type: ignore[arg-type]
    page = await context.new_page()
    await signed_in(page, address, "ja")
    await page.goto(f"{address}{TARGET}/words")
    await page.fill("#plan", "窓口を増やす。")
    gone = WithdrawTarget("midori", YEAR, target_of("residents"), "重なる。")
    await office.given(gone, "midori residents head")
    await page.locator(".send button").click()
    await page.locator(".meanwhile").wait_for()
    text, found = await page.inner_text("main"), await faults(page)
    await page.locator(".links a").click()
    onward = page.url
    await context.close()
    assert ("窓口を増やす。" in text, "重なる。" in text, found) == (True, True, [])
    assert onward == f"{address}{RESIDENTS}/targets"
