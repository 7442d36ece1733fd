"""What is to be done by somebody: from their posts and the state of every year, each with the page for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from server.core.calendar import fiscal_year
from server.evaluation.calendar_words import FISCAL_MONTHS
from server.evaluation.core.commands import (
    InformCouncil,
    PublishPlan,
    PublishResults,
    ReportEvaluation,
    ReportPlan,
    ReportTargets,
)
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.guideline import Scope, Status
from server.evaluation.core.papers import Initiative, Progress
from server.evaluation.core.require import Case
from server.evaluation.core.state import WHOLE_CITY, Target, WardYear, targets_of
from server.evaluation.offer import any_day, is_ready
from server.evaluation.ward.views.city_desk import city_tasks
from server.evaluation.ward.views.places import order_url, section_url, step_url, target_url
from server.evaluation.ward.views.task import Task
from server.ports.city import SectionId, WardId


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


EVALUATED_FROM_MONTH = 1
"""From January on targets ask to be evaluated, and standards to be checked again; who wants to may do it
earlier."""


@dataclass(frozen=True, slots=True)
class _Year:
    """One ward's year as somebody sees it."""

    case: Case
    ward: WardId
    year: int
    today: date

    @property
    def state(self) -> WardYear:
        return self.case.loop.ward(self.ward, self.year)

    @property
    def end_begins(self) -> date:
        return date(self.year + 1, EVALUATED_FROM_MONTH, 1)

    @property
    def at_its_end(self) -> bool:
        return self.today >= self.end_begins


def tasks(case: Case, today: date) -> tuple[Task, ...]:
    """Everything that waits for whoever asks, the most urgent first: what has a date, then by year."""
    posts = case.loop.posts.get(case.asker.account, frozenset())
    found: dict[Task, None] = {}
    for post in sorted(posts, key=lambda each: (each.ward, each.duty.value, each.section, each.division)):
        found |= dict.fromkeys(_of_post(case, post, today))
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or today, each.year)))


def _of_post(case: Case, post: Post, today: date) -> Iterator[Task]:
    if post.duty is Duty.CONFERENCE:
        yield from city_tasks(case, today)
    elif post.ward not in case.city.wards:
        return
    if post.duty is Duty.SECTION_HEAD:
        yield from _orders(case, post.ward, post.section)
    for year in _open_years(case, post.ward, today):
        of_year = _Year(case, post.ward, year, today)
        match post.duty:
            case Duty.SECTION_HEAD:
                yield from _of_section(of_year, post.section)
            case Duty.DIVISION_DIRECTOR:
                yield from _of_targets(of_year, _of_division(of_year, post.division))
                yield from _not_kept(of_year, post.division)
            case Duty.WARD_MAYOR:
                yield from _of_mayor(of_year)
            case Duty.COMMITTEE | Duty.CONFERENCE:
                yield from _of_committee(of_year)


def _open_years(case: Case, ward: WardId, today: date) -> tuple[int, ...]:
    """The years with standards in force whose results are not published; none that is far away."""
    return tuple(
        year
        for year in sorted(case.loop.standards)
        if case.loop.adopted(year)
        and not case.loop.ward(ward, year).results_published_at
        and year <= fiscal_year(today) + 1
    )


def _orders(case: Case, ward: WardId, section: SectionId) -> Iterator[Task]:
    """Orders without an answer, of every year: also those whose year's results are published."""
    if section not in case.city.wards[ward].sections:
        return
    words = _("Answer the improvement order")
    for of_ward, year in sorted(case.loop.wards):
        state = case.loop.ward(of_ward, year)
        for order_id, order in state.orders.items():
            if of_ward == ward and order.section == section and order_id not in state.answers:
                link = order_url(ward, year, order_id)
                yield Task(words, link, ward, year, section, order.text, order.due_on)


def _of_section(of_year: _Year, section: SectionId) -> Iterator[Task]:
    state, ward, year = of_year.state, of_year.ward, of_year.year
    if section not in of_year.case.city.wards[ward].sections:
        return
    if not state.plan_published_at:
        yield from _section_plans(of_year, section)
        return
    if returned := state.returned.get(section):
        link = section_url(ward, year, section, "results")
        yield Task(_("The committee gave your report back: mend it"), link, ward, year, section, returned)
    yield from _checks(of_year, section)
    yield from _of_targets(of_year, targets_of(state, section))
    if is_ready(of_year.case, ReportEvaluation(ward, year, section)):
        link = section_url(ward, year, section, "results")
        yield Task(_("Report compliance and results to the committee"), link, ward, year, section)


def _checks(of_year: _Year, section: SectionId) -> Iterator[Task]:
    """Standards that were not checked, and at the end of the year those last checked before (section 6)."""
    state, ward, year = of_year.state, of_year.ward, of_year.year
    link = section_url(ward, year, section, "standards")
    keys = [(section, each) for each in of_year.case.loop.to_keep(ward, section, year)]
    if unchecked := [each for each in keys if each not in state.checked_at]:
        yield Task(_("Standards to check: %(num)s"), link, ward, year, section, number=len(unchecked))
    if not of_year.at_its_end or section in state.evaluated:
        return
    told = [state.checked_at[each].date() for each in keys if each in state.checked_at]
    if earlier := [each for each in told if each < of_year.end_begins]:
        words = _("Standards to check again at the end of the year: %(num)s")
        yield Task(words, link, ward, year, section, number=len(earlier))


