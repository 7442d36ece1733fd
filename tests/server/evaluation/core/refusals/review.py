"""What is refused at the end of the year: evaluation, outcome, review, publication."""

from dataclasses import replace
from datetime import date
from math import inf, nan

from server.evaluation.core.commands import (
    DecideOutcome,
    EvaluateTarget,
    HoldReview,
    InformCouncil,
    OrderImprovement,
    PlanInitiative,
    PublishPlan,
    PublishResults,
    ReportEvaluation,
    ReportProgress,
    ReturnEvaluation,
    SetTarget,
)
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Evaluation, Review
from server.evaluation.core.refusal import Reason
from tests.loop_story import (
    GOES_WELL,
    OF_CITY,
    ORDER,
    REVIEW,
    YEAR,
    Denial,
    Story,
    aim,
    evaluation,
    given,
    initiative,
    reading,
    target_of,
)

WAIT = target_of("residents")
COUNCIL, PUBLISHED, CHECKED = given("council"), given("published"), given("checked")
EVALUATED, RESULTS, DECIDED = given("evaluated"), given("results"), given("decided")
INFORMED, REVIEWED, CLOSED = given("informed"), given("reviewed"), given("closed")


def evaluate(told: Evaluation | None = None, target: str = WAIT) -> EvaluateTarget:
    """Midori's residents' target is evaluated."""
    return EvaluateTarget("midori", YEAR, target, told or evaluation())


def decide(target: str = WAIT, outcome: Outcome = Outcome.EXPAND) -> DecideOutcome:
    """What becomes of midori's target."""
    return DecideOutcome("midori", YEAR, target, outcome)


def told(reason: Reason, about: str, no: Evaluation, yes: Evaluation) -> Denial:
    """An evaluation that is refused beside one that is not."""
    return Denial(reason, about, no=(CHECKED, evaluate(no)), yes=(CHECKED, evaluate(yes)))


def of_days(since: date, until: date, **more: str) -> Evaluation:
    """An evaluation by a figure of these days."""
    return evaluation(reading=reading(since=since, until=until), **more)


def of_source(source: Source) -> Story:
    """The standards are checked, and midori's residents are measured by a figure from there."""
    measured = aim(indicator=Indicator(source, "wait_mean"))
    story = given("set").and_given(SetTarget("midori", YEAR, WAIT, measured))
    for stage in ("planned", "reported", "council", "published", "checked"):
        story = story.through(stage)
    return story


FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
WHY = "The building was closed for the rest of the year."
FEW_DAYS = of_days(FIRST, date(2026, 9, 29), context_change=WHY)
MISSED = evaluation(9.0, Grade.FAR_BELOW, follow_up="Two more counters at noon.")
NO_FIGURE = evaluation(None, Grade.NEARLY, reason="The sheets burnt.", follow_up="We count again.")
EXPLAINED = evaluation(6.0, Grade.BELOW, reason="Many complained.", follow_up="We ask why.")

