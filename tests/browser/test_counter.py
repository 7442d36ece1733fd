"""A clerk's day by keyboard only, in the real program and a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, expect

from tests.running import PASSWORDS, Running

DESK = {"width": 1366, "height": 768}


async def sign_in(page: Page, running: Running, path: str, who: str = "clerk") -> None:
    """Go to a staff page and sign in on the way."""
    await page.set_viewport_size(DESK)
    await page.goto(f"{running.office}{path}")
    await page.fill("#login", who)
    await page.fill("#password", PASSWORDS[who])
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{running.office}{path}")


async def at_desk(page: Page, running: Running, counter: str) -> Page:
    """The screen of a counter, signed in and live, the counter open and free, nobody waiting for it."""
    await sign_in(page, running, f"/counter/{counter}")
    await live(page)
    await page.keyboard.press("Enter")
    await says(page, "窓口を開けました。Enter で次の方を呼びます。")
    return page


async def live(page: Page) -> None:
    await expect(page.locator("live-fragment")).to_have_attribute("data-age", "fresh")


async def says(page: Page, words: str) -> None:
    await expect(page.locator("#said")).to_have_text(words)


async def comes(running: Running, service: str, **more: Any) -> str:
    """Somebody takes a ticket; the number."""
    return str((await running.done("/tickets", {"service": service, **more}, role="kiosk"))["number"])


async def type_number(page: Page, number: str) -> None:
    """Into the number field, with its letter."""
    await page.keyboard.press("g")
    await page.keyboard.type(number)


async def here(page: Page, number: str, phase: str) -> None:
    """This visitor is at the counter, in this phase."""
    await expect(page.locator(".here-number")).to_contain_text(number)
    await expect(page.locator(".here")).to_have_attribute("data-phase", phase)


async def nobody_here(page: Page) -> None:
    await expect(page.locator(".here")).to_have_attribute("data-phase", "nobody")


async def events(running: Running, counter: str) -> list[str]:
    """What the log says of this counter, in order."""
    return [each["kind"] for each in await running.records() if each["event"].get("counter") == counter]


async def made(running: Running, kind: str) -> list[dict[str, Any]]:
    """The events of one kind."""
    return [each["event"] for each in await running.records() if each["kind"] == kind]


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found.response["violations"]]


async def test_a_clerk_signs_in_chooses_a_counter_and_comes_to_its_screen(
    page: Page, running: Running
) -> None:
    await sign_in(page, running, "/counter")
    await expect(page.locator("h1")).to_have_text("本日の窓口を選んでください")
    assert await violations(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".desk-name")).to_have_text("2番窓口")
    await expect(page.locator(".here-word")).to_have_text("この窓口は閉まっています")


async def greet_take_back_and_hold(page: Page, number: str) -> None:
    await page.keyboard.press("Enter")
    await here(page, number, "called")
    await page.keyboard.press("r")
    await says(page, f"{number} を再び呼び出しました。")
    for key, phase in (("s", "serving"), ("u", "called"), ("s", "serving")):
        await page.keyboard.press(key)
        await here(page, number, phase)
    await page.keyboard.press("h")
    await expect(page.locator(".held .row-number")).to_have_text([number])


async def call_by_number_and_give_up(page: Page, number: str) -> None:
    await page.keyboard.type(number[1:])
    await page.keyboard.press("Enter")
    await here(page, number, "called")
    await page.keyboard.press("n")
    await says(page, f"もう一度 N を押すと、{number} を不在にします。")
    await page.keyboard.press("n")
    await expect(page.locator(".absent .row-number")).to_have_text([number])


async def take_to_the_back_office_and_back(page: Page, number: str) -> None:
    await type_number(page, number)
    await page.keyboard.press("e")
    await says(page, f"{number} を列に戻しました。")
    await page.keyboard.press("Enter")
    await here(page, number, "called")
    await page.keyboard.press("b")
    await expect(page.locator(".processing .row-number")).to_have_text([number])
    await type_number(page, number)
    await page.keyboard.press("y")
    await expect(page.locator(".ready .row-number")).to_have_text([number])


async def transfer_then_hand_over(page: Page, sent_on: str, handed_over: str) -> None:
    await page.keyboard.press("Enter")
    await here(page, sent_on, "called")
    await page.keyboard.press("t")
    await page.keyboard.press("1")
    await says(page, f"{sent_on} を転送しました。")
    await page.keyboard.press("Enter")
    await here(page, handed_over, "called")
    await expect(page.locator(".here .chip").first).to_have_text("交付")
    await page.keyboard.press("Shift+F")
    await page.keyboard.type("2")
    await page.keyboard.press("Enter")
    await says(page, f"{handed_over} を完了にしました。")


async def rest_and_go_home(page: Page) -> None:
    await page.keyboard.press("p")
    await page.keyboard.press("2")
    await expect(page.locator(".here-word")).to_contain_text("昼食")
    await page.keyboard.press("Enter")
    await says(page, "受付を再開しました。Enter で次の方を呼びます。")
    await page.keyboard.press("c")
    await page.keyboard.press("c")
    await says(page, "窓口を閉めました。")


async def test_a_whole_day_goes_by_keyboard_only(page: Page, running: Running) -> None:
    await at_desk(page, running, "8")
    await page.keyboard.press("Enter")
    await says(page, "お待ちの方はいません。ひと息ついてください。")
    first, second, third = [await comes(running, "insurance") for _ in range(3)]
    await expect(page.locator(".waiting .row-number")).to_have_text([first, second, third])
    await greet_take_back_and_hold(page, first)
    await call_by_number_and_give_up(page, third)
    await take_to_the_back_office_and_back(page, first)
    await transfer_then_hand_over(page, second, first)
    await rest_and_go_home(page)
    assert await events(running, "8") == [
        "CounterOpened", "NobodyWaited",
        "TicketCalled", "TicketRecalled", "ServiceStarted", "StepUndone", "ServiceStarted", "TicketHeld",
        "TicketCalled", "NoShowMarked",
        "TicketResumed", "TicketCalled", "ProcessingStarted", "IssuancePrepared",
        "TicketCalled", "TicketTransferred",
        "TicketCalled", "ServiceFinished",
        "CounterPaused", "CounterReopened", "CounterClosed",
    ]  # fmt: skip


async def test_a_chosen_number_asks_whether_to_stay_or_to_finish(page: Page, running: Running) -> None:
    await at_desk(page, running, "9")
    first, second = await comes(running, "child"), await comes(running, "child")
    await type_number(page, first)
    await page.keyboard.press("Enter")
    await here(page, first, "called")
    for answer, then in (("s", first), ("Escape", first), ("f", second)):
        await type_number(page, second)
        await page.keyboard.press("Enter")
        await expect(page.locator("dialog#stay")).to_be_visible()
        await page.keyboard.press(answer)
        await expect(page.locator("dialog#stay")).to_be_hidden()
        await here(page, then, "called")
    await page.keyboard.press("f")
    await nobody_here(page)


async def test_a_count_that_several_lines_have_asks_which_is_meant(page: Page, running: Running) -> None:
    await at_desk(page, running, "5")
    moving, register = await comes(running, "move"), await comes(running, "family_register")
    assert moving[1:] == register[1:]
    await expect(page.locator(".waiting .row-number")).to_have_count(2)
    await page.keyboard.type(str(int(moving[1:])))
    await page.keyboard.press("Enter")
    choices = page.locator("#which .choice span")
    await expect(choices).to_have_count(2)
    offered = await choices.all_text_contents()
    await page.keyboard.press(str(offered.index(register) + 1))
    await here(page, register, "called")


async def test_a_key_that_bounces_or_is_held_down_calls_nobody_twice(page: Page, running: Running) -> None:
    await at_desk(page, running, "11")
    first, second = await comes(running, "tax"), await comes(running, "tax")
    await expect(page.locator(".waiting .row-number")).to_have_text([first, second])
    for _ in range(4):
        await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await page.keyboard.press("Enter")
    await here(page, first, "called")
    assert (await events(running, "11"))[1:] == ["TicketCalled"]


async def test_work_without_a_ticket_runs_beside_a_visitor(page: Page, running: Running) -> None:
    await at_desk(page, running, "1")
    number = await comes(running, "seal")
    await type_number(page, number)
    await page.keyboard.press("Enter")
    await here(page, number, "called")
    phone = page.locator("#scene-phone")
    await page.keyboard.press("Shift+2")
    await expect(phone).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("stop-watch")).to_have_text(re.compile(r"^0:0[1-9]$"))
    await page.keyboard.press("Shift+2")
    await page.keyboard.type("3")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await says(page, "「電話応対」を記録しました。")
    await expect(phone).to_have_attribute("aria-pressed", "false")
    await here(page, number, "called")
    ended = await made(running, "SceneEnded")
    assert [(each["quantity"], each["accurate"]) for each in ended] == [(3, False)]


async def test_work_is_written_down_afterwards(page: Page, running: Running) -> None:
    await sign_in(page, running, "/counter/2")
    await live(page)
    await page.keyboard.press("Shift+0")
    await page.select_option("#scene-log select", "field_visit")
    at = await page.locator("#picture").get_attribute("data-now") or ""
    await page.fill("#scene-log [name=from]", "00:00")
    await page.fill("#scene-log [name=to]", "00:00")
    await page.keyboard.press("Enter")
    await says(page, "「地域訪問」を後から記録しました。")
    logged = await made(running, "SceneLogged")
    assert [(each["scene"], each["started_at"][:10]) for each in logged] == [("field_visit", at[:10])]


async def test_what_is_not_possible_says_why(page: Page, running: Running) -> None:
    await at_desk(page, running, "10")
    await page.keyboard.press("r")
    await says(page, "窓口に来庁者がいません。先に呼び出してください。")
    recall = page.locator("#act-recall")
    await expect(recall).to_have_attribute("aria-disabled", "true")
    await expect(recall).to_have_attribute("title", "窓口に来庁者がいません。先に呼び出してください。")
    await page.keyboard.type("777")
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_attribute("data-tone", "no")


@pytest.fixture
async def colleague(browser: Browser) -> AsyncIterator[Page]:
    """Another member of staff at another screen."""
    context = await browser.new_context(locale="en-GB", timezone_id="Asia/Tokyo")
    yield await context.new_page()
    await context.close()


async def test_a_counter_where_somebody_sits_has_to_be_taken_over(
    page: Page, colleague: Page, running: Running
) -> None:
    await at_desk(page, running, "12")
    await sign_in(colleague, running, "/counter/12", "manager")
    await live(colleague)
    await colleague.keyboard.press("Enter")
    await says(colleague, "Press Enter once more to take over this counter.")
    await colleague.keyboard.press("Enter")
    await says(colleague, "The counter is open. Enter calls the next person.")
    await expect(page.locator("#act-open .act-label")).to_have_text("この窓口を引き継ぐ")


async def test_the_screen_goes_on_without_its_socket(page: Page, running: Running) -> None:
    await page.route_web_socket(re.compile(r"/live$"), lambda socket: None)
    await sign_in(page, running, "/counter/13")
    await page.keyboard.press("Enter")
    await expect(page.locator("#act-call-next")).to_be_visible()
    await expect(page.locator(".stale")).to_be_visible(timeout=20_000)


async def test_the_last_thing_done_is_said_though_the_answer_before_it_came_late(
    page: Page, running: Running
) -> None:
    await at_desk(page, running, "8")
    seen = asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await seen.wait()
        await route.fulfill(response=answer)

    await page.route("**/pause", late)
    await page.keyboard.press("p")
    await page.keyboard.press("2")
    await expect(page.locator(".here-word")).to_contain_text("昼食")
    await page.keyboard.press("Enter")
    seen.set()
    await says(page, "受付を再開しました。Enter で次の方を呼びます。")


async def test_a_server_out_of_reach_is_said_and_the_key_works_again_afterwards(
    page: Page, running: Running
) -> None:
    await at_desk(page, running, "4")
    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_contain_text("サーバーにつながらない", timeout=30_000)
    await page.context.set_offline(False)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_attribute("data-tone", "done")


async def test_single_keys_can_be_turned_off(page: Page, running: Running) -> None:
    await at_desk(page, running, "6")
    await page.keyboard.press("?")
    await page.uncheck("#keys-on")
    await page.keyboard.press("Escape")
    await page.keyboard.press("p")
    await expect(page.locator("dialog#pause")).to_be_hidden()
    await says(page, "一文字キーを使いません。")


async def test_signing_out_ends_the_open_screen(page: Page, running: Running) -> None:
    async with page.expect_websocket() as opening:
        await sign_in(page, running, "/counter/7")
    socket = await opening.value
    async with page.expect_event("websocket"), socket.expect_event("close", timeout=10_000):
        await page.evaluate("fetch('/sign-out', {method: 'POST'})")


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_screen_fits_and_everybody_can_use_it(page: Page, running: Running, language: str) -> None:
    await sign_in(page, running, "/counter/3")
    needs = ["wheelchair", "hearing", "interpreter_phone"]
    number = (await running.done("/tickets", {"service": "move", "language": "vi", "needs": needs}))["number"]
    await running.ask("/counters/3/open", {})
    await running.ask("/counters/3/call", {"number": number, "finish": True})
    await page.goto(f"{running.office}/counter/3?lang={language}")
    await expect(page.locator(".need")).to_have_count(4)
    assert await violations(page) == []
    size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert await page.evaluate(size) == [DESK["width"], DESK["height"]]
    for part in (".desk-head", ".entry", ".actions", ".scenes"):
        assert await page.locator(part).evaluate("part => part.scrollWidth <= part.clientWidth"), part
    for dialog in ("transfer", "pause", "finish", "scene-log", "help"):
        await page.evaluate(f"document.querySelector('dialog#{dialog}').showModal()")
        assert await violations(page) == []
        await page.keyboard.press("Escape")
