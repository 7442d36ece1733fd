"""The history in words: a sentence for every kind of entry, chosen, paged, and sealed against changes."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations
from typing import get_args

import pytest

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_ledger import MemoryLedger
from server.evaluation.city.history_routes import harmless, table
from server.evaluation.city.views.history import A_PAGE, Wish, history_page, targets_in, told, years_in
from server.evaluation.core import codec
from server.evaluation.core.commands import (
    AdoptStandards,
    BeginStandards,
    CheckCompliance,
    DecideProposal,
    DropStandard,
    EndDuty,
    EndSectionStandard,
    GiveGuidance,
    ReturnEvaluation,
    WithdrawTarget,
)
from server.evaluation.core.events import Event
from server.evaluation.core.noted import Noted
from server.evaluation.record import Line, lines_of
from server.evaluation.secretariat import Secretariat
from server.evaluation.tongue import Tongue
from server.ports.ledger import Entry
from server.web.words import Words
from tests.house.tree import ROOT
from tests.loop_story import (
    CITY,
    JAPAN,
    NOT_KEPT,
    POSTS,
    YEAR,
    Story,
    a_whole_year,
    asker,
    given,
    target_of,
)

STEPS = given("policy").asked
AFTERWARDS = datetime(YEAR, 4, 1, 9, tzinfo=JAPAN)
"""The day of the council in the stories' policy has come."""
ENGLISH = Tongue("en", NullTranslations().gettext, CITY, {"everybody": "Midori Hanako"})


def japanese() -> Tongue:
    """The words as the pages have them."""
    folders = [ROOT / "server" / "evaluation" / each / "words" for each in (".", "ward", "city")]
    return Tongue("ja", Words(folders).of("ja").gettext, CITY)


def noted(story: Story) -> list[Noted]:
    """The story as the secretariat would have noted it."""
    return [
        Noted(place, at, "everybody", f"{place}", "", event)
        for place, (event, at) in enumerate(story.happened, start=1)
    ]


def everything() -> list[Line]:
    """A year with every kind of entry in it."""
    whole = a_whole_year()
    more = (
        whole.and_given(
            BeginStandards(YEAR + 1),
            DropStandard(YEAR + 1, "greeting", "It is law now."),
            DecideProposal(YEAR + 1, "short wait", False, "Buildings differ."),
            EndDuty("conference", POSTS["conference"]),
        ),
        given("verified").and_given(
            BeginStandards(YEAR + 1),
            DecideProposal(YEAR + 1, "short wait", False, "Buildings differ."),
            AdoptStandards(YEAR + 1),
            EndSectionStandard("midori", YEAR + 1, target_of("residents"), "It is law now."),
        ),
        given("set").and_given(WithdrawTarget("midori", YEAR, target_of("residents"), "Another does it.")),
        given("results").and_given(ReturnEvaluation("midori", YEAR, "residents", "Name the evidence.")),
        given("published").and_given(
            GiveGuidance("midori", YEAR, "residents", "Look."),
            CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT),
        ),
    )
    return [line for story in more for line in lines_of(noted(story))]


def said(kind: str) -> set[str]:
    return {told(each, ENGLISH).what for each in everything() if type(each.noted.event).__name__ == kind}


