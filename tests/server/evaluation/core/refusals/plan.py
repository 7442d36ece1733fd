"""What is refused while a ward plans its year."""

from dataclasses import replace
from datetime import date
from math import inf, nan
from typing import Any

from server.core.commands import Scene
from server.evaluation.core.commands import (
    EndSectionStandard,
    PlanInitiative,
    PublishPlan,
    ReportPlan,
    ReportTargets,
    SetPolicy,
    SetTarget,
    WithdrawTarget,
)
from server.evaluation.core.guideline import Basis, Direction, Latitude, Scope
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim, Initiative, Policy
from server.evaluation.core.refusal import Reason
from tests.loop_story import (
    OF_CITY,
    OF_DIVISION,
    POLICY,
    STAGES,
    WIDE,
    YEAR,
    Denial,
    Story,
    aim,
    given,
    initiative,
    next_year,
    target_of,
)

WAIT = target_of("residents")
COUNCIL_ON = date(2026, 4, 5)
ADOPTED, POLICY_SET, SET, PLANNED = given("adopted"), given("policy"), given("set"), given("planned")
REPORTED, COUNCIL, PUBLISHED = given("reported"), given("council"), given("published")


def set_target(id: str = WAIT, ward: str = "midori", **more: Any) -> SetTarget:
    """A target of midori's residents' section, or what is made of it."""
    return SetTarget(ward, YEAR, id, aim(**more))


def instead(reason: Reason, about: str, **more: Any) -> Denial:
    """A target that is refused when these fields are so, beside the one as it should be."""
    return Denial(reason, about, no=(POLICY_SET, set_target(**more)), yes=(POLICY_SET, set_target()))


def fourth(story: Story) -> Story:
    """The story with three targets of the section."""
    return story.and_given(*(set_target(each, title=each) for each in ("first", "second", "third")))


def of_city(**more: Any) -> SetTarget:
    """A target of the whole city."""
    return SetTarget("", YEAR, "one form", aim(**(OF_CITY | more)))


def plan(id: str = "1", **more: Any) -> PlanInitiative:
    """An initiative for midori's target."""
    return PlanInitiative("midori", YEAR, WAIT, id, initiative(**more))


def unplanned(aim_of_ward: Aim) -> SetTarget:
    """A wider target without an initiative."""
    return SetTarget("midori", YEAR, "wide", aim_of_ward)


POLICY_AGAIN = SetPolicy("midori", YEAR, POLICY)
WITHDRAW = WithdrawTarget("midori", YEAR, WAIT, "Another section does it.")
REPORT, REPORT_PLAN = ReportTargets("midori", YEAR, "residents"), ReportPlan("midori", YEAR, COUNCIL_ON)
PUBLISH, PUBLISH_CITY = PublishPlan("midori", YEAR), PublishPlan("", YEAR)
CITY_SET = ADOPTED.and_given(of_city())
CITY_PLANNED = CITY_SET.and_given(PlanInitiative("", YEAR, "one form", "1", initiative()))
CITY_PUBLISHED = CITY_PLANNED.and_given(PUBLISH_CITY)
WIDE_SET = REPORTED.and_given(unplanned(aim(**WIDE)))
DECIDED, INFORMED = given("decided"), given("informed")

OF_POLICY = [
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(ADOPTED, SetPolicy("atlantis", YEAR, POLICY)),
        yes=(ADOPTED, POLICY_AGAIN),
    ),
    Denial(
        Reason.STANDARDS_NOT_ADOPTED,
        "2026",
        no=(given("posts"), POLICY_AGAIN),
        yes=(ADOPTED, POLICY_AGAIN),
    ),
    Denial(Reason.PLAN_FIXED, "midori", no=(PUBLISHED, POLICY_AGAIN), yes=(COUNCIL, POLICY_AGAIN)),
    Denial(
        Reason.WORDS_MISSING,
        "text",
        no=(ADOPTED, SetPolicy("midori", YEAR, Policy("", "A ward to live in", COUNCIL_ON))),
        yes=(ADOPTED, POLICY_AGAIN),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "goal",
        no=(ADOPTED, SetPolicy("midori", YEAR, Policy("We come.", "\n", COUNCIL_ON))),
        yes=(ADOPTED, POLICY_AGAIN),
    ),
]

