"""The survey and the register in a real browser: phone, standing screen and desk, in two languages."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, expect

from tests.running import PASSWORDS, Running

PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1080, "height": 1920}
DESK = {"width": 1366, "height": 768}
LIGHT = 30_000
LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]}


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page, options=RULES)
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found.response["violations"]]


async def wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def served(running: Running) -> str:
    """The address of the survey of somebody who was served."""
    taken = await running.done("/tickets", {"service": "tax", "paper": False}, role="kiosk")
    await running.done("/counters/4/open")
    await running.done("/counters/4/call", {"number": taken["number"]})
    for verb in ("start", "finish"):
        await running.done(f"/counters/4/{verb}")
    return f"{running.url}/survey/midori?ticket={taken['token']}"


@pytest.fixture
async def desk(page: Page, running: Running) -> Page:
    """A manager's browser."""
    await page.set_viewport_size(DESK)
    await page.goto(f"{running.url}/sign-in?lang=ja")
    await page.fill("#login", "manager")
    await page.fill("#password", PASSWORDS["manager"])
    await page.keyboard.press("Enter")
    await page.wait_for_load_state("networkidle")
    return page


@pytest.fixture
async def plain_phone(browser: Browser) -> AsyncIterator[Page]:
    """A phone whose browser runs no scripts."""
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE, locale="ja-JP")
    yield await context.new_page()
    await context.close()


async def test_the_survey_is_answered_without_scripts(plain_phone: Page, running: Running) -> None:
    address = await served(running)
    await plain_phone.goto(address)
    for item in ("clarity", "overall"):
        await plain_phone.locator(f"input[name={item}][value='4']").check()
    await plain_phone.fill("textarea", "親切でした")
    await plain_phone.get_by_role("button", name="回答を送る").click()
    await expect(plain_phone.locator("h1")).to_have_text("ご回答ありがとうございました")
    await plain_phone.goto(address)
    await expect(plain_phone.locator("h1")).to_have_text("この番号札はすでに回答済みです")


@LANGUAGES
async def test_the_phone_pages_are_usable_by_everybody(page: Page, running: Running, language: str) -> None:
    await page.set_viewport_size(PHONE)
    for address in (
        await served(running),
        f"{running.url}/survey/midori/thanks?",
        f"{running.url}/survey/midori/results?",
    ):
        await page.goto(f"{address}&lang={language}")
        assert (await violations(page), await wide(page)) == ([], 0)


async def test_the_survey_weighs_less_than_thirty_kilobytes(page: Page, running: Running) -> None:
    loaded: list[Response] = []
    page.on("response", lambda answer: loaded.append(answer))  # noqa: PLW0108  it looks at the function
    await page.set_viewport_size(PHONE)
    await page.goto(await served(running))
    await page.wait_for_load_state("networkidle")
    weights = {each.url: len(await each.body()) for each in loaded}
    assert len(weights) >= 4
    assert sum(weights.values()) < LIGHT, weights


@LANGUAGES
async def test_a_touch_on_the_screen_is_an_answer_and_the_screen_resets_itself(
    page: Page, running: Running, language: str
) -> None:
    await page.set_viewport_size(SCREEN)
    await page.goto(f"{running.office}/kiosk/survey?section=tax&lang={language}")
    assert (await violations(page), await wide(page)) == ([], 0)
    buttons = page.locator("form button")
    await expect(buttons).to_have_count(5)
    heights = [(await buttons.nth(place).bounding_box())["height"] for place in range(5)]  # type: ignore[index]
    assert min(heights) > 150
    await buttons.first.click()
    await expect(page.locator(".check")).to_be_visible()
    assert await violations(page) == []
    await expect(page).to_have_url(f"{running.office}/kiosk/survey?section=tax&service=")


async def test_paper_is_typed_in_with_the_digits_alone(desk: Page, running: Running) -> None:
    await desk.goto(f"{running.office}/voices/paper?lang=ja")
    await desk.locator("[name='clarity-1']").focus()
    for digit in "54345434":
        await desk.keyboard.press(digit)
    await desk.keyboard.type("助かりました")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("3")
    typed = [
        await desk.locator(f"[name='{each}']").input_value()
        for each in ("clarity-1", "overall-1", "clarity-2")
    ]
    assert typed == ["5", "4", "3"]
    assert await desk.locator("[name='comment-1']").input_value() == "助かりました"
    await desk.get_by_role("button", name="この内容で登録する").click()
    await expect(desk.locator(".says-yes")).to_have_text("アンケート2枚を登録しました。")


@LANGUAGES
async def test_the_desk_pages_are_usable_by_everybody(desk: Page, running: Running, language: str) -> None:
    await desk.goto(f"{running.office}/voices/new?lang={language}")
    assert (await violations(desk), await wide(desk)) == ([], 0)
    await desk.fill("[name=summary]", "呼び出しの声が小さくて聞こえない")
    await desk.fill("[name=name]", "緑 花子")
    await desk.locator("form.sheet .button").first.click()
    await expect(desk).to_have_url(re.compile(r"/voices/[0-9a-f]{16}\?done=1$"))
    await expect(desk.get_by_role("status")).to_be_visible()
    assert (await violations(desk), await wide(desk)) == ([], 0)
    entry = desk.url.partition("?")[0]
    await desk.locator(f"a[href$='{entry.rpartition('/')[2]}/answer']").click()
    await desk.fill("[name=answer]", "音量を上げました")
    await desk.locator("form.sheet button.button").click()
    await desk.locator("a[href$='/plan']").click()
    await desk.select_option("[name=remedy_kind]", "corrective")
    await desk.fill("[name=what]", "朝礼で音量を確かめる")
    await desk.fill("[name=due_on]", f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}")
    await desk.locator("form.sheet button.button").click()
    await expect(desk.locator(".remedy")).to_have_count(1)
    assert (await violations(desk), await wide(desk)) == ([], 0)
    for step in ("answer", "plan", "done?remedy=r2", "check?remedy=r2", "close", "forget"):
        await desk.goto(f"{entry}/{step}")
        assert (step, await violations(desk), await wide(desk)) == (step, [], 0)
    for path in ("voices", "voices?state=all", "voices/survey?by=channel", "voices/paper"):
        await desk.goto(f"{running.office}/{path}")
        assert (path, await violations(desk), await wide(desk)) == (path, [], 0)


async def test_the_results_print_without_the_furniture_of_the_page(desk: Page, running: Running) -> None:
    await desk.goto(f"{running.url}/offices/midori/voices/survey?lang=ja")
    await desk.emulate_media(media="print")
    for furniture in (".voices-head nav", ".filter", ".voices-head form"):
        await expect(desk.locator(furniture).first).to_be_hidden()
    await expect(desk.locator("h1")).to_be_visible()
    await desk.set_viewport_size({"width": 794, "height": 1123})
    assert await wide(desk) <= 0
