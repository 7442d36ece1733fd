"""What the papers of the loop say: figures as the ledger has them, open points, and nothing left out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from server.evaluation.core import commands as ask
from server.evaluation.core.guideline import Budget
from server.evaluation.core.papers import Check, Initiative
from server.evaluation.core.state import WHOLE_CITY, Loop, Target
from server.evaluation.publication.command import missing_for_plan, missing_for_results
from server.evaluation.publication.paper import Form, Heading, Paper, Points, Table, Tone
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.keeping import kept
from server.evaluation.publication.views.listing import listing_of
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import (
    results_paper,
    summary_words,
    way_charts,
    way_gone_words,
)
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_year import WARD, YEAR, city, pen, subject

EN = pen("en")


def table(paper: Paper, title: str) -> list[tuple[str, ...]]:
    """The texts of a table."""
    found = next(each for each in paper.blocks if isinstance(each, Table) and each.title == title)
    return [tuple(cell.text for cell in row) for row in found.rows]


def forms(paper: Paper) -> dict[str, dict[str, str]]:
    """The fields of every target's sheet."""
    return {
        each.title: {field.name: field.text for field in (*each.columns, *each.fields)}
        for each in paper.blocks
        if isinstance(each, Form)
    }


def texts(points: tuple[object, ...]) -> list[str]:
    return [each.text for each in points]  # type: ignore[attr-defined]


def test_the_results_show_baseline_target_result_grade_and_outcome_of_every_target() -> None:
    paper = results_paper(subject(a_year.until_results()), EN)
    assert [row[2:] for row in table(paper, "Targets and results")] == [
        (
            "45.0 minutes",
            "30.0 minutes",
            "27.5 minutes",
            "2 Achieved beyond the target",
            "C Aim as it was: go on",
        ),
        ("62.5%", "75.0%", "66.3%", "5 Far below the target", "G Aim changed: go on"),
        ("8人", "1,200人", "1,234.5人", "2 Achieved beyond the target", "D Aim as it was: end or pause"),
    ]


def test_a_result_says_of_what_it_was_made_and_over_which_days() -> None:
    told = forms(results_paper(subject(a_year.until_results()), EN))
    assert told["2. 1つの窓口で用件が終わるようにします。"]["Result in figures"] == (
        "66.3% (27,300 of 41,208, 1 April 2025 – 31 March 2026, definitions, edition 1)"
    )


def test_the_sheet_has_the_optional_fields_only_where_somebody_wrote_something() -> None:
    told = forms(results_paper(subject(a_year.until_results()), pen()))
    optional = {"環境等の変化・課題等", "新たな課題等への対応", "今後の対応方策"}
    assert [optional & set(fields) for fields in told.values()] == [set(), optional, set()]


def test_the_workbook_has_the_figures_as_numbers() -> None:
    paper = results_paper(subject(a_year.until_results()), EN)
    results = paper.sheets[0]
    place = {column.text: number for number, column in enumerate(results.head)}
    wanted = (
        "Where we stand",
        "Target figure",
        "Result in figures",
        "Number of the numerator",
        "Number of the denominator",
    )
    assert [tuple(row[place[each]].value for each in wanted) for row in results.rows] == [
        (45.0, 30.0, 27.5, None, 41_208.0),
        (62.5, 75.0, 66.25, 27_300.0, 41_208.0),
        (8.0, 1200.0, 1234.5, None, None),
    ]


def test_every_row_of_every_table_is_as_wide_as_its_head() -> None:
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    ward = whole.wards()[0]
    papers = [make(ward, EN) for make in (plan_paper, results_paper, committee_paper, council_paper)]
    papers += [conference_paper(whole, EN), city_council_paper(whole, EN)]
    tables = [
        block for paper in papers for block in (*paper.blocks, *paper.sheets) if isinstance(block, Table)
    ]
    assert len(tables) > 30
    assert [each.title for each in tables if {len(row) for row in each.rows} - {len(each.head)}] == []


