"""The visitor's phone in a real browser: with and without scripts, by keyboard, in two languages, light."""

import re
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, expect

from tests.running import Running

PHONE = {"width": 390, "height": 844}
LIGHT = 30_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]}


@pytest.fixture
async def phone(page: Page) -> Page:
    """A visitor's phone."""
    await page.set_viewport_size(PHONE)
    return page


@pytest.fixture
async def plain_phone(browser: Browser) -> AsyncIterator[Page]:
    """A phone whose browser runs no scripts."""
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE, locale="ja-JP")
    yield await context.new_page()
    await context.close()


async def ticket(running: Running, service: str = "tax") -> tuple[str, str]:
    """Somebody takes a ticket at the kiosk: number and address of the page."""
    taken = await running.done("/tickets", {"service": service}, role="kiosk")
    return taken["number"], f"{running.url}/t/{taken['token']}"


async def call(running: Running, number: str, counter: str = "4") -> None:
    """Call a number to a counter, which is done with whoever is there."""
    await running.ask(f"/counters/{counter}/finish", {})
    await running.done(f"/counters/{counter}/open", {})
    await running.done(f"/counters/{counter}/call", {"number": number})


async def take_by_phone(phone: Page, running: Running) -> str:
    """Take a ticket on the public pages; the number."""
    await phone.goto(running.office)
    await phone.locator("[data-service=child] .take a").click()
    await phone.get_by_role("button", name="いま番号札を取る").click()
    await expect(phone).to_have_url(re.compile(r"/t/[\w-]{20,}"))
    return await phone.locator("#number b").inner_text()


async def test_a_ticket_is_taken_and_cancelled_without_scripts(plain_phone: Page, running: Running) -> None:
    number = await take_by_phone(plain_phone, running)
    assert re.fullmatch(r"K\d{3}", number)
    await plain_phone.locator(".cancel summary").click()
    await plain_phone.get_by_role("button", name="はい、取り消します").click()
    await expect(plain_phone.locator(".state h2")).to_have_text("この番号札は取り消されました")
    await expect(plain_phone.locator(".cancel")).to_have_count(0)


async def test_the_same_form_sent_twice_gives_the_same_ticket(plain_phone: Page, running: Running) -> None:
    await plain_phone.goto(f"{running.office}/services/child")
    fields = {
        name: await plain_phone.locator(f"input[name={name}]").input_value()
        for name in ("service", "command_id")
    }
    sent = [
        await plain_phone.request.post(f"{running.office}/tickets", form=fields, max_redirects=0)
        for _ in range(2)
    ]
    assert [answer.status for answer in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]


async def test_without_scripts_a_page_comes_again_by_itself(plain_phone: Page, running: Running) -> None:
    _, address = await ticket(running)
    for page in (running.office, address):
        await plain_phone.goto(page)
        refresh = plain_phone.locator("noscript meta, meta[http-equiv=refresh]")
        assert re.match(r"30\b", await refresh.first.get_attribute("content") or "")


async def test_a_phone_shows_its_call_at_once(phone: Page, running: Running) -> None:
    number, address = await ticket(running)
    await phone.goto(address)
    await expect(phone.locator("my-ticket")).to_have_attribute("data-state", "waiting")
    await call(running, number)
    await expect(phone.locator("my-ticket")).to_have_attribute("data-state", "called", timeout=5_000)
    await expect(phone.locator(".state .sign b")).to_have_text("4")
    await expect(phone).to_have_title(f"▶ {number} 4番窓口")
    await expect(phone.locator("[data-said]")).to_contain_text("あなたの順番です")
    await running.done("/counters/4/start", {})
    await expect(phone.locator("my-ticket")).to_have_attribute("data-state", "serving", timeout=5_000)
    await running.done("/counters/4/finish", {})
    await expect(phone.locator("my-ticket")).to_have_attribute("data-state", "done", timeout=5_000)