TEXTS = ("title", "item", "current_state", "plan")
OF_TARGETS = [
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(POLICY_SET, set_target(ward="atlantis")),
        yes=(POLICY_SET, set_target(ward="midori")),
    ),
    instead(Reason.UNKNOWN_SECTION, "tax", section="tax"),
    instead(Reason.UNKNOWN_DIVISION, "army", **(OF_DIVISION | {"division": "army"})),
    instead(Reason.SCOPE_UNFIT, "section", section=""),
    instead(Reason.SCOPE_UNFIT, "ward", scope=Scope.WARD),
    instead(Reason.SCOPE_UNFIT, "city", scope=Scope.CITY, section=""),
    instead(Reason.SCOPE_UNFIT, "section", division="service"),
    instead(Reason.SCOPE_UNFIT, "division", scope=Scope.DIVISION, section=""),
    Denial(
        Reason.SCOPE_UNFIT,
        "ward",
        no=(ADOPTED, of_city(scope=Scope.WARD)),
        yes=(ADOPTED, of_city()),
    ),
    Denial(Reason.POLICY_MISSING, "midori", no=(ADOPTED, set_target()), yes=(POLICY_SET, set_target())),
    Denial(Reason.STANDARDS_NOT_ADOPTED, "2026", no=(given("posts"), of_city()), yes=(ADOPTED, of_city())),
    Denial(Reason.TARGETS_FIXED, "residents", no=(REPORTED, set_target()), yes=(PLANNED, set_target())),
    Denial(
        Reason.NO_MORE_TARGETS,
        "residents",
        no=(REPORTED, set_target("another", title="Another one")),
        yes=(PLANNED, set_target("another", title="Another one")),
    ),
    Denial(
        Reason.SAME_ALREADY,
        "",
        no=(PLANNED, set_target("another")),
        yes=(PLANNED, set_target("another", value=5.0)),
    ),
    Denial(
        Reason.NO_MORE_TARGETS,
        "",
        no=(COUNCIL, unplanned(aim(**WIDE))),
        yes=(REPORTED, unplanned(aim(**WIDE))),
    ),
    Denial(
        Reason.TARGETS_FIXED,
        "residents",
        no=(REPORTED, SetTarget("midori", YEAR, WAIT, aim(**WIDE))),
        yes=(PLANNED, SetTarget("midori", YEAR, WAIT, aim(**WIDE))),
    ),
    Denial(Reason.PLAN_FIXED, "", no=(CITY_PUBLISHED, of_city()), yes=(CITY_PLANNED, of_city())),
    Denial(
        Reason.NO_MORE_TARGETS,
        "",
        no=(CITY_PUBLISHED, replace(of_city(title="Two"), target="two")),
        yes=(CITY_PLANNED, replace(of_city(title="Two"), target="two")),
    ),
    Denial(
        Reason.TOO_MANY_TARGETS,
        "residents",
        no=(fourth(POLICY_SET), set_target("fourth")),
        yes=(fourth(POLICY_SET), set_target("third")),
    ),
    Denial(
        Reason.TOO_MANY_TARGETS,
        "residents",
        no=(fourth(POLICY_SET), set_target("fourth")),
        yes=(fourth(POLICY_SET), set_target("fourth", "sakura")),
    ),
    instead(Reason.NOT_OURS_TO_CHANGE, "", latitude=Latitude.LAW),
    instead(Reason.NOT_MEASURABLE, "", indicator=Indicator(Source.MEASURES, " ")),
    instead(Reason.NOT_MEASURABLE, "", indicator=Indicator(Source.COUNTED, "waiting at noon", unit=" ")),
    instead(Reason.NOT_MEASURABLE, "", value=-inf),
    instead(Reason.NOT_MEASURABLE, "", baseline=inf),
    instead(Reason.NOT_MEASURABLE, "", value=nan),
    instead(Reason.NOT_HIGHER, "", value=10.0),
    instead(Reason.NOT_HIGHER, "", value=12.0),
    instead(Reason.NOT_HIGHER, "", direction=Direction.UP),
    *(
        Denial(
            Reason.NOT_ABOVE_STANDARD,
            "A wait of six minutes",
            no=(next_year(), replace(set_target("next", standard=WAIT, value=value), year=YEAR + 1)),
            yes=(next_year(), replace(set_target("next", standard=WAIT, value=5.9), year=YEAR + 1)),
        )
        for value in (6.0, 7.0)
    ),
    instead(Reason.NOT_MEASURABLE, "", indicator=Indicator(Source.COUNTED, "-", unit="people")),
    instead(Reason.NOT_MEASURABLE, "", measured=nan),
    instead(Reason.STANDARD_NOT_EXCEEDED, "", standard=""),
    instead(Reason.STANDARD_NOT_EXCEEDED, "smile", standard="smile"),
    instead(Reason.STANDARD_NOT_EXCEEDED, "greeting", scene=Scene.PHONE),
    instead(Reason.STANDARD_NOT_EXCEEDED, "greeting", basis=Basis.NEW_ITEM),
    instead(Reason.WORDS_MISSING, "target", id=""),
    instead(Reason.TOO_LONG, "counted", indicator=Indicator(Source.COUNTED, "x" * 121, unit="people")),
    instead(Reason.TOO_LONG, "unit", indicator=Indicator(Source.COUNTED, "smiles", unit="x" * 21)),
    *(
        Denial(
            Reason.TOO_LONG,
            name,
            no=(POLICY_SET, set_target(**{name: "字" * (most + 1)})),
            yes=(POLICY_SET, set_target(**{name: "字" * most})),
        )
        for name, most in (("title", 120), ("item", 120), ("current_state", 4_000), ("plan", 4_000))
    ),
    *(
        instead(Reason.WORDS_MISSING, each, **{each: " "})
        for each in ("title", "item", "current_state", "plan")
    ),
    Denial(
        Reason.UNKNOWN_TARGET,
        "gone",
        no=(SET, WithdrawTarget("midori", YEAR, "gone", "Not ours.")),
        yes=(SET, WITHDRAW),
    ),
    Denial(Reason.TARGETS_FIXED, "residents", no=(REPORTED, WITHDRAW), yes=(PLANNED, WITHDRAW)),
    Denial(
        Reason.WORDS_MISSING,
        "reason",
        no=(SET, WithdrawTarget("midori", YEAR, WAIT, "")),
        yes=(SET, WITHDRAW),
    ),
]