def test_no_heading_leaves_a_level_out() -> None:
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    ward = whole.wards()[0]
    for paper in (results_paper(ward, EN), committee_paper(ward, EN), conference_paper(whole, EN)):
        levels = [1, *(each.level for each in paper.blocks if isinstance(each, Heading | Form))]
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_the_plan_shows_policy_targets_months_and_standards_with_the_mark_of_samples() -> None:
    paper = plan_paper(subject(a_year.until_plan()), pen())
    title = "年間取組計画：1つの窓口で用件が終わるようにします。"
    assert [tuple(cell for cell in row) for row in table(paper, title)] == [
        ("窓口の増設と案内の見直し", "住民記録係", "経費は不要", "●", "●", "●", *[""] * 9),
        ("記載台の改修", "区民課", "次年度の地域課題対応事業", *[""] * 5, "●", "●", *[""] * 4, "●"),
    ]
    standards = [row[1] for row in table(paper, "区役所サービス基準（全区役所共通）")]
    assert standards == [
        "混雑予想カレンダーを毎月末までに翌月分を公表しています。（見本）",
        "電話は3コール以内に出て、所属と氏名を名乗っています。（見本）",
        "30分を超えてお待ちの方に、職員から声をかけています。",
    ]


LATER = ask.PlanInitiative(
    WARD, YEAR, "wait", "c", Initiative("番号札の見直し", "住民記録係", Budget.NONE, (11,))
)


def test_an_initiative_that_came_after_the_publication_says_so_in_every_paper() -> None:
    loop = a_year.told([LATER], a_year.until_plan())
    told = [
        (block.title, row[0].text)
        for make in (plan_paper, results_paper, committee_paper)
        for paper in (make(subject(loop), EN),)
        for block in paper.blocks
        if isinstance(block, Table) and ": 住民票などの窓口" in block.title
        for row in block.rows
    ]
    assert [each[1].removeprefix("番号札の見直し") for each in told] == [
        "窓口の増設と案内の見直し",
        "記載台の改修",
        " (added on 31 March 2026, after the plan was published)",
    ] * 3


def test_an_initiative_that_was_published_with_the_plan_is_not_marked() -> None:
    assert "added on" not in repr(plan_paper(subject(a_year.until_results()), EN))
    before = a_year.told([*a_year.standards(), *a_year.planned(), LATER, *a_year.plan_published()])
    assert "added on" not in repr(plan_paper(subject(before), EN))


def test_targets_of_the_whole_city_that_came_after_the_plan_say_so() -> None:
    loop = a_year.until_plan()
    ward_year = loop.ward(WARD, YEAR)
    assert ward_year.plan_published_at is not None
    later = replace(ward_year, plan_published_at=ward_year.plan_published_at + timedelta(days=2))
    words = "Published on 2 April 2026, after this plan."
    for of_city, said in ((later, True), (ward_year, False)):
        whole = replace(loop, wards=loop.wards.set((WHOLE_CITY, YEAR), of_city))
        assert (words in repr(plan_paper(subject(whole), EN))) is said


def test_a_moment_is_dated_as_the_city_dates_it() -> None:
    early = datetime(2025, 4, 21, 23, 45, tzinfo=UTC)
    assert EN.day(early) == "22 April 2025"


def test_a_preview_says_so_and_a_published_paper_does_not() -> None:
    seen = subject(a_year.until_plan())
    assert plan_paper(seen, EN, preview=True).preview.startswith("Preview.")
    assert plan_paper(seen, EN).preview == ""


def test_the_open_points_of_mid_year_begin_with_what_is_not_kept_and_late() -> None:
    points = open_points(subject(a_year.until_mid_year(), today=date(2025, 12, 1)), EN)
    late = "Improvement order without an answer, due on 30 November 2025 and late: "
    assert [(each.tone, each.text.split("“")[0]) for each in points[:3]] == [
        (Tone.STOP, "Health Insurance and Pension does not keep the standard "),
        (Tone.STOP, f"{late}Health Insurance and Pension, "),
        (Tone.WARN, "Residents' Affairs, "),
    ]
    assert "入札が1回で決まりませんでした。" in points[2].text


def test_an_order_is_not_late_on_the_day_it_is_due() -> None:
    on_the_day = open_points(subject(a_year.until_mid_year(), today=date(2025, 11, 30)), EN)
    assert [each for each in texts(on_the_day) if "and late" in each] == []


