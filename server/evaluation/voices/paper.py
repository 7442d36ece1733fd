"""Paper questionnaires as they are typed in: one row of grades each. Pure but for the ids it is given."""

from collections.abc import Callable

from server.evaluation.voices.questionnaire import Questionnaire
from server.ports.voices import Answer, Sheets, SurveyChannel
from server.web.forms import FieldWrong, Form


class NotAGrade(Exception):
    """A field of row `row` (from 1) holds something else than a grade."""

    def __init__(self, row: int) -> None:
        super().__init__(str(row))
        self.row = row


def rows_of(
    said: Form, asked: Questionnaire, sheets: Sheets, rows: int, new_id: Callable[[], str]
) -> tuple[Answer, ...]:
    """One answer for each row that is not empty; a field left empty was not answered. Raises NotAGrade."""
    found = []
    for row in range(1, rows + 1):
        grades = _grades(said, asked, row)
        comment = said.text(f"comment-{row}")
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


def _grades(said: Form, asked: Questionnaire, row: int) -> dict[str, int]:
    grades = {}
    for item in asked.items:
        try:
            grade = said.whole(f"{item.id}-{row}")
        except FieldWrong as wrong:
            raise NotAGrade(row) from wrong
        if grade is None:
            continue
        if grade not in asked.scale.grades:
            raise NotAGrade(row)
        grades[item.id] = grade
    return grades
