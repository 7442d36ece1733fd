"""What papers take over from the years before: standards that ended, and orders that nobody answered."""

from dataclasses import replace
from datetime import date

from server.evaluation.core import commands as ask
from server.evaluation.core.state import Loop
from server.evaluation.publication.paper import Form, Table
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.subject import Subject
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_year import WARD, YEAR, city, pen, subject

EN = pen("en")
NEXT = YEAR + 1
ENDED = "Standards of sections that ended with the year before"
REASON = "法令で定められたため。"


def next_year(*more: ask.Command) -> Loop:
    """The next year's standards are in force after the whole year before."""
    known, begun = a_year.until_results(), [ask.BeginStandards(NEXT), ask.AdoptStandards(NEXT)]
    verified = {
        year: replace(each, achievements="達成しました。", conclusion="妥当でした。")
        for year, each in known.standards.items()
    }
    return a_year.told([*begun, *more], replace(known, standards=known.standards.update(verified)))


def of_next_year(loop: Loop) -> Subject:
    return Subject(city(), loop, WARD, NEXT, date(NEXT, 4, 20))


def rows_of_ended(of: Subject) -> list[list[str]]:
    tables = [each for each in plan_paper(of, EN).blocks if isinstance(each, Table)]
    return [[cell.text for cell in row] for each in tables if each.title == ENDED for row in each.rows]


def test_the_plan_says_which_own_standards_ended_with_the_reason() -> None:
    loop = next_year(ask.EndSectionStandard(WARD, NEXT, "wait", REASON))
    ((section, standard, reason),) = rows_of_ended(of_next_year(loop))
    assert (section, reason) == ("Residents' Affairs", REASON)
    assert a_year.AIMS["wait"].title in standard
    assert "30.0" in standard
    assert rows_of_ended(replace(of_next_year(loop), year=NEXT + 1)) == []
    assert rows_of_ended(of_next_year(next_year())) == []


def test_what_ended_is_not_among_the_standards_that_are_kept() -> None:
    def kept(loop: Loop) -> str:
        tables = [each for each in plan_paper(of_next_year(loop), EN).blocks if isinstance(each, Table)]
        return repr([each for each in tables if "from targets met" in each.title])

    title = a_year.AIMS["wait"].title
    ended = next_year(ask.EndSectionStandard(WARD, NEXT, "wait", REASON))
    assert (title in kept(next_year()), title in kept(ended)) == (True, False)


def test_the_plan_prints_what_was_measured_where_it_is_not_what_was_typed() -> None:
    def told(measured: float | None) -> list[str]:
        loop = a_year.until_plan()
        ward_year = loop.ward(WARD, YEAR)
        target = ward_year.targets["wait"]
        known = replace(target, aim=replace(target.aim, measured=measured))
        now = replace(ward_year, targets=ward_year.targets.set("wait", known))
        paper = plan_paper(subject(replace(loop, wards=loop.wards.set((WARD, YEAR), now))), EN)
        fields = [field for each in paper.blocks if isinstance(each, Form) for field in each.fields]
        return [each.text for each in fields if each.name == "Where we stand"]

    assert told(95.8) == ["typed: 45.0 minutes, measured in the year before: 95.8 minutes"]
    assert told(None) == told(45.04) == []


def test_an_order_without_an_answer_is_an_open_point_of_the_next_year_too() -> None:
    def orders(of: Subject) -> list[str]:
        return [each.text for each in open_points(of, EN) if "order without an answer" in each.text]

    loop = a_year.until_mid_year()
    (this,) = orders(subject(loop))
    assert orders(of_next_year(loop)) == [this]
    assert orders(replace(subject(loop), year=YEAR - 1)) == []
    assert orders(replace(of_next_year(loop), ward="hikari")) == []
    answered = a_year.told([ask.AnswerOrder(WARD, YEAR, "order-1", "当番を2人にしました。")], loop)
    assert orders(of_next_year(answered)) == []
