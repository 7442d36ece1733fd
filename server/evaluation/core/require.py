"""What a step needs before it may be taken; raises LoopRefused where it is not there."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.guideline import Scope, beginning, ending
from server.evaluation.core.limits import longest
from server.evaluation.core.papers import Aim
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.state import WHOLE_CITY, Loop, StandardsOfYear, Target, WardYear
from server.ports.city import City, SectionId, Ward, WardId

_LETTERS = frozenset("LN")
"""Letters and numbers: a dash alone tells nobody anything."""
_SIGNS = frozenset("PS")
"""Punctuation and symbols, enough for a unit: %, °."""
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u30fc\uff70")
"""Letters and symbols by their category that say nothing alone: fillers of Hangul, Braille without dots, and
the mark of a long vowel, which a Japanese keyboard writes for a dash.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """What a step is decided on: the city as furnished, the loop as it stands, who asks, the date there."""

    city: City
    loop: Loop
    asker: Asker
    today: date

    def post(self, *posts: Post) -> None:
        """One of these posts must be held by whoever asks."""
        held = self.loop.posts.get(self.asker.account, frozenset())
        if not any(each in held for each in posts):
            raise LoopRefused(Reason.NOT_YOUR_STEP, posts[0].duty.value)

    def conference(self) -> None:
        """The city's conference asks."""
        self.post(Post(Duty.CONFERENCE))

    def committee(self, ward: WardId) -> None:
        """The committee of the ward asks; for the whole city its conference."""
        self.post(Post(Duty.CONFERENCE) if ward == WHOLE_CITY else Post(Duty.COMMITTEE, ward))

    def mayor(self, ward: WardId) -> None:
        """The ward mayor asks."""
        self.post(Post(Duty.WARD_MAYOR, ward))

    def mayor_or_director(self, ward: WardId, section: SectionId) -> None:
        """The ward mayor asks, or the director of the section's division, through whom the mayor speaks."""
        division = self.ward(ward).sections[section].division
        self.post(Post(Duty.WARD_MAYOR, ward), Post(Duty.DIVISION_DIRECTOR, ward, division=division))

    def head(self, ward: WardId, section: SectionId) -> None:
        """The head of the section asks."""
        self.post(Post(Duty.SECTION_HEAD, ward, section))

    def owner(self, ward: WardId, aim: Aim) -> None:
        """Whoever answers for a target of this scope asks."""
        match aim.scope:
            case Scope.SECTION:
                self.head(ward, aim.section)
            case Scope.DIVISION:
                self.post(Post(Duty.DIVISION_DIRECTOR, ward, division=aim.division))
            case _:
                self.committee(ward)

    def ward(self, ward: WardId) -> Ward:
        """The ward, which must be one of the city."""
        if ward not in self.city.wards:
            raise LoopRefused(Reason.UNKNOWN_WARD, ward)
        return self.city.wards[ward]

    def section(self, ward: WardId, section: SectionId) -> None:
        """The section must be one of the ward."""
        if section not in self.ward(ward).sections:
            raise LoopRefused(Reason.UNKNOWN_SECTION, section)

    def standards(self, year: int) -> StandardsOfYear:
        """The draft of a year's standards, which must have begun and not be in force yet."""
        if year not in self.loop.standards:
            raise LoopRefused(Reason.STANDARDS_NOT_BEGUN, str(year))
        if self.loop.standards[year].adopted_at:
            raise LoopRefused(Reason.STANDARDS_FIXED, str(year))
        return self.loop.standards[year]

    def year(self, ward: WardId, year: int) -> WardYear:
        """A ward's year; the ward is known, or it is the whole city."""
        if ward != WHOLE_CITY:
            self.ward(ward)
        return self.loop.ward(ward, year)

    def under_way(self, ward: WardId, year: int) -> WardYear:
        """A ward's year whose plan is public."""
        found = self.year(ward, year)
        if not found.plan_published_at:
            raise LoopRefused(Reason.PLAN_NOT_PUBLISHED, ward)
        return found

    def target(self, ward: WardId, year: int, target: str) -> Target:
        """A target that is there."""
        targets = self.year(ward, year).targets
        if target not in targets:
            raise LoopRefused(Reason.UNKNOWN_TARGET, target)
        return targets[target]


def says(text: str, *, signs: bool = False) -> bool:
    """Whether there is a letter or a number in it that can be seen; `signs` will do as well."""
    wanted = _LETTERS | _SIGNS if signs else _LETTERS
    return any(unicodedata.category(each)[0] in wanted and each not in _BLANKS for each in text)


def words(**given: str) -> None:
    """Each of these fields must say something, and not too much."""
    for name, text in given.items():
        if not says(text):
            raise LoopRefused(Reason.WORDS_MISSING, name)
    lengths(**given)


def lengths(**given: str) -> None:
    """None of these fields, which may be empty, says more than fits."""
    for name, text in given.items():
        if len(text) > longest(name):
            raise LoopRefused(Reason.TOO_LONG, name)


def met_on(year: int, today: date, **days: date) -> None:
    """The day of a meeting has come; it lies in the fiscal year, in the one before or in the one after."""
    for name, day in days.items():
        if not beginning(year - 1) <= day <= ending(year + 1):
            raise LoopRefused(Reason.DAY_NOT_POSSIBLE, name)
        if day > today:
            raise LoopRefused(Reason.DAY_NOT_COME, name)