def _section_plans(of_year: _Year, section: SectionId) -> Iterator[Task]:
    state, ward, year = of_year.state, of_year.ward, of_year.year
    if state.policy is None or section in state.reported:
        return
    targets = targets_of(state, section)
    if not targets:
        link = step_url(ward, year, f"targets/new?section={section}")
        yield Task(_("Set one to three targets"), link, ward, year, section)
    yield from _of_targets(of_year, targets)
    if is_ready(of_year.case, ReportTargets(ward, year, section)):
        link = section_url(ward, year, section, "targets")
        yield Task(_("Report the targets to the committee"), link, ward, year, section)


def _of_targets(of_year: _Year, targets: Iterable[Target]) -> Iterator[Task]:
    """What targets ask of whoever answers for them: a plan, news, an evaluation."""
    state, ward, year = of_year.state, of_year.ward, of_year.year
    for target in targets:
        section, title = target.aim.section, target.aim.title
        if not target.initiatives:
            link = target_url(ward, year, target.id, "initiatives/new")
            yield Task(_("Plan what is done for a target"), link, ward, year, section, title)
        if not state.plan_published_at or state.council_summary or target.evaluation:
            continue
        if any(is_silent(*each, of_year.year, of_year.today) for each in _initiatives(target)):
            link = target_url(ward, year, target.id)
            yield Task(_("Report how the initiatives go"), link, ward, year, section, title)
        if of_year.at_its_end:
            link = target_url(ward, year, target.id, "evaluation")
            yield Task(_("Evaluate a target"), link, ward, year, section, title)


def _initiatives(target: Target) -> Iterator[tuple[Initiative, tuple[Progress, ...]]]:
    for each, initiative in target.initiatives.items():
        yield initiative, target.progress.get(each, ())


def is_silent(initiative: Initiative, told: tuple[Progress, ...], year: int, today: date) -> bool:
    """Whether an initiative was planned for a month up to now and nobody said how it went since then."""
    if told and told[-1].status in {Status.DONE, Status.STOPPED}:
        return False
    now = FISCAL_MONTHS.index(today.month) if fiscal_year(today) == year else len(FISCAL_MONTHS) - 1
    if fiscal_year(today) < year:
        return False
    due = [place for month in initiative.months if (place := FISCAL_MONTHS.index(month)) <= now]
    heard = [FISCAL_MONTHS.index(each.month) for each in told]
    return bool(due) and max(heard, default=-1) < max(due)


def _of_division(of_year: _Year, division: str) -> list[Target]:
    aims = of_year.state.targets.values()
    return [each for each in aims if each.aim.scope is Scope.DIVISION and each.aim.division == division]


def _of_mayor(of_year: _Year) -> Iterator[Task]:
    state, ward, year = of_year.state, of_year.ward, of_year.year
    if state.policy is None and not state.plan_published_at:
        yield Task(_("Set the policy of the ward"), step_url(ward, year, "policy"), ward, year)
    yield from _not_kept(of_year)
    if state.council_summary and state.review is None:
        yield Task(_("Hold the management review"), step_url(ward, year, "review"), ward, year)


def _not_kept(of_year: _Year, division: str = "") -> Iterator[Task]:
    """Sections that last reported a standard as not kept, and that nobody guided or gave an order since."""
    state, ward, year = of_year.state, of_year.ward, of_year.year
    if not state.plan_published_at or state.review is not None:
        return
    loop = of_year.case.loop
    failing = {each for each, kept in state.unguided if kept in loop.to_keep(ward, each, year)}
    for section, known in of_year.case.city.wards[ward].sections.items():
        if section in failing and division in {"", known.division}:
            link = section_url(ward, year, section, "standards")
            yield Task(_("A standard is not kept: guide the section"), link, ward, year, section)


def _of_committee(of_year: _Year) -> Iterator[Task]:
    case, state, ward, year = of_year.case, of_year.state, of_year.ward, of_year.year
    wide = [each for each in state.targets.values() if each.aim.scope not in {Scope.SECTION, Scope.DIVISION}]
    yield from _of_targets(of_year, wide)
    if ward != WHOLE_CITY and is_ready(case, ReportPlan(ward, year, any_day(case, year))):
        link = step_url(ward, year, "council")
        yield Task(_("Report the plan to the planning council"), link, ward, year)
    if is_ready(case, PublishPlan(ward, year)):
        yield Task(_("Publish the plan"), step_url(ward, year, "publication"), ward, year)
    for target in state.targets.values():
        if _is_undecided(state, target):
            words, aim = _("Decide what becomes of a target"), target.aim
            link = target_url(ward, year, target.id, "outcome")
            yield Task(words, link, ward, year, aim.section, aim.title)
    if ward != WHOLE_CITY and is_ready(case, InformCouncil(ward, year, _("Results"))):
        link = step_url(ward, year, "committee/council")
        yield Task(_("Report the results to the planning council"), link, ward, year)
    if is_ready(case, PublishResults(ward, year)):
        yield Task(_("Publish the results"), step_url(ward, year, "review"), ward, year)


def _is_undecided(state: WardYear, target: Target) -> bool:
    """Whether the committee has its evaluation, and has not said what becomes of it."""
    reported = not target.aim.section or target.aim.section in state.evaluated
    evaluated = target.evaluation is not None and target.outcome is None
    return evaluated and reported and not state.council_summary
