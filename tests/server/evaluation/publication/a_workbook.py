"""Whether a workbook says all that the page and the PDF of the same paper say."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

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
    beside,
)
from server.evaluation.publication.workbook import workbook

NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001  a workbook counts its days from here


def words_of(block: Block) -> Iterator[str | Cell]:
    """Everything that a block says: texts, and the entries of tables."""
    match block:
        case Heading(_, text) | Words(text) | Note(text):
            yield text
        case Points(items):
            yield from (each.text for each in items)
        case Facts(fields):
            yield from (each for field in fields for each in (field.name, field.text))
        case Form():
            yield from (
                each for field in (*block.columns, *block.fields) for each in (field.name, field.text)
            )
            yield from (each for name, mark in block.marks for each in (name, mark.sign, mark.text))
        case Table():
            yield from (each for row in block.rows for each in row)
            yield from (block.note, "" if block.rows else block.empty)
        case Chart(drawn):
            yield drawn.description
            yield from (each for row in beside(drawn).rows for each in row)


def not_in_workbook(paper: Paper) -> list[str]:
    """What the page and the PDF say and the workbook does not."""
    cells = [
        cell.value
        for sheet in load_workbook(BytesIO(workbook(paper))).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    texts = "\n".join(each for each in cells if isinstance(each, str))
    cells = [(each - NOUGHT).days if isinstance(each, datetime) else each for each in cells]
    numbers = {round(each, 9) for each in cells if isinstance(each, int | float)}
    missing = []
    for said in (each for block in paper.blocks for each in words_of(block)):
        text = said.text if isinstance(said, Cell) else said
        number = said.value if isinstance(said, Cell) else None
        if text not in texts and (number is None or round(number, 9) not in numbers):
            missing.append(text)
    return missing
