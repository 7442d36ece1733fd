"""Did it help? A comparison in words and charts: what can be told, how sure, and what else was different."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never
from unicodedata import normalize

from server.figures.views.choice import WAITS
from server.figures.views.periods import Span
from server.figures.views.speech import Speech, shown
from server.measure.comparison import YEAR, Change, Comparison, DayValue, Doubt, Estimate, Verdict, side_of
from server.measure.definitions import Better, Definition
from server.measure.tally import Count, Tally
from server.web.charts import (
    Axis,
    Drawn,
    Dumbbells,
    Intervals,
    Kind,
    Line,
    Pair,
    Range,
    Trend,
    dumbbells,
    intervals,
    signed,
    trend,
)
from server.web.numbers import with_unit

WEEKS = (4, 6, 8, 12, 26)
USUAL_WEEKS = 8
EFFECT_MEASURES = (
    "wait_mean", "wait_median", "wait_p90", "attainment", "service_time_mean", "no_show_rate",
    "abandoned_rate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What the page says; `verdict` is improved, worse or cannot_tell."""

    verdict: str
    headline: str
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]
    charts: tuple[tuple[str, Drawn], ...]


def day_values(
    tallies: Mapping[date, Tally], special: frozenset[date], definition: Definition
) -> tuple[DayValue, ...]:
    """The measure of each business date as it is shown, seconds in minutes."""
    return tuple(
        DayValue(day, shown(definition, tally), tally.count(Count.ISSUED), day in special)
        for day, tally in tallies.items()
    )


def effect_of(
    found: Comparison,
    days: tuple[DayValue, ...],
    definition: Definition,
    on: date,
    weeks: int,
    speech: Speech,
) -> Effect:
    """The comparison in the reader's language."""
    axis = difference_axis(definition, speech)
    return Effect(
        found.verdict.value,
        _headline(found, definition.better, speech),
        tuple(_sentences(found, definition, axis, speech)),
        tuple(_doubt(each, found, speech) for each in found.doubts),
        (
            _difference_chart(found, axis, definition, speech),
            _weekday_chart(found, definition, speech),
            _day_chart(days, definition, on, weeks, speech),
        ),
    )


def difference_axis(definition: Definition, speech: Speech) -> Axis:
    """Differences of shares are points, not percent."""
    _ = speech.say
    axis = speech.axis(definition)
    return Axis(axis.kind, _("points")) if axis.kind is Kind.SHARE else axis


def _headline(found: Comparison, better: Better, speech: Speech) -> str:
    """The verdict, and of which difference it speaks where there are two."""
    _ = speech.say
    said = {"verdict": _verdict(found.verdict, speech)}
    if found.against_last_year is None:
        return said["verdict"]
    plain, less = side_of(found.estimate, better), side_of(found.against_last_year, better)
    if plain is less:
        return _("%(verdict)s (the same less the difference of the year before)") % said
    if less is Verdict.CANNOT_TELL:
        return _("Less the difference of the year before: %(verdict)s") % said
    return _("With and without the difference of the year before it looks different: %(verdict)s") % said


def _verdict(verdict: Verdict, speech: Speech) -> str:
    _ = speech.say
    match verdict:
        case Verdict.IMPROVED:
            return _("Better than before, by more than chance alone would explain")
        case Verdict.WORSE:
            return _("Worse than before, by more than chance alone would explain")
        case Verdict.CANNOT_TELL:
            return _("Whether it changed anything cannot be told from chance")
        case _:
            assert_never(verdict)


def _sentences(found: Comparison, definition: Definition, axis: Axis, speech: Speech) -> list[str]:
    _ = speech.say
    plain = speech.axis(definition)
    said = []
    if found.before is not None and found.after is not None:
        said.append(
            _("%(name)s: %(before)s before, %(after)s after (weekdays weighted equally).")
            % {
                "name": speech.name(definition),
                "before": with_unit(plain.value(found.before), plain.unit),
                "after": with_unit(plain.value(found.after), plain.unit),
            }
        )
    if found.estimate is not None:
        said.append(_("Difference: %s.") % in_words(found.estimate, axis, speech))
    else:
        said.append(_("There are too few comparable days before or after to say anything."))
    if found.against_last_year is not None:
        said.append(
            _("Less the difference of the same weeks a year before: %s.")
            % in_words(found.against_last_year, axis, speech)
        )
    if found.volume is not None:
        said.append(_("Tickets per day: %s.") % f"{signed(Axis(Kind.NUMBER), found.volume * 100)}%")
    return said


def in_words(estimate: Estimate, axis: Axis, speech: Speech) -> str:
    """The difference and its interval."""
    _ = speech.say
    return _("%(difference)s (95%% interval: from %(low)s to %(high)s)") % {
        "difference": with_unit(signed(axis, estimate.difference), axis.unit),
        "low": signed(axis, estimate.low),
        "high": signed(axis, estimate.high),
    }


def _doubt(doubt: Doubt, found: Comparison, speech: Speech) -> str:
    _ = speech.say
    match doubt:
        case Doubt.WEEKDAYS:
            return _("The weekdays are not equally many before and after; they were weighted equally.")
        case Doubt.SEASON:
            return _("The season: the same weeks a year before are not known, so it cannot be taken off.")
        case Doubt.VOLUME:
            return _("The number of visitors changed at the same time, and with it the waits.")
        case Doubt.FEW_DAYS:
            return _("There are fewer than twenty days on a side; single days weigh much.")
        case Doubt.NEIGHBOURS:
            return _("Days were like the day before them, so the true interval is wider than the one shown.")
        case Doubt.OTHER_CHANGES:
            others = ", ".join(f"{speech.day(each.date)} {each.words}" for each in found.other_changes)
            return _("Something else changed in these weeks: %s") % others
        case Doubt.DAYS_LEFT_OUT:
            return _("Days left out, because there was nothing to compare them with: %d") % found.left_out
        case Doubt.SAME_LAST_YEAR:
            return _("A year before, in the same weeks and without the change, it went a similar way.")
        case _:
            assert_never(doubt)