OF_EVALUATION = [
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, evaluate()), yes=(PUBLISHED, evaluate())),
    Denial(Reason.UNKNOWN_TARGET, "gone", no=(CHECKED, evaluate(target="gone")), yes=(CHECKED, evaluate())),
    Denial(Reason.EVALUATION_FIXED, "residents", no=(RESULTS, evaluate()), yes=(EVALUATED, evaluate())),
    told(
        Reason.PERIOD_OUTSIDE_YEAR,
        "2026-03-31 2027-03-31",
        of_days(date(2026, 3, 31), LAST),
        of_days(FIRST, LAST),
    ),
    told(
        Reason.PERIOD_OUTSIDE_YEAR,
        "2026-04-01 2027-04-01",
        of_days(FIRST, date(2027, 4, 1)),
        replace(of_days(FIRST, FIRST), context_change=WHY),
    ),
    told(
        Reason.PERIOD_REVERSED,
        "2027-03-31 2026-04-01",
        of_days(LAST, FIRST),
        replace(of_days(LAST, LAST), context_change=WHY),
    ),
    Denial(
        Reason.PERIOD_NOT_OVER,
        "2027-03-31",
        no=(CHECKED, evaluate(of_days(FIRST, LAST))),
        yes=(CHECKED, evaluate(of_days(FIRST, date(2027, 3, 30)))),
        today=date(2027, 3, 30),
    ),
    told(
        Reason.PERIOD_NOT_EXPLAINED,
        "2026-04-01 2027-01-31",
        of_days(FIRST, date(2027, 1, 31)),
        of_days(FIRST, date(2027, 2, 1)),
    ),
    told(
        Reason.PERIOD_NOT_EXPLAINED,
        "2026-04-02 2027-03-31",
        of_days(date(2026, 4, 2), LAST),
        replace(of_days(date(2026, 4, 2), LAST), context_change=WHY),
    ),
    told(
        Reason.GRADE_TOO_GOOD,
        "A wait of six minutes",
        replace(MISSED, grade=Grade.ABOVE, reason="Everybody tried hard."),
        replace(MISSED, grade=Grade.NEARLY, reason="Everybody tried hard."),
    ),
    told(Reason.WORDS_MISSING, "result", replace(evaluation(), result=""), evaluation()),
    told(
        Reason.EVIDENCE_MISSING,
        "A wait of six minutes",
        evaluation(reading=reading(evidence="")),
        evaluation(),
    ),
    told(Reason.NOT_MEASURABLE, "A wait of six minutes", evaluation(-inf), evaluation()),
    told(Reason.NOT_MEASURABLE, "A wait of six minutes", evaluation(nan), evaluation()),
    told(Reason.GRADE_REASON_MISSING, "3", replace(EXPLAINED, reason=""), EXPLAINED),
    told(Reason.GRADE_REASON_MISSING, "3", evaluation(6.0, Grade.ABOVE), evaluation(5.0, Grade.ABOVE)),
    told(Reason.GRADE_REASON_MISSING, "", replace(NO_FIGURE, reason=""), NO_FIGURE),
    *(
        Denial(
            Reason.BRIEF_FIGURE_REASON_MISSING,
            "A wait of six minutes",
            no=(of_source(source), evaluate(few)),
            yes=(of_source(source), evaluate(enough)),
        )
        for source in (Source.MEASURES, Source.REGISTER)
        for few, enough in (
            (FEW_DAYS, replace(FEW_DAYS, reason="The counter has been open since then.")),
            (FEW_DAYS, of_days(FIRST, date(2026, 9, 30), context_change=WHY)),
        )
    ),
    Denial(
        Reason.BRIEF_FIGURE_REASON_MISSING,
        "A wait of six minutes",
        no=(of_source(Source.MEASURES), evaluate(FEW_DAYS)),
        yes=(CHECKED, evaluate(FEW_DAYS)),
    ),
    told(Reason.FOLLOW_UP_MISSING, "A wait of six minutes", replace(MISSED, follow_up=" "), MISSED),
    told(Reason.FOLLOW_UP_MISSING, "A wait of six minutes", replace(MISSED, follow_up="\u3164 -"), MISSED),
    told(Reason.FOLLOW_UP_MISSING, "A wait of six minutes", replace(NO_FIGURE, follow_up=""), NO_FIGURE),
    told(Reason.FOLLOW_UP_MISSING, "A wait of six minutes", replace(EXPLAINED, follow_up=""), EXPLAINED),
    told(
        Reason.FOLLOW_UP_MISSING,
        "A wait of six minutes",
        evaluation(6.1, Grade.NEARLY),
        evaluation(6.0, Grade.NEARLY),
    ),
    told(
        Reason.TOO_LONG,
        "evidence",
        evaluation(reading=reading(evidence="x" * 401)),
        evaluation(reading=reading(evidence="x" * 400)),
    ),
    *(
        told(
            Reason.TOO_LONG,
            each,
            replace(MISSED, **{each: "字" * 4_001}),
            replace(MISSED, **{each: "字" * 4_000}),
        )
        for each in ("result", "reason", "follow_up", "context_change", "response")
    ),
]

