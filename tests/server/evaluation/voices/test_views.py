"""The pages as data: bars that fill their width, rates of the right visits, lists, hidden contacts."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.evaluation.voices.published import PublicResults
from server.evaluation.voices.questionnaire import OVERALL
from server.evaluation.voices.questionnaire_file import standard
from server.evaluation.voices.reminders import Duty
from server.evaluation.voices.survey import By, Rate
from server.evaluation.voices.terms import Terms
from server.evaluation.voices.views.register import PAGE, entry_page, list_of
from server.evaluation.voices.views.results import (
    BAR,
    Piece,
    ResultsPage,
    Source,
    public_page,
    results_page,
)
from server.main import packages
from server.ports.voices import Answer, Contact, Sheets, SurveyChannel
from server.web.pages import Pages
from tests.server.evaluation.voices.entries import DAY, OFFICE, TODAY, answer, entry

ASKED = standard()[-1]
OCTOBER = date(2026, 10, 15)
FEW = 5


def many(count: int, grade: int = 5, **more: object) -> list[Answer]:
    return [answer(f"{more}{place}", grade, **more) for place in range(count)]


SOURCE = Source(
    answers=[
        *many(6),
        *many(5, 3, section="child", service="child", channel=SurveyChannel.KIOSK),
        *many(4, 1, day=OCTOBER, channel=SurveyChannel.PAPER),
        answer("old", 5, year=2025),
    ],
    sheets=[Sheets(OFFICE, TODAY, 30), Sheets(OFFICE, OCTOBER, 10)],
    visits={TODAY: 50, OCTOBER: 9},
    finished={(TODAY, "move"): 40, (TODAY, "child"): 20, (OCTOBER, "move"): 8, (OCTOBER, "tax"): 2},
    sections={"move": "residents", "child": "child", "tax": "tax"},
)


def page(by: By) -> ResultsPage:
    return results_page(SOURCE, ASKED, OCTOBER, TODAY, by)


@pytest.mark.parametrize(
    ("by", "rates"),
    [
        (By.SECTION, {"child": Rate(0, 20), "residents": Rate(10, 48)}),
        (By.SERVICE, {"child": Rate(0, 20), "move": Rate(10, 48)}),
        (By.MONTH, {"2026-10": Rate(4, 9), "2026-11": Rate(6, 50)}),
        (By.CHANNEL, {"kiosk": Rate(0, None), "paper": Rate(4, 40), "phone": Rate(6, 59)}),
    ],
)
def test_each_group_is_measured_against_those_who_came_for_it_without_the_screen(
    by: By, rates: dict[str, Rate]
) -> None:
    assert {each.key: each.rate for each in page(by).groups} == rates


def test_the_whole_is_measured_against_all_visits_and_says_what_it_leaves_out() -> None:
    found = page(By.SECTION)
    assert (found.answers, found.rate, found.left_out, found.hidden) == (15, Rate(10, 59), 1, 0)
    assert found.on_screen == 5
    assert [each.key for each in found.items] == [each.id for each in ASKED.items]


def test_the_pieces_of_a_bar_go_from_best_to_worst_and_fill_it() -> None:
    overall = next(each for each in page(By.SECTION).items if each.key == OVERALL)
    assert overall.pieces == (
        Piece(5, 1, 6, 0.4, 0.0, 240.0),
        Piece(4, 2, 0, 0.0, 240.0, 0.0),
        Piece(3, 3, 5, 5 / 15, 240.0, 200.0),
        Piece(2, 4, 0, 0.0, 440.0, 0.0),
        Piece(1, 5, 4, 4 / 15, 440.0, 160.0),
    )
    assert sum(each.width for each in overall.pieces) == BAR
    assert [each.says for each in overall.pieces] == ["40%", "", "33%", "", "27%"]


def test_everybody_sees_sections_without_small_groups() -> None:
    found = public_page(SOURCE, ASKED, OCTOBER, TODAY, FEW)
    assert found is not None
    assert ([each.key for each in found.groups], found.hidden) == (["child", "residents"], 0)
    few = Source([*SOURCE.answers, *many(4, 1, section="tax")], (), {}, {}, {})
    found = public_page(few, ASKED, OCTOBER, TODAY, FEW)
    assert found is not None
    assert ([each.key for each in found.groups], found.hidden) == (["residents"], 2)
    assert public_page(Source(many(4), (), {}, {}, {}), ASKED, OCTOBER, TODAY, FEW) is None


async def test_the_public_results_are_made_once_in_ten_minutes() -> None:
    public, made = PublicResults(), list[int]()
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)

    async def make() -> ResultsPage:
        made.append(1)
        return page(By.SECTION)

    asked = [
        (OFFICE, TODAY, noon),
        (OFFICE, TODAY, noon + timedelta(minutes=9)),
        ("aoba", TODAY, noon),
        (OFFICE, TODAY + DAY, noon),
        (OFFICE, TODAY + DAY, noon + timedelta(minutes=10)),
    ]
    counts = []
    for office, until, now in asked:
        await public.get(office, until, now, make)
        counts.append(len(made))
    assert counts == [1, 1, 2, 3, 4]


def test_a_long_register_is_shown_by_pages() -> None:
    entries = [entry(id=f"e{count}", number=count) for count in range(PAGE + 3)]
    shown = [list_of(entries, [], page, TODAY, Terms()) for page in (1, 2, 0, 99)]
    assert [(each.page, len(each.rows)) for each in shown] == [(1, PAGE), (2, 3), (1, PAGE), (2, 3)]
    assert {(each.found, each.pages) for each in shown} == {(PAGE + 3, 2)}
    nothing = list_of([], [], 1, TODAY, Terms())
    assert (nothing.rows, nothing.found, nothing.page, nothing.pages) == ((), 0, 1, 1)


def test_the_list_tells_what_is_overdue_apart_from_what_is_due_soon() -> None:
    late, soon = entry(id="late", answer_due_on=TODAY - DAY), entry(id="soon", answer_due_on=TODAY + DAY)
    shown = list_of([], [soon, late], 1, TODAY, Terms())
    assert [each.entry.id for each in shown.overdue] == ["late"]
    assert [each.entry.id for each in shown.soon] == ["soon"]
    assert [row.next.duty for row in list_of([late], [], 1, TODAY, Terms()).rows if row.next] == [Duty.ANSWER]


def test_whoever_may_not_see_contacts_learns_only_that_there_is_one() -> None:
    seen = [entry_page(entry(), [], TODAY, Terms(), contacts=may) for may in (True, False)]
    assert [(each.entry == entry(), each.contact_hidden) for each in seen] == [(True, False), (False, True)]
    assert seen[1].entry.contact == Contact()
    assert not entry_page(entry(contact=Contact()), [], TODAY, Terms(), contacts=False).contact_hidden


@pytest.mark.parametrize("language", ["ja", "en"])
def test_figures_of_four_digits_have_their_thousands_apart(language: str) -> None:
    source = replace(SOURCE, answers=many(2_357), visits={TODAY: 17_769})
    shown = public_page(source, ASKED, OCTOBER, TODAY, FEW)
    html = Pages(packages()).fragment(
        "voices/public.html", language, here="/survey/midori/results", office=OFFICE,
        office_names={"ja": "みどり"}, page=shown, since=OCTOBER, until=TODAY, small=FEW, service_names={},
        section_names={"residents": {"ja": "区民課"}},
    )  # fmt: skip
    words = re.sub(r"<[^>]*>", " ", html[html.index("<main") :])
    assert {"2,357", "17,769"} <= set(re.findall(r"[\d,]+", words))
    assert set(re.findall(r"(?<![\d,])\d{4,}", words)) == {str(OCTOBER.year)}
