"""Figures as a workbook: summary, days, services, weekday by hour, definitions; with one native chart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from server.measure.books import ALL, Key, weekday_hours_of
from server.measure.definitions import CATALOGUE, Better, Definition, Unit, quantile_of
from server.measure.table import Cell, Row
from server.measure.tally import ZERO, Length, Tally
from server.web import date_words

Said = Callable[[str], str]
"""A message id in the language of the reader."""

COLUMNS = (
    "issued", "called", "served", "no_show", "abandoned", "attainment",
    "wait_mean", "wait_median", "wait_p90", "service_time_mean", "occupancy",
)  # fmt: skip
UNITS = {
    Unit.COUNT: "cases",
    Unit.SECONDS: "min",
    Unit.MINUTES: "min",
    Unit.HOURS: "hours",
    Unit.SHARE: "%",
    Unit.PER_VISIT: "per visit",
    Unit.PER_HOUR: "per hour",
}
"""How units are called: seconds are shown in minutes, as on the pages."""

BETTER = {Better.UP: "higher is better", Better.DOWN: "lower is better", Better.NEITHER: ""}
FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.SECONDS: "#,##0.0",
    Unit.MINUTES: "#,##0.0",
    Unit.HOURS: "#,##0.0",
    Unit.SHARE: "0.0%",
    Unit.PER_VISIT: "0.00",
    Unit.PER_HOUR: "0.0",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Figures:
    """What goes into the workbook: the range as a whole, by day, by service and by quarter hour."""

    office: str
    since: date
    until: date
    whole: Tally
    days: Mapping[date, Mapping[Key, Tally]]
    services: Mapping[Key, Tally]
    names: Mapping[Key, str]
    quarters: Mapping[Key, Tally]


def workbook(figures: Figures, said: Said, language: str) -> bytes:
    """The workbook (.xlsx). Takes a moment: not for the event loop."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    pages = _Pages(book, said, language)
    pages.summary(figures)
    pages.days(figures)
    pages.services(figures)
    pages.heat(figures)
    pages.definitions()
    book.close()
    return file.getvalue()


