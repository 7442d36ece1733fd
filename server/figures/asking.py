"""From the query of a figures page to a choice: whatever cannot be understood becomes what is usual."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query, Request

from server.core.plan import OfficeId, Plan
from server.figures.views.cases import Wanted, Which
from server.figures.views.choice import Choice, measure_of, usual_target
from server.figures.views.periods import Preset, Span, span_of
from server.figures.views.speech import Speech
from server.web.house import House, house_of
from server.web.pages import said

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_WITHIN = 240
"""Minutes that can be asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of the address as they came."""

    since: str = ""
    until: str = ""
    preset: str = ""
    service: str = ""
    section: str = ""
    measure: str = ""
    within: str = ""
    which: str = ""
    counter: str = ""
    weekday: str = ""
    hour: str = ""
    page: int = 1

    def wanted(self) -> Wanted:
        """Which tickets are asked for."""
        return Wanted(
            which=Which(self.which) if self.which in set(Which) else Which.WAIT,
            counter=self.counter,
            weekday=_number(self.weekday, 1, 7) or 0,
            hour=_number(self.hour, 0, 23),
        )

    def wanted_fields(self) -> dict[str, str]:
        """The same as fields of an address."""
        wanted = self.wanted()
        return {
            "which": wanted.which.value,
            "counter": wanted.counter,
            "weekday": str(wanted.weekday or ""),
            "hour": "" if wanted.hour is None else str(wanted.hour),
        }


Text = Annotated[str, Query(max_length=100)]


async def asked_of(
    since: Annotated[str, Query(alias="from", max_length=20)] = "",
    until: Annotated[str, Query(alias="to", max_length=20)] = "",
    preset: Text = "",
    service: Text = "",
    section: Text = "",
    measure: Text = "",
    within: Text = "",
    which: Text = "",
    counter: Text = "",
    weekday: Text = "",
    hour: Text = "",
    page: Text = "1",
) -> Asked:
    """The fields of this address."""
    number = _number(page, 1, 1_000_000) or 1
    return Asked(
        since, until, preset, service, section, measure, within, which, counter, weekday, hour, number
    )


def choice_of(asked: Asked, plan: Plan, today: date) -> Choice:
    """The choice that these fields make at this office today; a service decides its section."""
    service = asked.service if asked.service in plan.services else ""
    section = asked.section if asked.section in plan.sections and not service else ""
    choice = Choice(plan.office, _span(asked, today), measure_of(asked.measure), 0, service, section)
    within = _within(asked) or usual_target(plan, choice)
    return Choice(plan.office, choice.span, choice.measure, within, service, section)


def remarks_of(asked: Asked, choice: Choice, today: date, speech: Speech) -> tuple[str, ...]:
    """What was not taken as it stands in the address, and what the choice has instead, said in words."""
    return (*date_remarks_of(asked, today, speech), *_within_remarks(asked, choice, speech))


def date_remarks_of(asked: Asked, today: date, speech: Speech) -> tuple[str, ...]:
    """The same of the dates alone."""
    _ = speech.say
    if asked.preset in set(Preset) or not (asked.since or asked.until):
        return ()
    since, until = day_of(asked.since), day_of(asked.until)
    if since is None or until is None:
        return (_("A date is missing or cannot be read. This month is shown instead."),)
    turned = (_("The dates were the wrong way round. They are shown in order."),) if since > until else ()
    return (*turned, *_future_remarks(min(since, until), max(since, until), today, speech))


def typed_span(asked: Asked, choice: Choice) -> Span:
    """The dates that a form shows: those that were typed, in order, even if the figures end earlier."""
    since, until = day_of(asked.since), day_of(asked.until)
    if asked.preset in set(Preset) or since is None or until is None:
        return choice.span
    return Span(min(since, until), max(since, until))


def _future_remarks(since: date, until: date, today: date, speech: Speech) -> tuple[str, ...]:
    _ = speech.say
    if since > today:
        words = _("These dates lie in the future: %(typed)s. Today is shown instead.")
        return (words % {"typed": speech.span(Span(since, until))},)
    if until > today:
        words = _("%(day)s lies in the future. The figures reach as far as today.")
        return (words % {"day": speech.day(until)},)
    return ()


def _within_remarks(asked: Asked, choice: Choice, speech: Speech) -> tuple[str, ...]:
    _ = speech.say
    if not asked.within or _within(asked) is not None:
        return ()
    words = _("“%(typed)s” is no number of minutes from 1 to %(most)d. The figures use %(minutes)d minutes.")
    return (words % {"typed": asked.within, "most": LONGEST_WITHIN, "minutes": choice.within},)


def _within(asked: Asked) -> int | None:
    return _number(asked.within, 1, LONGEST_WITHIN)


def speech_of(request: Request) -> Speech:
    """The reader's language."""
    pages = house_of(request).pages
    language = pages.language(request)
    return Speech(language, lambda words: pages.say(language, words), lambda names: said(names, language))


def today_of(house: House, office: OfficeId) -> date:
    """The date at the office."""
    return house.clock.now().astimezone(house.plans.zone(office)).date()


def _span(asked: Asked, today: date) -> Span:
    since, until = day_of(asked.since), day_of(asked.until)
    if asked.preset in set(Preset):
        return span_of(Preset(asked.preset), today)
    if since is None or until is None:
        return span_of(Preset.THIS_MONTH, today)
    since, until = sorted((since, until))
    since = min(since, today)
    return Span(since, max(since, min(until, today)))


def day_of(text: str) -> date | None:
    """The date written as 2026-10-19; None for anything else, and for years of no ward office."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _number(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and least <= int(text) <= most else None
