"""The lists of a counter: the order of its calls, how a wait stands to its target, who is aside."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.views.rows import Level, Row, aside_of, ready_of, waiting_count, waiting_of
from server.app.standings import Standing
from server.core.commands import (
    CallNext,
    HoldTicket,
    IssueTicket,
    MarkNoShow,
    ProcessTicket,
    ReadyTicket,
    ReturnTicket,
)
from server.core.plan import Stage
from server.core.state import Phase
from tests.counter.a_day import ELDERLY, WHEELCHAIR, day, furnished, went_on
from tests.story import at, clerk, visitor

VISITORS = st.builds(
    lambda service, priority, needs: visitor(service, priority=priority, needs=frozenset(needs)),
    st.sampled_from(["certificate", "moving"]),
    st.sampled_from(["", "elderly"]),
    st.sets(st.just("wheelchair")),
)


def numbers(rows: tuple[Row, ...]) -> list[str]:
    return [row.number for row in rows]


def waiting(standing: Standing, counter: str = "1") -> tuple[Row, ...]:
    assert standing.office.plan is not None
    return waiting_of(standing.office, standing.office.plan.counters[counter])


@settings(max_examples=60, deadline=None)
@given(st.lists(VISITORS, max_size=12), st.sampled_from(["1", "3"]))
def test_the_waiting_room_is_in_the_order_in_which_this_counter_calls(
    people: list[IssueTicket], counter: str
) -> None:
    standing = day(clerk("1"), clerk("3"), *people)
    shown = numbers(waiting(standing, counter))
    standing = went_on(standing, at("11:00"), [CallNext(counter)] * len(shown))
    called = [call.number for call in reversed(standing.office.calls)]
    assert called == shown[-len(called) :] if called else shown == []
    assert waiting(standing, counter) == ()


def test_a_row_tells_who_waits_since_when_and_when_that_is_late() -> None:
    standing = day(visitor(language="vi", priority="elderly", needs=frozenset({"wheelchair"})))
    assert waiting(standing) == (
        Row(
            number="A001",
            names={"ja": "certificateの窓口", "en": "certificate"},
            stage=Stage.RECEPTION,
            language="vi",
            needs=(WHEELCHAIR.names,),
            priority=ELDERLY.names,
            deficient=False,
            since=at("10:01"),
            near_at=at("10:23") + timedelta(seconds=30),
            over_at=at("10:31"),
        ),
    )


@pytest.mark.parametrize(
    ("clock", "level"), [("10:23", Level.WITHIN), ("10:24", Level.NEAR), ("10:31", Level.OVER)]
)
def test_a_wait_is_in_time_then_soon_late_then_late(clock: str, level: Level) -> None:
    assert waiting(day(visitor()))[0].level(at(clock)) is level


def test_whom_another_open_counter_suits_better_is_counted_but_not_offered() -> None:
    people = (visitor(needs=frozenset({"wheelchair"})), visitor())
    alone, together = day(clerk("1"), *people), day(clerk("1"), clerk("3"), *people)
    one = furnished().counters["1"]
    assert numbers(waiting(alone)) == ["A001", "A002"]
    assert numbers(waiting(together)) == ["A002"]
    assert waiting_count(together.office, one) == 2


def test_each_list_aside_holds_its_own_people() -> None:
    ways = (HoldTicket("1"), MarkNoShow("1"), ProcessTicket("1"))
    calls = [command for way in ways for command in (CallNext("1"), way)]
    office = day(clerk(), visitor(), visitor(), visitor(), *calls).office
    lists = {phase: numbers(aside_of(office, furnished().counters["1"], phase)) for phase in Phase}
    assert {phase: rows for phase, rows in lists.items() if rows} == {
        Phase.HELD: ["A001"],
        Phase.NO_SHOW: ["A002"],
        Phase.PROCESSING: ["A003"],
    }


def test_the_absent_may_return_until_the_tolerance_of_the_house_is_over() -> None:
    standing = day(clerk(), visitor(), CallNext("1"), MarkNoShow("1"), office=furnished(late_min=45))
    row = aside_of(standing.office, furnished().counters["1"], Phase.NO_SHOW)[0]
    assert (row.since, row.until) == (at("10:04"), at("10:49"))


def test_results_stand_in_the_order_in_which_they_became_ready() -> None:
    both = [visitor(), visitor(), CallNext("1"), ProcessTicket("1"), CallNext("1"), ProcessTicket("1")]
    standing = day(clerk(), *both, ReadyTicket("1", "A002"), ReadyTicket("1", "A001"))
    assert numbers(ready_of(standing.office, furnished().counters["1"])) == ["A002", "A001"]


def test_deficient_documents_are_marked_only_on_the_way_back_to_reception() -> None:
    standing = day(clerk(), visitor(), CallNext("1"), ProcessTicket("1"), ReturnTicket("1", "A001"))
    assert [row.deficient for row in waiting(standing)] == [True]
    again = went_on(standing, at("11:00"), [CallNext("1"), ProcessTicket("1")])
    assert [row.deficient for row in aside_of(again.office, furnished().counters["1"], Phase.PROCESSING)] == [
        False
    ]
