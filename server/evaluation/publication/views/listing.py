"""What is published: wards and fiscal years, and the city's standards in force by scene."""

from collections.abc import Mapping
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