def as_planned(reason: Reason, about: str, initiative: Initiative, id: str = "1") -> Denial:
    """An initiative that is refused, beside one as it should be."""
    no = PlanInitiative("midori", YEAR, WAIT, id, initiative)
    return Denial(reason, about, no=(SET, no), yes=(SET, plan()))


OF_INITIATIVES = [
    as_planned(Reason.TOO_LONG, "initiative", initiative(title="x" * 201)),
    as_planned(Reason.TOO_LONG, "owner", initiative(owner="x" * 201)),
    Denial(
        Reason.UNKNOWN_TARGET,
        "gone",
        no=(SET, PlanInitiative("midori", YEAR, "gone", "1", initiative())),
        yes=(SET, plan()),
    ),
    Denial(
        Reason.EVALUATION_FIXED,
        "midori",
        no=(INFORMED, plan("2", title="Another one")),
        yes=(DECIDED, plan("2", title="Another one")),
    ),
    Denial(Reason.PLAN_FIXED, initiative().title, no=(REPORTED, plan()), yes=(PLANNED, plan())),
    Denial(Reason.SAME_ALREADY, "", no=(PLANNED, plan("2")), yes=(PLANNED, plan("1"))),
    Denial(
        Reason.PLAN_FIXED,
        initiative().title,
        no=(PUBLISHED, plan()),
        yes=(PUBLISHED, plan("2", title="Another one")),
    ),
    as_planned(Reason.WORDS_MISSING, "id", initiative(), id=""),
    as_planned(Reason.WORDS_MISSING, "initiative", initiative(title="")),
    as_planned(Reason.WORDS_MISSING, "owner", initiative(owner="")),
    as_planned(Reason.MONTH_NOT_POSSIBLE, "", initiative(months=())),
    as_planned(Reason.MONTH_NOT_POSSIBLE, "0, 12", initiative(months=(0, 12))),
    as_planned(Reason.MONTH_NOT_POSSIBLE, "1, 13", initiative(months=(1, 13))),
]

OF_REPORTS = [
    Denial(
        Reason.UNKNOWN_SECTION,
        "tax",
        no=(PLANNED, ReportTargets("midori", YEAR, "tax")),
        yes=(PLANNED, REPORT),
    ),
    Denial(Reason.TARGETS_FIXED, "residents", no=(REPORTED, REPORT), yes=(PLANNED, REPORT)),
    Denial(Reason.NO_TARGET, "residents", no=(POLICY_SET, REPORT), yes=(PLANNED, REPORT)),
    Denial(Reason.NO_INITIATIVE, "A wait of six minutes", no=(SET, REPORT), yes=(PLANNED, REPORT)),
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(REPORTED, ReportPlan("atlantis", YEAR, COUNCIL_ON)),
        yes=(REPORTED, REPORT_PLAN),
    ),
    Denial(
        Reason.TARGETS_NOT_REPORTED,
        "child",
        no=(PLANNED.and_given(REPORT), REPORT_PLAN),
        yes=(REPORTED, REPORT_PLAN),
    ),
    Denial(
        Reason.NO_INITIATIVE,
        "Signs in four languages",
        no=(WIDE_SET, REPORT_PLAN),
        yes=(REPORTED, REPORT_PLAN),
    ),
    Denial(Reason.PLAN_FIXED, "midori", no=(COUNCIL, REPORT_PLAN), yes=(REPORTED, REPORT_PLAN)),
    Denial(Reason.PLAN_NOT_REPORTED, "midori", no=(REPORTED, PUBLISH), yes=(COUNCIL, PUBLISH)),
    Denial(Reason.ALREADY_PUBLISHED, "midori", no=(PUBLISHED, PUBLISH), yes=(COUNCIL, PUBLISH)),
    Denial(Reason.NO_TARGET, "", no=(ADOPTED, PUBLISH_CITY), yes=(CITY_PLANNED, PUBLISH_CITY)),
    Denial(
        Reason.NO_INITIATIVE,
        "One form for all wards",
        no=(CITY_SET, PUBLISH_CITY),
        yes=(CITY_PLANNED, PUBLISH_CITY),
    ),
    Denial(Reason.ALREADY_PUBLISHED, "", no=(CITY_PUBLISHED, PUBLISH_CITY), yes=(CITY_PLANNED, PUBLISH_CITY)),
]

