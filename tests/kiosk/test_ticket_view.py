"""One ticket at the kiosk: for its visitor after the touch, and for the staff who ask for a number."""

from dataclasses import replace

import pytest

from kiosk.staff_routes import letters_of, typed
from kiosk.views.ticket import asked_of, may_ask_again, taken_of, without_paper
from server.app.standings import Standing
from server.app.wait import Manner, Wait
from server.core.commands import CallNext, CancelTicket, Command, FinishService, ReissueSlip, ReportSlip
from server.core.state import Paper, Phase
from tests import story


def standing(*commands: Command) -> Standing:
    """An office where three people came, and then this happened."""
    came = (story.visitor(), story.visitor(), story.visitor(), story.clerk())
    return Standing(story.given().and_given(*came, *commands).office)


def test_a_visitor_sees_the_number_the_people_ahead_and_the_paper() -> None:
    taken = taken_of(standing(ReportSlip("A002", 1, "printed")), "A002")
    assert (taken.number, taken.paper, taken.people_ahead) == ("A002", Paper.PRINTED, 1)
    assert (taken.again, taken.wait) == (False, Wait(Manner.WITHIN, high=15))


@pytest.mark.parametrize(
    ("paper", "attempt", "again"),
    [
        (Paper.DUE, 1, False),
        (Paper.PRINTED, 1, False),
        (Paper.FAILED, 1, True),
        (Paper.UNCERTAIN, 2, True),
        (Paper.UNCERTAIN, 3, False),
    ],
)
def test_a_visitor_may_ask_for_the_paper_again_only_where_it_went_wrong(
    paper: Paper, attempt: int, again: bool
) -> None:
    ticket = standing().office.tickets["A001"]
    assert may_ask_again(replace(ticket, paper=paper, attempt=attempt)) is again


def test_the_staff_see_where_a_number_is_and_what_they_may_do() -> None:
    asked = asked_of(standing(CallNext("1")), "A001")
    assert (asked.phase, asked.counter, asked.people_ahead) == (Phase.CALLED, "1", None)
    assert (asked.may_cancel, asked.may_reissue) == (True, True)


def test_nothing_can_be_done_any_more_with_a_number_that_is_over() -> None:
    asked = asked_of(standing(CallNext("1"), FinishService("1")), "A001")
    assert (asked.phase, asked.may_cancel, asked.may_reissue) == (Phase.DONE, False, False)


def test_those_without_paper_are_named_until_they_leave_or_get_one() -> None:
    failed = [ReportSlip(number, 1, "failed", "no_paper") for number in ("A003", "A001", "A002")]
    assert without_paper(standing(*failed).office) == ("A001", "A002", "A003")
    better = (ReissueSlip("A001"), ReportSlip("A001", 2, "printed"), CancelTicket("A002"))
    assert without_paper(standing(*failed, *better).office) == ("A003",)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("A001", "A001"),
        ("a1", "A001"),
        (" ａ００２ ", "A002"),
        ("A9", None),
        ("Z1", None),
        ("A", None),
        ("", None),
    ],
)
def test_a_number_is_found_however_it_is_typed(said: str, found: str | None) -> None:
    assert typed(standing(), said) == found


def test_the_keys_have_the_letters_of_todays_numbers() -> None:
    assert letters_of(standing()) == ("A", "B")
