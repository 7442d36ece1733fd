"""Events as plain data: nothing is lost, nothing changes its order, nothing secret gets out."""

from dataclasses import fields, is_dataclass, replace
from typing import get_args, get_type_hints

from server.core import codec
from server.core.commands import CallNext, IssueTicket, OpenDay
from server.core.events import DayOpened, Event
from server.core.plan import Plan
from tests.story import chain, clerk, given, plan, visitor


def types_in(kind: object, seen: set[object]) -> set[object]:
    if kind in seen:
        return seen
    seen.add(kind)
    for part in get_args(kind):
        types_in(part, seen)
    if is_dataclass(kind):
        for hint in get_type_hints(kind).values():
            types_in(hint, seen)
    return seen


def test_events_hold_no_sets_whose_order_would_be_chance():
    used = set().union(*(types_in(kind, set()) for kind in get_args(Event)))
    assert [kind for kind in used if getattr(kind, "__origin__", kind) in {set, frozenset}] == []


def test_services_and_counters_keep_the_order_of_the_office_file():
    office = plan(counters=12, services=("moving", "certificate"))
    again = codec.decoded("DayOpened", codec.encoded(DayOpened(office)))
    assert isinstance(again, DayOpened)
    assert list(again.plan.counters) == [str(each) for each in range(1, 13)]
    assert list(again.plan.services) == ["moving", "certificate"]


def test_the_whole_plan_comes_back():
    again = codec.decoded("DayOpened", codec.encoded(DayOpened(plan())))
    assert isinstance(again, DayOpened)
    assert [getattr(again.plan, each.name) for each in fields(Plan)] == [
        getattr(plan(), each.name) for each in fields(Plan)
    ]


def test_the_same_request_is_known_whatever_chance_added():
    one, other = visitor(token="one"), visitor(token="other")
    assert codec.asked(one) == codec.asked(other)
    assert codec.asked(one) != codec.asked(IssueTicket("moving", "one"))
    assert codec.asked(OpenDay(plan())) != codec.asked(CallNext("1"))


def test_every_record_is_chained_to_the_one_before():
    events = given().when(visitor()).events
    first, second = chain("midori", [*events, *events])
    assert first.hash != second.hash
    assert codec.chained(codec.BEGINNING, first) == first.hash
    assert codec.chained(first.hash, replace(second, actor="somebody")) != second.hash


def test_the_log_shows_no_secrets_of_visitors():
    story = given(clerk(), visitor(token="secret-1"))
    opened = DayOpened(plan(), tickets=tuple(story.office.tickets.values()))
    issued = story.when(visitor(token="secret-2")).events[0]
    shown = [codec.plain(record) for record in chain("midori", [opened, issued])]
    assert "secret" not in str(shown)
    assert shown[1]["event"]["number"] == "A002"
