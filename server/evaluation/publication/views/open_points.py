"""What a meeting has to know first: what is open, late or not kept in a ward's year, the gravest first."""

from collections.abc import Iterator
from datetime import date

from server.evaluation.core.guideline import Status
from server.evaluation.core.state import Target, WardYear
from server.evaluation.publication.paper import Note, Tone
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.subject import MONTHS, Subject, last_report, whose

GRAVEST_FIRST = (Tone.STOP, Tone.WARN, Tone.NOTE)


def open_points(subject: Subject, _: Pen) -> tuple[Note, ...]:
    """Everything that is open in a ward's year."""
    found = [
        *_not_reported(subject, _),
        *_not_kept(subject, _),
        *_orders(subject, _),
        *_behind(subject, _),
        *_unchecked(subject, _),
        *_at_the_end(subject, _),
    ]
    return tuple(sorted(found, key=lambda each: GRAVEST_FIRST.index(each.tone)))


def _not_reported(subject: Subject, _: Pen) -> Iterator[Note]:
    ward_year = subject.ward_year
    if ward_year.policy is None:
        yield Note(_("The ward mayor has not set the policy of the year."), Tone.STOP)
    if ward_year.plan_published_at:
        return
    for section in subject.sections:
        if section not in ward_year.reported:
            name = _.section(subject.ward, section)
            yield Note(
                _("%(section)s has not reported its targets to the committee.", section=name), Tone.WARN
            )
    yield Note(_("The plan of the year has not been published yet."), Tone.WARN)


def _not_kept(subject: Subject, _: Pen) -> Iterator[Note]:
    """Only what is still not kept: what is kept since stands with the standards."""
    for each in subject.lapses():
        if not each.last.kept:
            yield Note(
                _(
                    "%(section)s does not keep the standard “%(standard)s”. What is done: %(measure)s",
                    section=_.section(subject.ward, each.section),
                    standard=subject.sentence(each.standard, _),
                    measure=each.last.improvement_measure,
                ),
                Tone.STOP,
            )


def _orders(subject: Subject, _: Pen) -> Iterator[Note]:
    """Those of the year, and of the years before as long as nobody answered them."""
    for ward, year in sorted(subject.loop.wards):
        if ward == subject.ward and year <= subject.year:
            yield from _unanswered(subject, subject.loop.ward(ward, year), _)


def _unanswered(subject: Subject, ward_year: WardYear, _: Pen) -> Iterator[Note]:
    for order_id in sorted(ward_year.orders):
        if order_id in ward_year.answers:
            continue
        order = ward_year.orders[order_id]
        late = order.due_on < subject.today
        words = (
            _("Improvement order without an answer, due on %(due)s and late: %(section)s, “%(text)s”")
            if late
            else _("Improvement order without an answer, due on %(due)s: %(section)s, “%(text)s”")
        )
        section = _.section(subject.ward, order.section)
        told = words % {"due": _.day(order.due_on), "section": section, "text": order.text}
        yield Note(told, Tone.STOP if late else Tone.WARN)


def _behind(subject: Subject, _: Pen) -> Iterator[Note]:
    for target in (each for each in subject.targets() if each.evaluation is None):
        for key in sorted(target.initiatives):
            latest = last_report(target, key)
            title = target.initiatives[key].title
            who = whose(subject, target, _)
            if latest is not None and latest.status in {Status.BEHIND, Status.STOPPED}:
                yield Note(
                    _(
                        "%(who)s, “%(target)s”: the initiative “%(title)s” is: %(status)s (%(month)s). "
                        "%(text)s",
                        who=who, target=target.aim.title, title=title, status=_.label(latest.status),
                        month=_.month_name(latest.month), text=latest.text,
                    ),
                    Tone.WARN,
                )  # fmt: skip
            elif latest is None and subject.ward_year.plan_published_at and _is_due(subject, target, key):
                yield Note(
                    _(
                        "%(who)s, “%(target)s”: nothing has been reported on “%(title)s”, although it was to "
                        "begin.",
                        who=who, target=target.aim.title, title=title,
                    ),
                    Tone.WARN,
                )  # fmt: skip


def _is_due(subject: Subject, target: Target, initiative: str) -> bool:
    """Whether a month in which something was planned is over."""
    months = target.initiatives[initiative].months
    return any(_after(subject.year, month) <= subject.today for month in months)


def _after(year: int, month: int) -> date:
    """The first day after a month (1 to 12) of a fiscal year."""
    place = MONTHS.index(month) + 1
    return date(year + 1, 4, 1) if place == len(MONTHS) else _first(year, MONTHS[place])


def _first(year: int, month: int) -> date:
    return date(year if month >= 4 else year + 1, month, 1)


def _unchecked(subject: Subject, _: Pen) -> Iterator[Note]:
    for section in subject.sections:
        missing = [each for each in subject.standards(section) if subject.check(section, each) is None]
        if missing:
            name = _.section(subject.ward, section)
            yield Note(
                _("%(section)s has not checked %(count)s standards yet.", section=name, count=len(missing)),
                Tone.WARN,
            )


def _at_the_end(subject: Subject, _: Pen) -> Iterator[Note]:
    ward_year = subject.ward_year
    for section in sorted(ward_year.returned):
        name, text = _.section(subject.ward, section), ward_year.returned[section]
        yield Note(
            _("The results of %(section)s were given back: %(text)s", section=name, text=text), Tone.WARN
        )
    if subject.today < date(subject.year + 1, 2, 1) and not ward_year.evaluated:
        return
    for section in subject.sections:
        if section not in ward_year.evaluated and section not in ward_year.returned:
            name = _.section(subject.ward, section)
            yield Note(
                _("%(section)s has not reported its results to the committee.", section=name), Tone.WARN
            )
    for target in subject.targets():
        if target.evaluation is not None and not target.met:
            yield Note(
                _(
                    "Target missed: %(who)s, “%(target)s”. What will be done next: %(next)s",
                    who=whose(subject, target, _), target=target.aim.title, next=target.evaluation.follow_up,
                ),
                Tone.WARN,
            )  # fmt: skip
