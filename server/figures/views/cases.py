"""The tickets behind a figure: one line for each thing that it counts, the longest first, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.core.plan import CounterId, Number, Plan, ServiceId, Stage
from server.figures.views.speech import Speech
from server.measure.behind import Case, Figure
from server.measure.rows import Ending, Outcome
from server.measure.sheet import Sheet, TimeRow, WaitRow
from server.measure.tally import Count, Length
from server.web.charts import Axis, Kind
from server.web.date_words import clock

PAGE = 50
"""Lines of one page."""

MINUTES = Axis(Kind.MINUTES)


class Which(StrEnum):
    """What is listed; `late` are the waits longer than the target of their service."""

    WAIT = "wait"
    LATE = "late"
    ISSUED = "issued"
    SERVED = "served"
    ENDED = "ended"
    NO_SHOW = "no_show"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"


FIGURES: dict[Which, Figure] = {
    Which.WAIT: Length.WAIT,
    Which.LATE: Length.WAIT,
    Which.ISSUED: Count.ISSUED,
    Which.SERVED: Count.SERVED,
    Which.ENDED: Length.VISIT_DURATION,
    Which.NO_SHOW: Count.NO_SHOW,
    Which.ABANDONED: Count.ABANDONED,
    Which.CANCELLED: Count.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; what is empty means all. `weekday` is ISO, `hour` of the office's clock."""

    which: Which
    counter: CounterId = ""
    weekday: int = 0
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One line: `at` is when the figure counts it; lengths are seconds, None where there was none.

    No person is in it: a number of a day is all that the log knows.
    """

    day: date
    number: Number
    service: ServiceId
    at: datetime
    wait: int | None
    late: bool
    counter: CounterId | None
    service_time: int | None
    duration: int | None
    ending: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is written."""

    day: str
    number: Number
    service: str
    at: str
    wait: str
    late: bool
    counter: str
    service_time: str
    duration: str
    ending: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the lines, numbered from 1, and how many lines there are in all."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


def cases_of(found: Iterable[Case], wanted: Wanted, services: Iterable[ServiceId]) -> list[Case]:
    """The cases that are wanted, the longest first; those alike in order of time. No services mean all."""
    places = frozenset(services)
    kept = [
        case
        for case in found
        if (not places or case.service in places)
        and wanted.counter in {"", case.counter}
        and wanted.weekday in {0, case.day.isoweekday()}
        and (wanted.hour is None or case.at.hour == wanted.hour)
        and (wanted.which is not Which.LATE or _is_over(case))
    ]
    return sorted(kept, key=lambda each: (-_length(each), each.day, each.moment, each.number))


def tickets_of(cases: Iterable[Case], which: Which) -> list[Ticket]:
    """These cases as lines; a list may be long, so only the lines of one page are made."""
    return [_ticket(case, which) for case in cases]


def listed(cases: list[Case], which: Which, page: int, plan: Plan, speech: Speech) -> Listed:
    """One page of these cases in words; a page that there is not becomes the nearest."""
    pages = max(1, -(-len(cases) // PAGE))
    page = min(max(page, 1), pages)
    endings = ending_words(speech)
    shown = cases[(page - 1) * PAGE : page * PAGE]
    counters = {each.id: speech.names(each.names) for each in plan.counters.values()}
    rows = tuple(
        Row(
            speech.day(each.day), each.number, _service(case, speech), clock(each.at),
            written(each.wait), each.late, counters.get(each.counter or "", each.counter or "–"),
            written(each.service_time), written(each.duration), endings.get(each.ending, "–"),
        )
        for case, each in zip(shown, tickets_of(shown, which), strict=True)
    )  # fmt: skip
    return Listed(rows, len(cases), page, pages)


def which_words(speech: Speech) -> dict[Which, str]:
    """What is listed, in words."""
    _ = speech.say
    return {
        Which.WAIT: _("People called"),
        Which.LATE: _("Waited longer than the target"),
        Which.ISSUED: _("Tickets issued"),
        Which.SERVED: _("People served"),
        Which.ENDED: _("Visits ended"),
        Which.NO_SHOW: _("No-shows"),
        Which.ABANDONED: _("Gave up waiting"),
        Which.CANCELLED: _("Cancelled"),
    }


def ending_words(speech: Speech) -> dict[str, str]:
    """How it ended, in words."""
    _ = speech.say
    return {
        Ending.DONE: _("finished"),
        Ending.CANCELLED: _("cancelled"),
        Ending.LEFT: _("cancelled by the visitor"),
        Ending.SENT_HOME: _("not called before the close"),
        Outcome.FINISHED: _("finished"),
        Outcome.HELD: _("held"),
        Outcome.TRANSFERRED: _("transferred"),
        Outcome.PROCESSING: _("to the back office"),
        Outcome.NO_SHOW: _("no-show"),
    }


def written(seconds: int | None) -> str:
    """A length in minutes with a decimal; a dash where there was none."""
    return MINUTES.value(None if seconds is None else seconds / 60)


def _service(case: Case, speech: Speech) -> str:
    """As it was called on that day."""
    return speech.names(case.sheet.offer.services[case.service].names)


def _length(case: Case) -> int:
    """How long the case took; what is only counted took as long as its visit, or as its first wait."""
    if case.seconds is not None:
        return case.seconds
    if case.visit.duration is not None:
        return case.visit.duration
    return next((each.lasted for each in _receptions(case) if each.lasted is not None), -1)


def _is_over(case: Case) -> bool:
    return case.seconds is not None and case.seconds > case.sheet.offer.services[case.service].target


def _ticket(case: Case, which: Which) -> Ticket:
    """A wait goes with the service that followed it, a service with the wait that led to it."""
    visit = case.visit
    if which is Which.SERVED:
        time = next((each for each in visit.times if each.called_at == case.moment), None)
        wait = next((each for each in visit.waits if time and _called_at(each) == time.called_at), None)
    elif which in {Which.WAIT, Which.LATE}:
        wait = next((each for each in _receptions(case) if each.since == case.moment), None)
        time = next((each for each in visit.times if wait and each.called_at == _called_at(wait)), None)
    else:
        wait = next(_receptions(case), None)
        time = visit.times[-1] if visit.times else None
    return Ticket(
        case.day, case.number, case.service, case.at, wait.lasted if wait else None,
        wait is not None and _is_late(wait, case.sheet), case.counter or (time.counter if time else None),
        time.lasted if time and time.accurate else None, visit.duration, _ending(case, time),
    )  # fmt: skip


def _receptions(case: Case) -> Iterator[WaitRow]:
    for wait in case.visit.waits:
        if wait.lasted is not None and wait.stage is Stage.RECEPTION and not wait.deficient:
            yield wait


def _called_at(wait: WaitRow) -> int | None:
    return None if wait.lasted is None else wait.since + wait.lasted


def _is_late(wait: WaitRow, sheet: Sheet) -> bool:
    late = wait.lasted is not None and wait.lasted > sheet.offer.services[wait.service].target
    return late and wait.stage is Stage.RECEPTION and not wait.deficient


def _ending(case: Case, time: TimeRow | None) -> str:
    """How it ended at the counter, or the visit where it never came to one."""
    if time is not None and time.outcome is not None:
        return time.outcome.value
    return case.visit.ending.value if case.visit.ending else ""
