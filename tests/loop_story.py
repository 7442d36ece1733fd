"""Stories for tests of the improvement loop: a small city, given, when, then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from server.core.commands import Scene
from server.evaluation.core.commands import (
    AdoptStandards,
    AnswerOrder,
    BeginStandards,
    CheckCompliance,
    Command,
    DecideOutcome,
    DecideProposal,
    DraftStandard,
    EvaluateTarget,
    GiveDuty,
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
    SetPolicy,
    SetTarget,
    VerifyStandards,
)
from server.evaluation.core.decide import decide
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.events import Event
from server.evaluation.core.evolve import evolve
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
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import (
    Aim,
    Check,
    Evaluation,
    Initiative,
    Order,
    Policy,
    Progress,
    Review,
    Standard,
)
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop
from server.ports.city import City, Section, Ward

JAPAN = timezone(timedelta(hours=9))
YEAR = 2026
TODAY = date(YEAR + 5, 4, 1)
"""The date of a story, unless it says another: every year that it tells of is over."""
ORDERED_ON = date(YEAR, 11, 20)
"""Orders are given in mid-year; all else is asked when everything is over."""
WARDS = ("midori", "sakura")
SECTIONS = {"residents": "service", "child": "welfare"}
"""The sections of either ward, with their divisions."""


def _ward(ward: str) -> Ward:
    sections = {each: Section(each, {"ja": each}, division) for each, division in SECTIONS.items()}
    return Ward(ward, {"ja": ward}, {each: {"ja": each} for each in SECTIONS.values()}, sections, (ward,))


CITY = City("wakaba", {"ja": "わかば市"}, "Asia/Tokyo", {each: _ward(each) for each in WARDS})

POSTS = {
    "conference": Post(Duty.CONFERENCE),
    **{f"{ward} mayor": Post(Duty.WARD_MAYOR, ward) for ward in WARDS},
    **{f"{ward} chair": Post(Duty.COMMITTEE, ward) for ward in WARDS},
    **{
        f"{ward} {division} director": Post(Duty.DIVISION_DIRECTOR, ward, division=division)
        for ward in WARDS
        for division in SECTIONS.values()
    },
    **{
        f"{ward} {section} head": Post(Duty.SECTION_HEAD, ward, section)
        for ward in WARDS
        for section in SECTIONS
    },
}
"""One account for each post; `everybody` holds all of them and is an administrator, `nobody` holds none."""


def standard(id: str = "greeting", **more: Any) -> Standard:
    """A sentence that every ward keeps."""
    said = {"scene": Scene.FACE_TO_FACE, "principle": Principle.EMPATHY, "sentence": "We greet first."}
    return Standard(id, **(said | more))


def by_hand(unit: str = "minutes") -> Indicator:
    """Something counted by hand."""
    return Indicator(Source.COUNTED, "waiting at noon", unit=unit)


def aim(section: str = "residents", **more: Any) -> Aim:
    """A wait of ten minutes made six, at the counter, beyond the standard `greeting`."""
    said: dict[str, Any] = {
        "scope": Scope.SECTION, "section": section, "item": "short wait", "title": "A wait of six minutes",
        "current_state": "Ten minutes.", "plan": "Open a counter more.", "principle": Principle.NEEDS,
        "scene": Scene.FACE_TO_FACE, "basis": Basis.EXCEEDS_STANDARD, "standard": "greeting",
        "latitude": Latitude.WARD_OWN, "indicator": by_hand(), "baseline": 10.0, "value": 6.0,
        "direction": Direction.DOWN,
    }  # fmt: skip
    return Aim(**(said | more))


WIDE = {"scope": Scope.WARD, "section": "", "item": "signs", "title": "Signs in four languages"}
OF_DIVISION = {"scope": Scope.DIVISION, "section": "", "division": "service", "item": "floor guide"}
OF_CITY = {"scope": Scope.CITY, "section": "", "item": "one form", "title": "One form for all wards"}


def initiative(**more: Any) -> Initiative:
    """What is done in April and May."""
    said: dict[str, Any] = {
        "title": "Shift the lunch break",
        "owner": "counter subsection",
        "budget": Budget.NONE,
        "months": (4, 5),
    }
    return Initiative(**(said | more))


def reading(value: float | None = 6.0, **more: Any) -> Reading:
    """A figure of the whole year, counted by hand."""
    said: dict[str, Any] = {
        "since": date(YEAR, 4, 1), "until": date(YEAR + 1, 3, 31), "evidence": "tally sheet of October"
    }  # fmt: skip
    return Reading(value=value, **(said | more))


def evaluation(value: float | None = 6.0, grade: Grade = Grade.NEARLY, **more: Any) -> Evaluation:
    """The target was just met."""
    figure = more.pop("reading", reading(value))
    return Evaluation(figure, "The wait was measured.", grade, **more)


POLICY = Policy("We come to meet you.", "A ward to live in", date(2026, 2, 10))
KEPT = Check(True, "seen at the counter")
NOT_KEPT = Check(False, "seen at the counter", "We practise every Monday.")
ORDER = Order("residents", "Mend the queue at noon.", date(2026, 11, 30))
REVIEW = Review(date(2027, 3, 20), "We go on.")
GOES_WELL = Progress(6, Status.ON_SCHEDULE, "The break is shifted.")


def target_of(section: str, item: str = "short wait") -> str:
    """The id of a section's target for an item."""
    return f"{section} {item}"


