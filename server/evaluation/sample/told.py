"""What the YAML files of the sample say: standards, targets, and the figures of every ward."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files

import msgspec

from server.core.commands import Scene
from server.core.plan import ServiceId
from server.evaluation.core.guideline import Direction, Principle, Status
from server.ports.city import SectionId, WardId


@dataclass(frozen=True, slots=True)
class ToldStandard:
    """A sentence as the file has it."""

    id: str
    scene: Scene
    principle: Principle
    sentence: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Promoted(ToldStandard):
    """The standard that an item becomes once every ward has achieved it."""

    item: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """By which figure of the counters a target is measured where the office's log is at hand."""

    figure: str
    minutes: int | None = None
    service: ServiceId = ""
    section: SectionId = ""


@dataclass(frozen=True, slots=True)
class ToldInitiative:
    """What is done; months of the year."""

    title: str
    owner: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToldProgress:
    """How the initiative stood in a month."""

    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class ToldTarget:
    """A target in words; {baseline}, {value} and {reached} in them stand for the figures."""

    section: SectionId
    item: str
    title: str
    current_state: str
    plan: str
    principle: Principle
    scene: Scene
    standard: str
    direction: Direction
    unit: str
    counted: str
    initiative: ToldInitiative
    progress: Mapping[int, ToldProgress]
    result: str
    follow_up: str
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A standard that a section did not keep in mid-year."""

    ward: WardId
    section: SectionId
    standard: str
    evidence: str
    improvement_measure: str


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """What the mayor of the first ward orders; without an answer it waits for one."""

    section: SectionId
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ToldWard:
    """A ward's policy and the figures of its targets: baseline, value, reached (measured: value)."""

    policy: str
    goal: str
    last: Mapping[str, tuple[float, ...]]
    current: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that took the steps of the past; {ward} and {section} stand for the names."""

    conference: str
    mayor: str
    chair: str
    head: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything; `last` is the year that is over, `current` the one that goes on."""

    accounts: Accounts
    sample_evidence: str
    kept_evidence: str
    conclusion: str
    summary: str
    achievements: str
    verified: str
    accepted: str
    promoted: Promoted
    not_kept: Mapping[str, tuple[Breach, ...]]
    orders: Mapping[str, ToldOrder]
    guidance: ToldOrder
    wards: Mapping[WardId, ToldWard]
    standards: tuple[ToldStandard, ...] = ()
    targets: Mapping[str, ToldTarget] = field(default_factory=dict)


def told() -> Told:
    """The sample as its files have it. Raises msgspec.ValidationError."""
    folder = files("server") / "evaluation" / "sample"

    def text(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    return replace(
        msgspec.yaml.decode(text("loop.yaml"), type=Told),
        standards=msgspec.yaml.decode(text("standards.yaml"), type=tuple[ToldStandard, ...]),
        targets=msgspec.yaml.decode(text("targets.yaml"), type=dict[str, ToldTarget]),
    )
