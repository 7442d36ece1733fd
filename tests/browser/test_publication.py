"""What is published, in a real browser: for everybody, in both languages, on a phone, as files."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest
from axe_playwright_python.async_playwright import Axe
from openpyxl import load_workbook
from playwright.async_api import Page, expect
from pypdf import PdfReader

from server.adapters.manual_clock import ManualClock
from server.adapters.sql_ledger import SqlLedger
from server.adapters.sql_people import SqlPeople
from server.app.files import put
from server.core.calendar import fiscal_year
from server.engines import ledger_database, people_database
from server.evaluation.core.commands import GiveDuty
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.publication.archive import written_down
from server.evaluation.publication.monthly import paper_file
from server.evaluation.publication.paper import Field
from server.evaluation.publication.typesetting import pdf
from server.evaluation.publication.views.results import results_paper
from server.evaluation.secretariat import Secretariat
from server.settings import Settings
from tests.running import PASSWORDS, Running, machiai
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_year import NASTY, YEAR

SCREEN, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
NOW_YEAR = fiscal_year(datetime.now(ZoneInfo("Asia/Tokyo")).date())
MIDORI, SAKURA, HIKARI = (f"/evaluation/{each}/{YEAR}" for each in ("midori", "sakura", "hikari"))


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Midori has published its results, Sakura its plan, Hikari nothing; there the manager holds a post."""
    data = tmp_path_factory.mktemp("published")
    whole = [*a_year.planned(), *a_year.plan_published(), *a_year.under_way()]
    whole += [*a_year.evaluated(), *a_year.results_published()]
    others = [*a_year.planned("sakura"), *a_year.plan_published("sakura"), *a_year.planned("hikari")]
    await a_year.write_ledger(data, [*a_year.standards(), *whole, *others])
    running = await Running(data).start()
    await give(running, "manager", Post(Duty.COMMITTEE, "hikari"))
    yield running
    running.kill()


async def give(running: Running, login: str, post: Post) -> None:
    """Let an account hold a post, as the administrator would."""
    people, ledger = (
        people_database(Settings(data=running.data)),
        ledger_database(Settings(data=running.data)),
    )
    enrolled = await SqlPeople(people).enrolled(login)
    assert enrolled is not None
    clock = ManualClock(datetime(2026, 4, 1, tzinfo=UTC))
    secretariat = Secretariat(SqlLedger(ledger), a_year.city(), clock)
    command = GiveDuty(enrolled.person.id, post)
    await secretariat.carry_out(command, command_id=f"{login} {post}", asker=Asker("root", True))
    await people.close()
    await ledger.close()


async def signed_in(page: Page, office: Running, who: str) -> None:
    await page.goto(f"{office.url}/sign-in?lang=en")
    await page.fill("#login", who)
    await page.fill("#password", PASSWORDS[who])
    await page.keyboard.press("Enter")
    await page.wait_for_load_state("networkidle")


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found.response["violations"]]


async def fetched(office: Running, path: str) -> httpx2.Response:
    async with httpx2.AsyncClient(timeout=30) as client:
        return await client.get(f"{office.url}{path}")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
