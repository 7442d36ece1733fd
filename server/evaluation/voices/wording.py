"""What the voices' pages call things: one table from codes to words."""

from collections.abc import Mapping

from server.core.commands import Scene
from server.evaluation.voices.reminders import Duty
from server.evaluation.voices.rules import Why
from server.evaluation.voices.survey import By
from server.ports.voices import Intake, Kind, RemedyKind, SurveyChannel


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


KINDS: Mapping[Kind, str] = {
    Kind.OPINION: _("Opinion"),
    Kind.REQUEST: _("Request"),
    Kind.COMPLAINT: _("Complaint"),
    Kind.CONSULTATION: _("Consultation"),
}
INTAKES: Mapping[Intake, str] = {
    Intake.COUNTER: _("Said at the counter"),
    Intake.PHONE: _("By telephone"),
    Intake.LETTER: _("By letter"),
    Intake.LETTER_TO_MAYOR: _("Letter to the mayor"),
    Intake.WEB: _("Over the web"),
    Intake.SURVEY: _("In the survey"),
}
SCENES: Mapping[Scene, str] = {
    Scene.NOTICE: _("Notices"),
    Scene.PHONE: _("On the telephone"),
    Scene.WAYFINDING: _("Finding the way in the building"),
    Scene.FACE_TO_FACE: _("Face to face"),
    Scene.FIELD_VISIT: _("Visits in the community"),
    Scene.INTERNAL_ORGANIZATION: _("Inside the office"),
    Scene.COMMON: _("In all scenes"),
}
REMEDIES: Mapping[RemedyKind, str] = {
    RemedyKind.CORRECTIVE: _("Corrective action"),
    RemedyKind.PREVENTIVE: _("Preventive action"),
    RemedyKind.IMPROVEMENT: _("Improvement action"),
}
DUTIES: Mapping[Duty, str] = {
    Duty.ANSWER: _("Answer"),
    Duty.ACTION: _("Carry out the action"),
    Duty.EFFECT: _("Check the effect"),
}
CHANNELS: Mapping[SurveyChannel, str] = {
    SurveyChannel.PHONE: _("Visitor's phone"),
    SurveyChannel.KIOSK: _("Screen in the office"),
    SurveyChannel.PAPER: _("On paper"),
}
GROUPS: Mapping[By, str] = {
    By.SECTION: _("By section"),
    By.SERVICE: _("By service"),
    By.CHANNEL: _("By channel"),
    By.MONTH: _("By month"),
}
WHYS: Mapping[Why, str] = {
    Why.SUMMARY_NEEDED: _("Please write down what was said."),
    Why.ANSWER_NEEDED: _("Please write down the answer."),
    Why.ACTION_NEEDED: _("Please write down what is to be done."),
    Why.NOT_YET: _("This day is still to come. Please enter today or an earlier day."),
    Why.LONG_AGO: _("Entries are kept for %(days)s days, and this day is longer ago. Please check the year."),
    Why.BEFORE_RECEIVED: _("This day is before the day of receipt. Please check both."),
    Why.FAR_AHEAD: _("This day is more than three years from now. Please check the year."),
    Why.UNKNOWN_ACTION: _("There is no such action any more. Please look at the entry again."),
    Why.ALREADY_DONE: _("This action has been done already."),
    Why.NOT_DONE: _("Enter first when the action was done; its effect is checked on that day or later."),
    Why.OWNER_NEEDED: _(
        "No section is in charge of this complaint yet. Choose “Correct it” and name one before you close it."
    ),
    Why.UNANSWERED: _("A complaint is closed with an answer. Without one, please give the reason."),
    Why.CORRECTION_OPEN: _("A corrective action has not been done yet."),
    Why.EFFECT_UNCHECKED: _("The effect of a corrective action has not been checked yet."),
    Why.WITHOUT_EFFECT: _("No corrective action had an effect. Please plan another one."),
    Why.CLOSED: _("This entry is closed. Reopen it first."),
    Why.OPEN: _("This entry is not closed. Close it first."),
    Why.FORGOTTEN: _("The personal data of this entry has been deleted."),
    Why.FIELD_WRONG: _("One field is not filled in as it should be. Please check it."),
}
CHANGED_MEANWHILE = _(
    "Somebody else has changed this entry. What you wrote is still here: check it, then send it again."
)
SENT_BEFORE = _(
    "This form was sent before, with other words, and an entry was made of it. What you wrote now is still "
    "here, but it was not kept. Look at that entry, then choose below."
)
EMPTY_ANSWER = _("Please choose at least one answer, or write something.")
NOT_A_GRADE = _("Row %(row)s holds something else than a grade. Nothing was kept; please correct it.")
NO_ROWS = _("Please enter at least one questionnaire, or how many were handed out.")
DATE_UNREAD = _("A date cannot be read. The usual days are shown instead.")
DATES_TURNED = _("The dates were the wrong way round. They are shown in order.")
A_YEAR_AT_MOST = _("At most a year is shown at once: the last year of the time that was asked for.")
A_GRADE = _("A grade is needed here, or nothing.")
SHEETS_BEFORE = _(
    "This form was sent before, with other questionnaires, and those were kept. What stands here now was "
    "not. Take out what was kept already, then keep the rest."
)
FUTURE_DAY = _("Please enter today or an earlier day.")
SHEETS: Mapping[str, tuple[str, str]] = {
    "day": (_("Day of the visit"), FUTURE_DAY),
    "handed_out": (
        _("Sheets handed out since last time"),
        _("A number is needed here. Please write it in figures."),
    ),
}
"""The fields above the rows of paper questionnaires: what they are called, and what they ask for."""

PARTS: Mapping[str, str] = {
    "begun": _("Recorded"),
    "kind": _("Kind"),
    "intake": _("How it came"),
    "received_on": _("Received on"),
    "recorded_on": _("Recorded on"),
    "record_due_on": _("To be recorded by"),
    "answer_due_on": _("To be answered by"),
    "summary": _("What was said"),
    "scene": _("Scene"),
    "section": _("Section concerned"),
    "service": _("Service"),
    "owner": _("Section in charge"),
    "contact": _("Contact"),
    "answer": _("Answer"),
    "answered_on": _("Answered on"),
    "closing_reason": _("Reason for no answer"),
    "closed_on": _("Closed on"),
    "forgotten_on": _("Personal data deleted on"),
    "what": _("The action"),
    "due_on": _("Until"),
    "done_on": _("Done on"),
    "checked_on": _("Effect checked on"),
    "effective": _("Had its effect"),
    "target": _("Improvement target"),
    "procedure": _("Work procedure"),
    "procedure_version": _("Version of the procedure"),
    "remedy.corrective": _("Corrective action"),
    "remedy.preventive": _("Preventive action"),
    "remedy.improvement": _("Improvement action"),
}
VALUES: Mapping[str, str] = {
    **{each.value: words for each, words in KINDS.items()},
    **{f"intake.{each.value}": words for each, words in INTAKES.items()},
    **{f"scene.{each.value}": words for each, words in SCENES.items()},
    "yes": _("It had its effect"),
    "no": _("It had no effect"),
}

TABLES: Mapping[str, object] = {
    "kinds": KINDS,
    "intakes": INTAKES,
    "scenes": SCENES,
    "remedies": REMEDIES,
    "duties": DUTIES,
    "channels": CHANNELS,
    "groupings": GROUPS,
    "parts": PARTS,
    "part_values": VALUES,
}
"""What every template of the voices can say."""