SENTENCES: Mapping[str, str] = {
    "DutyEnded": "conference no longer holds this duty: Resident services directors' conference (city).",
    "StandardDropped": "Standard left out: “We greet first.” Reason: It is law now.",
    "CityStandardProposed": "Every ward has achieved “A wait of six minutes”: proposed as a city standard.",
    "ProposalDecided": ("“A wait of six minutes” does not become a city standard. Reason: Buildings differ."),
    "TargetSet": "Target set: “A wait of six minutes”",
    "TargetWithdrawn": "Target withdrawn: “A wait of six minutes” Reason: Another does it.",
    "SectionStandardEnded": "Standard of the section ended: “A wait of six minutes” Reason: It is law now.",
    "InitiativePlanned": "Initiative planned: “Shift the lunch break” for “A wait of six minutes”",
    "PlanReported": "The plan was reported to the planning council of 5 April 2026.",
    "ProgressReported": ("Progress of “Shift the lunch break” in Jun: On schedule. The break is shifted."),
    "ImprovementOrdered": "Improvement ordered by 30 November 2026: Mend the queue at noon.",
    "OrderAnswered": "Improvement order “Mend the queue at noon.” answered: The queue is mended.",
    "TargetEvaluated": (
        "“A wait of six minutes” was evaluated: grade 3 Target nearly achieved. The wait was measured."
    ),
    "EvaluationReturned": "The committee returned the results to the section: Name the evidence.",
    "OutcomeDecided": "Outcome of “A wait of six minutes”: C Aim as it was: go on",
    "ReviewHeld": "The management review was held on 20 March 2027: We go on.",
    "SectionStandardMade": "“A wait of six minutes” was met and is a standard from the next year on.",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_an_entry_is_one_sentence_with_the_words_that_stood_at_that_time(kind: str) -> None:
    assert said(kind) == {SENTENCES[kind]}


def test_a_check_says_what_was_seen_and_what_will_be_done() -> None:
    assert said("ComplianceChecked") == {
        "Standard kept: “We greet first.” Seen by: seen at the counter",
        (
            "Standard not kept: “We greet first.” Seen by: seen at the counter "
            "What will be done: We practise every Monday."
        ),
    }


def test_every_kind_of_entry_is_told_in_japanese() -> None:
    lines, tongue = everything(), japanese()
    told_of = {type(each.noted.event) for each in lines}
    letters = {
        type(each.noted.event).__name__
        for each in lines
        if not any("\u3041" <= letter <= "\u30fe" for letter in told(each, tongue).what)
    }
    assert set(get_args(Event)) - told_of == set()
    assert letters == set()


def test_an_entry_names_who_where_and_in_which_year() -> None:
    line = next(each for each in everything() if type(each.noted.event).__name__ == "ComplianceChecked")
    found = told(line, ENGLISH)
    assert (found.who, found.place, found.year) == ("Midori Hanako", "midori residents", YEAR)


def chosen(wish: Wish) -> set[tuple[str, int | None, str, str]]:
    found = [each.about for each in lines_of(noted(a_whole_year())) if wish.fits(Line(None, each.about))]  # type: ignore[arg-type]
    return {(each.ward, each.year, each.section, each.target) for each in found}


def test_the_history_is_chosen_by_ward_year_section_and_target() -> None:
    target = target_of("residents")
    assert chosen(Wish("midori", YEAR, "residents", target)) == {("midori", YEAR, "residents", target)}
    assert chosen(Wish("", YEAR)) == {("", YEAR, "", "")}
    assert {each[2] for each in chosen(Wish("midori", YEAR, "residents"))} == {"residents"}
    assert {each[1] for each in chosen(Wish(year=YEAR))} == {YEAR}


def test_pages_hold_fifty_entries_the_newest_first_and_end_with_the_oldest() -> None:
    lines = lines_of(noted(a_whole_year()))
    first, last = (history_page(lines, Wish(page=each), ENGLISH) for each in (1, 999))
    assert [each.position for each in first.entries] == list(range(len(lines), len(lines) - A_PAGE, -1))
    assert last.page == last.pages == -(-len(lines) // A_PAGE)
    assert last.entries[-1].position == 1


def test_the_targets_to_choose_from_are_those_of_the_ward_and_year() -> None:
    lines = lines_of(noted(a_whole_year()))
    titles = {target_of(each): "A wait of six minutes" for each in ("residents", "child")}
    assert dict(targets_in(lines, Wish("midori", YEAR))) == titles
    assert targets_in(lines, Wish("midori", YEAR - 1)) == ()
    assert years_in(lines) == (YEAR,)


def test_the_file_has_a_line_for_each_entry_and_nothing_that_a_spreadsheet_runs() -> None:
    entries = [told(each, ENGLISH) for each in lines_of(noted(given("policy")))]
    nasty = replace(entries[0], what="=1+1")
    rows = list(csv.reader(io.StringIO(table([nasty, *entries[1:]], ENGLISH))))
    assert rows[0] == ["Number", "When", "Who", "Ward and section", "Fiscal year", "What happened"]
    assert [int(each[0]) for each in rows[1:]] == [each.position for each in entries]
    assert rows[1][5] == "'=1+1"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    assert (harmless(text), harmless("1=1")) == (f"'{text}", "1=1")


async def written(changed: Mapping[int, Entry] | None = None, length: int | None = None) -> int | None:
    """Where the chain breaks, of a small ledger in which somebody changed or cut off entries afterwards."""
    ledger = MemoryLedger()
    secretariat = Secretariat(ledger, CITY, ManualClock(AFTERWARDS))
    for place, (account, command) in enumerate(STEPS):
        await secretariat.carry_out(command, command_id=str(place), asker=asker(account))
    entries = list(await ledger.read(0))
    for place, entry in (changed or {}).items():
        entries[place - 1] = entry
    ledger._entries[:] = entries[:length]
    return await secretariat.fault()


async def entry(position: int) -> Entry:
    ledger = MemoryLedger()
    secretariat = Secretariat(ledger, CITY, ManualClock(AFTERWARDS))
    for place, (account, command) in enumerate(STEPS):
        await secretariat.carry_out(command, command_id=str(place), asker=asker(account))
    return (await ledger.read(position - 1))[0]


async def test_an_untouched_ledger_is_whole() -> None:
    assert await written() is None


async def test_a_changed_entry_is_found_at_its_place() -> None:
    assert await written({3: replace(await entry(3), actor="somebody else")}) == 3


async def test_an_entry_sealed_anew_breaks_the_next_one() -> None:
    before, wrong = (await entry(2)).hash, replace(await entry(3), actor="somebody else")
    assert await written({3: codec.sealed(before, wrong)}) == 4


async def test_entries_cut_off_at_the_end_are_missed() -> None:
    assert await written(length=4) == 5


async def test_a_last_entry_sealed_anew_is_not_the_one_that_was_written() -> None:
    last = len(given("policy").happened)
    before, wrong = (await entry(last - 1)).hash, replace(await entry(last), actor="somebody else")
    assert await written({last: codec.sealed(before, wrong)}) == last
