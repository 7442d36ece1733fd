"""The wall board in a real browser: calls appear and ring, and it says itself when it is not alive."""

import json
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.running import Running

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag22aa", "best-practice"]}
"""With the contrast of 7:1 that level AAA asks for."""

WALL = {"width": 1920, "height": 1080}


@pytest.fixture
async def board(page: Page, running: Running) -> Page:
    """The board in its real size, which rang for whatever was called so far; counters are open."""
    await page.set_viewport_size(WALL)
    for counter in ("1", "2", "3"):
        await running.done(f"/counters/{counter}/open", {})
    now = await running.now()
    rung = {"serial": max((each["serial"] for each in now["calls"]), default=0), "position": now["position"]}
    await page.add_init_script(f"localStorage['rung /offices/midori/display'] ??= '{json.dumps(rung)}'")
    await page.goto(f"{running.office}/display")
    await expect(page.locator("live-fragment")).to_have_attribute("data-age", "fresh")
    return page


async def call(running: Running, counter: str = "1") -> str:
    """Somebody comes and is called to this counter; the number."""
    await running.ask(f"/counters/{counter}/finish", {})
    number = (await running.done("/tickets", {"service": "certificate"}, role="kiosk"))["number"]
    await running.done(f"/counters/{counter}/call", {"number": number})
    return str(number)


async def rung(board: Page) -> int:
    """How many calls this board announced since it was loaded."""
    return int(await board.locator("call-announcer").get_attribute("data-rung") or 0)


async def test_a_call_appears_at_the_top_and_rings_once(board: Page, running: Running) -> None:
    number = await call(running)
    top = board.locator(".call[data-announced]")
    await expect(top.locator(".number")).to_have_text(number)
    await expect(top.locator(".figure")).to_have_text("1")
    await running.done("/tickets", {"service": "certificate"}, role="kiosk")
    await expect(board.locator("[data-service=certificate] .people b")).not_to_have_text("0")
    assert await rung(board) == 1


async def test_a_recall_rings_again(board: Page, running: Running) -> None:
    await call(running, "2")
    await expect(board.locator("call-announcer")).to_have_attribute("data-rung", "1")
    await running.done("/counters/2/recall", {})
    await expect(board.locator("call-announcer")).to_have_attribute("data-rung", "2", timeout=10_000)
    why = board.locator(".call[data-announced] .why")
    await expect(why).to_have_text(re.compile(r"もう一度お呼びしています\s*We are calling you once more"))


async def test_a_burst_is_announced_call_by_call(board: Page, running: Running) -> None:
    heard: list[int] = []

    def hear(serial: int) -> None:
        heard.append(serial)

    await board.expose_function("hear", hear)
    await board.evaluate("addEventListener('announced', ({ detail }) => hear(detail.serial))")
    numbers = [await call(running, counter) for counter in ("1", "2", "3")]
    for number in numbers:
        await expect(board.locator(".call[data-announced] .number")).to_have_text(number, timeout=15_000)
    now = await running.now()
    assert heard == sorted(each["serial"] for each in now["calls"])[-3:]
    assert await rung(board) == 3


async def test_a_board_that_is_loaded_again_rings_for_nothing_it_rang_for(
    board: Page, running: Running
) -> None:
    number = await call(running)
    await expect(board.locator(".call[data-announced] .number")).to_have_text(number, timeout=15_000)
    await board.reload()
    await expect(board.locator("live-fragment")).to_have_attribute("data-age", "fresh")
    await expect(board.locator(".calls > .call").first.locator(".number")).to_have_text(number)
    assert await rung(board) == 0


async def test_two_languages_stand_side_by_side_or_one_alone(board: Page, running: Running) -> None:
    head = board.locator("#lines-head")
    await expect(head).to_have_text(re.compile(r"お待ちの方\s*People waiting"))
    await board.goto(f"{running.office}/display?lang=en")
    await expect(head).to_have_text("People waiting")
    await board.goto(f"{running.office}/display?lang=ja")
    await expect(head).to_have_text("お待ちの方")


