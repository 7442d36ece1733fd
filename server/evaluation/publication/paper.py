"""A paper as data: what a page, a PDF and a workbook show, so that no two of them can say different figures.

Every text is already in the reader's language and is text, never markup: whoever renders a paper shows it as
it stands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias

from server.web.charts import Cell as Written
from server.web.charts import Drawn
from server.web.numbers import sheet_form


class Tone(StrEnum):
    """How a note is to be taken: for information, a caution, or something that asks for a decision."""

    NOTE = "note"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; level 2 is a chapter, 3 a section of it."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; line ends of the writer are kept. `lead` is set larger, `soft` is an explanation."""

    kind: ClassVar[str] = "words"
    text: str
    lead: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Words that must not be overlooked."""

    kind: ClassVar[str] = "note"
    text: str
    tone: Tone = Tone.NOTE


@dataclass(frozen=True, slots=True)
class Points:
    """A list; each point may have a tone of its own."""

    kind: ClassVar[str] = "points"
    items: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What something is called, and what it says."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts, one under the other."""

    kind: ClassVar[str] = "facts"
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade in its circle, with what it means."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """One target on the evaluation sheet: `columns` side by side, `fields` under them, marks at the end."""

    kind: ClassVar[str] = "form"
    title: str
    columns: tuple[Field, ...]
    fields: tuple[Field, ...]
    marks: tuple[tuple[str, Mark], ...] = ()
    level: int = 4
    """Of the title among the headings: no level may be left out above it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a table: the text that is read, for a workbook the number behind it and its format.

    `said` is for those who hear the page where `text` is a sign.
    """

    text: str
    value: float | None = None
    form: str = ""
    said: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; `part` is its share of the width."""

    text: str
    part: float = 1.0
    figure: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row says what the row is about. `empty` is said where there is no row."""

    kind: ClassVar[str] = "table"
    title: str
    head: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with its words; its numbers stand beside it as a table."""

    kind: ClassVar[str] = "chart"
    drawn: Drawn


NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?")
"""A figure as charts write it."""

FIRST_OF_FIGURES = frozenset("0123456789-−+–")
"""With what a figure begins, or stands for one that is not known."""


def beside(drawn: Drawn) -> Table:
    """The numbers of a chart as a table, for whoever listens or reckons; a picture says only its words."""
    head = (Column(drawn.sheet.head[0], 1.6), *_columns(drawn))
    rows = tuple((Cell(first.text), *map(_figure, rest)) for first, *rest in drawn.sheet.rows)
    return Table(drawn.title, head, rows, drawn.empty)


def _columns(drawn: Drawn) -> Iterator[Column]:
    """Figures stand on the right, with their units or without; words on the left, with more room."""
    for place, text in enumerate(drawn.sheet.head[1:], 1):
        figures = all(row[place].text[:1] in FIRST_OF_FIGURES for row in drawn.sheet.rows)
        yield Column(text, 1.0 if figures else 1.8, figures)


def _figure(written: Written) -> Cell:
    if not NUMBER.fullmatch(written.text):
        return Cell(written.text)
    digits = written.text.removesuffix("%")
    value = float(digits.replace(",", ""))
    return Cell(written.text, value if digits == written.text else value / 100, sheet_form(written.text))


Block: TypeAlias = Heading | Words | Note | Points | Facts | Form | Table | Chart


def tables(blocks: Iterable[Block]) -> Iterator[Table]:
    """The tables among these."""
    return (each for each in blocks if isinstance(each, Table))


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `publisher` answers for it, `running` stands in the head of every printed page.

    `title` is the running title with the period (`subtitle`); `sheets` is what the workbook holds; `file` is
    its name without an ending.
    """

    language: str
    title: str
    subtitle: str
    publisher: str
    running: str
    page_words: str
    facts: tuple[Field, ...]
    blocks: tuple[Block, ...]
    file: str
    preview: str = ""
    sheets: tuple[Table, ...] = field(default=())
    contents: str = ""
    """The heading of the list of contents; empty for a short paper."""
