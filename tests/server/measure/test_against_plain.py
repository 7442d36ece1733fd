"""Every figure of the API equals what plain Python counts from the records that the API gives."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.app.measures import document, measured
from server.app.replay import Plugs, replay
from server.app.replay_rows import read_rows
from server.app.replay_script import script_of
from server.core import codec
from server.core.commands import (
    Channel,
    CloseCounter,
    CloseDay,
    Command,
    EndScene,
    LogScene,
    OpenCounter,
    OpenDay,
    PauseCounter,
    ReopenCounter,
    Scene,
    StartScene,
)
from server.core.plan import Choice, Estimate, Span
from server.core.record import Recorded
from server.core.state import Office
from server.measure.period import By, days_of, period
from tests.house.tree import ROOT
from tests.server.measure import plain
from tests.server.measure.day import Told, ward
from tests.server.measure.test_facts import COMMANDS, COUNTERS
from tests.story import at, visitor

FIRST = date(2026, 11, 27)
"""A Friday, so that a long story goes through a weekend."""

FURNISHED = replace(
    ward(),
    date=FIRST,
    hours=(Span(8 * 60 + 45, 10 * 60),),
    sections={"residents": Choice("residents", {"ja": "section"})},
    pauses={"lunch": Choice("lunch", {"ja": "lunch"})},
)
SEATS: st.SearchStrategy[Command] = st.one_of(
    st.builds(PauseCounter, COUNTERS, st.just("lunch")),
    st.builds(ReopenCounter, COUNTERS),
    st.builds(CloseCounter, COUNTERS),
    st.builds(OpenCounter, COUNTERS, st.just("tanaka")),
)
ENTRIES = st.sampled_from(["x", "y"])
SCENES: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        StartScene, ENTRIES, st.sampled_from(Scene), st.just("residents"), counter=st.none() | COUNTERS
    ),
    st.builds(EndScene, ENTRIES, accurate=st.booleans()),
    st.builds(
        LogScene, ENTRIES, st.sampled_from(Scene), st.just("residents"),
        st.just(at("09:00", FIRST)), st.just(at("09:07", FIRST)), accurate=st.booleans(),
    ),
)  # fmt: skip
PROMISED: st.SearchStrategy[Command] = st.builds(
    visitor,
    st.sampled_from(["certificate", "moving"]),
    estimate=st.builds(Estimate, st.just(0), st.integers(0, 900), st.just(4_000)),
    channel=st.sampled_from(Channel),
)
STORIES = st.lists(
    st.tuples(st.integers(0, 300), st.one_of(COMMANDS, COMMANDS, PROMISED, SEATS, SCENES)), max_size=40
)


def told(
    days: Iterable[list[tuple[int, Command]]], milliseconds: int = 0, special: bool | UnsetType = UNSET
) -> tuple[Recorded, ...]:
    """An office over several days; who is left in the evening is carried over the night.

    `milliseconds` go by with each thing that happens: logs from before decision 13 have fractions. `special`
    is what the first day's plan says of its opening; the others say nothing.
    """
    story = Told(Office("midori"))
    for index, commands in enumerate(days):
        day = FIRST + timedelta(days=index)
        now = at("08:30", day)
        said = UNSET if index else special
        story = story.then(now, OpenDay(replace(FURNISHED, date=day, special=said)))
        for each in FURNISHED.counters:
            story = story.if_allowed(now, OpenCounter(each, "sato"))
        for seconds, command in [(0, visitor()), (30, visitor("moving")), *commands]:
            now += timedelta(seconds=seconds, milliseconds=milliseconds)
            story = story.if_allowed(now, command)
        story = story.then(max(now, at("10:30", day)), CloseDay(day))
    return story.records


def lines_of(records: Iterable[Recorded]) -> list[dict[str, Any]]:
    return [codec.plain(each) for each in records]


def keyed(found: dict[str, Any]) -> dict[str, Any]:
    groups = {
        each["key"]: {name: value for name, value in each.items() if name not in {"key", "special_days"}}
        for each in found["groups"]
    }
    return {**found, "groups": groups}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(STORIES, min_size=1, max_size=3),
    st.none() | st.sampled_from(By),
    st.none() | st.sampled_from(["certificate", "moving"]),
    st.sampled_from([0, 0, 250, 500]),
    st.sampled_from([UNSET, True, False]),
)
def test_every_figure_is_the_one_that_plain_python_counts_from_the_records(
    days: list[list[tuple[int, Command]]],
    by: By | None,
    service: str | None,
    milliseconds: int,
    special: bool | UnsetType,
) -> None:
    records = told(days, milliseconds, special)
    since, until = FIRST, FIRST + timedelta(days=len(days) - 1)
    answer = document(period(days_of("midori", records), by, service))
    assert keyed(answer) == plain.answer(lines_of(records), since, until, by and by.value, service)


@pytest.mark.parametrize("by", [None, *By])
async def test_the_figures_of_the_warsaw_replay_are_those_of_plain_python(by: By | None) -> None:
    log, zone = MemoryLog(), ZoneInfo("Europe/Warsaw")
    script = script_of(read_rows(ROOT / "tests" / "fixtures" / "warsaw_sample.csv", zone), zone)
    plugs = Plugs(log, MemoryBus(), ManualClock(datetime(2026, 11, 24, tzinfo=UTC)))
    await replay(script, plugs, mark="test", token=secrets.token_urlsafe, speed=0)
    for office in await log.offices():
        records = await log.read(office, 0)
        dates = [day.date for day in plain.days(lines_of(records))]
        answer = document(await measured(log, office, dates[0], dates[-1], by=by))
        assert answer["whole"]["called"] > 20
        assert keyed(answer) == plain.answer(lines_of(records), dates[0], dates[-1], by and by.value)
