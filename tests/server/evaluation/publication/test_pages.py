"""The pages of papers over HTTP: which months are listed, and what an address of nothing says."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import httpx2
import pytest

from server.app.files import put
from server.evaluation.publication.archive import written_down
from server.evaluation.publication.monthly import paper_file, report_file
from server.evaluation.publication.press import Kind
from server.evaluation.publication.typesetting import pdf
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper
from server.evaluation.publication.views.results import results_paper
from server.main import packages
from server.web.pages import Pages
from tests.running import Running, machiai
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.voices.test_journeys import signed_in

LIST = "/offices/midori/manage/reports"


@pytest.fixture
async def manager(running: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(running, "manager") as client:
        client.headers["Accept-Language"] = "en"
        yield client


def landmarks(html: str) -> list[str]:
    """The names of all regions of a page."""
    named = re.findall(r'<(?:section|nav|div)[^>]*?aria-label(?:ledby)?="([^"]*)"[^>]*>', html)
    groups = re.findall(r'<div[^>]*role="group"[^>]*?aria-label(?:ledby)?="([^"]*)"', html)
    for each in groups:
        named.remove(each)
    return named


async def test_a_month_that_was_written_down_is_listed_with_when(
    running: Running, manager: httpx2.AsyncClient
) -> None:
    file = paper_file(running.data / "reports", "midori", date(2020, 1, 1), "en")
    put(file, written_down(results_paper(a_year.subject(a_year.until_results()), a_year.pen("en"))))
    page = (await manager.get(LIST)).text
    main = page.partition("<main")[2]
    assert f'href="{LIST}/2020-01"' in main
    today = datetime.now(UTC)
    assert re.search(rf"<td>\d+ [A-Z][a-z]+ ({today.year}|{today.year + 1}) \d\d:\d\d</td>", main)
    assert re.findall(r"<h2[^>]*>([^<]+)", main)[0] == "FY 2019"
    assert len(set(landmarks(main))) == len(landmarks(main)) > 0


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "The report of March 2020 cannot be shown."), ("ja", "2020年3月の月報を表示できません。")],
)
async def test_a_kept_report_that_is_damaged_says_which_file_and_leads_to_what_is_left(
    running: Running, manager: httpx2.AsyncClient, language: str, title: str
) -> None:
    month, folder = date(2020, 3, 1), running.data / "reports"
    put(paper_file(folder, "midori", month, language), b'{"title": "half a pa')
    put(report_file(folder, "midori", month, language, Kind.PDF), b"%PDF-as it was")
    manager.headers["Accept-Language"] = language
    answer = await manager.get(f"{LIST}/2020-03")
    main = answer.text.partition("<main")[2]
    assert (answer.status_code, re.findall(r"<h1>([^<]+)", main)) == (500, [title])
    assert f'<code class="said">reports/midori/operations-midori-2020-03-{language}.json</code>' in main
    assert re.findall(r'href="([^"]*)"', main.partition("</main")[0]) == [
        f"{LIST}/2020-03.pdf?lang={language}",
        LIST,
    ]
    assert (await manager.get(f"{LIST}/2020-03.pdf")).content == b"%PDF-as it was"
    excel = await manager.get(f"{LIST}/2020-03.xlsx")
    assert (excel.status_code, title in excel.text) == (500, True)
    assert f'href="{LIST}/2020-03"' in (await manager.get(LIST)).text
    assert f"operations-midori-2020-03-{language}.json is damaged" in running.said()
    told = machiai(
        "report", "--kind", "operations", "--office", "midori", "--month", "2020-03", "--language", language,
        "--data", str(running.data), "--out", str(running.data / "papers"),
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"machiai: {paper_file(folder, 'midori', month, language)} is damaged: ")


async def test_the_command_writes_the_report_of_a_month_as_it_is_kept(running: Running) -> None:
    paper = results_paper(a_year.subject(a_year.until_results()), a_year.pen("en"))
    put(paper_file(running.data / "reports", "midori", date(2020, 2, 1), "en"), written_down(paper))
    out = running.data / "papers"
    told = machiai(
        "report", "--kind", "operations", "--office", "midori", "--month", "2020-02", "--language", "en",
        "--data", str(running.data), "--out", str(out),
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    assert (out / f"{paper.file}-en.pdf").read_bytes() == pdf(paper)


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "nonsense", "1999-01", "2026-13.pdf"])
async def test_a_month_that_does_not_exist_says_so_in_words(manager: httpx2.AsyncClient, month: str) -> None:
    answer = await manager.get(f"{LIST}/{month}")
    assert answer.status_code == 404
    assert f"There is no month “{month.removesuffix('.pdf')}”." in answer.text
    assert "such as 2026-10" in answer.text


@pytest.mark.parametrize("paper", ["plan", "results", "plan.pdf", "results.xlsx"])
async def test_a_year_that_nobody_began_has_no_draft(manager: httpx2.AsyncClient, paper: str) -> None:
    answer = await manager.get(f"/evaluation/midori/2019/{paper}")
    assert answer.status_code == 404
    assert "Nothing has been written down for this year. Please check the year in the address." in answer.text


async def test_staff_see_the_year_going_on_and_the_coming_one(manager: httpx2.AsyncClient) -> None:
    now = datetime.now(UTC)
    year = now.year if now.month >= 4 else now.year - 1
    for each, status in ((year, 200), (year + 1, 200), (year + 3, 404)):
        assert (each, (await manager.get(f"/evaluation/midori/{each}/plan")).status_code) == (each, status)


def test_the_tables_of_a_paper_are_no_landmarks_whose_names_repeat_by_ward() -> None:
    whole = WholeCity(a_year.city(), a_year.until_results(), a_year.YEAR, a_year.TODAY)
    paper = city_council_paper(whole, a_year.pen("en"))
    template = (
        "{% from 'publication/_paper.html' import block with context %}"
        "{% for each in paper.blocks %}{{ block(each, loop.index0) }}{% endfor %}"
    )
    html = Pages(packages())._environments["en"].from_string(template).render(paper=paper)
    assert html.count('role="group"') >= 2
    assert ('role="region"' in html, landmarks(html)) == (False, [])
