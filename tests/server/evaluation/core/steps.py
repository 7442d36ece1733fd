"""Whose step each step is (guideline section 6): one story for every command, and every scope of a target."""

from dataclasses import dataclass
from datetime import date

from server.evaluation.core.commands import (
    AdoptStandards,
    AnswerOrder,
    BeginStandards,
    CheckCompliance,
    Command,
    DecideOutcome,
    DecideProposal,
    DraftStandard,
    DropStandard,
    EndDuty,
    EndSectionStandard,
    EvaluateTarget,
    GiveDuty,
    GiveGuidance,
    HoldReview,
    InformCouncil,
    OrderImprovement,
    PlanInitiative,
    PublishPlan,
    PublishResults,
    ReportAchievements,
    ReportEvaluation,
    ReportPlan,
    ReportProgress,
    ReportTargets,
    ReturnEvaluation,
    SetPolicy,
    SetTarget,
    VerifyStandards,
    WithdrawTarget,
)
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.guideline import Outcome
from tests.loop_story import (
    GOES_WELL,
    KEPT,
    OF_CITY,
    OF_DIVISION,
    ORDER,
    POLICY,
    REVIEW,
    WIDE,
    YEAR,
    Story,
    aim,
    evaluation,
    given,
    initiative,
    next_year,
    standard,
    target_of,
)

ADMIN, CONFERENCE, MAYOR, CHAIR = "admin", "conference", "midori mayor", "midori chair"
HEAD, DIRECTOR = "midori residents head", "midori service director"
WAIT = target_of("residents")
BEGUN = given("posts").and_given(BeginStandards(YEAR))
DRAFTED = BEGUN.and_given(DraftStandard(YEAR, standard()))
ORDERED = given("published").and_given(OrderImprovement("midori", YEAR, "1", ORDER))
NEXT = given("verified").and_given(BeginStandards(YEAR + 1))
CITY_SET = given("adopted").and_given(SetTarget("", YEAR, "form", aim(**OF_CITY)))
CITY_PLANNED = CITY_SET.and_given(PlanInitiative("", YEAR, "form", "1", initiative()))
CITY_PUBLISHED = CITY_PLANNED.and_given(PublishPlan("", YEAR))
CITY_EVALUATED = CITY_PUBLISHED.and_given(EvaluateTarget("", YEAR, "form", evaluation()))
CITY_DECIDED = CITY_EVALUATED.and_given(DecideOutcome("", YEAR, "form", Outcome.KEEP))
WIDE_SET = given("policy").and_given(SetTarget("midori", YEAR, "signs", aim(**WIDE)))
NEW_POST = Post(Duty.COMMITTEE, "sakura")


@dataclass(frozen=True)
class Step:
    """A step, where it can be taken, and the accounts that may take it; `duty` is named to all others."""

    story: Story
    command: Command
    duty: str
    whose: frozenset[str]


def step(story: Story, command: Command, duty: str, *whose: str) -> Step:
    """A step that belongs to these accounts."""
    return Step(story, command, duty, frozenset(whose))


OF_THE_ADMINISTRATOR = [
    step(given("posts"), GiveDuty("sato", NEW_POST), "", ADMIN),
    step(given("posts"), EndDuty("sakura chair", NEW_POST), "", ADMIN),
]
OF_THE_CITY = [
    step(story, command, "conference", CONFERENCE)
    for story, command in (
        (given("posts"), BeginStandards(YEAR)),
        (BEGUN, DraftStandard(YEAR, standard())),
        (DRAFTED, DropStandard(YEAR, "greeting", "It is law now.")),
        (DRAFTED, AdoptStandards(YEAR)),
        (NEXT, DecideProposal(YEAR + 1, "short wait", False, "It depends on the building.")),
        (given("closed"), ReportAchievements(YEAR, "All did well.")),
        (given("achievements"), VerifyStandards(YEAR, "They hold.")),
        (given("adopted"), SetTarget("", YEAR, "form", aim(**OF_CITY))),
        (CITY_SET, WithdrawTarget("", YEAR, "form", "A ward does it.")),
        (CITY_SET, PlanInitiative("", YEAR, "form", "1", initiative())),
        (CITY_PLANNED, PublishPlan("", YEAR)),
        (CITY_PUBLISHED, ReportProgress("", YEAR, "form", "1", GOES_WELL)),
        (CITY_PUBLISHED, EvaluateTarget("", YEAR, "form", evaluation())),
        (CITY_EVALUATED, DecideOutcome("", YEAR, "form", Outcome.KEEP)),
        (CITY_DECIDED, PublishResults("", YEAR)),
    )
]
OF_THE_HEAD = [
    step(story, command, "section_head", HEAD)
    for story, command in (
        (given("policy"), SetTarget("midori", YEAR, WAIT, aim())),
        (given("set"), WithdrawTarget("midori", YEAR, WAIT, "Another section does it.")),
        (given("set"), PlanInitiative("midori", YEAR, WAIT, "1", initiative())),
        (given("planned"), ReportTargets("midori", YEAR, "residents")),
        (given("published"), ReportProgress("midori", YEAR, WAIT, "1", GOES_WELL)),
        (given("published"), CheckCompliance("midori", YEAR, "residents", "greeting", KEPT)),
        (ORDERED, AnswerOrder("midori", YEAR, "1", "The queue is mended.")),
        (given("checked"), EvaluateTarget("midori", YEAR, WAIT, evaluation())),
        (given("evaluated"), ReportEvaluation("midori", YEAR, "residents")),
    )
]
OF_THE_WARD = [
    step(given("adopted"), SetPolicy("midori", YEAR, POLICY), "ward_mayor", MAYOR),
    step(given("informed"), HoldReview("midori", YEAR, REVIEW), "ward_mayor", MAYOR),
    step(
        given("published"), GiveGuidance("midori", YEAR, "residents", "Look."), "ward_mayor", MAYOR, DIRECTOR
    ),
    step(given("published"), OrderImprovement("midori", YEAR, "1", ORDER), "ward_mayor", MAYOR, DIRECTOR),
    step(
        given("policy"),
        SetTarget("midori", YEAR, "floor", aim(**OF_DIVISION)),
        "division_director",
        DIRECTOR,
    ),
    *(
        step(story, command, "committee", CHAIR)
        for story, command in (
            (given("policy"), SetTarget("midori", YEAR, "signs", aim(**WIDE))),
            (WIDE_SET, PlanInitiative("midori", YEAR, "signs", "1", initiative())),
            (next_year(), EndSectionStandard("midori", YEAR + 1, WAIT, "It is law now.")),
            (given("reported"), ReportPlan("midori", YEAR, date(YEAR, 4, 5))),
            (given("council"), PublishPlan("midori", YEAR)),
            (given("results"), ReturnEvaluation("midori", YEAR, "residents", "Name the evidence.")),
            (given("results"), DecideOutcome("midori", YEAR, WAIT, Outcome.KEEP)),
            (given("decided"), InformCouncil("midori", YEAR, "Two met.")),
            (given("reviewed"), PublishResults("midori", YEAR)),
        )
    ),
]

STEPS = [*OF_THE_ADMINISTRATOR, *OF_THE_CITY, *OF_THE_HEAD, *OF_THE_WARD]