async def test_sound_that_the_browser_keeps_back_is_asked_for(board: Page) -> None:
    announcer, mark = board.locator("call-announcer"), board.locator("call-announcer button")
    if await announcer.get_attribute("data-sound") == "suspended":
        await expect(mark).to_be_visible()
        await mark.click()
    await expect(announcer).to_have_attribute("data-sound", "running")
    await expect(mark).to_be_hidden()


async def test_numbers_can_be_read_from_ten_metres(board: Page, running: Running) -> None:
    """245 px are 120 mm on a 43-inch screen; `text-box` trims a number to the height of its figures."""
    for counter in ("1", "2", "3"):
        await call(running, counter)
    await expect(board.locator(".calls > .call").nth(2)).to_be_visible()
    numbers = board.locator(".call:visible .number")
    newest, *before = sorted(
        await numbers.evaluate_all("all => all.map(each => each.clientHeight)"), reverse=True
    )
    assert newest >= 245
    assert min(before) >= 120
    assert 2 <= len(before) <= 6


async def test_nothing_is_cut_off(board: Page, running: Running) -> None:
    for counter in ("1", "2", "3"):
        await call(running, counter)
    await expect(board.locator(".calls > .call").nth(2)).to_be_visible()
    outside = await board.evaluate("""() => [...document.querySelectorAll('.call *, .line *, .board-head *')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth - 36)
        .map(each => each.outerHTML)""")
    assert outside == []


async def test_the_board_has_no_barrier_that_axe_knows(board: Page, running: Running) -> None:
    await board.emulate_media(reduced_motion="reduce")
    await call(running)
    await expect(board.locator("[data-announced]")).to_have_count(1)
    found = await Axe().run(board, options=RULES)
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []


async def test_a_board_without_a_server_says_so_and_then_sends_nobody_anywhere(
    page: Page, running: Running
) -> None:
    """The browser's own clock is moved on, past midnight at last; its sockets and questions lead nowhere."""
    await page.clock.install()
    await page.set_viewport_size(WALL)
    await running.done("/counters/1/open", {})
    number = await call(running)
    sockets: list[WebSocketRoute] = []

    def swallow(socket: WebSocketRoute) -> None:
        sockets.append(socket)

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route_web_socket(re.compile("/display/live"), swallow)
    await page.route(re.compile("/healthz"), refuse)
    await page.goto(f"{running.office}/display")
    await expect(page.locator(".stale")).to_be_hidden()
    await page.clock.run_for(12_000)
    await expect(page.locator(".stale")).to_be_visible()
    await expect(page.locator(".call .number").first).to_have_text(number)
    await expect(page.locator(".ask-staff")).to_be_hidden()
    await page.clock.run_for(50_000)
    await expect(page.locator(".ask-staff")).to_be_visible()
    await expect(page.locator(".ask-staff")).to_contain_text("係員がお呼びします")
    colour = await page.locator(".call .number").first.evaluate("each => getComputedStyle(each).color")
    assert colour == "rgb(163, 173, 186)"
    assert len(sockets) > 1
    await page.clock.fast_forward("24:00:00")
    await expect(page.locator(".calls")).to_be_hidden()
    await expect(page.locator(".ask-staff")).to_be_visible()


async def test_a_board_loads_itself_anew_after_an_upgrade(page: Page, running: Running) -> None:
    await page.clock.install()
    loads: list[str] = []

    def note(loaded: Page) -> None:
        loads.append(loaded.url)

    page.on("load", note)
    await page.goto(f"{running.office}/display")
    await expect(page.locator("live-fragment")).to_have_attribute("data-age", "fresh")
    await page.clock.run_for(61_000)
    await expect(page.locator("live-fragment")).to_have_attribute("data-age", "fresh")
    await call(running)
    await expect(page.locator(".call")).not_to_have_count(0)
    assert len(loads) == 1
    await page.locator("page-renewal").evaluate("each => each.setAttribute('build', 'an older one')")
    async with page.expect_event("load"):
        await call(running)
        await expect(page.locator(".call").first).to_be_visible()
        await page.clock.run_for(11_000)
    assert len(loads) == 2
