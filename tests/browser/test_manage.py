"""The managers' floor in a real browser: live, usable by everybody, and careful with the day."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.running import PASSWORDS, Running

SCREEN = {"width": 1366, "height": 768}


async def floor(page: Page, running: Running, who: str = "manager", language: str = "ja") -> Page:
    """The floor, signed in on the way."""
    await page.set_viewport_size(SCREEN)
    await page.goto(f"{running.office}/manage?lang={language}")
    await page.fill("#login", who)
    await page.fill("#password", PASSWORDS[who])
    await page.keyboard.press("Enter")
    await page.wait_for_load_state("networkidle")
    await page.goto(f"{running.office}/manage?lang={language}")
    return page


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found.response["violations"]]


async def test_a_clerk_may_not_see_the_floor(page: Page, running: Running) -> None:
    await floor(page, running, "clerk")
    await expect(page.locator("manage-floor")).to_have_count(0)
    assert (await page.goto(f"{running.office}/manage")).status == 403  # type: ignore[union-attr]


async def test_counters_and_lines_move_by_themselves(page: Page, running: Running) -> None:
    await floor(page, running)
    first = page.locator(".seat").first
    await expect(first).to_have_attribute("data-state", "closed")
    await running.done("/counters/1/open", {})
    await expect(first).to_have_attribute("data-state", "open")
    number = (await running.done("/tickets", {"service": "certificate"}, role="kiosk"))["number"]
    await expect(page.locator(".floor-lines tbody tr").first.locator("td b").first).to_have_text("1")
    await running.done("/counters/1/call-next", {})
    await expect(first.locator(".seat-number")).to_have_text(number)
    await expect(first.locator("stop-watch")).to_have_text(re.compile(r"^0:0[1-9]$"))
    assert await violations(page) == []


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_floor_fits_on_a_desk_and_on_a_phone(page: Page, running: Running, language: str) -> None:
    await floor(page, running, language=language)
    await running.ask("/counters/12/open", {})
    await running.ask("/tickets", {"service": "certificate"}, role="kiosk")
    for width in (SCREEN["width"], 390):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(f"{running.office}/manage?lang={language}")
        await expect(page.locator(".seat[data-state=open]").first).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        inside = "seat => seat.scrollWidth <= seat.clientWidth"
        for seat in await page.locator(".seat-top").all():
            assert await seat.evaluate(inside), await seat.inner_text()


async def test_a_notice_is_posted_and_taken_off_again(page: Page, running: Running) -> None:
    await floor(page, running)
    await page.fill("#post [name=ja]", "エレベーターは点検中です。")
    await page.keyboard.press("Enter")
    notice = page.locator(".floor-notices li", has_text="エレベーターは点検中です。")
    await expect(notice).to_have_count(1)
    await notice.get_by_role("button").click()
    await expect(notice).to_have_count(0)
    assert "エレベーターは点検中です。" not in [each["text"] for each in (await running.now())["notices"]]


async def test_the_day_closes_only_after_a_question(page: Page, running: Running) -> None:
    await floor(page, running, language="en")
    for answer, state in (("Keep it open", "open"), ("Close the day", "closed")):
        await page.click("#day-close-open")
        await expect(page.locator("dialog#day-close")).to_be_visible()
        assert await violations(page) == []
        await page.locator("dialog#day-close").get_by_role("button", name=answer).click()
        await expect(page.locator(".day .state")).to_have_attribute("data-state", state)
    await page.click("#day-open-open")
    await page.locator("dialog#day-open").get_by_role("button", name="Open the day").click()
    await expect(page.locator("#said")).to_have_attribute("data-tone", "no")
