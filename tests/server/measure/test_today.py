"""Today counted again and again, in any order of its records, is today counted once from the beginning."""

import random
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from server.core.commands import (
    CallNext,
    CancelTicket,
    Command,
    FinishService,
    HoldTicket,
    LogScene,
    MarkNoShow,
    PauseCounter,
    ProcessTicket,
    ReadyTicket,
    ReopenCounter,
    Scene,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.plan import Choice
from server.core.record import Recorded
from server.core.state import Office
from server.measure.books import BOOKS, Book, tallies_of_day
from server.measure.editions import edition_on
from server.measure.facts import Facts, note
from server.measure.sheet import sheet_of
from server.measure.tally import Count, Tally
from server.measure.today import Today
from tests.server.measure.day import Told, opened, ward
from tests.story import at, visitor

FURNISHED = replace(
    ward(),
    sections={"residents": Choice("residents", {"ja": "section"})},
    pauses={"lunch": Choice("lunch", {"ja": "lunch"})},
)


def told(seed: int) -> Told:
    """An hour and a half of an office in which everything happens, also steps that are taken back."""
    chance, story = random.Random(seed), opened(FURNISHED)
    for minute in range(90):
        now = at("09:00") + timedelta(minutes=minute, seconds=chance.randrange(60))
        counter = chance.choice(["1", "2", "3"])
        number = f"A{chance.randrange(1, 30):03d}"
        possible: list[Command] = [
            visitor(), visitor("moving"), CallNext(counter), CallNext(counter), StartService(counter),
            FinishService(counter), FinishService(counter), HoldTicket(counter), MarkNoShow(counter),
            ProcessTicket(counter), ReadyTicket(counter, number), TransferTicket(counter, "moving"),
            UndoStep(counter), PauseCounter(counter, "lunch"), ReopenCounter(counter), CancelTicket(number),
            LogScene(f"{seed}-{minute}", Scene.PHONE, "residents", now - timedelta(minutes=3), now),
        ]  # fmt: skip
        for command in chance.sample(possible, 5):
            story = story.if_allowed(now, command)
    return story


def facts_after(story: Told) -> list[tuple[Recorded, Office, Facts]]:
    """The office and its facts after each record."""
    found, facts = [], Facts()
    for recorded, (before, after) in zip(story.records, story.offices(), strict=True):
        facts = note(facts, before, recorded, after)
        found.append((recorded, after, facts))
    return found


def counted_once(office: Office, facts: Facts) -> Mapping[Book, Mapping[str, Tally]]:
    assert office.plan is not None
    assert office.at is not None
    return tallies_of_day(sheet_of(office.plan, facts, office.at), edition_on(office.plan.date))


@pytest.mark.parametrize("seed", range(4))
def test_asked_anywhere_forward_and_back_it_says_what_counting_once_says(seed: int) -> None:
    story = facts_after(told(seed))
    kinds = {type(recorded.event).__name__ for recorded, _, _ in story}
    assert {"TicketCalled", "ServiceFinished", "StepUndone", "CounterPaused", "SceneLogged"} <= kinds
    plan = story[-1][1].plan
    assert plan is not None
    chance, today = random.Random(seed), Today(plan, edition_on(plan.date))
    for place in [*chance.sample(range(len(story)), 25), len(story) - 1]:
        _, office, facts = story[place]
        assert office.at is not None
        sheet, expected = today.sheet(facts, office.at), counted_once(office, facts)
        for book in chance.sample(BOOKS, 4):
            assert today.tallies(sheet, book) == expected[book], (place, book)


def test_an_older_sheet_is_counted_as_it_was_after_a_newer_one() -> None:
    story = facts_after(told(9))
    plan = story[-1][1].plan
    assert plan is not None
    today = Today(plan, edition_on(plan.date))
    older, newer = ((office, facts) for _, office, facts in (story[len(story) // 2], story[-1]))
    sheets = [today.sheet(facts, office.at) for office, facts in (older, newer) if office.at]
    for (office, facts), sheet in ((newer, sheets[1]), (older, sheets[0])):
        for book in BOOKS:
            assert today.tallies(sheet, book) == counted_once(office, facts)[book]


def test_a_visit_that_did_not_change_is_the_same_row() -> None:
    told_first = opened().then("09:00", visitor(), visitor()).then("09:10", CallNext("1"))
    told_then = told_first.then("09:20", FinishService("1"))
    plan = told_then.office.plan
    assert plan is not None
    today = Today(plan, edition_on(plan.date))
    first, then = (today.sheet(each.facts, at("09:20")) for each in (told_first, told_then))
    assert first.visits[1] is then.visits[1]
    assert first.visits[0] != then.visits[0]


def test_time_passes_for_the_counters_though_nothing_else_has_changed() -> None:
    told = opened().then("09:00", visitor())
    plan = told.office.plan
    assert plan is not None
    today = Today(plan, edition_on(plan.date))
    for clock, minutes in (("09:10", 40), ("09:25", 55)):
        counted = today.tallies(today.sheet(told.facts, at(clock)), Book.COUNTER)["1"]
        assert counted.count(Count.OPEN_SECONDS) == minutes * 60


def test_several_threads_may_ask_at_once() -> None:
    story = facts_after(told(5))
    plan = story[-1][1].plan
    assert plan is not None
    today = Today(plan, edition_on(plan.date))
    places = [story[place] for place in (len(story) // 3, len(story) // 2, -1)]
    expected = [counted_once(office, facts) for _, office, facts in places]

    def ask(turn: int) -> bool:
        _, office, facts = places[turn % 3]
        assert office.at is not None
        sheet = today.sheet(facts, office.at)
        return today.tallies(sheet, Book.SERVICE) == expected[turn % 3][Book.SERVICE]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            assert all(threads.map(ask, range(600)))
    finally:
        sys.setswitchinterval(before)