def test_an_initiative_without_a_report_is_open_once_its_first_month_is_over() -> None:
    loop = a_year.until_plan()
    may_day, april_end = date(2025, 5, 1), date(2025, 4, 30)
    nothing = "nothing has been reported"
    assert [each for each in texts(open_points(subject(loop, today=april_end), EN)) if nothing in each] == []
    told = [each for each in texts(open_points(subject(loop, today=may_day), EN)) if nothing in each]
    assert len(told) == len(a_year.AIMS)


def test_a_ward_that_has_done_nothing_has_everything_open() -> None:
    loop = a_year.told(a_year.standards())
    assert texts(open_points(subject(loop, today=date(2025, 4, 2)), EN)) == [
        "The ward mayor has not set the policy of the year.",
        "Residents' Affairs has not reported its targets to the committee.",
        "Health Insurance and Pension has not reported its targets to the committee.",
        "Children and Families has not reported its targets to the committee.",
        "The plan of the year has not been published yet.",
        "Residents' Affairs has not checked 3 standards yet.",
        "Health Insurance and Pension has not checked 3 standards yet.",
        "Children and Families has not checked 3 standards yet.",
    ]


def test_the_sums_of_keeping_are_those_of_the_checks() -> None:
    sums = kept(subject(a_year.until_mid_year()))
    assert (sums.kept, sums.not_kept, sums.unchecked, sums.all) == (8, 1, 0, 9)


def test_the_last_check_of_a_standard_counts() -> None:
    again = ask.CheckCompliance(WARD, YEAR, "insurance", "phone-1", Check(True, "3月に10回確認しました。"))
    loop = a_year.told([again], a_year.until_mid_year())
    assert kept(subject(loop)).not_kept == 0
    shown = table(results_paper(subject(loop), EN), "Standards of the section: Health Insurance and Pension")
    assert shown[1][1:] == ("Kept", "3月に10回確認しました。", "–")


def test_the_committee_is_told_what_to_decide_when_the_targets_are_evaluated() -> None:
    steps = [step for step in a_year.evaluated() if not isinstance(step, ask.DecideOutcome)]
    paper = committee_paper(subject(a_year.told(steps, a_year.until_mid_year())), EN)
    lists = [each for each in paper.blocks if isinstance(each, Points)]
    assert [each.text for each in lists[1].items][-1] == "Report the evaluation to the planning council."
    assert [each.text.startswith("Decide what becomes of") for each in lists[1].items] == [True] * 3 + [False]


def test_the_conference_sees_how_many_sections_keep_each_standard_in_each_ward() -> None:
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    matrix = table(conference_paper(whole, EN), "Standards by ward")
    nobody = ("–",) * 6
    assert [row[1:] for row in matrix] == [("3/3", *nobody), ("2/3 ▲", *nobody), ("3/3", *nobody)]


def test_grades_of_all_wards_stand_side_by_side() -> None:
    whole = WholeCity(city(), a_year.until_results(), YEAR, a_year.TODAY)
    grades = table(city_council_paper(whole, EN), "Grades and standards by ward")
    assert grades[0] == ("Midori Ward", "3", "2", "0", "2", "0", "0", "1", "8", "1", "1")
    assert {row[1:] for row in grades[1:]} == {("0",) * 10}


@pytest.mark.parametrize(
    ("loop", "plan", "results"),
    [
        (a_year.told(a_year.standards()), False, False),
        (a_year.until_plan(), True, False),
        (a_year.until_results(), True, True),
    ],
    ids=["standards", "plan", "results"],
)
def test_the_list_names_what_is_public_and_nothing_else(loop: Loop, plan: bool, results: bool) -> None:
    listed = listing_of(city(), loop, YEAR)
    found = [each for wards in listed.years.values() for each in wards if each.ward == WARD]
    assert [(each.plan, each.results) for each in found] == ([(plan, results)] if plan else [])
    assert listed.standards_year == YEAR
    assert listed.has_samples


def test_a_plan_that_is_only_planned_is_not_listed() -> None:
    loop = a_year.told([*a_year.standards(), *a_year.planned()])
    assert dict(listing_of(city(), loop, YEAR).years) == {}


