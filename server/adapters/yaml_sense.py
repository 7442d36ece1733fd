"""Whether an office file makes sense as a whole: names lead somewhere, numbers come once."""

from collections.abc import Iterator
from typing import Any

from server.adapters.yaml_faults import near
from server.adapters.yaml_form import OfficeForm, SeriesPart, work_of
from server.adapters.yaml_lines import Fault, Path, found
from server.core.plan import Stage

REFERENCES: tuple[tuple[Path, str], ...] = (
    (("services", "*", "series"), "series"),
    (("services", "*", "purpose"), "purposes"),
    (("services", "*", "section"), "sections"),
    (("counters", "*", "section"), "sections"),
    (("counters", "*", "suits", "*"), "needs"),
    (("series", "*", "then"), "series"),
    (("days", "*", "services", "*"), "services"),
)
"""Where a name stands, and the part of the file in which it must be found."""


def lost_names(data: Any) -> list[Fault]:
    """Names that lead nowhere. Asks the plain data, so that it can tell them beside faults of form."""
    plain = data if isinstance(data, dict) else {}
    return [*_lost_references(plain), *_lost_work(plain), *_work_twice(plain)]


def nonsense(form: OfficeForm) -> list[Fault]:
    """What is wrong although every part is well formed and every name is known."""
    return [*_unserved(form), *_endless(form), *_ambiguous(form), *_undecided(form)]


def _lost_references(data: dict[str, Any]) -> Iterator[Fault]:
    for pattern, part in REFERENCES:
        known = _keys(data, part)
        for path, name in found(data, pattern):
            if isinstance(name, str) and name not in known:
                words = f"here stands {name!r}; expected: a name from `{part}`; {near(name, known)}"
                yield Fault(path, words)


def _lost_work(data: dict[str, Any]) -> Iterator[Fault]:
    known, stages = _keys(data, "services"), [each.value for each in Stage]
    for path, entry in found(data, ("counters", "*", "work", "*")):
        service, stage = work_of(entry) if isinstance(entry, str) else ("", Stage.RECEPTION.value)
        if service not in known:
            words = f"here stands {entry!r}; expected: a service, or service:issuance; {near(service, known)}"
            yield Fault(path, words)
        elif stage not in stages:
            yield Fault(path, f"here stands {entry!r}; expected: {service}:<stage>; {near(stage, stages)}")


def _work_twice(data: dict[str, Any]) -> Iterator[Fault]:
    for path, work in found(data, ("counters", "*", "work")):
        entries = [work_of(each) for each in work if isinstance(each, str)] if isinstance(work, list) else []
        for place, entry in enumerate(entries):
            if entry in entries[:place]:
                yield Fault((*path, place), f"{':'.join(entry)} stands here again; expected: once")


def _unserved(form: OfficeForm) -> Iterator[Fault]:
    received = {
        service
        for counter in form.counters.values()
        for service, stage in map(work_of, counter.work)
        if stage == Stage.RECEPTION.value
    }
    for service in form.services.keys() - received:
        words = f"no counter receives {service!r}; expected: {service} in the `work` of at least one counter"
        yield Fault(("services", service), words)


def _endless(form: OfficeForm) -> Iterator[Fault]:
    for start in form.series:
        chain: list[str] = []
        name: str | None = start
        while name is not None and name not in chain:
            chain.append(name)
            name = form.series[name].then
        if name == start:
            words = (
                f"the chain {' -> '.join([*chain, start])} never ends; expected: a last one without `then`"
            )
            yield Fault(("series", start, "then"), words)


def _ambiguous(form: OfficeForm) -> Iterator[Fault]:
    """Numbers that two series could give out, also when their prefixes differ in length (A0 01 and A 001)."""
    owners: dict[str, str] = {}
    for name, series in form.series.items():
        clashes = {owners[number]: number for number in reversed(_numbers(series)) if number in owners}
        owners.update((number, name) for number in _numbers(series))
        for other, number in clashes.items():
            words = f"{number} can come from {other!r} too; expected: every number from one series only"
            yield Fault(("series", name), words)


def _numbers(series: SeriesPart) -> list[str]:
    return [f"{series.prefix}{count:0{series.digits}d}" for count in range(series.first, series.last + 1)]


def _undecided(form: OfficeForm) -> Iterator[Fault]:
    last = len(form.days) - 1
    for place, rule in enumerate(form.days):
        if rule.when is None and place < last:
            yield Fault(("days", place), "without `when` this decides every day; expected: only as the last")
    if form.days[last].when is not None:
        yield Fault(("days", last), "days may be left undecided; expected: a last rule without `when`")


def _keys(data: dict[str, Any], part: str) -> list[str]:
    value = data.get(part)
    return list(value) if isinstance(value, dict) else []
