"""Who is next: fairness with bounds."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given as such_that
from hypothesis import strategies as st

from server.core import order
from server.core.commands import CallNext, CancelTicket
from server.core.plan import Choice, CounterPlan, Duty, PriorityClass
from tests.story import clerk, given, plan, visitor

NAMES = {"ja": "名前"}


def office(patience_min: int = 15, head_start_min: int = 10, **more):
    """Counter 1 does certificates before moving, counter 2 has a low desk."""
    counters = {
        "1": CounterPlan("1", NAMES, (Duty("certificate"), Duty("moving"))),
        "2": CounterPlan("2", NAMES, (Duty("certificate"), Duty("moving")), ("low",)),
    }
    return replace(
        plan(patience_min=patience_min),
        counters=counters,
        needs={"low": Choice("low", NAMES)},
        priorities={"early": PriorityClass("early", NAMES, head_start_min)},
        **more,
    )


def next_at(story, counter="1"):
    return order.next_for(story.office, story.office.plan.counters[counter])


def test_a_priority_class_is_called_before_people_who_came_shortly_before():
    story = given(clerk(), visitor(), visitor(priority="early"), office=office(head_start_min=10))
    assert order.waiting_for(story.office, "certificate") == ("A002", "A001")


def test_a_priority_class_does_not_overtake_whoever_has_waited_longer_than_its_head_start():
    story = given(clerk(), visitor(), office=office(head_start_min=10)).later(minutes=10)
    story = story.and_given(visitor(priority="early"))
    assert order.waiting_for(story.office, "certificate") == ("A001", "A002")


def test_the_first_work_of_the_profile_comes_first():
    story = given(clerk(), visitor("moving"), visitor("certificate"), office=office())
    assert next_at(story) == "A001"


def test_other_work_is_not_left_waiting_beyond_the_patience_of_the_office():
    story = given(clerk(), visitor("moving"), office=office(patience_min=15)).later(minutes=15)
    assert next_at(story.and_given(visitor("certificate"))) == "B001"


def test_a_need_is_matched_to_a_counter_that_has_it():
    story = given(clerk("1"), clerk("2"), visitor(needs=frozenset({"low"})), visitor(), office=office())
    assert (next_at(story, "1"), next_at(story, "2")) == ("A002", "A001")


def test_when_no_counter_at_work_has_it_anybody_may_call():
    story = given(clerk("1"), visitor(needs=frozenset({"low"})), office=office())
    assert next_at(story, "1") == "A001"


def test_people_ahead_are_those_who_are_called_before():
    story = given(clerk(), visitor(), visitor(), visitor(priority="early"), office=office())
    ahead = {
        each: order.people_ahead(story.office, story.office.tickets[each])
        for each in ("A001", "A002", "A003")
    }
    assert ahead == {"A003": 0, "A001": 1, "A002": 2}
    story = story.and_given(CallNext("1"))
    assert order.people_ahead(story.office, story.office.tickets["A003"]) is None


def test_a_newcomer_is_told_how_many_are_before():
    story = given(clerk(), visitor(), visitor(), visitor(), office=office()).and_given(CancelTicket("A002"))
    plan_of_day = story.office.plan
    ahead = order.ahead_of_newcomer(story.office, plan_of_day, Duty("certificate"), "", story.now)
    early = order.ahead_of_newcomer(story.office, plan_of_day, Duty("certificate"), "early", story.now)
    assert (ahead, early) == (2, 0)


@such_that(
    st.lists(
        st.tuples(
            st.sampled_from(["", "early"]), st.sampled_from(["certificate", "moving"]), st.integers(0, 9)
        ),
        max_size=40,
    )
)
def test_nobody_is_overtaken_by_people_who_come_later_than_the_bound(arrivals):
    rules = office(patience_min=7, head_start_min=12)
    story = given(clerk(), office=rules)
    for priority, service, minutes in arrivals:
        story = story.later(minutes=minutes).and_given(visitor(service, priority=priority))
    bound = order.overtaken_within(rules)
    assert bound == timedelta(minutes=12 + 7)
    while (number := next_at(story)) is not None:
        called = story.office.tickets[number]
        waiting = [each for each in story.office.tickets.values() if each.phase == "waiting"]
        assert all(called.issued_at - each.issued_at < bound for each in waiting)
        story = story.and_given(CallNext("1"))
