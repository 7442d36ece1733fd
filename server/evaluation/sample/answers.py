"""The sample's answers to the survey, slowly better: pure but for the chance it is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from server.core.plan import OfficeId, ServiceId
from server.evaluation.sample.voiced import ToldItem, ToldSurvey
from server.evaluation.voices.questionnaire import OVERALL, Questionnaire
from server.ports.voices import Answer, SectionId, Sheets, SurveyChannel

MARK = "sample-"
"""Begins the ids of all answers and entries that come from here."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """A month of the survey: what was answered on phones and at the kiosk, and the paper of its first day."""

    answers: tuple[Answer, ...]
    sheets: Sheets
    papers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The office whose visitors answer, what it asks, which section does a service, when it is open."""

    office: OfficeId
    asked: Questionnaire
    sections: Mapping[ServiceId, SectionId]
    is_open: Callable[[date], bool]


def batches(told: ToldSurvey, asking: Asking, since: date, until: date, chance: Random) -> tuple[Batch, ...]:
    """Every month from `since` to `until` that had an open day; the same chance makes the same answers."""
    months = tuple(_months(since, until, asking.is_open))
    last = max(1, len(months) - 1)
    made = [_batch(told, asking, days, index / last, chance) for index, days in enumerate(months)]
    return _commented(told, asking.asked, made, chance)


def _months(since: date, until: date, is_open: Callable[[date], bool]) -> Iterator[list[date]]:
    """The open days of each month."""
    found: list[date] = []
    for number in range((until - since).days + 1):
        day = since + number * DAY
        if found and day.month != found[-1].month:
            yield found
            found = []
        if is_open(day):
            found.append(day)
    if found:
        yield found


def _batch(told: ToldSurvey, asking: Asking, days: Sequence[date], progress: float, chance: Random) -> Batch:
    made = {
        channel: tuple(
            _answer(told, asking, channel, f"{days[0]:%Y-%m}-{channel}-{number:02}", days, progress, chance)
            for number in range(told.channels[channel])
        )
        for channel in SurveyChannel
    }
    # A batch of paper is typed in for one day.
    papers = tuple(replace(each, day=days[0]) for each in made[SurveyChannel.PAPER])
    sheets = Sheets(asking.office, days[0], told.handed_out)
    return Batch((*made[SurveyChannel.PHONE], *made[SurveyChannel.KIOSK]), sheets, papers)


def _answer(
    told: ToldSurvey,
    asking: Asking,
    channel: SurveyChannel,
    name: str,
    days: Sequence[date],
    progress: float,
    chance: Random,
) -> Answer:
    """One answer; the kiosk stands at the entrance and asks only for the whole."""
    weights = [each.weight for each in told.services.values()]
    service = chance.choices(list(told.services), weights)[0]
    found = progress + told.services[service].lift
    at_kiosk = channel is SurveyChannel.KIOSK
    items = {OVERALL: told.items[OVERALL]} if at_kiosk else told.items
    grades = {id: _grade(item, asking.asked, found, chance) for id, item in items.items()}
    day, service = chance.choice(days), "" if at_kiosk else service
    section = asking.sections.get(service, "")
    return Answer(f"{MARK}{name}", asking.office, day, asking.asked.year, channel, grades, section, service)


def _grade(item: ToldItem, asked: Questionnaire, found: float, chance: Random) -> int:
    now = min(1.0, max(0.0, found))
    weights = [early + (late - early) * now for early, late in zip(item.early, item.now, strict=True)]
    return chance.choices(asked.scale.grades, weights)[0]


def _commented(
    told: ToldSurvey, asked: Questionnaire, made: Sequence[Batch], chance: Random
) -> tuple[Batch, ...]:
    """Each comment once, where its service and its mood are those of the answer, all over the time."""
    written = [each for batch in made for each in (*batch.answers, *batch.papers) if each.service]
    chance.shuffle(written)
    texts: dict[str, str] = {}
    for comment in told.comments:
        fits = (
            each.id
            for each in written
            if each.id not in texts
            and each.service == comment.service
            and (each.grades[OVERALL] in asked.scale.satisfied) is comment.good
        )
        if found := next(fits, ""):
            texts[found] = comment.text
    return tuple(
        replace(batch, answers=_with(batch.answers, texts), papers=_with(batch.papers, texts))
        for batch in made
    )


def _with(answers: Sequence[Answer], texts: Mapping[str, str]) -> tuple[Answer, ...]:
    return tuple(replace(each, comment=texts.get(each.id, "")) for each in answers)
