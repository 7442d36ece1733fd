"""The tickets behind a figure are exactly those that it counts, the longest first."""

import pytest

from server.core.commands import CallNext
from server.figures.views.cases import FIGURES, PAGE, Ticket, Wanted, Which, cases_of, listed, tickets_of
from server.figures.views.speech import Speech
from server.measure.behind import Case, cases
from server.measure.books import Book, tallies_of_day
from server.measure.editions import EDITIONS
from server.measure.marks import Mark, Rules, marks_for, marks_of_visit
from server.measure.sheet import Sheet, sheet_of
from server.measure.tally import Count, Length, Tally
from tests.server.figures.day import SERVICES, eventful_day, eventful_plan
from tests.server.measure.day import opened
from tests.story import DAY, at, visitor

ENGLISH = Speech("en", lambda words: words, lambda names: names["en"])
COUNTED = {
    Which.ISSUED: Count.ISSUED,
    Which.SERVED: Count.SERVED,
    Which.NO_SHOW: Count.NO_SHOW,
    Which.ABANDONED: Count.ABANDONED,
    Which.CANCELLED: Count.CANCELLED,
    Which.WAIT: Count.CALLED,
}


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return eventful_day()


@pytest.fixture(scope="module")
def office(sheet: Sheet) -> Tally:
    return tallies_of_day(sheet, EDITIONS[0])[Book.OFFICE]["all"]


def lines(sheet: Sheet, wanted: Wanted, *services: str) -> list[Ticket]:
    return tickets_of(found_in(sheet, wanted, *services), wanted.which)


def found_in(sheet: Sheet, wanted: Wanted, *services: str) -> list[Case]:
    return cases_of(cases(sheet, EDITIONS[0], FIGURES[wanted.which]), wanted, services or SERVICES)


@pytest.mark.parametrize("which", COUNTED)
def test_there_are_as_many_lines_as_the_figure_counts(sheet: Sheet, office: Tally, which: Which) -> None:
    assert len(lines(sheet, Wanted(which))) == office.count(COUNTED[which]) > 0


@pytest.mark.parametrize("figure", [*Count, *Length])
def test_the_marks_among_which_a_figure_is_looked_for_hold_all_of_it(
    sheet: Sheet, figure: Count | Length
) -> None:
    rules, found_in = Rules(sheet, EDITIONS[0]), marks_for(figure)
    for visit in sheet.visits:
        wanted = [each for each in marks_of_visit(visit, rules) if is_of(each, figure)]
        assert [each for each in found_in(visit, rules) if is_of(each, figure)] == wanted


def is_of(mark: Mark, figure: Count | Length) -> bool:
    return mark.length is figure or any(what is figure and count for what, count in mark.counts)


def test_the_late_are_those_called_who_were_not_within_the_target(sheet: Sheet, office: Tally) -> None:
    late = lines(sheet, Wanted(Which.LATE))
    assert len(late) == office.count(Count.CALLED) - office.count(Count.WITHIN_TARGET) > 0
    assert all(each.late and (each.wait or 0) > 300 for each in late)


def test_who_waited_exactly_as_long_as_the_target_is_not_late() -> None:
    told = opened(eventful_plan()).then("09:00", visitor(), visitor(), visitor())
    for counter, clock in (("1", "09:04"), ("2", "09:05"), ("3", "09:06")):
        told = told.then(clock, CallNext(counter))
    day = sheet_of(eventful_plan(), told.facts, at("09:30"))
    assert [(each.wait, each.late) for each in lines(day, Wanted(Which.WAIT))] == [
        (360, True),
        (300, False),
        (240, False),
    ]


def test_the_waits_listed_are_those_timed(sheet: Sheet, office: Tally) -> None:
    waits = lines(sheet, Wanted(Which.WAIT))
    assert sorted(each.wait or 0 for each in waits) == list(office.length(Length.WAIT).values())
    assert [each.wait for each in waits] == sorted((each.wait or 0 for each in waits), reverse=True)


def test_the_service_times_listed_are_those_timed(sheet: Sheet, office: Tally) -> None:
    served = [each.service_time for each in lines(sheet, Wanted(Which.SERVED))]
    assert sorted(each for each in served if each is not None) == list(
        office.length(Length.SERVICE_TIME).values()
    )


def test_visits_that_ended_are_listed_with_their_duration(sheet: Sheet, office: Tally) -> None:
    ended = [each.duration or 0 for each in lines(sheet, Wanted(Which.ENDED))]
    assert sorted(ended) == list(office.length(Length.VISIT_DURATION).values())


def test_each_hour_service_counter_and_weekday_has_its_own(sheet: Sheet, office: Tally) -> None:
    whole = office.count(Count.CALLED)
    assert all(each.at.hour == 9 for each in lines(sheet, Wanted(Which.WAIT, hour=9)))
    assert sum(len(lines(sheet, Wanted(Which.WAIT, hour=hour))) for hour in range(24)) == whole
    assert sum(len(lines(sheet, Wanted(Which.WAIT), each)) for each in SERVICES) == whole
    assert sum(len(lines(sheet, Wanted(Which.WAIT, counter=each))) for each in "123") == whole
    assert len(lines(sheet, Wanted(Which.WAIT, weekday=DAY.isoweekday()))) == whole
    assert lines(sheet, Wanted(Which.WAIT, weekday=DAY.isoweekday() % 7 + 1)) == []


def test_a_counter_has_as_many_lines_as_its_book_counts(sheet: Sheet) -> None:
    book = tallies_of_day(sheet, EDITIONS[0])[Book.COUNTER]
    for counter, tally in book.items():
        assert len(lines(sheet, Wanted(Which.SERVED, counter=counter))) == tally.count(Count.SERVED)


def test_a_page_beyond_the_last_is_the_last(sheet: Sheet) -> None:
    tickets = found_in(sheet, Wanted(Which.ISSUED))
    assert len(tickets) > PAGE
    last = listed(tickets, Which.ISSUED, 99, eventful_plan(), ENGLISH)
    assert (last.page, last.pages, last.total) == (-(-len(tickets) // PAGE), last.page, len(tickets))
    assert len(last.rows) == (len(tickets) - 1) % PAGE + 1


def test_no_services_mean_all_of_them(sheet: Sheet, office: Tally) -> None:
    found = cases_of(cases(sheet, EDITIONS[0], Count.ISSUED), Wanted(Which.ISSUED), ())
    assert len(found) == office.count(Count.ISSUED)


def test_no_line_holds_a_clerk_or_anything_else_of_a_person(sheet: Sheet) -> None:
    written = repr(lines(sheet, Wanted(Which.SERVED)))
    assert "clerk-" not in written
    assert set(Ticket.__slots__) == {
        "day", "number", "service", "at", "wait", "late", "counter", "service_time", "duration", "ending",
    }  # fmt: skip


def test_a_day_without_tickets_has_no_lines(sheet: Sheet) -> None:
    assert lines(replace_visits(sheet), Wanted(Which.WAIT)) == []


def replace_visits(sheet: Sheet) -> Sheet:
    return Sheet(sheet.offer, sheet.date, sheet.began, sheet.until, (), sheet.sessions, sheet.scenes)
