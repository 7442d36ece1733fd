"""The kiosk in a real browser at its real size: fingers, keyboards, a dead printer, a closed office."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from server.adapters.yaml_plans import OFFICES
from tests.running import PASSWORDS, Running, free_port

PORTRAIT = {"width": 1080, "height": 1920}
LEAST_TILE = (480, 240)
"""Pixels of 60 mm by 30 mm and more on a portrait screen of 23.8 inches."""

CLOSED = """days:
  - names: {ja: 年に一日だけ, en: One day of the year}
    when: {from: 01-04, to: 01-04}
    hours: 08:30-17:00
  - names: {ja: 閉庁日, en: Closed}
    hours: closed
"""


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A demo office whose slips lead to its own address."""
    office = Running(tmp_path_factory.mktemp("office"))
    office.environment = {"MACHIAI_PUBLIC_URL": office.url}
    await office.start()
    yield office
    office.kill()


@pytest.fixture
async def kiosk(browser: Browser) -> AsyncIterator[Page]:
    """A page as large as the kiosk's screen; a script that throws on it fails the test."""
    context = await browser.new_context(viewport=PORTRAIT, locale="ja-JP", timezone_id="Asia/Tokyo")
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    await context.close()
    assert faults == []


def tile(page: Page, service: str = "certificate") -> Locator:
    return page.locator(f".tile[data-service={service}]")


def sheet(page: Page, part: str) -> Locator:
    return page.locator(f"kiosk-sheet:not([hidden]) {part}")


async def take(page: Page, service: str = "certificate") -> str:
    """Touch a service, then the big button, and read the number."""
    await tile(page, service).click()
    await sheet(page, "[data-act=take]").click()
    await expect(page.locator(".result-number")).not_to_be_empty()
    return await page.locator(".result-number").inner_text()


async def issued(office: Running) -> int:
    return [each["kind"] for each in await office.records()].count("TicketIssued")


