"""The city's own loop over a year as a line of steps, and the one step that comes next."""

from dataclasses import dataclass
from enum import StrEnum

from server.evaluation.core.state import Loop
from server.ports.city import City


class Step(StrEnum):
    """The steps of the city's loop, in their order."""

    BEGIN = "begin"
    DECIDE = "decide"
    VERIFY_BEFORE = "verify_before"
    ADOPT = "adopt"
    FOLLOW = "follow"
    REPORT = "report"
    VERIFY = "verify"
    NEXT_YEAR = "next_year"


@dataclass(frozen=True, slots=True)
class Course:
    """Where the city's year stands: the steps done, what is next, how many wards are still to come.

    `before` is the year of the standards that were in force last, None where there were none.
    """

    next: Step
    done: frozenset[Step]
    waiting: int
    undecided: int
    before: int | None

    def state(self, step: Step) -> str:
        """`done`, `now` or `later`; what stands in the way of adoption belongs to that step."""
        now = Step.ADOPT if self.next in {Step.DECIDE, Step.VERIFY_BEFORE} else self.next
        return "done" if step in self.done else "now" if step is now else "later"


LINE = (Step.BEGIN, Step.ADOPT, Step.FOLLOW, Step.REPORT, Step.VERIFY)
"""What is shown as the line of a year; the other steps come up only where they are in the way."""


def course_of(loop: Loop, city: City, year: int) -> Course:
    """Where the city's loop of a year stands."""
    of_year = loop.standards.get(year)
    waiting = sum(loop.ward(each, year).review is None for each in city.wards)
    undecided = sum(each.accepted is None for each in loop.proposals.values())
    adopted = of_year is not None and of_year.adopted_at is not None
    facts = {
        Step.BEGIN: of_year is not None,
        Step.ADOPT: adopted,
        Step.FOLLOW: adopted and waiting == 0,
        Step.REPORT: of_year is not None and bool(of_year.achievements),
        Step.VERIFY: of_year is not None and bool(of_year.conclusion),
    }
    done = frozenset(step for step, fact in facts.items() if fact)
    coming = next((step for step in LINE if step not in done), Step.NEXT_YEAR)
    if coming is Step.ADOPT:
        coming = _before_adoption(loop, year, undecided)
    return Course(coming, done, waiting, undecided, loop.latest_adopted(year))


def _before_adoption(loop: Loop, year: int, undecided: int) -> Step:
    before = loop.latest_adopted(year)
    if before is not None and not loop.standards[before].conclusion:
        return Step.VERIFY_BEFORE
    return Step.DECIDE if undecided else Step.ADOPT
