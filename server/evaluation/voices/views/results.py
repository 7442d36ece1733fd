"""The results of the survey as pages show them: bars with their figures, rates with what they are of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from server.core.plan import Names, ServiceId
from server.evaluation.voices.questionnaire import OVERALL, Questionnaire, Scale
from server.evaluation.voices.survey import (
    By,
    Rate,
    Results,
    Tally,
    grouped,
    publishable,
    published,
    results,
)
from server.evaluation.voices.visits import Finished
from server.ports.voices import Answer, Sheets, SurveyChannel
from server.web.numbers import percent

BAR = 600
"""Width of a bar in units of its drawing."""

ROOM_FOR_WORDS = 48
"""A piece narrower than this has no room for its percentage."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One grade in a bar: where it begins and how wide it is, in units of the drawing."""

    grade: int
    place: int
    count: int
    share: float
    x: float
    width: float

    @property
    def says(self) -> str:
        """The percentage, where there is room for it."""
        return percent(self.share, 0) if self.width >= ROOM_FOR_WORDS else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One item or group: its tally, and the pieces of its bar from the best grade to the worst."""

    key: str
    names: Names
    tally: Tally
    pieces: tuple[Piece, ...]
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The results of a period: each item on the whole, and the overall satisfaction of each group.

    `rate` is of those who came; the answers `on_screen` are not in it: nobody counts who passes a screen.
    `hidden` groups are too small to be shown; `left_out` answers are to another questionnaire.
    """

    since: date
    until: date
    asked: Questionnaire
    answers: int
    rate: Rate | None
    on_screen: int
    items: tuple[Bar, ...]
    by: By
    groups: tuple[Bar, ...]
    hidden: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Source:
    """What results are made of: the answers of the period, and who could have answered: visits that ended by
    day, and what was finished by day and service.
    """

    answers: Sequence[Answer]
    sheets: Sequence[Sheets]
    visits: Mapping[date, int]
    finished: Finished
    sections: Mapping[ServiceId, str]


def results_page(source: Source, asked: Questionnaire, since: date, until: date, by: By) -> ResultsPage:
    """The results as staff see them."""
    whole = results(source.answers, asked)
    groups = grouped(source.answers, asked, by)
    return _page(source, asked, since, until, by, whole, groups, 0)


def public_page(
    source: Source, asked: Questionnaire, since: date, until: date, small_group: int
) -> ResultsPage | None:
    """The results as everybody may see them; None when there are too few answers at all.

    Only by section: with a second grouping somebody could subtract one from the other.
    """
    whole = publishable(results(source.answers, asked), small_group)
    if whole is None:
        return None
    shown = published(grouped(source.answers, asked, By.SECTION), small_group)
    return _page(source, asked, since, until, By.SECTION, whole, shown.groups, shown.hidden)


def _page(
    source: Source,
    asked: Questionnaire,
    since: date,
    until: date,
    by: By,
    whole: Results,
    groups: Mapping[str, Results],
    hidden: int,
) -> ResultsPage:
    could = _of_groups(source, by)
    rated = [each for each in source.answers if each.channel is not SurveyChannel.KIOSK]
    answered = {key: each.answers for key, each in grouped(rated, asked, by).items()}
    counted = sum(answered.values())
    return ResultsPage(
        since=since,
        until=until,
        asked=asked,
        answers=whole.answers,
        rate=Rate(counted, sum(source.visits.values())),
        on_screen=whole.answers - counted,
        items=tuple(_bar(each.id, each.names, whole.items[each.id], asked.scale) for each in asked.items),
        by=by,
        groups=tuple(
            _bar(key, {}, each.items[OVERALL], asked.scale, Rate(answered.get(key, 0), could.get(key)))
            for key, each in groups.items()
        ),
        hidden=hidden,
        left_out=sum(each.year != asked.year for each in source.answers),
    )


def _of_groups(source: Source, by: By) -> dict[str, int]:
    """Who could have answered: of the whole office visits that ended, of a part what was finished there.

    For paper these are the sheets handed out, for a screen they are unknown.
    """
    match by:
        case By.CHANNEL:
            return {
                SurveyChannel.PHONE.value: sum(source.visits.values()),
                SurveyChannel.PAPER.value: sum(each.handed_out for each in source.sheets),
            }
        case By.MONTH:
            return _summed((f"{day:%Y-%m}", count) for day, count in source.visits.items())
        case By.SECTION:
            return _summed(
                (source.sections.get(service, ""), count) for (_, service), count in source.finished.items()
            )
        case By.SERVICE:
            return _summed((service, count) for (_, service), count in source.finished.items())
        case _:
            assert_never(by)


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, count in counts:
        found[key] += count
    return dict(found)


def _bar(key: str, names: Names, found: Tally, scale: Scale, rate: Rate | None = None) -> Bar:
    pieces, x = [], 0.0
    for place, grade in enumerate(scale.grades, 1):
        count = found.counts[grade]
        share = count / found.count if found.count else 0.0
        pieces.append(Piece(grade, place, count, share, round(x, 1), round(share * BAR, 1)))
        x += share * BAR
    return Bar(key, names, found, tuple(pieces), rate)