async def faults_of(page: Page) -> list[str]:
    """What axe finds."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


async def test_a_touch_becomes_a_number_on_the_screen_and_a_paper_with_its_code(
    office: Running, kiosk: Page
) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    await tile(kiosk).click()
    async with kiosk.expect_response("**/kiosk/tickets?*") as answered:
        await sheet(kiosk, "[data-act=take]").click()
    answer = await (await answered.value).json()
    await expect(kiosk.locator(".result-number")).to_have_text(answer["number"])
    await expect(kiosk.locator(".taken[data-paper=printed]")).to_be_visible()
    [picture] = (office.data / "printed").glob(f"*-{answer['number']}-1.png")
    assert picture.with_suffix(".escpos").stat().st_size > 10_000
    with Image.open(picture) as seen:
        assert [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))] == [answer["url"]]
    shown = office.data / "shown.png"
    await kiosk.locator(".taken-code").screenshot(path=shown)
    with Image.open(shown) as seen:
        assert [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))] == [answer["url"]]


async def test_a_double_touch_issues_one_ticket(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    before = await issued(office)
    await tile(kiosk).click()
    await sheet(kiosk, "[data-act=take]").dblclick(force=True)
    await expect(kiosk.locator(".taken[data-paper=printed]")).to_be_visible()
    assert await issued(office) == before + 1


async def test_a_finger_that_slides_off_the_button_takes_nothing(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    before = await issued(office)
    await tile(kiosk).click()
    box = await sheet(kiosk, "[data-act=take]").bounding_box()
    assert box is not None
    await kiosk.mouse.move(box["x"] + 20, box["y"] + 20)
    await kiosk.mouse.down()
    await kiosk.mouse.move(box["x"] + 20, box["y"] - 200)
    await kiosk.mouse.up()
    await sheet(kiosk, "[data-act=back]").click()
    await expect(tile(kiosk)).to_be_focused()
    assert await issued(office) == before


async def test_the_whole_way_goes_with_the_keyboard_alone(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    await tab_to(kiosk, ".tile[data-service=seal]")
    await kiosk.keyboard.press("Enter")
    await expect(sheet(kiosk, "h2")).to_be_focused()
    await tab_to(kiosk, "kiosk-sheet:not([hidden]) [data-act=take]")
    await kiosk.keyboard.press("Enter")
    await expect(kiosk.locator(".result-number")).to_have_text("S001")
    await expect(kiosk.locator(".result-number")).to_be_focused()
    await tab_to(kiosk, ".result [data-act=done]")
    await kiosk.keyboard.press("Space")
    await expect(tile(kiosk)).to_be_visible()


async def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the focus is there."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not get to {selector}")


async def test_wishes_go_with_the_ticket(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk?lang=en")
    await tile(kiosk, "insurance").click()
    await sheet(kiosk, "summary").click()
    for wish in ("[data-need=wheelchair]", "[data-priority=with_child]", "[data-priority=elderly]"):
        await sheet(kiosk, wish).click()
    await sheet(kiosk, "[data-act=take]").click()
    await expect(kiosk.locator(".result-number")).to_have_text("H001")
    event = next(each["event"] for each in await office.records() if each["event"].get("number") == "H001")
    said = {name: event[name] for name in ("language", "needs", "priority", "channel")}
    assert said == {"language": "en", "needs": ["wheelchair"], "priority": "elderly", "channel": "kiosk"}


async def test_left_alone_it_warns_and_then_forgets_language_choices_and_modes(
    office: Running, kiosk: Page
) -> None:
    await kiosk.goto(f"{office.office}/kiosk?lang=en")
    idle = kiosk.locator("kiosk-idle")
    assert (await idle.get_attribute("data-warn"), await idle.get_attribute("data-reset")) == ("20", "30")
    await kiosk.locator(".mode[data-mode=text]").click()
    await tile(kiosk).click()
    await sheet(kiosk, "summary").click()
    await sheet(kiosk, "[data-need=wheelchair]").click()
    await idle.evaluate("idle => Object.assign(idle.dataset, { warn: '0.1', reset: '1.5' })")
    await expect(kiosk.get_by_role("alertdialog")).to_be_visible()
    await kiosk.wait_for_url(f"{office.office}/kiosk")
    assert await kiosk.evaluate("document.documentElement.lang") == "ja"
    await expect(tile(kiosk)).to_be_visible()
    await expect(kiosk.locator("[aria-pressed=true]")).to_have_count(0)


async def test_somebody_who_is_still_there_goes_on(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk?lang=en")
    await tile(kiosk).click()
    idle = kiosk.locator("kiosk-idle")
    await idle.evaluate("idle => Object.assign(idle.dataset, { warn: '0.1' })")
    await idle.locator("[data-act=stay]").wait_for()
    await idle.evaluate("idle => Object.assign(idle.dataset, { warn: '20' })")
    await idle.locator("[data-act=stay]").click()
    await expect(idle).to_be_hidden()
    await expect(sheet(kiosk, "[data-act=take]")).to_be_visible()


async def test_another_language_keeps_the_sheet_and_the_mode(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    await kiosk.locator(".mode[data-mode=contrast]").click()
    await tile(kiosk, "move").click()
    await kiosk.locator(".tongue[lang=en]").click()
    await expect(sheet(kiosk, "h2")).to_have_text("Moving in, out or within the city")
    await expect(kiosk.locator("kiosk-room")).to_have_attribute("data-contrast", "high")


async def test_counts_are_live_and_no_button_is_exchanged_under_a_finger(
    office: Running, kiosk: Page
) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    tax = tile(kiosk, "tax")
    await tax.focus()
    await tax.evaluate("tile => { tile.marked = true; }")
    await office.done("/tickets", {"service": "tax"})
    await expect(tax.locator(".tile-ahead")).to_have_text("お待ち 1人")
    assert await tax.evaluate("tile => tile.marked === true")
    await expect(tax).to_be_focused()


async def test_every_button_of_the_first_screen_is_large_enough(office: Running, kiosk: Page) -> None:
    for mode in ("", "?text=large", "?reach=low", "?contrast=high", "?lang=en"):
        await kiosk.goto(f"{office.office}/kiosk{mode}")
        tiles = [await each.bounding_box() for each in await kiosk.locator(".tile").all()]
        assert len(tiles) == 8
        assert all(box and box["width"] >= LEAST_TILE[0] and box["height"] >= LEAST_TILE[1] for box in tiles)
        assert await kiosk.evaluate("document.documentElement.scrollWidth") == PORTRAIT["width"]


async def test_in_the_low_position_every_control_is_in_the_lower_part(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk?reach=low")
    controls = kiosk.locator("a:visible, button:visible")
    tops = [box["y"] for each in await controls.all() if (box := await each.bounding_box())]
    assert min(tops) > PORTRAIT["height"] * 0.4


async def test_axe_finds_nothing_on_any_screen(office: Running, kiosk: Page) -> None:
    for mode in ("", "?lang=en", "?contrast=high", "?text=large"):
        await kiosk.goto(f"{office.office}/kiosk{mode}")
        assert await faults_of(kiosk) == []
        await tile(kiosk, "move").click()
        await sheet(kiosk, "summary").click()
        assert await faults_of(kiosk) == []
        await sheet(kiosk, "[data-act=take]").click()
        await kiosk.locator(".taken[data-paper=printed]").wait_for()
        assert await faults_of(kiosk) == []


async def test_staff_look_up_reissue_and_cancel_a_number(office: Running, kiosk: Page) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    number = await take(kiosk, "child")
    await expect(kiosk.locator(".taken[data-paper=printed]")).to_be_visible()
    await kiosk.locator(".office").click(click_count=5)
    await kiosk.fill("[name=login]", "clerk")
    await kiosk.fill("[name=password]", PASSWORDS["clerk"])
    await kiosk.keyboard.press("Enter")
    await kiosk.locator("kiosk-staff:defined").wait_for(state="attached")
    for key in number:
        await kiosk.locator(f".key[data-key='{key}']").click()
    await kiosk.locator(".go").click()
    await expect(kiosk.locator(".asked-number")).to_have_text(number)
    assert await faults_of(kiosk) == []
    await kiosk.locator("[data-post$=reissue]").click()
    await expect(kiosk.locator(".asked-facts")).to_contain_text("再発行 2")
    await kiosk.locator(".asked-acts [data-confirm]").click()
    await kiosk.locator(".sure [data-post$=cancel]").click()
    await expect(kiosk.locator(".asked-state")).to_have_text("取消")
    await kiosk.locator("[data-act=leave]").click()
    await expect(tile(kiosk)).to_be_visible()
    assert all(each["name"] != "machiai_session" for each in await kiosk.context.cookies())


async def test_without_the_server_it_says_so_takes_no_touch_and_comes_back(
    office: Running, kiosk: Page
) -> None:
    await kiosk.goto(f"{office.office}/kiosk")
    await kiosk.locator("live-fragment[data-age=fresh]").wait_for(state="attached")
    assert office.process is not None
    os.kill(office.process.pid, signal.SIGSTOP)
    try:
        await expect(kiosk.locator(".out")).to_be_visible(timeout=15_000)
        assert await tile(kiosk).evaluate("tile => tile.closest('[inert]') !== null")
    finally:
        os.kill(office.process.pid, signal.SIGCONT)
    await expect(kiosk.locator(".out")).to_be_hidden(timeout=20_000)
    await kiosk.locator("live-fragment[data-age=fresh]").wait_for(state="attached")
    await tile(kiosk).click()
    await expect(sheet(kiosk, "[data-act=take]")).to_be_visible()


async def test_when_the_paper_fails_the_number_and_its_code_stay_on_the_screen(
    tmp_path: Path, kiosk: Page
) -> None:
    broken = Running(tmp_path)
    broken.environment = {"MACHIAI_PRINTER": f"tcp://127.0.0.1:{free_port()}"}
    await broken.start()
    try:
        await kiosk.goto(f"{broken.office}/kiosk")
        number = await take(kiosk)
        await expect(kiosk.locator(".taken[data-paper=failed]")).to_be_visible()
        await expect(kiosk.locator(".result-number")).to_have_text(number)
        shown = tmp_path / "shown.png"
        await kiosk.screenshot(path=shown)
        with Image.open(shown) as seen:
            [code] = zxingcpp.read_barcodes(seen.convert("L"))
        assert code.text.startswith(f"{broken.url}/t/")
        assert await faults_of(kiosk) == []
        await kiosk.locator("[data-act=again]").click()
        await expect(kiosk.locator(".taken[data-paper=due], .taken[data-paper=failed]")).to_be_visible()
        await until_reported(broken, 2)
    finally:
        broken.kill()


async def until_reported(office: Running, times: int) -> None:
    """Wait until so many attempts were reported."""
    async with asyncio.timeout(20):
        while [each["kind"] for each in await office.records()].count("SlipReported") < times:
            await asyncio.sleep(0)


async def test_a_closed_office_says_when_it_opens_and_gives_no_ticket(tmp_path: Path, kiosk: Page) -> None:
    text = (OFFICES / "midori.yaml").read_text(encoding="utf-8")
    begin, rest = text.split("days:\n", 1)
    folder = tmp_path / "offices"
    folder.mkdir()
    (folder / "midori.yaml").write_text(begin + CLOSED + rest[rest.index("\n# ---") :], encoding="utf-8")
    closed = Running(tmp_path)
    closed.environment = {"MACHIAI_OFFICES": str(folder)}
    await closed.start()
    try:
        await kiosk.goto(f"{closed.office}/kiosk")
        await expect(kiosk.locator(".closed-title")).to_have_text("ただいま受付時間外です")
        await expect(kiosk.locator(".closed-next")).to_contain_text("1月4日")
        await expect(kiosk.locator(".tile")).to_have_count(0)
        assert await faults_of(kiosk) == []
        answer = await kiosk.request.post(f"{closed.office}/kiosk/tickets", data={"service": "certificate"})
        assert (answer.status, (await answer.json())["code"]) == (409, "day_not_open")
    finally:
        closed.kill()
