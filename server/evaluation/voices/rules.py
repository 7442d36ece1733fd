"""What may become of an entry in the register, and why not: pure, each step gives the next version."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from server.core.commands import Scene
from server.core.plan import ServiceId
from server.ports.voices import Contact, Entry, Intake, Kind, Remedy, RemedyKind, SectionId

NOBODY = Contact()

LONGEST_AHEAD = timedelta(days=3 * 366)
"""How far ahead of today an action may be due: what is promised for later is nobody's promise any more."""


class Why(StrEnum):
    """Why a step is declined."""

    SUMMARY_NEEDED = "summary_needed"
    ANSWER_NEEDED = "answer_needed"
    ACTION_NEEDED = "action_needed"
    NOT_YET = "not_yet"
    LONG_AGO = "long_ago"
    BEFORE_RECEIVED = "before_received"
    FAR_AHEAD = "far_ahead"
    UNKNOWN_ACTION = "unknown_action"
    ALREADY_DONE = "already_done"
    NOT_DONE = "not_done"
    OWNER_NEEDED = "owner_needed"
    UNANSWERED = "unanswered"
    CORRECTION_OPEN = "correction_open"
    EFFECT_UNCHECKED = "effect_unchecked"
    WITHOUT_EFFECT = "without_effect"
    CLOSED = "closed"
    OPEN = "open"
    FORGOTTEN = "forgotten"
    FIELD_WRONG = "field_wrong"


class Declined(Exception):
    """The step is not possible; `why` says so, `about` names the field or the action.

    `days` is how many calendar days the rule allows, where it is about a number of days.
    """

    def __init__(self, why: Why, about: str = "", days: int = 0) -> None:
        super().__init__(f"{why}: {about}" if about else why.value)
        self.why = why
        self.about = about
        self.days = days


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written down of somebody's words, at first or to correct it."""

    kind: Kind
    intake: Intake
    received_on: date
    summary: str
    scene: Scene | None = None
    section: SectionId = ""
    service: ServiceId = ""
    owner: SectionId = ""
    contact: Contact = NOBODY


@dataclass(frozen=True, slots=True)
class Due:
    """Until when an entry is to be recorded (the next open day) and answered."""

    record_on: date
    answer_on: date


def checked(draft: Draft, today: date, keep_days: int) -> Draft:
    """The draft, if it can be kept: received at most `keep_days` calendar days ago. Raises Declined.

    Of this and of all steps: days are looked at first, because forms tell missing texts beside any fault.
    """
    if draft.received_on > today:
        raise Declined(Why.NOT_YET, "received_on")
    if draft.received_on < today - timedelta(days=keep_days):
        raise Declined(Why.LONG_AGO, "received_on", keep_days)
    if not draft.summary:
        raise Declined(Why.SUMMARY_NEEDED, "summary")
    return draft


def corrected(entry: Entry, draft: Draft, due: Due, today: date, keep_days: int) -> Entry:
    """The entry as the draft says. It keeps its number, so also the fiscal year of that. Raises Declined.

    An entry that has been open for longer than `keep_days` may keep the day on which it was received.
    """
    _must_be_open(entry)
    checked(draft, today, max(keep_days, (today - entry.received_on).days))
    return replace(
        _next(entry),
        kind=draft.kind,
        intake=draft.intake,
        received_on=draft.received_on,
        record_due_on=due.record_on,
        answer_due_on=due.answer_on,
        summary=draft.summary,
        scene=draft.scene,
        section=draft.section,
        service=draft.service,
        owner=draft.owner or draft.section,
        contact=draft.contact,
    )


def answered(entry: Entry, text: str, on: date, today: date) -> Entry:
    """The answer that was given on this day; a later text corrects it. Raises Declined."""
    _must_be_open(entry)
    _must_lie(on, entry.received_on, today, "answered_on")
    if not text:
        raise Declined(Why.ANSWER_NEEDED, "answer")
    return replace(_next(entry), answer=text, answered_on=on)


def with_remedy(entry: Entry, remedy: Remedy, today: date) -> Entry:
    """One more action, due between the receipt and LONGEST_AHEAD from today. Raises Declined."""
    _must_be_open(entry)
    if remedy.due_on < entry.received_on:
        raise Declined(Why.BEFORE_RECEIVED, "due_on")
    if remedy.due_on > today + LONGEST_AHEAD:
        raise Declined(Why.FAR_AHEAD, "due_on")
    if not remedy.what:
        raise Declined(Why.ACTION_NEEDED, "what")
    return replace(_next(entry), remedies=(*entry.remedies, remedy))


def without_remedy(entry: Entry, remedy_id: str) -> Entry:
    """An action that was planned by mistake is withdrawn; what was done stays. Raises Declined."""
    _must_be_open(entry)
    if _remedy(entry, remedy_id).done_on is not None:
        raise Declined(Why.ALREADY_DONE)
    left = tuple(each for each in entry.remedies if each.id != remedy_id)
    return replace(_next(entry), remedies=left)