async def test_people_ahead_become_fewer_and_nothing_is_asked(phone: Page, running: Running) -> None:
    before, _ = await ticket(running, "seal")
    _, address = await ticket(running, "seal")
    await phone.goto(address)
    await expect(phone.locator("[data-ahead]")).to_have_text("1")
    await expect(phone.locator("picture-socket")).to_have_attribute("data-age", "fresh")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    await running.done("/counters/4/open", {})
    await running.done("/counters/4/cancel", {"number": before})
    await expect(phone.locator("[data-ahead]")).to_have_text("0", timeout=5_000)
    await expect(phone.locator("wait-estimate")).to_have_text("まもなく")
    assert asked == []


async def test_the_public_page_follows_without_being_loaded(phone: Page, running: Running) -> None:
    await phone.goto(f"{running.office}?lang=en")
    people = phone.locator("[data-service=mynumber] [data-people]")
    now = int(await people.inner_text())
    await expect(phone.locator("picture-socket")).to_have_attribute("data-age", "fresh")
    number, _ = await ticket(running, "mynumber")
    await expect(people).to_have_text(str(now + 1), timeout=5_000)
    await call(running, number)
    await expect(phone.locator("[data-turns] li").first).to_have_text(f"{number} Counter 4", timeout=5_000)


async def test_everything_can_be_done_by_keyboard(phone: Page, running: Running) -> None:
    await phone.goto(running.office)
    link = phone.locator("[data-service=child] .take a")
    for _ in range(40):
        await phone.keyboard.press("Tab")
        if await link.evaluate("each => each === document.activeElement"):
            break
    await phone.keyboard.press("Enter")
    button = phone.get_by_role("button", name="いま番号札を取る")
    await expect(button).to_be_visible()
    while not await button.evaluate("each => each === document.activeElement"):
        await phone.keyboard.press("Tab")
    await phone.keyboard.press("Enter")
    await expect(phone.locator("#number b")).to_have_text(re.compile(r"K\d{3}"))


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_pages_have_no_barrier_that_axe_knows(phone: Page, running: Running, language: str) -> None:
    _, waiting = await ticket(running)
    called, turn = await ticket(running)
    await call(running, called)
    service = f"{running.office}/services/certificate"
    for address in (running.office, service, waiting, turn):
        await phone.goto(f"{address}?lang={language}")
        found = await Axe().run(phone, options=RULES)
        faults = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]]
        assert (address, faults) == (address, [])


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_pages_weigh_less_than_thirty_kilobytes(
    browser: Browser, running: Running, language: str
) -> None:
    _, address = await ticket(running)
    for url in (running.office, address):
        weights = await weights_of(browser, f"{url}?lang={language}")
        assert len(weights) >= 6
        assert sum(weights.values()) < LIGHT, weights


async def weights_of(browser: Browser, url: str) -> dict[str, int]:
    """Every file that a first visit loads, with its bytes, uncompressed."""
    context = await browser.new_context(viewport=PHONE)
    answers: list[Response] = []
    page = await context.new_page()

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    await page.goto(url, wait_until="networkidle")
    weights = {each.url: len(await each.body()) for each in answers}
    await context.close()
    return weights


async def test_a_ticket_that_nobody_has_is_said_in_words(phone: Page, running: Running) -> None:
    answer = await phone.goto(f"{running.url}/t/nobody")
    assert answer is not None
    assert answer.status == 404
    await expect(phone.locator("h1")).to_be_visible()


async def test_a_phone_that_hears_nothing_says_so(phone: Page, running: Running) -> None:
    await phone.clock.install()
    await phone.route_web_socket(re.compile("/live"), lambda socket: None)
    _, address = await ticket(running)
    await phone.route(re.compile("/now$"), lambda route: route.abort())
    await phone.goto(address)
    await expect(phone.locator(".stale")).to_be_hidden()
    await phone.clock.run_for(65_000)
    await expect(phone.locator(".stale")).to_be_visible()
