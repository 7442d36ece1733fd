"""Targets of which only the order of their step is asked, and how long a target stays open."""

from server.core.commands import Scene
from server.evaluation.core.guideline import Basis, Direction, Latitude, Principle, Scope
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.evaluation.core.state import WardYear
from server.evaluation.offer import ANYTHING


def any_aim(scope: Scope, section: str = "", division: str = "") -> Aim:
    """A target of which only the order of its step is asked."""
    by_hand = Indicator(Source.COUNTED, ANYTHING, unit=ANYTHING)
    return Aim(
        scope, section, ANYTHING, ANYTHING, ANYTHING, ANYTHING, Principle.MISSION, Scene.COMMON,
        Basis.NEW_ITEM, "", Latitude.WARD_OWN, by_hand, 0.0, 1.0, Direction.UP, division,
    )  # fmt: skip


def is_open(state: WardYear, aim: Aim) -> bool:
    """Whether a target can still be worded anew or withdrawn (as server.evaluation.core.deciders.plan)."""
    reported = bool(aim.section) and aim.section in state.reported
    return not (reported or state.plan_council_on or state.plan_published_at)
