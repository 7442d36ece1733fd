"""The yearly plan of initiatives as a table of twelve months, with what was reported in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.evaluation.calendar_words import FISCAL_MONTHS
from server.evaluation.core.guideline import Status, month_begins
from server.evaluation.core.papers import Initiative, Progress
from server.evaluation.core.state import Target


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an initiative: whether it is planned, and how it stood (None: nothing was reported)."""

    month: int
    planned: bool
    status: Status | None


@dataclass(frozen=True, slots=True)
class Row:
    """An initiative with its months, April first; `told` are its reports, the latest first."""

    id: str
    initiative: Initiative
    months: tuple[Month, ...]
    told: tuple[Progress, ...]


def month_table(target: Target) -> tuple[Row, ...]:
    """The initiatives of a target, by the month in which they begin."""
    rows = [
        _row(id, initiative, target.progress.get(id, ())) for id, initiative in target.initiatives.items()
    ]
    return tuple(sorted(rows, key=lambda each: (_first(each), each.initiative.title, each.id)))


def months_come(year: int, today: date) -> tuple[int, ...]:
    """The months of a fiscal year that have begun, April first: progress is reported of these."""
    return tuple(each for each in FISCAL_MONTHS if month_begins(year, each) <= today)


def in_order(months: Iterable[int]) -> tuple[int, ...]:
    """Months in the order of the fiscal year, each once."""
    chosen = set(months)
    return tuple(each for each in FISCAL_MONTHS if each in chosen)


def _row(id: str, initiative: Initiative, told: tuple[Progress, ...]) -> Row:
    # The latest word about a month counts.
    said = {each.month: each.status for each in told}
    months = tuple(Month(each, each in initiative.months, said.get(each)) for each in FISCAL_MONTHS)
    return Row(id, initiative, months, tuple(reversed(told)))


def _first(row: Row) -> int:
    planned = [place for place, each in enumerate(row.months) if each.planned]
    return min(planned, default=len(row.months))
