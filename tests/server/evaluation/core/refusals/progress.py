"""What is refused while the year is under way."""

from dataclasses import replace
from datetime import date
from typing import Any

from server.evaluation.core.commands import (
    AnswerOrder,
    CheckCompliance,
    GiveGuidance,
    OrderImprovement,
    ReportProgress,
)
from server.evaluation.core.guideline import Status
from server.evaluation.core.papers import Check, Progress
from server.evaluation.core.refusal import Reason
from tests.loop_story import (
    GOES_WELL,
    KEPT,
    NOT_KEPT,
    ORDER,
    YEAR,
    Denial,
    given,
    target_of,
)

WAIT = target_of("residents")
COUNCIL, PUBLISHED = given("council"), given("published")
RESULTS, DECIDED, INFORMED, REVIEWED = (
    given("results"),
    given("decided"),
    given("informed"),
    given("reviewed"),
)


def progress(target: str = WAIT, id: str = "1", told: Progress = GOES_WELL) -> ReportProgress:
    """How midori's initiative goes."""
    return ReportProgress("midori", YEAR, target, id, told)


def check(given: Check = KEPT, **more: Any) -> CheckCompliance:
    """Whether midori's residents' section keeps the greeting."""
    asked: dict[str, Any] = {"ward": "midori", "section": "residents", "standard": "greeting"}
    return CheckCompliance(year=YEAR, check=given, **(asked | more))


GUIDE = GiveGuidance("midori", YEAR, "residents", "Look at the queue at noon.")
ORDERS = OrderImprovement("midori", YEAR, "1", ORDER)
ANSWER = AnswerOrder("midori", YEAR, "1", "The queue is mended.")
ORDERED = PUBLISHED.and_given(ORDERS)
ANSWERED = ORDERED.and_given(ANSWER)
AS_WELL = replace(ORDERS, id="2", order=replace(ORDER, text="Mend the door."))
GUIDED, TOLD = PUBLISHED.and_given(GUIDE), PUBLISHED.and_given(progress())

OF_PROGRESS = [
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, progress()), yes=(PUBLISHED, progress())),
    Denial(Reason.UNKNOWN_TARGET, "gone", no=(PUBLISHED, progress("gone")), yes=(PUBLISHED, progress())),
    Denial(
        Reason.UNKNOWN_INITIATIVE, "9", no=(PUBLISHED, progress(id="9")), yes=(PUBLISHED, progress(id="1"))
    ),
    Denial(Reason.EVALUATION_FIXED, "midori", no=(INFORMED, progress()), yes=(DECIDED, progress())),
    Denial(
        Reason.MONTH_NOT_COME,
        "6",
        no=(PUBLISHED, progress()),
        yes=(PUBLISHED, progress(told=replace(GOES_WELL, month=5))),
        today=date(YEAR, 5, 31),
    ),
    Denial(
        Reason.MONTH_NOT_COME,
        "1",
        no=(PUBLISHED, progress(told=replace(GOES_WELL, month=1))),
        yes=(PUBLISHED, progress(told=replace(GOES_WELL, month=12))),
        today=date(YEAR, 12, 31),
    ),
    *(
        Denial(
            Reason.MONTH_NOT_POSSIBLE,
            str(month),
            no=(PUBLISHED, progress(told=replace(GOES_WELL, month=month))),
            yes=(PUBLISHED, progress(told=replace(GOES_WELL, month=possible))),
        )
        for month, possible in ((0, 1), (13, 12))
    ),
    Denial(
        Reason.WORDS_MISSING,
        "text",
        no=(PUBLISHED, progress(told=Progress(6, Status.BEHIND, ""))),
        yes=(PUBLISHED, progress()),
    ),
    Denial(
        Reason.SAME_ALREADY,
        "",
        no=(TOLD, progress()),
        yes=(TOLD, progress(told=replace(GOES_WELL, month=7))),
    ),
    Denial(
        Reason.TOO_LONG,
        "text",
        no=(PUBLISHED, progress(told=replace(GOES_WELL, text="字" * 4_001))),
        yes=(PUBLISHED, progress(told=replace(GOES_WELL, text="字" * 4_000))),
    ),
]