STAGES = (
    "posts", "adopted", "policy", "set", "planned", "reported", "council", "published", "checked",
    "evaluated", "results", "decided", "informed", "reviewed", "closed", "achievements", "verified",
)  # fmt: skip
"""What a year goes through; each stage stands for everything up to it."""


def steps_of(loop: Loop, stage: str, wards: Sequence[str], year: int) -> Iterator[tuple[str, Command]]:
    """Who takes which steps to reach a stage of a year from the one before."""
    match stage:
        case "posts":
            for account, post in POSTS.items():
                yield "admin", GiveDuty(account, post)
                yield "admin", GiveDuty("everybody", post)
        case "adopted":
            yield "conference", BeginStandards(year)
            yield "conference", DraftStandard(year, standard())
            for item in [each for each, proposal in loop.proposals.items() if proposal.accepted is None]:
                yield "conference", DecideProposal(year, item, False, "It depends on the building.")
            yield "conference", AdoptStandards(year)
        case "achievements":
            yield "conference", ReportAchievements(year, "All wards did well.")
        case "verified":
            yield "conference", VerifyStandards(year, "The standards hold.")
        case _:
            for ward in wards:
                yield from _of_ward(loop, stage, ward, year)


def _of_ward(loop: Loop, stage: str, ward: str, year: int) -> Iterator[tuple[str, Command]]:
    match stage:
        case "policy":
            yield f"{ward} mayor", SetPolicy(ward, year, replace(POLICY, council_on=date(year, 2, 10)))
        case "council":
            yield f"{ward} chair", ReportPlan(ward, year, date(year, 4, 5))
        case "published":
            yield f"{ward} chair", PublishPlan(ward, year)
        case "informed":
            yield f"{ward} chair", InformCouncil(ward, year, "Two targets met.")
        case "reviewed":
            yield f"{ward} mayor", HoldReview(ward, year, replace(REVIEW, held_on=date(year + 1, 3, 20)))
        case "closed":
            yield f"{ward} chair", PublishResults(ward, year)
        case "checked":
            for section in SECTIONS:
                for each in loop.to_keep(ward, section, year):
                    yield f"{ward} {section} head", CheckCompliance(ward, year, section, each, KEPT)
        case _:
            for section in SECTIONS:
                yield _of_section(stage, ward, section, year)


def _of_section(stage: str, ward: str, section: str, year: int) -> tuple[str, Command]:
    target, head = target_of(section), f"{ward} {section} head"
    of_year = evaluation(reading=reading(since=date(year, 4, 1), until=date(year + 1, 3, 31)))
    steps: dict[str, tuple[str, Command]] = {
        "set": (head, SetTarget(ward, year, target, aim(section))),
        "planned": (head, PlanInitiative(ward, year, target, "1", initiative())),
        "reported": (head, ReportTargets(ward, year, section)),
        "evaluated": (head, EvaluateTarget(ward, year, target, of_year)),
        "results": (head, ReportEvaluation(ward, year, section)),
        "decided": (f"{ward} chair", DecideOutcome(ward, year, target, Outcome.KEEP)),
    }
    return steps[stage]


