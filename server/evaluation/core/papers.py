"""The papers that people fill in over the year: standard, policy, aim, initiative, check, evaluation.

Commands bring them, events keep them, the state holds them.
"""

from dataclasses import dataclass
from datetime import date

from server.core.commands import Scene
from server.core.plan import OfficeId
from server.evaluation.core.guideline import (
    Basis,
    Budget,
    Direction,
    Grade,
    Latitude,
    Principle,
    Scope,
    Status,
)
from server.evaluation.core.indicator import Indicator, Reading
from server.ports.city import DivisionId, SectionId
from server.ports.voices import RemedyKind


@dataclass(frozen=True, slots=True)
class Standard:
    """A present-tense sentence about a scene that every ward keeps (section 4), and how it can be seen.

    `sample` marks the sentences that came with the program: the guideline does not print Kawasaki's list.
    """

    id: str
    scene: Scene
    principle: Principle
    sentence: str
    evidence: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A ward mayor's policy of a year, tied to a goal of the ward; the council met on `council_on`."""

    text: str
    goal: str
    council_on: date


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target aims at.

    `item` names it across wards: once every ward has achieved the same item it is proposed as a city
    standard. `standard` is the one that is exceeded (basis exceeds_standard), `section` and `division` are
    empty where the scope is wider. `baseline` is where we stand, `value` where we want to be. `measured` is
    what the indicator said of the fiscal year before when this was set, None where nothing is measured: it
    was read, while the baseline was typed.
    """

    scope: Scope
    section: SectionId
    item: str
    title: str
    current_state: str
    plan: str
    principle: Principle
    scene: Scene
    basis: Basis
    standard: str
    latitude: Latitude
    indicator: Indicator
    baseline: float
    value: float
    direction: Direction
    division: DivisionId = ""
    measured: float | None = None

    def is_measured_as(self, other: "Aim") -> bool:
        """Whether both are measured by the same figure, in the same direction."""
        return (self.indicator, self.direction) == (other.indicator, other.direction)


@dataclass(frozen=True, slots=True)
class Initiative:
    """What is done for a target: `owner` is a role or a subsection, no person; months 4..12, 1..3."""

    title: str
    owner: str
    budget: Budget
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How an initiative stood in a month of the fiscal year."""

    month: int
    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a section kept a standard, by what it is seen, and what will be done where it was not kept."""

    kept: bool
    evidence: str
    improvement_measure: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An improvement order of mid-year: what to mend, until when."""

    section: SectionId
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A section's own evaluation of a target.

    `reading` is the frozen figure, `reason` says why the grade is not the proposed one, `follow_up` what
    comes next where the target was missed; `context_change` and `response` are the optional fields of the
    evaluation sheet.
    """

    reading: Reading
    result: str
    grade: Grade
    reason: str = ""
    follow_up: str = ""
    context_change: str = ""
    response: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A corrective or preventive action as it lay before a management review, without a word of anybody.

    `office` and `number` (2026-003) name the entry of the register that it follows from, `id` the action in
    it; `section` deals with it. `effective` is None until its effect was checked.
    """

    office: OfficeId
    number: str
    id: str
    kind: RemedyKind
    section: SectionId
    due_on: date
    done_on: date | None = None
    effective: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What the management review of a ward concluded, and the actions that it had before it.

    `actions` is None where they were not written down with it: in reviews of the program's first versions,
    and in those of wards whose register is kept elsewhere.
    """

    held_on: date
    conclusion: str
    actions: tuple[Action, ...] | None = None