REPORT = ReportEvaluation("midori", YEAR, "residents")
RETURN = ReturnEvaluation("midori", YEAR, "residents", "Please name the evidence.")
ORDERED = OrderImprovement("midori", YEAR, "1", ORDER)
OF_THE_CHILDREN = OrderImprovement("midori", YEAR, "2", replace(ORDER, section="child"))

OF_REPORTS = [
    Denial(
        Reason.UNKNOWN_SECTION,
        "tax",
        no=(EVALUATED, ReportEvaluation("midori", YEAR, "tax")),
        yes=(EVALUATED, REPORT),
    ),
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, REPORT), yes=(EVALUATED, REPORT)),
    Denial(Reason.EVALUATION_FIXED, "residents", no=(RESULTS, REPORT), yes=(EVALUATED, REPORT)),
    Denial(
        Reason.STANDARD_NOT_CHECKED,
        "greeting",
        no=(PUBLISHED.and_given(evaluate()), REPORT),
        yes=(EVALUATED, REPORT),
    ),
    Denial(
        Reason.TARGET_NOT_EVALUATED, "A wait of six minutes", no=(CHECKED, REPORT), yes=(EVALUATED, REPORT)
    ),
    Denial(
        Reason.ORDER_NOT_ANSWERED,
        "Mend the queue at noon.",
        no=(EVALUATED.and_given(ORDERED), REPORT),
        yes=(EVALUATED.and_given(OF_THE_CHILDREN), REPORT),
    ),
    Denial(
        Reason.UNKNOWN_SECTION,
        "tax",
        no=(RESULTS, ReturnEvaluation("midori", YEAR, "tax", "No.")),
        yes=(RESULTS, RETURN),
    ),
    Denial(Reason.EVALUATION_NOT_REPORTED, "residents", no=(EVALUATED, RETURN), yes=(RESULTS, RETURN)),
    Denial(Reason.COUNCIL_ALREADY_INFORMED, "midori", no=(INFORMED, RETURN), yes=(DECIDED, RETURN)),
    Denial(Reason.WORDS_MISSING, "text", no=(RESULTS, replace(RETURN, text="")), yes=(RESULTS, RETURN)),
]

INFORM = InformCouncil("midori", YEAR, "Two targets met.")
HOLD, PUBLISH, PUBLISH_CITY = (
    HoldReview("midori", YEAR, REVIEW),
    PublishResults("midori", YEAR),
    PublishResults("", YEAR),
)
ONE_REPORTED = EVALUATED.and_given(REPORT)
CITY_SET = given("adopted").and_given(
    SetTarget("", YEAR, "one form", aim(**OF_CITY)), PlanInitiative("", YEAR, "one form", "1", initiative())
)
CITY_PUBLISHED = CITY_SET.and_given(PublishPlan("", YEAR))
CITY_EVALUATE = EvaluateTarget("", YEAR, "one form", evaluation())
CITY_EVALUATED = CITY_PUBLISHED.and_given(CITY_EVALUATE)
CITY_DECIDED = CITY_EVALUATED.and_given(DecideOutcome("", YEAR, "one form", Outcome.KEEP))
CITY_CLOSED = CITY_DECIDED.and_given(PUBLISH_CITY)