def test_staff_find_the_years_that_have_only_been_begun_and_nobody_else_does() -> None:
    loop = a_year.told([*a_year.standards(), *a_year.planned()])
    listed = listing_of(city(), loop, YEAR, previews=True)
    begun = [(year, each.ward) for year, wards in listed.years.items() for each in wards if each.begun]
    assert begun == [(YEAR, WARD)]
    assert not any(each.plan for each in listed.years[YEAR])


def test_drafts_of_standards_are_not_listed() -> None:
    loop = a_year.told([ask.BeginStandards(YEAR), ask.DraftStandard(YEAR, a_year.STANDARDS[0])])
    listed = listing_of(city(), loop, YEAR)
    assert (listed.standards_year, dict(listed.standards)) == (None, {})


def test_what_is_missing_for_a_publication_shrinks_until_it_is_there() -> None:
    nothing = subject(a_year.told(a_year.standards()))
    assert len(list(missing_for_plan(nothing))) == 6
    assert list(missing_for_plan(subject(a_year.told([*a_year.standards(), *a_year.planned()])))) == [
        "the report to the planning council",
        "the publication by the committee",
    ]
    assert list(missing_for_plan(subject(a_year.until_plan()))) == []
    assert "the outcome of 3 targets" in list(missing_for_results(subject(a_year.until_plan())))
    assert list(missing_for_results(subject(a_year.until_results()))) == []


def with_figures(baseline: float, value: float, reading: float | None) -> Target:
    """A target of the year with these figures; what it wants is less."""
    target = a_year.until_results().ward(WARD, YEAR).targets["wait"]
    assert target.evaluation is not None
    found = replace(target.evaluation.reading, value=reading)
    aim = replace(target.aim, baseline=baseline, value=value)
    return replace(target, aim=aim, evaluation=replace(target.evaluation, reading=found))


@pytest.mark.parametrize(
    ("baseline", "value", "reading", "said"),
    [
        (45.0, 30.0, 27.5, "Target reached (117% of the way)"),
        (45.0, 30.0, 30.0, "Target reached (100% of the way)"),
        (45.0, 44.0, 0.0, "Target reached (4,500% of the way)"),
        (45.0, 30.0, 30.01, "Short of the target (99% of the way)"),
        (45.0, 30.0, 45.0, "Short of the target (0% of the way)"),
        (45.0, 30.0, 45.1, "Worse than before"),
        (30.0, 30.0, 29.0, "The target was reached"),
        (30.0, 30.0, 31.0, "Short of the target"),
        (0.0, 0.0, 0.0, "The target was reached"),
        (45.0, 30.0, None, "No figure yet"),
    ],
)
def test_the_way_to_a_target_is_said_in_words_whatever_its_figures_are(
    baseline: float, value: float, reading: float | None, said: str
) -> None:
    assert way_gone_words(with_figures(baseline, value, reading), EN) == said


def test_more_targets_than_a_sheet_of_a4_holds_are_several_pictures() -> None:
    loop = a_year.until_results()
    ward_year = loop.ward(WARD, YEAR)
    many = {f"t{number:02}": replace(ward_year.targets["wait"], id=f"t{number:02}") for number in range(18)}
    more = replace(ward_year, targets=ward_year.targets.update(many))
    drawn = list(way_charts(subject(replace(loop, wards=loop.wards.set((WARD, YEAR), more))), EN))
    title = "How much of the way to the target was gone"
    count = len(more.targets)
    assert [each.title for each in drawn] == [f"{title} (1–8)", f"{title} (9–16)", f"{title} (17–{count})"]
    assert sum(len(each.sheet.rows) for each in drawn) == count


def test_a_missed_target_is_counted_as_missed() -> None:
    loop = a_year.until_results()
    ward_year = loop.ward(WARD, YEAR)
    aim = replace(ward_year.targets["wait"].aim, value=20.0)
    targets = ward_year.targets.set("wait", replace(ward_year.targets["wait"], aim=aim))
    worse = replace(loop, wards=loop.wards.set((WARD, YEAR), replace(ward_year, targets=targets)))
    before, after = (summary_words(subject(each), EN) for each in (loop, worse))
    assert ("2 were met and 1 were not" in before, "1 were met and 2 were not" in after) == (True, True)
