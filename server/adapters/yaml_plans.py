"""The offices of an installation from YAML files: one file per office, read and checked once at the start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from msgspec import UNSET, UnsetType
from pydantic import ValidationError

from server.adapters.yaml_faults import faults_of
from server.adapters.yaml_form import DayPart, OfficeForm, WhenPart
from server.adapters.yaml_furniture import furnished
from server.adapters.yaml_lines import Fault, Sheet, sheet_of
from server.adapters.yaml_sense import lost_names, nonsense
from server.core.calendar import ALWAYS, DayRule, Holidays, When, common, rule_for, shortened
from server.core.plan import Names, OfficeId, Plan, Service, ServiceId, Span
from server.ports.plans import PlanBroken

OFFICES: Traversable = files("server") / "offices"
"""The demo office."""

EXAMPLES: Traversable = OFFICES / "examples"
"""Further offices to learn from and to copy."""

PLANS_KEPT = 1024
"""Plans held ready: a year and more of several offices."""

A_YEAR_AHEAD = 366


@dataclass(frozen=True, slots=True)
class _Book:
    """One office as its file has it: the plan of no day in particular, and the rules that make a day's."""

    plan: Plan
    rules: tuple[DayRule, ...]
    extra_holidays: frozenset[date]
    own_hours: Mapping[ServiceId, tuple[Span, ...]]
    last_ticket_min: Mapping[ServiceId, int]


class YamlPlans:
    """Implements server.ports.plans.Plans."""

    def __init__(self, folders: Iterable[Traversable], holidays: Holidays) -> None:
        """Read every *.yaml of these folders, in the order of folders and names.

        Raises PlanBroken with every fault of every file, one on each line: file:line: place: what stands
        there and what is expected.
        """
        self._holidays = holidays
        self._books = _books(tuple(folders))
        self._kept = lru_cache(maxsize=PLANS_KEPT)(self._made)

    def offices(self) -> Sequence[OfficeId]:
        """Every office, in the order of its files."""
        return tuple(self._books)

    def names(self, office: OfficeId) -> Names:
        """What the office is called. Raises KeyError for an office that is not furnished."""
        return self._books[office].plan.names

    def zone(self, office: OfficeId) -> ZoneInfo:
        """The time zone that makes the office's business date. Raises KeyError like `names`."""
        return ZoneInfo(self._books[office].plan.zone)

    def plan(self, office: OfficeId, day: date) -> Plan | None:
        """What the office offers on this date; None on a closed day. Raises KeyError like `names`.

        A service that is not offered that day stays in the plan without hours, so that nobody who waits
        for it since the day before is lost.
        """
        return self._kept(office, day)

    def next_open_day(self, office: OfficeId, after: date) -> Plan | None:
        """The plan of the first open day after this date, looking a year ahead."""
        days = (after + timedelta(days=ahead) for ahead in range(1, A_YEAR_AHEAD + 1))
        return next((plan for day in days if (plan := self.plan(office, day))), None)

    def _made(self, office: OfficeId, day: date) -> Plan | None:
        book = self._books[office]
        rule = rule_for(book.rules, day, lambda each: each in book.extra_holidays or self._holidays(each))
        if rule is None or not rule.hours:
            return None
        services = {each.id: _on(each, rule, book) for each in book.plan.services.values()}
        return replace(
            book.plan,
            date=day,
            day_names=rule.names,
            hours=rule.hours,
            services=services,
            special=rule.special,
        )


def _on(service: Service, rule: DayRule, book: _Book) -> Service:
    hours = rule.hours if rule.offers(service.id) else ()
    if own := book.own_hours.get(service.id):
        hours = common(hours, own)
    return replace(service, hours=shortened(hours, book.last_ticket_min[service.id]))


# Reading.


def _books(folders: Sequence[Traversable]) -> dict[OfficeId, _Book]:
    books: dict[OfficeId, _Book] = {}
    homes: dict[OfficeId, str] = {}
    broken: list[str] = []
    for file in _files(folders):
        try:
            form = _form(file)
        except PlanBroken as fault:
            broken.append(str(fault))
            continue
        if form.office in books:
            broken.append(f"{file.name}:1: office: {form.office!r} has a file already, {homes[form.office]}")
        books.setdefault(form.office, _book(form))
        homes.setdefault(form.office, file.name)
    if broken:
        raise PlanBroken("\n".join(broken))
    return books


def _files(folders: Sequence[Traversable]) -> list[Traversable]:
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise PlanBroken(f"{', '.join(missing)}: no such folder; expected: one with *.yaml")
    listed = [sorted(folder.iterdir(), key=lambda each: each.name) for folder in folders]
    found = [each for folder in listed for each in folder if each.name.endswith((".yaml", ".yml"))]
    if not found:
        raise PlanBroken(f"{', '.join(map(str, folders))}: no office file; expected: at least one *.yaml")
    return found


def _form(file: Traversable) -> OfficeForm:
    """The form in a file. Raises PlanBroken with every fault of the file."""
    try:
        sheet = sheet_of(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise PlanBroken(f"{file.name}:{line}: bytes that are not UTF-8; expected: UTF-8") from fault
    if sheet.data is None:
        raise _broken(file, sheet, sheet.faults)
    faults = [*sheet.faults, *lost_names(sheet.data)]
    try:
        form = OfficeForm.model_validate(sheet.data, context={"languages": _languages(sheet)})
    except ValidationError as fault:
        raise _broken(file, sheet, [*faults, *faults_of(fault, OfficeForm)]) from fault
    faults = faults or nonsense(form)
    if faults:
        raise _broken(file, sheet, faults)
    return form


def _languages(sheet: Sheet) -> tuple[str, ...]:
    said = sheet.data.get("languages") if isinstance(sheet.data, dict) else None
    tags = [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
    return tuple(dict.fromkeys(["ja", *tags])) if tags else ()


def _broken(file: Traversable, sheet: Sheet, faults: Iterable[Fault]) -> PlanBroken:
    told = sorted(((each.line or sheet.line(each.path), each) for each in faults), key=lambda each: each[0])
    return PlanBroken("\n".join(_told(file.name, line, each) for line, each in told))


def _told(name: str, line: int, fault: Fault) -> str:
    place = ".".join(str(each) for each in fault.path)
    return ": ".join(each for each in (f"{name}:{line}", place, fault.words) if each)


# From the form to the core.


def _book(form: OfficeForm) -> _Book:
    return _Book(
        plan=furnished(form),
        rules=_rules(form.days),
        extra_holidays=form.extra_holidays,
        own_hours={name: each.hours for name, each in form.services.items() if each.hours},
        last_ticket_min={name: each.last_ticket_before_close_min for name, each in form.services.items()},
    )


def _rules(parts: Sequence[DayPart]) -> tuple[DayRule, ...]:
    """A file that calls some of its days special has said of the others that they are not."""
    is_said = any(each.special is not None for each in parts)
    return tuple(_rule(each, bool(each.special) if is_said else UNSET) for each in parts)


def _rule(part: DayPart, special: bool | UnsetType) -> DayRule:
    services = None if part.services is None else frozenset(part.services)
    return DayRule(part.names, part.hours, services, _when(part.when) if part.when else ALWAYS, special)


def _when(part: WhenPart) -> When:
    return When(
        dates=part.dates or frozenset(),
        yearly=part.yearly,
        weekdays=part.weekdays,
        nth=part.nth,
        months=part.months,
        holidays=part.holidays,
        since=part.within.first,
        until=part.within.last,
    )