OF_CONCLUSIONS = [
    Denial(Reason.UNKNOWN_TARGET, "gone", no=(RESULTS, decide("gone")), yes=(RESULTS, decide())),
    Denial(
        Reason.TARGET_NOT_EVALUATED, "A wait of six minutes", no=(CHECKED, decide()), yes=(RESULTS, decide())
    ),
    Denial(Reason.EVALUATION_NOT_REPORTED, "residents", no=(EVALUATED, decide()), yes=(RESULTS, decide())),
    Denial(Reason.COUNCIL_ALREADY_INFORMED, "midori", no=(INFORMED, decide()), yes=(DECIDED, decide())),
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(DECIDED, InformCouncil("atlantis", YEAR, "All met.")),
        yes=(DECIDED, INFORM),
    ),
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, INFORM), yes=(DECIDED, INFORM)),
    Denial(Reason.COUNCIL_ALREADY_INFORMED, "midori", no=(INFORMED, INFORM), yes=(DECIDED, INFORM)),
    Denial(Reason.EVALUATION_NOT_REPORTED, "child", no=(ONE_REPORTED, INFORM), yes=(DECIDED, INFORM)),
    Denial(Reason.OUTCOME_MISSING, "A wait of six minutes", no=(RESULTS, INFORM), yes=(DECIDED, INFORM)),
    Denial(Reason.WORDS_MISSING, "summary", no=(DECIDED, replace(INFORM, summary="")), yes=(DECIDED, INFORM)),
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(INFORMED, HoldReview("atlantis", YEAR, REVIEW)),
        yes=(INFORMED, HOLD),
    ),
    Denial(Reason.COUNCIL_NOT_INFORMED, "midori", no=(DECIDED, HOLD), yes=(INFORMED, HOLD)),
    Denial(Reason.REVIEW_ALREADY_HELD, "midori", no=(REVIEWED, HOLD), yes=(INFORMED, HOLD)),
    Denial(
        Reason.DAY_NOT_COME,
        "held_on",
        no=(INFORMED, HOLD),
        yes=(INFORMED, HoldReview("midori", YEAR, replace(REVIEW, held_on=date(2027, 3, 19)))),
        today=date(2027, 3, 19),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "conclusion",
        no=(INFORMED, HoldReview("midori", YEAR, Review(LAST, ""))),
        yes=(INFORMED, HOLD),
    ),
    Denial(Reason.REVIEW_NOT_HELD, "midori", no=(INFORMED, PUBLISH), yes=(REVIEWED, PUBLISH)),
    Denial(Reason.ALREADY_PUBLISHED, "midori", no=(CLOSED, PUBLISH), yes=(REVIEWED, PUBLISH)),
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, PUBLISH), yes=(REVIEWED, PUBLISH)),
    Denial(Reason.PLAN_NOT_PUBLISHED, "", no=(CITY_SET, PUBLISH_CITY), yes=(CITY_DECIDED, PUBLISH_CITY)),
    Denial(
        Reason.TARGET_NOT_EVALUATED,
        "One form for all wards",
        no=(CITY_PUBLISHED, PUBLISH_CITY),
        yes=(CITY_DECIDED, PUBLISH_CITY),
    ),
    Denial(
        Reason.OUTCOME_MISSING,
        "One form for all wards",
        no=(CITY_EVALUATED, PUBLISH_CITY),
        yes=(CITY_DECIDED, PUBLISH_CITY),
    ),
    Denial(Reason.EVALUATION_FIXED, "", no=(CITY_CLOSED, CITY_EVALUATE), yes=(CITY_DECIDED, CITY_EVALUATE)),
]

CITY_OUTCOME = DecideOutcome("", YEAR, "one form", Outcome.EXPAND)
CITY_PLAN = PlanInitiative("", YEAR, "one form", "2", initiative(title="Another one"))
CITY_PROGRESS = ReportProgress("", YEAR, "one form", "1", GOES_WELL)

AFTER_THE_CITY_PUBLISHED = [
    Denial(Reason.ALREADY_PUBLISHED, "", no=(CITY_CLOSED, CITY_OUTCOME), yes=(CITY_DECIDED, CITY_OUTCOME)),
    Denial(Reason.EVALUATION_FIXED, "", no=(CITY_CLOSED, CITY_PLAN), yes=(CITY_DECIDED, CITY_PLAN)),
    Denial(Reason.EVALUATION_FIXED, "", no=(CITY_CLOSED, CITY_PROGRESS), yes=(CITY_DECIDED, CITY_PROGRESS)),
]

DENIALS = [*OF_EVALUATION, *OF_REPORTS, *OF_CONCLUSIONS, *AFTER_THE_CITY_PUBLISHED]
