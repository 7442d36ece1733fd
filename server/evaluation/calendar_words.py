"""The months of a fiscal year, which begins in April; how they are called stands in server.web.date_words."""

from datetime import date

FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""The months of a fiscal year in their order."""


def month_of_year(month: int, year: int) -> date:
    """The first day of a month (1 to 12) of a fiscal year."""
    return date(year if month >= 4 else year + 1, month, 1)
