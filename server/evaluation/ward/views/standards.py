"""What a section keeps in a year: the city's standards by scene, then its own, each with its checks."""

from dataclasses import dataclass

from server.core.commands import Scene
from server.evaluation.core.guideline import Principle
from server.evaluation.core.papers import Aim, Check, Standard
from server.evaluation.core.state import Loop, SectionStandard
from server.evaluation.ward.views.places import standard_url
from server.ports.city import SectionId, WardId


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One standard of a section. `own_since` is the year in which the section met it as a target, 0 for the
    city's; `checks` are of this year, the latest first; `shows` says by what it can be seen, `aim` which
    figure has to reach which value, where it was a target.
    """

    id: str
    scene: Scene
    principle: Principle
    sentence: str
    shows: str
    sample: bool
    own_since: int
    checks: tuple[Check, ...]
    url: str
    aim: Aim | None = None

    @property
    def latest(self) -> Check | None:
        """How it stands; None as long as it was not checked."""
        return self.checks[0] if self.checks else None


def standard_lines(loop: Loop, ward: WardId, year: int, section: SectionId) -> tuple[StandardLine, ...]:
    """All standards that a section keeps in a year, by scene in the order of the guideline."""
    checks = loop.ward(ward, year).checks

    def of_city(each: Standard) -> StandardLine:
        told = tuple(reversed(checks.get((section, each.id), ())))
        url = standard_url(ward, year, section, each.id)
        return StandardLine(
            each.id, each.scene, each.principle, each.sentence, each.evidence, each.sample, 0, told, url
        )

    def own(each: SectionStandard) -> StandardLine:
        aim, told = each.aim, tuple(reversed(checks.get((section, each.id), ())))
        url = standard_url(ward, year, section, each.id)
        return StandardLine(
            each.id, aim.scene, aim.principle, aim.title, "", False, each.year, told, url, aim
        )

    lines = [of_city(each) for each in loop.adopted(year)]
    lines += [own(each) for each in loop.own_standards(ward, section, year)]
    order = list(Scene)
    return tuple(sorted(lines, key=lambda each: order.index(each.scene)))
