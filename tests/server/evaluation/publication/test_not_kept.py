"""A standard that was reported as not kept stays in every paper of the year, also once it is kept again."""

import pytest

from server.evaluation.core import commands as ask
from server.evaluation.core.papers import Check
from server.evaluation.core.state import Loop
from server.evaluation.publication.paper import Paper, Table, Tone, Words
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.keeping import kept
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.results import results_paper
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_workbook import not_in_workbook
from tests.server.evaluation.publication.a_year import TODAY, WARD, YEAR, city, pen, subject

EN = pen("en")
TITLE = "Reported as not kept during the year, and what was done about it"
SECTION = "Health Insurance and Pension"
SENTENCE = "電話は3コール以内に出て、所属と氏名を名乗っています。 (sample)"
AGAIN = "3月に10回確認しました。"


def checked(*checks: Check) -> Loop:
    """The half year in which this section reported a standard as not kept, and then these reports of it."""
    steps = (ask.CheckCompliance(WARD, YEAR, "insurance", "phone-1", each) for each in checks)
    return a_year.told(steps, a_year.until_mid_year())


def mended() -> Loop:
    return checked(Check(True, AGAIN))


def papers(loop: Loop) -> dict[str, Paper]:
    ward, whole = subject(loop), WholeCity(city(), loop, YEAR, TODAY)
    return {
        "results": results_paper(ward, EN),
        "committee": committee_paper(ward, EN),
        "council": council_paper(ward, EN),
        "conference": conference_paper(whole, EN),
        "city council": city_council_paper(whole, EN),
    }


def lapses(paper: Paper) -> list[tuple[str, ...]]:
    """Every row of the table, in the paper and in the workbook alike."""
    (shown,) = (each for each in paper.blocks if isinstance(each, Table) and each.title == TITLE)
    assert shown in paper.sheets
    return [tuple(cell.text for cell in row) for row in shown.rows]


@pytest.mark.parametrize("name", ["results", "committee", "council", "conference", "city council"])
def test_every_paper_tells_what_was_not_kept_and_that_it_is_kept_since(name: str) -> None:
    paper = papers(mended())[name]
    (row,) = lapses(paper)
    assert row[-5:] == (
        SECTION, SENTENCE, "9月に10回確認しました。", "昼休みの当番を2人にします。", f"Kept since: {AGAIN}",
    )  # fmt: skip
    assert not_in_workbook(paper) == []


@pytest.mark.parametrize("name", ["results", "committee", "council", "conference", "city council"])
def test_every_paper_says_that_it_is_still_not_kept(name: str) -> None:
    (row,) = lapses(papers(a_year.until_mid_year())[name])
    assert row[-1] == "Still not kept"


def test_the_latest_report_stands_so_that_one_that_names_somebody_can_be_put_right() -> None:
    loop = checked(Check(False, "12月に確認しました。", "名札を付けます。"), Check(True, AGAIN))
    paper = results_paper(subject(loop), EN)
    (row,) = lapses(paper)
    assert row[2:4] == ("12月に確認しました。", "名札を付けます。")
    told = {cell.text for table in paper.sheets for line in table.rows for cell in line}
    assert "昼休みの当番を2人にします。" not in told


def test_a_year_in_which_everything_was_kept_says_so() -> None:
    table = next(
        each
        for each in results_paper(subject(a_year.until_plan()), EN).blocks
        if isinstance(each, Table) and each.title == TITLE
    )
    assert (table.rows, table.empty) == ((), "No section reported a standard as not kept in this year.")


def test_the_sums_count_what_was_not_kept_at_some_time_beside_the_last_state() -> None:
    sums = kept(subject(mended()))
    assert (sums.kept, sums.not_kept, sums.lapsed, sums.all) == (9, 0, 1, 9)
    said = [each.text for each in papers(mended())["results"].blocks if isinstance(each, Words)]
    assert "1 of them were reported as not kept at some time of the year." in said


def test_the_wards_side_by_side_count_it_too() -> None:
    grades = next(
        each
        for each in papers(mended())["city council"].blocks
        if isinstance(each, Table) and each.title == "Grades and standards by ward"
    )
    assert [column.text for column in grades.head[-3:]] == [
        "Standards kept", "Not kept", "Not kept at some time",
    ]  # fmt: skip
    assert [cell.text for cell in grades.rows[0][-3:]] == ["9", "0", "1"]


def test_what_is_kept_again_is_no_open_point() -> None:
    assert [each.text for each in open_points(subject(mended()), EN) if each.tone is Tone.STOP] == [
        each.text for each in open_points(subject(mended()), EN) if "without an answer" in each.text
    ]


def test_an_improvement_order_stands_beside_what_its_section_did_not_keep() -> None:
    orders = next(
        each
        for each in papers(mended())["council"].blocks
        if isinstance(each, Table) and each.title == "Improvement orders"
    )
    assert orders.rows[0][-1].text == SENTENCE.removesuffix(" (sample)")
