"""Fiscal years and months as people say them: 令和8年度 in Japanese, FY 2026 in English."""

from collections.abc import Sequence
from datetime import date

from babel.dates import get_month_names

JAPANESE = "ja"

ERAS: Sequence[tuple[int, str]] = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))
"""The first year of each era, the latest first. A fiscal year is called by the era of its last day: that of
2019 began in 平成31年 and is 令和元年度 on every paper."""

FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""The months of a fiscal year in their order."""


def fiscal_year_words(year: int, language: str) -> str:
    """A fiscal year: 2026 is 令和8年度, in other languages FY 2026; the first of an era is 元年度."""
    if language != JAPANESE:
        return f"FY {year}"
    for first, era in ERAS:
        if year >= first:
            count = year - first + 1
            return f"{era}{'元' if count == 1 else count}年度"
    return f"{year}年度"


def month_words(month: int, language: str) -> str:
    """A month, 1 to 12: 4月, or Apr."""
    if language == JAPANESE:
        return f"{month}月"
    return str(get_month_names("abbreviated", locale=language)[month])


def month_of_year(month: int, year: int) -> date:
    """The first day of a month (1 to 12) of a fiscal year."""
    return date(year if month >= 4 else year + 1, month, 1)