def remedy_done(entry: Entry, remedy_id: str, on: date, today: date) -> Entry:
    """The action was done on this day. Raises Declined."""
    _must_be_open(entry)
    _must_lie(on, entry.received_on, today, "done_on")
    remedy = _remedy(entry, remedy_id)
    if remedy.done_on is not None:
        raise Declined(Why.ALREADY_DONE)
    return _with(entry, replace(remedy, done_on=on))


def effect_checked(entry: Entry, remedy_id: str, on: date, effective: bool, today: date) -> Entry:
    """Whether the action had its effect, as seen on this day. Raises Declined."""
    _must_be_open(entry)
    remedy = _remedy(entry, remedy_id)
    if remedy.done_on is None:
        raise Declined(Why.NOT_DONE)
    if not remedy.done_on <= on <= today:
        raise Declined(Why.NOT_DONE if on < remedy.done_on else Why.NOT_YET, "checked_on")
    return _with(entry, replace(remedy, checked_on=on, effective=effective))


def in_charge(entry: Entry) -> SectionId:
    """The section that answers for the entry: the one named, else the one concerned; empty for none."""
    return entry.owner or entry.section


def obstacle(entry: Entry, reason: str = "") -> Why | None:
    """What keeps the entry from being closed; None when nothing does.

    A complaint needs a section in charge, named or the one concerned, and an answer or a stated reason for
    none. Corrective actions must be done, their effect checked, and not all without effect (guideline
    section 6: confirm corrective actions in the review).
    """
    corrective = [each for each in entry.remedies if each.kind is RemedyKind.CORRECTIVE]
    if entry.kind is Kind.COMPLAINT and not in_charge(entry):
        return Why.OWNER_NEEDED
    if entry.kind is Kind.COMPLAINT and entry.answered_on is None and not reason:
        return Why.UNANSWERED
    if any(each.done_on is None for each in corrective):
        return Why.CORRECTION_OPEN
    if any(each.effective is None for each in corrective):
        return Why.EFFECT_UNCHECKED
    if corrective and not any(each.effective for each in corrective):
        return Why.WITHOUT_EFFECT
    return None


def closed(entry: Entry, on: date, reason: str = "") -> Entry:
    """The entry is dealt with. Raises Declined."""
    _must_be_open(entry)
    if why := obstacle(entry, reason):
        raise Declined(why)
    return replace(_next(entry), closed_on=on, closing_reason=reason)


def reopened(entry: Entry) -> Entry:
    """Something more is to be done. Raises Declined."""
    if entry.closed_on is None:
        raise Declined(Why.OPEN)
    if not entry.summary:
        raise Declined(Why.FORGOTTEN)
    return replace(_next(entry), closed_on=None, closing_reason="")


def without_contact(entry: Entry, on: date) -> Entry:
    """Without the contact, as the person asked; open or closed, the words stay. Raises Declined."""
    if entry.contact == NOBODY:
        raise Declined(Why.FORGOTTEN)
    return replace(_next(entry), contact=NOBODY, forgotten_on=on)


def forgotten(entry: Entry, on: date) -> Entry:
    """Without contact and free text, open or closed; everything that is counted stays. Raises Declined."""
    if not says_anything(entry):
        raise Declined(Why.FORGOTTEN)
    return replace(_next(_without_words(entry)), forgotten_on=on)


def says_anything(entry: Entry) -> bool:
    """Whether a contact or free text is still there to be deleted."""
    return entry != _without_words(entry)


def _without_words(entry: Entry) -> Entry:
    return replace(
        entry,
        summary="",
        answer="",
        closing_reason="",
        contact=NOBODY,
        remedies=tuple(replace(each, what="", procedure="", procedure_version="") for each in entry.remedies),
    )


def _next(entry: Entry) -> Entry:
    return replace(entry, version=entry.version + 1)


def _must_be_open(entry: Entry) -> None:
    if entry.closed_on is not None:
        raise Declined(Why.CLOSED)


def _must_lie(on: date, since: date, today: date, field: str) -> None:
    if on > today:
        raise Declined(Why.NOT_YET, field)
    if on < since:
        raise Declined(Why.BEFORE_RECEIVED, field)


def _remedy(entry: Entry, remedy_id: str) -> Remedy:
    found = next((each for each in entry.remedies if each.id == remedy_id), None)
    if found is None:
        raise Declined(Why.UNKNOWN_ACTION)
    return found


def _with(entry: Entry, remedy: Remedy) -> Entry:
    remedies = tuple(remedy if each.id == remedy.id else each for each in entry.remedies)
    return replace(_next(entry), remedies=remedies)
