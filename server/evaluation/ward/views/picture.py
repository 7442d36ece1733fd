"""A target's figure month by month, with the line of what is aimed at, as a chart."""

from dataclasses import dataclass

from server.evaluation.catalogue import Unit
from server.web.charts import Axis, Drawn, Kind, Line, Trend, trend

KINDS = {
    Unit.MINUTES: Kind.MINUTES,
    Unit.PERCENT: Kind.SHARE,
    Unit.CASES: Kind.COUNT,
    Unit.TIMES: Kind.COUNT,
    Unit.POINTS: Kind.RATE,
    Unit.PER_VISIT: Kind.RATE,
    Unit.OWN: Kind.PLAIN,
}


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of the picture, translated: its title, unit, the names of its line and of the target's."""

    title: str
    unit: str
    figure: str
    target: str
    months: tuple[str, ...]
    month: str


def picture(values: tuple[float | None, ...], target: float, unit: Unit, captions: Captions) -> Drawn | None:
    """The twelve months of a year; None where no month has a figure."""
    if all(each is None for each in values):
        return None
    # A share is drawn as a fraction of one; people speak, and targets are written, in percent.
    factor = 100.0 if unit is Unit.PERCENT else 1.0
    drawn = tuple(None if each is None else each / factor for each in values)
    axis = Axis(KINDS.get(unit, Kind.NUMBER), "" if unit is Unit.PERCENT else captions.unit)
    return trend(
        Trend(
            captions.title,
            axis,
            captions.months,
            (Line(captions.figure, drawn),),
            target=target / factor,
            target_words=captions.target,
            labels_words=captions.month,
        )
    )