OF_DAYS = [
    *(
        Denial(
            Reason.DAY_NOT_POSSIBLE,
            "council_on",
            no=(ADOPTED, replace(POLICY_AGAIN, policy=replace(POLICY, council_on=far))),
            yes=(ADOPTED, replace(POLICY_AGAIN, policy=replace(POLICY, council_on=near))),
        )
        for far, near in (
            (date(YEAR - 1, 3, 31), date(YEAR - 1, 4, 1)),
            (date(YEAR + 2, 4, 1), date(YEAR + 2, 3, 31)),
        )
    ),
    Denial(
        Reason.DAY_NOT_COME,
        "council_on",
        no=(ADOPTED, replace(POLICY_AGAIN, policy=replace(POLICY, council_on=date(YEAR, 2, 11)))),
        yes=(ADOPTED, POLICY_AGAIN),
        today=date(YEAR, 2, 10),
    ),
    Denial(
        Reason.DAY_NOT_COME,
        "council_on",
        no=(REPORTED, ReportPlan("midori", YEAR, COUNCIL_ON)),
        yes=(REPORTED, ReportPlan("midori", YEAR, date(YEAR, 4, 4))),
        today=date(YEAR, 4, 4),
    ),
    Denial(
        Reason.DAY_NOT_POSSIBLE,
        "council_on",
        no=(REPORTED, ReportPlan("midori", YEAR, date(3026, 4, 5))),
        yes=(REPORTED, REPORT_PLAN),
    ),
    Denial(
        Reason.TOO_LONG,
        "goal",
        no=(ADOPTED, replace(POLICY_AGAIN, policy=replace(POLICY, goal="x" * 401))),
        yes=(ADOPTED, POLICY_AGAIN),
    ),
]

NEXT = next_year()
END = EndSectionStandard("midori", YEAR + 1, WAIT, "It is law now.")
BEYOND = replace(set_target("next", standard=WAIT, value=5.0), year=YEAR + 1)
CHILDS = EndSectionStandard("midori", YEAR + 1, target_of("child"), "It is law now.")


def next_plan(stage: str) -> Story:
    """The year after at a stage of its plan."""
    story = NEXT
    for each in STAGES[STAGES.index("set") : STAGES.index(stage) + 1]:
        story = story.through(each, year=YEAR + 1)
    return story


def not_ended(no: Reason, about: str, **more: Any) -> Denial:
    """An own standard that is not ended when these fields are so."""
    return Denial(no, about, no=(NEXT, replace(END, **more)), yes=(NEXT, END))


OF_ENDS = [
    not_ended(Reason.UNKNOWN_WARD, "atlantis", ward="atlantis"),
    not_ended(Reason.UNKNOWN_STANDARD, "greeting", standard="greeting"),
    not_ended(Reason.UNKNOWN_STANDARD, WAIT, ward=""),
    not_ended(Reason.UNKNOWN_STANDARD, WAIT, year=YEAR),
    not_ended(Reason.STANDARDS_NOT_ADOPTED, "2028", year=YEAR + 2),
    not_ended(Reason.WORDS_MISSING, "reason", reason=" "),
    not_ended(Reason.TOO_LONG, "reason", reason="字" * 4_001),
    Denial(Reason.UNKNOWN_STANDARD, WAIT, no=(NEXT.and_given(END), END), yes=(NEXT.and_given(END), CHILDS)),
    Denial(
        Reason.STANDARD_EXCEEDED_BY_TARGET,
        BEYOND.aim.title,
        no=(NEXT.and_given(BEYOND), END),
        yes=(NEXT.and_given(BEYOND), CHILDS),
    ),
    Denial(Reason.PLAN_FIXED, "midori", no=(next_plan("published"), END), yes=(next_plan("council"), END)),
]

DENIALS = [*OF_POLICY, *OF_TARGETS, *OF_INITIATIVES, *OF_REPORTS, *OF_DAYS, *OF_ENDS]
