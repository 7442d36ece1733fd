"""Paper questionnaires as they are typed in: one row of grades each. Pure but for the ids it is given."""

from collections.abc import Callable

from server.evaluation.voices.questionnaire import Questionnaire
from server.ports.voices import Answer, Sheets, SurveyChannel
from server.web.forms import Wanted
from server.web.reader import Reader


def rows_of(
    read: Reader, asked: Questionnaire, sheets: Sheets, rows: int, new_id: Callable[[], str]
) -> tuple[Answer, ...]:
    """One answer for each row that is not empty; a field left empty was not answered."""
    found = []
    for row in range(1, rows + 1):
        grades = _grades(read, asked, row)
        comment = read.text(f"comment-{row}")
        if grades or comment:
            found.append(
                Answer(
                    id=new_id(),
                    office=sheets.office,
                    day=sheets.day,
                    year=asked.year,
                    channel=SurveyChannel.PAPER,
                    grades=grades,
                    section=sheets.section,
                    service=sheets.service,
                    comment=comment,
                )
            )
    return tuple(found)


def row_of(name: str) -> int:
    """The row (from 1) to which a field belongs; 0 for the fields above the rows."""
    _item, _dash, row = name.rpartition("-")
    return int(row) if row.isdecimal() else 0


def _grades(read: Reader, asked: Questionnaire, row: int) -> dict[str, int]:
    """The grades of a row; a field with something else than a grade is noted."""
    grades = {}
    for item in asked.items:
        name = f"{item.id}-{row}"
        grade = read.whole(name)
        if grade is not None and grade not in asked.scale.grades:
            read.note(name, Wanted.NUMBER)
        elif grade is not None:
            grades[item.id] = grade
    return grades