class _Pages:
    """Writes one page after the other."""

    def __init__(self, book: Workbook, said: Said, language: str) -> None:
        self._book = book
        self._said = said
        self._language = language
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._of_unit = {unit: book.add_format({"num_format": shape}) for unit, shape in FORMATS.items()}
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._date = book.add_format({"num_format": date_words.sheet_form(language)})

    def summary(self, figures: Figures) -> None:
        page = self._page(
            "Summary", self._heads("Name of the figure", "Value", "Unit", "Denominator", "Definition", "Id")
        )
        page.set_column(0, 0, 40)
        page.set_column(1, 3, 16)
        page.set_column(4, 4, 70)
        for row, each in enumerate(CATALOGUE.values(), start=1):
            self._words(page, row, 0, (self._said(each.name).format(**each.given),))
            self._value(page, row, 1, each, figures.whole)
            self._words(page, row, 2, (*self._told(each, UNITS[each.unit], each.of, each.says), each.id))
        at = len(CATALOGUE) + 2
        self._words(
            page, at, 0, (figures.office, date_words.period(figures.since, figures.until, self._language))
        )

    def days(self, figures: Figures) -> None:
        page = self._page("Days", (*self._heads("Date", "Weekday"), *_columns(self._said)))
        page.set_column(0, 1, 18)
        for row, (day, tallies) in enumerate(sorted(figures.days.items()), start=1):
            page.write_datetime(row, 0, day, self._date)
            self._words(page, row, 1, (self._said(WEEKDAYS[day.weekday()]),))
            self._values(page, row, 2, tallies.get(ALL, ZERO))
        if figures.days:
            self._chart(page, len(figures.days))

    def services(self, figures: Figures) -> None:
        page = self._page("By service", (*self._heads("Service", "Name"), *_columns(self._said)))
        page.set_column(0, 1, 20)
        for row, (service, tally) in enumerate(sorted(figures.services.items()), start=1):
            self._words(page, row, 0, (service, figures.names.get(service, "")))
            self._values(page, row, 2, tally)

    def heat(self, figures: Figures) -> None:
        columns = [CATALOGUE[each] for each in ("issued", "called", "wait_mean", "attainment")]
        page = self._page("Weekday by hour", (*self._heads("Weekday", "Hour"), *_heads(columns, self._said)))
        page.set_column(0, 5, 16)
        for row, ((weekday, hour), tally) in enumerate(weekday_hours_of(figures.quarters).items(), start=1):
            self._words(page, row, 0, (self._said(WEEKDAYS[weekday - 1]),))
            page.write_number(row, 1, hour)
            for column, each in enumerate(columns, start=2):
                self._value(page, row, column, each, tally)

    def definitions(self) -> None:
        page = self._page(
            "Definitions",
            self._heads(
                "Id", "Name of the figure", "Unit", "Denominator", "Definition", "Which way is better"
            ),
        )
        page.set_column(0, 1, 30)
        page.set_column(4, 4, 80)
        for row, each in enumerate([*CATALOGUE.values(), quantile_of(Length.WAIT, 0.9)], start=1):
            words = (each.name, UNITS[each.unit], each.of, each.says, BETTER[each.better])
            self._words(page, row, 0, (each.id, *self._told(each, *words)))

    def _page(self, name: str, head: Sequence[str]) -> Worksheet:
        """A page whose head is in the reader's words."""
        page = self._book.add_worksheet(self._said(name))
        page.freeze_panes(1, 0)
        for column, word in enumerate(head):
            page.write_string(0, column, word, self._head)
        page.autofilter(0, 0, 0, len(head) - 1)
        return page

    def _heads(self, *words: str) -> list[str]:
        return [self._said(each) for each in words]

    def _told(self, figure: Definition, *words: str) -> list[str]:
        return [self._said(word).format(**figure.given) if word else "" for word in words]

    def _words(self, page: Worksheet, row: int, column: int, words: Row) -> None:
        for place, word in enumerate(words, start=column):
            page.write_string(row, place, str(word), self._wrapped)

    def _values(self, page: Worksheet, row: int, column: int, tally: Tally) -> None:
        for place, each in enumerate(COLUMNS, start=column):
            self._value(page, row, place, CATALOGUE[each], tally)

    def _value(self, page: Worksheet, row: int, column: int, figure: Definition, tally: Tally) -> None:
        value: Cell = figure.value(tally)
        if isinstance(value, int | float):
            minutes = value / 60 if figure.unit is Unit.SECONDS else value
            page.write_number(row, column, minutes, self._of_unit[figure.unit])
        else:
            page.write_blank(row, column, None)

    def _chart(self, page: Worksheet, days: int) -> None:
        """The mean wait of each day, in minutes."""
        column = 2 + COLUMNS.index("wait_mean")
        name, title = page.get_name(), self._said(CATALOGUE["wait_mean"].name)
        chart = self._book.add_chart({"type": "line"})
        chart.add_series(
            {"name": title, "categories": [name, 1, 0, days, 0], "values": [name, 1, column, days, column]}
        )
        chart.set_title({"name": title})
        chart.set_y_axis({"name": self._said(UNITS[Unit.SECONDS]), "min": 0})
        chart.set_x_axis({"date_axis": True, "num_format": date_words.sheet_form(self._language)})
        chart.set_legend({"none": True})
        page.insert_chart(1, len(COLUMNS) + 3, chart, {"x_scale": 1.6, "y_scale": 1.4})


def _columns(said: Said) -> list[str]:
    return _heads([CATALOGUE[each] for each in COLUMNS], said)


def _heads(figures: Sequence[Definition], said: Said) -> list[str]:
    """The heads of columns of figures, with their units."""
    return [f"{said(each.name).format(**each.given)} ({said(UNITS[each.unit])})" for each in figures]
