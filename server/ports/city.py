"""The city as the guideline sees it: its wards, their divisions and sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from server.core.plan import Names, OfficeId

WardId: TypeAlias = str
SectionId: TypeAlias = str
DivisionId: TypeAlias = str


class CityBroken(Exception):
    """The file of the city cannot be used. Says in words where and why."""


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of a ward office whose head sets one to three targets a year; `division` is where it belongs."""

    id: SectionId
    names: Names
    division: DivisionId


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward with its sections; `offices` are those whose logs speak of it, the first is the ward office."""

    id: WardId
    names: Names
    divisions: Mapping[DivisionId, Names]
    sections: Mapping[SectionId, Section]
    offices: tuple[OfficeId, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """The whole city; `zone` is the time zone of its dates."""

    id: str
    names: Names
    zone: str
    wards: Mapping[WardId, Ward]


class Cities(Protocol):
    """Where the city comes from."""

    def city(self) -> City:
        """The city of this installation. Raises CityBroken, in words with the line."""
