"""Facts as samples: one small row for each thing that a figure counts, with what it is grouped by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.core.commands import Scene
from server.core.plan import CounterId, Plan, ServiceId, Stage
from server.measure.facts import Facts
from server.measure.rows import SERVED, Ending, Outcome, SceneTime, ServiceTime, Visit, Wait, length, seconds


class Kind(StrEnum):
    """What a sample is one of."""

    ISSUED = "issued"
    WAIT = "wait"
    DEFICIENT_WAIT = "deficient_wait"
    PROCESSING_WAIT = "processing_wait"
    ISSUANCE_WAIT = "issuance_wait"
    SERVED = "served"
    HOP = "hop"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    SCENE = "scene"


@dataclass(frozen=True, slots=True)
class Sample:
    """One case: when (office-local), of which service and counter, how many seconds where that is known.

    `good`: a wait within its service's target; a visitor served who was also finished.
    """

    kind: Kind
    at: datetime
    service: ServiceId | None = None
    counter: CounterId | None = None
    seconds: float | None = None
    good: bool = False
    scene: Scene | None = None


def samples(facts: Facts, plan: Plan) -> Iterator[Sample]:
    """Everything that the figures of this day count."""
    for visit in facts.visits.values():
        yield from _of_visit(visit, plan)
    for scene in facts.scenes.values():
        yield _of_scene(scene)


def _of_visit(visit: Visit, plan: Plan) -> Iterator[Sample]:
    if not visit.carried:
        yield Sample(Kind.ISSUED, visit.issued_at, visit.service)
    for wait in visit.course.waits:
        if wait.called_at is not None:
            yield _of_wait(wait, seconds(wait.since, wait.called_at), plan)
    for stay in visit.course.processing:
        if stay.ended_at is not None and not stay.returned:
            lasted = seconds(stay.since, stay.ended_at)
            yield Sample(Kind.PROCESSING_WAIT, stay.since, stay.service, seconds=lasted)
    for time in visit.course.times:
        yield from _of_time(time)
    yield from _of_ending(visit)


def _of_wait(wait: Wait, lasted: float, plan: Plan) -> Sample:
    if wait.stage is Stage.ISSUANCE:
        return Sample(Kind.ISSUANCE_WAIT, wait.since, wait.service, wait.counter, lasted)
    if wait.deficient:
        return Sample(Kind.DEFICIENT_WAIT, wait.since, wait.service, wait.counter, lasted)
    within = lasted <= plan.services[wait.service].wait_target_min * 60
    return Sample(Kind.WAIT, wait.since, wait.service, wait.counter, lasted, within)


def _of_time(time: ServiceTime) -> Iterator[Sample]:
    if time.outcome in SERVED:
        lasted = length(time) if time.accurate else None
        finished = time.outcome is Outcome.FINISHED
        yield Sample(Kind.SERVED, time.called_at, time.service, time.counter, lasted, finished)
    if time.outcome is Outcome.TRANSFERRED:
        yield Sample(Kind.HOP, time.called_at, time.service, time.counter)


def _of_ending(visit: Visit) -> Iterator[Sample]:
    course = visit.course
    last = course.times[-1] if course.times else None
    if last is not None and last.outcome is Outcome.NO_SHOW and last.ended_at is not None:
        yield Sample(Kind.NO_SHOW, last.ended_at, last.service, last.counter)
    if course.ended_at is None:
        return
    if course.ending in {Ending.CANCELLED, Ending.LEFT}:
        counter = last.counter if last is not None and last.outcome is Outcome.CANCELLED else None
        yield Sample(Kind.CANCELLED, course.ended_at, course.service, counter)
    if last is None and course.ending in {Ending.LEFT, Ending.SENT_HOME}:
        yield Sample(Kind.ABANDONED, course.ended_at, course.service)


def _of_scene(scene: SceneTime) -> Sample:
    known = scene.accurate and scene.ended_at is not None
    lasted = seconds(scene.started_at, scene.ended_at) if known and scene.ended_at is not None else None
    return Sample(Kind.SCENE, scene.started_at, counter=scene.counter, seconds=lasted, scene=scene.scene)
