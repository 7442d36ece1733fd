"""A ward's year at a glance: where it stands between Plan, Do, Check and Action, and every section's part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.core.plan import Names
from server.evaluation.core.guideline import Scope, Status
from server.evaluation.core.papers import Check, Order
from server.evaluation.core.state import (
    WHOLE_CITY,
    Loop,
    StandardsOfYear,
    Target,
    WardYear,
    targets_of,
)
from server.evaluation.ward.views.places import order_url, section_url, target_url
from server.ports.city import City, SectionId, WardId


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


class Phase(StrEnum):
    """The four parts of the cycle (guideline section 6(3))."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACTION = "action"


class When(StrEnum):
    """Where a step lies: behind, in hand, or ahead."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the year; `of` is how many there are to do (0: it is not counted), `done` how many are."""

    words: str
    when: When
    done: int = 0
    of: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the cycle with its steps; it is what its steps are."""

    phase: Phase
    words: str
    when: When
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target in the overview; `news` is how its initiatives go, the worst first, None without news."""

    target: Target
    url: str
    news: Status | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """Of the standards that a section keeps: how many are kept, not kept, not checked, as last reported.

    `lapsed` of them were reported as not kept at some time of the year, whether they are kept since or not.
    """

    kept: int
    not_kept: int
    unchecked: int
    lapsed: int

    @property
    def all(self) -> int:
        """How many the section has to keep."""
        return self.kept + self.not_kept + self.unchecked


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section's part of the year."""

    id: SectionId
    names: Names
    lines: tuple[TargetLine, ...]
    reported: bool
    evaluated: bool
    compliance: Compliance
    standards_url: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An improvement order; `answer` is empty as long as there is none."""

    order: Order
    answer: str
    url: str
    late: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything that the page of a ward's year shows; `wide` are the targets of more than one section.

    `in_force` says whether the city has adopted the standards of the year: without them there is no plan.
    """

    ward: WardId
    year: int
    in_force: bool
    state: WardYear
    stages: tuple[Stage, ...]
    sections: tuple[SectionPart, ...]
    wide: tuple[TargetLine, ...]
    orders: tuple[OrderLine, ...]
    guidance: tuple[tuple[SectionId, str], ...]


def year_page(city: City, loop: Loop, ward: WardId, year: int, today: date) -> YearPage:
    """The page of a ward's year; of the whole city there are only wide targets."""
    state, standards = loop.ward(ward, year), loop.standards.get(year)
    sections = city.wards[ward].sections if ward != WHOLE_CITY else {}
    parts = tuple(_section(loop, ward, year, id, each.names) for id, each in sections.items())
    wide = [each for each in state.targets.values() if each.aim.scope is not Scope.SECTION]
    return YearPage(
        ward, year,
        in_force=standards is not None and standards.adopted_at is not None,
        state=state,
        stages=_stages(standards, state, parts),
        sections=parts,
        wide=tuple(_line(ward, year, each) for each in wide),
        orders=tuple(_orders(ward, year, state, today)),
        guidance=state.guidance,
    )  # fmt: skip


def compliance(loop: Loop, ward: WardId, year: int, section: SectionId) -> Compliance:
    """How a section keeps its standards, by the latest check of each."""
    checks = loop.ward(ward, year).checks
    to_keep = loop.to_keep(ward, section, year)
    latest: list[Check] = [checks[section, each][-1] for each in to_keep if (section, each) in checks]
    kept = sum(each.kept for each in latest)
    lapsed = len(loop.lapses(ward, section, year))
    return Compliance(kept, len(latest) - kept, len(to_keep) - len(latest), lapsed)


def _section(loop: Loop, ward: WardId, year: int, section: SectionId, names: Names) -> SectionPart:
    state = loop.ward(ward, year)
    return SectionPart(
        section, names,
        lines=tuple(_line(ward, year, each) for each in targets_of(state, section)),
        reported=section in state.reported,
        evaluated=section in state.evaluated,
        compliance=compliance(loop, ward, year, section),
        standards_url=section_url(ward, year, section, "standards"),
    )  # fmt: skip


_WORST_FIRST = (Status.BEHIND, Status.STOPPED, Status.NOT_STARTED, Status.ON_SCHEDULE, Status.DONE)


