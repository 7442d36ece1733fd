"""Events as plain data: nothing is lost, nothing changes its order, nothing secret gets out."""

from dataclasses import fields, is_dataclass, replace
from typing import get_args, get_type_hints

from msgspec import UNSET

from server.core import codec
from server.core.commands import CallNext, IssueTicket, OpenDay
from server.core.events import DayOpened, Event
from server.core.plan import Plan
from tests.story import chain, clerk, given, plan, visitor

YESTERDAY = (
    '{"plan":{"office":"midori","names":{"ja":"みどり区役所","en":"Midori Ward Office"},"zone":"Asia/Tokyo",'
    '"date":"2026-11-24","day_names":{"ja":"平日","en":"Weekday"},"hours":[{"opens":0,"closes":1440}],'
    '"series":{},"services":{},"counters":{},"purposes":{},"sections":{},"needs":{},"pauses":{},'
    '"priorities":{},"rules":{"recalls":3,"recall_pause_s":5,"no_show_recalls":0,"no_show_min":0,'
    '"late_min":60,"patience_min":15,"at_close":"carry","next_leg_keeps_place":false},"notices":[],'
    '"languages":["ja","en"]},"tickets":[],"counters":[],"scenes":[],"notices":[],"serial":0}'
)
"""The beginning of a day as it was written before a plan could say that it is a special opening."""

ITS_HASH = "9621e2b1078ea0295141f556841d721161d0a541c047fe65af17162c0325d90f"


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


def test_a_record_from_before_special_openings_is_read_and_keeps_its_hash():
    old = codec.decoded("DayOpened", YESTERDAY)
    assert old == DayOpened(plan(counters=0, services=()))
    assert isinstance(old, DayOpened)
    assert old.plan.special is UNSET
    assert codec.encoded(old) == YESTERDAY
    (record,) = chain("midori", [old])
    assert record.hash == ITS_HASH
    assert "special" not in codec.plain(record)["event"]["plan"]


def test_what_a_plan_says_of_a_special_opening_stands_in_the_log():
    for said in (True, False):
        opened = DayOpened(replace(plan(), special=said))
        assert codec.decoded("DayOpened", codec.encoded(opened)) == opened
        assert codec.plain(chain("midori", [opened])[0])["event"]["plan"]["special"] is said
    request = OpenDay(plan(counters=0, services=()))
    assert codec.asked(request) == "b4af1acb212423c6"  # as it was before a plan could say it
    assert codec.asked(OpenDay(replace(request.plan, special=True))) != codec.asked(request)


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