async def test_everybody_can_read_what_is_published(
    page: Page, office: Running, language: str, size: dict[str, int]
) -> None:
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in ("/evaluation", f"{MIDORI}/plan", f"{MIDORI}/results", f"{SAKURA}/results"):
        await page.goto(f"{office.url}{path}?lang={language}")
        assert await violations(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
async def test_staff_find_the_public_part_first_and_the_papers_for_meetings_by_ward(
    page: Page, office: Running, size: dict[str, int]
) -> None:
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    await signed_in(page, office, "manager")
    await page.goto(f"{office.url}/evaluation?lang=en")
    names = [each.strip() for each in await page.locator("main h2").all_inner_texts()]
    assert (names[0], names[-1]) == ("Wards and years", "Papers for meetings")
    assert names.count("Papers for meetings") == 1
    years = page.locator("details.packs")
    opened = [await each.get_attribute("open") is not None for each in await years.all()]
    assert opened == [True, *[False] * (len(opened) - 1)]
    assert len(opened) > 1
    assert await years.first.locator("dt").all_inner_texts() == ["Hikari Ward"]
    links = years.first.get_by_role("link")
    assert [await links.nth(place).get_attribute("href") for place in range(await links.count())] == [
        f"/evaluation/hikari/{NOW_YEAR}/packs/{each}" for each in ("committee", "council")
    ]
    await expect(links.first).to_have_accessible_name(f"FY {NOW_YEAR} Hikari Ward Committee")
    await page.get_by_role("link", name="Papers for meetings").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#packs")).to_be_in_viewport()
    await years.nth(1).locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(years.nth(1).get_by_role("link").first).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_the_list_leads_to_each_published_paper_and_to_no_other(page: Page, office: Running) -> None:
    await page.goto(f"{office.url}/evaluation?lang=en")
    papers = page.locator("#wards ~ .scroll a")
    addresses = [await papers.nth(place).get_attribute("href") for place in range(await papers.count())]
    assert addresses == [
        f"{MIDORI}/plan", f"{MIDORI}/plan.pdf?lang=en", f"{MIDORI}/plan.xlsx?lang=en", f"{MIDORI}/results",
        f"{MIDORI}/results.pdf?lang=en", f"{MIDORI}/results.xlsx?lang=en", f"{SAKURA}/plan",
        f"{SAKURA}/plan.pdf?lang=en", f"{SAKURA}/plan.xlsx?lang=en",
    ]  # fmt: skip
    for address in addresses:
        assert (await fetched(office, str(address))).status_code == 200, address
    await expect(page.get_by_role("link", name="For staff: sign in")).to_be_visible()
    await expect(page.get_by_text("電話は3コール以内に出て").locator(".sample")).to_have_text("sample")


async def test_the_list_leads_everybody_to_the_results_of_the_survey(page: Page, office: Running) -> None:
    await page.goto(f"{office.url}/evaluation?lang=en")
    links = page.locator("#surveys ~ ul a")
    addresses = [await links.nth(place).get_attribute("href") for place in range(await links.count())]
    assert addresses == ["/survey/midori/results"]
    await links.first.click()
    await expect(page.locator("h1")).to_have_text("Results of the visitor survey")


async def test_only_staff_find_the_previews_of_what_is_not_published(page: Page, office: Running) -> None:
    previews = page.get_by_role("link", name="Preview")
    await page.goto(f"{office.url}/evaluation?lang=en")
    await expect(previews).to_have_count(0)
    await signed_in(page, office, "clerk")
    await page.goto(f"{office.url}/evaluation?lang=en")
    addresses = [await previews.nth(place).get_attribute("href") for place in range(await previews.count())]
    assert addresses == [f"{SAKURA}/results", f"{HIKARI}/plan"]
    for address in addresses:
        answer = await page.goto(f"{office.url}{address}?lang=en")
        assert answer is not None
        assert answer.status == 200, address
        await expect(page.get_by_role("status")).to_contain_text("Preview.")


async def test_what_is_not_published_is_a_page_in_words(page: Page, office: Running) -> None:
    for path, words in (
        (f"{SAKURA}/results", "The results of Sakura Ward for FY 2025 have not been published yet."),
        (f"{HIKARI}/plan", "The plan of Hikari Ward for FY 2025 has not been published yet."),
    ):
        answer = await page.goto(f"{office.url}{path}?lang=en")
        assert answer is not None
        assert answer.status == 404
        await expect(page.locator("h1")).to_have_text(words)
        assert [(await fetched(office, f"{path}.{kind}")).status_code for kind in ("pdf", "xlsx")] == [
            404,
            404,
        ]


@pytest.mark.parametrize(
    "path", ["nowhere/2025/plan", "midori/1/plan", "midori/99999/results", "midori/2025/other"]
)
async def test_an_address_of_nothing_is_not_found(office: Running, path: str) -> None:
    assert (await fetched(office, f"/evaluation/{path}")).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "manager"])
async def test_all_staff_see_previews_of_every_ward_marked_as_such(
    page: Page, office: Running, who: str
) -> None:
    await signed_in(page, office, who)
    for path in (f"{HIKARI}/plan", f"{SAKURA}/results"):
        answer = await page.goto(f"{office.url}{path}?lang=en")
        assert answer is not None
        assert answer.status == 200
        await expect(page.get_by_role("status")).to_contain_text("Preview.")
        assert await violations(page) == []
        file = await page.request.get(f"{office.url}{path}.pdf?lang=en")
        assert "Preview." in PdfReader(BytesIO(await file.body())).pages[0].extract_text()
    await page.goto(f"{office.url}{SAKURA}/plan?lang=en")
    await expect(page.get_by_role("status")).to_have_count(0)


