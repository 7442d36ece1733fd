"""What is to be done by the city's conference: standards to begin, adopt and verify, proposals to decide."""

from collections.abc import Iterator
from datetime import date

from server.core.calendar import fiscal_year
from server.evaluation.core.commands import AdoptStandards, BeginStandards, ReportAchievements
from server.evaluation.core.require import Case
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.offer import is_ready
from server.evaluation.ward.views.places import city_url
from server.evaluation.ward.views.task import Task


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


PROPOSALS = "/evaluation/city/proposals"

NEXT_YEAR_FROM_MONTH = 1
"""From January on next year's standards ask to be begun."""


def city_tasks(case: Case, today: date) -> Iterator[Task]:
    """The conference's part, for this year and from January on for the next."""
    this_year = fiscal_year(today)
    last = this_year + 1 if today >= date(this_year + 1, NEXT_YEAR_FROM_MONTH, 1) else this_year
    known = set(case.loop.standards) | set(range(this_year, last + 1))
    for proposal in case.loop.proposals.values():
        if proposal.accepted is None:
            words = _("Decide whether a target becomes a city standard")
            yield Task(words, PROPOSALS, WHOLE_CITY, last, about=proposal.title)
    for year in sorted(known):
        yield from _of_year(case, year)


def _of_year(case: Case, year: int) -> Iterator[Task]:
    of_year = case.loop.standards.get(year)
    if of_year is None:
        left_out = any(each > year for each in case.loop.standards)
        if not left_out and is_ready(case, BeginStandards(year)):
            words = _("Begin the draft of the city's standards")
            yield Task(words, city_url(year, "standards"), WHOLE_CITY, year)
    elif not of_year.adopted_at:
        if not of_year.standards or is_ready(case, AdoptStandards(year)):
            words = _("Put the city's standards into force")
            yield Task(words, city_url(year, "standards/adopt"), WHOLE_CITY, year)
    elif not of_year.achievements:
        if is_ready(case, ReportAchievements(year, _("Results"))):
            yield Task(_("Report the achievements of all wards"), city_url(year, "report"), WHOLE_CITY, year)
    elif not of_year.conclusion:
        yield Task(_("Verify the city's standards"), city_url(year, "verify"), WHOLE_CITY, year)
