"""The next number of a series: from the office's own log, skipping what the office avoids or still uses."""

from collections.abc import Iterator

from server.core.plan import Plan, Series, SeriesId
from server.core.refusal import Reason, Refused
from server.core.state import Office


def next_number(office: Office, plan: Plan, series_id: SeriesId) -> tuple[Series, int]:
    """The series and the count in it that are next.

    A series that is used up goes on in the series that the office named for it.
    Raises Refused(NUMBERS_EXHAUSTED) when there is none.
    """
    for series in _chain(plan, series_id):
        count = _next_count(office, series)
        if count is not None:
            return series, count
    raise Refused(Reason.NUMBERS_EXHAUSTED, plan.series[series_id].prefix)


def _chain(plan: Plan, series_id: SeriesId | None) -> Iterator[Series]:
    while series_id is not None:
        series = plan.series[series_id]
        yield series
        series_id = series.then


def _next_count(office: Office, series: Series) -> int | None:
    begin = office.issued.get(series.id, series.first - 1) + 1
    for count in range(begin, series.last + 1):
        if not _avoided(series, count) and series.written(count) not in office.tickets:
            return count
    return None


def _avoided(series: Series, count: int) -> bool:
    digits = series.written(count).removeprefix(series.prefix)
    return count in series.avoid or any(digit in digits for digit in series.avoid_digits)
