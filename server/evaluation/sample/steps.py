"""The steps of the sample, pure: in each phase of a year, who asks for what."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from server.evaluation.core import commands as ask
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.guideline import Budget
from server.evaluation.core.papers import Check, Initiative, Order, Policy, Progress, Review, Standard
from server.evaluation.core.state import Loop
from server.evaluation.sample.papers import Sample, aim, evaluation, outcome, target_id
from server.ports.city import SectionId, WardId

Step: TypeAlias = tuple[Post, ask.Command]
CONFERENCE = Post(Duty.CONFERENCE)


def mayor(ward: WardId) -> Post:
    """Whoever is mayor of the ward."""
    return Post(Duty.WARD_MAYOR, ward)


def chair(ward: WardId) -> Post:
    """Whoever speaks for the ward's committee."""
    return Post(Duty.COMMITTEE, ward)


def head(ward: WardId, section: SectionId) -> Post:
    """The head of a section."""
    return Post(Duty.SECTION_HEAD, ward, section)


# The phases of a year.


def begin(sample: Sample, loop: Loop, year: int) -> Iterator[Step]:
    """The draft of the standards, with what has spread; the first one with the sample sentences."""
    yield CONFERENCE, ask.BeginStandards(year)
    if year == sample.last:
        for each in sample.told.standards:
            standard = Standard(each.id, each.scene, each.principle, each.sentence, each.evidence, True)
            yield CONFERENCE, ask.DraftStandard(year, standard)
    of = sample.told.promoted
    if year != sample.last and of.item in loop.proposals:
        standard = Standard(of.id, of.scene, of.principle, of.sentence, of.evidence)
        yield CONFERENCE, ask.DecideProposal(year, of.item, True, sample.told.accepted, standard)


