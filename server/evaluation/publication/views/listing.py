"""What is published: wards and fiscal years, and the city's standards in force by scene."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.core.commands import Scene
from server.evaluation.core.papers import Standard
from server.evaluation.core.state import WHOLE_CITY, Loop, Target
from server.ports.city import City, WardId


@dataclass(frozen=True, slots=True)
class Published:
    """One ward in one year: whether plan and results are public, and whether it has been begun at all."""

    ward: WardId
    plan: bool
    results: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that has papers, called by a msgid, and where its papers of one year are."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Packs:
    """The papers for the meetings of one fiscal year: those of each ward, and those of the whole city."""

    year: int
    wards: Mapping[WardId, tuple[Meeting, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """`years` has the papers of every year with any that may be read, the latest first; `standards` by scene.

    `standards_year` is the year of those standards, None where none were ever adopted; `of_city` are the
    published targets of the whole city in that year.
    """

    years: Mapping[int, tuple[Published, ...]]
    standards_year: int | None
    standards: Mapping[Scene, tuple[Standard, ...]]
    of_city: tuple[Target, ...]

    @property
    def has_samples(self) -> bool:
        """Whether some of the standards came with the program."""
        return any(each.sample for of_scene in self.standards.values() for each in of_scene)


def listing_of(city: City, loop: Loop, year: int, *, previews: bool = False) -> Listing:
    """What is published, seen in this fiscal year; with previews also the years of which nothing is yet."""
    adopted = [each for each in loop.standards if each <= year and loop.standards[each].adopted_at]
    latest = max(adopted, default=None)
    return Listing(
        years={each: _of_year(city, loop, each) for each in _years(city, loop, previews=previews)},
        standards_year=latest,
        standards=_by_scene(loop.adopted(latest)) if latest is not None else {},
        of_city=_city_targets(loop, year),
    )


def packs_of(wards: Iterable[WardId], loop: Loop, now: int, *, conference: bool) -> tuple[Packs, ...]:
    """The papers for the meetings of these wards, and of the city for who sits in the conference: those of
    this fiscal year first, then of earlier years that had been begun, the latest first."""
    readable = tuple(wards)
    years = [now, *sorted({year for _ward, year in loop.wards if year < now}, reverse=True)]
    found = []
    for year in years:
        shown = {each: _of_ward(each, year) for each in readable if year == now or (each, year) in loop.wards}
        if conference:
            shown[WHOLE_CITY] = _of_city(year)
        found.append(Packs(year, shown))
    return tuple(each for each in found if each.wards)


def _of_ward(ward: WardId, year: int) -> tuple[Meeting, ...]:
    here = f"/evaluation/{ward}/{year}/packs"
    return Meeting(_("Committee"), f"{here}/committee"), Meeting(_("Planning council"), f"{here}/council")


def _of_city(year: int) -> tuple[Meeting, ...]:
    here = f"/evaluation/packs/{year}"
    return (
        Meeting(_("Directors' conference"), f"{here}/conference"),
        Meeting(_("City's council"), f"{here}/city-council"),
    )


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


def _years(city: City, loop: Loop, *, previews: bool) -> list[int]:
    found = {
        year
        for (ward, year), found in loop.wards.items()
        if ward in city.wards and (previews or found.plan_published_at)
    }
    return sorted(found, reverse=True)


def _of_year(city: City, loop: Loop, year: int) -> tuple[Published, ...]:
    found = ((ward, loop.ward(ward, year)) for ward in city.wards)
    return tuple(
        Published(
            ward,
            each.plan_published_at is not None,
            each.results_published_at is not None,
            (ward, year) in loop.wards,
        )
        for ward, each in found
    )


def _by_scene(standards: tuple[Standard, ...]) -> dict[Scene, tuple[Standard, ...]]:
    by_scene = {scene: tuple(each for each in standards if each.scene is scene) for scene in Scene}
    return {scene: found for scene, found in by_scene.items() if found}


def _city_targets(loop: Loop, year: int) -> tuple[Target, ...]:
    of_city = loop.ward(WHOLE_CITY, year)
    if not of_city.plan_published_at:
        return ()
    return tuple(of_city.targets[each] for each in sorted(of_city.targets))
