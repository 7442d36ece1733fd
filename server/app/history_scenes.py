"""The work without a ticket of a simulated day: telephones are answered at once, the rest is written down."""

from collections.abc import Mapping
from functools import partial
from itertools import count
from random import Random

from server.app.history_agenda import Agenda
from server.app.history_floor import Floor
from server.app.history_lines import Clerk
from server.app.history_story import Load
from server.core.commands import Scene
from server.core.events import SceneEnded, SceneLogged, SceneStarted
from server.core.plan import Plan

MINUTES: Mapping[Scene, tuple[int, int]] = {
    Scene.NOTICE: (10, 40),
    Scene.PHONE: (2, 9),
    Scene.WAYFINDING: (1, 5),
    Scene.FACE_TO_FACE: (10, 30),
    Scene.FIELD_VISIT: (45, 120),
    Scene.INTERNAL_ORGANIZATION: (15, 45),
    Scene.COMMON: (15, 40),
}
"""Shortest and longest."""

WRITTEN_DOWN_AFTER_S = 600
GUIDE = "guide"


class Scenes:
    """The scenes of one day."""

    def __init__(self, plan: Plan, load: Load, chance: Random, agenda: Agenda, floor: Floor) -> None:
        self._plan, self._load, self._chance = plan, load, chance
        self._agenda, self._floor = agenda, floor
        self._entries = count(1)

    def expect(self) -> None:
        """Put down when the telephone will ring and what will have been done by when."""
        if not self._plan.sections:
            return
        for scene, mean in self._load.scenes.items():
            for _ in range(_whole(mean, self._chance)):
                work = self._ring if scene is Scene.PHONE else partial(self._write_down, scene)
                self._agenda.put(self._chance.randrange(self._load.opens + 1800, self._load.closes), work)

    def _ring(self) -> None:
        """Somebody with nobody before them answers, or somebody behind the counters."""
        idle = [each for each in self._floor.idle() if each.plan.section]
        clerk = self._chance.choice(idle) if idle else None
        section = clerk.plan.section if clerk else self._chance.choice(list(self._plan.sections))
        if clerk is not None:
            clerk.busy = True
        entry = self._entry()
        self._agenda.say(SceneStarted(entry, Scene.PHONE, section, clerk.plan.id if clerk else None))
        self._agenda.after(self._seconds(Scene.PHONE), partial(self._hang_up, entry, clerk))

    def _hang_up(self, entry: str, clerk: Clerk | None) -> None:
        self._agenda.say(SceneEnded(entry, 1, self._chance.random() > 0.03))
        if clerk is not None:
            self._floor.free_again(clerk, 5)

    def _write_down(self, scene: Scene) -> None:
        """It began a while ago, at the opening at the earliest, and has ended."""
        ended = self._agenda.now - self._chance.randrange(WRITTEN_DOWN_AFTER_S)
        began = max(ended - self._seconds(scene), self._load.opens)
        sections = list(self._plan.sections)
        known = scene is Scene.WAYFINDING and GUIDE in sections
        section = GUIDE if known else self._chance.choice(sections)
        times = self._agenda.moment(began), self._agenda.moment(ended)
        self._agenda.say(SceneLogged(self._entry(), scene, section, *times, 1, True, None))

    def _seconds(self, scene: Scene) -> int:
        shortest, longest = MINUTES[scene]
        return self._chance.randrange(shortest * 60, longest * 60)

    def _entry(self) -> str:
        return f"history-{self._plan.date}-{next(self._entries)}"


def _whole(mean: float, chance: Random) -> int:
    """A whole number with this mean, seldom far from it."""
    drawn = chance.uniform(0.6, 1.4) * mean
    return int(drawn) + (chance.random() < drawn % 1)
