"""Figures and dates are written one way in every room: a walk over pages and papers, looking for another."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape

import httpx2
import pytest

from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.state import Loop
from server.evaluation.publication.paper import Cell, Paper
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from tests.browser.test_publication import give
from tests.running import Running
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_month import MONTH, NOW, OFFICE, Offices
from tests.server.evaluation.publication.a_workbook import words_of
from tests.server.evaluation.publication.a_year import YEAR
from tests.server.evaluation.voices.test_journeys import signed_in

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTH_DAY = rf"\b({MONTHS}) \d{{1,2}}\b(?!:)"
EVERYWHERE = (
    r"\d\s+[%％]", r"％", r"\b\d{4}-\d\d-\d\d\b", r"\b20\d\d-\d\d\b", r"\b20\d\d/\d{1,2}\b",
    r"\b\d{1,2}:\d\d:\d\d\b", r"\d ?[AP]M\b", r"(?<![\d:])\d:\d\d\b",
)  # fmt: skip
OTHERS = {
    "": EVERYWHERE,
    "ja": (
        *EVERYWHERE, r"\d日[月火水木金土日]曜日", r"日 ?\([月火水木金土日]\)", r"\d +(分|件|人|回|時間|日間)",
        r"\d ?[-–—〜] ?\d+ ?分", r"日 ?[-–—〜] ?(\d|令和)", r"20\d\d年度", MONTH_DAY,
        r"\((分|件|時間|人)\)", r"^\d+ ?[–—〜-] ?\d+$",
    ),
    "en": (
        *EVERYWHERE, MONTH_DAY, r"\d(min|hours|cases|people)\b", r"\b[A-Z][a-z]{2}, \d",
        r"\b\d{1,2} (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec) 20\d\d",
        r"\d ?[～〜] ?\d", r"^\d+ [–—-] \d+$", r"\b20\d\d [–—-] 20\d\d\b",
    ),
}  # fmt: skip
"""What would be another notation than that of server.web.date_words and server.web.numbers, by language; of
screens that speak several languages at once only what no language has."""

NOT_READ = re.compile(r"<(script|style|code|textarea|title)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SAID_IN_SIGNS = re.compile(r'(?:aria-label|title|alt)="([^"]*)"')
IN_LINE = re.compile(r"</?(?:a|b|strong|small|span|em|time|abbr|waited-time|stop-watch)\b[^>]*>")
LINK = re.compile(r'href="(/[^"#]*)')
NO_PAGE = re.compile(r"\.(pdf|xlsx|csv|svg|png|css|js|zip)\b|kind=|/api/|/static/|sign-out|lang=")
SEVERAL_LANGUAGES = re.compile("/(display|kiosk)$")
START = (
    "/", "/figures", "/evaluation", "/evaluation/desk", "/survey/midori/results", "/offices/midori",
    "/offices/midori/manage", "/offices/midori/manage/figures", "/offices/midori/voices",
    "/offices/midori/voices/survey?by=month", "/offices/midori/counter/1",
)  # fmt: skip
EACH_AT_MOST = 2
"""Pages of one kind: another ward or another target has the same template."""


def other_notations(text: str, language: str) -> list[str]:
    """What is written in another way, with some letters around it."""
    return [
        f"{line[max(0, found.start() - 20) : found.end() + 20]} ({notation})"
        for line in text.splitlines()
        for notation in OTHERS[language]
        for found in re.finditer(notation, line.strip())
    ]


def read(page: str) -> str:
    """What people read or hear of a page, block by block."""
    body = NOT_READ.sub("", page.partition("<body")[2])
    text = re.sub(r"<[^>]*>", "\n", IN_LINE.sub("", body))
    return unescape("\n".join((text, *SAID_IN_SIGNS.findall(body))))


def kind(path: str) -> str:
    """The addresses of one kind of page are alike but for names and numbers."""
    place, _, query = path.partition("?")
    wards = re.sub(
        r"/(midori|sakura|hikari|aozora|sazanami|kodama|hoshino|whole-city)(?=/|$)", "/ward", place
    )
    names = ",".join(sorted(each.partition("=")[0] for each in query.split("&")))
    return re.sub(r"/[^/]*\d[^/]*", "/n", wards) + "?" + names


async def walk(client: httpx2.AsyncClient) -> dict[str, str]:
    """Every kind of page that a manager reaches, a few of each, as they are read; by address."""
    waiting, seen, found = list(START), dict[str, int](), dict[str, str]()
    while waiting:
        path = waiting.pop(0)
        if path in found or seen.get(kind(path), 0) >= EACH_AT_MOST:
            continue
        seen[kind(path)] = seen.get(kind(path), 0) + 1
        answer = await client.get(path, follow_redirects=True)
        if "html" in answer.headers.get("content-type", ""):
            assert answer.status_code < 500, path
            found[path] = read(answer.text)
            links = (unescape(each) for each in LINK.findall(answer.text))
            waiting += [each for each in links if not NO_PAGE.search(each)]
    return found


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A ward with a whole year, one with a plan, and a few visitors of today."""
    data = tmp_path_factory.mktemp("notation")
    whole = [*a_year.planned(), *a_year.plan_published(), *a_year.under_way()]
    whole += [*a_year.evaluated(), *a_year.results_published()]
    await a_year.write_ledger(data, [*a_year.standards(), *whole, *a_year.planned("sakura")])
    running = await Running(data).start()
    await give(running, "manager", Post(Duty.CONFERENCE))
    for service in ("certificate", "certificate", "move"):
        await running.done("/tickets", {"service": service}, role="kiosk")
    yield running
    running.kill()


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_page_writes_figures_and_dates_alike(office: Running, language: str) -> None:
    async with signed_in(office, "manager") as client:
        client.headers["Accept-Language"] = language
        pages = await walk(client)
    kinds = {kind(path) for path in pages}
    assert {kind(each) for each in START} <= kinds, "the walk ends before it began"
    assert len(kinds) > 60
    spoken = {path: "" if SEVERAL_LANGUAGES.search(path) else language for path in pages}
    found = {path: other_notations(text, spoken[path]) for path, text in pages.items()}
    assert {path: each for path, each in found.items() if each} == {}


