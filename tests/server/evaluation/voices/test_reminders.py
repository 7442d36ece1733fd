"""A section is reminded of what is overdue and of what is due within a week, and finds its entries."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.evaluation.voices.reminders import Duty, duties, reminders
from server.evaluation.voices.selection import Wanted, found
from server.evaluation.voices.terms import Terms
from server.ports.voices import Kind, RemedyKind
from tests.server.evaluation.voices.entries import DAY, TODAY, entry, remedy

TERMS = Terms()
DUE = entry().answer_due_on
DONE = remedy(done_on=TODAY - 31 * DAY)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (DUE - 8 * DAY, []),
        (DUE - 7 * DAY, [(Duty.ANSWER, DUE, False)]),
        (DUE, [(Duty.ANSWER, DUE, False)]),
        (DUE + DAY, [(Duty.ANSWER, DUE, True)]),
    ],
)
def test_an_answer_is_reminded_of_a_week_before_and_overdue_after_its_day(
    today: date, told: list[tuple[Duty, date, bool]]
) -> None:
    made = reminders([entry()], today, TERMS)
    assert [(each.duty, each.due_on, each.overdue) for each in made] == told


def test_actions_are_due_for_their_section_and_effects_a_month_after_they_were_done() -> None:
    busy = entry(answered_on=TODAY, remedies=(remedy(owner="child"), replace(DONE, id="r2")))
    told = [(each.duty, each.due_on, each.owner, each.overdue) for each in duties(busy, TODAY, TERMS)]
    assert told == [
        (Duty.ACTION, date(2026, 11, 30), "child", False),
        (Duty.EFFECT, TODAY - DAY, "residents", True),
    ]


def test_a_closed_entry_reminds_nobody() -> None:
    assert list(duties(entry(closed_on=TODAY, remedies=(remedy(),)), TODAY + timedelta(99), TERMS)) == []


def test_the_most_urgent_comes_first_and_a_section_sees_its_own() -> None:
    mine = entry(id="e2", number=2, owner="child", answer_due_on=TODAY - DAY)
    everything = [entry(number=1), mine]
    assert [each.entry.id for each in reminders(everything, TODAY, TERMS)] == ["e2", "e1"]
    assert [each.entry.id for each in reminders(everything, TODAY, TERMS, "child")] == ["e2"]
    assert reminders(everything, TODAY, TERMS, "tax") == ()


LATE = entry(id="late", number=1, answer_due_on=TODAY - DAY)
SHUT = entry(id="shut", number=2, closed_on=TODAY, section="tax", owner="tax")
WISH = entry(
    id="wish", number=12, kind=Kind.REQUEST, section="child", owner="residents", summary="授乳室がほしい",
    remedies=(remedy(kind=RemedyKind.IMPROVEMENT, what="ＷＩＦＩの案内を貼る"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), ["late", "shut", "wish"]),
        (Wanted(closed=False), ["late", "wish"]),
        (Wanted(closed=True), ["shut"]),
        (Wanted(kind=Kind.REQUEST), ["wish"]),
        (Wanted(section="tax"), ["shut"]),
        (Wanted(section="child"), ["wish"]),
        (Wanted(section="residents"), ["late", "wish"]),
        (Wanted(overdue=True), ["late"]),
        (Wanted(words="授乳室"), ["wish"]),
        (Wanted(words="授乳室　wifi"), ["wish"]),
        (Wanted(words="授乳室 一時間"), []),
        (Wanted(words="2026-12"), ["wish"]),
        (Wanted(words="花子"), []),
    ],
)
def test_entries_are_found_by_state_kind_section_and_words(wanted: Wanted, ids: list[str]) -> None:
    assert [each.id for each in found([LATE, SHUT, WISH], wanted, TODAY, TERMS)] == ids


def test_only_whoever_sees_contacts_finds_entries_by_them() -> None:
    wanted = Wanted(words="花子")
    assert found([LATE], wanted, TODAY, TERMS, contacts=True) == (LATE,)
