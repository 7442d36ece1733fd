"""A day for the views of the counter: a furnished plan, and the standing after commands, a minute apart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from server.app.standings import Standing, advanced
from server.core.commands import Command, OpenDay
from server.core.decide import decide
from server.core.plan import Choice, Duty, Plan, PriorityClass, Stage
from server.core.record import Recorded
from server.core.state import Office
from tests.story import at, plan

WHEELCHAIR = Choice("wheelchair", {"ja": "車いす", "en": "Wheelchair"})
LUNCH = Choice("lunch", {"ja": "昼食", "en": "Lunch"})
ELDERLY = PriorityClass("elderly", {"ja": "ご高齢の方", "en": "Elderly people"}, 10)
RESIDENTS = Choice("residents", {"ja": "区民課", "en": "Residents"})


def furnished(**rules: object) -> Plan:
    """Three counters for certificates and moving, both stages; the third one suits wheelchairs."""
    bare = plan(**rules)  # type: ignore[arg-type]
    work = tuple(Duty(each, stage) for each in bare.services for stage in Stage)
    counters = {each.id: replace(each, work=work) for each in bare.counters.values()}
    counters["3"] = replace(counters["3"], suits=frozenset({"wheelchair"}))
    return replace(
        bare,
        counters=counters,
        needs={"wheelchair": WHEELCHAIR},
        pauses={"lunch": LUNCH},
        priorities={"elderly": ELDERLY},
        sections={"residents": RESIDENTS},
    )


def day(*commands: Command, office: Plan | None = None) -> Standing:
    """The standing after the day was opened at 10:00 and these were carried out, one each minute after."""
    opened = office or furnished()
    return went_on(Standing(Office(opened.office)), at("10:00"), (OpenDay(opened), *commands))


def went_on(standing: Standing, now: datetime, commands: Sequence[Command]) -> Standing:
    """The standing after these commands too, the first of them at this moment."""
    for minute, command in enumerate(commands):
        moment = now + timedelta(minutes=minute)
        for event in decide(standing.office, command, moment):
            standing = advanced(standing, _recorded(standing, event, moment))
    return standing


def _recorded(standing: Standing, event: object, moment: datetime) -> Recorded:
    position = standing.position + 1
    return Recorded(standing.office.id, position, moment, event, str(position), 0, "", "test", "")  # type: ignore[arg-type]