async def test_whoever_has_no_post_reads_no_papers_of_meetings(page: Page, office: Running) -> None:
    await signed_in(page, office, "clerk")
    for path in (f"{HIKARI}/packs/committee", f"/evaluation/packs/{YEAR}/conference"):
        answer = await page.request.get(f"{office.url}{path}")
        assert answer.status == 403, path


async def test_page_pdf_workbook_and_ledger_show_the_same_figures(page: Page, office: Running) -> None:
    await page.goto(f"{office.url}{MIDORI}/results?lang=en")
    table = page.get_by_role("table", name="Targets and results")
    shown = [
        [await row.locator("td").nth(place).inner_text() for place in (1, 2, 3)]
        for row in [table.locator("tbody tr").nth(number) for number in range(3)]
    ]
    assert shown == [
        ["45.0 minutes", "30.0 minutes", "27.5 minutes"], ["62.5%", "75.0%", "66.3%"],
        ["8人", "1,200人", "1,234.5人"],
    ]  # fmt: skip
    reader = PdfReader(BytesIO((await fetched(office, f"{MIDORI}/results.pdf?lang=en")).content))
    words = re.sub(r"\s", "", "".join(each.extract_text() for each in reader.pages))
    assert [each for row in shown for each in row if re.sub(r"\s", "", each) not in words] == []
    book = load_workbook(BytesIO((await fetched(office, f"{MIDORI}/results.xlsx?lang=en")).content))
    numbers = [[row[place].value for place in (7, 8, 9)] for row in book.worksheets[1].iter_rows(min_row=2)]
    ledger = [(aim.baseline, aim.value, a_year.READINGS[key].value) for key, aim in a_year.AIMS.items()]
    assert [tuple(map(float, row)) for row in numbers] == ledger


async def test_a_script_in_a_text_is_a_text(page: Page, office: Running) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await page.goto(f"{office.url}{MIDORI}/results?lang=en")
    await expect(page.get_by_text(NASTY).first).to_be_visible()
    assert said == []


async def test_a_file_that_did_not_change_is_not_sent_again(office: Running) -> None:
    first = await fetched(office, f"{MIDORI}/results.pdf?lang=ja")
    assert first.headers["content-disposition"] == 'inline; filename="results-midori-2025-ja.pdf"'
    async with httpx2.AsyncClient() as client:
        again = await client.get(
            f"{office.url}{MIDORI}/results.pdf?lang=ja", headers={"If-None-Match": first.headers["etag"]}
        )
    assert (again.status_code, again.content) == (304, b"")


async def test_papers_of_meetings_are_for_those_who_hold_a_post_there(page: Page, office: Running) -> None:
    for path in (
        f"{HIKARI}/packs/committee",
        f"{MIDORI}/packs/council",
        f"/evaluation/packs/{YEAR}/conference",
    ):
        assert (await fetched(office, f"{path}.pdf")).status_code in {303, 401}
    await signed_in(page, office, "manager")
    for path, status in (
        (f"{HIKARI}/packs/committee", 200),
        (f"{HIKARI}/packs/council", 200),
        (f"{MIDORI}/packs/committee", 403),
        (f"/evaluation/packs/{YEAR}/conference", 403),
    ):
        answer = await page.goto(f"{office.url}{path}?lang=en")
        assert answer is not None
        assert answer.status == status, path
        assert await violations(page) == [], path
        for kind in ("pdf", "xlsx"):
            file = await page.request.get(f"{office.url}{path}.{kind}")
            assert file.status == status, path


async def test_the_reports_of_an_office_are_for_its_staff(page: Page, office: Running) -> None:
    assert (await fetched(office, "/offices/midori/manage/reports")).status_code in {303, 401}
    await signed_in(page, office, "manager")
    await page.goto(f"{office.url}/offices/midori/manage/reports?lang=en")
    await expect(page.locator("h2").first).to_have_text("The month that is going on")
    assert await violations(page) == []
    answer = await page.goto(f"{office.url}/offices/midori/manage/reports/2020-01?lang=en")
    assert answer is not None
    assert answer.status == 404
    await expect(page.locator("h1")).to_have_text("There is no report of January 2020.")


