"""How days, times and periods are written, on every page, screen, slip and paper; numbers.py has the figures.

One way for each kind, in sentences as in tables:

================  =======================  ===========================
what              Japanese                 English
================  =======================  ===========================
a day             2026年11月21日           21 November 2026
with its weekday  2026年11月21日（土）     Sat 21 November 2026
within this year  11月21日（土）           Sat 21 November
a time of day     09:05                    09:05
a moment          2026年11月21日 09:05     21 November 2026 09:05
a period          2026年4月1日～11月21日   1 April – 21 November 2026
a month           2026年11月               November 2026
a fiscal year     令和8年度                FY 2026
a range           5～10分                  5–10 min
a length          12.3分                   12.3 min
a share           80.8%                    80.8%
================  =======================  ===========================

Days have the Western year, so that a page, a slip and a file of data say the same; a fiscal year is called
by its era, as on every paper of a ward office. Other languages, which only slips and the screens of visitors
have, are written as their own usage has it. What programs read (CSV, API, addresses, names of files) keeps to
ISO 8601.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from babel.dates import format_date, format_interval, format_skeleton, get_day_names, get_month_names

JAPANESE, ENGLISH = "ja", "en"

NONE = "–"
"""Stands where there is no day and no figure."""

ERAS: Sequence[tuple[int, str]] = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))
"""The first year of each era, the latest first. A fiscal year is called by the era of its last day: that of
2019 began in 平成31年 and is 令和元年度 on every paper."""


def day(at: date, language: str) -> str:
    """A day, without its weekday; of a moment its day."""
    return str(format_date(at, "long", locale=_locale(language)))


def weekday(number: int, language: str) -> str:
    """The short name of a weekday by its ISO number, 1 is Monday."""
    return str(get_day_names("abbreviated", locale=_locale(language))[number - 1])


def day_and_weekday(at: date, language: str) -> str:
    """A day with its weekday."""
    return _with_weekday(day(at, language), "yMMMEd", at, language)


def day_of_this_year(at: date, language: str) -> str:
    """A day with its weekday, without the year: for screens and slips of these days."""
    return _with_weekday(_skeleton("MMMMd", at, language), "MMMEd", at, language)


def clock(at: datetime | None) -> str:
    """The time of day, nothing where there is none."""
    return f"{at:%H:%M}" if at else ""


def moment(at: datetime, language: str) -> str:
    """A day with the time of day where it was taken."""
    return f"{day(at, language)} {clock(at)}"


def period(since: date, until: date, language: str) -> str:
    """From when to when, both included; what both ends share is said once."""
    if since == until:
        return day(since, language)
    year, month = since.year == until.year, since.year == until.year and since.month == until.month
    if language == JAPANESE:
        end = f"{until.day}日" if month else _skeleton("MMMMd", until, language)
        return f"{day(since, language)}～{end if year else day(until, language)}"
    if language == ENGLISH:
        begin = f"{since.day}" if month else _skeleton("MMMMd", since, language)
        joint = "–" if month else " – "
        return f"{begin if year else day(since, language)}{joint}{day(until, language)}"
    return str(format_interval(since, until, "yMMMd", locale=language))


def month_and_year(at: date, language: str) -> str:
    """A month with its year."""
    return _skeleton("yMMMM", at, language)


def month_words(month: int, language: str) -> str:
    """A month, 1 to 12: 4月, or Apr."""
    return str(get_month_names("abbreviated", locale=language)[month])


def year_words(year: int, language: str) -> str:
    """A calendar year: 2026年, or 2026."""
    return f"{year}年" if language == JAPANESE else f"{year}"


def sheet_form(language: str) -> str:
    """The number format with which a workbook writes a day as it is written here."""
    return {JAPANESE: 'yyyy"年"m"月"d"日"', ENGLISH: "[$-809]d mmmm yyyy"}.get(language, "yyyy-mm-dd")


def day_tick(at: date, language: str) -> str:
    """A day under an axis, in few letters: 11月21日, or 21 Nov."""
    if language == ENGLISH:
        return f"{at.day} {month_words(at.month, language)}"
    return _skeleton("MMMd", at, language)


def fiscal_year_words(year: int, language: str) -> str:
    """A fiscal year: 2026 is 令和8年度, in other languages FY 2026; the first of an era is 元年度."""
    if language != JAPANESE:
        return f"FY {year}"
    for first, era in ERAS:
        if year >= first:
            count = year - first + 1
            return f"{era}{'元' if count == 1 else count}年度"
    return f"{year}年度"


def joint(language: str) -> str:
    """What stands between the ends of a range of numbers or times."""
    return "～" if language == JAPANESE else "–"


def listed(words: Iterable[str], language: str) -> str:
    """Several words one after the other."""
    return ("、" if language == JAPANESE else ", ").join(words)


def _with_weekday(words: str, skeleton: str, at: date, language: str) -> str:
    if language == JAPANESE:
        return f"{words}（{weekday(at.isoweekday(), language)}）"
    if language == ENGLISH:
        return f"{weekday(at.isoweekday(), language)} {words}"
    return _skeleton(skeleton, at, language)


def _skeleton(form: str, at: date, language: str) -> str:
    noon = datetime(at.year, at.month, at.day, 12)  # noqa: DTZ001  only its date is said
    return str(format_skeleton(form, noon, locale=_locale(language)))


def _locale(language: str) -> str:
    """In English the day stands before the month."""
    return "en_GB" if language == ENGLISH else language
