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
    within = _number(asked.within, 1, LONGEST_WITHIN) or usual_target(plan, choice)
    return Choice(plan.office, choice.span, choice.measure, within, service, section)


def remarks_of(asked: Asked, speech: Speech) -> tuple[str, ...]:
    """What was not taken as it stands in the address, said in words."""
    _ = speech.say
    if asked.preset in set(Preset) or not (asked.since or asked.until):
        return ()
    since, until = day_of(asked.since), day_of(asked.until)
    if since is None or until is None:
        return (_("A date is missing or cannot be read. This month is shown instead."),)
    if since > until:
        return (_("The dates were the wrong way round. They are shown in order."),)
    return ()


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
