"""A section's own standard is published with the value that it keeps, in the plan and in the results."""

from dataclasses import replace

from server.evaluation.core import commands as ask
from server.evaluation.core.papers import Check
from server.evaluation.core.state import Loop, SectionStandard
from server.evaluation.publication.paper import Paper, Table
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_year import WARD, YEAR, pen, subject

SENTENCE = "1つの窓口で用件が終わるようにします。（75.0%以上）"
SECTION = "保険年金課"


def with_an_own_standard() -> Loop:
    """The insurance section met this target the year before; this year it does not keep it."""
    own = SectionStandard("once-stop", YEAR - 1, a_year.AIMS["stop"])
    loop = a_year.until_mid_year()
    loop = replace(loop, made=loop.made.set(WARD, (own,)))
    lapse = Check(False, "9月は71.0%でした。", "手順書を見直します。")
    return a_year.told([ask.CheckCompliance(WARD, YEAR, "insurance", own.id, lapse)], loop)


def rows_of(paper: Paper, title: str) -> list[list[str]]:
    table = next(each for each in paper.blocks if isinstance(each, Table) and each.title.startswith(title))
    return [[cell.text for cell in row] for row in table.rows]


def test_the_plan_names_the_value_beside_the_standard() -> None:
    found = rows_of(plan_paper(subject(with_an_own_standard()), pen()), "所属の基準")
    assert [row[:2] for row in found] == [[SECTION, SENTENCE]]


def test_the_results_name_it_where_they_say_how_it_was_kept() -> None:
    paper = results_paper(subject(with_an_own_standard()), pen())
    assert SENTENCE in [row[0] for row in rows_of(paper, f"{SECTION}の基準")]
    assert SENTENCE in [row[1] for row in rows_of(paper, "年度中に遵守できていないと報告された")]


def test_an_open_point_names_it_too() -> None:
    told = [each.text for each in open_points(subject(with_an_own_standard()), pen())]
    assert f"{SECTION}は、基準「{SENTENCE}」を遵守できていません。改善方策：手順書を見直します。" in told