def _difference_chart(
    found: Comparison, axis: Axis, definition: Definition, speech: Speech
) -> tuple[str, Drawn]:
    _ = speech.say
    shorter = definition.id in WAITS or definition.id == "service_time_mean"
    rows = (
        (_("Difference before and after"), found.estimate),
        (_("Less that of a year before"), found.against_last_year),
    )
    chart = Intervals(
        title=_("Difference with its 95% interval"),
        axis=axis,
        ranges=tuple(
            Range(label, each.difference, each.low, each.high) for label, each in rows if each is not None
        ),
        less_words=_("became shorter") if shorter else _("became less"),
        more_words=_("became longer") if shorter else _("became more"),
        empty=_("There are too few comparable days before or after to say anything."),
        labels_words=_("Comparison"),
        middle_words=_("Difference"),
        interval_words=_("95% interval"),
    )
    return chart.title, intervals(chart)


def _weekday_chart(found: Comparison, definition: Definition, speech: Speech) -> tuple[str, Drawn]:
    _ = speech.say
    chart = Dumbbells(
        title=_("Weekday by weekday"),
        axis=speech.axis(definition),
        pairs=tuple(
            Pair(
                _("%(weekday)s (%(before)d + %(after)d days)")
                % {
                    "weekday": speech.weekday(each.weekday),
                    "before": each.days_before,
                    "after": each.days_after,
                },
                each.before,
                each.after,
            )
            for each in found.weekdays
        ),
        before_words=_("Before"),
        after_words=_("After"),
        empty=_("There are too few comparable days before or after to say anything."),
        labels_words=_("Weekday"),
    )
    return chart.title, dumbbells(chart)


def _day_chart(
    days: tuple[DayValue, ...], definition: Definition, on: date, weeks: int, speech: Speech
) -> tuple[str, Drawn]:
    _ = speech.say
    span = timedelta(weeks=weeks)
    inside = sorted((each for each in days if on - span <= each.date < on + span), key=lambda each: each.date)
    chart = Trend(
        title=_("Day by day"),
        axis=speech.axis(definition),
        labels=tuple(speech.day_tick(each.date) for each in inside),
        rows=tuple(speech.day(each.date) for each in inside),
        lines=(Line(speech.name(definition), tuple(each.value for each in inside)),),
        empty=_("There is nothing to show for this time."),
        labels_words=_("Date"),
        event=next((index for index, each in enumerate(inside) if each.date >= on), None),
        event_words=_("from here on"),
    )
    return chart.title, trend(chart, 920, 260)


def spans_needed(on: date, weeks: int) -> tuple[Span, Span]:
    """The dates that a comparison reads: around the change, and the same a year before."""
    span, day = timedelta(weeks=weeks), timedelta(days=1)
    return Span(on - span, on + span - day), Span(on - YEAR - span, on - YEAR + span - day)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the address besides the choice, as it was typed; `on` is its day, if it is one."""

    day: str
    weeks: str
    changes: str
    on: date | None

    def fields(self) -> dict[str, str]:
        """The same as fields of an address."""
        return {"date": self.day, "weeks": self.weeks, "changes": self.changes}

    def chosen_weeks(self) -> int:
        """The weeks on each side; what is not offered becomes what is usual."""
        return next((each for each in WEEKS if str(each) == self.weeks), USUAL_WEEKS)


def answerable(typed: Typed, today: date) -> bool:
    """Whether there is a day to compare, and it has come."""
    return typed.on is not None and typed.on <= today


def remarks(typed: Typed, today: date, other_dates: bool, speech: Speech) -> tuple[str, ...]:
    """What was typed and cannot be taken as it stands; `other_dates`: from and to were in disorder too."""
    return tuple(_remarks(typed, today, other_dates, speech))


def _remarks(typed: Typed, today: date, other_dates: bool, speech: Speech) -> Iterator[str]:
    _ = speech.say
    if typed.day and typed.on is None:
        words = _("“%(typed)s” cannot be read as a date. Please choose the first day of the change.")
        yield words % {"typed": typed.day}
    if typed.on is not None and typed.on > today:
        words = _("%(day)s is still to come: there is nothing after it to compare. Choose an earlier day.")
        yield words % {"day": speech.day(typed.on)}
    if typed.weeks and typed.weeks != str(typed.chosen_weeks()):
        offered = ", ".join(map(str, WEEKS))
        words = _("“%(typed)s” weeks are not offered, only %(offered)s. The comparison uses %(weeks)d.")
        yield words % {"typed": typed.weeks, "offered": offered, "weeks": typed.chosen_weeks()}
    if other_dates:
        yield _("The dates from and to are not used here, only the first day of the change and the weeks.")
    for line in (each for each in typed.changes.splitlines() if each.strip() and _change(each) is None):
        words = _(
            "“%(line)s” begins with no date such as 2026-10-19. This change was not taken into account."
        )
        yield words % {"line": line.strip()}


def changes_of(text: str) -> tuple[Change, ...]:
    """Other changes as written in the form, one a line: a date (2026-10-19) and words; else nothing."""
    return tuple(found for each in text.splitlines() if (found := _change(each)) is not None)


def _change(line: str) -> Change | None:
    """A line as a Japanese keyboard may write it: wide digits, a wide blank, strokes for slashes."""
    day, *words = normalize("NFKC", line).split(maxsplit=1) or [""]
    try:
        return Change(date.fromisoformat(day.replace("/", "-")), "".join(words).strip())
    except ValueError:
        return None
