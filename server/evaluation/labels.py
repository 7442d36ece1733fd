"""What the fixed words of the guideline are called on pages and papers."""

from collections.abc import Mapping
from enum import Enum

from server.core.commands import Scene
from server.evaluation.core.duties import Duty
from server.evaluation.core.guideline import (
    Basis,
    Budget,
    Direction,
    Grade,
    Latitude,
    Outcome,
    Principle,
    Scope,
    Status,
)
from server.evaluation.core.indicator import Source


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


LABELS: Mapping[Enum, str] = {
    Principle.MISSION: _("Basic mission"),
    Principle.CITIZENS_VIEW: _("The citizen's point of view"),
    Principle.EMPATHY: _("Empathy with citizens"),
    Principle.NEEDS: _("Finding out what is needed"),
    Principle.APPROPRIATE_SERVICE: _("Appropriate service"),
    Principle.COMFORT: _("Pleasant surroundings"),
    Principle.EFFICIENCY: _("Efficient running"),
    Principle.COOPERATION: _("Cooperation between sections"),
    Scene.NOTICE: _("Notices"),
    Scene.PHONE: _("Telephone"),
    Scene.WAYFINDING: _("Guidance in the building"),
    Scene.FACE_TO_FACE: _("Face to face at the counter"),
    Scene.FIELD_VISIT: _("Visits in the area"),
    Scene.INTERNAL_ORGANIZATION: _("Organisation of the office"),
    Scene.COMMON: _("Common to all scenes"),
    Scope.SECTION: _("Section"),
    Scope.DIVISION: _("Division"),
    Scope.WARD: _("Whole ward office"),
    Scope.CROSS_SECTION: _("Several sections"),
    Scope.CITY: _("Whole city"),
    Basis.EXCEEDS_STANDARD: _("Beyond a standard"),
    Basis.NEW_ITEM: _("New item"),
    Latitude.LAW: _("Prescribed by law"),
    Latitude.CITY_WIDE: _("Set for the whole city"),
    Latitude.WARD_OWN: _("Set by the ward"),
    Direction.UP: _("The higher the better"),
    Direction.DOWN: _("The lower the better"),
    Budget.NONE: _("No budget needed"),
    Budget.NEXT_YEAR: _("Ward issues budget, next year"),
    Budget.THIS_YEAR_URGENT: _("Ward issues budget, urgent, this year"),
    Status.NOT_STARTED: _("Not started"),
    Status.ON_SCHEDULE: _("On schedule"),
    Status.BEHIND: _("Behind schedule"),
    Status.DONE: _("Carried out"),
    Status.STOPPED: _("Stopped"),
    Grade.FAR_ABOVE: _("Achieved far beyond the target"),
    Grade.ABOVE: _("Achieved beyond the target"),
    Grade.NEARLY: _("Target nearly achieved"),
    Grade.BELOW: _("Below the target"),
    Grade.FAR_BELOW: _("Far below the target"),
    Outcome.EXPAND: _("Aim as it was: more budget or staff"),
    Outcome.REDUCE: _("Aim as it was: less"),
    Outcome.KEEP: _("Aim as it was: go on"),
    Outcome.END: _("Aim as it was: end or pause"),
    Outcome.EXPAND_CHANGED: _("Aim changed: more budget or staff"),
    Outcome.REDUCE_CHANGED: _("Aim changed: less"),
    Outcome.KEEP_CHANGED: _("Aim changed: go on"),
    Outcome.END_CHANGED: _("Aim changed: end or pause"),
    Duty.SECTION_HEAD: _("Head of section"),
    Duty.DIVISION_DIRECTOR: _("Director of division"),
    Duty.COMMITTEE: _("Service improvement committee (chair, secretariat)"),
    Duty.WARD_MAYOR: _("Ward mayor"),
    Duty.CONFERENCE: _("Resident services directors' conference (city)"),
    Source.MEASURES: _("Figures of the counters"),
    Source.SURVEY: _("Visitor survey"),
    Source.REGISTER: _("Register of opinions and complaints"),
    Source.COUNTED: _("Counted by hand"),
}
