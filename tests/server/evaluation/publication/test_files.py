"""Papers as files, read back by other programs: PDF for everybody, and workbooks without formulas."""

import re
from collections.abc import Callable
from io import BytesIO
from unicodedata import category

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from server.evaluation.publication.paper import Paper
from server.evaluation.publication.press import Kind, Press, digest_of
from server.evaluation.publication.typesetting import pdf, pictures
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from server.evaluation.publication.workbook import sheet_names, workbook
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_workbook import not_in_workbook
from tests.server.evaluation.publication.a_year import NASTY, YEAR, city, pen, subject


def results(language: str = "ja") -> Paper:
    return results_paper(subject(a_year.until_results()), pen(language))


def text_of(content: bytes) -> str:
    """The words of a PDF without blanks: where lines break is not what is asked here."""
    pages = PdfReader(BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def tags(content: bytes) -> list[str]:
    """The tags of a PDF in reading order, without the leaves."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each.get_object())
        elif isinstance(node, DictionaryObject) and "/S" in node:
            found.append(str(node["/S"]))
            if "/Alt" in node:
                found.append(f"Alt={node['/Alt']}")
            walk(node.get("/K", DictionaryObject()).get_object())

    root = PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    walk(root["/K"].get_object())
    return found


@pytest.mark.parametrize(("language", "tagged"), [("ja", "ja-JP"), ("en", "en-GB")])
def test_a_pdf_says_its_language_its_title_and_that_it_is_for_everybody(language: str, tagged: str) -> None:
    paper = results(language)
    content = pdf(paper)
    reader = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == (tagged, True)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (paper.title, paper.publisher)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_a_pdf_has_headings_table_heads_and_a_chart_that_says_what_it_shows() -> None:
    found = tags(pdf(results("en")))
    assert {"/Title", "/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/L", "/Figure"} <= set(found)
    alts = [each for each in found if each.startswith("Alt=")]
    assert [
        each.startswith("Alt=How much of the way to the target was gone. Every target has") for each in alts
    ] == [True]


def test_every_table_of_a_pdf_says_what_its_columns_are() -> None:
    _before, *tables = " ".join(tags(pdf(results("en")))).split("/Table")
    assert len(tables) > 3
    assert [each for each in tables if "/TH" not in each.split()] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_figures_of_page_pdf_and_workbook_are_the_same(language: str) -> None:
    paper = results(language)
    words = text_of(pdf(paper))
    table = next(each for each in paper.blocks if getattr(each, "head", None) and len(each.head) == 7)  # type: ignore[union-attr]
    shown = [cell.text for row in table.rows for cell in row[2:5]]  # type: ignore[union-attr]
    assert [each for each in shown if re.sub(r"\s", "", each) not in words] == []
    sheet = load_workbook(BytesIO(workbook(paper))).worksheets[1]
    numbers = [[row[place].value for place in (7, 8, 9)] for row in sheet.iter_rows(min_row=2)]
    assert numbers == [[45, 30, 27.5], [62.5, 75, 66.25], [8, 1200, 1234.5]]


def test_what_looks_like_markup_or_a_formula_is_text_in_a_pdf() -> None:
    assert text_of(pdf(results())).count(re.sub(r"\s", "", NASTY)) >= 6


def test_what_looks_like_markup_or_a_formula_is_text_in_a_workbook() -> None:
    book = load_workbook(BytesIO(workbook(results())))
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert sum(cell.value == NASTY for cell in cells) >= 3
    assert {each.freeze_panes for each in book.worksheets[1:]} == {"B2", "C2"}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("make", [plan_paper, results_paper])
def test_a_workbook_says_all_that_page_and_pdf_say(make: Callable[..., Paper], language: str) -> None:
    told = make(subject(a_year.until_results()), pen(language))
    # The glance numbers its targets through; the workbook has the same titles without a number.
    plain = [re.sub(r"^\d+\. ", "", each) for each in not_in_workbook(told)]
    titles = {each.aim.title for each in subject(a_year.until_results()).targets()}
    assert [each for each in plain if each not in titles] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbooks_of_meetings_say_all_that_page_and_pdf_say(language: str) -> None:
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    papers = [make(whole.wards()[0], pen(language)) for make in (committee_paper, council_paper)]
    papers += [make(whole, pen(language)) for make in (conference_paper, city_council_paper)]
    assert [not_in_workbook(each) for each in papers] == [[]] * 4


def test_sheets_of_a_workbook_have_names_of_their_own_that_excel_takes() -> None:
    long = "Standards of the section: Health and Welfare"
    assert sheet_names(["Results", "results", long, long, "a/b*c", "'", ""]) == [
        "Results",
        "results 2",
        "Standards of the section  Heal…",
        "Standards of the section  He… 2",
        "a b c",
        "5",
        "6",
    ]


def test_the_workbook_of_a_plan_has_the_months_and_the_standards() -> None:
    book = load_workbook(BytesIO(workbook(plan_paper(subject(a_year.until_plan()), pen("en")))))
    months = list(book["Yearly plan"].iter_rows(values_only=True))
    april = months[0].index("Apr")
    assert [row[april : april + 12].count("●") for row in months[1:]] == [3, 3] * 3
    standards = book["Standards that every ward offi…"].iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in standards] == ["Notices", "Telephone", "Face to face at the counter"]


def test_a_long_word_is_copied_out_of_a_pdf_without_letters_that_nobody_sees() -> None:
    paper = results_paper(subject(a_year.longest(a_year.until_results())), pen())
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf(paper))).pages)
    assert ("A" * 20 in words, [each for each in words if category(each) == "Cf"]) == (True, [])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_paper_can_be_set_in_every_language(language: str) -> None:
    speaking = pen(language)
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    empty, full = whole.wards()[1], whole.wards()[0]
    papers = [conference_paper(whole, speaking)]
    for make in (plan_paper, results_paper, committee_paper, council_paper):
        papers += [make(empty, speaking), make(full, speaking)]
    assert [each.title for each in papers if not pdf(each).startswith(b"%PDF-")] == []
    assert [each.title for each in papers if not workbook(each).startswith(b"PK")] == []


def test_long_texts_make_more_pages_and_stay_within_their_margins() -> None:
    loop = a_year.until_results()
    long = results_paper(subject(a_year.longest(loop)), pen())
    pages = [Image.open(BytesIO(each)).convert("L") for each in pictures(long, 50)]
    assert len(pages) > len(pictures(results_paper(subject(loop), pen()), 50))
    width = pages[0].width
    margin = round(width * 15 / 210)  # millimetres of A4; the paper leaves 18
    sides = [page.crop(box) for page in pages for box in ((width - margin, 0, width, page.height),)]
    assert [each.getextrema() for each in sides] == [(255, 255)] * len(pages)
    words = text_of(pdf(long))
    assert (words.count("現"), words.count("A")) >= (200, 400)


def test_the_same_paper_is_the_same_file() -> None:
    assert pdf(results()) == pdf(results())


async def test_the_press_prints_each_content_once() -> None:
    press, paper = Press(), results()
    first = await press.printed(paper, Kind.PDF)
    assert await press.printed(results(), Kind.PDF) is first
    assert (await press.printed(paper, Kind.XLSX)).digest != first.digest
    other = results_paper(subject(a_year.until_results()), pen(), preview=True)
    assert digest_of(other, Kind.PDF) != first.digest