def papers(language: str) -> Iterator[Paper]:
    """The papers of a year and of its meetings."""
    loop, pen = a_year.until_results(), a_year.pen(language)
    whole = WholeCity(a_year.city(), loop, YEAR, a_year.TODAY)
    yield from (make(a_year.subject(loop), pen) for make in (plan_paper, results_paper))
    yield from (make(whole.wards()[0], pen) for make in (committee_paper, council_paper))
    yield from (make(whole, pen) for make in (conference_paper, city_council_paper))


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_paper_writes_figures_and_dates_alike(language: str) -> None:
    offices = await Offices().filled()
    counted = await offices.reader.read(OFFICE, MONTH, NOW, Loop())
    month = operations_paper(counted, "Wakaba", a_year.pen(language))
    for paper in (month, *papers(language)):
        said = [each for block in (*paper.blocks, *paper.sheets) for each in words_of(block)]
        text = "\n".join(each.text if isinstance(each, Cell) else each for each in said)
        assert len(text) > 500
        assert other_notations(text, language) == [], paper.title


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "64.1 %"), ("en", "64.1 %"), ("ja", "75％"), ("ja", "2026/11/21 12:00"), ("en", "2026-11-21"),
        ("ja", "2026年11月21日(土)"), ("ja", "2026年11月21日土曜日"), ("ja", "25.8 分"), ("ja", "5–10分"),
        ("ja", "2026年4月1日 – 2026年9月30日"), ("ja", "2026年度"), ("ja", "待ち時間（平均） (分)"),
        ("en", "November 21, 2026"), ("en", "21 Nov 2026, 12:00:00"), ("en", "Sat, 21 November"),
        ("en", "5.4min"), ("en", "5～10"), ("en", "8:30–12:00"),
    ],
)  # fmt: skip
def test_another_notation_is_seen(language: str, text: str) -> None:
    assert other_notations(text, language) != []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "2026年4月1日～11月21日、令和8年度、2026年11月21日（土） 09:05"),
        ("ja", "80.8%、12.3分、1,234件、苦情 2026-012、5～10分"),
        ("en", "1 April – 21 November 2026, 1–21 May 2026, FY 2026, Sat 21 November 2026 09:05"),
        ("en", "80.8%, 12.3 min, 1,234 cases, Complaint 2026-012, 5–10 min"),
    ],
)
def test_our_notation_is_let_pass(language: str, text: str) -> None:
    assert other_notations(text, language) == []
