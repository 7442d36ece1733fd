"""The tiles: a figure, its target, what it was before, and whether that is better, said in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.core.plan import Plan
from server.figures.views.choice import CASES_OF, Choice, Found, Link, target_of
from server.figures.views.periods import Span
from server.figures.views.speech import Speech, shown
from server.measure.definitions import CATALOGUE, Better, Definition
from server.measure.tally import ZERO, Count, Tally
from server.web.numbers import written

TILES = ("attainment", "wait_mean", "wait_p90", "issued", "no_show_rate", "visit_duration_mean")


@dataclass(frozen=True, slots=True)
class Explained:
    """A definition in words: what is counted, of how many, in which unit."""

    name: str
    says: str
    of: str
    unit: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a figure was at another time; `way` is better, worse, same, or neither for what just is."""

    when: str
    dates: str
    value: str
    change: str
    way: str
    way_words: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `beyond` says that it is on the wrong side of its target."""

    id: str
    explained: Explained
    value: str
    unit: str
    target: str
    beyond: bool
    against: tuple[Against, ...]
    link: str


def tiles_of(found: Found, plan: Plan, choice: Choice, speech: Speech, cases: Link) -> tuple[Tile, ...]:
    """The tiles of the page, in reading order."""
    return tuple(_tile(CATALOGUE[each], found, plan, choice, speech, cases) for each in TILES)


def explained(definition: Definition, speech: Speech) -> Explained:
    """A definition in the reader's language."""
    return Explained(
        speech.name(definition), speech.says(definition), speech.of(definition), speech.unit(definition.unit)
    )


def _tile(
    definition: Definition, found: Found, plan: Plan, choice: Choice, speech: Speech, cases: Link
) -> Tile:
    axis = speech.axis(definition)
    value = shown(definition, found.whole)
    target = target_of(plan, choice) if definition.id in {"wait_mean", "wait_p90"} else None
    _ = speech.say
    words = ""
    if definition.id == "attainment":
        late = found.whole.count(Count.CALLED) - found.whole.count(Count.WITHIN_TARGET)
        words = _("%(late)s of %(called)s waited longer") % {
            "late": written(late),
            "called": written(found.whole.count(Count.CALLED)),
        }
    elif target is not None:
        words = _("Target: %(minutes)d min") % {"minutes": target}
    return Tile(
        definition.id,
        explained(definition, speech),
        axis.value(value),
        axis.unit,
        words,
        value is not None and target is not None and value > target,
        tuple(_against(definition, value, found, speech)),
        cases({"which": CASES_OF[definition.id]}),
    )


def _against(definition: Definition, value: float | None, found: Found, speech: Speech) -> Iterator[Against]:
    _ = speech.say
    sides = [(_("The time before"), found.before), (_("A year before"), found.year_before)]
    if found.before and found.year_before and found.before[0] == found.year_before[0]:
        sides = sides[1:]
    for when, side in sides:
        if side is not None:
            yield _one_against(definition, value, when, side, speech)


def _one_against(
    definition: Definition, value: float | None, when: str, side: tuple[Span, Tally], speech: Speech
) -> Against:
    axis = speech.axis(definition)
    span, tally = side
    # Nothing at all was counted: there was no day, and no day is not a day with zero tickets.
    was = None if tally == ZERO else shown(definition, tally)
    written = axis.value(was)
    if value is None or was is None:
        return Against(when, speech.span(span), written, "", "", "")
    way = _way(definition.better, value, was, same=written == axis.value(value))
    return Against(when, speech.span(span), written, _arrow(value, was, way), way, _way_words(way, speech))


def _way(better: Better, value: float, was: float, *, same: bool) -> str:
    if same:
        return "same"
    if better is Better.NEITHER:
        return "neither"
    return "better" if (value > was) == (better is Better.UP) else "worse"


def _arrow(value: float, was: float, way: str) -> str:
    if way == "same":
        return "→"
    return "↑" if value > was else "↓"


def _way_words(way: str, speech: Speech) -> str:
    _ = speech.say
    return {"better": _("better"), "worse": _("worse"), "same": _("no change"), "neither": ""}[way]