async def test_a_report_that_is_kept_is_shown_and_printed_as_it_was(page: Page, office: Running) -> None:
    kept = results_paper(a_year.subject(a_year.until_results()), a_year.pen("en"))
    was = replace(
        kept, running="Report of January", facts=(Field("Figures as of", "February 1, 2020 00:05"),)
    )
    put(paper_file(office.data / "reports", "midori", date(2020, 1, 1), "en"), written_down(was))
    await signed_in(page, office, "clerk")
    address = f"{office.url}/offices/midori/manage/reports/2020-01"
    await page.goto(f"{address}?lang=en")
    await expect(page.locator("h1")).to_contain_text("Report of January")
    await expect(page.get_by_role("note")).to_contain_text("kept as it was written")
    await expect(page.locator(".paper-head .facts")).to_contain_text("February 1, 2020 00:05")
    assert await violations(page) == []
    await page.goto(f"{office.url}/offices/midori/manage/reports?lang=en")
    await expect(page.get_by_role("group", name="FY 2019")).to_contain_text("January 2020")
    assert await violations(page) == []
    file = await page.request.get(f"{address}.pdf?lang=en")
    assert await file.body() == pdf(was)
    book = await page.request.get(f"{address}.xlsx?lang=en")
    assert load_workbook(BytesIO(await book.body())).worksheets[0].title == "Report of January"


async def test_papers_print_without_the_furniture_of_the_page(page: Page, office: Running) -> None:
    await page.goto(f"{office.url}{MIDORI}/results?lang=ja")
    await page.emulate_media(media="print")
    await expect(page.locator(".downloads")).to_be_hidden()
    await expect(page.locator(".paper h1")).to_be_visible()


# --- the command beside the running server


async def test_the_command_writes_what_is_published_and_says_what_is_missing(office: Running) -> None:
    out, common = office.data / "papers", ("--year", str(YEAR), "--data", str(office.data))
    made = machiai(
        "report", "--kind", "results", "--ward", "midori", "--language", "en", "--out", str(out), *common
    )
    assert (made.returncode, made.stderr) == (0, "")
    files = [out / f"results-midori-2025-en.{kind}" for kind in ("pdf", "xlsx")]
    assert made.stdout.split() == [str(each) for each in files]
    served = [
        (await fetched(office, f"{MIDORI}/results.{each.suffix[1:]}?lang=en")).content for each in files
    ]
    assert files[0].read_bytes() == served[0]
    missing = machiai("report", "--kind", "plan", "--ward", "hikari", "--out", str(out), *common)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr == (
        "machiai: The plan of hikari for FY 2025 cannot be reported: nothing is published yet. Missing: the "
        "report to the planning council; the publication by the committee.\n"
    )


async def test_the_command_says_itself_what_it_needs(office: Running) -> None:
    data = ("--data", str(office.data))
    for words, said in (
        (("--kind", "operations"), "give --office and --month"),
        (
            ("--kind", "operations", "--office", "midori", "--month", "2020-01"),
            "nothing counted of midori in 2020-01",
        ),
        (
            ("--kind", "results", "--ward", "nowhere", "--year", "2025"),
            "There is no ward nowhere, only midori,",
        ),
        (("--kind", "plan", "--ward", "midori"), "give --year"),
        (
            ("--kind", "plan", "--ward", "midori", "--year", "2025", "--language", "xx"),
            "There is no language xx",
        ),
    ):
        told = machiai("report", *words, *data)
        assert (told.returncode, told.stdout, said in told.stderr) == (1, "", True), told.stderr


async def test_the_command_answers_with_one_json_document(office: Running, tmp_path: Path) -> None:
    words = (
        "--kind",
        "pack-conference",
        "--year",
        str(YEAR),
        "--language",
        "en",
        "--out",
        str(tmp_path),
        "--json",
    )
    made = machiai("report", *words, "--data", str(office.data))
    assert made.returncode == 0, made.stderr
    answer = json.loads(made.stdout)
    assert answer["files"] == [str(tmp_path / f"conference-2025-en.{kind}") for kind in ("pdf", "xlsx")]
    metadata = PdfReader(BytesIO((tmp_path / "conference-2025-en.pdf").read_bytes())).metadata
    assert metadata is not None
    assert metadata.title == answer["title"]
