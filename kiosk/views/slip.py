"""The slip as paper: office, service, the number, when, who is ahead, where to go, and nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hardware.paper import Align, Code, Columns, Figures, Gap, Line, Paper, Rule, Text
from server.app.picture import expected_wait
from server.app.standing import Standing
from server.app.wait import Manner, Wait, wait_of
from server.core import order
from server.core.events import TicketIssued
from server.core.plan import Duty, Names, Plan, Service, Stage
from server.core.state import Ticket
from server.web.date_words import clock, day_and_weekday

FIRST_LANGUAGE = "ja"
COUNTERS_NAMED = 4
"""Where more counters than this serve the line, the slip says the section only."""

BODY_MM, BODY_OTHER_MM, SMALL_MM = 4.2, 3.6, 3.2


class Tongue(Protocol):
    """One language's words, as gettext has them."""

    def gettext(self, message: str) -> str:
        """The words for this message."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The words for this message with a number in it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the slip says of the wait: people ahead (None: does not wait any more), and how long."""

    people_ahead: int | None
    wait: Wait


def promise_at_issue(issued: TicketIssued) -> Promise:
    """What was promised when the number was given out."""
    return Promise(issued.people_ahead, wait_of(issued.estimate, issued.people_ahead))


def promise_now(standing: Standing, ticket: Ticket) -> Promise:
    """What can be promised now, for a slip that is printed once more."""
    ahead = order.people_ahead(standing.office, ticket)
    plan = standing.office.plan
    if ahead is None or plan is None or ticket.stage is not Stage.RECEPTION:
        return Promise(None, Wait(Manner.UNSAID))
    return Promise(ahead, wait_of(expected_wait(standing, plan.services[ticket.service], ahead), ahead))


def slip_of(
    plan: Plan,
    ticket: Ticket,
    promise: Promise,
    url: str,
    tongues: Mapping[str, Tongue],
    width_dots: int = 576,
) -> Paper:
    """The slip of a ticket's present attempt; without a `url` it has no code.

    It speaks Japanese, and under it the language that was chosen, if `tongues` has it.
    """
    service = plan.services[ticket.service]
    languages = [FIRST_LANGUAGE]
    if ticket.language != FIRST_LANGUAGE and ticket.language in tongues:
        languages.append(ticket.language)
    lines = [
        *_head(plan, service, languages),
        Figures(ticket.number),
        *_mark(ticket, languages, tongues),
        *_facts(plan, service, ticket, promise, languages, tongues),
        *_phone(url, languages, tongues),
        *_notes(languages, tongues),
    ]
    return Paper(tuple(lines), width_dots=width_dots)


def wait_words(wait: Wait, tongue: Tongue) -> str:
    """The wait in words; empty when it is unsaid."""
    match wait.manner:
        case Manner.UNSAID:
            return ""
        case Manner.SOON:
            return tongue.gettext("soon")
        case Manner.WITHIN:
            return tongue.gettext("within about %(high)s min") % {"high": wait.high}
        case Manner.RANGE:
            return tongue.gettext("about %(low)s–%(high)s min") % {"low": wait.low, "high": wait.high}


def date_words(at: datetime, language: str) -> str:
    """The date with its weekday, and the time."""
    return f"{day_and_weekday(at, language)}  {clock(at)}"


def _head(plan: Plan, service: Service, languages: Sequence[str]) -> list[Line]:
    lines: list[Line] = [Text(_said(plan.names, FIRST_LANGUAGE), 4.5, align=Align.CENTRE), Gap(1.5)]
    lines.append(Text(_said(service.names, FIRST_LANGUAGE), 6.0, bold=True, align=Align.CENTRE))
    others = (_said(service.names, each) for each in languages[1:])
    lines += [Text(each, 4.0, bold=True, align=Align.CENTRE) for each in others]
    return lines


def _mark(ticket: Ticket, languages: Sequence[str], tongues: Mapping[str, Tongue]) -> list[Line]:
    if ticket.attempt <= 1:
        return []
    words = [tongues[each].gettext("Reissue %(count)s") % {"count": ticket.attempt} for each in languages]
    return [Text(" / ".join(words), 5.0, bold=True, align=Align.CENTRE), Gap(1.5)]


def _facts(
    plan: Plan,
    service: Service,
    ticket: Ticket,
    promise: Promise,
    languages: Sequence[str],
    tongues: Mapping[str, Tongue],
) -> list[Line]:
    lines: list[Line] = [Text(date_words(ticket.issued_at, FIRST_LANGUAGE), 4.0, align=Align.CENTRE)]
    for language in languages:
        height = BODY_MM if language == FIRST_LANGUAGE else BODY_OTHER_MM
        lines += [Rule(), *_rows(plan, service, promise, language, tongues[language], height)]
    return lines


def _rows(
    plan: Plan, service: Service, promise: Promise, language: str, tongue: Tongue, height: float
) -> list[Line]:
    lines: list[Line] = []
    if promise.people_ahead is not None:
        count = promise.people_ahead
        people = tongue.ngettext("%(num)s person", "%(num)s people", count) % {"num": count}
        lines.append(Columns(tongue.gettext("Ahead of you"), people, height))
    if promise.wait.manner is not Manner.UNSAID:
        lines.append(Columns(tongue.gettext("Expected wait"), wait_words(promise.wait, tongue), height))
        lines.append(Text(tongue.gettext("It may change with the hour."), SMALL_MM, align=Align.RIGHT))
    return [*lines, *_where(plan, service, language, tongue, height)]


def _where(plan: Plan, service: Service, language: str, tongue: Tongue, height: float) -> list[Line]:
    section = plan.sections.get(service.section)
    serving = [each for each in plan.counters.values() if Duty(service.id) in each.work]
    counters = tongue.gettext(", ").join(_said(each.names, language) for each in serving)
    if section is None:
        return [Columns(tongue.gettext("Where"), counters, height)] if counters else []
    lines: list[Line] = [Columns(tongue.gettext("Where"), _said(section.names, language), height)]
    if counters and len(serving) <= COUNTERS_NAMED:
        lines.append(Text(counters, SMALL_MM, bold=True, align=Align.RIGHT))
    return lines


def _phone(url: str, languages: Sequence[str], tongues: Mapping[str, Tongue]) -> list[Line]:
    if not url:
        return []
    words = [tongues[each].gettext("Follow your turn on your phone.") for each in languages]
    said = [Text(each, 3.75, align=Align.CENTRE) for each in words]
    return [Rule(), Code(url, 30.0), *said]


def _notes(languages: Sequence[str], tongues: Mapping[str, Tongue]) -> list[Line]:
    return [Rule(), *(Text(_note(tongues[each]), SMALL_MM) for each in languages)]


def _note(tongue: Tongue) -> str:
    return tongue.gettext(
        "If you leave your seat, please be back before your number is called, or tell the staff."
    )


def _said(names: Names, language: str) -> str:
    return next((names[each] for each in (language, "en", FIRST_LANGUAGE) if each in names), "")
