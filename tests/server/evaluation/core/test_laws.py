"""The laws of the loop: whoever asks for whatever, in whatever order, these stay true."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.evaluation.core import codec
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
from server.evaluation.core.decide import decide
from server.evaluation.core.evolve import evolve
from server.evaluation.core.guideline import MOST_TARGETS, Grade, Outcome
from server.evaluation.core.papers import Aim
from server.evaluation.core.refusal import LoopRefused
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop, WardYear, targets_of
from tests.loop_story import (
    CITY,
    GOES_WELL,
    KEPT,
    NOT_KEPT,
    OF_CITY,
    OF_DIVISION,
    ORDER,
    POLICY,
    POSTS,
    REVIEW,
    SECTIONS,
    STAGES,
    TODAY,
    WARDS,
    WIDE,
    YEAR,
    Story,
    aim,
    asker,
    evaluation,
    initiative,
    reading,
    standard,
    steps_of,
    target_of,
)

ACCOUNTS = st.sampled_from(["everybody"] * 20 + [*POSTS, "admin", "nobody"])
WARD = st.sampled_from([*WARDS, "", "atlantis"])
YEARS = st.sampled_from([YEAR, YEAR + 1])
SECTION = st.sampled_from([*SECTIONS, "tax"])
TARGET = st.sampled_from([*map(target_of, SECTIONS), "signs", "gone"])
STANDARD = st.sampled_from(["greeting", "smile", target_of("child")])
WORDS = st.sampled_from(["", "said"])
AIM = st.builds(
    lambda section, more, value: aim(**({"section": section, "value": value} | more)),
    st.sampled_from([*SECTIONS]),
    st.sampled_from([{}, {}, {}, WIDE, OF_DIVISION, OF_CITY, {"standard": "smile"}]),
    st.sampled_from([6.0, 5.0, 11.0]),
)


@st.composite
def evaluations(draw, year: int):
    of_year = reading(
        draw(st.sampled_from([6.0, 6.0, 9.0, None])), since=date(year, 4, 1), until=date(year + 1, 3, 31)
    )
    more = {"reason": draw(WORDS), "follow_up": draw(WORDS)}
    return evaluation(grade=draw(st.sampled_from(Grade)), reading=of_year, **more)


@st.composite
def of_the_city(draw) -> Command:
    year, said = draw(YEARS), draw(WORDS)
    post = draw(st.sampled_from([*POSTS.values()]))
    return draw(
        st.sampled_from([
            GiveDuty("nobody", post), EndDuty("nobody", post), BeginStandards(year),
            DraftStandard(year, standard(draw(STANDARD))), DropStandard(year, draw(STANDARD), said),
            AdoptStandards(year),
            DecideProposal(year, "short wait", draw(st.booleans()), said, standard("wait")),
            ReportAchievements(year, said), VerifyStandards(year, said),
        ])
    )  # fmt: skip


@st.composite
def of_a_plan(draw) -> Command:
    ward, year, target, section = draw(WARD), draw(YEARS), draw(TARGET), draw(SECTION)
    return draw(
        st.sampled_from([
            SetPolicy(ward, year, POLICY), SetTarget(ward, year, draw(st.text("ab", max_size=2)), draw(AIM)),
            SetTarget(ward, year, target, draw(AIM)), WithdrawTarget(ward, year, target, draw(WORDS)),
            PlanInitiative(ward, year, target, "1", initiative(months=draw(st.sampled_from([(4,), ()])))),
            ReportTargets(ward, year, section), ReportPlan(ward, year, date(year, 4, 5)),
            PublishPlan(ward, year), EndSectionStandard(ward, year, target, draw(WORDS)),
        ])
    )  # fmt: skip


@st.composite
def of_a_year(draw) -> Command:
    ward, year, target, section = draw(WARD), draw(YEARS), draw(TARGET), draw(SECTION)
    said, order = draw(WORDS), draw(st.sampled_from("12"))
    return draw(
        st.sampled_from([
            ReportProgress(ward, year, target, "1", GOES_WELL),
            CheckCompliance(ward, year, section, draw(STANDARD), draw(st.sampled_from([KEPT, NOT_KEPT]))),
            GiveGuidance(ward, year, section, said), OrderImprovement(ward, year, order, ORDER),
            AnswerOrder(ward, year, order, said), EvaluateTarget(ward, year, target, draw(evaluations(year))),
            ReportEvaluation(ward, year, section), ReturnEvaluation(ward, year, section, said),
            DecideOutcome(ward, year, target, draw(st.sampled_from(Outcome))),
            InformCouncil(ward, year, said), HoldReview(ward, year, REVIEW), PublishResults(ward, year),
        ])
    )  # fmt: skip


class Laws(RuleBasedStateMachine):
    """Two years of a small city, in which anybody asks for anything."""

    @initialize()
    def begin(self) -> None:
        self.story = Story().through("posts").through("adopted").through("policy", "midori")
        self.in_force = {}
        self.public = {}
        self.kept_until = {}

    def ask(self, command: Command, by: str) -> None:
        case = Case(CITY, self.story.loop, asker(by), TODAY)
        try:
            events = decide(case, command)
        except LoopRefused:
            return
        assert events, "every step that is taken leaves a trace"
        assert events == decide(case, command), "decide is pure"
        for event in events:
            assert codec.decoded(type(event).__name__, codec.encoded(event)) == event
        self.story = self.story.after(events)
        again = case.loop
        for event, at in self.story.happened[-len(events) :]:
            again = evolve(again, event, at)
        assert again == self.story.loop, "evolve is pure"

    @rule(stage=st.sampled_from(STAGES[1:]), wards=st.sampled_from([WARDS, ("midori",)]), year=YEARS)
    def people_do_what_is_to_be_done(self, stage: str, wards: tuple[str, ...], year: int) -> None:
        for account, command in steps_of(self.story.loop, stage, wards, year):
            self.ask(command, account)

    @rule(id=st.sampled_from("abcde"), aim=AIM, twin=st.booleans())
    def midori_sets_a_target_with_an_initiative(self, id: str, aim: Aim, twin: bool) -> None:
        self.ask(SetTarget("midori", YEAR, id, aim), "everybody")
        if not twin:
            self.ask(PlanInitiative("midori", YEAR, id, "1", initiative()), "everybody")

    @rule(ids=st.sets(st.sampled_from("abcde"), min_size=3), section=st.sampled_from([*SECTIONS]))
    def a_section_wants_much(self, ids: set[str], section: str) -> None:
        for id in sorted(ids):
            self.ask(SetTarget("midori", YEAR, id, aim(section)), "everybody")
            self.ask(PlanInitiative("midori", YEAR, id, "1", initiative()), "everybody")

    @rule()
    def the_city_closes_a_target_of_its_own(self) -> None:
        for command in (
            SetTarget("", YEAR, "signs", aim(**OF_CITY)),
            PlanInitiative("", YEAR, "signs", "1", initiative()),
            PublishPlan("", YEAR), EvaluateTarget("", YEAR, "signs", evaluation()),
            DecideOutcome("", YEAR, "signs", Outcome.KEEP), PublishResults("", YEAR),
        ):  # fmt: skip
            self.ask(command, "everybody")

    @rule(section=st.sampled_from([*SECTIONS]))
    def a_section_reports_its_targets(self, section: str) -> None:
        self.ask(ReportTargets("midori", YEAR, section), "everybody")

    @rule(data=st.data())
    def midori_evaluates_what_is_there(self, data: st.DataObject) -> None:
        for target in self.story.loop.ward("midori", YEAR).targets:
            self.ask(EvaluateTarget("midori", YEAR, target, data.draw(evaluations(YEAR))), "everybody")
            self.ask(DecideOutcome("midori", YEAR, target, Outcome.KEEP), "everybody")

    @rule(upto=st.integers(2, len(STAGES)), year=YEARS)
    def a_year_goes_on(self, upto: int, year: int) -> None:
        for stage in STAGES[1:upto]:
            self.people_do_what_is_to_be_done(stage, WARDS, year)

    @rule(command=of_the_city(), by=ACCOUNTS)
    def somebody_asks_of_the_city(self, command: Command, by: str) -> None:
        self.ask(command, by)

    @rule(command=of_a_plan(), by=ACCOUNTS)
    def somebody_asks_of_a_plan(self, command: Command, by: str) -> None:
        self.ask(command, by)

    @rule(command=of_a_year(), by=ACCOUNTS)
    def somebody_asks_of_a_year(self, command: Command, by: str) -> None:
        self.ask(command, by)

    @invariant()
    def replay_equals_live(self) -> None:
        loop = Loop()
        for event, at in self.story.happened:
            loop = evolve(loop, codec.decoded(type(event).__name__, codec.encoded(event)), at)
        assert loop == self.story.loop

    @invariant()
    def standards_in_force_never_change(self) -> None:
        for year in self.story.loop.standards:
            if standards := self.story.loop.adopted(year):
                assert self.in_force.setdefault(year, standards) == standards

    @invariant()
    def what_is_no_standard_any_more_never_is_again(self) -> None:
        for ward, made in self.story.loop.made.items():
            for place, each in enumerate(made):
                if each.until is not None:
                    assert each.until <= self.kept_until.setdefault((ward, place), each.until)
                    self.kept_until[ward, place] = each.until

    @invariant()
    def a_section_has_at_most_three_targets(self) -> None:
        for of_ward in self.story.loop.wards.values():
            assert all(len(targets_of(of_ward, each)) <= MOST_TARGETS for each in SECTIONS)

    @invariant()
    def what_was_reported_stands(self) -> None:
        for key, of_ward in self.story.loop.wards.items():
            for section in of_ward.reported:
                aims = {each.id: each.aim for each in targets_of(of_ward, section)}
                assert aims
                assert self.public.setdefault((key, section), aims) == aims

    @invariant()
    def what_is_published_stands(self) -> None:
        for key, of_ward in self.story.loop.wards.items():
            if of_ward.plan_published_at:
                assert all(each.initiatives for each in of_ward.targets.values())
                plan = {id: each.aim for id, each in of_ward.targets.items()}
                assert self.public.setdefault(("plan", key), plan) == plan
            if of_ward.results_published_at:
                results = {id: (each.evaluation, each.outcome) for id, each in of_ward.targets.items()}
                assert self.public.setdefault(("results", key), results) == results

    @invariant()
    def a_closed_year_is_complete(self) -> None:
        for (ward, year), of_ward in self.story.loop.wards.items():
            if ward and of_ward.results_published_at:
                self.assert_complete(ward, year, of_ward)

    def assert_complete(self, ward: str, year: int, of_ward: WardYear) -> None:
        for section in SECTIONS:
            assert 1 <= len(targets_of(of_ward, section)) <= MOST_TARGETS
        for target in of_ward.targets.values():
            assert target.evaluation is not None
            assert target.outcome is not None
            assert target.met or target.evaluation.follow_up.strip()
        for checks in of_ward.checks.values():
            assert all(each.kept or each.improvement_measure.strip() for each in checks)
        for made in self.story.loop.made.get(ward, ()):
            assert made.year != year or of_ward.targets[made.id].met

    @invariant()
    def nothing_is_a_city_standard_by_spreading_before_every_ward_has_achieved_it(self) -> None:
        for proposal in self.story.loop.proposals.values():
            assert [ward for ward, _, _ in proposal.achieved] == [*WARDS]
            for ward, year, target in proposal.achieved:
                assert self.story.loop.ward(ward, year).targets[target].met


TestLaws = Laws.TestCase
TestLaws.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
