"""Furnishes the demo's improvement loop: last year's whole loop, and this year's as far as it has come."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from server.app.history import ACTOR
from server.app.measuring import Measuring
from server.core.calendar import fiscal_year
from server.core.plan import OfficeId
from server.evaluation.core import codec
from server.evaluation.core.commands import Command, EndDuty, GiveDuty
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.events import DutyEnded, DutyGiven
from server.evaluation.core.papers import Action
from server.evaluation.readings import Readings
from server.evaluation.sample.papers import Sample, wanted
from server.evaluation.sample.steps import CONFERENCE, chair, first_ward, head, mayor, phases, reviewed_on
from server.evaluation.sample.told import told
from server.evaluation.secretariat import Brought, Secretariat
from server.evaluation.ward.views.year_end_remedies import actions_of
from server.ports.city import City, WardId
from server.ports.clock import Clock
from server.ports.log import Log
from server.ports.people import People, Role
from server.ports.voices import Register

MARK = "sample:"
"""Begins the command ids of all steps that come from here."""

LOOK_AGAIN_S = 1.0


async def furnish_demo(
    secretariat: Secretariat,
    readings: Readings,
    register: Register,
    measuring: Measuring,
    log: Log,
    people: People,
    clock: Clock,
) -> None:
    """Furnish the loop for the demo's manager as soon as the simulated past is counted, then rest for ever.

    Without a simulated past there is nothing to evaluate, and in another city the sample has no place: the
    loop stays empty then.
    """
    admin, manager = [await people.enrolled(each.value) for each in (Role.ADMIN, Role.MANAGER)]
    offices = [each for ward in secretariat.city.wards.values() for each in ward.offices]
    fits = told().wards.keys() == secretariat.city.wards.keys()
    if admin and manager and fits and await _has_past(log, offices[:1]):
        begun = (await log.beginnings(offices[0]))[-1]
        while measuring.progress(offices[0]).done < begun - 1:
            await clock.sleep(LOOK_AGAIN_S)
        today = clock.now().astimezone(ZoneInfo(secretariat.city.zone)).date()
        await furnish_loop(
            secretariat,
            readings,
            admin=admin.person.id,
            visitor=manager.person.id,
            today=today,
            actions=await _reviewed(register, offices[0], fiscal_year(today) - 1),
        )
    await asyncio.Event().wait()


async def _has_past(log: Log, offices: Sequence[OfficeId]) -> bool:
    """Whether the log of this office begins with simulated days."""
    first = [record for office in offices for record in await log.read(office, 0, 1)]
    return [each.actor for each in first] == [ACTOR]


async def _reviewed(register: Register, office: OfficeId, year: int) -> tuple[Action, ...]:
    """The actions of a year's entries as they lay before the review: done and checked by then, or not yet."""
    since, until, held = date(year, 4, 1), date(year + 1, 3, 31), reviewed_on(year)
    entries = await register.entries(office, since, until)
    return tuple(
        each if each.done_on and each.done_on <= held else replace(each, done_on=None, effective=None)
        for each in actions_of([entry for entry in entries if entry.received_on <= held], since, until)
    )


async def furnish_loop(
    secretariat: Secretariat,
    readings: Readings,
    *,
    admin: str,
    visitor: str,
    today: date,
    actions: tuple[Action, ...] | None = None,
) -> None:
    """Take every step of the sample up to `today`, then let the account `visitor` hold all posts of its ward.

    `admin` is the account that gives the duties. Goes on where an earlier start was cut off; does nothing in
    a ledger that people have begun. The figures of the first ward are those of its office, whose days must be
    counted by now: raises LookupError where there are none, and what Readings and the ledger raise.
    """
    last = fiscal_year(today) - 1
    plain = Sample(told(), secretariat.city, last, {})
    if await _is_done(secretariat, plain.told.accounts.conference):
        return
    figures = {each: await readings.read(each.indicator, each.since, each.until) for each in wanted(plain)}
    sample = Sample(plain.told, plain.city, last, figures, actions)
    clerk = _Clerk(secretariat, Asker(admin, administrator=True))
    names = _accounts(sample)
    await clerk.give(names, date(last, 3, 1))
    for day, year, name, phase in phases(last):
        if day < today:
            steps = phase(sample, await secretariat.current(), year)
            taken = ((command, Asker(names[post])) for post, command in steps)
            await clerk.take(taken, f"{year}:{name}", day)
    await clerk.hand_over(names, visitor, first_ward(sample), today)


class _Clerk:
    """Brings steps in under ids that say what they are, so that none is taken twice."""

    def __init__(self, secretariat: Secretariat, admin: Asker) -> None:
        self._secretariat = secretariat
        self._admin = admin
        self._zone = ZoneInfo(secretariat.city.zone)

    async def take(self, steps: Iterable[tuple[Command, Asker]], phase: str, day: date) -> None:
        """Take the steps of a phase, as of noon of a day in the past."""
        at = datetime.combine(day, time(12), self._zone)
        mark = f"{MARK}{phase}:"
        await self._secretariat.bring_in(
            [Brought(command, f"{mark}{codec.asked(command)}", asker, at) for command, asker in steps]
        )

    async def give(self, names: Mapping[Post, str], day: date) -> None:
        """The sample's people take up their posts."""
        await self.take(
            ((GiveDuty(account, post), self._admin) for post, account in names.items()), "posts", day
        )

    async def hand_over(self, names: Mapping[Post, str], visitor: str, ward: WardId, day: date) -> None:
        """The visitor takes over the ward and the conference; whoever held them before has left."""
        held = (await self._secretariat.current()).posts
        posts = (*_posts(self._secretariat.city, ward), CONFERENCE)
        given: list[Command] = [
            GiveDuty(visitor, each) for each in posts if each not in held.get(visitor, frozenset())
        ]
        left: list[Command] = [EndDuty(names[each], each) for each in posts if each in names]
        await self.take(((command, self._admin) for command in (*given, *left)), "handed", day)


async def _is_done(secretariat: Secretariat, conference: str) -> bool:
    """Whether people have begun by themselves, or an earlier start came to its last step."""
    await secretariat.current()
    steps = [each for each in secretariat.history if not isinstance(each.event, DutyGiven | DutyEnded)]
    if not all(each.command_id.startswith(MARK) for each in steps):
        return True
    return any(
        each.command_id.startswith(f"{MARK}handed:") and each.event == DutyEnded(conference, CONFERENCE)
        for each in secretariat.history
    )


def _posts(city: City, ward: WardId) -> Iterator[Post]:
    yield mayor(ward)
    yield chair(ward)
    for division in city.wards[ward].divisions:
        yield Post(Duty.DIVISION_DIRECTOR, ward, division=division)
    for section in city.wards[ward].sections:
        yield head(ward, section)


def _accounts(sample: Sample) -> dict[Post, str]:
    """Who held each post in the past: accounts that nobody signs in to, called by their post."""
    said, found = sample.told.accounts, {CONFERENCE: sample.told.accounts.conference}
    for ward in sample.told.wards:
        of = sample.city.wards[ward]
        found[mayor(ward)] = said.mayor.format(ward=of.names["ja"])
        found[chair(ward)] = said.chair.format(ward=of.names["ja"])
        for section, known in of.sections.items():
            found[head(ward, section)] = said.head.format(ward=of.names["ja"], section=known.names["ja"])
    return found