MID_YEAR: tuple[tuple[str, Command], ...] = (
    ("midori residents head", ReportProgress("midori", YEAR, target_of("residents"), "1", GOES_WELL)),
    ("midori mayor", OrderImprovement("midori", YEAR, "1", ORDER)),
    ("midori residents head", AnswerOrder("midori", YEAR, "1", "The queue is mended.")),
)


def asker(account: str) -> Asker:
    """The account as it asks."""
    return Asker(account, account in {"admin", "everybody"})


def asked_on(command: Command) -> date:
    """The day on which a step of the stories is asked for."""
    return ORDERED_ON if isinstance(command, OrderImprovement) else TODAY


@dataclass(frozen=True)
class Story:
    """The loop after everything that is given; each command comes an hour after the one before."""

    loop: Loop = field(default_factory=Loop)
    now: datetime = datetime(YEAR, 1, 8, 9, tzinfo=JAPAN)
    happened: tuple[tuple[Event, datetime], ...] = ()
    asked: tuple[tuple[str, Command], ...] = ()

    def and_given(self, *commands: Command, by: str = "everybody") -> "Story":
        """This happened too."""
        story = self
        for command in commands:
            after = story.after(decide(Case(CITY, story.loop, asker(by), asked_on(command)), command))
            story = replace(after, asked=(*story.asked, (by, command)))
        return story

    def through(self, stage: str, *wards: str, year: int = YEAR) -> "Story":
        """Whoever has to has taken the steps of this stage, in these wards (none named: in all)."""
        story = self
        for account, command in steps_of(self.loop, stage, wards or WARDS, year):
            story = story.and_given(command, by=account)
        return story

    def after(self, events: Sequence[Event]) -> "Story":
        """The story an hour after these events."""
        loop = self.loop
        for event in events:
            loop = evolve(loop, event, self.now)
        happened = (*self.happened, *((each, self.now) for each in events))
        return replace(self, loop=loop, now=self.now + timedelta(hours=1), happened=happened)

    def when(self, command: Command, by: str = "everybody", today: date | None = None) -> "Outcomes":
        """Somebody asks for something."""
        today = today or asked_on(command)
        try:
            events = decide(Case(CITY, self.loop, asker(by), today), command)
        except LoopRefused as no:
            return Outcomes(self, (), no)
        return Outcomes(self.after(events), events, None)


@dataclass(frozen=True)
class Outcomes:
    """What was answered, and the loop afterwards."""

    story: Story
    events: tuple[Event, ...]
    refused: LoopRefused | None

    def then(self, *events: Event) -> Story:
        """Exactly this happened."""
        assert (self.events, self.refused) == (events, None)
        return self.story

    def then_refused(self, reason: Reason, about: str) -> Story:
        """The loop said no, for this reason and about this, and nothing happened."""
        assert self.refused is not None, self.events
        assert (self.refused.reason, self.refused.about) == (reason, about)
        return self.story


@dataclass(frozen=True)
class Denial:
    """What is refused for a reason (`no`), beside its like that is not (`yes`): either asked of a story."""

    reason: Reason
    about: str
    no: tuple[Story, Command]
    yes: tuple[Story, Command]
    by: str = "everybody"
    today: date | None = None


@cache
def given(stage: str, *wards: str) -> Story:
    """The small city at a stage of its year; only these wards have come so far (none named: all)."""
    if stage == STAGES[0]:
        return Story().through(stage)
    before = STAGES[STAGES.index(stage) - 1]
    return given(before, *wards).through(stage, *wards)


@cache
def next_year() -> Story:
    """The year after: its standards are in force without what was proposed, every ward has its policy."""
    return given("verified").through("adopted", year=YEAR + 1).through("policy", year=YEAR + 1)


@cache
def a_whole_year() -> Story:
    """The small city's year, every step of every subject in it."""
    story = Story()
    for stage in STAGES:
        story = story.through(stage)
        if stage == "published":
            for account, command in MID_YEAR:
                story = story.and_given(command, by=account)
    return story
