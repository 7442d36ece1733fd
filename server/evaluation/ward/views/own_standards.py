"""The standards of a ward that were targets once: by section, and those that ended with the year before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.evaluation.core.papers import Aim
from server.evaluation.core.state import Loop, SectionStandard
from server.evaluation.ward.views.places import own_standard_url
from server.ports.city import City, DivisionId, SectionId, WardId


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One own standard, kept since the year `since`. `of_city`: every ward keeps this item by now."""

    id: str
    aim: Aim
    since: int
    of_city: bool
    url: str
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """The own standards of a section, of a division, or (neither) of the whole ward."""

    section: SectionId
    division: DivisionId
    lines: tuple[OwnLine, ...]


def own_line(loop: Loop, ward: WardId, year: int, standard: str) -> OwnLine | None:
    """An own standard that the ward keeps in a year; None where there is none of this id."""
    known = _kept(loop, ward, year)
    return next((_line(loop, ward, year, each) for each in known if each.id == standard), None)


def own_parts(city: City, loop: Loop, ward: WardId, year: int) -> tuple[OwnPart, ...]:
    """All own standards that a ward keeps in a year, in the order of its sections, the wider ones last."""
    return tuple(_parts(city, loop, ward, year, _kept(loop, ward, year)))


def ended_lines(loop: Loop, ward: WardId, year: int) -> tuple[OwnLine, ...]:
    """Those that ended by decision with the year before."""
    return tuple(_line(loop, ward, year, each) for each in loop.ended_standards(ward, year))


def _kept(loop: Loop, ward: WardId, year: int) -> tuple[SectionStandard, ...]:
    return tuple(each for each in loop.made.get(ward, ()) if each.is_kept_in(year))


def _parts(
    city: City, loop: Loop, ward: WardId, year: int, found: Iterable[SectionStandard]
) -> Iterator[OwnPart]:
    known = city.wards.get(ward)
    places = [(each, "") for each in known.sections] if known else []
    places += [("", each) for each in known.divisions] if known else []
    of_place: dict[tuple[str, str], list[OwnLine]] = {each: [] for each in (*places, ("", ""))}
    for each in found:
        line = _line(loop, ward, year, each)
        of_place.setdefault((each.aim.section, each.aim.division), []).append(line)
    for (section, division), lines in of_place.items():
        if lines:
            yield OwnPart(section, division, tuple(lines))


def _line(loop: Loop, ward: WardId, year: int, made: SectionStandard) -> OwnLine:
    of_city = loop.is_of_the_city(made.aim.item, year)
    url = own_standard_url(ward, year, made.id)
    return OwnLine(made.id, made.aim, made.year + 1, of_city, url, made.end_reason)
