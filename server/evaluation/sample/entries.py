"""The sample's register: each entry as it was written down, and the steps that were taken with it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from server.core.calendar import fiscal_year
from server.core.plan import OfficeId, ServiceId
from server.evaluation.sample.answers import DAY, MARK
from server.evaluation.sample.voiced import ToldEntry, ToldRemedy
from server.evaluation.voices import rules
from server.evaluation.voices.terms import Terms
from server.ports.voices import Entry, Remedy, SectionId

Taken: TypeAlias = Callable[[Entry], Entry]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with an entry on a day."""

    on: date
    take: Taken


@dataclass(frozen=True, slots=True)
class Place:
    """The office whose register it is, which section does a service, when it is open, and its terms."""

    office: OfficeId
    sections: Mapping[ServiceId, SectionId]
    is_open: Callable[[date], bool]
    terms: Terms

    def open_by(self, day: date) -> date:
        """This day or, when the office is closed, the open day before."""
        return day if self.is_open(day) else self.open_by(day - DAY)

    def open_after(self, day: date) -> date:
        """The next open day."""
        return day + DAY if self.is_open(day + DAY) else self.open_after(day + DAY)


def begun(told: ToldEntry, place: Place, today: date) -> Entry:
    """The entry as it was written down."""
    received = place.open_by(today - told.ago * DAY)
    section = told.section or place.sections.get(told.service, "")
    return Entry(
        id=f"{MARK}{told.id}",
        office=place.office,
        year=fiscal_year(received),
        kind=told.kind,
        intake=told.intake,
        received_on=received,
        recorded_on=place.open_by(received + told.recorded * DAY),
        record_due_on=place.open_after(received),
        answer_due_on=received + timedelta(days=place.terms.answer_days),
        summary=told.summary,
        scene=told.scene,
        section=section,
        service=told.service,
        owner=told.owner or section,
        contact=told.contact,
    )


def steps(told: ToldEntry, place: Place, received: date) -> tuple[Step, ...]:
    """What was done with it after that, in order of time: each step gives the next version."""

    def day(after: int) -> date:
        return place.open_by(received + after * DAY)

    found: list[tuple[int, Step]] = []
    if answer := told.answer:
        on = day(answer.after)
        found.append((answer.after, Step(on, lambda entry: rules.answered(entry, answer.text, on, on))))
    for number, each in enumerate(told.remedies, start=1):
        found.extend(_of_remedy(each, f"r{number}", received, day))
    if closed := told.closed:
        end = day(closed.after)
        found.append((closed.after, Step(end, lambda entry: rules.closed(entry, end, closed.reason))))
    return tuple(step for _after, step in sorted(found, key=lambda each: each[0]))


def _of_remedy(
    told: ToldRemedy, id: str, received: date, day: Callable[[int], date]
) -> Iterator[tuple[int, Step]]:
    remedy = Remedy(id, told.kind, told.what, told.owner, received + told.due * DAY)
    planned = day(told.planned)
    yield told.planned, Step(planned, lambda entry: rules.with_remedy(entry, remedy, planned))
    if told.done is not None:
        done = day(told.done)
        yield told.done, Step(done, lambda entry: rules.remedy_done(entry, id, done, done))
    if told.checked is not None:
        on, found = day(told.checked), told.effective
        yield told.checked, Step(on, lambda entry: rules.effect_checked(entry, id, on, found, on))
