"""All results of a ward's year as the committee, the council and the mayor look at them."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.core.plan import Names
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.papers import Aim, Order
from server.evaluation.core.state import WHOLE_CITY, Lapse, Loop, Target, targets_of
from server.evaluation.ward.views.year import Compliance, compliance
from server.ports.city import City, SectionId, WardId

OUTCOMES = (
    (Outcome.EXPAND, Outcome.REDUCE, Outcome.KEEP, Outcome.END),
    (Outcome.EXPAND_CHANGED, Outcome.REDUCE_CHANGED, Outcome.KEEP_CHANGED, Outcome.END_CHANGED),
)
"""Two rows of four: the aim as it was, the aim changed; each with more, less, go on, end."""


@dataclass(frozen=True, slots=True)
class Result:
    """A target; the committee may decide on it (`open`) between the section's report and the council."""

    target: Target
    open: bool


@dataclass(frozen=True, slots=True)
class NotKept:
    """A standard that the section did not keep at some time of the year, what it did, and how it stands now.

    `aim` is the target that a section's own standard was, None for the city's.
    """

    sentence: str
    aim: Aim | None
    lapse: Lapse


@dataclass(frozen=True, slots=True)
class SectionResults:
    """A section's results; `returned` is what the committee said when it gave them back."""

    section: SectionId
    names: Names
    reported: bool
    returned: str
    compliance: Compliance
    not_kept: tuple[NotKept, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class OrderResult:
    """An improvement order; `answer` is empty as long as there is none."""

    order: Order
    answer: str


@dataclass(frozen=True, slots=True)
class WardResults:
    """The results of a ward's year; `wider` are the targets of more than one section."""

    sections: tuple[SectionResults, ...]
    wider: tuple[Result, ...]
    grades: Mapping[Grade, int]
    unevaluated: int
    met: tuple[Target, ...]
    missed: tuple[Target, ...]
    orders: tuple[OrderResult, ...]
    guidance: tuple[tuple[SectionId, str], ...]

    @property
    def reported(self) -> int:
        """How many sections have reported."""
        return sum(each.reported for each in self.sections)

    @property
    def undecided(self) -> int:
        """How many targets have no outcome yet."""
        return sum(each.target.outcome is None for each in self._every)

    @property
    def next(self) -> Target | None:
        """The first target on which the committee can decide now, and has not."""
        waiting = (each.target for each in self._every if each.open and each.target.outcome is None)
        return next(waiting, None)

    @property
    def _every(self) -> tuple[Result, ...]:
        return (*(one for each in self.sections for one in each.results), *self.wider)

    @property
    def kept(self) -> Compliance:
        """Over all sections."""
        parts = [each.compliance for each in self.sections]
        return Compliance(
            sum(each.kept for each in parts),
            sum(each.not_kept for each in parts),
            sum(each.unchecked for each in parts),
            sum(each.lapsed for each in parts),
        )


def ward_results(loop: Loop, city: City, ward: WardId, year: int) -> WardResults:
    """Everything that came out of a ward's year; of the whole city there are only wider targets."""
    state = loop.ward(ward, year)
    known = city.wards[ward].sections if ward != WHOLE_CITY else {}
    every = [state.targets[each] for each in sorted(state.targets)]
    evaluated = [each for each in every if each.evaluation is not None]
    return WardResults(
        sections=tuple(section_results(loop, ward, year, id, each.names) for id, each in known.items()),
        wider=tuple(result_of(loop, ward, year, each) for each in every if not each.aim.section),
        grades={
            grade: sum(each.evaluation is not None and each.evaluation.grade is grade for each in every)
            for grade in Grade
        },
        unevaluated=len(every) - len(evaluated),
        met=tuple(each for each in evaluated if each.met),
        missed=tuple(each for each in evaluated if not each.met),
        orders=tuple(OrderResult(each, state.answers.get(id, "")) for id, each in state.orders.items()),
        guidance=state.guidance,
    )


def section_results(loop: Loop, ward: WardId, year: int, section: SectionId, names: Names) -> SectionResults:
    """One section's compliance and targets."""
    state = loop.ward(ward, year)
    return SectionResults(
        section,
        names,
        reported=section in state.evaluated,
        returned=state.returned.get(section, ""),
        compliance=compliance(loop, ward, year, section),
        not_kept=_not_kept(loop, ward, year, section),
        results=tuple(result_of(loop, ward, year, each) for each in targets_of(state, section)),
    )


def _not_kept(loop: Loop, ward: WardId, year: int, section: SectionId) -> tuple[NotKept, ...]:
    own = {each.id: each.aim for each in loop.own_standards(ward, section, year)}
    sentences = {each.id: each.sentence for each in loop.adopted(year)}
    sentences |= {id: aim.title for id, aim in own.items()}
    return tuple(
        NotKept(sentences[each.standard], own.get(each.standard), each)
        for each in loop.lapses(ward, section, year)
    )


def result_of(loop: Loop, ward: WardId, year: int, target: Target) -> Result:
    """A target as the committee sees it."""
    state = loop.ward(ward, year)
    reported = not target.aim.section or target.aim.section in state.evaluated
    closed = bool(state.council_summary) or state.results_published_at is not None
    return Result(target, reported and target.evaluation is not None and not closed)
