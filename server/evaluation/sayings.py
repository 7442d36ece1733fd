"""Why the loop says no, in words: what is so, and what to do next."""

from collections.abc import Mapping

from server.evaluation.core.refusal import Reason


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


SAYINGS: Mapping[Reason, str] = {
    Reason.NOT_YOUR_STEP: _("This step belongs to somebody else. Ask the administrator who holds this duty."),
    Reason.NOT_ADMINISTRATOR: _("Only an administrator gives and ends duties."),
    Reason.DUTY_ALREADY_HELD: _("This account holds this duty already."),
    Reason.DUTY_NOT_HELD: _("This account does not hold this duty."),
    Reason.UNKNOWN_WARD: _("There is no such ward in this city."),
    Reason.UNKNOWN_SECTION: _("There is no such section in this ward."),
    Reason.UNKNOWN_DIVISION: _("There is no such division in this ward."),
    Reason.UNKNOWN_STANDARD: _("This standard is not one that the section has to keep this year."),
    Reason.UNKNOWN_TARGET: _("There is no such target. It may have been withdrawn."),
    Reason.UNKNOWN_INITIATIVE: _("There is no such initiative in the yearly plan."),
    Reason.UNKNOWN_ORDER: _("There is no such improvement order."),
    Reason.UNKNOWN_PROPOSAL: _("Nothing of that name has been proposed as a city standard."),
    Reason.WORDS_MISSING: _("Something is not filled in. Please write something there."),
    Reason.TOO_LONG: _("This is too long. Please write it in at most %(most)s letters."),
    Reason.SAME_ALREADY: _(
        "Exactly the same has been recorded already. If there is something else to say, please write that."
    ),
    Reason.DAY_NOT_POSSIBLE: _(
        "This day is too far away. Choose a day of the fiscal year, of the year before or of the year after."
    ),
    Reason.DAY_NOT_COME: _("This day has not come yet. A meeting is told of when it was held."),
    Reason.YEAR_NOT_POSSIBLE: _(
        "Standards are drafted year by year: after the latest year in force, and up to next year."
    ),
    Reason.YEAR_NOT_COME: _(
        "This fiscal year has not begun yet. What is kept in it can be told when it has."
    ),
    Reason.STANDARDS_ALREADY_BEGUN: _("The standards of this year have been begun already."),
    Reason.STANDARDS_NOT_BEGUN: _("The draft of this year's standards has not been begun. Begin it first."),
    Reason.STANDARDS_FIXED: _(
        "The standards of this year are in force and do not change. Draft next year's."
    ),
    Reason.STANDARDS_EMPTY: _("The draft has no standard. Write at least one before you adopt it."),
    Reason.STANDARDS_NOT_ADOPTED: _("The city has not adopted the standards of this year yet."),
    Reason.STANDARDS_NOT_VERIFIED: _(
        "The standards of the year before have not been verified. Do that first."
    ),
    Reason.STANDARDS_ALREADY_VERIFIED: _("The standards of this year have been verified already."),
    Reason.PROPOSAL_UNDECIDED: _(
        "A target that spread to every ward waits for a decision. Decide on it first."
    ),
    Reason.PROPOSAL_ALREADY_DECIDED: _("This proposal has been decided already."),
    Reason.POLICY_MISSING: _("The ward mayor has not set the policy of this year yet."),
    Reason.PLAN_FIXED: _(
        "The plan of this year has gone to the council or is published; it does not change."
    ),
    Reason.TARGETS_FIXED: _("The committee has these targets already; they do not change any more."),
    Reason.NO_MORE_TARGETS: _(
        "The targets of this year have been reported already. No new target can be added any more."
    ),
    Reason.TOO_MANY_TARGETS: _("A section sets one to three targets a year, and it has three."),
    Reason.NO_TARGET: _("There is no target yet. A section sets one to three targets a year."),
    Reason.SCOPE_UNFIT: _("Scope and section do not go together. A section's own target names the section."),
    Reason.NOT_OURS_TO_CHANGE: _(
        "What the law prescribes cannot be improved here. Look for the way in which it is done."
    ),
    Reason.NOT_MEASURABLE: _("A target needs a figure by which everybody can see whether it was met."),
    Reason.NOT_HIGHER: _(
        "The target is not better than where we stand. Check baseline, target and direction."
    ),
    Reason.NOT_ABOVE_STANDARD: _(
        "The target asks for no more than the standard that it goes beyond. Choose a higher aim."
    ),
    Reason.STANDARD_NOT_EXCEEDED: _(
        "A target beyond a standard names a standard in force of the same scene; a new item names none."
    ),
    Reason.STANDARD_EXCEEDED_BY_TARGET: _(
        "A target of this year or of a later one goes beyond this standard. Change that target first."
    ),
    Reason.MONTH_NOT_POSSIBLE: _("Choose at least one month of the year."),
    Reason.MONTH_NOT_COME: _("This month has not come yet. Progress is reported of months that have begun."),
    Reason.NO_INITIATIVE: _("A target has no initiative in the yearly plan yet. Plan at least one."),
    Reason.TARGETS_NOT_REPORTED: _("A section has not reported its targets to the committee yet."),
    Reason.PLAN_NOT_REPORTED: _("The planning council has not heard the plan yet. Report it first."),
    Reason.PLAN_NOT_PUBLISHED: _("The plan of this year is not published yet."),
    Reason.IMPROVEMENT_MEASURE_MISSING: _(
        "A standard that is not kept is reported together with what will be done about it. Please write it."
    ),
    Reason.ORDER_ALREADY_ANSWERED: _("This improvement order has been answered already."),
    Reason.ORDER_NOT_ANSWERED: _("An improvement order waits for an answer. Answer it first."),
    Reason.ORDER_DUE_NOT_POSSIBLE: _(
        "An order is due on a day to come. Choose a day after today, by the end of the next fiscal year."
    ),
    Reason.ID_TAKEN: _("This is there already."),
    Reason.PERIOD_REVERSED: _("The first day must not be after the last. Please check both days."),
    Reason.PERIOD_OUTSIDE_YEAR: _("The figure must be of days within the fiscal year."),
    Reason.PERIOD_NOT_OVER: _("The figure can only be of days that are over. Choose an end up to today."),
    Reason.PERIOD_NOT_EXPLAINED: _(
        "The figure is not of the whole fiscal year up to its last months. Please say why under changes of circumstances."
    ),
    Reason.GRADE_TOO_GOOD: _("The figure did not reach the target, so grades 1 and 2 are not possible."),
    Reason.EVIDENCE_MISSING: _(
        "A figure counted by hand needs its evidence. Please say where it comes from."
    ),
    Reason.GRADE_REASON_MISSING: _(
        "The grade is not the one that the figures propose. Please say why it is decided otherwise."
    ),
    Reason.BRIEF_FIGURE_REASON_MISSING: _(
        "The figure is of less than half a year. Please say why the grade may rest on it."
    ),
    Reason.FOLLOW_UP_MISSING: _("The target was missed. It can be closed only with what will be done next."),
    Reason.STANDARD_NOT_CHECKED: _("A standard has not been checked in this section yet."),
    Reason.TARGET_NOT_EVALUATED: _("A target has not been evaluated yet."),
    Reason.EVALUATION_FIXED: _("The results have been reported and do not change any more."),
    Reason.EVALUATION_NOT_REPORTED: _("A section has not reported its results to the committee yet."),
    Reason.OUTCOME_MISSING: _("A target has no outcome for next year yet. Decide on it first."),
    Reason.COUNCIL_NOT_INFORMED: _("The committee has not reported to the planning council yet."),
    Reason.COUNCIL_ALREADY_INFORMED: _("The planning council has heard the results already."),
    Reason.REVIEW_NOT_HELD: _("The management review has not been held yet."),
    Reason.REVIEW_ALREADY_HELD: _("The management review of this year has been held already."),
    Reason.WARD_NOT_REVIEWED: _("A ward has not held its management review yet."),
    Reason.ACHIEVEMENTS_NOT_REPORTED: _("The achievements of all wards have not been reported yet."),
    Reason.ACHIEVEMENTS_ALREADY_REPORTED: _("The achievements of this year have been reported already."),
    Reason.ALREADY_PUBLISHED: _("This has been published already."),
}
