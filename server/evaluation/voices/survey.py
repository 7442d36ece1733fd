"""From answers to results: how many, how they are spread over the grades, who is satisfied. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from server.evaluation.voices.questionnaire import OVERALL, Questionnaire, Scale
from server.ports.voices import Answer, ItemId


class By(StrEnum):
    """What answers are grouped by."""

    SECTION = "section"
    SERVICE = "service"
    CHANNEL = "channel"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one item: how many gave each grade, the best grade first.

    `share` is satisfied ÷ count, `mean` the mean of the grades as numbers; both None without answers.
    """

    counts: Mapping[int, int]
    satisfied: int

    @property
    def count(self) -> int:
        """How many answered this item."""
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        """All grades added up."""
        return sum(grade * count for grade, count in self.counts.items())

    @property
    def share(self) -> float | None:
        """The satisfied ones as a fraction of one."""
        return self.satisfied / self.count if self.count else None

    @property
    def mean(self) -> float | None:
        """The mean grade."""
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Results:
    """What some answers say. `answers` are the filled-in questionnaires, of which each item had some."""

    answers: int
    items: Mapping[ItemId, Tally]


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers ÷ `of`, those who could have answered; `value` is None where nobody could be counted."""

    answers: int
    of: int | None

    @property
    def value(self) -> float | None:
        """As a fraction of one; it can exceed one where somebody answered twice."""
        return self.answers / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Published:
    """The groups that may be shown to everybody, and how many were left out as too small."""

    groups: Mapping[str, Results]
    hidden: int


def results(answers: Iterable[Answer], asked: Questionnaire) -> Results:
    """The results of the answers to this questionnaire; those to another one are left out."""
    fitting = [each for each in answers if each.year == asked.year]
    tallies = {
        item.id: tally((each.grades.get(item.id) for each in fitting), asked.scale) for item in asked.items
    }
    return Results(len(fitting), tallies)


def tally(grades: Iterable[int | None], scale: Scale) -> Tally:
    """How these grades are spread; None and what is no grade of the scale were not answered."""
    found = Counter(grades)
    counts = {grade: found[grade] for grade in scale.grades}
    return Tally(counts, sum(count for grade, count in counts.items() if grade in scale.satisfied))


def grouped(answers: Iterable[Answer], asked: Questionnaire, by: By) -> Mapping[str, Results]:
    """The results of each group, by its key in order; the empty key holds those who did not say."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for each in answers:
        if each.year == asked.year:
            groups[key_of(each, by)].append(each)
    return {key: results(groups[key], asked) for key in sorted(groups)}


def key_of(answer: Answer, by: By) -> str:
    """The group an answer belongs to; months are as in 2026-04."""
    match by:
        case By.SECTION:
            return answer.section
        case By.SERVICE:
            return answer.service
        case By.CHANNEL:
            return answer.channel.value
        case By.MONTH:
            return f"{answer.day:%Y-%m}"
        case _:
            assert_never(by)


def published(groups: Mapping[str, Results], small_group: int) -> Published:
    """Without groups of fewer overall answers than `small_group`, and without what gives them away.

    Whoever knows the whole can subtract: as long as all hidden groups together are too small, the smallest
    shown one is hidden too.
    """
    sizes = {key: each.items[OVERALL].count for key, each in groups.items()}
    shown = {key: each for key, each in groups.items() if sizes[key] >= small_group}
    hidden = sum(size for key, size in sizes.items() if key not in shown)
    while shown and 0 < hidden < small_group:
        smallest = min(shown, key=lambda key: sizes[key])
        del shown[smallest]
        hidden += sizes[smallest]
    return Published(shown, len(groups) - len(shown))


def publishable(whole: Results, small_group: int) -> Results | None:
    """The results for everybody: items with too few answers are empty; None for too few at all."""
    if whole.answers < small_group:
        return None
    items = {
        id: each if each.count >= small_group else Tally(dict.fromkeys(each.counts, 0), 0)
        for id, each in whole.items.items()
    }
    return Results(whole.answers, items)