OF_CHECKS = [
    Denial(Reason.UNKNOWN_WARD, "atlantis", no=(PUBLISHED, check(ward="atlantis")), yes=(PUBLISHED, check())),
    Denial(Reason.UNKNOWN_SECTION, "tax", no=(PUBLISHED, check(section="tax")), yes=(PUBLISHED, check())),
    Denial(
        Reason.UNKNOWN_STANDARD, "smile", no=(PUBLISHED, check(standard="smile")), yes=(PUBLISHED, check())
    ),
    Denial(Reason.EVALUATION_FIXED, "residents", no=(RESULTS, check()), yes=(given("evaluated"), check())),
    Denial(
        Reason.YEAR_NOT_COME,
        "2026",
        no=(PUBLISHED, check()),
        yes=(PUBLISHED, replace(GUIDE, text="Keep them from April on.")),
        today=date(YEAR, 3, 31),
    ),
    Denial(
        Reason.WORDS_MISSING, "evidence", no=(PUBLISHED, check(Check(True, " "))), yes=(PUBLISHED, check())
    ),
    Denial(
        Reason.IMPROVEMENT_MEASURE_MISSING,
        "greeting",
        no=(PUBLISHED, check(replace(NOT_KEPT, improvement_measure=" "))),
        yes=(PUBLISHED, check(NOT_KEPT)),
    ),
    Denial(
        Reason.IMPROVEMENT_MEASURE_MISSING,
        "greeting",
        no=(PUBLISHED, check(replace(NOT_KEPT, improvement_measure="\u2800-"))),
        yes=(PUBLISHED, check(NOT_KEPT)),
    ),
    Denial(
        Reason.TOO_LONG,
        "evidence",
        no=(PUBLISHED, check(replace(KEPT, evidence="x" * 401))),
        yes=(PUBLISHED, check(replace(KEPT, evidence="x" * 400))),
    ),
    Denial(
        Reason.TOO_LONG,
        "improvement_measure",
        no=(PUBLISHED, check(replace(NOT_KEPT, improvement_measure="x" * 4_001))),
        yes=(PUBLISHED, check(NOT_KEPT)),
    ),
]

OF_ORDERS = [
    Denial(
        Reason.UNKNOWN_SECTION, "tax", no=(PUBLISHED, replace(GUIDE, section="tax")), yes=(PUBLISHED, GUIDE)
    ),
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, GUIDE), yes=(PUBLISHED, GUIDE)),
    Denial(Reason.WORDS_MISSING, "text", no=(PUBLISHED, replace(GUIDE, text="")), yes=(PUBLISHED, GUIDE)),
    Denial(
        Reason.UNKNOWN_SECTION,
        "tax",
        no=(PUBLISHED, replace(ORDERS, order=replace(ORDER, section="tax"))),
        yes=(PUBLISHED, ORDERS),
    ),
    Denial(Reason.PLAN_NOT_PUBLISHED, "midori", no=(COUNCIL, ORDERS), yes=(PUBLISHED, ORDERS)),
    Denial(Reason.REVIEW_ALREADY_HELD, "midori", no=(REVIEWED, ORDERS), yes=(PUBLISHED, ORDERS)),
    Denial(Reason.REVIEW_ALREADY_HELD, "midori", no=(REVIEWED, GUIDE), yes=(INFORMED, GUIDE)),
    Denial(Reason.WORDS_MISSING, "id", no=(PUBLISHED, replace(ORDERS, id="")), yes=(PUBLISHED, ORDERS)),
    Denial(
        Reason.WORDS_MISSING,
        "text",
        no=(PUBLISHED, replace(ORDERS, order=replace(ORDER, text=""))),
        yes=(PUBLISHED, ORDERS),
    ),
    Denial(Reason.ID_TAKEN, "1", no=(ORDERED, ORDERS), yes=(ORDERED, AS_WELL)),
    Denial(Reason.SAME_ALREADY, "", no=(ORDERED, replace(ORDERS, id="2")), yes=(ORDERED, AS_WELL)),
    *(
        Denial(
            Reason.ORDER_DUE_NOT_POSSIBLE,
            "due_on",
            no=(PUBLISHED, replace(ORDERS, order=replace(ORDER, due_on=wrong))),
            yes=(PUBLISHED, replace(ORDERS, order=replace(ORDER, due_on=right))),
            today=date(YEAR, 11, 20),
        )
        for wrong, right in (
            (date(YEAR, 11, 20), date(YEAR, 11, 21)),
            (date(YEAR + 2, 4, 1), date(YEAR + 2, 3, 31)),
            (date(9999, 12, 31), date(YEAR, 11, 30)),
        )
    ),
    Denial(Reason.SAME_ALREADY, "", no=(GUIDED, GUIDE), yes=(GUIDED, replace(GUIDE, section="child"))),
    Denial(Reason.SAME_ALREADY, "", no=(GUIDED, GUIDE), yes=(GUIDED, replace(GUIDE, text="Look again."))),
    Denial(Reason.UNKNOWN_ORDER, "1", no=(PUBLISHED, ANSWER), yes=(ORDERED, ANSWER)),
    Denial(Reason.ORDER_ALREADY_ANSWERED, "1", no=(ANSWERED, ANSWER), yes=(ORDERED, ANSWER)),
    Denial(Reason.WORDS_MISSING, "text", no=(ORDERED, replace(ANSWER, text="")), yes=(ORDERED, ANSWER)),
]

DENIALS = [*OF_PROGRESS, *OF_CHECKS, *OF_ORDERS]
