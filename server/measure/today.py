"""The business date that is going on: what did not change since it was last asked is not counted again."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from server.core.plan import Number, Plan
from server.measure.books import SAME, Book, Key, cells_of, of_weekday, tallies_of
from server.measure.cells import Cells
from server.measure.editions import Edition
from server.measure.facts import Facts
from server.measure.marks import Mark, Rules, marks_beside_visits, marks_of_visit
from server.measure.sheet import Scribe, Sheet, VisitRow
from server.measure.tally import Tally, together


class Today:
    """Counts one date as often as wanted, from any thread; sheets may come in any order of their records.

    A visit that changed is taken out of the books and put in again. What counters do changes with every
    second, and is counted anew.
    """

    def __init__(self, plan: Plan, edition: Edition) -> None:
        self.plan = plan
        self._edition = edition
        self._scribe = Scribe(plan)
        self._books: dict[Book, _Visits] = {}
        self._latest: tuple[Facts, datetime, Sheet] | None = None
        self._beside: tuple[Sheet, tuple[Mark, ...]] | None = None
        self._lock = Lock()

    def sheet(self, facts: Facts, until: datetime) -> Sheet:
        """The sheet as of the latest record, which is of `until`."""
        with self._lock:
            if self._latest is None or self._latest[0] is not facts or self._latest[1] != until:
                self._latest = (facts, until, self._scribe.sheet(facts, until))
            return self._latest[2]

    def tallies(self, sheet: Sheet, book: Book) -> Mapping[Key, Tally]:
        """One book of a sheet that was made here."""
        counted = SAME.get(book, book)
        with self._lock:
            visits = self._books.get(counted)
            if visits is None:
                visits = self._books[counted] = _Visits(cells_of(counted, sheet), Rules(sheet, self._edition))
            visits.follow(sheet)
            beside = tallies_of(self._marks_beside(sheet), sheet, (counted,))[counted]
            return of_weekday(book, together(visits.cells.tallies(), beside), sheet.date)

    def _marks_beside(self, sheet: Sheet) -> tuple[Mark, ...]:
        if self._beside is None or self._beside[0] is not sheet:
            self._beside = (sheet, tuple(marks_beside_visits(sheet, self._edition)))
        return self._beside[1]


class _Visits:
    """The visits' part of one book."""

    def __init__(self, cells: Cells, rules: Rules) -> None:
        self.cells = cells
        self._rules = rules
        self._rows: dict[Number, VisitRow] = {}

    def follow(self, sheet: Sheet) -> None:
        """Take out what is no longer so, put in what is."""
        rows = {each.number: each for each in sheet.visits}
        for number, was in self._rows.items():
            if rows.get(number) is not was:
                self.cells.put(marks_of_visit(was, self._rules), -1)
        for number, row in rows.items():
            if self._rows.get(number) is not row:
                self.cells.put(marks_of_visit(row, self._rules))
        self._rows = rows
