"""Furnishes the demo's voices: a survey of two fiscal years that slowly becomes better, and a register."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from server.app.history_story import first_day, is_open
from server.core.calendar import Holidays, fiscal_year
from server.core.plan import OfficeId, Plan
from server.evaluation.sample import answers, entries
from server.evaluation.sample.answers import MARK, Asking, Batch
from server.evaluation.sample.entries import Place, Step
from server.evaluation.sample.voiced import told_entries, told_survey
from server.evaluation.voices.changes import change
from server.evaluation.voices.questionnaire import asked_in
from server.evaluation.voices.room import Room
from server.ports.clock import Clock
from server.ports.plans import Plans
from server.ports.voices import Entry, Register, SurveyChannel, Surveys

WHO = "sample"
"""How the history names who did all this."""


async def furnish_demo_voices(
    room: Room, office: OfficeId, plans: Plans, clock: Clock, holidays: Holidays, chance: Random
) -> None:
    """Furnish the voices of the office whose past is simulated, if it is here."""
    if office in plans.offices():
        today = clock.now().astimezone(plans.zone(office)).date()
        plan = plans.plan(office, today) or plans.next_open_day(office, today)
        if plan is not None:
            await furnish_voices(room, plan, partial(is_open, holidays=holidays), chance, today)


async def furnish_voices(
    room: Room, plan: Plan, was_open: Callable[[date], bool], chance: Random, today: date
) -> None:
    """Keep the sample of the office of this plan, from April of the last fiscal year to yesterday.

    `was_open` says on which days the simulated office was open. A second start adds nothing, and one that was
    cut off is continued; what people did with the sample since stays. Raises VoicesDown.
    """
    sections = {each.id: each.section for each in plan.services.values()}
    since, until = first_day(today), today - timedelta(days=1)
    asking = Asking(plan.office, asked_in(room.questionnaires, fiscal_year(today)), sections, was_open)
    made = answers.batches(told_survey(), asking, since, until, chance)
    await _furnish_survey(room.surveys, asking, made, since, until)
    place = Place(plan.office, sections, was_open, room.terms)
    known = {each.id: each for each in await room.register.entries(plan.office)}
    told = sorted(told_entries(), key=lambda each: -each.ago)
    if entries.begun(told[-1], place, today).id in known:
        return  # the last of them is there, so all are that were to come
    for each in told:
        begun = entries.begun(each, place, today)
        if begun.received_on >= since:
            steps = partial(entries.steps, each, place)
            await _furnish_entry(room.register, known.get(begun.id), begun, steps, ZoneInfo(plan.zone))


async def _furnish_survey(
    surveys: Surveys, asking: Asking, made: Sequence[Batch], since: date, until: date
) -> None:
    """Paper first, month by month; phones and kiosk last and all at once: they say that it is done."""
    known = [each for each in await surveys.answers(asking.office, since, until) if each.id.startswith(MARK)]
    if any(each.channel is not SurveyChannel.PAPER for each in known):
        return
    months = {(each.day.year, each.day.month) for each in known}
    for batch in made:
        day = batch.sheets.day
        if (day.year, day.month) not in months:
            await surveys.add_sheets(batch.sheets, batch.papers, f"{asking.office}:{MARK}{day:%Y-%m}")
    rest = [each for batch in made for each in batch.answers]
    await surveys.add(rest, f"{asking.office}:{MARK}answers", until)


async def _furnish_entry(
    register: Register,
    known: Entry | None,
    begun: Entry,
    steps_from: Callable[[date], Sequence[Step]],
    zone: ZoneInfo,
) -> None:
    """Write the entry down and take its steps, those that are still missing."""

    def noon(day: date) -> datetime:
        return datetime.combine(day, time(12), zone)

    entry = known
    if entry is None:
        first = change(None, begun, WHO, noon(begun.recorded_on))
        entry = await register.add(begun, first, f"{begun.office}:{begun.id}")
    steps = steps_from(entry.received_on)
    if entry.version > len(steps) or not await _is_untouched(register, entry):
        return
    for step in steps[entry.version - 1 :]:
        after = step.take(entry)
        await register.replace(after, change(entry, after, WHO, noon(step.on)))
        entry = after


async def _is_untouched(register: Register, entry: Entry) -> bool:
    """Whether nobody but the sample has done anything with it."""
    return {each.who for each in await register.history(entry.id)} == {WHO}
