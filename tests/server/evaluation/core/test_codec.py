"""Every event of the loop as plain text and back, and the chain over the ledger."""

from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.evaluation.core import codec
from server.evaluation.core.commands import BeginStandards, SetTarget
from server.evaluation.core.events import Event, ReviewHeld
from server.ports.ledger import Entry
from tests.loop_story import REVIEW, YEAR, a_whole_year, aim

JAPAN = timezone(timedelta(hours=9))
FIRST = Entry(
    1, datetime(2026, 4, 1, 9, tzinfo=JAPAN), "PlanPublished", "{}", "form:1", 0, "asked", "sato", ""
)

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


def types_in(kind: object, seen: set[object]) -> set[object]:
    if kind not in seen:
        seen.add(kind)
        hints = get_type_hints(kind).values() if is_dataclass(kind) else ()
        for part in (*get_args(kind), *hints):
            types_in(part, seen)
    return seen


@pytest.mark.parametrize("kind", get_args(Event))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_event_comes_back_as_it_was(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    text = codec.encoded(event)
    assert codec.decoded(kind.__name__, text) == event
    assert codec.encoded(codec.decoded(kind.__name__, text)) == text


def test_the_ledger_knows_every_event_by_its_name_and_nothing_else() -> None:
    assert {each.__name__: each for each in get_args(Event)} == codec.KINDS
    with pytest.raises(KeyError):
        codec.decoded("TicketIssued", "{}")
    with pytest.raises(msgspec.ValidationError):
        codec.decoded("PlanPublished", '{"ward": "midori"}')


def test_a_review_of_the_first_versions_comes_back_without_actions() -> None:
    text = '{"ward":"midori","year":2026,"review":{"held_on":"2027-03-20","conclusion":"We go on."}}'
    assert codec.decoded("ReviewHeld", text) == ReviewHeld("midori", YEAR, REVIEW)
    assert REVIEW.actions is None


def test_events_hold_no_sets_whose_order_would_be_chance() -> None:
    used = set().union(*(types_in(kind, set()) for kind in get_args(Event)))
    assert [kind for kind in used if getattr(kind, "__origin__", kind) in {set, frozenset}] == []


def test_the_same_request_has_the_same_name_and_another_has_another() -> None:
    wait = SetTarget("midori", YEAR, "wait", aim())
    assert codec.asked(wait) == codec.asked(SetTarget("midori", YEAR, "wait", aim()))
    commands = {command for _, command in a_whole_year().asked}
    assert len({codec.asked(each) for each in commands}) == len(commands) == len(a_whole_year().asked)
    assert codec.asked(BeginStandards(YEAR)) != codec.asked(BeginStandards(YEAR + 1))


@pytest.mark.parametrize("name", [each.name for each in fields(Entry) if each.name != "hash"])
def test_the_hash_covers_everything_that_an_entry_says_and_the_hash_before(name: str) -> None:
    changed = {
        "position": 2, "at": FIRST.at + timedelta(seconds=1), "kind": "ResultsPublished", "event": "[]",
        "command_id": "form:2", "step": 1, "asked": "other", "actor": "suzuki",
    }  # fmt: skip
    sealed = codec.sealed(codec.BEGINNING, FIRST)
    assert len(sealed.hash) == 64
    assert codec.sealed(codec.BEGINNING, replace(FIRST, hash="anything")) == sealed
    assert codec.sealed(codec.BEGINNING, replace(FIRST, **{name: changed[name]})).hash != sealed.hash
    assert codec.sealed(sealed.hash, FIRST).hash != sealed.hash
