"""What everybody reads of initiatives: whether they were done, and no word that staff wrote for meetings."""

import pytest

from server.evaluation.publication.paper import Paper, Table
from server.evaluation.publication.typesetting import pdf
from server.evaluation.publication.views.packs import committee_paper
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_workbook import not_in_workbook
from tests.server.evaluation.publication.a_year import pen, subject
from tests.server.evaluation.publication.test_files import text_of

EN = pen("en")
NOTE = "入札が1回で決まりませんでした。"
"""What staff reported of an initiative in October."""


def results(language: str = "en") -> Paper:
    return results_paper(subject(a_year.until_results()), pen(language))


def initiatives(tables: list[Table]) -> list[tuple[str, str]]:
    """Every initiative with its state, from the tables of the paper or from its workbook."""
    found = []
    for each in tables:
        head = [column.text for column in each.head]
        if "Initiative" in head:
            name, state = head.index("Initiative"), head.index("State")
            found += [(row[name].text, row[state].text) for row in each.rows]
    return found


BECAME = [
    ("窓口の増設と案内の見直し", "Carried out"),
    ("記載台の改修", "Behind schedule"),
    *[("窓口の増設と案内の見直し", "Nothing reported"), ("記載台の改修", "Nothing reported")] * 2,
]


def test_the_results_say_of_every_initiative_what_became_of_it_on_the_page_and_in_the_workbook() -> None:
    paper = results()
    assert initiatives([each for each in paper.blocks if isinstance(each, Table)]) == BECAME
    assert initiatives(list(paper.sheets)) == BECAME
    assert not_in_workbook(paper) == []


def test_the_months_of_an_initiative_stand_beside_its_state() -> None:
    table = next(each for each in results().blocks if isinstance(each, Table) and "became" in each.title)
    months = [column.text for column in table.head[-12:]]
    assert (months[0], months[-1]) == ("Apr", "Mar")
    assert [cell.text for cell in table.rows[0][-12:]] == ["●"] * 3 + [""] * 9


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_that_staff_reported_of_a_month_is_public(language: str) -> None:
    assert NOTE not in repr(results(language))
    assert NOTE not in repr(plan_paper(subject(a_year.until_results()), pen(language)))


def test_the_pdf_says_what_became_of_an_initiative() -> None:
    said = text_of(pdf(results("ja")))
    assert ("取組と状況" in said, "遅れ" in said, NOTE in said) == (True, True, False)


def test_the_committee_reads_every_report_in_its_papers() -> None:
    paper = committee_paper(subject(a_year.until_mid_year()), EN)
    sheet = next(each for each in paper.sheets if each.title == "Progress")
    assert [tuple(cell.text for cell in row[4:]) for row in sheet.rows] == [
        ("Jun", "Carried out", "窓口を1つ増やしました。"),
        ("Oct", "Behind schedule", NOTE),
    ]


def test_no_two_columns_of_the_workbook_are_called_alike() -> None:
    for language in ("ja", "en"):
        for sheet in results(language).sheets:
            head = [column.text for column in sheet.head]
            assert (sheet.title, len(set(head))) == (sheet.title, len(head))