def adopt(_sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """The standards of the year come into force."""
    yield CONFERENCE, ask.AdoptStandards(year)


def policies(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """Every ward's policy."""
    for ward, told in sample.told.wards.items():
        yield mayor(ward), ask.SetPolicy(ward, year, Policy(told.policy, told.goal, date(year, 3, 27)))


def targets(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """Every section's targets with their initiatives, reported to the committee."""
    for ward in sample.told.wards:
        for name in sample.targets(ward, year):
            told, id = sample.told.targets[name], target_id(ward, name, year)
            by = head(ward, told.section)
            do = told.initiative
            planned = Initiative(do.title, do.owner, Budget.NONE, do.months)
            yield by, ask.SetTarget(ward, year, id, aim(sample, ward, name, year))
            yield by, ask.PlanInitiative(ward, year, id, "1", planned)
        for section in sample.city.wards[ward].sections:
            yield head(ward, section), ask.ReportTargets(ward, year, section)


def plans(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """The councils hear the plans, which are then public."""
    for ward in sample.told.wards:
        yield chair(ward), ask.ReportPlan(ward, year, date(year, 5, 14))
        yield chair(ward), ask.PublishPlan(ward, year)


def progress(month: int) -> "Phase":
    """How every initiative stands in a month."""

    def steps(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
        for ward in sample.told.wards:
            for name in sample.targets(ward, year):
                target = sample.told.targets[name]
                if told := target.progress.get(month):
                    stands = Progress(month, told.status, told.text)
                    id = target_id(ward, name, year)
                    yield head(ward, target.section), ask.ReportProgress(ward, year, id, "1", stands)

    return steps


def checks(sample: Sample, loop: Loop, year: int) -> Iterator[Step]:
    """Every section checks every standard that it keeps; what is not kept comes with its measure."""
    found = sample.told.not_kept[sample.name(year)]
    breaches = {(each.ward, each.section, each.standard): each for each in found}
    for ward in sample.told.wards:
        for section in sample.city.wards[ward].sections:
            for standard in loop.to_keep(ward, section, year):
                breach = breaches.get((ward, section, standard))
                kept = Check(True, sample.told.kept_evidence)
                check = Check(False, breach.evidence, breach.improvement_measure) if breach else kept
                yield head(ward, section), ask.CheckCompliance(ward, year, section, standard, check)


def guidance(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """The first ward's mayor guides one section and orders another to mend something."""
    ward, told = next(iter(sample.told.wards)), sample.told.orders[sample.name(year)]
    note = sample.told.guidance
    yield mayor(ward), ask.GiveGuidance(ward, year, note.section, note.text)
    order = Order(told.section, told.text, date(year, 12, 15))
    yield mayor(ward), ask.OrderImprovement(ward, year, f"{year}-1", order)


def answers(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """The section answers, where it has."""
    ward, told = next(iter(sample.told.wards)), sample.told.orders[sample.name(year)]
    if told.answer:
        yield head(ward, told.section), ask.AnswerOrder(ward, year, f"{year}-1", told.answer)


def mended(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """What was not kept in autumn is kept in February."""
    for each in sample.told.not_kept[sample.name(year)]:
        check = Check(True, sample.told.kept_evidence)
        yield (
            head(each.ward, each.section),
            ask.CheckCompliance(each.ward, year, each.section, each.standard, check),
        )


def evaluations(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """Every section evaluates its targets and reports."""
    for ward in sample.told.wards:
        for name in sample.targets(ward, year):
            by = head(ward, sample.told.targets[name].section)
            evaluated = evaluation(sample, ward, name, year)
            yield by, ask.EvaluateTarget(ward, year, target_id(ward, name, year), evaluated)
        for section in sample.city.wards[ward].sections:
            yield head(ward, section), ask.ReportEvaluation(ward, year, section)


def reviews(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """Outcomes, council, review, published results."""
    for ward in sample.told.wards:
        for name in sample.targets(ward, year):
            next_year = outcome(evaluation(sample, ward, name, year))
            yield chair(ward), ask.DecideOutcome(ward, year, target_id(ward, name, year), next_year)
        yield chair(ward), ask.InformCouncil(ward, year, sample.told.summary)
        actions = sample.actions if ward == first_ward(sample) else None
        held = Review(reviewed_on(year), sample.told.conclusion, actions)
        yield mayor(ward), ask.HoldReview(ward, year, held)
        yield chair(ward), ask.PublishResults(ward, year)


def first_ward(sample: Sample) -> WardId:
    """The ward whose office has a simulated past, and whose posts a visitor of the demo takes over."""
    return next(iter(sample.told.wards))


def reviewed_on(year: int) -> date:
    """When the ward mayors hold their reviews of a year."""
    return date(year + 1, 3, 18)


def verification(sample: Sample, _loop: Loop, year: int) -> Iterator[Step]:
    """The city hears how all wards did and concludes."""
    yield CONFERENCE, ask.ReportAchievements(year, sample.told.achievements)
    yield CONFERENCE, ask.VerifyStandards(year, sample.told.verified)


Phase: TypeAlias = Callable[[Sample, Loop, int], Iterator[Step]]


def phases(last: int) -> Iterator[tuple[date, int, str, Phase]]:
    """Every phase with its day and year, in the order of time."""
    yield date(last, 3, 20), last, "begin", begin
    for year in (last, last + 1):
        yield date(year, 3, 28), year, "adopt", adopt
        yield date(year, 4, 7), year, "policies", policies
        yield date(year, 5, 8), year, "targets", targets
        yield date(year, 5, 15), year, "plans", plans
        yield date(year, 7, 31), year, "july", progress(7)
        yield date(year, 10, 20), year, "checks", checks
        yield date(year, 10, 30), year, "october", progress(10)
        yield date(year, 11, 2), year, "guidance", guidance
        if year == last:
            yield from _closing(year)


def _closing(year: int) -> Iterator[tuple[date, int, str, Phase]]:
    yield date(year, 12, 10), year, "answers", answers
    yield date(year + 1, 1, 29), year, "january", progress(1)
    yield date(year + 1, 2, 20), year, "mended", mended
    yield date(year + 1, 3, 6), year, "evaluations", evaluations
    yield date(year + 1, 3, 18), year, "reviews", reviews
    yield date(year + 1, 3, 25), year, "verification", verification
    yield date(year + 1, 3, 26), year + 1, "begin", begin