def _line(ward: WardId, year: int, target: Target) -> TargetLine:
    latest = {told[-1].status for told in target.progress.values() if told}
    news = next((each for each in _WORST_FIRST if each in latest), None)
    return TargetLine(target, target_url(ward, year, target.id), news)


def _orders(ward: WardId, year: int, state: WardYear, today: date) -> Iterator[OrderLine]:
    for id, order in sorted(state.orders.items(), key=lambda each: each[1].due_on):
        answer = state.answers.get(id, "")
        yield OrderLine(order, answer, order_url(ward, year, id), not answer and order.due_on < today)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Whether a step was taken, before its place in the line is known."""

    words: str
    taken: bool
    done: int = 0
    of: int = 0
    on: date | None = None


def _stages(
    standards: StandardsOfYear | None, state: WardYear, parts: tuple[SectionPart, ...]
) -> tuple[Stage, ...]:
    """The line of steps: the first that was not taken is in hand, even if a later one was."""
    marks = {
        Phase.PLAN: (_("Plan"), (_in_force(standards), *_plan(state, parts))),
        Phase.DO: (_("Do"), _do(state)),
        Phase.CHECK: (_("Check"), _check(state, parts)),
        Phase.ACTION: (_("Action"), _action(state)),
    }
    ahead = False
    stages = []
    for phase, (words, of_phase) in marks.items():
        steps = []
        for mark in of_phase:
            when = When.DONE if mark.taken else When.LATER if ahead else When.NOW
            ahead = ahead or not mark.taken
            steps.append(Step(mark.words, when, mark.done, mark.of, mark.on))
        stages.append(Stage(phase, words, _together(steps), tuple(steps)))
    return tuple(stages)


def _together(steps: list[Step]) -> When:
    times = {each.when for each in steps}
    if times == {When.DONE}:
        return When.DONE
    return When.NOW if When.NOW in times else When.LATER


def _in_force(standards: StandardsOfYear | None) -> _Mark:
    """The city's part, which every other step of the ward waits for (guideline section 5(1))."""
    adopted = _on(standards.adopted_at) if standards else None
    return _Mark(_("City's standards in force"), adopted is not None, on=adopted)


def _plan(state: WardYear, parts: tuple[SectionPart, ...]) -> tuple[_Mark, ...]:
    reported = sum(each.reported for each in parts)
    council = _Mark(
        _("Plan heard by the council"), state.plan_council_on is not None, on=state.plan_council_on
    )
    published = _on(state.plan_published_at)
    return (
        _Mark(_("Policy set"), state.policy is not None),
        _Mark(_("Targets with the committee"), reported == len(parts), reported, len(parts)),
        council,
        _Mark(_("Plan published"), published is not None, on=published),
    )


def _do(state: WardYear) -> tuple[_Mark, ...]:
    done = sum(
        told[-1].status in {Status.DONE, Status.STOPPED}
        for target in state.targets.values()
        for told in target.progress.values()
    )
    planned = sum(len(target.initiatives) for target in state.targets.values())
    finished = bool(planned) and done == planned
    return (
        _Mark(_("Initiatives brought to an end"), finished or bool(state.council_summary), done, planned),
    )


def _check(state: WardYear, parts: tuple[SectionPart, ...]) -> tuple[_Mark, ...]:
    standards = sum(each.compliance.all for each in parts)
    checked = standards - sum(each.compliance.unchecked for each in parts)
    evaluated = sum(each.evaluated for each in parts)
    decided = sum(each.outcome is not None for each in state.targets.values())
    targets = len(state.targets)
    return (
        _Mark(_("Standards checked"), bool(standards) and checked == standards, checked, standards),
        _Mark(_("Results with the committee"), evaluated == len(parts) > 0, evaluated, len(parts)),
        _Mark(_("Outcomes decided"), bool(targets) and decided == targets, decided, targets),
        _Mark(_("Results heard by the council"), bool(state.council_summary)),
    )


def _action(state: WardYear) -> tuple[_Mark, ...]:
    review = state.review.held_on if state.review else None
    published = _on(state.results_published_at)
    return (
        _Mark(_("Management review held"), review is not None, on=review),
        _Mark(_("Results published"), published is not None, on=published),
    )


def _on(moment: date | None) -> date | None:
    return date(moment.year, moment.month, moment.day) if moment else None
