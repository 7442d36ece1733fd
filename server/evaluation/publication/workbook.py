"""A paper as an Excel workbook: its sheets as tables to filter, numbers as numbers, text as text."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from server.evaluation.publication.paper import (
    Block,
    Cell,
    Chart,
    Facts,
    Form,
    Heading,
    Note,
    Paper,
    Points,
    Table,
    Words,
)

NAME_AT_MOST = 31
"""Letters that Excel allows in the name of a sheet."""
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
WIDEST = 48
NARROWEST = 8
CELL_AT_MOST = 32_767
"""Letters that Excel allows in a cell."""

AS_THEY_ARE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
BORDERED = {"valign": "top", "border": 1, "border_color": "#B3BCC8"}


def workbook(paper: Paper) -> bytes:
    """The workbook. Nothing in it is a formula: a text that begins with = stays a text."""
    made = BytesIO()
    book = Workbook(made, AS_THEY_ARE)
    book.set_properties({"title": paper.title, "author": paper.publisher})
    _Writer(book).write(paper)
    book.close()
    return made.getvalue()


class _Writer:
    """The formats of one workbook, each made once, and its sheets."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._plain = book.add_format({**BORDERED, "text_wrap": True})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE6F0", "border": 1}
        )
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._name = book.add_format({"bold": True, "valign": "top"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._numbers: dict[str, Format] = {}

    def write(self, paper: Paper) -> None:
        """The first sheet says what the workbook is, and the words of the paper; then each table has one."""
        names = sheet_names([paper.running, *(each.title for each in paper.sheets)])
        first = self._book.add_worksheet(names[0])
        first.set_column(0, 0, 30)
        first.set_column(1, 1, 70)
        first.write_string(0, 0, paper.title, self._title)
        rows = [("", paper.preview), *((each.name, each.text) for each in paper.facts), ("", paper.publisher)]
        for number, (name, text) in enumerate((*rows, *_words(paper.blocks)), 2):
            first.write_string(number, 0, name[:CELL_AT_MOST], self._name)
            first.write_string(number, 1, text[:CELL_AT_MOST], self._wrapped)
        for name, table in zip(names[1:], paper.sheets, strict=True):
            self._sheet(self._book.add_worksheet(name), table)

    def _sheet(self, sheet: Worksheet, table: Table) -> None:
        for column, head in enumerate(table.head):
            sheet.write_string(0, column, head.text, self._head)
            sheet.set_column(column, column, _width(table, column))
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                self._cell(sheet, number, column, cell)
        sheet.freeze_panes(1, min(2, len(table.head) - 1))
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if cell.value is None:
            sheet.write_string(row, column, cell.text[:CELL_AT_MOST], self._plain)
        else:
            sheet.write_number(row, column, cell.value, self._number(cell.form))

    def _number(self, form: str) -> Format:
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format({**BORDERED, "num_format": form or "General"})
        return self._numbers[form]


def _words(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """What a paper says outside its tables, which are sheets of their own: names and texts."""
    for block in blocks:
        match block:
            case Heading(_, text):
                yield "", ""
                yield text, ""
            case Words(text) | Note(text):
                yield "", text
            case Points(items):
                yield from (("", each.text) for each in items)
            case Facts(fields):
                yield from ((each.name, each.text) for each in fields)
            case Form():
                yield block.title, ""
                yield from ((each.name, each.text) for each in (*block.columns, *block.fields))
                yield from ((name, f"{mark.sign} {mark.text}") for name, mark in block.marks)
            case Table(title, _, rows, empty, note):
                yield title, "\n".join(filter(None, (note, "" if rows else empty)))
            case Chart(drawn):
                yield drawn.title, drawn.description if drawn.svg else drawn.empty


def sheet_names(titles: Iterable[str]) -> list[str]:
    """The titles as Excel takes them: short, without its signs, and each only once, whatever its case."""
    names: list[str] = []
    taken: set[str] = set()
    for index, title in enumerate(titles):
        plain = NOT_IN_A_NAME.sub(" ", title).strip() or str(index)
        name, number = _short(plain, NAME_AT_MOST), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_short(plain, NAME_AT_MOST - len(f' {number}'))} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def _width(table: Table, column: int) -> float:
    texts = [table.head[column].text, *(row[column].text for row in table.rows)]
    longest = max((_letters(line) for text in texts for line in text.split("\n")), default=0)
    return float(max(NARROWEST, min(WIDEST, longest + 2)))


def _letters(line: str) -> int:
    """Half-width letters: a Japanese one is two wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in line)
