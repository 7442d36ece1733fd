"""What the YAML files of the sample say of the visitors' voices: the survey and the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import msgspec

from server.core.commands import Scene
from server.core.plan import ServiceId
from server.ports.voices import Contact, Intake, ItemId, Kind, RemedyKind, SectionId, SurveyChannel

NOBODY = Contact()


@dataclass(frozen=True, slots=True)
class ToldService:
    """How often a service is answered for, and how much better than others it is found (may be negative)."""

    weight: int
    lift: float


@dataclass(frozen=True, slots=True)
class ToldItem:
    """How often each grade is given, the best first, at the beginning of the sample and at its end."""

    early: tuple[int, ...]
    now: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToldComment:
    """Free text of somebody who was satisfied or not."""

    service: ServiceId
    good: bool
    text: str


@dataclass(frozen=True, slots=True)
class ToldSurvey:
    """The survey; `channels` are answers a month, `handed_out` sheets a month."""

    channels: Mapping[SurveyChannel, int]
    handed_out: int
    services: Mapping[ServiceId, ToldService]
    items: Mapping[ItemId, ToldItem]
    comments: tuple[ToldComment, ...]


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """An answer so many days after receipt."""

    after: int
    text: str


@dataclass(frozen=True, slots=True)
class ToldRemedy:
    """An action; all days count from receipt, None has not come yet."""

    kind: RemedyKind
    what: str
    owner: SectionId
    planned: int
    due: int
    done: int | None = None
    checked: int | None = None
    effective: bool = True


@dataclass(frozen=True, slots=True)
class ToldClosing:
    """The end of an entry, with the reason where there was no answer."""

    after: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One entry, received `ago` days before the demo first starts."""

    id: str
    ago: int
    kind: Kind
    intake: Intake
    scene: Scene
    summary: str
    service: ServiceId = ""
    section: SectionId = ""
    owner: SectionId = ""
    recorded: int = 0
    contact: Contact = NOBODY
    answer: ToldAnswer | None = None
    remedies: tuple[ToldRemedy, ...] = ()
    closed: ToldClosing | None = None


def told_survey() -> ToldSurvey:
    """The survey as its file has it. Raises msgspec.ValidationError."""
    return msgspec.yaml.decode(_text("survey.yaml"), type=ToldSurvey)


def told_entries() -> tuple[ToldEntry, ...]:
    """The register as its file has it. Raises msgspec.ValidationError."""
    return msgspec.yaml.decode(_text("voices.yaml"), type=tuple[ToldEntry, ...])


def _text(name: str) -> str:
    return (files("server") / "evaluation" / "sample" / name).read_text(encoding="utf-8")
