"""The figures in a real browser: usable by everybody, without scripts, on paper, and true to the day."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.running import PASSWORDS, Running

SCREEN = {"width": 1366, "height": 768}
PAGES = {
    "figures": "/offices/midori/manage/figures?measure=wait_mean",
    "service": "/offices/midori/manage/figures?service=certificate&measure=attainment&within=10",
    "tickets": "/offices/midori/manage/figures/tickets?which=wait",
    "too long": "/offices/midori/manage/figures/tickets?preset=last_year",
    "effect": "/offices/midori/manage/figures/effect",
    "compared": "/offices/midori/manage/figures/effect?date=2026-01-05&weeks=4",
    "offices": "/figures?preset=five_years",
}


@pytest.fixture(scope="module")
async def office(running: Running) -> Running:
    """Three people came; two were served, one still waits."""
    await running.done("/counters/1/open", {})
    for _visitor in range(3):
        await running.done("/tickets", {"service": "certificate"}, role="kiosk")
    for _served in range(2):
        await running.done("/counters/1/call-next", {})
        await running.done("/counters/1/finish", {})
    return running


async def signed_in(page: Page, running: Running, who: str = "manager", language: str = "ja") -> Page:
    await page.set_viewport_size(SCREEN)
    await page.goto(f"{running.url}/sign-in?lang={language}")
    await page.fill("#login", who)
    await page.fill("#password", PASSWORDS[who])
    await page.keyboard.press("Enter")
    await page.wait_for_load_state("networkidle")
    return page


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found.response["violations"]]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_everybody_can_use_every_page_with_everything_unfolded(
    page: Page, office: Running, language: str
) -> None:
    await signed_in(page, office, language=language)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for address in PAGES.values():
        answer = await page.goto(f"{office.url}{address}")
        assert answer is not None
        assert answer.status == 200, address
        for each in await page.locator("details").all():
            await each.evaluate("element => element.open = true")
        assert await violations(page) == [], address
        assert await page.evaluate("document.documentElement.scrollWidth") <= SCREEN["width"], address
    assert refused == []


async def test_whoever_is_not_signed_in_is_asked_to(page: Page, office: Running) -> None:
    await page.goto(f"{office.url}{PAGES['figures']}")
    await expect(page.locator("#login")).to_be_visible()
    await page.goto(f"{office.url}{PAGES['offices']}")
    await expect(page.locator("#login")).to_be_visible()


async def test_the_floor_leads_to_the_figures_and_a_figure_to_its_tickets(
    page: Page, office: Running
) -> None:
    await signed_in(page, office, language="en")
    await page.goto(f"{office.office}/manage?lang=en")
    await page.get_by_role("link", name="Statistics").click()
    tile = page.locator(".tile", has_text="Tickets issued")
    await expect(tile.locator(".tile-value")).to_have_text(re.compile(r"^3\s*cases$"))
    await tile.get_by_role("link").click()
    await expect(page.locator(".caption strong")).to_have_text("Tickets issued: 3 cases")
    await expect(page.locator(".tickets tbody tr")).to_have_count(3)
    await page.get_by_role("link", name="Back to the figures").click()
    await expect(page.locator(".tiles")).to_be_visible()


async def test_the_pages_work_without_scripts_and_with_keys_alone(browser: Browser, office: Running) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = await signed_in(await context.new_page(), office)
    await page.goto(f"{office.office}/manage/figures?lang=ja")
    await page.select_option("[name=service]", "certificate")
    await page.select_option("[name=measure]", "issued")
    await page.focus(".fields button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".caption span").first).to_have_text("証明書の交付")
    assert "measure=issued" in page.url
    await page.focus(".panel-heat .chart-table summary")
    await page.keyboard.press("Enter")
    cell = page.locator(".panel-heat .numbers td a").first
    await expect(cell).to_have_text("3")
    await cell.click()
    await expect(page.locator(".tickets tbody tr")).to_have_count(3)
    await context.close()


async def test_what_is_too_long_for_a_list_is_said_in_words(page: Page, office: Running) -> None:
    await signed_in(page, office)
    await page.goto(f"{office.url}{PAGES['too long']}")
    await expect(page.locator(".note")).to_contain_text("31日分まで")
    await expect(page.locator(".tickets")).to_have_count(0)


async def test_another_language_keeps_the_choice(page: Page, office: Running) -> None:
    await signed_in(page, office)
    await page.goto(f"{office.office}/manage/figures?service=certificate&measure=wait_p90")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("[name=service]")).to_have_value("certificate")
    await expect(page.locator("[name=measure]")).to_have_value("wait_p90")
    await expect(page.locator("h1")).to_contain_text("Statistics")


async def test_on_paper_there_are_the_charts_and_no_forms(page: Page, office: Running) -> None:
    await signed_in(page, office)
    await page.goto(f"{office.url}{PAGES['figures']}")
    await page.emulate_media(media="print")
    await expect(page.locator(".panel-waits svg.chart")).to_be_visible()
    for hidden in (".chooser", ".figures-doors", ".downloads", ".chart-table >> nth=0"):
        await expect(page.locator(hidden)).to_be_hidden()


async def test_the_start_page_leads_clerks_to_the_statistics_as_it_says(page: Page, office: Running) -> None:
    await signed_in(page, office, "clerk", "en")
    await page.goto(f"{office.url}/?lang=en")
    await page.get_by_role("link", name="Statistics Waits, times and comparisons, for staff").first.click()
    await expect(page.locator("h1")).to_contain_text("Statistics")


async def test_a_comparison_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    page: Page, office: Running
) -> None:
    await signed_in(page, office, language="en")
    asked = "date=2026-02-31&weeks=12&measure=attainment&changes=2026-01-05%20One%20counter%20more"
    answer = await page.goto(f"{office.office}/manage/figures/effect?{asked}&lang=en")
    assert answer is not None
    assert answer.status == 400
    await expect(page.locator(".remark")).to_have_text(
        "“2026-02-31” cannot be read as a date. Please choose the first day of the change."
    )
    kept = [await page.locator(f"[name={name}]").input_value() for name in ("weeks", "measure", "changes")]
    assert kept == ["12", "attainment", "2026-01-05 One counter more"]
    await page.get_by_role("link", name="日本語").click()
    await expect(page.locator("[name=changes]")).to_have_value("2026-01-05 One counter more")
    await page.fill("[name=date]", "2026-01-05")
    await page.get_by_role("button", name="比べる").click()
    await expect(page.locator(".verdict")).to_be_visible()


async def test_on_a_phone_nothing_runs_out_of_the_page(page: Page, office: Running) -> None:
    await signed_in(page, office)
    await page.set_viewport_size({"width": 390, "height": 844})
    for address in PAGES.values():
        await page.goto(f"{office.url}{address}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390, address


async def test_strange_fields_are_answered_as_usual_and_strange_offices_are_not_found(
    page: Page, office: Running
) -> None:
    await signed_in(page, office)
    strange = "from=x&to=9999-12-31&service=%3Cb%3E&section=..&measure=1&within=-3&which=z&hour=99&page=0"
    for address in ("figures", "figures/tickets", "figures/effect"):
        answer = await page.goto(f"{office.office}/manage/{address}?{strange}&date=0001-01-01&weeks=8")
        assert answer is not None
        assert answer.status == (400 if address == "figures/effect" else 200), address
    answer = await page.goto(f"{office.url}/offices/nowhere/manage/figures")
    assert answer is not None
    assert answer.status == 404
