"""What the form of a target offers: for whom it can be set, which standards and which items there are."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.core.commands import Scene
from server.evaluation.core.guideline import Scope
from server.evaluation.core.papers import Aim
from server.evaluation.core.require import Case
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.offer import may
from server.ports.city import DivisionId, SectionId, WardId


@dataclass(frozen=True, slots=True)
class Who:
    """Who works for a target: the choice as the form sends it, and its unit where it has one."""

    value: str
    scope: Scope
    section: SectionId = ""
    division: DivisionId = ""


@dataclass(frozen=True, slots=True)
class ToExceed:
    """A standard that a target can go beyond: of the city, or of the section itself, once its own `aim`."""

    id: str
    scene: Scene
    sentence: str
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of targets, with the wards that have set one of it in any year."""

    item: str
    wards: tuple[WardId, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """`who` is empty for somebody who sets no targets here."""

    who: tuple[Who, ...]
    standards: tuple[ToExceed, ...]
    items: tuple[Item, ...]


def choices(case: Case, ward: WardId, year: int) -> Choices:
    """What whoever asks can choose for a target of this ward and year."""
    who = tuple(_who(case, ward))
    sections = {each.section for each in who} | {""}
    return Choices(who, tuple(_standards(case, ward, year, sections)), tuple(_items(case)))


def _who(case: Case, ward: WardId) -> Iterator[Who]:
    if ward == WHOLE_CITY:
        if may(case.conference):
            yield Who(Scope.CITY.value, Scope.CITY)
        return
    known = case.city.wards[ward]
    for section in known.sections:
        if may(lambda section=section: case.head(ward, section)):  # type: ignore[misc]  # bound at once
            yield Who(f"{Scope.SECTION.value}:{section}", Scope.SECTION, section)
    for division in known.divisions:
        if _directs(case, ward, division):
            yield Who(f"{Scope.DIVISION.value}:{division}", Scope.DIVISION, division=division)
    if may(lambda: case.committee(ward)):
        yield Who(Scope.WARD.value, Scope.WARD)
        yield Who(Scope.CROSS_SECTION.value, Scope.CROSS_SECTION)


def _directs(case: Case, ward: WardId, division: DivisionId) -> bool:
    posts = case.loop.posts.get(case.asker.account, frozenset())
    return any(each.ward == ward and each.division == division for each in posts)


def _standards(case: Case, ward: WardId, year: int, sections: set[SectionId]) -> Iterator[ToExceed]:
    """The city's, and those of the sections for which whoever asks can set a target."""
    order = list(Scene)
    found = [ToExceed(each.id, each.scene, each.sentence) for each in case.loop.adopted(year)]
    made = case.loop.made.get(ward, ())
    met = [each for each in made if each.is_kept_in(year) and each.aim.section in sections]
    found += [ToExceed(each.id, each.aim.scene, each.aim.title, each.aim) for each in met]
    yield from sorted(found, key=lambda each: (order.index(each.scene), each.aim is not None))


def _items(case: Case) -> Iterator[Item]:
    """Every item, that of most wards first: who takes the same one makes its spreading visible."""
    wards: dict[str, dict[WardId, None]] = {}
    for (ward, _year), state in sorted(case.loop.wards.items()):
        for target in state.targets.values():
            wards.setdefault(target.aim.item, {})[ward] = None
    for item in sorted(wards, key=lambda each: (-len(wards[each]), each)):
        yield Item(item, tuple(wards[item]))
