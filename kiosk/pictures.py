"""The kiosk's fragments as text: each picture of views/ in its template, in one language."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import segno
from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from kiosk.views.start import sheets_of, start_of
from kiosk.views.ticket import taken_of
from server.app.standing import Standing
from server.core.plan import Number, OfficeId, Plan
from server.web.date_words import day_of_this_year
from server.web.house import House

DAYS_AHEAD = 7
"""Open days among which the next opening of a service is looked for."""


def languages_of(house: House, plan: Plan | None) -> tuple[str, ...]:
    """The languages of this office's kiosk that there are words for; the first is the one it returns to."""
    known = house.pages.words.languages
    wanted = plan.languages if plan else known
    return tuple(each for each in wanted if each in known) or known[:1]


def language_names(languages: tuple[str, ...]) -> Mapping[str, str]:
    """What each language calls itself."""
    return {each: _own_name(each) for each in languages}


def now_of(house: House, office: OfficeId) -> datetime:
    """The office-local time."""
    return house.clock.now().astimezone(house.plans.zone(office))


def start_html(house: House, standing: Standing, language: str) -> str:
    """The first screen's changing part."""
    office = standing.office.id
    now = now_of(house, office)
    start = start_of(standing, now, _days(house, office, now.date()))
    return house.pages.fragment("kiosk/_start.html", language, start=start, short=_short(language))


def room_values(house: House, standing: Standing, language: str) -> dict[str, Any]:
    """What the whole page shows around the changing part."""
    languages = languages_of(house, standing.office.plan)
    office = standing.office.id
    return {
        "office": office,
        "names": house.plans.names(office),
        "now": now_of(house, office),
        "position": standing.position,
        "sheets": sheets_of(standing.office.plan),
        "office_languages": languages,
        "own_names": language_names(languages),
        "start_html": Markup(start_html(house, standing, language)),  # noqa: S704  rendered with autoescape
        "out_of_service": {each: _out_of_service(house, each) for each in languages},
    }


def taken_html(house: House, standing: Standing, number: Number, url: str, language: str) -> str:
    """What stands under the number that was just taken; empty when the number is of another day."""
    if number not in standing.office.tickets:
        return ""
    taken = taken_of(standing, number)
    return house.pages.fragment("kiosk/_taken.html", language, taken=taken, code=code_svg(url))


@lru_cache(maxsize=64)
def code_svg(url: str) -> Markup:
    """A QR code as SVG, black on white, with its quiet zone."""
    code = segno.make_qr(url, error="m")
    return Markup(code.svg_inline(omitsize=True, border=4, light="#fff", lineclass=None))  # noqa: S704  segno's own


def _out_of_service(house: House, language: str) -> tuple[str, str]:
    say = house.pages.say
    return (
        say(language, "Tickets cannot be given out here just now."),
        say(language, "Please come to the information desk."),
    )


def _days(house: House, office: OfficeId, today: date) -> tuple[Plan, ...]:
    def from_today() -> Any:
        if (plan := house.plans.plan(office, today)) is not None:
            yield plan
        day = today
        while (plan := house.plans.next_open_day(office, day)) is not None:
            yield plan
            day = plan.date

    return tuple(islice(from_today(), DAYS_AHEAD))


def _short(language: str) -> Any:
    """Says a moment of another day shortly: its date and weekday."""
    return lambda at: day_of_this_year(at, language)


def _own_name(language: str) -> str:
    try:
        return Locale.parse(language, sep="-").get_display_name(language) or language
    except (UnknownLocaleError, ValueError):
        return language
