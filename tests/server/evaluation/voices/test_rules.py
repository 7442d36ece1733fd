"""What may become of an entry in the register, and what may not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from server.evaluation.voices import rules
from server.evaluation.voices.rules import Declined, Draft, Due, Why
from server.evaluation.voices.steps import Desk, step_of
from server.ports.voices import Contact, Entry, Intake, Kind, RemedyKind
from server.web.forms import filled_with
from server.web.reader import Reader
from tests.server.evaluation.voices.entries import DAY, TODAY, entry, remedy

KEPT = 365
ANSWERED = entry(answer="お詫びし、説明した", answered_on=TODAY)
DONE = remedy(done_on=TODAY - DAY)
CHECKED = replace(DONE, checked_on=TODAY, effective=True)
VAIN = replace(CHECKED, id="r2", effective=False)
CLOSED = replace(ANSWERED, closed_on=TODAY)


def why(step: Callable[[], object]) -> Why | None:
    """Why the step is declined; None when it is taken."""
    try:
        step()
    except Declined as no:
        return no.why
    return None


@pytest.mark.parametrize(
    ("found", "reason", "obstacle"),
    [
        (entry(), "", Why.UNANSWERED),
        (entry(), "匿名のため回答できない", None),
        (entry(kind=Kind.OPINION), "", None),
        (ANSWERED, "", None),
        (replace(ANSWERED, remedies=(remedy(),)), "", Why.CORRECTION_OPEN),
        (replace(ANSWERED, remedies=(DONE,)), "", Why.EFFECT_UNCHECKED),
        (replace(ANSWERED, remedies=(VAIN,)), "", Why.WITHOUT_EFFECT),
        (replace(ANSWERED, remedies=(VAIN, CHECKED)), "", None),
        (replace(ANSWERED, remedies=(CHECKED, remedy(id="r3"))), "", Why.CORRECTION_OPEN),
        (replace(ANSWERED, remedies=(remedy(kind=RemedyKind.PREVENTIVE),)), "", None),
        (entry(kind=Kind.REQUEST, remedies=(remedy(),)), "", Why.CORRECTION_OPEN),
        (replace(ANSWERED, section="", owner=""), "", Why.OWNER_NEEDED),
        (entry(section="", owner=""), "匿名のため回答できない", Why.OWNER_NEEDED),
        (replace(ANSWERED, section=""), "", None),
        (replace(ANSWERED, owner=""), "", None),
        (entry(kind=Kind.OPINION, section="", owner=""), "", None),
    ],
)
def test_an_entry_is_closed_when_all_is_done(found: Entry, reason: str, obstacle: Why | None) -> None:
    assert rules.obstacle(found, reason) == obstacle
    assert why(lambda: rules.closed(found, TODAY, reason)) == obstacle


def test_a_correction_without_a_section_in_charge_names_the_one_concerned() -> None:
    draft = Draft(Kind.COMPLAINT, Intake.WEB, TODAY, "待たされた", section="child")
    due = Due(TODAY + DAY, TODAY + 14 * DAY)
    named = rules.corrected(entry(section="", owner=""), draft, due, TODAY, KEPT)
    assert (named.section, named.owner) == ("child", "child")


def test_closing_keeps_the_day_and_the_reason_and_makes_the_next_version() -> None:
    assert rules.closed(entry(), TODAY, "匿名") == entry(closed_on=TODAY, closing_reason="匿名", version=2)


def test_a_reopened_entry_is_as_before_it_was_closed() -> None:
    again = rules.reopened(rules.closed(entry(), TODAY, "匿名"))
    assert again == entry(version=3)
    assert why(lambda: rules.reopened(again)) is Why.OPEN


@pytest.mark.parametrize(
    ("on", "declined"),
    [
        (TODAY, None),
        (entry().received_on, None),
        (TODAY + DAY, Why.NOT_YET),
        (entry().received_on - DAY, Why.BEFORE_RECEIVED),
    ],
)
def test_an_answer_is_given_between_receipt_and_today(on: date, declined: Why | None) -> None:
    assert why(lambda: rules.answered(entry(), "お詫びした", on, TODAY)) == declined


def test_an_action_goes_from_planned_to_done_to_checked() -> None:
    planned = rules.with_remedy(entry(), remedy(), TODAY)
    done = rules.remedy_done(planned, "r1", TODAY - DAY, TODAY)
    checked = rules.effect_checked(done, "r1", TODAY, True, TODAY)
    assert checked == entry(remedies=(CHECKED,), version=4)


@pytest.mark.parametrize(
    ("step", "declined"),
    [
        (lambda: rules.effect_checked(entry(remedies=(remedy(),)), "r1", TODAY, True, TODAY), Why.NOT_DONE),
        (
            lambda: rules.effect_checked(entry(remedies=(DONE,)), "r1", TODAY - 2 * DAY, True, TODAY),
            Why.NOT_DONE,
        ),
        (
            lambda: rules.effect_checked(entry(remedies=(DONE,)), "r1", TODAY + DAY, True, TODAY),
            Why.NOT_YET,
        ),
        (lambda: rules.remedy_done(entry(remedies=(DONE,)), "r1", TODAY, TODAY), Why.ALREADY_DONE),
        (lambda: rules.remedy_done(entry(remedies=(remedy(),)), "r1", TODAY + DAY, TODAY), Why.NOT_YET),
        (
            lambda: rules.remedy_done(entry(remedies=(remedy(),)), "r1", entry().received_on - DAY, TODAY),
            Why.BEFORE_RECEIVED,
        ),
        (lambda: rules.remedy_done(entry(), "r1", TODAY, TODAY), Why.UNKNOWN_ACTION),
        (lambda: rules.without_remedy(entry(remedies=(DONE,)), "r1"), Why.ALREADY_DONE),
        (lambda: rules.with_remedy(entry(), remedy(what=""), TODAY), Why.ACTION_NEEDED),
        (lambda: rules.answered(entry(), "", TODAY, TODAY), Why.ANSWER_NEEDED),
        (lambda: rules.answered(CLOSED, "もう一度", TODAY, TODAY), Why.CLOSED),
        (lambda: rules.with_remedy(CLOSED, remedy(), TODAY), Why.CLOSED),
        (lambda: rules.closed(CLOSED, TODAY), Why.CLOSED),
        (lambda: rules.without_contact(entry(contact=Contact()), TODAY), Why.FORGOTTEN),
        (lambda: rules.reopened(rules.forgotten(CLOSED, TODAY)), Why.FORGOTTEN),
        (lambda: rules.forgotten(rules.forgotten(CLOSED, TODAY), TODAY), Why.FORGOTTEN),
    ],
)
def test_what_cannot_be_is_declined(step: Callable[[], object], declined: Why) -> None:
    assert why(step) is declined


@pytest.mark.parametrize(("chosen", "owner"), [("", "residents"), ("child", "child")])
def test_an_action_that_names_nobody_is_for_whoever_is_in_charge(chosen: str, owner: str) -> None:
    plan = step_of("plan")
    assert plan is not None
    said = {"remedy_kind": "corrective", "what": "声をかける", "due_on": "2026-11-30", "remedy_owner": chosen}
    read = Reader(filled_with(**said))
    after = plan(entry(owner=""), read, Desk(TODAY, frozenset({"residents", "child"}), frozenset()))
    assert [each.owner for each in after.remedies] == [owner]


def test_an_action_planned_by_mistake_is_withdrawn() -> None:
    assert rules.without_remedy(entry(remedies=(remedy(), DONE)), "r1").remedies == ()
    other = remedy(id="r9")
    assert rules.without_remedy(entry(remedies=(remedy(), other)), "r1") == entry(
        remedies=(other,), version=2
    )


def test_forgetting_takes_every_text_and_leaves_everything_that_is_counted() -> None:
    named = replace(CHECKED, procedure="山田様の手順", procedure_version="2")
    full = replace(CLOSED, closing_reason="匿名", remedies=(named,))
    assert rules.forgotten(full, TODAY) == replace(
        full,
        summary="",
        answer="",
        closing_reason="",
        contact=Contact(),
        remedies=(replace(CHECKED, what=""),),
        forgotten_on=TODAY,
        version=2,
    )


def test_an_open_entry_without_its_words_is_still_answered_and_closed_and_not_reopened() -> None:
    forgotten = rules.forgotten(replace(entry(), remedies=(CHECKED,)), TODAY)
    assert (forgotten.closed_on, forgotten.forgotten_on, rules.says_anything(forgotten)) == (
        None,
        TODAY,
        False,
    )
    answered = rules.answered(forgotten, "お詫びした", TODAY, TODAY)
    closed = rules.closed(answered, TODAY)
    assert (closed.closed_on, rules.says_anything(closed)) == (TODAY, True)
    assert why(lambda: rules.reopened(closed)) is Why.FORGOTTEN
    assert rules.forgotten(closed, TODAY + DAY).answer == ""


@pytest.mark.parametrize("before", [entry(), CLOSED])
def test_a_contact_is_deleted_at_once_and_the_words_stay(before: Entry) -> None:
    after = rules.without_contact(before, TODAY)
    assert after == replace(before, contact=Contact(), forgotten_on=TODAY, version=2)


def test_a_draft_needs_words_and_a_day_that_has_come() -> None:
    draft = Draft(Kind.OPINION, Intake.WEB, TODAY, "案内が親切だった")
    assert rules.checked(draft, TODAY, KEPT) == draft
    assert why(lambda: rules.checked(replace(draft, summary=""), TODAY, KEPT)) is Why.SUMMARY_NEEDED
    assert why(lambda: rules.checked(replace(draft, received_on=TODAY + DAY), TODAY, KEPT)) is Why.NOT_YET


def test_a_correction_takes_over_the_draft_and_keeps_what_was_done() -> None:
    draft = Draft(Kind.REQUEST, Intake.LETTER, TODAY, "椅子がほしい", section="child", owner="child")
    before = replace(ANSWERED, remedies=(DONE,), number=7)
    assert rules.corrected(before, draft, Due(TODAY + DAY, TODAY + 14 * DAY), TODAY, KEPT) == replace(
        before,
        kind=Kind.REQUEST,
        intake=Intake.LETTER,
        received_on=TODAY,
        record_due_on=TODAY + DAY,
        answer_due_on=TODAY + 14 * DAY,
        summary="椅子がほしい",
        scene=None,
        section="child",
        service="",
        owner="child",
        contact=Contact(),
        version=2,
    )


@pytest.mark.parametrize(
    ("due_on", "declined"),
    [
        (entry().received_on, None),
        (TODAY + rules.LONGEST_AHEAD, None),
        (entry().received_on - DAY, Why.BEFORE_RECEIVED),
        (date(1999, 1, 1), Why.BEFORE_RECEIVED),
        (TODAY + rules.LONGEST_AHEAD + DAY, Why.FAR_AHEAD),
    ],
)
def test_an_action_is_due_after_the_receipt_and_within_a_few_years(
    due_on: date, declined: Why | None
) -> None:
    assert why(lambda: rules.with_remedy(entry(), remedy(due_on=due_on), TODAY)) is declined


def test_nothing_is_received_longer_ago_than_entries_are_kept() -> None:
    oldest = Draft(Kind.OPINION, Intake.WEB, TODAY - KEPT * DAY, "案内が親切だった")
    assert rules.checked(oldest, TODAY, KEPT) == oldest
    older = replace(oldest, received_on=oldest.received_on - DAY)
    with pytest.raises(Declined) as no:
        rules.checked(older, TODAY, KEPT)
    assert (no.value.why, no.value.about, no.value.days) == (Why.LONG_AGO, "received_on", KEPT)


def test_an_entry_open_for_years_is_corrected_and_keeps_its_day() -> None:
    long_open = entry(received_on=TODAY - 2 * KEPT * DAY)
    draft = Draft(Kind.OPINION, Intake.WEB, long_open.received_on, "案内が親切だった")
    due = Due(TODAY, TODAY)
    assert rules.corrected(long_open, draft, due, TODAY, KEPT).received_on == long_open.received_on
    earlier = replace(draft, received_on=draft.received_on - DAY)
    assert why(lambda: rules.corrected(long_open, earlier, due, TODAY, KEPT)) is Why.LONG_AGO
